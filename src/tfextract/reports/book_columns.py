"""What the sheets of a review workbook hold: the same for who writes one and who reads it back."""

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
# Excel's own limit; longer words are cut in the same way where they are compared.
_MAX_CHARACTERS = 32_000


@dataclass(frozen=True, slots=True)
class BookSheet:
    """`words` is the column that says what the fact is and cannot be changed here, None where an editable one does.

    `editable` are the columns a person may change, in their order.
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
    """A value of the warehouse, or of a cell, as one text by which the two are compared."""
    if isinstance(value, datetime):
        value = value.date() if value.time() == datetime.min.time() else value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    text = as_written(value).replace("\r\n", "\n").replace("\r", "\n")
    return text[:_MAX_CHARACTERS].strip()
