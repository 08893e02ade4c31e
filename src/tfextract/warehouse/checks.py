"""Runs checks/*.sql (checks/README.md says how they are written)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files

import duckdb

from tfextract.errors import UserError
from tfextract.warehouse.load import mark_changed

ROWS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Check:
    """`warning` checks are reported but do not stop a publish. `of_funds` checks look at all documents of a fund
    together."""

    name: str
    meaning: str
    sql: str
    warning: bool

    @property
    def of_funds(self) -> bool:
        return self.name.removeprefix("warn_").startswith("fund_")


@dataclass(frozen=True, slots=True)
class Finding:
    """The rows that a check found. A message shows the first few.

    `documents` are (document_id, file name or None) of all rows, if the check's rows belong to documents.
    """

    check: Check
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    documents: tuple[tuple[str, str | None], ...]

    def __str__(self) -> str:
        lines = [f"{self.check.name}: {self.check.meaning} ({self.count})"]
        lines += [f"  {self._rows_text(row)}" for row in self.row_dicts()[:ROWS_SHOWN]]
        return "\n".join(lines)

    @property
    def count(self) -> int:
        return len(self.rows)

    def row_dicts(self) -> list[dict[str, object]]:
        """Column → value of each row."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def _rows_text(self, row: dict[str, object]) -> str:
        name = dict(self.documents).get(str(row.get("document_id")))
        known = [f"{column}={value}" for column, value in row.items() if value is not None]
        return ", ".join(known if name is None else [name, *known])


class ChecksFailedError(UserError):
    """The change contradicts itself. The published warehouse was not changed."""

    exit_status = 1

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        reported = "\n".join(str(finding) for finding in findings)
        super().__init__(f"nothing was published and the warehouse did not change: checks failed\n{reported}")
        self.findings = findings

    @property
    def document_ids(self) -> frozenset[str]:
        """The documents at fault. Empty if a finding belongs to no document, so that skipping documents cannot help."""
        if not all(finding.documents for finding in self.findings):
            return frozenset()
        return frozenset(document_id for finding in self.findings for document_id, _ in finding.documents)


@lru_cache(maxsize=1)
def checks() -> tuple[Check, ...]:
    results = []
    for file in files("tfextract.warehouse").joinpath("checks").iterdir():
        if file.name.endswith(".sql"):
            sql = file.read_text("utf-8")
            meaning = sql.splitlines()[0].removeprefix("--").strip()
            name = file.name.removesuffix(".sql")
            results.append(Check(name, meaning, sql, name.startswith("warn_")))
    return tuple(sorted(results, key=lambda check: check.name))


def run_checks(connection: duckdb.DuckDBPyConnection) -> tuple[Finding, ...]:
    """Runs all checks over the documents in the temporary table `changed`."""
    return (*run_document_checks(connection), *run_fund_checks(connection))


def run_document_checks(connection: duckdb.DuckDBPyConnection) -> tuple[Finding, ...]:
    results = (_run(connection, check) for check in checks() if not check.of_funds)
    return tuple(finding for finding in results if finding is not None)


def run_fund_checks(connection: duckdb.DuckDBPyConnection) -> tuple[Finding, ...]:
    """Call it when all documents of a run are loaded. A part of them may be below a minimum."""
    results = (_run(connection, check) for check in checks() if check.of_funds)
    return tuple(finding for finding in results if finding is not None)


def merged(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Merges the findings of each check into one."""
    by_name: dict[str, Finding] = {}
    for finding in findings:
        before = by_name.get(finding.check.name)
        if before is not None:
            both = tuple(dict.fromkeys((*before.documents, *finding.documents)))
            finding = replace(finding, rows=(*before.rows, *finding.rows), documents=both)  # noqa: PLW2901
        by_name[finding.check.name] = finding
    return tuple(by_name.values())


def mark_everything(connection: duckdb.DuckDBPyConnection) -> None:
    """Fills `changed` with all documents, including those that only orphaned rows mention."""
    tables = connection.execute(
        "SELECT table_name FROM duckdb_columns() WHERE database_name = current_database() "
        "AND schema_name = 'main' "
        "AND column_name = 'document_id' AND table_name IN (SELECT table_name FROM duckdb_tables() "
        "WHERE database_name = current_database()) AND table_name <> 'changed'"
    ).fetchall()
    union = " UNION ".join(f'SELECT document_id FROM "{name}"' for (name,) in tables)
    ids = connection.execute(f"SELECT document_id FROM ({union}) WHERE document_id IS NOT NULL").fetchall()
    mark_changed(connection, [str(document_id) for (document_id,) in ids])


def _run(connection: duckdb.DuckDBPyConnection, check: Check) -> Finding | None:
    result = connection.execute(check.sql)
    columns = tuple(str(column[0]) for column in result.description or ())
    rows = result.fetchall()
    if not rows:
        return None
    documents: tuple[tuple[str, str | None], ...] = ()
    if "document_id" in columns:
        at = columns.index("document_id")
        documents = _named(connection, {str(row[at]) for row in rows if row[at] is not None})
    return Finding(check, columns, tuple(rows), documents)


def _named(connection: duckdb.DuckDBPyConnection, ids: set[str]) -> tuple[tuple[str, str | None], ...]:
    rows = connection.execute(
        "SELECT document_id, file_name FROM documents WHERE list_contains(?, document_id)", [sorted(ids)]
    ).fetchall()
    names: dict[str, str] = dict(rows)
    return tuple((document_id, names.get(document_id)) for document_id in sorted(ids))
