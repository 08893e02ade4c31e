"""The spans of time that a sentence or heading names."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = {name.casefold(): at for at, name in enumerate(calendar.month_name) if name}
MONTHS |= {name.casefold(): at for at, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_MONTH = rf"(?:{'|'.join(sorted(MONTHS, key=len, reverse=True))})\b\.?"
_YEAR = r"(?:19|20)\d\d"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_TO = r"\s*(?:[-–—]|\b(?:to|and|until|till|through)\b)\s*"
_NUMBERS = {
    word: at
    for at, word in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), start=1)
}
_COUNT = rf"(?:\d{{1,2}}|{'|'.join(_NUMBERS)})"
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4, "final": 4}
# The years of a named plan ("the Strategic Plan, 2022–2025") are part of its name.
_NAMED = re.compile(
    r"\b(?:plan|framework|strategy|agenda|programme|program|roadmap|vision)s?\b[,:]?\s*\(?$", re.IGNORECASE
)
_ANY_YEAR = re.compile(_YEAR)
_AS_OF = re.compile(
    rf"\b(?:as\s+(?:of|at|on)|at|on|by|until|till)\s+(?:the\s+)?(?:(?P<end>end)\s+of\s+)?"
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+)?(?:(?P<month>{_MONTH})\s+)?(?:(?P<day2>\d{{1,2}}),\s*)?(?P<year>{_YEAR})\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Times:
    """`start` to `end` is a period, both days included, `end` None where it is open ("since 2019").

    `as_of` is the day that a level is true for.
    """

    start: date | None = None
    end: date | None = None
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Reported:
    """The time of a document, as far as it is known: the year of its results, and its period, both days included."""

    year: int | None = None
    start: date | None = None
    end: date | None = None

    @property
    def last_day(self) -> date | None:
        return self.end or (None if self.year is None else date(self.year, 12, 31))

    @property
    def accounts_start(self) -> date | None:
        """The first day of the document's fiscal year; None if it is not known or is the calendar year."""
        if self.start is None or self.end is None or not 360 <= (self.end - self.start).days <= 370:
            return None
        return None if (self.start.month, self.start.day) == (1, 1) else self.start

    def accounts(self, first: int) -> tuple[date, date]:
        """The fiscal year that begins in the year `first`; both whole calendar years if its bounds are not known."""
        opens = self.accounts_start
        if opens is None:
            return date(first, 1, 1), date(first + 1, 12, 31)
        start = _shifted(opens, 12 * (first - opens.year))
        return start, _shifted(opens, 12 * (first + 1 - opens.year)) - timedelta(days=1)

    def fiscal(self, year: int) -> tuple[date, date]:
        """The fiscal year named after the year in which it ends."""
        return (date(year, 1, 1), date(year, 12, 31)) if self.accounts_start is None else self.accounts(year - 1)


@dataclass(frozen=True, slots=True)
class Period:
    """A period with its span `left` to `right` in the text; both days are included, `end` is None where it is open.

    Both are None where the period cannot be placed ("over the past three years" in a document without a year).
    """

    start: date | None
    end: date | None
    left: int
    right: int


Bounds = tuple[date | None, date | None]
_UNPLACED: Bounds = (None, None)


def _month(printed: str | None) -> int | None:
    return None if printed is None else MONTHS[printed.rstrip(".").casefold()]


def last_day(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _date(year: str, month: str | None, day: str | None) -> date | None:
    number = 1 if day is None else int(re.sub(r"\D", "", day))
    at = _month(month)
    return date(int(year), at, number) if at is not None and 1 <= number <= last_day(int(year), at).day else None


def _shifted(day: date, months: int) -> date:
    """The same day `months` later; the last day of a shorter month."""
    year, at = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, at + 1, min(day.day, last_day(year, at + 1).day))


def _months_before(day: date, months: int) -> date:
    """The first day of the `months` that end on `day`."""
    return _shifted(day + timedelta(days=1), -months)


def as_of(text: str) -> date | None:
    """The as-of date in a text: a day, or after "as of" or "end of" the last day of a month or year."""
    if _ANY_YEAR.search(text) is None:
        return None
    for match in _AS_OF.finditer(text):
        year, month = int(match["year"]), _month(match["month"])
        day = match["day"] or match["day2"]
        if day is not None and month is not None and 1 <= int(day) <= last_day(year, month).day:
            return date(year, month, int(day))
        if match["end"] or match[0].casefold().startswith("as"):
            return last_day(year, month or 12)
    return None


