"""Kinds of names: coined ("WellFinder"), with a version ("Mill Log 2.1"), known, an organisation's, everyday."""

from __future__ import annotations

import re
from functools import lru_cache

from tfextract.extract.names import is_known_name
from tfextract.extract.products.spans import CONNECTIVES, VERSION
from tfextract.extract.products.types import (
    ACRONYM_TAIL,
    ARTICLE,
    HEAD_PREPOSITION,
    ProductType,
    names_other,
    singular,
    type_of_phrase,
    type_table,
    words_of,
)
from tfextract.rules import Rule, rules_of, word_table

# A capital within the word, or lower case after capitals: "WellFinder", "iMill", "e-Mill", "LAKEmap".
COINED = re.compile(r"^(?:[A-Za-z]+[a-z][A-Z]\w*|[a-z]-?[A-Z]\w+|[A-Z]{3,}[a-z]{2,}\w*)$")
# Before the number of a section or a sum, which is no version: "Outcome 2.1", "CHF 3.5".
NUMBERED = re.compile(
    r"^(?:[A-Z]{3}|US|Rs|Euros?|Outputs?|Outcomes?|Activit(?:y|ies)|Results?|Components?|Pillars?|Priorit(?:y|ies)|"
    r"Actions?|Areas?|Goals?|Targets?|Indicators?|Tables?|Figures?|Box|Sections?|Chapters?|Articles?|Annex|Paragraphs?|Steps?|"
    r"Decisions?|Recommendations?|Objectives?|Industry|Web|Society|CC BY(?:-\w+)*)$"
)
UNDERTAKING = re.compile(r"^(?:Project|Programme|Program|Operation|Campaign)\s")
_PURPOSE = re.compile(r"\s(?:for|on|in|with)\s")
SURNAME = re.compile(r"^(?:Mc|Mac|De|Di|La|Le|Van|O[’'])[A-Z]")


# One name occurs in many places.
_once = lru_cache(maxsize=8192)


@_once
def is_coined(name: str) -> bool:
    """Whether a word of the name is spelt like no English word or surname, or the name ends in a version."""
    bare = ARTICLE.sub("", name)
    return versioned(bare) or any(COINED.match(word) and not SURNAME.match(word) for word in bare.split())


def versioned(name: str) -> bool:
    cut = VERSION.search(name)
    if cut is None or cut.end() != len(name):
        return False
    return cut[0].strip()[:1] == "v" or NUMBERED.match(name[: cut.start()].rsplit(" ", 1)[-1]) is None


@_once
def is_everyday_service(name: str) -> bool:
    """Whether it names a service that everybody uses, which is no product of a report: "the Zoom platform"."""
    head = _PURPOSE.split(name, maxsplit=1)[0]
    return bool(set(words_of(head)) & word_table("product_types.toml", "everyday_services"))


def is_taken(name: str) -> bool:
    """Whether the name is in the gazetteers, an organisation's, or that of a service everybody uses."""
    return is_known(name) or names_body(name) or is_everyday_service(name)


def type_rule(rules: str, text: str, where: str | None = None) -> tuple[ProductType, Rule] | None:
    """The type that the first matching rule of a kind gives, by its value or its `type` capture, with the rule."""
    for rule in rules_of(rules):
        match = rule.search(text, where)
        kind = None if match is None else type_of_phrase(rule.value or match["type"])
        if kind is not None:
            return kind, rule
    return None


@_once
def distinctive(words: str) -> int:
    """The number of words in the title that are neither a type nor common in titles: 0 for "2016 Annual Report"."""
    table = type_table()
    bare = [word for word in words_of(ACRONYM_TAIL.sub("", words)) if word not in CONNECTIVES]
    return sum(singular(word) not in table.plain and singular(word) not in table.types for word in bare)


def is_full_name(words: str) -> bool:
    return distinctive(words) > 1 or ACRONYM_TAIL.search(words) is not None or is_coined(words)


def is_known(words: str) -> bool:
    """Whether the words are a known name, or known names joined by "and"."""
    bare = ARTICLE.sub("", words)
    return is_known_name(bare) or all(is_known_name(ARTICLE.sub("", part)) for part in bare.split(" and "))


@_once
def names_body(words: str) -> bool:
    """Whether the head noun is that of an organisation, event or undertaking: "Department of Mills"."""
    bare = ACRONYM_TAIL.sub("", words)
    if UNDERTAKING.match(bare):
        return True
    return names_other(bare) or names_other(HEAD_PREPOSITION.split(bare, maxsplit=1)[0])
