"""The editable fields of a fact, and the changes in a submitted form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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
from tfextract.sheets.columns import KNOWN_ALWAYS, as_written
from tfextract.warehouse.pages import ShownFact


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a fact. `words` are its possible values, empty for text. `hint` explains the format."""

    column: str
    label: str
    words: tuple[str, ...] = ()
    hint: str = ""
    wide: bool = False

    @property
    def may_be_empty(self) -> bool:
        return self.column not in KNOWN_ALWAYS


def _words(of: type[StrEnum]) -> tuple[str, ...]:
    return tuple(word.value for word in of)


# The label of a column, '' if the value is clear without one.
_SHORT = {
    "period_start": "from", "period_end": "to", "result_level": "", "product_type": "", "role": "", "state": "",
    "claim": "", "basis": "", "what": "", "stance": "",
}  # fmt: skip
_DAY = "like 2014-06-30"
FIELDS: Mapping[str, tuple[Field, ...]] = {
    "count": (
        Field("value", "Value", hint="digits, like 1200 or 45.5"),
        Field("value_high", "Upper end of a range"),
        Field("unit", "Unit"),
        Field("qualifier", "Qualifier", _words(Qualifier)),
        Field("claim", "Claim", _words(Claim)),
        Field("basis", "Basis", _words(Basis)),
        Field("period_start", "Period from", hint=_DAY),
        Field("period_end", "Period to", hint=_DAY),
        Field("as_of", "As of", hint=_DAY),
        Field("kind", "Kind of number", _words(CountKind)),
        Field("currency", "Currency", hint="like USD"),
        Field("money_role", "Role of the money", _words(MoneyRole)),
        Field("label", "Label", wide=True),
        Field("theme", "Theme", wide=True),
    ),
    "achievement": (
        Field("result_level", "Result level", _words(ResultLevel)),
        Field("theme", "Theme", wide=True),
        Field("lead_in", "Lead-in", wide=True),
        Field("context_before", "Words a pronoun stands for", wide=True),
    ),
    "product": (
        Field("title", "Title", wide=True),
        Field("product_type", "Type"),
        Field("product_class", "Class", _words(ProductClass)),
        Field("role", "Role", _words(ProductRole)),
        Field("state", "State", _words(ProductState)),
        Field("languages", "Languages", hint="like en; fr"),
        Field("theme", "Theme", wide=True),
    ),
}


def shown_values(fact: ShownFact, edits: Mapping[str, str]) -> dict[str, str]:
    """Column → present value as a person writes it, including edits that wait for a publish."""
    return {
        field.column: edits.get(field.column, as_written(fact.columns.get(field.column)))
        for field in FIELDS.get(fact.kind, ())
    }


def changes(fact: ShownFact, edits: Mapping[str, str], form: Mapping[str, str]) -> list[str]:
    """column=value of each field that the form changed."""
    shown = shown_values(fact, edits)
    return [
        f"{column}={text}"
        for column, was in shown.items()
        if column in form and (text := " ".join(form[column].split())) != " ".join(was.split())
    ]


def essentials(fact: ShownFact, edits: Mapping[str, str]) -> Iterable[tuple[str, str, bool]]:
    """(label, value, whether a person changed it) of the fields to show beside the fact."""
    reported = {
        "count": ("claim", "basis", "period_start", "period_end", "as_of", "money_role", "theme"),
        "achievement": ("theme", "result_level"),
        "product": ("product_type", "role", "state", "languages", "theme"),
        "other": ("what",),
    }.get(fact.kind, ("stance", "theme"))
    for column in reported:
        text = edits.get(column, as_written(fact.columns.get(column)))
        if text:
            yield _SHORT.get(column, column.replace("_", " ")), text.replace("_", " "), column in edits