# -- the bounds of what a pattern matched; None where it is no period


def _days(match: re.Match[str], _: Reported) -> Bounds | None:
    """ "1 July 2018 to 30 June 2019", "July 1 to June 30, 2019"."""
    end = _date(match["y2"], match["m2"] or match["n2"], match["d2"] or match["e2"])
    year = match["y1"] or match["y2"]
    start = _date(year, match["m1"] or match["n1"], match["d1"] or match["e1"])
    return (start, end) if start is not None and end is not None and start < end else None


def _months_to(match: re.Match[str], _: Reported) -> Bounds | None:
    """ "the year to June 2020", "six months ended 31 March 2019"."""
    day = match["day"] or match["day2"]
    month = _month(match["month"]) or 12
    end = last_day(int(match["year"]), month) if day is None else _date(match["year"], match["month"], day)
    months = 12 if match["count"] is None else _count(match["count"])
    return None if end is None else (_months_before(end, months), end)


def _count(printed: str) -> int:
    return int(printed) if printed.isdigit() else _NUMBERS[printed.casefold()]


def _part_of_year(match: re.Match[str], reported: Reported) -> Bounds | None:
    """ "Q3 2011", "the first half of 2011", "the third quarter"."""
    months = 3 if match["q"] or match["quarter"] else 6
    printed = match["q"] or match["h"] or match["quarter"] or match["half"]
    part = int(printed) if printed.isdigit() else _ORDINALS[printed.casefold()]
    part = 2 if months == 6 and part > 2 else part
    if match["year"] is None and (months == 6 and not match["whole"]):
        return None
    year = match["year"] or reported.year
    if year is None:
        return _UNPLACED
    start = reported.fiscal(int(year))[0] if match["fiscal"] or match["year"] is None else date(int(year), 1, 1)
    return _shifted(start, months * (part - 1)), _shifted(start, months * part) - timedelta(days=1)


def _accounts(match: re.Match[str], reported: Reported) -> Bounds | None:
    """ "2012–13", "2021/22", "FY2021/2022"; "2013–15" and "2013-2014" are ranges of years."""
    start, printed = int(match["from"]), match["to"]
    end = int(printed) if len(printed) == 4 else start // 100 * 100 + int(printed)
    end = end + 100 if end < start and len(printed) == 2 else end
    follows = end == start + 1
    if follows and (len(printed) == 2 or "/" in match[0] or match["fy"]):
        return reported.accounts(start)
    return (date(start, 1, 1), date(end, 12, 31)) if start < end else None


def _range(match: re.Match[str], _: Reported) -> Bounds | None:
    start, end = int(match["from"]), int(match["to"])
    first, last = _month(match["m1"]), _month(match["m2"])
    bounds = date(start, first or 1, 1), last_day(end, last or 12)
    return bounds if bounds[0] < bounds[1] else None


def _months_of_year(match: re.Match[str], _: Reported) -> Bounds | None:
    """ "between March and June 2012"."""
    year, first, last = int(match["year"]), _month(match["m1"]) or 1, _month(match["m2"]) or 12
    return (date(year, first, 1), last_day(year, last)) if first < last else None


def _fiscal(match: re.Match[str], reported: Reported) -> Bounds | None:
    printed = match["year"]
    return reported.fiscal(int(printed) if len(printed) == 4 else 2000 + int(printed))


def _past(match: re.Match[str], reported: Reported) -> Bounds | None:
    """ "over the past three years"."""
    end = reported.last_day
    if end is None:
        return _UNPLACED
    many = 10 if match["decade"] else _count(match["count"] or "1")
    return _months_before(end, many * (1 if match["months"] else 12)), end


def _since(match: re.Match[str], _: Reported) -> Bounds | None:
    return date(int(match["year"]), _month(match["month"]) or 1, 1), None


def _in(match: re.Match[str], _: Reported) -> Bounds | None:
    year, month = int(match["year"]), _month(match["month"])
    return date(year, month or 1, 1), last_day(year, month or 12)


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


