"""One indicator over the years: which of the figures that documents tell are points of its series, and which are not.

Plain data in, plain data out. Nothing is decided where documents contradict each other: that is for a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from tfextract.model import Basis, Qualifier

# How far an exact figure may lie above "over 7,000" or beside "about 7,000" to be the same figure told less exactly.
_ROUNDED = 0.1
_LOWER_BOUNDS = frozenset({Qualifier.OVER, Qualifier.AT_LEAST})


class Standing(StrEnum):
    """What a figure is in its series. Only POINT, and PART within the sum of a point, are counted."""

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
class Told:
    """A figure as a document tells it. `told_on` orders documents; `as_of` is the date the figure is of."""

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
    """`refers_to` is the count it repeats, rounds or is replaced by; `change` is that from the point before."""

    told: Told
    standing: Standing
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


def judge(tellings: Iterable[Told], basis: Basis, summed: bool, baseline: float | None = None) -> tuple[Figure, ...]:
    """The figures by date. With `summed`, several figures of one date and document are parts of one sum."""
    ordered = sorted(tellings, key=lambda t: (t.as_of or date.max, t.told_on or date.max, t.page, t.count_id))
    undated = [Figure(told, Standing.UNDATED, message=_UNDATED) for told in ordered if told.as_of is None]
    dated = [told for told in ordered if told.as_of is not None]
    judged: list[Figure] = []
    for day in sorted({told.as_of for told in dated if told.as_of is not None}):
        of_day = [told for told in dated if told.as_of == day]
        judged += _of_one_day(of_day, judged, summed)
    return (*_chain(judged, basis, baseline), *undated)


_UNDATED = "no date: give as_of or report_year of the document in documents.csv"


def _of_one_day(of_day: Sequence[Told], before: Sequence[Figure], summed: bool) -> list[Figure]:
    """The last document to tell of a day decides; what earlier ones told of it is repeated or restated."""
    documents = list(dict.fromkeys(told.document_id for told in sorted(of_day, key=lambda t: t.told_on or date.min)))
    newest: list[Figure] = []
    older: list[Figure] = []
    for document_id in reversed(documents):
        own = [told for told in of_day if told.document_id == document_id]
        if not newest:
            newest = _of_one_document(own, before, summed)
        else:
            older += [_against_newer(told, newest) for told in own]
    return [*older, *newest]


def _against_newer(told: Told, newest: Sequence[Figure]) -> Figure:
    kept = [figure for figure in newest if figure.standing in (Standing.POINT, Standing.PART, Standing.CONTRADICTION)]
    same = next((figure for figure in kept if figure.told.value == told.value), None)
    if same is not None:
        return Figure(told, Standing.REPEAT, same.told.count_id)
    rounded = next((figure for figure in kept if _rounds(told, figure.told.value)), None)
    if rounded is not None:
        return Figure(told, Standing.ROUNDED, rounded.told.count_id)
    by = kept[0].told if kept else None
    said = None if by is None else f"a later document says {by.printed} for the same date"
    return Figure(told, Standing.RESTATED, None if by is None else by.count_id, message=said)


def _of_one_document(own: Sequence[Told], before: Sequence[Figure], summed: bool) -> list[Figure]:
    firsts, judged = _without_repeats(own, summed)
    if summed:
        return [*judged, *_sum(firsts)]
    exact = [told for told in firsts if told.qualifier is Qualifier.EXACT]
    rest = []
    for told in firsts:
        same = next((other for other in exact if other is not told and _rounds(told, other.value)), None)
        if same is not None:
            judged.append(Figure(told, Standing.ROUNDED, same.count_id))
        else:
            rest.append(told)
    if len(rest) > 1:
        earlier = {figure.told.value: figure for figure in before if figure.standing is not Standing.UNDATED}
        for told in [told for told in rest if told.value in earlier]:
            if len(rest) == 1:
                break
            first = earlier[told.value].told
            said = f"{first.printed} was told for {first.as_of} already, and the document tells a newer figure"
            judged.append(Figure(told, Standing.STALE, first.count_id, message=said))
            rest.remove(told)
    if len(rest) > 1:
        said = "one document tells " + " and ".join(told.printed for told in rest) + " for one date: keep one"
        judged += [Figure(told, Standing.CONTRADICTION, message=said) for told in rest]
    else:
        judged += [Figure(told, Standing.POINT, value=told.value) for told in rest]
    return judged


def _without_repeats(own: Sequence[Told], summed: bool) -> tuple[list[Told], list[Figure]]:
    """Equal values are one figure told again; where figures are summed, only where the words are the same too."""
    firsts: dict[tuple[object, ...], Told] = {}
    again = []
    for told in own:
        key = (told.value, " ".join(re.findall(r"\w+", told.sentence.casefold())) if summed else "")
        first = firsts.setdefault(key, told)
        if first is not told:
            if first.qualifier is not Qualifier.EXACT and told.qualifier is Qualifier.EXACT:
                firsts[key], first, told = told, told, first  # noqa: PLW2901 - the exact one is the first
            again.append(Figure(told, Standing.REPEAT, first.count_id))
    return list(firsts.values()), again


def _sum(firsts: Sequence[Told]) -> list[Figure]:
    if not firsts:
        return []
    total = sum(told.value for told in firsts)
    head = Figure(firsts[0], Standing.POINT, value=total)
    return [head, *(Figure(told, Standing.PART, firsts[0].count_id) for told in firsts[1:])]


def _rounds(told: Told, value: float) -> bool:
    """Whether "over 7,000" may be said of 7,448."""
    if told.qualifier in _LOWER_BOUNDS:
        return told.value <= value <= told.value * (1 + _ROUNDED)
    if told.qualifier in (Qualifier.UP_TO, Qualifier.UNDER):
        return told.value * (1 - _ROUNDED) <= value <= told.value
    if told.qualifier is Qualifier.APPROX:
        return abs(value - told.value) <= _ROUNDED * abs(value)
    return False


def _chain(judged: Sequence[Figure], basis: Basis, baseline: float | None) -> list[Figure]:
    """Gives each point its change from the one before; a cumulative figure that falls is none."""
    last = baseline
    last_printed = "the baseline"
    chained = []
    for figure in sorted(judged, key=lambda f: (f.told.as_of or date.max, f.told.page)):
        if figure.standing is not Standing.POINT or figure.value is None:
            chained.append(figure)
        elif basis is Basis.CUMULATIVE and last is not None and figure.value < last:
            said = f"{figure.told.printed} is below {last_printed}, and what counts from the start cannot fall"
            if figure.told.qualifier in _LOWER_BOUNDS:
                chained.append(replace(figure, standing=Standing.ROUNDED, value=None))
            else:
                chained.append(replace(figure, standing=Standing.FALLS, value=None, message=said))
        else:
            chained.append(replace(figure, previous=last))
            last, last_printed = figure.value, f"{figure.told.printed} of {figure.told.as_of}"
    return chained


class Promise(StrEnum):
    """What a target is beside what was told before."""

    FIRST = "first"
    REPEATED = "repeated"
    SLIPPED = "slipped"
    EARLIER = "brought forward"
    RAISED = "raised"
    LOWERED = "lowered"


@dataclass(frozen=True, slots=True)
class Target:
    """`due` is None where the text does not say by when; `horizon` are its words."""

    count_id: str | None
    document_id: str | None
    page: int | None
    value: float
    due: date | None
    horizon: str | None
    told_on: date | None
    promise: Promise = Promise.FIRST
    due_before: date | None = None


def follow(targets: Iterable[Target]) -> tuple[Target, ...]:
    """In the order they were told, each compared with the one told before it."""
    followed: list[Target] = []
    for target in sorted(targets, key=lambda t: (t.told_on or date.max, t.due or date.max, t.page or 0)):
        before = followed[-1] if followed else None
        followed.append(target if before is None else _beside(target, before))
    return tuple(followed)


def _beside(target: Target, before: Target) -> Target:
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
    """(last day of the month or year the sentence names, its words): "by June 2016", "in the next three years"."""
    found = _BY_DATE.search(sentence)
    if found is not None:
        year = int(found["year"])
        if found["month"] is None:
            return date(year, 12, 31), found[0]
        month = _MONTHS.index(found["month"].casefold()) + 1
        first = date(year + month // 12, month % 12 + 1, 1)
        return date.fromordinal(first.toordinal() - 1), found[0]
    found = _NEXT_YEARS.search(sentence)
    if found is not None:
        said = found["years"].casefold()
        years = int(said) if said.isdigit() else _SMALL.index(said) + 1
        return None if told_on is None else date(told_on.year + years, 12, 31), found[0]
    return None, None
