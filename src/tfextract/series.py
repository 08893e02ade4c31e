"""One indicator over the years: decides which reported figures are points of its series.

Takes and returns plain data. If documents contradict each other, nothing is decided: a person must.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from tfextract.model import Basis, Qualifier

# How far an exact figure may be above "over 7,000" or away from "about 7,000" and still be the same figure, rounded.
_ROUNDED = 0.1
_LOWER_BOUNDS = frozenset({Qualifier.OVER, Qualifier.AT_LEAST})


class PointStatus(StrEnum):
    """The role of a figure in its series. Only POINT counts, and PART within the sum of a point."""

    POINT = "point"
    PART = "part"
    REPEAT = "repeat"
    ROUNDED = "rounded"
    STALE = "stale"
    RESTATED = "restated"
    CONTRADICTION = "contradiction"
    FALLS = "falls"
    UNDATED = "undated"


@dataclass(frozen=True, slots=True)
class ReportedFigure:
    """A figure as a document reports it. `told_on` orders documents. `as_of` is the date of the figure."""

    count_id: str
    document_id: str
    page: int
    value: float
    printed: str
    qualifier: Qualifier
    as_of: date | None
    told_on: date | None
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """`refers_to` is the count that it repeats or rounds, or that replaces it. `change` is the difference from the
    previous point."""

    reported: ReportedFigure
    standing: PointStatus
    refers_to: str | None = None
    value: float | None = None
    previous: float | None = None
    message: str | None = None

    @property
    def change(self) -> float | None:
        if self.value is None or self.previous is None:
            return None
        return self.value - self.previous

    @property
    def change_percent(self) -> float | None:
        if self.change is None or not self.previous:
            return None
        return 100 * self.change / self.previous


def judge(
    tellings: Iterable[ReportedFigure], basis: Basis, summed: bool, baseline: float | None = None
) -> tuple[Figure, ...]:
    """Returns the figures by date. With `summed`, several figures of one date and document are parts of one sum."""
    ordered = sorted(tellings, key=lambda t: (t.as_of or date.max, t.told_on or date.max, t.page, t.count_id))
    undated = [Figure(figure, PointStatus.UNDATED, message=_UNDATED) for figure in ordered if figure.as_of is None]
    dated = [figure for figure in ordered if figure.as_of is not None]
    judged: list[Figure] = []
    for day in sorted({figure.as_of for figure in dated if figure.as_of is not None}):
        of_day = [figure for figure in dated if figure.as_of == day]
        judged += _of_one_day(of_day, judged, summed)
    return (*_chain(judged, basis, baseline), *undated)


_UNDATED = "no date: give as_of or report_year of the document in documents.csv"


def _of_one_day(of_day: Sequence[ReportedFigure], before: Sequence[Figure], summed: bool) -> list[Figure]:
    """The latest document decides the value of a day. Figures of earlier documents are repeated or restated."""
    documents = list(
        dict.fromkeys(figure.document_id for figure in sorted(of_day, key=lambda t: t.told_on or date.min))
    )
    newest: list[Figure] = []
    older: list[Figure] = []
    for document_id in reversed(documents):
        own = [figure for figure in of_day if figure.document_id == document_id]
        if not newest:
            newest = _of_one_document(own, before, summed)
        else:
            older += [_against_newer(figure, newest) for figure in own]
    return [*older, *newest]


def _against_newer(reported_figure: ReportedFigure, newest: Sequence[Figure]) -> Figure:
    kept = [
        figure
        for figure in newest
        if figure.standing in (PointStatus.POINT, PointStatus.PART, PointStatus.CONTRADICTION)
    ]
    same = next((figure for figure in kept if figure.reported.value == reported_figure.value), None)
    if same is not None:
        return Figure(reported_figure, PointStatus.REPEAT, same.reported.count_id)
    rounded = next((figure for figure in kept if _rounds(reported_figure, figure.reported.value)), None)
    if rounded is not None:
        return Figure(reported_figure, PointStatus.ROUNDED, rounded.reported.count_id)
    by = kept[0].reported if kept else None
    text = None if by is None else f"a later document says {by.printed} for the same date"
    return Figure(reported_figure, PointStatus.RESTATED, None if by is None else by.count_id, message=text)


def _of_one_document(own: Sequence[ReportedFigure], before: Sequence[Figure], summed: bool) -> list[Figure]:
    firsts, judged = _without_repeats(own, summed)
    if summed:
        return [*judged, *_sum(firsts)]
    exact = [reported_figure for reported_figure in firsts if reported_figure.qualifier is Qualifier.EXACT]
    rest = []
    for reported_figure in firsts:
        same = next(
            (other for other in exact if other is not reported_figure and _rounds(reported_figure, other.value)), None
        )
        if same is not None:
            judged.append(Figure(reported_figure, PointStatus.ROUNDED, same.count_id))
        else:
            rest.append(reported_figure)
    if len(rest) > 1:
        earlier = {figure.reported.value: figure for figure in before if figure.standing is not PointStatus.UNDATED}
        for reported_figure in [reported_figure for reported_figure in rest if reported_figure.value in earlier]:
            if len(rest) == 1:
                break
            first = earlier[reported_figure.value].reported
            text = f"{first.printed} was already reported for {first.as_of}, and the document has a newer figure"
            judged.append(Figure(reported_figure, PointStatus.STALE, first.count_id, message=text))
            rest.remove(reported_figure)
    if len(rest) > 1:
        text = (
            "one document tells "
            + " and ".join(reported_figure.printed for reported_figure in rest)
            + " for one date: keep one"
        )
        judged += [Figure(reported_figure, PointStatus.CONTRADICTION, message=text) for reported_figure in rest]
    else:
        judged += [Figure(reported_figure, PointStatus.POINT, value=reported_figure.value) for reported_figure in rest]
    return judged


def _without_repeats(own: Sequence[ReportedFigure], summed: bool) -> tuple[list[ReportedFigure], list[Figure]]:
    """Equal values are one figure repeated. If figures are summed, the words must be equal as well."""
    firsts: dict[tuple[object, ...], ReportedFigure] = {}
    again = []
    for figure in own:
        key = (figure.value, " ".join(re.findall(r"\w+", figure.sentence.casefold())) if summed else "")
        first = firsts.setdefault(key, figure)
        if first is not figure:
            if first.qualifier is not Qualifier.EXACT and figure.qualifier is Qualifier.EXACT:
                firsts[key], first, figure = figure, figure, first  # noqa: PLW2901 - the exact one is the first
            again.append(Figure(figure, PointStatus.REPEAT, first.count_id))
    return list(firsts.values()), again


def _sum(firsts: Sequence[ReportedFigure]) -> list[Figure]:
    if not firsts:
        return []
    total = sum(figure.value for figure in firsts)
    head = Figure(firsts[0], PointStatus.POINT, value=total)
    return [head, *(Figure(figure, PointStatus.PART, firsts[0].count_id) for figure in firsts[1:])]


def _rounds(figure: ReportedFigure, value: float) -> bool:
    """Whether a rounded figure ("over 7,000") can mean the exact one (7,448)."""
    if figure.qualifier in _LOWER_BOUNDS:
        return figure.value <= value <= figure.value * (1 + _ROUNDED)
    if figure.qualifier in (Qualifier.UP_TO, Qualifier.UNDER):
        return figure.value * (1 - _ROUNDED) <= value <= figure.value
    if figure.qualifier is Qualifier.APPROX:
        return abs(value - figure.value) <= _ROUNDED * abs(value)
    return False


def _chain(judged: Sequence[Figure], basis: Basis, baseline: float | None) -> list[Figure]:
    """Sets each point's change from the previous one. A cumulative figure that falls is not a point."""
    last = baseline
    last_printed = "the baseline"
    chained = []
    for figure in sorted(judged, key=lambda f: (f.reported.as_of or date.max, f.reported.page)):
        if figure.standing is not PointStatus.POINT or figure.value is None:
            chained.append(figure)
        elif basis is Basis.CUMULATIVE and last is not None and figure.value < last:
            text = f"{figure.reported.printed} is below {last_printed}, and what counts from the start cannot fall"
            if figure.reported.qualifier in _LOWER_BOUNDS:
                chained.append(replace(figure, standing=PointStatus.ROUNDED, value=None))
            else:
                chained.append(replace(figure, standing=PointStatus.FALLS, value=None, message=text))
        else:
            chained.append(replace(figure, previous=last))
            last, last_printed = figure.value, f"{figure.reported.printed} of {figure.reported.as_of}"
    return chained


