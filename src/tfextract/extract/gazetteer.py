"""The gazetteers of names: countries (ISO 3166-1), regions (UN M49), groups, organisations, agreements."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import pycountry

from tfextract.model import Entity, EntityKind

# Names of at least this many letters are also matched in capitals, as headings print them. In capitals a shorter name
# could be an acronym.
FEWEST_CAPITALS = 4


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """How a country's name is distinguished from something else with that name.

    `after` and `before` are words right beside it, `against` and `near` words anywhere in the text, for another thing
    or for the country. `instead` is the code of the country that is meant if a `near` word occurs. `person`: it is also
    a surname, so that a capitalised word before it makes it a person's name.
    """

    after: tuple[str, ...]
    before: tuple[str, ...]
    against: tuple[str, ...]
    near: tuple[str, ...]
    instead: str | None
    person: bool


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """One pattern for all names, the longest first; `known` maps a folded name to its entity.

    `adjectives` are folded names that count only before certain nouns, `languages` those that also name a language.
    `states` matches a US state after a comma.
    """

    pattern: re.Pattern[str]
    known: dict[str, Entity]
    adjectives: dict[str, Entity]
    languages: frozenset[str]
    ambiguous: dict[str, Ambiguous]
    states: re.Pattern[str]


def fold(name: str) -> str:
    return " ".join(name.replace("’", "'").casefold().split())


def entity(kind: EntityKind, name: str, code: str | None) -> Entity:
    key = code or re.sub(r"\W+", "-", fold(name)).strip("-")
    return Entity(f"{kind.value}:{key}", kind, name, code)


def _table(file_name: str) -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((files("tfextract.rules") / "gazetteers" / file_name).read_text("utf-8"))


def _shown_names() -> dict[str, str]:
    """Country code → the name to show: our first alias, else pycountry's common name."""
    aliases = _table("countries.toml")["aliases"]
    shown = {str(c.alpha_3): str(getattr(c, "common_name", c.name)) for c in pycountry.countries}
    return shown | {code: names[0] for code, names in aliases.items()}


def _countries() -> Iterator[tuple[str, Entity]]:
    shown = _shown_names()
    for country in pycountry.countries:
        code = str(country.alpha_3)
        for name in {str(country.name), str(getattr(country, "common_name", country.name))}:
            if "," not in name:
                yield name, entity(EntityKind.COUNTRY, shown[code], code)
    for code, names in _table("countries.toml")["aliases"].items():
        for name in names:
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


def _adjectives() -> Iterator[tuple[str, Entity]]:
    shown, regions = _shown_names(), _table("regions.toml")
    for code, names in _table("countries.toml")["adjectives"].items():
        for name in names:
            yield name, entity(EntityKind.COUNTRY, shown[code], code)
    for code, names in regions["adjectives"].items():
        for name in names:
            yield name, entity(EntityKind.REGION, regions["regions"][code][0], code)


def _ambiguous() -> dict[str, Ambiguous]:
    data = tomllib.loads((files("tfextract.rules") / "gazetteers" / "ambiguous.toml").read_text("utf-8"))
    return {
        record["name"]: Ambiguous(
            tuple(record.get("after", ())),
            tuple(record.get("before", ())),
            tuple(record.get("against", ())),
            tuple(record.get("near", ())),
            record.get("instead"),
            record.get("person", False),
        )
        for record in data["name"]
    }


def country(code: str) -> Entity:
    return entity(EntityKind.COUNTRY, _shown_names()[code], code)


def _any_of(names: Iterable[str], letters: int = 2) -> str:
    """A pattern of any of the names, an earlier one before a later one.

    They are grouped by their first `letters`, as a pattern tries one alternative after the other at every letter of a
    text.
    """
    if letters == 0:
        return "|".join(map(_as_printed, names))
    by_start: dict[str, list[str]] = {}
    for name in names:
        by_start.setdefault(name[:1], []).append(name[1:])
    return "|".join(f"{_as_printed(first)}(?:{_any_of(rest, letters - 1)})" for first, rest in by_start.items())


def _as_printed(name: str) -> str:
    return re.escape(name.replace("’", "'")).replace(r"\ ", r"\s+").replace("'", "['’]")


@lru_cache(maxsize=1)
def load_gazetteer() -> Gazetteer:
    printed = [*_countries(), *_others()]
    known = {fold(name): hit for name, hit in printed}
    adjectives = {fold(name): hit for name, hit in _adjectives() if fold(name) not in known}
    names = [name for name, _ in (*printed, *_adjectives())]
    names += [
        name.upper()
        for name, hit in printed
        if hit.kind in (EntityKind.COUNTRY, EntityKind.REGION) and len(name) >= FEWEST_CAPITALS
    ]
    ordered = sorted(set(names), key=lambda name: (-len(name), name))
    states = tomllib.loads((files("tfextract.rules") / "gazetteers" / "ambiguous.toml").read_text("utf-8"))["us_states"]
    return Gazetteer(
        re.compile(rf"(?<![\w-])(?:{_any_of(ordered)})(?![\w])"),
        known,
        adjectives,
        frozenset(_table("countries.toml")["languages"]["names"]),
        _ambiguous(),
        re.compile(rf"^,\s+(?:{'|'.join(re.escape(state) for state in states)})\b"),
    )
