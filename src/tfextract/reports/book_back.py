"""Reads a review workbook back: its verdicts become rows of reviews.csv, and every line gets an outcome.

The file is not trusted: its size is checked before it is opened, no formula is evaluated, and a row with a formula is
refused.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.utils.exceptions import InvalidFileException

from tfextract.deciding import decided_rows
from tfextract.errors import RunFailedError, UserError, reason
from tfextract.export.cells import printable
from tfextract.locations import Place
from tfextract.reports.book import exported_columns
from tfextract.reports.book_columns import (
    AS_EXPORTED,
    COMMENT,
    ID,
    SHEETS,
    VERDICT,
    VERDICTS,
    BookSheet,
    as_cell_says,
)
from tfextract.sheets import REVIEWS, CellError, Decision
from tfextract.sheets.columns import corrected
from tfextract.sheets.reviews import COLUMNS, append_rows, read_reviews
from tfextract.sheets.table import lies_there
from tfextract.warehouse import known_documents
from tfextract.warehouse.reviewable import Reviewable, read_reviewable

# The limits for the unpacked workbook and for the rows of a sheet.
MAX_BYTES: Final = 400_000_000
MAX_ROWS: Final = 100_000
_NOT_OURS = "is no workbook that tfextract review export wrote"
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """The outcome of one row. `rows` were added to reviews.csv. `refused`: it needs a person."""

    sheet: str
    row: int
    message: str
    rows: int = 0
    refused: bool = False

    def __str__(self) -> str:
        return f"{self.sheet}, row {self.row}: {self.message}"


@dataclass(frozen=True, slots=True)
class _BookRow:
    """The cells of a row by column, as text. `formulas` are the columns with a formula."""

    number: int
    cells: Mapping[str, str]
    formulas: frozenset[str]


class _RefusedError(Exception):
    """A row cannot be used. The message says what to do."""


def take_back(warehouse: Path, folder: Place, book: Path, by: str) -> Iterator[RowOutcome]:
    """Yields the outcome of each row with a verdict. Raises UserError if the file is not a review workbook.

    Accepts verdicts only if the fact still reads as in the workbook. Does not add rows that the folder's reviews.csv
    already has.
    """
    if not by.strip():
        raise UserError("say who decides: --by NAME")
    sheets, exported = _read_book(book)
    # Includes superseded documents, because verdicts on them are valid.
    documents = [document.document_id for document in known_documents(warehouse)]
    known = {fact.fact_id: fact for fact in read_reviewable(warehouse, documents)}
    taker = _Taker(folder, by, known, exported, _there(folder))
    for sheet, rows in sheets:
        for row in rows:
            outcome = taker.take(sheet, row)
            if outcome is not None:
                yield outcome


@dataclass(slots=True)
class _Taker:
    """`there` are the rows of reviews.csv, `handled` the facts that an earlier row decided."""

    folder: Place
    by: str
    known: Mapping[str, Reviewable]
    exported: Mapping[tuple[str, str], str]
    there: set[tuple[str, ...]]
    handled: set[str] = field(default_factory=set)

    def take(self, sheet: BookSheet, row: _BookRow) -> RowOutcome | None:
        """None if the row has no verdict."""
        try:
            fact, verdict, changes = _judged(sheet, row, self.known, self.exported)
            if verdict is None:
                return None
            if fact.fact_id in self.handled:
                raise _RefusedError("an earlier row has the same fact: keep one")
        except _RefusedError as error:
            return RowOutcome(sheet.name, row.number, f"not taken: {error}", refused=True)
        self.handled.add(fact.fact_id)
        # A verdict without changes is one row without a column.
        keys = {name: (fact.fact_id, verdict.value, name, value, self.by) for name, value in changes.items()}
        keys = keys or {"": (fact.fact_id, verdict.value, "", "", self.by)}
        new = {name: key for name, key in keys.items() if key not in self.there}
        if not new:
            return RowOutcome(sheet.name, row.number, f"nothing added: {REVIEWS} says {verdict.value} already")
        settings = [f"{name}={changes[name]}" for name in new if name]
        why = row.cells.get(COMMENT, "")
        known = (fact.fact_id, fact.kind, fact.document_id, fact.extracted)
        rows = decided_rows(*known, verdict, settings, self.by, why)
        _append(self.folder / REVIEWS, rows)
        self.there |= set(new.values())
        return RowOutcome(sheet.name, row.number, _row_message(fact, verdict, changes), len(rows))


def _append(path: Place, rows: Sequence[dict[str, str]]) -> None:
    try:
        append_rows(path, COLUMNS, rows)
    except CellError as error:
        raise UserError(str(error)) from error
    except OSError as error:
        raise RunFailedError(f"{path} cannot be written: {reason(error)}") from error


def _judged(
    sheet: BookSheet, row: _BookRow, known: Mapping[str, Reviewable], exported: Mapping[tuple[str, str], str]
) -> tuple[Reviewable, Decision | None, dict[str, str]]:
    """(fact, decision or None, changed columns). Raises _RefusedError."""
    if row.formulas:
        columns = ", ".join(sorted(row.formulas))
        raise _RefusedError(f"there is a formula in {columns}: type the value instead")
    fact = known.get(row.cells.get(ID, ""))
    text = row.cells.get(VERDICT, "").casefold()
    if fact is None:
        if not row.cells.get(ID):
            raise _RefusedError("its id is empty: a fact that is missing is added with tfextract add")
        if text:
            raise _RefusedError(f"the warehouse has no fact {_shortened(row.cells[ID])}: export the workbook again")
        raise _RefusedError(f"the warehouse has no fact {_shortened(row.cells[ID])}")
    if fact.kind is not sheet.kind:
        raise _RefusedError(f"{fact.fact_id} is a fact of another sheet: leave the column id as it was")
    changes = {
        name: row.cells[name]
        for name in sheet.editable
        if name in row.cells and row.cells[name] != exported.get((fact.fact_id, name))
    }
    verdict = _verdict(text, changes, row)
    if verdict is not None:
        _unchanged(fact, exported)
        _usable(fact, changes)
    return fact, verdict, changes


def _verdict(text: str, changes: Mapping[str, str], row: _BookRow) -> Decision | None:
    columns = ", ".join(changes)
    if text and text not in VERDICTS:
        raise _RefusedError(f"the verdict {_shortened(text)} is none: it can be {', '.join(VERDICTS)}")
    if not text and changes:
        raise _RefusedError(f"{columns} {_was(changes)} changed without a verdict: choose edit")
    if not text:
        if row.cells.get(COMMENT):
            raise _RefusedError("it has a comment and no verdict: choose one")
        return None
    verdict = Decision(text)
    if verdict is Decision.EDIT and not changes:
        raise _RefusedError("it says edit, and no yellow cell was changed")
    if verdict is not Decision.EDIT and changes:
        raise _RefusedError(f"it says {text}, and {columns} {_was(changes)} changed: choose edit, or undo the change")
    return verdict


def _was(changes: Mapping[str, str]) -> str:
    return "was" if len(changes) == 1 else "were"


def _unchanged(fact: Reviewable, exported: Mapping[tuple[str, str], str]) -> None:
    """Checks that the fact still reads as the person saw it."""
    for name in exported_columns(fact):
        now = printable(as_cell_says(fact.values[name])).strip()
        before = exported.get((fact.fact_id, name))
        if before is None:
            raise _RefusedError(f"the workbook does not say what {name} was: {_NOT_OURS}")
        if before != now:
            raise _RefusedError(
                f"{name} reads {_shortened(now)} by now, and {_shortened(before)} in the workbook: export it again"
            )


def _usable(fact: Reviewable, changes: Mapping[str, str]) -> None:
    for name, value in changes.items():
        try:
            corrected(fact.kind, name, value or None, name)
        except CellError as error:
            raise _RefusedError(f"column {error.column or name} {error}") from error


def _row_message(fact: Reviewable, verdict: Decision, changes: Mapping[str, str]) -> str:
    words = fact.values.get("label") or fact.values.get("title") or fact.values.get("text") or fact.values.get("quote")
    about = f"{_shortened(str(words))}, page {fact.page} of {fact.file_name}"
    if verdict is not Decision.EDIT:
        return f"{verdict.value}ed: {about}"
    was = {name: as_cell_says(fact.values[name]) for name in changes}
    edits = "; ".join(
        f"{name} {_shortened(was[name]) if was[name] else 'not determined'} → "
        f"{_shortened(value) if value else 'not determined'}"
        for name, value in changes.items()
    )
    return f"edited: {edits}: {about}"


def _shortened(text: str) -> str:
    return repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…")


def _there(folder: Place) -> set[tuple[str, ...]]:
    """The existing rows of reviews.csv: (fact, decision, column, value, who)."""
    path = folder / REVIEWS
    if not lies_there(path):
        return set()
    _, reviews = read_reviews(path)
    return {
        (review.fact_id, review.decision.value, review.column_name or "", review.new_value or "", review.reviewer)
        for review in reviews
        if review.fact_id is not None
    }


def _read_book(book: Path) -> tuple[list[tuple[BookSheet, list[_BookRow]]], dict[tuple[str, str], str]]:
    """(the rows of each sheet, the original text of the cells)."""
    _check_size(book)
    try:
        # Reads formulas as text, never their last computed values.
        opened = openpyxl.load_workbook(book, read_only=True, data_only=False, keep_links=False)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, SyntaxError) as error:
        raise UserError(f"{book} {_NOT_OURS}: it cannot be opened as one ({type(error).__name__})") from error
    try:
        if AS_EXPORTED not in opened.sheetnames:
            raise UserError(f"{book} {_NOT_OURS}: the sheet “{AS_EXPORTED}” is missing")
        exported = {
            (row.cells[ID], row.cells["column"]): row.cells["value"]
            for row in _rows(opened[AS_EXPORTED], (ID, "column", "value"), book)
            if not row.formulas
        }
        results = []
        for sheet in SHEETS:
            if sheet.name in opened.sheetnames:
                columns = (VERDICT, COMMENT, ID, *sheet.editable)
                results.append((sheet, list(_rows(opened[sheet.name], columns, book))))
    finally:
        opened.close()
    if not results:
        raise UserError(f"{book} {_NOT_OURS}: it has none of the sheets {', '.join(sheet.name for sheet in SHEETS)}")
    return results, exported


def _check_size(book: Path) -> None:
    try:
        with zipfile.ZipFile(book) as packed:
            size = sum(entry.file_size for entry in packed.infolist())
    except zipfile.BadZipFile as error:
        raise UserError(f"{book} is no .xlsx workbook: save it as one") from error
    except OSError as error:
        raise RunFailedError(f"{book} cannot be opened: {reason(error)}") from error
    if size > MAX_BYTES:
        raise UserError(f"{book} unpacks to {size / 1e6:,.0f} MB, more than a review workbook has: it is not opened")


def _rows(page: object, wanted: tuple[str, ...], book: Path) -> Iterator[_BookRow]:
    """Rows with content in the wanted columns. The first row names the columns. Raises UserError if one is missing."""
    rows = iter(page.iter_rows(max_row=MAX_ROWS))  # type: ignore[attr-defined]
    names = [as_cell_says(cell.value) for cell in next(rows, ())]
    missing = [name for name in wanted if name not in names]
    if missing:
        raise UserError(f"{book}: the sheet “{page.title}” lacks the column {missing[0]}: export the workbook again")  # type: ignore[attr-defined]
    for number, cells in enumerate(rows, start=2):
        own: dict[str, Cell] = {name: cell for name, cell in zip(names, cells, strict=False) if name in wanted}
        formulas = frozenset(name for name, cell in own.items() if cell.data_type == "f")
        texts = {name: "" if name in formulas else as_cell_says(own[name].value) for name in own}
        texts |= {name: "" for name in wanted if name not in texts}
        if formulas or any(texts.values()):
            yield _BookRow(number, texts, formulas)
