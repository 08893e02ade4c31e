"""The result of the number grammar: a number's span, value, kind, qualifier and role."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tfextract.model import CountKind, Qualifier


class NumberRole(StrEnum):
    """QUANTITY can be a count; a number with any other role counts nothing."""

    QUANTITY = "quantity"
    YEAR = "year"
    DATE = "date"
    DURATION = "duration"
    AGE = "age"
    ORDINAL = "ordinal"
    REFERENCE = "reference"
    PHONE = "phone"
    IDENTIFIER = "identifier"
    LIST_NUMBER = "list_number"
    TIME = "time"
    NAME = "name"
    ONE = "one"
    # "tens of millions": a size without a number, which must not be added up.
    VAGUE = "vague"


@dataclass(frozen=True, slots=True)
class NumberSpan:
    """All spans are half open, in the text.

    `printed` is text[start:end]: the number with its currency, scale, per cent sign and physical unit.
    text[qualifier_start:qualifier_end] is that with its qualifier; the same span where it has none.
    text[number_start:number_end] is the number itself, in digits or words, with its scale.

    `pair` is "baseline" and "achieved" for the two of "from 65 to 91", "achieved" and "whole" for those of "15 of 16".
    A duration has the kind `measure` and its unit in `measure`.
    """

    start: int
    end: int
    printed: str
    value: float
    value_high: float | None
    kind: CountKind
    currency: str | None
    measure: str | None
    qualifier: Qualifier
    qualifier_start: int
    qualifier_end: int
    role: NumberRole
    pair: str | None
    number_start: int
    number_end: int
