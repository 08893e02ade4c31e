"""One XLSX workbook: the data dictionary first, then a sheet for each table."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from tfextract.export.cells import Cell, cell, printable, runs_as_formula

# Excel's own limits.
SHEET_ROWS = 1_048_576
CELL_CHARACTERS = 32_767
_NAME_CHARACTERS = 31
_CUT = " … (cut)"
_WIDTHS = {"text": 60, "achievement": 60, "quote": 50, "label": 40, "title": 40, "meaning": 100, "message": 60}


def write_workbook(
    path: Path,
    first: tuple[str, Sequence[str], Sequence[Sequence[object]]],
    tables: Iterable[tuple[str, pa.RecordBatchReader]],
    sheet_rows: int = SHEET_ROWS,
) -> tuple[tuple[tuple[str, int], ...], int]:
    """Returns the rows by table and the number of cut cells. A table longer than a sheet continues in "name (2)"."""
    # Writes row by row to disk, so that a million rows need no memory. Keeps text as text and makes no formulas or
    # links.
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "nan_inf_to_errors": True,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        pen = _Pen(book, sheet_rows)
        name, columns, rows = first
        pen.table(name, columns, rows)
        counts = tuple((name, pen.table(name, reader.schema.names, _rows(reader))) for name, reader in tables)
        return counts, pen.cut


def _rows(reader: pa.RecordBatchReader) -> Iterator[Sequence[object]]:
    for batch in reader:
        yield from zip(*(column.to_pylist() for column in batch), strict=True)


class _Pen:
    """Writes tables into a workbook and counts cut cells."""

    def __init__(self, book: xlsxwriter.Workbook, sheet_rows: int) -> None:
        self._book = book
        self._sheet_rows = sheet_rows
        self._head: Format = book.add_format({"bold": True, "bottom": 1})
        # The flag that typing an apostrophe sets: the cell stays text even when it is edited.
        self._quoted: Format = book.add_format({"quote_prefix": True})
        self._date: Format = book.add_format({"num_format": "yyyy-mm-dd"})
        self._time: Format = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self.cut = 0

    def table(self, name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
        sheet, part, at, count = self._sheet(name, 1, columns), 1, 1, 0
        for row in rows:
            if at == self._sheet_rows:
                part += 1
                sheet, at = self._sheet(name, part, columns), 1
            for column, value in enumerate(row):
                self._write(sheet, at, column, cell(value))
            at += 1
            count += 1
        return count

    def _sheet(self, name: str, part: int, columns: Sequence[str]) -> Worksheet:
        ending = "" if part == 1 else f" ({part})"
        sheet: Worksheet = self._book.add_worksheet(name[: _NAME_CHARACTERS - len(ending)] + ending)
        sheet.freeze_panes(1, 0)
        for at, column in enumerate(columns):
            sheet.set_column(at, at, _WIDTHS.get(column, 14))
            sheet.write_string(0, at, column, self._head)
        return sheet

    def _write(self, sheet: Worksheet, row: int, column: int, value: Cell) -> None:
        if isinstance(value, str):
            text = printable(value)
            if len(text) > CELL_CHARACTERS:
                text = text[: CELL_CHARACTERS - len(_CUT)] + _CUT
                self.cut += 1
            sheet.write_string(row, column, text, self._quoted if runs_as_formula(text) else None)
        elif isinstance(value, bool):
            sheet.write_boolean(row, column, value)
        elif isinstance(value, (int, float)):
            if math.isfinite(value):
                sheet.write_number(row, column, value)
            else:
                sheet.write_string(row, column, str(value))
        elif isinstance(value, (date, datetime)):
            self._write_date(sheet, row, column, value)

    def _write_date(self, sheet: Worksheet, row: int, column: int, value: date | datetime) -> None:
        # Excel's calendar starts in 1900.
        if value.year < 1900:
            sheet.write_string(row, column, value.isoformat())
        else:
            sheet.write_datetime(row, column, value, self._time if isinstance(value, datetime) else self._date)