# The first pattern that covers a character decides.
_KINDS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Reported], Bounds | None]], ...] = (
    (
        _pattern(
            rf"\b(?:(?P<d1>{_DAY})\s+(?P<m1>{_MONTH})|(?P<n1>{_MONTH})\s+(?P<e1>{_DAY}))(?:,?\s+(?P<y1>{_YEAR}))?{_TO}"
            rf"(?:(?P<d2>{_DAY})\s+(?P<m2>{_MONTH})|(?P<n2>{_MONTH})\s+(?P<e2>{_DAY})),?\s+(?P<y2>{_YEAR})\b"
        ),
        _days,
    ),
    (
        _pattern(
            rf"\b(?:year|(?P<count>{_COUNT})[\s-]+months?(?:\s+period)?)\s+(?:to|ended|ending|end|through)\s+(?:on\s+)?"
            rf"(?:(?P<day>{_DAY})\s+)?(?P<month>{_MONTH})\s+(?:(?P<day2>{_DAY}),?\s+)?(?P<year>{_YEAR})\b"
        ),
        _months_to,
    ),
    (
        _pattern(
            rf"\b(?:Q(?P<q>[1-4])|H(?P<h>[12])|(?P<quarter>first|second|third|fourth|last|final)\s+quarter|"
            rf"(?P<half>first|second)\s+half)\b(?!\s+of\s+(?!the\s+(?:fiscal\s+|financial\s+|calendar\s+)?year|(?:FY|fiscal|financial|{_YEAR})))"
            rf"(?:\s+(?:of|in))?(?P<whole>\s+the\s+(?:fiscal\s+|financial\s+|calendar\s+)?year)?"
            rf"\s*(?P<fiscal>FY|fiscal|financial\s+year)?\s*(?:year\s+)?(?P<year>{_YEAR})?"
        ),
        _part_of_year,
    ),
    (
        _pattern(
            rf"(?<![\d/.-])(?P<fy>\b(?:FY|fiscal\s+year|financial\s+year)\s?)?(?P<from>{_YEAR})\s?[-–—/]\s?(?P<to>{_YEAR}|\d\d)"
            rf"(?![\d]|[/.-]\d)"
        ),
        _accounts,
    ),
    (
        _pattern(
            rf"(?<![\d/.-])(?:(?P<m1>{_MONTH})\s+)?(?P<from>{_YEAR})\s*(?:[-–—]|\s(?:and|to|through|until)\s)\s*"
            rf"(?:(?P<m2>{_MONTH})\s+)?(?P<to>{_YEAR})(?!\d|[/.-]\d)"
        ),
        _range,
    ),
    (_pattern(rf"\b(?P<m1>{_MONTH}){_TO}(?P<m2>{_MONTH})\s+(?P<year>{_YEAR})\b"), _months_of_year),
    (_pattern(rf"\b(?:FY|fiscal(?:\s+year)?|financial\s+year)\s?['’]?(?P<year>{_YEAR}|\d\d)\b(?![-/–]\d)"), _fiscal),
    (
        _pattern(
            rf"\b(?:over|in|during|for|across|within)\s+(?:the\s+)?(?:past|last|previous)\s+"
            rf"(?:(?P<decade>decade)|(?P<count>{_COUNT})\s+(?:(?P<months>months)|years))\b"
        ),
        _past,
    ),
    (_pattern(rf"\bsince\s+(?:(?P<month>{_MONTH})\s+)?(?P<year>{_YEAR})\b"), _since),
    (
        _pattern(
            rf"(?:\b(?:in|during|throughout|over|for|of)\s+(?:the\s+)?(?:(?:calendar|reporting)\s+)?(?:year\s+)?"
            rf"(?:(?:early|mid|late)[\s-]+)?|»\s?\((?:in\s+)?(?=[^()]*\)))(?:(?P<month>{_MONTH})\s+)?(?P<year>{_YEAR})\b"
            rf"(?!\s*[-–/]\s*\d)"
        ),
        _in,
    ),
)


# The kinds that match without a year of four digits.
_WITHOUT_YEAR = tuple(kind for kind in _KINDS if kind[1] in (_part_of_year, _fiscal, _past))


def periods(text: str, reported: Reported | None = None) -> tuple[Period, ...]:
    """Every period, in text order; a year inside a range or a plan's name is no period."""
    return tuple(sorted(_periods(text, reported or Reported()), key=lambda period: period.left))


def _periods(text: str, reported: Reported) -> Iterator[Period]:
    taken: list[tuple[int, int]] = []
    kinds = _KINDS if _ANY_YEAR.search(text) is not None else _WITHOUT_YEAR
    for pattern, bounds_of in kinds:
        for match in pattern.finditer(text):
            left, right = match.span()
            if any(left < end and start < right for start, end in taken):
                continue
            bounds = bounds_of(match, reported)
            if bounds is None:
                continue
            taken.append((left, right))
            # The words before distinguish "the plan, 2022–2025" from a period.
            if not _NAMED.search(text[:left]):
                yield Period(*bounds, left, right)