class Promise(StrEnum):
    """How a target relates to earlier reported targets."""

    FIRST = "first"
    REPEATED = "repeated"
    SLIPPED = "slipped"
    EARLIER = "brought forward"
    RAISED = "raised"
    LOWERED = "lowered"


@dataclass(frozen=True, slots=True)
class SeriesTarget:
    """`due` is None if the text has no date. `horizon` is the wording of the date."""

    count_id: str | None
    document_id: str | None
    page: int | None
    value: float
    due: date | None
    horizon: str | None
    told_on: date | None
    promise: Promise = Promise.FIRST
    due_before: date | None = None


def follow(targets: Iterable[SeriesTarget]) -> tuple[SeriesTarget, ...]:
    """The targets in the order of their documents, each compared with the previous one."""
    followed: list[SeriesTarget] = []
    for target in sorted(targets, key=lambda t: (t.told_on or date.max, t.due or date.max, t.page or 0)):
        before = followed[-1] if followed else None
        followed.append(target if before is None else _beside(target, before))
    return tuple(followed)


def _beside(target: SeriesTarget, before: SeriesTarget) -> SeriesTarget:
    known = before.due or before.due_before
    if target.value != before.value:
        promise = Promise.RAISED if target.value > before.value else Promise.LOWERED
    elif target.due is None or known is None or target.due == known:
        promise = Promise.REPEATED
    else:
        promise = Promise.SLIPPED if target.due > known else Promise.EARLIER
    return replace(target, promise=promise, due_before=known)


_MONTHS = "january february march april may june july august september october november december".split()
_SMALL = "one two three four five six seven eight nine ten".split()
_BY_DATE = re.compile(
    r"\b(?:by|until|before|in)\s+(?:the\s+)?(?:end\s+of\s+)?(?:(?P<month>" + "|".join(_MONTHS) + r")\s+)?"
    r"(?P<year>20\d\d)\b",
    re.IGNORECASE,
)
_NEXT_YEARS = re.compile(r"\b(?:next|coming|following)\s+(?P<years>\d{1,2}|" + "|".join(_SMALL) + r")\s+years?\b", re.I)


def due_of(sentence: str, told_on: date | None) -> tuple[date | None, str | None]:
    """(last day of the month or year in the sentence, its words): "by June 2016", "in the next three years"."""
    match = _BY_DATE.search(sentence)
    if match is not None:
        year = int(match["year"])
        if match["month"] is None:
            return date(year, 12, 31), match[0]
        month = _MONTHS.index(match["month"].casefold()) + 1
        first = date(year + month // 12, month % 12 + 1, 1)
        return date.fromordinal(first.toordinal() - 1), match[0]
    match = _NEXT_YEARS.search(sentence)
    if match is not None:
        text = match["years"].casefold()
        years = int(text) if text.isdigit() else _SMALL.index(text) + 1
        return None if told_on is None else date(told_on.year + years, 12, 31), match[0]
    return None, None
