"""Who published a document: the organisation whose own words its pages are."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tfextract.extract.describe.addresses import Hosts, hosts_of, spelled
from tfextract.extract.describe.bodies import (
    Names,
    is_organisation,
    is_place,
    letters_of,
    lines_of,
    names_of,
    says_body,
    says_programme,
)
from tfextract.extract.describe.cover import titled
from tfextract.extract.describe.headed import body_text_of, headed, name_in_report
from tfextract.extract.describe.running import Running
from tfextract.extract.describe.weighing import DescriptionCandidate, chosen
from tfextract.extract.evidence import folded
from tfextract.extract.statement_features import Features
from tfextract.model import Block, BlockRole, Contact
from tfextract.rules import captures, rules_of

# A name with this many mentions is frequent, however long the document is.
OFTEN = 12
FEWEST_ACTS = 3
# Floors for the largest numbers of mentions and pages: in a short text every name is the most frequent.
FEW_TIMES, FEW_PAGES = 4, 2
# Names with a smaller share of the mentions of the most frequent one need another feature to be candidates.
RARE = 0.1
FEWEST_MENTIONS = 2
FIRMNESS = {"whole": 4, "initials": 3, "begins": 2, "within": 1}
# Ways of spelling a name in an address that make even a name mentioned once a candidate.
FIRM = frozenset(("whole", "initials"))
# The blank before a verb, a short form in brackets before that, and where a name may begin.
ACT = re.compile(
    r"\s(?=(?:also\s)?(?:has|have|is|was|will|[a-z]{2,}ed|works|aims|helps|supports|provides|runs|leads|began|led)\b)"
)
IN_BRACKETS = re.compile(r"\s\([A-Z][\w-]+\)")
WORD_START = re.compile(r"(?<!\w)")


@dataclass(frozen=True, slots=True)
class Imprint:
    """The metadata and links of the file, and what was read from the pages before."""

    title: str | None
    running: Running
    contacts: Sequence[Contact]
    metadata: Mapping[str, str]
    links: Sequence[str] = ()


def publisher_of(blocks: Sequence[Block], imprint: Imprint) -> str | None:
    """The most probable candidate; None if none reaches the threshold."""
    return chosen("publisher", publisher_candidates(blocks, imprint))


def publisher_candidates(blocks: Sequence[Block], imprint: Imprint) -> tuple[DescriptionCandidate, ...]:
    """Every name that may be an organisation's and has a feature of a publisher's name."""
    names, body_text = names_of(blocks), body_text_of(blocks, imprint.running)
    features: dict[str, Features] = defaultdict(dict)
    for named in (
        _stated(blocks),
        _headed(body_text, imprint.running),
        _addressed(imprint.contacts),
        _of_metadata(imprint.metadata),
        _of_title(imprint.title, body_text),
    ):
        by_feature: dict[str, set[str]] = defaultdict(set)
        for name, feature in named:
            key = names.add(name)
            if key is not None:
                by_feature[feature].add(key)
        # Case studies describe many organisations: a feature that several names have counts less for each.
        for feature, keys in by_feature.items():
            for key in keys:
                features[key][feature] = 1 / len(keys)
    for key, feature in _alone(blocks, names):
        features[key][feature] = 1.0
    _count(names, features)
    _spell(names, features, hosts_of((block.text for block in blocks), imprint.links))
    _act(names, features, body_text)
    plain = Counter(re.findall(r"\b[a-z][a-z’'-]+\b", body_text))
    for key, own in features.items():
        own.update(_shape(names, key, plain))
        own.update(_together(names.shown[key], own, imprint.title))
    ordered = sorted(features, key=lambda key: (-names.times[key], key))
    return tuple(DescriptionCandidate(names.shown[key], features[key]) for key in ordered)


def _stated(blocks: Sequence[Block]) -> Iterator[tuple[str, str]]:
    """Names by the rules of owners, with a feature for each rule."""
    for block in blocks:
        for rule in rules_of("owner"):
            for match in rule.matches(block.text):
                yield next(iter(dict(captures(match)).values())), f"stated.{rule.id.removeprefix('document.')}"


def _headed(body_text: str, running: Running) -> Iterator[tuple[str, str]]:
    for name, how in headed(running, body_text).items():
        yield name, f"headed.{how}"


def _addressed(contacts: Sequence[Contact]) -> Iterator[tuple[str, str]]:
    for contact in contacts[:1]:
        name = contact.organisation
        if name is not None and (says_body(name) or says_programme(name) or is_organisation(name)):
            yield name, "addressed"


def _of_metadata(metadata: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Author and subject of the metadata; the author is mostly a person's account or a designer's."""
    for field in ("Author", "Subject"):
        given = metadata.get(field, "")
        yield re.sub(r"\([^()]*\)", "", given), field.casefold()


def _of_title(title: str | None, body_text: str) -> Iterator[tuple[str, str]]:
    """ "Lake Fund Annual Report 2019": the owner named in the title."""
    for part in (title or "").split(": "):
        name = name_in_report(titled(part), body_text)
        if name is not None:
            yield name, "title.owner"


