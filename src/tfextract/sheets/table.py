"""A CSV that a person keeps beside the PDFs: its rows with their line numbers, and what is wrong with them."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from tfextract.errors import UserError

if TYPE_CHECKING:
    import _csv

T = TypeVar("T")

_MOST_PROBLEMS_TOLD = 20


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a sheet; `line` counts from 1 (the header), `column` is None where it is the whole row."""

    path: Path
    line: int
    column: str | None
    message: str

    def __str__(self) -> str:
        where = f"{self.path}, line {self.line}"
        return f"{where}{f', column {self.column}' if self.column else ''}: {self.message}"


class SheetError(UserError):
    """A sheet that cannot be read as a table at all: going on without it would undo what people decided."""


class CellError(ValueError):
    """A cell that says nothing usable; the message says what it can be."""

    def __init__(self, column: str | None, message: str) -> None:
        super().__init__(message)
        self.column = column


@dataclass(frozen=True, slots=True)
class Line:
    """One row as text; cells are stripped, an empty cell is ''."""

    number: int
    cells: dict[str, str]

    def text(self, column: str) -> str | None:
        return self.cells.get(column) or None

    def needed(self, column: str, what: str) -> str:
        found = self.cells.get(column)
        if not found:
            raise CellError(column, f"is empty: give {what}")
        return found

    def number_in(self, column: str) -> float | None:
        said = self.text(column)
        return None if said is None else number(said, column)

    def year(self, column: str) -> int | None:
        said = self.text(column)
        if said is None:
            return None
        if not re.fullmatch(r"(19|20|21)\d\d", said):
            raise CellError(column, f"{said!r} is no year: write four digits, like 2015")
        return int(said)

    def day(self, column: str) -> date | None:
        said = self.text(column)
        return None if said is None else day(said, column)

    def several(self, column: str) -> tuple[str, ...]:
        """What stands between semicolons."""
        return tuple(part.strip() for part in self.cells.get(column, "").split(";") if part.strip())


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file and its lines; `sha256` is of its bytes, so that a sheet that did not change is known."""

    path: Path
    sha256: str
    lines: tuple[Line, ...]
    problems: list[Problem] = field(default_factory=list)

    def parsed(self, parse: Callable[[Line], T]) -> tuple[T, ...]:
        """Each line that can be used; the others become problems."""
        found = []
        for line in self.lines:
            try:
                found.append(parse(line))
            except CellError as error:
                self.problems.append(Problem(self.path, line.number, error.column, str(error)))
        return tuple(found)


def number(said: str, column: str) -> float:
    """Digits with an optional point; thousands may be grouped by commas, as 1,200 or 1,65,000."""
    if not re.fullmatch(r"-?(\d+|\d{1,3}(,\d{2,3})+)(\.\d+)?", said):
        raise CellError(column, f"{said!r} is no number: write digits, like 1200 or 1,200 or 45.5")
    return float(said.replace(",", ""))


def day(said: str, column: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError as error:
        raise CellError(column, f"{said!r} is no date: write it as year-month-day, like 2014-06-30") from error


def moment(said: str, column: str) -> datetime:
    """A day or a time of day in ISO 8601; without a zone it is UTC."""
    try:
        found = datetime.fromisoformat(said)
    except ValueError as error:
        raise CellError(column, f"{said!r} is no time: write 2026-05-01 or 2026-05-01T14:30") from error
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def read_sheet(path: Path, needed: Sequence[str], others: Sequence[str]) -> Sheet:
    """Raises SheetError where the file is no table with the columns `needed`, or has columns that are unknown.

    Commas or semicolons part the cells, whichever the first line has more of: some spreadsheets write semicolons.
    """
    try:
        data = path.read_bytes()
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SheetError(f"{path} is not in UTF-8: save it as “CSV UTF-8” and run again") from error
    except OSError as error:
        raise SheetError(f"{path} cannot be opened: {error.strerror or error}") from error
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",")
    try:
        header = [name.strip().casefold() for name in next(reader, [])]
        _check_header(path, header, needed, (*needed, *others))
        lines, problems = _lines(path, reader, header)
    except csv.Error as error:
        raise SheetError(f"{path}, line {reader.line_num}: this is not CSV ({error}): check the quotes") from error
    return Sheet(path, hashlib.sha256(data).hexdigest(), tuple(lines), problems)


def _check_header(path: Path, header: list[str], needed: Sequence[str], known: Sequence[str]) -> None:
    missing = [name for name in needed if name not in header]
    unknown = [name for name in header if name not in known]
    doubled = sorted({name for name in header if header.count(name) > 1})
    if missing:
        raise SheetError(f"{path}, line 1: the column {missing[0]} is missing: the first line names the columns, "
                         f"{', '.join(known)}")  # fmt: skip
    if unknown:
        raise SheetError(f"{path}, line 1: the column {unknown[0]!r} is not known: the columns are {', '.join(known)}")
    if doubled:
        raise SheetError(f"{path}, line 1: the column {doubled[0]} is there twice: remove one")


def _lines(path: Path, rows: _csv.Reader, header: list[str]) -> tuple[list[Line], list[Problem]]:
    lines: list[Line] = []
    problems: list[Problem] = []
    start = rows.line_num + 1
    for row in rows:
        if any(cell.strip() for cell in row):
            if len(row) > len(header) and any(cell.strip() for cell in row[len(header) :]):
                said = f"has {len(row)} cells, the first line {len(header)}: put a text with commas into quotes"
                problems.append(Problem(path, start, None, said))
            else:
                cells = {name: cell.strip() for name, cell in zip(header, row, strict=False)}
                lines.append(Line(start, cells))
        # A quoted cell may hold line ends: a row starts where the one before it ended.
        start = rows.line_num + 1
    return lines, problems


def told(problems: Sequence[Problem]) -> str:
    lines = [str(problem) for problem in problems[:_MOST_PROBLEMS_TOLD]]
    if len(problems) > _MOST_PROBLEMS_TOLD:
        lines.append(f"and {len(problems) - _MOST_PROBLEMS_TOLD} more")
    return "\n".join(lines)
