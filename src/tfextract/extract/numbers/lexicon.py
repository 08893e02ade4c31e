"""The words of the number grammar, read from `rules/numbers.toml` and compiled once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from importlib.resources import files
from typing import Final

from tfextract.model import Qualifier

_DATA = tomllib.loads((files("tfextract.rules") / "numbers.toml").read_text("utf-8"))

WORD_VALUES: Final[dict[str, int]] = _DATA["words"]
SCALES: Final[dict[str, float]] = _DATA["scales"]
SUFFIXES: Final[dict[str, float]] = _DATA["suffixes"]
DOUBTFUL_SUFFIXES: Final[frozenset[str]] = frozenset(_DATA["suffix_doubts"]["letters"])
VAGUE: Final[dict[str, float]] = _DATA["vague"]
FRACTIONS: Final[dict[str, int]] = _DATA["fractions"]
SUBUNITS: Final[dict[str, str]] = _DATA["subunits"]
DOUBTFUL_CODES: Final[frozenset[str]] = frozenset(_DATA["currency_codes"]["doubtful"])
COMPOUND_WORDS: Final[tuple[str, ...]] = tuple(_DATA["compounds"]["words"])
REFERENCE_WORDS: Final[frozenset[str]] = frozenset(word.casefold() for word in _DATA["references"]["words"])
REFERENCE_CAPITALS: Final[frozenset[str]] = frozenset(_DATA["references"]["capitals"])
COUNTED_REFERENCES: Final[frozenset[str]] = frozenset(_DATA["references"]["counted"])
YEAR_NOUNS: Final[frozenset[str]] = frozenset(_DATA["year_nouns"]["words"])
YEAR_LEADS: Final[frozenset[str]] = frozenset(_DATA["year_nouns"]["leads"])
NOT_PLURALS: Final[frozenset[str]] = frozenset(_DATA["year_nouns"]["not_plurals"])
ORDINAL_WORDS: Final[tuple[str, ...]] = tuple(_DATA["ordinals"]["words"])
GROWTH_WORDS: Final[frozenset[str]] = frozenset(_DATA["ratio"]["growth_before"])
MONTHS: Final[frozenset[str]] = frozenset(_DATA["months"]["names"])

# No-break, figure, thin and narrow blanks, which group digits.
GROUP_BLANKS: Final = "\u00a0\u2007\u2009\u202f"


def alternatives(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first; a blank in a word matches any white space."""
    ordered = sorted(set(words), key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered)


# A month's name or its short form, with a full stop.
MONTH: Final = rf"(?:{alternatives(MONTHS)})\b\.?"


def _phrases(table: dict[str, list[str]]) -> dict[str, Qualifier]:
    return {phrase.casefold(): Qualifier(name) for name, phrases in table.items() for phrase in phrases}


_QUALIFIERS = _phrases(_DATA["qualifiers"])
_AFTER = _phrases(_DATA["after"])
_MILESTONES = _phrases(_DATA["milestones"])
_AFTER_NOUN = _phrases(_DATA["after_noun"])
_CURRENCY_SIGNS: dict[str, str] = _DATA["currency_signs"]
_NAMES: dict[str, str] = {name.casefold(): code for name, code in _DATA["currency_names"].items()}
_BEFORE: dict[str, str] = _DATA["currency_names_before"]
_CODES = [*_DATA["currency_codes"]["sure"], *_DATA["currency_codes"]["doubtful"]]
_FILLERS = alternatives(_DATA["qualifier_fillers"]["words"])
_SYMBOLS: list[str] = _DATA["measures"]["symbols"]
_LETTERS = [symbol for symbol in _SYMBOLS if len(symbol) == 1 and symbol.isalpha()]
_LONG_SYMBOLS = [symbol for symbol in _SYMBOLS if symbol not in _LETTERS]
_MEASURE_WORDS: list[str] = _DATA["measures"]["words"]
_SPACED: list[str] = _DATA["measures"]["spaced_letters"]
_TIME = _DATA["durations"]

SCALE = re.compile(rf"(?:\s{{0,2}}|-)(?P<scale>{alternatives(SCALES)})\b", re.IGNORECASE)
SUFFIX = re.compile(rf"(?P<suffix>{alternatives(SUFFIXES)})(?![\w²³/°])")
# A blank before the letter of a scale is only read with money: "$5 m".
SPACED_SUFFIX = re.compile(rf"\s(?P<suffix>{alternatives(SUFFIXES)})(?![\w²³/°'’])")

