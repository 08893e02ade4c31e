"""How much a fund must and may have: bounds.csv, which its user keeps beside the PDFs."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from tfextract.errors import UserError

COLUMNS = ("fund", "what", "minimum", "maximum", "note")
COUNTED = ("documents", "achievements", "counts", "products")


@dataclass(frozen=True, slots=True)
class Bound:
    """`fund` is an id or a name; fewer than `minimum` fail a publish, more than `maximum` are warned of."""

    fund: str
    what: str
    minimum: int | None = None
    maximum: int | None = None
    note: str | None = None


def read_bounds(path: Path) -> tuple[Bound, ...]:
    """No bounds where there is no file. Raises UserError with the line where one is wrong."""
    if not path.is_file():
        return ()
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            missing = {"fund", "what"} - set(reader.fieldnames or ())
            unknown = set(reader.fieldnames or ()) - set(COLUMNS)
            if missing or unknown:
                raise UserError(f"{path}: the first line must name the columns {', '.join(COLUMNS)} and no others")
            return tuple(_bound(path, reader.line_num, row) for row in reader)
    except (csv.Error, UnicodeDecodeError) as error:
        raise UserError(f"{path} cannot be read as CSV in UTF-8: {error}") from error


def _bound(path: Path, line: int, row: dict[str, str | None]) -> Bound:
    said = {column: (row.get(column) or "").strip() for column in COLUMNS}
    where = f"{path}, line {line}"
    if not said["fund"]:
        raise UserError(f"{where}: the column fund is empty: give the id or the name of a fund")
    if said["what"] not in COUNTED:
        raise UserError(f"{where}: what is {said['what']!r}: it can be {', '.join(COUNTED)}")
    minimum, maximum = (_number(where, column, said[column]) for column in ("minimum", "maximum"))
    if minimum is None and maximum is None:
        raise UserError(f"{where}: neither a minimum nor a maximum")
    if minimum is not None and maximum is not None and minimum > maximum:
        raise UserError(f"{where}: the minimum {minimum} is above the maximum {maximum}")
    return Bound(said["fund"], said["what"], minimum, maximum, said["note"] or None)


def _number(where: str, column: str, text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit()):
        raise UserError(f"{where}: {column} is {text!r}: give a whole number")
    return int(text)


def replace_bounds(connection: duckdb.DuckDBPyConnection, bounds: Sequence[Bound]) -> None:
    connection.execute("DELETE FROM bounds")
    kinds = {"minimum": pa.int64(), "maximum": pa.int64()}
    rows = {name: pa.array([getattr(b, name) for b in bounds], kinds.get(name, pa.string())) for name in COLUMNS}
    connection.register("incoming", pa.table(rows))
    connection.execute("INSERT INTO bounds BY NAME SELECT * FROM incoming")
    connection.unregister("incoming")
