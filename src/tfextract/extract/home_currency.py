"""Which currency a shared symbol means in a document: the "$" of an Australian ministry is not the US dollar."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import Any

from tfextract.extract.numbers import NumberSpan
from tfextract.model import Block, CountKind, Document
from tfextract.rules.needed import may_match, needed_words

# A symbol without letters before it that name the country, or "dollars" as the unit after a number.
SYMBOL = re.compile(r"(?<![A-Za-z.$])(?P<sign>\$|Rs\.?|¥|£)\s?(?=[\d.])|(?<=\d)\s(?P<dollars>dollars?)$")
# The publisher's name counts more than the countries in the text, and mentions above the maximum add nothing. The
# country named most often is enough evidence only for the best known currency of a symbol: an organisation that reports
# in US dollars on one country names that country most.
OF_NAME, OF_CODE, OF_END, OF_TEXT, OF_DEFAULT = 3.0, 1.0, 1.0, 1.0, 0.5
MAX_CODES, MAX_ENDS, MIN_MENTIONS = 3, 2, 3
ENOUGH = 1.5


@dataclass(frozen=True, slots=True)
class _Currency:
    code: str
    symbol: str
    names: re.Pattern[str]
    bodies: re.Pattern[str]
    ends: re.Pattern[str]
    codes: re.Pattern[str]


def _words(words: Iterable[str]) -> re.Pattern[str]:
    longest = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)" if longest else r"(?!)")


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return tomllib.loads((files("tfextract.rules") / "currencies.toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def _currencies() -> tuple[_Currency, ...]:
    return tuple(
        _Currency(
            one["code"],
            one["sign"],
            _words(one["names"]),
            _words(one["bodies"]),
            re.compile(rf"\w\.(?:{'|'.join(one['ends'])})(?![\w-]|\.\w)"),
            _codes(one["codes"]),
        )
        for one in _data()["currency"]
    )


def _codes(codes: Sequence[str]) -> re.Pattern[str]:
    longest = sorted(codes, key=len, reverse=True)
    return re.compile(rf"(?<![A-Za-z])(?:{'|'.join(map(re.escape, longest))})(?![A-Za-z])")


def home_currencies(blocks: Sequence[Block], document: Document) -> Mapping[str, str | None]:
    """The ISO 4217 code of each shared symbol that the blocks print; None where it is not determined."""
    text = "\n".join(block.text for block in blocks)
    printed = {_plain(match["sign"] or "$") for match in SYMBOL.finditer(text)}
    return {symbol: _home(symbol, text, f"{document.publisher or ''} {document.title or ''}") for symbol in printed}


def _plain(symbol: str) -> str:
    return symbol.rstrip(".")


def _home(symbol: str, text: str, name: str) -> str | None:
    known = [one for one in _currencies() if one.symbol == symbol]
    mentions = {one.code: _times(one.names, text) for one in known}
    limit = max(mentions.values())
    scores: dict[str, float] = {}
    for one in known:
        named = one.names.search(name) or one.bodies.search(name)
        scores[one.code] = (
            OF_NAME * (named is not None)
            + OF_CODE * min(_times(one.codes, text), MAX_CODES)
            + OF_END * min(_times(one.ends, text), MAX_ENDS)
            + (OF_TEXT + OF_DEFAULT * _by_default(one)) * (mentions[one.code] == limit >= MIN_MENTIONS)
        )  # fmt: skip
    (best, score), *others = sorted(scores.items(), key=lambda one: -one[1])[:2]
    clear = score >= ENOUGH and all(score > other for _, other in others)
    return best if clear else _unless_shown().get(symbol)


def _times(pattern: re.Pattern[str], text: str) -> int:
    """How often the pattern matches. The whole text is searched only if it has a word of the pattern."""
    return len(pattern.findall(text)) if may_match(_needed(pattern), text, ignoring_case=False) else 0


_needed = lru_cache(maxsize=256)(needed_words)


@lru_cache(maxsize=1)
def _unless_shown() -> Mapping[str, str]:
    return {str(symbol): str(code) for symbol, code in _data()["unless_shown"].items()}


def at_home(number: NumberSpan, home: Mapping[str, str | None]) -> NumberSpan:
    """The number with the currency that its symbol means in the document."""
    if number.kind is not CountKind.MONEY:
        return number
    match = SYMBOL.search(number.printed)
    if match is None or (symbol := _plain(match["sign"] or "$")) not in home:
        return number
    return replace(number, currency=home[symbol])


def of_table(currency: str | None, home: Mapping[str, str | None], printed: str) -> str | None:
    """The currency of a table's figures whose symbol was read as `currency`.

    It stays `currency` if `printed`, the table's text, contains that currency's own code.
    """
    for one in _currencies():
        if one.code == currency and _by_default(one) and one.symbol in home and one.codes.search(printed) is None:
            return home[one.symbol]
    return currency


def _by_default(one: _Currency) -> bool:
    """Whether the symbol alone is read as this currency: it is the first of those that share the symbol."""
    return next(other for other in _currencies() if other.symbol == one.symbol).code == one.code
