"""The words of the number grammar, compiled from `rules/number_words.toml`, and how each is read."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from importlib.resources import files

from tfextract.model import Qualifier

_DATA = tomllib.loads((files("tfextract.rules") / "number_words.toml").read_text("utf-8"))
_SCALES: dict[str, float] = _DATA["scales"]
_SUFFIXES: dict[str, float] = _DATA["suffixes"]
_WORDS: dict[str, int] = _DATA["words"]
_SIGNS: dict[str, str] = _DATA["currency_signs"]
_CODES: list[str] = _DATA["currency_codes"]["codes"]
_NAMES: dict[str, str] = {name.casefold(): code for name, code in _DATA["currency_names"].items()}

# Blanks that group digits: no-break, thin and narrow ones, and the ordinary blank before exactly three digits.
_BLANKS = "\u00a0\u2009\u202f"


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))


_UNITS = _any(word for word, value in _WORDS.items() if 0 < value < 10)
_TEENS = _any(word for word, value in _WORDS.items() if 10 <= value < 20)
_TENS = _any(word for word, value in _WORDS.items() if value >= 20)
_BELOW_100 = rf"(?:(?:{_TENS})(?:[\s-](?:{_UNITS}))?|{_TEENS}|{_UNITS})"
_BELOW_1000 = rf"(?:(?:{_UNITS}|a)\s+hundred(?:\s+(?:and\s+)?{_BELOW_100})?|{_BELOW_100})"
_SPELLED = (
    rf"\b(?:{_BELOW_1000}\s+thousand\s+(?:and\s+)?{_BELOW_1000}|{_BELOW_1000}(?:\s+and\s+a\s+half)?|half\s+a)\b(?!-)"
)
_DIGITS = (
    r"(?:\d{1,2}(?:,\d{2})+,\d{3}|\d{1,3}(?:,\s?\d{3})+(?!\d)|\d{1,3}(?:['’]\d{3})+"
    rf"|\d{{1,3}}(?:[{_BLANKS}]\d{{3}})+|\d{{1,3}}(?:\x20\d{{3}})+(?![\d.,])|\d{{1,3}}(?:\.\d{{3}}){{2,}}|\d+)(?:\.\d+|,\d{{1,2}}(?!\d))?"
)
NUMBER = re.compile(rf"(?<![\d.])(?:{_DIGITS})|{_SPELLED}", re.IGNORECASE)
SCALE = re.compile(rf"[\s-]?\s?(?P<scale>{_any(_SCALES)})\b", re.IGNORECASE)
SUFFIX = re.compile(rf"(?:{_any(_SUFFIXES)})(?![\w²³])")
CURRENCY_BEFORE = re.compile(rf"(?:(?<![A-Za-z])(?:{_any(_SIGNS)})|\b(?:{_any(_CODES)}))\s?$")
CURRENCY_AFTER = re.compile(rf"\s?(?:(?:{_any(_CODES)})\b|[€£]|(?:{_any(_DATA['currency_names'])})\b)")
PERCENT = re.compile(r"\s?(?:%|per\s?cent\b|percentage\s+points?\b)(?:\s+points?\b)?", re.IGNORECASE)
RATIO = re.compile(
    r"\s+times(?=\s+(?:the|more|as|higher|greater|faster|larger|bigger|lower|less|cheaper|over|what|its|their|that)\b)"
    r"|-?\s?fold\b|x(?=\s|$)",
    re.IGNORECASE,
)
MEASURE = re.compile(rf"\s?-?(?P<measure>{_any(_DATA['measures']['names'])})(?![\w²³])")
QUALIFIER_BEFORE = re.compile(
    rf"(?<![\w-])(?P<before>{_any(w for words in _DATA['qualifiers'].values() for w in words)})"
    r"\s*(?:a\s+total\s+of\s+|the\s+)?$",
    re.IGNORECASE,
)
QUALIFIER_AFTER = re.compile(
    rf"\s?(?P<after>{_any(w for words in _DATA['after'].values() for w in words)})(?!\w)", re.IGNORECASE
)


def read_number(printed: str) -> float | None:
    """The value of digits in any grouping, or of number words; None for what is neither."""
    text = printed.strip().casefold()
    return _digits(text) if text[:1].isdigit() else _spelled(text)


def _digits(text: str) -> float | None:
    bare = re.sub(rf"[\s{_BLANKS}'’]", "", text)
    if bare.count(".") > 1:
        bare = bare.replace(".", "")
    decimal = re.fullmatch(r"(\d+),(\d{1,2})", bare)
    bare = f"{decimal[1]}.{decimal[2]}" if decimal else bare.replace(",", "")
    try:
        return float(bare)
    except ValueError:
        return None


def _spelled(text: str) -> float | None:
    if re.fullmatch(r"half\s+a", text):
        return 0.5
    half = 0.0
    if re.search(r"and\s+a\s+half$", text):
        text, half = re.sub(r"\s+and\s+a\s+half$", "", text), 0.5
    total, part = 0.0, 0.0
    for word in re.split(r"[\s-]+", text):
        if word == "hundred":
            part = (part or 1.0) * 100
        elif word == "thousand":
            total, part = (part or 1.0) * 1000, 0.0
        elif word in _WORDS:
            part += _WORDS[word]
        elif word not in ("and", "a"):
            return None
    return total + part + half


def scale_value(word: str) -> float:
    return _SCALES[word.casefold()]


def suffix_value(suffix: str) -> float:
    return _SUFFIXES[suffix]


def currency_code(printed: str) -> str:
    text = " ".join(printed.split())
    if text in _SIGNS:
        return _SIGNS[text]
    return "CNY" if text == "RMB" else _NAMES.get(text.casefold(), text)


def qualifier_of(printed: str, *, after: bool) -> Qualifier:
    text = " ".join(printed.casefold().split())
    table: dict[str, list[str]] = _DATA["after" if after else "qualifiers"]
    return next(Qualifier(name) for name, words in table.items() if text in words)
