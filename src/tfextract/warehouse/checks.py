"""Runs checks/*.sql (checks/README.md says how they are written)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import duckdb

from tfextract.errors import UserError
from tfextract.warehouse.load import mark_changed

ROWS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Check:
    """`warning` checks are reported and stop nothing."""

    name: str
    meaning: str
    sql: str
    warning: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found; `rows` are the first few of `count`."""

    check: Check
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    count: int

    def __str__(self) -> str:
        lines = [f"{self.check.name}: {self.check.meaning} ({self.count})"]
        for row in self.rows:
            told = (f"{name}={value}" for name, value in zip(self.columns, row, strict=True) if value is not None)
            lines.append("  " + ", ".join(told))
        return "\n".join(lines)


class ChecksFailedError(UserError):
    """What was to be published contradicts itself; the published warehouse is as it was."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        told = "\n".join(str(finding) for finding in findings)
        super().__init__(f"nothing was published, the warehouse is as it was: checks failed\n{told}")
        self.findings = findings


@lru_cache(maxsize=1)
def checks() -> tuple[Check, ...]:
    found = []
    for file in files("tfextract.warehouse").joinpath("checks").iterdir():
        if file.name.endswith(".sql"):
            sql = file.read_text("utf-8")
            meaning = sql.splitlines()[0].removeprefix("--").strip()
            name = file.name.removesuffix(".sql")
            found.append(Check(name, meaning, sql, name.startswith("warn_")))
    return tuple(sorted(found, key=lambda check: check.name))


def run_checks(connection: duckdb.DuckDBPyConnection) -> tuple[Finding, ...]:
    """Over the documents in the temporary table `changed`."""
    found = (_run(connection, check) for check in checks())
    return tuple(finding for finding in found if finding is not None)


def mark_everything(connection: duckdb.DuckDBPyConnection) -> None:
    """Fills `changed` with all documents, also those that only an orphaned row knows."""
    tables = connection.execute(
        "SELECT table_name FROM duckdb_columns() WHERE database_name = current_database() "
        "AND column_name = 'document_id' AND table_name IN (SELECT table_name FROM duckdb_tables() "
        "WHERE database_name = current_database()) AND table_name <> 'changed'"
    ).fetchall()
    union = " UNION ".join(f'SELECT document_id FROM "{name}"' for (name,) in tables)
    ids = connection.execute(f"SELECT document_id FROM ({union}) WHERE document_id IS NOT NULL").fetchall()
    mark_changed(connection, [str(document_id) for (document_id,) in ids])


def _run(connection: duckdb.DuckDBPyConnection, check: Check) -> Finding | None:
    result = connection.execute(check.sql)
    columns = tuple(str(column[0]) for column in result.description or ())
    rows = result.fetchmany(ROWS_SHOWN)
    if not rows:
        return None
    count = len(rows)
    while more := result.fetchmany(10_000):
        count += len(more)
    return Finding(check, columns, tuple(rows), count)
