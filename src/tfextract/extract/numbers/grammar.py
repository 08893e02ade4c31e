"""Numerals with their units, scales and qualifiers → number expressions; neighbours → ranges and pairs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from math import isfinite

from tfextract.extract.numbers.context import continues_list, duration_unit, role_of, work_unit
from tfextract.extract.numbers.lexicon import (
    CURRENCY_AFTER,
    CURRENCY_BEFORE,
    DOUBTFUL_CODES,
    DOUBTFUL_SUFFIXES,
    FOLD,
    GROWTH_WORDS,
    MEASURE,
    MILESTONE_BEFORE,
    PER_UNIT,
    PERCENT,
    QUALIFIER_AFTER,
    QUALIFIER_AFTER_NOUN,
    QUALIFIER_BEFORE,
    SCALE,
    SCALES,
    SPACED_SUFFIX,
    SUBUNIT,
    SUBUNITS,
    SUFFIX,
    SUFFIXES,
    TIMES,
    TIMES_NEXT,
    currency_after,
    currency_before,
    qualifier_of,
)
from tfextract.extract.numbers.masks import masked_roles
from tfextract.extract.numbers.numerals import Numeral, find_numerals, may_hold_numerals
from tfextract.extract.numbers.span import NumberRole, NumberSpan
from tfextract.model import CountKind, Qualifier

# The most characters between the two numbers of a pair: "from 40 schools in the north to 65".
PAIR_GAP = 60
# "2.5m people" are millions, "5m deep wells" are metres.
COUNTED_PLURAL = re.compile(
    r"\s+(?!(?:deep|wide|long|high|tall|thick|away|apart)\b)(?:[a-z-]+\s)?(?:[a-z]{2,}s|people|women|men|children|staff)\b"
)
DASH = re.compile(r"\s?[-–—‑]\s?")
RANGE_TO = re.compile(r"\s+to\s+", re.IGNORECASE)
RANGE_OR = re.compile(r"\s+or\s+", re.IGNORECASE)
RANGE_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
BETWEEN = re.compile(r"\bbetween\s+$", re.IGNORECASE)
FROM = re.compile(r"\bfrom\s+$", re.IGNORECASE)
RANGING = re.compile(r"\b(?:rang(?:e|es|ed|ing)|var(?:y|ies|ied|ying)|anywhere|anything)\s+from\s+$", re.IGNORECASE)
# "from 31% in 2014 to 62%", "in FY14 to 62%": a year after a preposition is no lower end of a range.
DATED = re.compile(r"\b(?:in|during|of|since|by|year|[FC]Y|Q[1-4])\s?['’]?$")
# "rose by 12 percentage points to 64 per cent": a difference and a level, not a range.
BY = re.compile(r"\bby\s+(?:an?\s+|about\s+|some\s+)?$", re.IGNORECASE)
POINTS = re.compile(r"points?\b|\bpp\b", re.IGNORECASE)
# "0.5 pp" and "fell by 2 pp" are percentage points; "120 pp" are pages.
SHORT_POINTS = re.compile(r"\s?pp\b")
PART_OF_TIME = re.compile(r"\b(?:hour|day|week|month|year|decade|century)s?\s+and\s+$", re.IGNORECASE)
TO_END = re.compile(r"[^.;:!?]*\bto\s+", re.IGNORECASE)
RISEN_TO = re.compile(r"\bto\s+$", re.IGNORECASE)
FROM_GAP = re.compile(r"(?:\s+(?:[\w%-]+\s+){0,3}?|,\s+)(?:up\s+|down\s+)?from\s+", re.IGNORECASE)
OF_GAP = re.compile(
    r"\s+(?:out\s+)?of\s+(?:the\s+|all\s+|all\s+the\s+|our\s+|its\s+|their\s+|a\s+total\s+of\s+|some\s+)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _NumberDraft:
    """An expression before it is joined with its neighbours; `scale` is the factor of its scale words."""

    numeral: Numeral
    start: int
    end: int
    value: float
    kind: CountKind
    role: NumberRole
    scale: float = 1.0
    value_high: float | None = None
    currency: str | None = None
    measure: str | None = None
    qualifier: Qualifier = Qualifier.EXACT
    qualifier_start: int = -1
    qualifier_end: int = -1
    pair: str | None = None
    number_end: int = -1


# Candidates, periods and units read the same blocks and sentences.
@lru_cache(maxsize=1024)
def find_numbers(text: str) -> tuple[NumberSpan, ...]:
    """Every number in the text, in order and without overlap. The time is linear in the length of the text."""
    # Most statements have no number, and the masks take the longest.
    if not may_hold_numerals(text):
        return ()
    masked = masked_roles(text)
    drafts: list[_NumberDraft] = []
    for numeral in find_numerals(text, masked):
        if drafts and numeral.start < drafts[-1].end:
            continue
        draft = _qualified(text, _read_number(text, numeral, masked[numeral.start], drafts[-1].end if drafts else 0))
        drafts.append(_chained(text, drafts[-1] if drafts else None, draft))
    results = (_span(text, draft) for draft in _paired(text, _ranged(text, drafts)))
    # Very many digits times a scale word overflow a float.
    return tuple(span for span in results if isfinite(span.value) and isfinite(span.value_high or 0.0))


def _span(text: str, draft: _NumberDraft) -> NumberSpan:
    return NumberSpan(
        start=draft.start, end=draft.end, printed=text[draft.start : draft.end],
        value=draft.value, value_high=draft.value_high, kind=draft.kind, currency=draft.currency,
        measure=draft.measure, qualifier=draft.qualifier,
        qualifier_start=draft.qualifier_start, qualifier_end=draft.qualifier_end,
        role=draft.role, pair=draft.pair, number_start=draft.numeral.start, number_end=draft.number_end,
    )  # fmt: skip


# -- one expression


def _read_number(text: str, numeral: Numeral, masked: NumberRole | None, floor: int) -> _NumberDraft:
    """`floor` is where the expression before ends; nothing to the left of it belongs to this one."""
    bare = _NumberDraft(numeral, numeral.start, numeral.end, numeral.value, CountKind.COUNT, NumberRole.QUANTITY)
    bare = replace(bare, number_end=numeral.end)
    if masked is not None:
        return replace(bare, role=masked)
    if numeral.form == "part":
        # "a year and a half"
        of_time = PART_OF_TIME.search(text[max(0, numeral.start - 16) : numeral.start])
        return replace(bare, kind=CountKind.PERCENT, role=NumberRole.DURATION if of_time else bare.role)
    draft = _unit(text, _money(text, bare, floor))
    time = duration_unit(text, draft.end) if draft.kind is CountKind.COUNT else None
    if time is not None and numeral.form != "dotted":
        return replace(draft, role=NumberRole.DURATION, kind=CountKind.MEASURE, measure=time[1])
    plain = draft.kind is CountKind.COUNT and draft.scale == 1.0
    draft = replace(draft, role=role_of(text, numeral, draft.end, plain=plain))
    return _signed(text, draft, floor)


def _money(text: str, draft: _NumberDraft, floor: int) -> _NumberDraft:
    """The scale of a number, and the currency before or after it."""
    match = CURRENCY_BEFORE.search(text[max(floor, draft.start - 8) : draft.start])
    if match is None:
        draft = _scaled(text, draft, money=False)
        after = CURRENCY_AFTER.match(text, draft.end)
        if after is not None and not (after["code"] in DOUBTFUL_CODES and draft.value < 1000):
            return replace(draft, end=after.end(), currency=currency_after(after), kind=CountKind.MONEY)
        cents = SUBUNIT.match(text, draft.end)
        if cents is not None:
            value, code = round(draft.value / 100, 6), SUBUNITS[cents["name"].casefold()]
            return replace(draft, end=cents.end(), value=value, currency=code, kind=CountKind.MONEY)
        return draft
    start = draft.start - (len(match.string) - match.start())
    scaled = _scaled(text, draft, money=True)
    if match["code"] in DOUBTFUL_CODES and (
        scaled.value < 1000 or (scaled.value == draft.value and not draft.numeral.grouped)
    ):
        return _scaled(text, draft, money=False)
    # "$6.220" is in the notation of another language: an amount with decimals has two of them, or a scale after it.
    thousands = scaled.scale == 1.0 and re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", text[draft.start : draft.end])
    value = scaled.value * 1000 if thousands else scaled.value
    return replace(scaled, start=start, value=round(value, 6), currency=currency_before(match), kind=CountKind.MONEY)


def _scaled(text: str, draft: _NumberDraft, *, money: bool) -> _NumberDraft:
    if draft.numeral.form in ("vague", "dotted"):
        return draft
    factor, end = 1.0, draft.end
    suffix = SUFFIX.match(text, end) if draft.numeral.form == "digits" else None
    if suffix is None and money and draft.numeral.form == "digits":
        suffix = SPACED_SUFFIX.match(text, end)
    clear = suffix is not None and (
        money
        or suffix["suffix"] not in DOUBTFUL_SUFFIXES
        or COUNTED_PLURAL.match(text[suffix.end() : suffix.end() + 40])
    )
    if suffix is not None and clear:
        factor, end = SUFFIXES[suffix["suffix"]], suffix.end()
    else:
        while (scale := SCALE.match(text, end)) is not None and factor < 1e12:
            factor, end = factor * SCALES[scale["scale"].casefold()], scale.end()
    # Decimal fractions times a power of ten: 73.1 million is 73100000, not 73099999.99999999.
    value = round(draft.value * factor, 6)
    return replace(draft, value=value, scale=factor, end=end, number_end=end)


def _unit(text: str, draft: _NumberDraft) -> _NumberDraft:
    if draft.kind is not CountKind.COUNT or draft.numeral.form == "dotted":
        return draft
    percent = PERCENT.match(text, draft.end) or _points(text, draft)
    if percent is not None:
        return replace(draft, kind=CountKind.PERCENT, end=percent.end())
    ratio_end = _ratio(text, draft)
    if ratio_end is not None:
        return replace(draft, kind=CountKind.RATIO, end=ratio_end)
    work = work_unit(text, draft.end)
    if work is not None:
        return replace(draft, kind=CountKind.MEASURE, end=work[0], measure=work[1])
    # "28,000+ kg"
    plus = draft.end + (text[draft.end : draft.end + 1] == "+")
    measure = MEASURE.match(text, plus)
    if measure is None:
        return draft
    draft = replace(draft, qualifier=Qualifier.AT_LEAST if plus > draft.end else draft.qualifier)
    printed = measure["word"] or measure["symbol"] or measure["letter"] or measure["spaced"]
    per = PER_UNIT.match(text, measure.end())
    end = per.end() if per else measure.end()
    return replace(draft, kind=CountKind.MEASURE, end=end, measure=printed + (per[0] if per else ""))


def _points(text: str, draft: _NumberDraft) -> re.Match[str] | None:
    differs = draft.value % 1 or BY.search(text[max(0, draft.start - 12) : draft.start])
    return SHORT_POINTS.match(text, draft.end) if differs else None


def _ratio(text: str, draft: _NumberDraft) -> int | None:
    """The end of "fold" or "times" where the number multiplies; "viewed 60,000 times" counts."""
    fold = FOLD.match(text, draft.end)
    if fold is not None:
        return fold.end()
    times = TIMES.match(text, draft.end)
    if times is None:
        return None
    compares = TIMES_NEXT.match(text, times.end()) and draft.value < 1000
    words = {word.casefold() for word in text[max(0, draft.start - 40) : draft.start].split()[-4:]}
    ends = re.match(r"\s*(?:[.,;)]|$)", text[times.end() : times.end() + 3])
    return times.end() if compares or (ends and draft.value <= 100 and words & GROWTH_WORDS) else None


def _signed(text: str, draft: _NumberDraft, floor: int) -> _NumberDraft:
    """With a minus sign. A hyphen is one only before money or a share, after a blank or an opening bracket."""
    at = draft.start - 1
    if at < floor or draft.numeral.form != "digits" or draft.role is not NumberRole.QUANTITY:
        return draft
    hyphen = text[at] == "-" and draft.kind in (CountKind.PERCENT, CountKind.MONEY)
    free = at == 0 or text[at - 1] in " \n\t("
    if not (text[at] == "−" or hyphen) or not free or re.search(r"\d\s?$", text[max(0, at - 2) : at]):
        return draft
    return replace(draft, start=at, value=-draft.value)


def _qualified(text: str, draft: _NumberDraft) -> _NumberDraft:
    draft = replace(draft, qualifier_start=draft.start, qualifier_end=draft.end)
    if draft.role not in _COUNTABLE:
        return draft
    if draft.numeral.form == "vague":
        draft = replace(draft, qualifier=Qualifier.AT_LEAST)
    first = max(0, draft.start - 48)
    before = QUALIFIER_BEFORE.search(text[first : draft.start])
    if before is None and _is_round(draft.value):
        before = MILESTONE_BEFORE.search(text[first : draft.start])
    after = QUALIFIER_AFTER.match(text, draft.end)
    behind = QUALIFIER_AFTER_NOUN.match(text[draft.end : draft.end + 60])
    if after is not None:
        end = after.end()
        draft = replace(draft, qualifier=qualifier_of(after["phrase"] or after["words"]), qualifier_end=end)
    elif behind is not None:
        draft = replace(draft, qualifier=qualifier_of(behind["words"]))
    if before is not None:
        start = first + before.start("phrase")
        draft = replace(draft, qualifier=qualifier_of(before["phrase"]), qualifier_start=start)
    return draft


def _is_round(value: float) -> bool:
    """Whether a milestone is passed at it: 100 or more, with at most two digits before its zeros."""
    return value >= 100 and len(f"{value:.15g}".rstrip("0")) <= 2


# -- neighbours


def _chained(text: str, before: _NumberDraft | None, draft: _NumberDraft) -> _NumberDraft:
    """A number that continues the list of a reference is a reference too."""
    if before is None or before.role is not NumberRole.REFERENCE or draft.role not in _PLAIN:
        return draft
    plain = draft.kind is CountKind.COUNT and draft.scale == 1.0
    listed = plain and continues_list(text, before.end, draft.numeral)
    return replace(draft, role=NumberRole.REFERENCE) if listed else draft


_COUNTABLE = (NumberRole.QUANTITY, NumberRole.ONE, NumberRole.VAGUE)
_PLAIN = (*_COUNTABLE, NumberRole.YEAR)
_SHARED = (NumberRole.DURATION, NumberRole.AGE, NumberRole.ORDINAL, NumberRole.DATE, NumberRole.TIME)


def _ranged(text: str, drafts: Sequence[_NumberDraft]) -> list[_NumberDraft]:
    """ "10-15 countries", "between 5 and 8", "$2-3 million" become one draft each, with `value_high`."""
    joined: list[_NumberDraft] = []
    for draft in drafts:
        before = joined[-1] if joined else None
        if before is not None and _is_range_gap(text, before, draft):
            low = _low_of(before, draft)
            if draft.role in _SHARED and before.role in _PLAIN:
                joined[-1] = replace(before, role=draft.role)
            elif low is not None:
                joined[-1] = _range(before, draft, low)
                continue
        joined.append(draft)
    return joined


def _range(a: _NumberDraft, b: _NumberDraft, low: float) -> _NumberDraft:
    kind = a.kind if b.kind is CountKind.COUNT else b.kind
    qualifier = a.qualifier if a.qualifier is not Qualifier.EXACT else b.qualifier
    return replace(
        b, numeral=replace(a.numeral, end=b.numeral.end), start=a.start, value=low, value_high=b.value, kind=kind,
        currency=b.currency or a.currency, measure=b.measure or a.measure, role=NumberRole.QUANTITY,
        qualifier=qualifier, qualifier_start=a.qualifier_start,
    )  # fmt: skip


def _low_of(a: _NumberDraft, b: _NumberDraft) -> float | None:
    """The lower end in the scale of the upper; None if the two are no range."""
    alike = a.kind in (CountKind.COUNT, b.kind) or b.kind is CountKind.COUNT
    if not alike or a.value_high is not None or a.numeral.form in ("part", "vague"):
        return None
    if b.role is not NumberRole.QUANTITY or a.role not in _PLAIN:
        return None
    scaled = a.scale == 1.0 and b.scale > 1.0 and a.value * b.scale < b.value
    low = round(a.value * b.scale, 6) if scaled else a.value
    return low if low < b.value else None


def _is_range_gap(text: str, a: _NumberDraft, b: _NumberDraft) -> bool:
    gap, head = text[a.end : b.start], text[max(0, a.qualifier_start - 20) : a.qualifier_start]
    if DASH.fullmatch(gap):
        return True
    if RANGE_AND.fullmatch(gap):
        return BETWEEN.search(head) is not None
    if RANGE_OR.fullmatch(gap):
        return b.role in _SHARED or b.value == a.value + 1
    if not RANGE_TO.fullmatch(gap) or (a.role is NumberRole.YEAR and DATED.search(head)):
        return False
    if BY.search(head) and POINTS.search(text, a.number_end, a.end):
        return False
    return FROM.search(head) is None or RANGING.search(head) is not None


def _paired(text: str, drafts: Sequence[_NumberDraft]) -> list[_NumberDraft]:
    marked = list(drafts)
    countable = [at for at, draft in enumerate(marked) if draft.role in _COUNTABLE]
    for at, then in pairwise(countable):
        a, b = marked[at], marked[then]
        gap = text[a.end : b.qualifier_start] if b.qualifier_start - a.end <= PAIR_GAP else "."
        head = text[max(0, a.qualifier_start - 12) : a.qualifier_start]
        # "grants from $500 to $900 to 18 schools": a range is no baseline of a number of another kind.
        if FROM.search(head) and TO_END.fullmatch(gap) and not (a.value_high is not None and a.kind is not b.kind):
            marked[at], marked[then] = _alike(replace(a, pair="baseline"), replace(b, pair="achieved"))
        elif RISEN_TO.search(head) and FROM_GAP.fullmatch(gap):
            marked[at], marked[then] = replace(a, pair="achieved"), replace(b, pair="baseline")
        elif OF_GAP.fullmatch(gap) and a.kind is b.kind is CountKind.COUNT and a.value <= b.value:
            marked[at], marked[then] = replace(a, pair="achieved"), replace(b, pair="whole")
    return [_counted_one(draft) for draft in marked]


def _alike(a: _NumberDraft, b: _NumberDraft) -> tuple[_NumberDraft, _NumberDraft]:
    """ "from 31 to over 57 per cent", "from $2 to $3 million": the first has the kind and scale of the second."""
    if a.kind is CountKind.COUNT and b.kind in (CountKind.PERCENT, CountKind.MEASURE) and a.end == a.number_end:
        a = replace(a, kind=b.kind, measure=b.measure, role=NumberRole.QUANTITY)
    if b.kind is CountKind.COUNT and a.kind is CountKind.MONEY:
        b = replace(b, kind=a.kind, currency=a.currency)
    if a.scale == 1.0 and b.scale > 1.0 and a.value * b.scale < b.value and a.value < 1000:
        high = None if a.value_high is None else round(a.value_high * b.scale, 6)
        a = replace(a, value=round(a.value * b.scale, 6), value_high=high)
    return a, b


def _counted_one(draft: _NumberDraft) -> _NumberDraft:
    """ "One" is a quantity in "One of 16 sites", but not in "one of the farmers"."""
    counts = draft.role is NumberRole.ONE and draft.pair is not None
    return replace(draft, role=NumberRole.QUANTITY) if counts else draft
