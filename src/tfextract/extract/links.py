"""Links between counts: part to whole, target or baseline to the level beside it, and repeats."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from tfextract.extract.candidates import CountCandidate
from tfextract.extract.dimensions import PERSONS, Dimension, dimension_of, part_of_unit
from tfextract.extract.evidence import folded
from tfextract.model import Basis, BlockRole, Claim, Count, CountKind, PeriodSource

PART_BEFORE = re.compile(
    r"(?:\b(?P<clear>of\s+(?:whom|which|them|these|those)|among\s+(?:whom|them|these))\s*,?\s*(?:(?:were|was|are)\s+)?|"
    r"\b(?:including|comprising)\s+|\()(?:[\w-]+\s+)?$",
    re.IGNORECASE,
)
SHARE_GAP = re.compile(r"[^().;:,]{0,60}\(\s*")
INCLUDING_GAP = re.compile(r"[^().;:]{0,80},?\s*\b(?:including|among\s+them|of\s+which|of\s+whom)\s+", re.IGNORECASE)
WHOM = re.compile(r"\bof\s+(?:whom|them)\b", re.IGNORECASE)
PART_AFTER = re.compile(r"\s*,?\s*of\s+(?:whom|which|them|these|those)\b", re.IGNORECASE)
JOINED = re.compile(r"[^.;!?]{0,60}(?:,|\band\b|\bor\b)[^.;!?]{0,30}")
HEAD_END = re.compile(r"\b(?:of|in|for|from|with|to|by|on|and|or)\b|,")
# Two prints of a figure with this many digits (or one less in thousands) are the same count. A rounder figure needs
# similar words beside it.
DISTINCTIVE_DIGITS = 4
ALIKE, MUCH_ALIKE = 60.0, 75.0
SMALL = 20
LABEL_ENOUGH = 3
COMMON = frozenset(
    "the a an of in on at to by for from with and or its it their they we our has have had was were is are been be "
    "that this these over more than some about nearly almost up total as also".split()
)
LEVELS = (Claim.ACHIEVED, Claim.CONTEXT)


@dataclass(frozen=True, slots=True)
class LinkedCount:
    candidate: CountCandidate
    count: Count


def with_links(counted: Sequence[LinkedCount]) -> tuple[Count, ...]:
    linked = _with_parts(_with_shared_times(counted))
    linked = _with_comparisons(counted, linked)
    return _with_repeats(counted, linked)


def _noun(unit: str | None) -> str:
    """The unit up to its first preposition, conjunction or comma, whose last word is the head noun."""
    return HEAD_END.split((unit or "").casefold(), maxsplit=1)[0].strip()


def _head(unit: str | None) -> str:
    words = _noun(unit).split()
    return words[-1].removesuffix("s") if words else ""


def _same_sentence(a: CountCandidate, b: CountCandidate) -> bool:
    return a.block.block_no == b.block.block_no and a.sentence.start == b.sentence.start


def _sentence_before(a: CountCandidate, b: CountCandidate) -> bool:
    """Whether `a` is in the sentence of `b` or the one before it."""
    if a.block.block_no != b.block.block_no or a.number.start > b.number.start:
        return False
    return len(re.findall(r"[.!?]\s", b.block.text[a.number.end : b.sentence.start])) <= 1


# -- the same time for two counts


def _with_shared_times(counted: Sequence[LinkedCount]) -> list[LinkedCount]:
    """A share in brackets and a part after "including" have the time of the count before them ("1,260 repairs (70%)").

    The baseline of a rate is a rate too ("from 18 to 160 tests a day").
    """
    shared: list[LinkedCount] = []
    for at, now in enumerate(counted):
        after = counted[at + 1] if at + 1 < len(counted) else None
        if shared and _shares_time(now.candidate, shared[-1].candidate):
            shared.append(_with_time_of(now, shared[-1].count))
        elif after is not None and after.count.basis is Basis.RATE and _is_pair(now.candidate, after.candidate):
            per = now.count.per or after.count.per
            shared.append(LinkedCount(now.candidate, replace(now.count, basis=Basis.RATE, per=per)))
        else:
            shared.append(now)
    return shared


def _shares_time(now: CountCandidate, before: CountCandidate) -> bool:
    a, b = before.number, now.number
    if not _same_sentence(before, now) or a.kind not in (CountKind.COUNT, CountKind.MEASURE, CountKind.MONEY):
        return False
    gap = now.block.text[a.end : b.qualifier_start]
    share = b.kind is CountKind.PERCENT and SHARE_GAP.fullmatch(gap)
    return bool(share or (a.kind is b.kind and INCLUDING_GAP.fullmatch(gap)))


def _is_pair(a: CountCandidate, b: CountCandidate) -> bool:
    return a.number.pair == "baseline" and b.number.pair == "achieved" and _same_sentence(a, b)


def _with_time_of(now: LinkedCount, other: Count) -> LinkedCount:
    count = replace(
        now.count,
        basis=other.basis,
        as_of=other.as_of,
        period_start=other.period_start,
        period_end=other.period_end,
        period_source=other.period_source,
    )
    return LinkedCount(now.candidate, count)


# -- part and whole


def _with_parts(counted: Sequence[LinkedCount]) -> list[Count]:
    linked: list[Count] = []
    for at, now in enumerate(counted):
        count = _split(now.count, dimension_of(now.candidate))
        whole = _whole_of(at, counted, linked)
        if whole is not None:
            part = part_of_unit(count.unit or "") if count.kind is CountKind.COUNT else None
            count = _split(count, part) if count.dimension is None and part is not None else count
            count = replace(count, whole_id=whole)
        linked.append(count)
    return linked


def _split(count: Count, by: Dimension | None) -> Count:
    return count if by is None else replace(count, dimension=by.dimension, dimension_value=by.value)


def _whole_of(at: int, counted: Sequence[LinkedCount], linked: Sequence[Count]) -> str | None:
    now = counted[at]
    candidate, number, text = now.candidate, now.candidate.number, now.candidate.block.text
    if number.pair == "achieved" and at + 1 < len(counted) and counted[at + 1].candidate.number.pair == "whole":
        after = counted[at + 1]
        return after.count.count_id if _same_sentence(candidate, after.candidate) else None
    if now.count.claim in (Claim.WHOLE, Claim.BASELINE, Claim.TARGET) or number.kind not in (
        CountKind.COUNT,
        CountKind.PERCENT,
    ):
        return None
    before = text[candidate.sentence.start : number.qualifier_start][-60:]
    dimension = dimension_of(candidate) or part_of_unit(now.count.unit or "")
    opens, behind = PART_BEFORE.search(before), PART_AFTER.match(text, number.qualifier_end)
    people = dimension is not None and dimension.dimension in ("sex", "age")
    if behind is not None or (opens is not None and opens["clear"]):
        people = people or WHOM.search((behind or opens)[0]) is not None  # type: ignore[index]
        return _nearest_whole(at, counted, people=people)
    if opens is not None and dimension is not None:
        return _nearest_whole(at, counted, people=people, near=True)
    return _continues_split(at, counted, linked) or _share_of(at, counted) if dimension is not None else None


def _continues_split(at: int, counted: Sequence[LinkedCount], linked: Sequence[Count]) -> str | None:
    """The second of "of whom 45 per cent were women and 20 per cent young people"."""
    if not at or linked[at - 1].whole_id is None:
        return None
    now, last = counted[at].candidate, counted[at - 1].candidate
    gap = now.block.text[last.number.end : now.number.qualifier_start]
    joined = _same_sentence(last, now) and last.number.kind is now.number.kind and JOINED.fullmatch(gap)
    return linked[at - 1].whole_id if joined else None


def _nearest_whole(at: int, counted: Sequence[LinkedCount], *, people: bool, near: bool = False) -> str | None:
    """The nearest earlier count that is larger, and if `people` one of people.

    It is in the same sentence or, unless `near`, in the one before.
    """
    now = counted[at]
    for other in reversed(counted[max(0, at - 6) : at]):
        close = _same_sentence if near else _sentence_before
        if not close(other.candidate, now.candidate) or other.count.kind is not CountKind.COUNT:
            continue
        larger = now.count.kind is CountKind.PERCENT or other.count.value > now.count.value
        persons = not people or PERSONS.search(_noun(other.count.unit)) is not None
        if larger and persons and other.count.claim in (*LEVELS, Claim.WHOLE, Claim.TARGET):
            return other.count.count_id
    return None


def _share_of(at: int, counted: Sequence[LinkedCount]) -> str | None:
    """ "It trained 40 judges. Women made up 45 per cent of the judges." """
    now = counted[at]
    if now.count.kind is not CountKind.PERCENT:
        return None
    for other in reversed(counted[max(0, at - 6) : at]):
        alike = _head(other.count.unit) and _head(other.count.unit) == _head(now.count.unit)
        if _sentence_before(other.candidate, now.candidate) and other.count.kind is CountKind.COUNT and alike:
            return other.count.count_id
    return None


# -- levels compared


def _with_comparisons(counted: Sequence[LinkedCount], linked: Sequence[Count]) -> list[Count]:
    compared = list(linked)
    for at, now in enumerate(counted):
        if now.count.claim not in (Claim.BASELINE, Claim.TARGET):
            continue
        near = [
            other
            for to, other in enumerate(counted[max(0, at - 5) : at + 4], start=max(0, at - 5))
            if to != at and _comparable(now, other)
        ]
        if near:
            level = min(near, key=lambda other: _preference(now.candidate, other.candidate))
            compared[at] = replace(compared[at], compares_with=level.count.count_id)
    return compared


def _comparable(now: LinkedCount, other: LinkedCount) -> bool:
    a, b = now.count, other.count
    level = b.claim in (*LEVELS, None)
    if not level or not _same_sentence(now.candidate, other.candidate) or a.kind is not b.kind:
        return False
    if a.kind is CountKind.PERCENT:
        return True
    return a.currency == b.currency and _head(a.unit) == _head(b.unit)


def _preference(now: CountCandidate, other: CountCandidate) -> tuple[bool, bool, int]:
    """The order of preference: its pair first, then counts before it, then the nearest."""
    paired = now.number.pair is not None and other.number.pair is not None
    return not paired, other.number.start > now.number.start, abs(other.number.start - now.number.start)


# -- repeats


def _with_repeats(counted: Sequence[LinkedCount], linked: Sequence[Count]) -> tuple[Count, ...]:
    """`repeat_of` points to the first of the repeated counts in reading order, never to another repeat."""
    firsts: dict[tuple[object, ...], list[int]] = {}
    marked = list(linked)
    for at, count in enumerate(linked):
        key = (count.value, count.value_high, count.kind, count.currency, count.claim)
        known = firsts.setdefault(key, [])
        first = next((other for other in known if _is_repeat(counted[other], counted[at])), None)
        if first is None:
            known.append(at)
        else:
            marked[at] = replace(count, repeat_of=linked[first].count_id)
    return tuple(marked)


def _is_repeat(first: LinkedCount, now: LinkedCount) -> bool:
    a, b = first.count, now.count
    if (
        _same_sentence(first.candidate, now.candidate)
        or _other_time(a, b)
        or (a.dimension_value or "") != (b.dimension_value or "")
    ):
        return False
    if a.kind is CountKind.COUNT and not _alike_units(a.unit, b.unit):
        return False
    alike = fuzz.token_set_ratio(_words_of(first), _words_of(now))
    tile = BlockRole.CALLOUT in (first.candidate.block.role, now.candidate.block.role)
    if a.claim is Claim.SCALE and len((a.unit or "").split()) > 1 and a.unit == b.unit:
        return True
    if _is_distinctive(a) or (tile and a.value >= SMALL and a.kind is CountKind.COUNT):
        return a.kind is not CountKind.PERCENT or alike >= ALIKE
    if a.value >= SMALL and a.kind is not CountKind.PERCENT:
        return alike >= ALIKE
    # Items of a list differ by few words: "2 nurses" in one village and "2 nurses" in the next.
    shortest = min(len(_words_of(linked_count).split()) for linked_count in (first, now))
    return alike >= MUCH_ALIKE and shortest >= LABEL_ENOUGH


def _is_distinctive(count: Count) -> bool:
    """Whether two prints of the figure with the same unit are unlikely to be two different counts."""
    digits = len(f"{count.value:.12g}".rstrip("0").replace(".", ""))
    if count.kind is CountKind.COUNT:
        return (
            digits >= DISTINCTIVE_DIGITS
            or (count.value >= 1e3 and digits == DISTINCTIVE_DIGITS - 1)
            or count.value >= 1e6
        )
    return digits >= DISTINCTIVE_DIGITS - 1


def _words_of(linked_count: LinkedCount) -> str:
    """The words of the label without its number, its unit and function words."""
    label = folded((linked_count.count.label or "").replace(linked_count.count.value_printed, " "))
    common = COMMON | set(folded(linked_count.count.unit or "").split())
    return " ".join(word for word in label.split() if word not in common)


def _alike_units(a: str | None, b: str | None) -> bool:
    return _head(a) == _head(b) or fuzz.token_set_ratio(folded(a or ""), folded(b or "")) >= MUCH_ALIKE


def _other_time(a: Count, b: Count) -> bool:
    """Whether both state a time and the times differ: 40 in 2012 and 40 in 2013 are two counts."""
    stated = (PeriodSource.SENTENCE, PeriodSource.HEADING)
    dated = a.period_source in stated and b.period_source in stated
    return dated and (a.period_start, a.period_end, a.as_of) != (b.period_start, b.period_end, b.as_of)
