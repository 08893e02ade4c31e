"""Who published a document: the organisation that its own pages speak of as the one that speaks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tfextract.extract.describe.running import YEAR, Running, RunningLine, names_report
from tfextract.extract.evidence import folded
from tfextract.extract.gazetteer import fold, load_gazetteer
from tfextract.extract.names import short_names
from tfextract.extract.products.spans import OPENERS, capitalised
from tfextract.extract.products.types import type_of_phrase
from tfextract.model import Block, BlockRole, Contact, EntityKind
from tfextract.rules import captures, first_match

DOMAIN = re.compile(
    r"(?:https?://|www\.|@)(?:[\w-]+\.)*?([\w-]{3,40})\.(?:org|com|net|int|edu|gov|eu|info|ngo|co\.\w\w|org\.\w\w|gov\.\w\w|\w\w)\b|(?<![\w@/.-])(?:[a-z][\w-]*\.)?([a-z][\w-]{3,40})\.(?:org|int|net|ngo|eu)\b",
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
STATED, AUTHOR, HEADED, ACTING, ALONE, MASTHEAD = 2.5, 2.0, 2.0, 0.8, 1.0, 0.8
ENOUGH = 1.5
OFTEN = 12
FEWEST_ACTS, FEWEST_INITIALS = 3, 3
SMALL = frozenset("of the and for on in &".split())
ACTS = r"(?:also\s)?(?:has|have|is|was|will|[a-z]{2,}ed|works|aims|helps|supports|provides|runs|leads|began|led)\b"
OF = re.compile(r"\b(?:of|at|by|from)\s+(?:the\s+)?([A-Z][\w&’'.-]*(?:\s+(?:of\s+|for\s+|and\s+)?[A-Z][\w&’'.-]*)*)$")


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
    blocks: Sequence[Block],
    running: Running,
    contacts: Sequence[Contact],
    metadata: dict[str, str],
    title: str | None,
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
    spoken = _spoken(blocks, running)
    headed = _headed(running, spoken)
    for name, weight in headed.items():
        found.add(name, weight)
    author = metadata.get("Author", "")
    hosts = _hosts(texts)
    if names_organisation(author) or _vouched(author, running, hosts, title):
        found.add(author, AUTHOR)
    counts = _counted(texts)
    _weigh_names(found, counts, hosts, title)
    _weigh_actors(found, counts, spoken)
    for block in blocks:
        if block.page == 1 and block.role is BlockRole.HEADING:
            for body in _bodies(block.text):
                found.add(body, MASTHEAD)
    return _best(found, _initialled(counts) | short_names(texts), headed)


def _initialled(counts: Counter[str]) -> dict[str, str]:
    """Initials → name, for names printed more than once: "LMA – Lake Menders Association"."""
    names = [name for name, times in counts.items() if times > 1 and len(name.split()) > FEWEST_INITIALS - 1]
    return {"".join(word[0] for word in name.split() if word[0].isupper()): name for name in sorted(names)}


def _spoken(blocks: Sequence[Block], running: Running) -> str:
    """The text without the heads and feet of its pages."""
    edges = {line.text for line in running.lines}
    margins = (BlockRole.HEADER, BlockRole.FOOTER)
    return " ".join(block.text for block in blocks if block.role not in margins and block.text not in edges)


def _headed(running: Running, spoken: str) -> dict[str, float]:
    """Names at the head or foot of the pages, beside what report it is or alone.

    The text prints them too; else they stand before the title on every line that has it: sections change, names do
    not.
    """
    names: dict[str, float] = {}
    for line in running.lines:
        beside = len(line.parts) == 2
        for part in line.parts:
            if names_report(part):
                name = _of_report(part, spoken)
            elif beside and part != line.parts[0] and line.title is None:
                continue
            else:
                name = part if _is_proper(part, spoken) and not _is_place(part) else None
            if name is None and beside and part == line.parts[0] and _is_constant(line, running, spoken):
                names.setdefault(part, ENOUGH)
            if name is not None:
                firm = names_report(part) or line.title is not None
                names.setdefault(name, HEADED if firm or (beside and len(name.split()) > 1) else ALONE)
    return names


def _is_constant(line: RunningLine, running: Running, spoken: str) -> bool:
    first, second = line.parts
    words = [word for word in first.split() if word not in SMALL]
    if not 1 < len(words) <= 6 or not all(word[:1].isupper() for word in words) or words[0].casefold() in OPENERS:
        return False
    others = {other.parts[0] for other in running.lines if len(other.parts) == 2 and other.parts[1] == second}
    plain = re.search(rf"(?<!\w){re.escape(first.lower())}(?!\w)", spoken.lower()) is not None
    return others == {first} and not plain and not names_report(first) and type_of_phrase(first) is None


def _of_report(part: str, spoken: str) -> str | None:
    """Whose report it is: the name before its kind and year ("Lake Fund Annual Report 2019"), or after "of"."""
    cuts = [found.start() for found in (YEAR.search(part), _kind(part)) if found is not None]
    head = re.sub(r"^the\s+", "", part[: min(cuts, default=0)], flags=re.I).split()
    for length in range(len(head), 0, -1):
        name = " ".join(head[:length]).strip(" ,:’'")
        if _is_proper(name, spoken) and not _is_place(name):
            return name
    for found in OF.finditer(YEAR.sub("", part).strip()):
        if _is_proper(found[1], spoken) and not _is_place(found[1]):
            return found[1]
    return None


def _kind(part: str) -> re.Match[str] | None:
    found = first_match("report_line", part)
    return None if found is None else found[1]


def _is_proper(name: str, spoken: str) -> bool:
    """Printed with its capitals in the text, and nowhere there as plain words."""
    if not name[:1].isalnum() or not any(char.isupper() for char in name) or type_of_phrase(name) is not None:
        return False
    word = re.escape(name)
    return (
        re.search(rf"(?<!\w){word}(?!\w)", spoken) is not None
        and re.search(rf"(?<!\w){re.escape(name.lower())}(?!\w)", spoken) is None
    )


def _vouched(author: str, running: Running, hosts: Counter[str], title: str | None) -> bool:
    """An author that is an account's or a person's is named at no head or foot, in no title and by no web address."""
    name = folded(re.sub(r"\([^()]*\)", "", author))
    if len(name) < 3:
        return False
    printed = [line.text for line in running.lines] + [title or ""]
    known = load_gazetteer().known.get(fold(author))
    body = known is not None and known.kind is EntityKind.ORGANISATION
    return body or _spelled(author, hosts) > 0 or any(f" {name} " in f" {folded(text)} " for text in printed)


def _weigh_actors(found: _Candidates, counts: Counter[str], spoken: str) -> None:
    """Whoever most sentences are about: "The Lake Fund (LF) mended", "LF has trained"."""
    acts: Counter[str] = Counter()
    for name in counts:
        known = load_gazetteer().known.get(fold(name))
        if (known is None or known.kind is EntityKind.ORGANISATION) and _may_be_body(name):
            acts[name] = len(re.findall(rf"(?<!\w){re.escape(name)}(?:\s\([A-Z][\w-]+\))?\s{ACTS}", spoken))
    most = max(acts.values(), default=0)
    for name, times in acts.items():
        if times >= FEWEST_ACTS:
            found.add(name, ACTING * min(times, OFTEN / 2) / (OFTEN / 2) * times / most)


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


def _best(found: _Candidates, shorts: dict[str, str], headed: Mapping[str, float]) -> str | None:
    for short, name in shorts.items():
        if _letters(short) in found.weight and not _is_place(name):
            found.add(name, found.weight.pop(_letters(short)))
    ranked = sorted(found.weight.items(), key=lambda item: (-item[1], item[0]))
    if not ranked or ranked[0][1] < ENOUGH:
        return None
    best = found.shown[ranked[0][0]]
    # The page heads give the whole of a name that the text cuts short.
    return next((name for name in headed if f" {folded(best)} " in f" {folded(name)} "), best)


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