# A symbol or a code right after a letter ("EU$") is no currency.
CURRENCY_BEFORE = re.compile(
    rf"(?:(?<![A-Za-z$])(?P<sign>{alternatives(_CURRENCY_SIGNS)})"
    rf"|(?<![A-Za-z])(?P<code>{alternatives([*_CODES, *_BEFORE])}))\s?$"
)
CURRENCY_AFTER = re.compile(
    rf"\s?(?:(?P<code>{alternatives(_CODES)})\b|(?P<sign>[€£])(?!\s?\d)|US\$(?!\s?\d))"
    rf"|[\s-](?P<name>(?i:{alternatives(_DATA['currency_names'])}))\b(?!\s+of\b)"
)
SUBUNIT = re.compile(rf"[\s-]?(?P<name>{alternatives(SUBUNITS)})\b", re.IGNORECASE)
PERCENT = re.compile(
    rf"\s?(?:{alternatives(_DATA['percent']['signs'])})(?:\s?(?:{alternatives(_DATA['percent']['points'])})\b)?"
    rf"|[\s-]?(?:{alternatives(_DATA['percent']['words'])})(?!\w)",
    re.IGNORECASE,
)
FOLD = re.compile(r"[\s-]?(?i:fold)\b|\s?[x×](?![\w-])(?!\s?\d)")
TIMES = re.compile(r"[\s-]times\b", re.IGNORECASE)
TIMES_NEXT = re.compile(rf"\s+(?:{alternatives(_DATA['ratio']['after_times'])})\b", re.IGNORECASE)
MEASURE = re.compile(
    rf"(?:[\s-]|\s-\s)?(?P<word>(?i:{alternatives(_MEASURE_WORDS)}))(?!\w)(?!-[a-z])"
    rf"|(?:\s?|-)(?P<symbol>{alternatives(_LONG_SYMBOLS)})(?![\w²³-])"
    rf"|(?P<letter>{alternatives(_LETTERS)})(?![\w²³'’-])"
    rf"|\s(?P<spaced>{alternatives(_SPACED)})(?![\w²³'’.-])"
)
PER_UNIT = re.compile(r"/(?:[a-zA-Z]{1,8}[²³23]?)(?!\w)")
DURATION = re.compile(
    rf"(?:[\s-]|\s-\s)?(?:(?:{alternatives(_TIME['adjectives'])})[\s-])?(?P<unit>{alternatives(_TIME['units'])})\b",
    re.IGNORECASE,
)
GIVING = frozenset(_TIME["giving"])
WORKED = re.compile(rf"\s+of\s+(?:\w+\s+)?(?:{alternatives(_TIME['worked'])})\b", re.IGNORECASE)

QUALIFIER_BEFORE = re.compile(
    rf"(?<![\w-])(?P<phrase>{alternatives(_QUALIFIERS)})\s*(?:(?:{_FILLERS})\s+)?$", re.IGNORECASE
)
MILESTONE_BEFORE = re.compile(
    rf"(?<![\w-])(?P<phrase>{alternatives(_MILESTONES)})\s*(?:(?:{_FILLERS}|the)\s+)?$", re.IGNORECASE
)
QUALIFIER_AFTER = re.compile(
    rf"\s?(?P<phrase>\+)(?!\d)|,?\s(?P<words>{alternatives(p for p in _AFTER if p != '+')})(?!\w)", re.IGNORECASE
)
QUALIFIER_AFTER_NOUN = re.compile(
    rf"(?:\s+[a-z-]+){{1,2}}\s+(?P<words>{alternatives(_AFTER_NOUN)})(?=\s*(?:[.,;:)]|$))", re.IGNORECASE
)


def currency_before(match: re.Match[str]) -> str:
    printed = match["sign"] or match["code"]
    return _CURRENCY_SIGNS.get(printed) or _BEFORE.get(printed) or printed


def currency_after(match: re.Match[str]) -> str:
    if match["code"]:
        return match["code"]
    if match["name"]:
        return _NAMES[" ".join(match["name"].split()).casefold()]
    return _CURRENCY_SIGNS[match["sign"]] if match["sign"] else "USD"


def qualifier_of(printed: str) -> Qualifier:
    """The qualifier of a phrase that one of the qualifier patterns matched."""
    phrase = " ".join(printed.split()).casefold()
    return _QUALIFIERS.get(phrase) or _MILESTONES.get(phrase) or _AFTER.get(phrase) or _AFTER_NOUN[phrase]


def name_patterns() -> str:
    """A pattern for the proper names with a number in them; "#" in the data is any number."""
    words = alternatives(WORD_VALUES)
    patterns = alternatives(_DATA["names"]["patterns"])
    return patterns.replace(r"\#", rf"(?:\d[\d.,]*|(?i:{words})\b)")
