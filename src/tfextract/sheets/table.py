"""Reads a CSV sheet: its rows with line numbers, and the problems in them."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

from tfextract import stores
from tfextract.errors import UserError, reason
from tfextract.locations import Place, Remote

T = TypeVar("T")

_MAX_PROBLEMS_SHOWN = 20
_MAX_SHOWN = 60
_MAX_DIGITS = 40
# The largest sheet that is read from a store.
_MAX_BYTES = 200_000_000
_SAVE = "save it as “CSV UTF-8” and run again"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
# Signatures of zip files (xlsx, ods) and compound files (xls).
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem in a sheet. `line` counts from 1 (the header). `column` is None for a whole row.

    `line` is None for the whole file.
    """

    path: Place
    line: int | None
    column: str | None
    message: str

    def __str__(self) -> str:
        if self.line is None:
            return f"{self.path} {self.message}"
        return f"{self.path}, line {self.line}{f', column {self.column}' if self.column else ''}: {self.message}"


class SheetError(UserError):
    """The sheet cannot be read as a table. Continuing without it would undo what people decided."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class CellError(ValueError):
    """A cell has an invalid value. The message lists valid ones."""

    def __init__(self, column: str | None, message: str) -> None:
        super().__init__(message)
        self.column = column


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One row as text; cells are stripped, an empty cell is ''."""

    number: int
    cells: dict[str, str]

    def text(self, column: str) -> str | None:
        return self.cells.get(column) or None

    def needed(self, column: str, what: str) -> str:
        value = self.cells.get(column)
        if not value:
            raise CellError(column, f"is empty: give {what}")
        return value

    def number_in(self, column: str) -> float | None:
        text = self.text(column)
        return None if text is None else number(text, column)

    def page(self, column: str) -> int | None:
        text = self.text(column)
        if text is None:
            return None
        if not re.fullmatch(r"[0-9]{1,6}", text):
            raise CellError(column, f"{text!r} is no page: count from 1 in the file")
        return int(text)

    def year(self, column: str) -> int | None:
        text = self.text(column)
        if text is None:
            return None
        if not re.fullmatch(r"(19|20|21)[0-9]{2}", text):
            raise CellError(column, f"{text!r} is no year: write four digits, like 2015")
        return int(text)

    def day(self, column: str) -> date | None:
        text = self.text(column)
        return None if text is None else day(text, column)

    def several(self, column: str) -> tuple[str, ...]:
        """The values between semicolons."""
        return tuple(part.strip() for part in self.cells.get(column, "").split(";") if part.strip())


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file and its lines. `sha256` is the hash of its bytes, which shows whether the sheet changed."""

    path: Place
    sha256: str
    lines: tuple[SheetLine, ...]
    problems: list[Problem] = field(default_factory=list)

    def parsed(self, parse: Callable[[SheetLine], T]) -> tuple[T, ...]:
        """Parses the lines. Unusable ones become problems."""
        results = []
        for line in self.lines:
            try:
                results.append(parse(line))
            except CellError as error:
                self.problems.append(Problem(self.path, line.number, error.column, str(error)))
        return tuple(results)


def number(text: str, column: str) -> float:
    """Parses digits with an optional point. Commas may group thousands, as in 1,200 or 1,65,000."""
    if not re.fullmatch(r"-?([0-9]+|[0-9]{1,3}(,[0-9]{2,3})+)(\.[0-9]+)?", text) or len(text) > _MAX_DIGITS:
        raise CellError(column, f"{shortened(text)} is no number: write digits, like 1200 or 1,200 or 45.5")
    return float(text.replace(",", ""))


def day(text: str, column: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CellError(column, f"{text!r} is no date: write it as year-month-day, like 2014-06-30") from error


def moment(text: str, column: str) -> datetime:
    """Parses a day or a time in ISO 8601. Without a zone it is UTC."""
    try:
        value = datetime.fromisoformat(text)
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    # On the first and last possible day, the time in another zone may not exist.
    except (ValueError, OverflowError) as error:
        raise CellError(column, f"{text!r} is no time: write 2026-05-01 or 2026-05-01T14:30") from error


def shortened(text: str) -> str:
    """The text of a cell, quoted and shortened for a message."""
    return repr(text if len(text) <= _MAX_SHOWN else f"{text[:_MAX_SHOWN]}…")


def lies_there(path: Place) -> bool:
    """Whether something has this name, even if it cannot be opened: that is not the same as no sheet.

    Raises StoreError if a store does not say.
    """
    if isinstance(path, Remote):
        return stores.lies_there(path)
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def stamp_of(path: Place) -> tuple[str, int]:
    """A value that changes when the sheet changes. Raises OSError."""
    if isinstance(path, Remote):
        stored = stores.stored(path)
        return stored.etag or str(stored.modified_at), stored.size
    state = path.stat()
    return str(state.st_mtime_ns), state.st_size


def read_sheet(path: Place, needed: Sequence[str], others: Sequence[str]) -> Sheet:
    """Raises SheetError if the file is not a table, lacks a column of `needed`, or has unknown columns."""
    data, text = read_text(path)
    rows = csv_rows(path, text)
    _, first = next(rows, (1, []))
    header = [name.strip().casefold() for name in first]
    _check_header(path, header, needed, (*needed, *others))
    lines, problems = _lines(path, rows, header)
    return Sheet(path, hashlib.sha256(data).hexdigest(), tuple(lines), problems)


def read_text(path: Place) -> tuple[bytes, str]:
    """The bytes of a file and their text. Raises SheetError if it cannot be opened or is not UTF-8."""
    try:
        data = path.read_bytes() if isinstance(path, Path) else stores.read_whole(path, _MAX_BYTES)
    except OSError as error:
        raise SheetError(Problem(path, None, None, f"cannot be opened: {reason(error)}")) from error
    start = data[:8]
    if start.startswith(_WORKBOOKS):
        raise SheetError(Problem(path, None, None, f"is a workbook and no text: {_SAVE}"))
    if start.startswith(_UTF_16):
        raise SheetError(Problem(path, None, None, f"is in UTF-16: {_SAVE}"))
    nothing = data.find(b"\0")
    if nothing >= 0:
        text = f"holds a byte that no text has (NUL), as a damaged file or one in UTF-16 does: {_SAVE}"
        raise SheetError(Problem(path, data.count(b"\n", 0, nothing) + 1, None, text))
    try:
        return data, data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SheetError(Problem(path, line, None, f"is not in UTF-8: {_SAVE}")) from error


def csv_rows(path: Place, text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows with their first line numbers. Raises SheetError if the text is not CSV.

    The separator is the comma or the semicolon, whichever is more frequent in the first line: some spreadsheets write
    semicolons.
    """
    # Strict, because an unclosed quote would put all rows below it into one cell.
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
    start = 1
    try:
        for row in rows:
            yield start, row
            # A quoted cell may contain line ends, so a row starts after the end of the previous one.
            start = rows.line_num + 1
    except csv.Error as error:
        fault = f"this is not CSV ({error})"
        if "field larger than" in str(error):
            fault = f"a cell has more than {csv.field_size_limit():,} characters"
        elif "unexpected end of data" in str(error):
            fault = "a quote that begins in this row is closed nowhere"
        raise SheetError(Problem(path, start, None, f"{fault}: check the quotes")) from error


