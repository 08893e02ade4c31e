"""The columns of a review workbook, shared by the code that writes it and the code that reads it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from tfextract.model import (
    Basis,
    Claim,
    ProductClass,
    ProductRole,
    ProductState,
    Qualifier,
    ResultLevel,
)
from tfextract.sheets.columns import FactKind, as_written

VERDICT, COMMENT, ID, LINK, STATE = "verdict", "comment", "id", "see", "reviewed"
VERDICTS: Final = ("accept", "reject", "edit")
READ_ME, PAGES, AS_EXPORTED = "Read me", "Pages", "As exported"
# Excel's limit. Comparisons cut longer text in the same way.
_MAX_CHARACTERS = 32_000


@dataclass(frozen=True, slots=True)
class BookSheet:
    """`words` is a read-only column that identifies the fact, None if an editable one does.

    `editable` are the columns that a person may change, in order.
    """

    name: str
    kind: FactKind
    words: str | None
    editable: tuple[str, ...]


SHEETS: Final = (
    BookSheet("Achievements", FactKind.ACHIEVEMENT, "text", ("theme", "result_level")),
    BookSheet(
        "Counts",
        FactKind.COUNT,
        "quote",
        ("value", "qualifier", "unit", "currency", "claim", "basis", "period_start", "period_end", "label", "theme"),
    ),
    BookSheet("Products", FactKind.PRODUCT, None, ("title", "product_type", "product_class", "role", "state", "theme")),
)
CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "result_level": tuple(ResultLevel),
    "qualifier": tuple(Qualifier),
    "claim": tuple(Claim),
    "basis": tuple(Basis),
    "product_class": tuple(ProductClass),
    "role": tuple(ProductRole),
    "state": tuple(ProductState),
}


def as_cell_says(value: object) -> str:
    """A value of the warehouse or of a cell as text, to compare the two."""
    if isinstance(value, datetime):
        value = value.date() if value.time() == datetime.min.time() else value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    text = as_written(value).replace("\r\n", "\n").replace("\r", "\n")
    return text[:_MAX_CHARACTERS].strip()
