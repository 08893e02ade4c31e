"""The columns of a fact that a person can correct, and how the text of a cell becomes a value."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum

from tfextract.model import (
    Basis,
    Claim,
    CountKind,
    MoneyRole,
    ProductClass,
    ProductRole,
    ProductState,
    Qualifier,
    ResultLevel,
)
from tfextract.sheets.table import CellError, day, number


class FactKind(StrEnum):
    ACHIEVEMENT = "achievement"
    COUNT = "count"
    PRODUCT = "product"


Value = str | float | bool | date | list[str]
# (text of a cell, name of its column) → the value. Raises CellError.
Parse = Callable[[str, str], Value]


def _text(text: str, _: str) -> str:
    return text


def _number(text: str, column: str) -> Value:
    return number(text, column)


def _day(text: str, column: str) -> Value:
    return day(text, column)


def _yes(text: str, column: str) -> Value:
    known = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
    if text.casefold() not in known:
        raise CellError(column, f"{text!r}: write yes or no")
    return known[text.casefold()]


def _one_of(*words: str) -> Parse:
    def parse(text: str, column: str) -> str:
        if text not in words:
            raise CellError(column, f"{text!r}: it can be {', '.join(words)}")
        return text

    return parse


def _fact(text: str, column: str) -> str:
    return fact_id(text, column)


def _several(text: str, _: str) -> Value:
    return [part.strip() for part in text.split(";") if part.strip()]


def _currency(text: str, column: str) -> str:
    if not re.fullmatch(r"[A-Z]{3}", text):
        raise CellError(column, f"{text!r}: write the three letters of ISO 4217, like USD")
    return text


def fact_id(text: str, column: str) -> str:
    """Refuses an id that a spreadsheet turned into a number (1.23E+15). The original digits are lost."""
    if not re.fullmatch(r"[0-9a-z][0-9a-z_-]*", text):
        raise CellError(column, f"{text!r} is no id: if a spreadsheet made a number of it, set the column to text")
    return text


_COUNT: Mapping[str, Parse] = {
    "value": _number,
    "value_high": _number,
    "kind": _one_of(*CountKind),
    "qualifier": _one_of(*Qualifier),
    "unit": _text,
    "currency": _currency,
    "claim": _one_of(*Claim),
    "basis": _one_of(*Basis),
    "per": _text,
    "as_of": _day,
    "period_start": _day,
    "period_end": _day,
    "label": _text,
    "theme": _text,
    "achievement_id": _fact,
    "whole_id": _fact,
    "dimension": _one_of("sex", "age", "location", "other"),
    "dimension_value": _text,
    "compares_with": _fact,
    "repeat_of": _fact,
    "money_role": _one_of(*MoneyRole),
    "headline": _yes,
}
_ACHIEVEMENT: Mapping[str, Parse] = {
    "theme": _text,
    "lead_in": _text,
    "context_before": _text,
    "result_level": _one_of(*ResultLevel),
    "repeat_of": _fact,
}
_PRODUCT: Mapping[str, Parse] = {
    "title": _text,
    "product_type": _text,
    "product_class": _one_of(*ProductClass),
    "role": _one_of(*ProductRole),
    "state": _one_of(*ProductState),
    "languages": _several,
    "url": _text,
    "items": _several,
    "theme": _text,
    "repeat_of": _fact,
}
EDITABLE: Mapping[FactKind, Mapping[str, Parse]] = {
    FactKind.COUNT: _COUNT,
    FactKind.ACHIEVEMENT: _ACHIEVEMENT,
    FactKind.PRODUCT: _PRODUCT,
}
# Columns that are never NULL.
KNOWN_ALWAYS = frozenset({"value", "kind", "qualifier", "headline", "title", "product_type", "product_class", "items"})


def corrected(kind: FactKind, column: str, text: str | None, cell: str = "new_value") -> Value | None:
    """The new value of the column. None means not determined. Raises CellError."""
    known = EDITABLE[kind]
    if column not in known:
        raise CellError("column_name", f"{column!r} cannot be edited: of a {kind.value} that are {', '.join(known)}")
    if text is None:
        if column in KNOWN_ALWAYS:
            raise CellError(cell, f"is empty, but {column} is always known: give one, or reject the fact")
        return None
    return known[column](text, cell)


def settings_of(kind: FactKind, text: str | None, printed: str) -> dict[str, Value | None]:
    """Parses `unit=pilots; claim=achieved` into columns and values. `printed` is the column that identifies the
    fact."""
    results: dict[str, Value | None] = {}
    for part in (text or "").split(";"):
        name, feature, value = part.partition("=")
        if not part.strip():
            continue
        if not feature:
            raise CellError("new_value", f"{part.strip()!r}: write column=value; column=value")
        key = name.strip()
        results[key] = value.strip() if key == printed else corrected(kind, key, value.strip() or None)
    return results


def as_written(value: object) -> str:
    """Formats a value of the warehouse for a sheet."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{int(value)}" if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, (list, tuple)):
        return "; ".join(map(str, value))
    return str(value)