def delimiter_of(text: str) -> str:
    first = text.split("\n", 1)[0]
    return ";" if first.count(";") > first.count(",") else ","


def _check_header(path: Place, header: list[str], needed: Sequence[str], known: Sequence[str]) -> None:
    missing = [name for name in needed if name not in header]
    unknown = [name for name in header if name not in known]
    doubled = sorted({name for name in header if header.count(name) > 1})
    text = None
    if missing:
        text = f"the column {missing[0]} is missing: the first line names the columns, {', '.join(known)}"
    elif unknown:
        text = f"the column {shortened(unknown[0])} is not known: the columns are {', '.join(known)}"
    elif doubled:
        text = f"the column {doubled[0]} is there twice: remove one"
    if text is not None:
        raise SheetError(Problem(path, 1, None, text))


def _lines(
    path: Place, rows: Iterable[tuple[int, list[str]]], header: list[str]
) -> tuple[list[SheetLine], list[Problem]]:
    lines: list[SheetLine] = []
    problems: list[Problem] = []
    for start, row in rows:
        if any(cell.strip() for cell in row):
            if len(row) > len(header) and any(cell.strip() for cell in row[len(header) :]):
                text = f"has {len(row)} cells, the first line {len(header)}: put a text with commas into quotes"
                problems.append(Problem(path, start, None, text))
            else:
                cells = {name: cell.strip() for name, cell in zip(header, row, strict=False)}
                lines.append(SheetLine(start, cells))
    return lines, problems


def problems_text(problems: Sequence[Problem]) -> str:
    lines = [str(problem) for problem in problems[:_MAX_PROBLEMS_SHOWN]]
    if len(problems) > _MAX_PROBLEMS_SHOWN:
        lines.append(f"and {len(problems) - _MAX_PROBLEMS_SHOWN} more")
    return "\n".join(lines)
