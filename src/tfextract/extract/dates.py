"""The span of time that a sentence or heading names."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

MONTHS = {name.casefold(): at for at, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.casefold(): at for at, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_MONTH = rf"(?:{'|'.join(sorted(MONTHS, key=len, reverse=True))})\.?"
_YEAR = r"(?:19|20)\d\d"
# A named plan's years ("the Strategic Plan, 2022–2025") are part of its name.
_NAMED = re.compile(
    r"\b(?:plan|framework|strategy|agenda|programme|program|roadmap|vision)s?\b[,:]?\s*\(?$", re.IGNORECASE
)
_AS_OF = re.compile(
    rf"\b(?:as\s+(?:of|at|on)|at|on|by|until|till)\s+(?:the\s+)?(?:(?P<end>end)\s+of\s+)?"
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+)?(?:(?P<month>{_MONTH})\s+)?(?:(?P<day2>\d{{1,2}}),\s*)?(?P<year>{_YEAR})\b",
    re.IGNORECASE,
)
_RANGE = re.compile(
    rf"(?<![\d/.-])(?:(?P<m1>{_MONTH})\s+)?(?P<from>{_YEAR})\s*(?:[-–—/]|\s(?:and|to|through|until)\s)\s*"
    rf"(?:(?P<m2>{_MONTH})\s+)?(?P<to>{_YEAR}|\d\d)(?!\d|[/.-]\d)",
    re.IGNORECASE,
)
_SINCE = re.compile(rf"\bsince\s+(?:(?P<month>{_MONTH})\s+)?(?P<year>{_YEAR})\b", re.IGNORECASE)
_IN = re.compile(
    rf"\b(?:in|during|throughout|over|for|of)\s+(?:the\s+)?(?:(?:calendar|reporting)\s+)?(?:year\s+)?"
    rf"(?:(?:early|mid|late)[\s-]+)?(?:(?P<month>{_MONTH})\s+)?(?P<year>{_YEAR})\b(?!\s*[-–/]\s*\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Times:
    """`start` to `end` is a period, both days included, `end` None where it is open ("since 2019"); `as_of` is a day at
    which something stood."""

    start: date | None = None
    end: date | None = None
    as_of: date | None = None


def _month(printed: str | None) -> int | None:
    return None if printed is None else MONTHS[printed.rstrip(".").casefold()]


def last_day(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def as_of(text: str) -> date | None:
    """A day, or the last one of a month or year where "as of" or "end of" is printed: "at the end of 2024"."""
    for match in _AS_OF.finditer(text):
        year, month = int(match["year"]), _month(match["month"])
        day = match["day"] or match["day2"]
        if day is not None and month is not None and 1 <= int(day) <= last_day(year, month).day:
            return date(year, month, int(day))
        if match["end"] or match[0].casefold().startswith("as"):
            return last_day(year, month or 12)
    return None


def periods(text: str) -> tuple[tuple[date, date | None], ...]:
    """Every period named, ranges first; a year inside a range or a plan's name is no period of its own."""
    found: list[tuple[date, date | None]] = []
    for match in _RANGE.finditer(text):
        start = int(match["from"])
        end = int(match["to"]) if len(match["to"]) == 4 else start // 100 * 100 + int(match["to"])
        # "2015/16" is a year of accounts: where it begins and ends is the publisher's own.
        accounts = "/" in match[0] or len(match["to"]) == 2
        if start < end and not accounts and not _NAMED.search(text[: match.start()]):
            found.append((date(start, _month(match["m1"]) or 1, 1), last_day(end, _month(match["m2"]) or 12)))
    found += [(date(int(match["year"]), _month(match["month"]) or 1, 1), None) for match in _SINCE.finditer(text)]
    for match in _IN.finditer(text):
        year, month = int(match["year"]), _month(match["month"])
        found.append((date(year, month or 1, 1), last_day(year, month or 12)))
    return tuple(dict.fromkeys(found))


def times_of(text: str) -> Times:
    """The one period and day a text names; two periods decide nothing."""
    named = periods(text)
    start, end = named[0] if len(named) == 1 else (None, None)
    return Times(start, end, as_of(text))
