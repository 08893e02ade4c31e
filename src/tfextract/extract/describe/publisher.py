"""Who published a document: the organisation that its own pages speak of as the one that speaks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tfextract.extract.evidence import folded
from tfextract.extract.gazetteer import fold, load_gazetteer
from tfextract.extract.names import short_names
from tfextract.extract.products.spans import capitalised
from tfextract.extract.products.types import type_of_phrase
from tfextract.model import Block, BlockRole, Contact, EntityKind
from tfextract.rules import captures, first_match

DOMAIN = re.compile(
    r"(?:https?://|www\.|@)(?:[\w-]+\.)*?([\w-]{3,40})\.(?:org|com|net|int|edu|gov|eu|info|ngo|co\.\w\w|org\.\w\w|gov\.\w\w|\w\w)\b|(?<![\w@/.-])([a-z][\w-]{3,40})\.(?:org|int|net|ngo|eu)\b",
    re.I,
)
COMMON_HOSTS = frozenset(
    "gmail yahoo hotmail outlook google twitter facebook youtube linkedin instagram github flickr bit creativecommons "
    "medium vimeo wikipedia doi example docs issuu slideshare".split()
)
ORGANISATION_WORDS = frozenset(
    "programme program fund foundation nations ministry agency institute bank trust council organization organisation "
    "union centre center committee group university society association service services network campaign project "
    "initiative corporation company alliance".split()
)
# Weights of the signs; the name with the highest sum is taken from ENOUGH on.
STATED, AUTHOR, MASTHEAD = 2.5, 2.0, 0.8
ENOUGH = 1.5
OFTEN = 12


@dataclass(slots=True)
class _Candidates:
    """Names by their letters alone, each with the spelling printed first and what speaks for it."""

    shown: dict[str, str] = field(default_factory=dict)
    weight: dict[str, float] = field(default_factory=dict)

    def add(self, name: str, weight: float) -> None:
        name = re.sub(r"[’']s?$", "", re.sub(r"^the\s+", "", name.strip(" .,;:"), flags=re.IGNORECASE)).strip()
        key = _letters(name)
        if len(key) > 1:
            if " " in name or key not in self.shown:
                self.shown[key] = name
            self.weight[key] = self.weight.get(key, 0.0) + weight


def _letters(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


def publisher_of(
    blocks: Sequence[Block], contacts: Sequence[Contact], metadata: dict[str, str], title: str | None
) -> str | None:
    """The name with the most signs for it; None where no sign is strong enough."""
    addressed = contacts[0].organisation if contacts else None
    if addressed is not None and names_organisation(addressed):
        return addressed
    texts = [block.text for block in blocks]
    found = _Candidates()
    for text in texts:
        owner = first_match("owner", text)
        if owner is not None:
            found.add(next(iter(dict(captures(owner[1])).values())), STATED)
    author = metadata.get("Author", "")
    if names_organisation(author):
        found.add(author, AUTHOR)
    _weigh_names(found, _counted(texts), _hosts(texts), title)
    for block in blocks:
        if block.page == 1 and block.role is BlockRole.HEADING:
            for body in _bodies(block.text):
                found.add(body, MASTHEAD)
    return _best(found, short_names(texts))


def _weigh_names(found: _Candidates, counts: Counter[str], hosts: Counter[str], title: str | None) -> None:
    """What speaks for a name of its own: how often it stands, the web address, the title, that it is a known body."""
    most = max(counts.values(), default=1)
    for name, times in counts.items():
        known = load_gazetteer().known.get(fold(name))
        spelled = _spelled(name, hosts)
        body = known is not None and known.kind is EntityKind.ORGANISATION
        if not body and (known is not None or not (spelled or _may_be_body(name))):
            continue
        often = 0.8 * min(times, OFTEN) / OFTEN + 0.4 * times / most
        titled = title is not None and f" {folded(name)} " in f" {folded(title)} "
        worth = often * (1.6 if body else 1.0) + 2.0 * spelled * (0.3 + 0.7 * often)
        worth += 0.8 * titled * bool(body or spelled or folded(name).split()[-1] in ORGANISATION_WORDS or times > OFTEN)
        found.add(known.name if known is not None else name, worth)


def _may_be_body(name: str) -> bool:
    """An acronym, or a name of two words or more that is no product's and no sentence's beginning."""
    words = name.split()
    if len(words) == 1:
        return name.isupper() and name.isalpha() and len(name) > 2
    return type_of_phrase(name) is None and all(not word.isdigit() for word in words)


def _bodies(text: str) -> list[str]:
    gazetteer = load_gazetteer()
    found = [gazetteer.known.get(fold(match[0])) for match in gazetteer.pattern.finditer(text)]
    return [known.name for known in found if known is not None and known.kind is EntityKind.ORGANISATION]


def _best(found: _Candidates, shorts: dict[str, str]) -> str | None:
    for short, name in shorts.items():
        if _letters(short) in found.weight and not _is_place(name):
            found.add(name, found.weight.pop(_letters(short)))
    ranked = sorted(found.weight.items(), key=lambda item: (-item[1], item[0]))
    return found.shown[ranked[0][0]] if ranked and ranked[0][1] >= ENOUGH else None


def _is_place(name: str) -> bool:
    known = load_gazetteer().known.get(fold(name))
    return known is not None and known.kind is not EntityKind.ORGANISATION


def _counted(texts: Iterable[str]) -> Counter[str]:
    """How often each capitalised name of up to eight words stands in the document."""
    counted: Counter[str] = Counter()
    for text in texts:
        for span in capitalised(text, None):
            name = re.sub(r"\s*\([^()]*\)$", "", span.text)
            if len(name.split()) <= 8 and any(char.isalpha() for char in name):
                counted[name] += 1
    return counted


def _hosts(texts: Iterable[str]) -> Counter[str]:
    hosts: Counter[str] = Counter()
    for text in texts:
        for match in DOMAIN.finditer(text):
            host = (match[1] or match[2]).casefold()
            if host not in COMMON_HOSTS:
                hosts[host] += 1
    return hosts


def _spelled(name: str, hosts: Counter[str]) -> float:
    """How far the document's own web and mail addresses spell the name: 1 for the one that is printed most."""
    if not hosts:
        return 0.0
    letters = _letters(name)
    initials = "".join(word[0] for word in name.split() if word[:1].isupper()).casefold()
    most = hosts.most_common(1)[0][1]
    for host, times in hosts.items():
        plain = re.sub(r"[\W_]+", "", host)
        if plain == letters or (len(initials) > 2 and plain == initials):
            return times / most
    return 0.0


def names_organisation(text: str) -> bool:
    """PDF authors are mostly a person's account; an organisation has two words and one that says so."""
    words = folded(text).split()
    return len(words) > 1 and bool(ORGANISATION_WORDS & set(words))
