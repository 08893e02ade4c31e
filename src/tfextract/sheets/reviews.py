"""Reads and writes reviews.csv: the facts that people accept, reject, edit and add."""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from tfextract.locations import Place
from tfextract.sheets.columns import EDITABLE, FactKind, corrected, fact_id, settings_of
from tfextract.sheets.table import (
    CellError,
    Sheet,
    SheetLine,
    csv_rows,
    delimiter_of,
    lies_there,
    moment,
    read_sheet,
    read_text,
)
from tfextract.sheets.writing import append_bytes

Word = TypeVar("Word", bound=StrEnum)

REVIEWS = "reviews.csv"
NEEDED = ("document_id", "fact_kind", "decision", "sentence", "reviewer", "reviewed_at")
OTHERS = ("fact_id", "page", "value_printed", "column_name", "old_value", "new_value", "note")
COLUMNS = (
    "document_id", "fact_id", "fact_kind", "page", "decision", "column_name", "old_value", "new_value",
    "value_printed", "sentence", "reviewer", "reviewed_at", "note",
)  # fmt: skip
# The column with the printed words of an added fact. For an achievement this is its sentence.
PRINTED = {FactKind.COUNT: "value_printed", FactKind.PRODUCT: "title", FactKind.ACHIEVEMENT: ""}


class Decision(StrEnum):
    ACCEPT = "accept"
    REJECT = "reject"
    EDIT = "edit"
    ADD = "add"


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """`fact_id` is None for an added fact. `new_value` is the new value of the column, or `column=value; …` for an add.

    `value_printed` (for a product its title), `sentence` and, for an edit, `old_value` are what the person saw. They
    are compared before the review is applied.
    """

    document_id: str
    fact_id: str | None
    fact_kind: FactKind
    decision: Decision
    column_name: str | None
    old_value: str | None
    new_value: str | None
    value_printed: str | None
    sentence: str
    reviewer: str
    reviewed_at: datetime
    note: str | None
    page: int | None
    line: int

    @property
    def review_id(self) -> str:
        identity = (
            self.document_id, self.fact_id, self.fact_kind, self.decision, self.column_name, self.old_value,
            self.new_value, self.value_printed, self.sentence, self.reviewer,
            self.reviewed_at.isoformat(), self.note, self.page,
        )  # fmt: skip
        return hashlib.sha256("\x1f".join(str(part) for part in identity).encode("utf-8", "replace")).hexdigest()[:16]


def read_reviews(path: Place) -> tuple[Sheet, tuple[ReviewLine, ...]]:
    """Raises SheetError; a row that cannot be used is among the sheet's problems."""
    sheet = read_sheet(path, NEEDED, OTHERS)
    return sheet, sheet.parsed(_review)


def _review(line: SheetLine) -> ReviewLine:
    kind = word_of(line, "fact_kind", FactKind)
    decision = word_of(line, "decision", Decision)
    column, value = line.text("column_name"), line.text("new_value")
    if decision is Decision.EDIT:
        if column is None:
            raise CellError("column_name", f"is empty: name the column to edit, one of {', '.join(EDITABLE[kind])}")
        corrected(kind, column, value)
    elif decision is Decision.ADD:
        added = settings_of(kind, value, PRINTED[kind])
        if PRINTED[kind] and not added.get(PRINTED[kind]):
            raise CellError("new_value", f"an added {kind.value} needs {PRINTED[kind]}=… with the printed words")
    fact = None
    if decision is not Decision.ADD:
        fact = fact_id(line.needed("fact_id", "the id of the fact (tfextract review writes it)"), "fact_id")
    return ReviewLine(
        document_id=fact_id(line.needed("document_id", "the id of the document"), "document_id"),
        fact_id=fact,
        fact_kind=kind,
        decision=decision,
        column_name=column if decision is Decision.EDIT else None,
        old_value=line.text("old_value"),
        new_value=value if decision in (Decision.EDIT, Decision.ADD) else None,
        value_printed=line.text("value_printed"),
        sentence=line.needed("sentence", "the sentence of the fact, as printed"),
        reviewer=line.needed("reviewer", "who decided this"),
        reviewed_at=moment(line.needed("reviewed_at", "when, like 2026-05-01"), "reviewed_at"),
        note=line.text("note"),
        page=line.page("page"),
        line=line.number,
    )


def without_rows(path: Place, review_ids: Collection[str]) -> tuple[bytes, int]:
    """The bytes of the sheet without the rows of these reviews, and how many rows were removed. Nothing else changes.

    Raises SheetError if the file that is there is no sheet.
    """
    data, text = read_text(path)
    _, reviews = read_reviews(path)
    gone = {review.line for review in reviews if review.review_id in review_ids}
    starts = [start for start, _ in csv_rows(path, text)]
    # Counts lines like the csv module.
    lines = list(io.StringIO(text, newline=""))
    kept: list[str] = []
    for start, end in zip(starts, [*starts[1:], len(lines) + 1], strict=True):
        if start not in gone:
            kept += lines[start - 1 : end - 1]
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    return mark + "".join(kept).encode(), len(gone)


def word_of(line: SheetLine, column: str, words: type[Word]) -> Word:
    text = line.needed(column, ", ".join(words))
    try:
        return words(text.casefold())
    except ValueError:
        raise CellError(column, f"{text!r}: it can be {', '.join(words)}") from None


def append_rows(path: Place, columns: Sequence[str], rows: Sequence[dict[str, str]]) -> None:
    """Appends rows in the column order and with the separator of the existing header. Creates a missing file.

    Raises SheetError if the file that is there is no sheet.
    """
    header = list(columns)
    delimiter = ","
    ends_well = True
    if lies_there(path):
        sheet = read_sheet(path, (), columns)
        _, text = read_text(path)
        delimiter = delimiter_of(text)
        header = [name.strip().casefold() for name in next(csv_rows(path, text))[1]]
        ends_well = text.endswith("\n") or (not sheet.lines and not text)
    unplaced = {name for row in rows for name, value in row.items() if value and name not in header}
    if unplaced:
        raise CellError(None, f"{path} has no column {', '.join(sorted(unplaced))}: add it to the first line")
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, header, delimiter=delimiter, lineterminator="\n")
    added = [{name: row.get(name, "") for name in header} for row in rows]

    def following(size: int) -> bytes:
        out.write("" if ends_well else "\n")
        if size == 0:
            writer.writeheader()
        writer.writerows(added)
        return out.getvalue().encode()

    append_bytes(path, following)