def _alone(blocks: Sequence[Block], names: Names) -> Iterator[tuple[str, str]]:
    """Names that are a whole line on the first page, as on a cover, or on the last, as in an imprint."""
    last = max((block.page for block in blocks), default=1)
    body = [block for block in blocks if block.role is not BlockRole.TABLE]
    ends = [block for block in body if block.page in (1, 2, last)]
    for line in lines_of(ends, names):
        if line.page == 1:
            yield line.key, "alone.first"
        if line.page == last and last > 1:
            yield line.key, "alone.last"


def _count(names: Names, features: dict[str, Features]) -> None:
    limit = max(FEW_TIMES, *names.times.values()) if names.times else 1
    spread = max(FEW_PAGES, *map(len, names.pages.values())) if names.pages else 1
    for key, times in names.times.items():
        if times < max(2, RARE * limit) and key not in features:
            continue
        features[key]["often"] = min(times, OFTEN) / OFTEN
        features[key]["most"] = times / limit
        features[key]["spread"] = len(names.pages[key]) / spread
        if 1 in names.pages[key] and times > 1:
            features[key]["page.first"] = 1.0


def _spell(names: Names, features: dict[str, Features], hosts: Hosts) -> None:
    """Adds how addresses spell a name, if it is mentioned twice, has another feature, or is spelled firmly."""
    shorts = defaultdict(list)
    for short, full in names.short.items():
        shorts[full].append(short.upper())
    for key, shown in names.shown.items():
        spellings = [spelled(name, hosts) for name in (shown, *shorts[key], *_without_place(shown))]
        firmest = max(spellings, key=lambda ways: max(ways.get(how, 0.0) * weight for how, weight in FIRMNESS.items()))
        if key not in features and names.times[key] < FEWEST_MENTIONS and firmest.keys().isdisjoint(FIRM):
            continue
        for how, share in firmest.items():
            features[key][f"host.{how}"] = share


def _without_place(name: str) -> tuple[str, ...]:
    """ "LAKES Ruritania" has the address lakes.gov.rr: the name without a place at its end."""
    words = name.split()
    return (" ".join(words[:-1]),) if len(words) > 1 and is_place(words[-1]) else ()


def _act(names: Names, features: dict[str, Features], body_text: str) -> None:
    """Adds how often a name is the subject of a verb: "The Lake Fund (LF) mended", "LF has trained"."""
    often = [key for key in features if names.times[key] >= FEWEST_ACTS]
    spellings = [(names.shown[key], key) for key in often]
    spellings += [(short.upper(), key) for short, key in names.short.items() if key in often]
    acted = _acting(body_text, {name for name, _ in spellings})
    acts: Counter[str] = Counter()
    for name, key in spellings:
        acts[key] += acted[name]
    limit = max(acts.values(), default=0)
    for key, times in acts.items():
        if times >= FEWEST_ACTS:
            features[key]["acts"] = times / limit


def _acting(body_text: str, names: Collection[str]) -> Counter[str]:
    """How often a verb follows each of the names, or the name and its short form in brackets.

    It looks at each verb of the text once instead of searching the whole text for every name.
    """
    longest = max(map(len, names), default=0)
    tally: Counter[str] = Counter()
    for verb in ACT.finditer(body_text):
        ends = [verb.start()]
        if body_text[verb.start() - 1 : verb.start()] == ")":
            short = IN_BRACKETS.match(body_text, max(0, body_text.rfind("(", 0, verb.start()) - 1), verb.start())
            ends += [] if short is None or short.end() != verb.start() else [short.start()]
        for end in ends:
            for word in WORD_START.finditer(body_text, max(0, end - longest), end):
                if body_text[word.start() : end] in names:
                    tally[body_text[word.start() : end]] += 1
    return tally


def _shape(names: Names, key: str, plain: Counter[str]) -> Features:
    """`plain` counts the words that the text prints in lower case."""
    shown = names.shown[key]
    words = shown.split()
    results = {
        "shape.body": says_body(shown),
        "shape.programme": says_programme(shown),
        "shape.word": len(words) == 1,
        "shape.acronym": len(words) == 1 and shown.isupper() and len(shown) < 8,
        "shape.long": len(words) > 6,
        "shape.short_form": key in names.short.values(),
        "shape.plain": all(plain[word] > 1 for word in shown.casefold().split()) and not says_body(shown),
        "known": is_organisation(shown),
    }
    return {name: 1.0 for name, holds in results.items() if holds}


def _together(shown: str, features: Features, title: str | None) -> Features:
    """Features of title, cover and author that depend on whether others show an organisation's name."""
    body = any(name in features for name in ("shape.body", "known", "host.whole", "host.initials", "host.mail", "acts"))
    results = {
        "cover.body": body and "alone.first" in features,
        "cover.other": not body and "alone.first" in features,
        "author.body": body and "author" in features,
    }
    if title is not None:
        parts = [folded(part) for part in title.split(": ")]
        results["title.part"] = folded(shown) in parts
        opens = letters_of(title).startswith(letters_of(shown))
        has = f" {folded(shown)} " in f" {folded(title)} "
        results |= {"title.opens": has and opens and body, "title.has": has and body, "title.piece": has and not body}
    return {name: 1.0 for name, holds in results.items() if holds}
