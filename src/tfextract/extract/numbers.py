"""Text → number expressions: digits and words, scales, currencies, percentages, ratios, ranges, pairs, qualifiers.

Says of every number what it is (`NumberRole`): a quantity, or a year, date, duration, reference … that no count is
made of. English notation; nothing outside `extract` knows this module.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tfextract.extract.number_roles import NumberRole, masked_roles, role_in_context
from tfextract.extract.number_words import (
    CURRENCY_AFTER,
    CURRENCY_BEFORE,
    MEASURE,
    NUMBER,
    PERCENT,
    QUALIFIER_AFTER,
    QUALIFIER_BEFORE,
    RATIO,
    SCALE,
    SUFFIX,
    currency_code,
    qualifier_of,
    read_number,
    scale_value,
    suffix_value,
)
from tfextract.model import CountKind, Qualifier

__all__ = ["NumberRole", "NumberSpan", "find_numbers"]

BETWEEN = re.compile(r"\bbetween\s+(?:\w+\s+)?$", re.IGNORECASE)
FROM = re.compile(r"\bfrom\s+(?:\w+\s+){0,2}?$", re.IGNORECASE)
DASH = re.compile(r"\s?[-–—]\s?")
TO = re.compile(r"\s+to\s+(?:\w+\s+){0,2}?", re.IGNORECASE)
AND = re.compile(r"\s+and\s+", re.IGNORECASE)
OF = re.compile(r"\s+(?:out\s+)?of\s+(?:the\s+|all\s+|our\s+|its\s+|a\s+total\s+of\s+|over\s+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NumberSpan:
    """Half-open spans in the text: the whole expression without its qualifier, and the qualifier's around it.

    `pair` is "baseline" or "achieved" for the two of "from 65 to 91", "whole" for the 16 of "15 of 16".
    """

    start: int
    end: int
    printed: str
    value: float
    kind: CountKind
    role: NumberRole
    qualifier: Qualifier
    qualifier_start: int
    qualifier_end: int
    number_start: int
    number_end: int
    value_high: float | None = None
    currency: str | None = None
    measure: str | None = None
    pair: str | None = None
    scale: float = 1.0


def find_numbers(text: str) -> tuple[NumberSpan, ...]:
    """In text order, without overlap."""
    masks = masked_roles(text)
    spans = [span for span in _read_all(text, masks) if span is not None]
    return tuple(_qualified(text, span) for span in _paired(text, _ranged(text, spans)))


def _read_all(text: str, masks: list[tuple[int, int, NumberRole]]) -> Iterator[NumberSpan | None]:
    at = 0
    while (match := NUMBER.search(text, at)) is not None:
        span = _expression(text, match, masks)
        at = max(match.end(), span.end if span is not None else 0)
        yield span


def _expression(text: str, match: re.Match[str], masks: list[tuple[int, int, NumberRole]]) -> NumberSpan | None:
    value = read_number(match[0])
    if value is None:
        return None
    start, end, scale = match.start(), match.end(), 1.0
    before = CURRENCY_BEFORE.search(text, max(0, start - 6), start)
    currency = currency_code(before[0]) if before is not None else None
    if before is not None:
        start = before.start()
    end, scale = _scaled(text, end, money=currency is not None)
    kind, measure = CountKind.MONEY if currency else CountKind.COUNT, None
    if currency is None:
        after = CURRENCY_AFTER.match(text, end)
        if after is not None:
            currency, kind, end = currency_code(after[0]), CountKind.MONEY, after.end()
    if kind is CountKind.COUNT:
        for pattern, found in ((PERCENT, CountKind.PERCENT), (RATIO, CountKind.RATIO), (MEASURE, CountKind.MEASURE)):
            unit = pattern.match(text, end)
            if unit is not None and not (found is CountKind.RATIO and value * scale >= 1000):
                kind, end = found, unit.end()
                measure = unit["measure"] if found is CountKind.MEASURE else None
                break
    plain = kind is CountKind.COUNT and scale == 1.0
    masked = next((role for a, b, role in masks if a < match.end() and match.start() < b), None)
    role = masked or role_in_context(text, match.start(), match.end(), value, plain=plain)
    span = text[start:end]
    return NumberSpan(
        start, end, span, value * scale, kind, role, Qualifier.EXACT, start, end, match.start(), match.end(),
        currency=currency, measure=measure, scale=scale,
    )  # fmt: skip


def _scaled(text: str, end: int, *, money: bool) -> tuple[int, float]:
    """(end, factor) with the scale words after a number: "2 million", "1.2bn", "hundred thousand"."""
    factor = 1.0
    suffix = SUFFIX.match(text, end)
    if suffix is not None and (money or suffix[0] not in ("m", "M", "B") or _counts_on(text, suffix.end())):
        return suffix.end(), suffix_value(suffix[0])
    while (scale := SCALE.match(text, end)) is not None:
        factor *= scale_value(scale["scale"])
        end = scale.end()
    return end, factor


def _counts_on(text: str, at: int) -> bool:
    """ "2.5m people", but not "5m deep": a metre is followed by what it measures or by nothing."""
    return re.match(r"\s+(?!deep|wide|long|high|tall|away|of\b)[a-z]{3,}", text[at : at + 30]) is not None


def _same_sort(a: NumberSpan, b: NumberSpan) -> bool:
    return a.role is b.role is NumberRole.QUANTITY and (a.kind is b.kind or a.kind is CountKind.COUNT)


def _ranged(text: str, spans: list[NumberSpan]) -> list[NumberSpan]:
    """ "10-15 countries", "between 5 and 8", "$2-3 million" as one span with `value_high`."""
    joined: list[NumberSpan] = []
    for span in spans:
        before = joined[-1] if joined else None
        if before is not None and before.value_high is None and _is_range(text, before, span):
            low = before.value if before.scale > 1.0 or span.scale == 1.0 else before.value * span.scale
            if low <= span.value:
                end = span.end
                joined[-1] = replace(
                    span, start=before.start, qualifier_start=before.start, number_start=before.number_start,
                    printed=text[before.start : end], value=low, value_high=span.value,
                    currency=span.currency or before.currency,
                    kind=before.kind if before.kind is CountKind.MONEY else span.kind,
                )  # fmt: skip
                continue
        joined.append(span)
    return joined


def _is_range(text: str, a: NumberSpan, b: NumberSpan) -> bool:
    if not (_same_sort(a, b) or (a.kind is CountKind.MONEY and b.kind is CountKind.COUNT and a.role is b.role)):
        return False
    gap = text[a.end : b.start]
    if DASH.fullmatch(gap):
        return True
    head = text[max(0, a.start - 24) : a.start]
    if AND.fullmatch(gap):
        return BETWEEN.search(head) is not None
    return re.fullmatch(r"\s+to\s+", gap) is not None and FROM.search(head) is None


def _paired(text: str, spans: list[NumberSpan]) -> list[NumberSpan]:
    marked = list(spans)
    for at in range(len(marked) - 1):
        a, b = marked[at], marked[at + 1]
        if a.role is not NumberRole.QUANTITY or b.role not in (NumberRole.QUANTITY, NumberRole.ONE):
            continue
        gap = text[a.end : b.start]
        if TO.fullmatch(gap) and FROM.search(text[max(0, a.start - 24) : a.start]):
            marked[at], marked[at + 1] = replace(a, pair="baseline"), replace(b, pair="achieved")
        elif OF.fullmatch(gap) and a.kind is CountKind.COUNT and b.kind is CountKind.COUNT and a.value <= b.value:
            marked[at], marked[at + 1] = replace(a, pair="achieved"), replace(b, pair="whole")
    return marked


def _qualified(text: str, span: NumberSpan) -> NumberSpan:
    before = QUALIFIER_BEFORE.search(text, max(0, span.start - 40), span.start)
    after = QUALIFIER_AFTER.match(text, span.end)
    qualifier, start, end = span.qualifier, span.start, span.end
    if after is not None:
        qualifier, end = qualifier_of(after["after"], after=True), after.end()
    if before is not None:
        qualifier, start = qualifier_of(before["before"], after=False), before.start("before")
    return replace(span, qualifier=qualifier, qualifier_start=start, qualifier_end=end)
