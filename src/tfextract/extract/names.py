"""Names of countries, regions, organisations, agreements and goals: gazetteers decide and code, spaCy NER proposes."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

import pycountry

from tfextract.model import Entity, EntityKind

if TYPE_CHECKING:
    from spacy.tokens import Doc

GOAL = re.compile(
    r"\b(?:SDGs?|(?:Sustainable\s+Development\s+)Goals?|Goals?)\s+(?P<first>\d{1,2})(?P<more>(?:\s*(?:,|and|&|,\s*and)\s*\d{1,2})*)\b"
)
# Before a language's name: "in English, French and Spanish"; the country is not meant.
LANGUAGE_LIST = re.compile(r"\b(?:in|into|and|or|,)\s+$")
# US states and cities of the same name as a country, and persons called Jordan or Chad.
NOT_GEORGIA = re.compile(r"(?:Atlanta|Savannah|Augusta),\s*$")
NER_MIN_ACRONYM = 3
NOT_ORGANISATIONS = frozenset(
    "covid sdg sdgs gdp ngo ngos ceo usd eur gbp pdf faq ict hiv aids annex table figure box page".split()
)


@dataclass(frozen=True, slots=True)
class NameSpan:
    """`source` says who knew it: "gazetteer" or "ner"."""

    start: int
    end: int
    entity: Entity
    source: str


def _folded(name: str) -> str:
    return name.replace("’", "'").casefold()


def entity(kind: EntityKind, name: str, code: str | None) -> Entity:
    key = code or re.sub(r"\W+", "-", _folded(name)).strip("-")
    return Entity(f"{kind.value}:{key}", kind, name, code)


def _table(file_name: str) -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((files("tfextract.rules") / "gazetteers" / file_name).read_text("utf-8"))


def _countries() -> Iterator[tuple[str, Entity]]:
    table = _table("countries.toml")
    aliases, adjectives = table["aliases"], table["adjectives"]
    shown = {code: names[0] for code, names in aliases.items()}
    for country in pycountry.countries:
        code = str(country.alpha_3)
        names = {str(country.name), str(getattr(country, "common_name", country.name))}
        shown.setdefault(code, str(getattr(country, "common_name", country.name)))
        for name in names:
            if "," not in name:
                yield name, entity(EntityKind.COUNTRY, shown[code], code)
    for words in (aliases, adjectives):
        for code, names_of in words.items():
            for name in names_of:
                yield name, entity(EntityKind.COUNTRY, shown[code], code)


def _others() -> Iterator[tuple[str, Entity]]:
    regions = _table("regions.toml")
    for kind, table in (
        (EntityKind.REGION, regions["regions"]),
        (EntityKind.REGION, regions["groups"]),
        (EntityKind.ORGANISATION, _table("organisations.toml")["organisations"]),
        (EntityKind.AGREEMENT, _table("agreements.toml")["agreements"]),
    ):
        for code, names in table.items():
            for name in names:
                yield name, entity(kind, names[0], code)


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """One pattern over all names, the longest first; `known` maps a folded name to its entity."""

    pattern: re.Pattern[str]
    known: dict[str, Entity]
    languages: frozenset[str]


@lru_cache(maxsize=1)
def load_gazetteer() -> Gazetteer:
    known = {_folded(name): (name, found) for name, found in [*_countries(), *_others()]}
    names = sorted((name for name, _ in known.values()), key=len, reverse=True)
    parts = [re.escape(name.replace("’", "'")).replace(r"\ ", r"\s+").replace("'", "['’]") for name in names]
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})(?![\w])")
    languages = frozenset(_table("countries.toml")["languages"]["names"])
    return Gazetteer(pattern, {key: found for key, (_, found) in known.items()}, languages)


def is_known_name(text: str) -> bool:
    """Whether the text as a whole is a name of the gazetteers."""
    return _folded(" ".join(text.split())) in load_gazetteer().known


def opens_with_agreement(text: str) -> bool:
    gazetteer = load_gazetteer()
    match = gazetteer.pattern.match(text.replace("’", "'"))
    known = None if match is None else gazetteer.known.get(_folded(" ".join(match[0].split())))
    return known is not None and (known.kind is EntityKind.AGREEMENT or is_known_name(text))


def _is_other(text: str, match: re.Match[str], gazetteer: Gazetteer, doc: Doc | None) -> bool:
    """A word that looks like a known name and is another: a language, a US state, a person."""
    head, name = text[: match.start()], match[0]
    if name in gazetteer.languages and LANGUAGE_LIST.search(head) is not None:
        return True
    if name == "Georgia" and (NOT_GEORGIA.search(head) or re.match(r"\s+(?:State|Tech)", text[match.end() :])):
        return True
    if name in ("Jordan", "Chad", "Israel") and doc is not None:
        span = doc.char_span(match.start(), match.end(), alignment_mode="expand")
        return span is not None and span[0].ent_type_ == "PERSON"
    return False


def _goals(text: str) -> Iterator[NameSpan]:
    for match in GOAL.finditer(text):
        for number in re.findall(r"\d+", match[0]):
            if 1 <= int(number) <= 17:
                found = entity(EntityKind.GOAL, f"Sustainable Development Goal {int(number)}", f"SDG {int(number)}")
                yield NameSpan(match.start(), match.end(), found, "gazetteer")


def _proposed(doc: Doc) -> Iterator[NameSpan]:
    for ent in doc.ents:
        if ent.label_ != "ORG":
            continue
        name = re.sub(r"^(?:the|The)\s+|['’]s?$", "", ent.text).strip()
        words = name.split()
        acronym = len(words) == 1 and name.isupper() and name.isalpha() and len(name) >= NER_MIN_ACRONYM
        capitals = sum(word[:1].isupper() for word in words)
        named = 2 <= len(words) <= 9 and capitals >= 2 and words[-1][:1].isupper() and not name.isupper()
        if not (acronym or named) or _folded(name) in NOT_ORGANISATIONS or re.search(r"\d|[:;•|]", name):
            continue
        start = ent.start_char + ent.text.index(name)
        yield NameSpan(start, start + len(name), entity(EntityKind.ORGANISATION, name, None), "ner")


def find_names(text: str, doc: Doc | None) -> tuple[NameSpan, ...]:
    """In text order; a gazetteer's name wins over what NER proposes on the same words."""
    gazetteer = load_gazetteer()
    found = list(_goals(text))
    for match in gazetteer.pattern.finditer(text):
        key = _folded(" ".join(match[0].split()))
        if key in gazetteer.known and not _is_other(text, match, gazetteer, doc):
            found.append(NameSpan(match.start(), match.end(), gazetteer.known[key], "gazetteer"))
    if doc is not None:
        known = [(name.start, name.end) for name in found]
        found += [
            name for name in _proposed(doc) if not any(name.start < end and start < name.end for start, end in known)
        ]
    return tuple(sorted(found, key=lambda name: (name.start, name.entity.entity_id)))
