"""Replaces documents and files in an open warehouse. Inserts Arrow tables, because executemany loads only 390 rows a
second."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import duckdb

from tfextract.model import FileStatus, Issue, ReadDocument, SourceFile
from tfextract.sheets import Bound, Sheets
from tfextract.warehouse import corrections, history, supersede
from tfextract.warehouse.arrow import arrow_table, insert, insert_arrow, mark, schema_of, utc
from tfextract.warehouse.bounds import replace_bounds
from tfextract.warehouse.collector import collector_paused
from tfextract.warehouse.history import Differences
from tfextract.warehouse.rows import (
    DOCUMENT_FIELDS,
    DOCUMENT_TABLES,
    ENTITY_COLUMNS,
    FILE_COLUMNS,
    FUND_COLUMNS,
    ISSUE_COLUMNS,
    DocumentTable,
    Row,
    issue_row,
)

if TYPE_CHECKING:
    import pyarrow as pa

_COMPLETE = frozenset({FileStatus.READ, FileStatus.DUPLICATE, FileStatus.MISSING, FileStatus.SUPERSEDED})
_WITH_DOCUMENT = frozenset({FileStatus.READ, FileStatus.PARTIAL, FileStatus.NO_TEXT, FileStatus.MISSING})
_SUMMED = frozenset(
    "documents_read documents_skipped achievements counts products phases contacts mentions issues facts_gained "
    "facts_lost facts_changed".split()
)
# The data of this many documents stays in the processor's cache while its columns are read. 2,500 documents at once
# took twice as long.
_TAKEN_TOGETHER = 100


@dataclass(frozen=True, slots=True)
class RunRecord:
    """`libraries` and `settings` are text (JSON for settings). `reader_version` is the version that read the documents.

    `documents_unchanged` counts the documents that the run found unchanged, None if it did not count them.
    """

    run_id: str
    started_at: datetime
    reader_version: str
    code_version: str
    rules_hash: str
    model: str
    libraries: str
    settings: str
    documents_unchanged: int | None = None
    job: str = "ingest"


@dataclass(frozen=True, slots=True)
class Change:
    """What one run read. `issues` are those of whole files. Issues inside a document come with the document.

    `bounds` replace all existing bounds, `sheets` the sheets at the same paths. None changes nothing.
    """

    files: tuple[SourceFile, ...]
    documents: tuple[ReadDocument, ...]
    issues: tuple[Issue, ...]
    bounds: tuple[Bound, ...] | None = None
    sheets: Sheets | None = None


@collector_paused()
def load(connection: duckdb.DuckDBPyConnection, change: Change, run: RunRecord, *, later: bool = False) -> Differences:
    """Replaces all rows of the change's documents and files, applies corrections, and adds the run.

    Old rows move to history. A `later` change of a run adds to the run's row.
    """
    _take_files(connection, change, run)
    supersede.find(connection, [read.document.document_id for read in change.documents])
    mark(connection, "replaced", _ids(connection, "SELECT document_id FROM arriving UNION SELECT old_id FROM leaving"))
    supersede.remember_lines(connection)
    changed_by_sheets = corrections.import_sheets(connection, change.sheets)
    touched = _ids(connection, "SELECT document_id FROM replaced UNION SELECT document_id FROM renamed")
    mark_changed(connection, [*touched, *changed_by_sheets])
    history.remember(connection)
    corrections.revert_reviews(connection)
    _replace_documents(connection, change.documents, run)
    _replace_files(connection, change)
    supersede.note(connection)
    if change.bounds is not None:
        replace_bounds(connection, change.bounds)
    corrections.apply_reviews_and_matches(connection)
    differences = history.settle(connection, run.run_id)
    row = _run_row(change, run, differences)
    if later:
        row = _added_to_run(connection, row)
    add_run(connection, row)
    return differences


def mark_changed(connection: duckdb.DuckDBPyConnection, document_ids: Iterable[str]) -> None:
    """Fills the temporary table `changed`, to which every check is restricted."""
    mark(connection, "changed", document_ids)


def _ids(connection: duckdb.DuckDBPyConnection, sql: str) -> list[str]:
    return [str(document_id) for (document_id,) in connection.execute(sql).fetchall()]


def _replace_documents(
    connection: duckdb.DuckDBPyConnection, documents: Sequence[ReadDocument], run: RunRecord
) -> None:
    known = _ids(connection, "SELECT document_id FROM replaced SEMI JOIN documents USING (document_id)")
    if known:
        _delete_replaced(connection)
    _insert_documents(connection, documents, run)
    entities = {entity.entity_id: entity for read in documents for entity in read.facts.entities}
    funds = {fund.fund_id: fund for read in documents for fund in read.facts.funds}
    named = [(e.entity_id, e.kind, e.name, e.code) for e in entities.values()]
    _share(connection, "entities", ENTITY_COLUMNS, named, run.run_id)
    _share(connection, "funds", FUND_COLUMNS, [(fund.fund_id, fund.name) for fund in funds.values()], run.run_id)
    if known:
        _drop_unneeded(connection)


def _delete_replaced(connection: duckdb.DuckDBPyConnection) -> None:
    gone = "document_id IN (SELECT document_id FROM replaced)"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE old_entity_ids AS SELECT entity_id FROM mentions WHERE {gone}")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE old_fund_ids AS SELECT fund_id FROM document_funds WHERE {gone}")
    connection.execute(f"DELETE FROM documents WHERE {gone}")
    for table in DOCUMENT_TABLES:
        # Issues of whole files belong to the files and are replaced with them.
        own = f"{gone} AND path IS NULL" if table.name == "issues" else gone
        connection.execute(f"DELETE FROM {table.name} WHERE {own}")


def _insert_documents(connection: duckdb.DuckDBPyConnection, documents: Sequence[ReadDocument], run: RunRecord) -> None:
    """Builds one table from Python objects while DuckDB inserts the previous one. DuckDB does not hold Python's
    lock."""
    stamp = (utc(datetime.now(UTC)), run.reader_version)
    rows = [(*(getattr(read.document, name) for name in DOCUMENT_FIELDS), *stamp) for read in documents]
    insert(connection, "documents", (*DOCUMENT_FIELDS, "ingested_at", "reader_version"), rows, run.run_id)
    schemas = [schema_of(connection, table.name, table.columns) for table in DOCUMENT_TABLES]

    def made(table: DocumentTable, schema: pa.Schema) -> pa.Table:
        parts = range(0, len(documents), _TAKEN_TOGETHER)
        rows = [arrow_table(schema, table.values(documents[at : at + _TAKEN_TOGETHER])) for at in parts]
        import pyarrow as pa

        return pa.concat_tables(rows) if rows else schema.empty_table()

    with ThreadPoolExecutor(1) as ahead:
        for table, arrived in zip(DOCUMENT_TABLES, ahead.map(made, DOCUMENT_TABLES, schemas), strict=True):
            insert_arrow(connection, table.name, arrived, run.run_id)


def _share(
    connection: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str], rows: Sequence[Row], run_id: str
) -> None:
    """Replaces shared rows by id: the name and code of the latest reading apply to all documents."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE shared AS FROM {table} LIMIT 0")
    insert(connection, "shared", columns, rows)
    connection.execute("UPDATE shared SET since_run = ?", [run_id])
    connection.execute(f"DELETE FROM {table} WHERE {columns[0]} IN (SELECT {columns[0]} FROM shared)")
    connection.execute(f"INSERT INTO {table} BY NAME FROM shared")
    connection.execute("DROP TABLE shared")


def _drop_unneeded(connection: duckdb.DuckDBPyConnection) -> None:
    """Removes entities that only the replaced rows needed. Checking all entities would read all mentions at every
    publish."""
    connection.execute(
        "DELETE FROM entities WHERE entity_id IN (SELECT entity_id FROM old_entity_ids) "
        "AND entity_id NOT IN (SELECT entity_id FROM mentions)"
    )
    connection.execute(
        "DELETE FROM funds WHERE fund_id IN (SELECT fund_id FROM old_fund_ids) "
        "AND fund_id NOT IN (SELECT fund_id FROM document_funds) AND fund_id NOT IN (SELECT fund_id FROM phases)"
    )


def _take_files(connection: duckdb.DuckDBPyConnection, change: Change, run: RunRecord) -> None:
    """Fills `new_files` and replaces nothing yet."""
    files = {str(file.path): file for file in change.files}
    connection.execute("CREATE OR REPLACE TEMP TABLE new_files AS FROM files LIMIT 0")
    moment = utc(run.started_at)
    rows = [
        (
            path,
            f.file_name,
            f.document_id,
            f.size,
            utc(f.modified_at),
            f.status,
            f.attempts,
            f.etag,
            moment,
            moment,
            run.reader_version,
        )
        for path, f in files.items()
    ]
    insert(connection, "new_files", (*FILE_COLUMNS, "first_seen", "last_seen", "reader_version"), rows)
    connection.execute("UPDATE new_files SET since_run = ?", [run.run_id])
    connection.execute(
        "UPDATE new_files SET first_seen = old.first_seen, "
        "last_seen = CASE WHEN new_files.status = 'missing' THEN old.last_seen ELSE new_files.last_seen END, "
        "reader_version = CASE WHEN new_files.status = 'missing' THEN old.reader_version "
        "ELSE new_files.reader_version END "
        "FROM files AS old WHERE old.path = new_files.path"
    )


def _replace_files(connection: duckdb.DuckDBPyConnection, change: Change) -> None:
    _replace_file_issues(connection, change.issues, {str(file.path): file for file in change.files})
    connection.execute("DELETE FROM files WHERE path IN (SELECT path FROM new_files)")
    connection.execute("INSERT INTO files BY NAME FROM new_files")


def _replace_file_issues(
    connection: duckdb.DuckDBPyConnection, issues: Iterable[Issue], files: dict[str, SourceFile]
) -> None:
    """Call it before the files are replaced. A file with only a new time stamp keeps its issues."""
    rows = list(_file_issues(issues, files))
    connection.execute(
        "DELETE FROM issues WHERE path IN (SELECT path FROM new_files ANTI JOIN files USING (path, status, size) "
        "UNION ALL SELECT unnest(?::VARCHAR[]))",
        [[row[ISSUE_COLUMNS.index("path")] for row in rows]],
    )
    insert(connection, "issues", ISSUE_COLUMNS, rows)


def _file_issues(issues: Iterable[Issue], files: dict[str, SourceFile]) -> Iterable[Row]:
    """Matches an issue, which has no path, to the file with its name. Of several files, takes one with its code."""
    taken: set[str] = set()
    for issue in issues:
        named = [path for path, file in files.items() if file.file_name == issue.file_name and path not in taken]
        fitting = [path for path in named if files[path].status == issue.code] or named
        path = fitting[0] if fitting else issue.file_name
        taken.add(path)
        document_id = issue.document_id or (files[path].document_id if path in files else None)
        yield issue_row(issue, document_id, path)


def _run_row(change: Change, run: RunRecord, differences: Differences) -> dict[str, object]:
    facts = [read.facts for read in change.documents]
    complete = all(file.status in _COMPLETE for file in change.files)
    return ended(run, "complete" if complete else "partial") | {
        "documents_read": len(change.documents),
        "documents_skipped": sum(file.status not in _WITH_DOCUMENT for file in change.files),
        "achievements": sum(len(each.achievements) for each in facts),
        "counts": sum(len(each.counts) for each in facts),
        "products": sum(len(each.products) for each in facts),
        "phases": sum(len(each.phases) for each in facts),
        "contacts": sum(len(each.contacts) for each in facts),
        "mentions": sum(len(each.mentions) for each in facts),
        "issues": sum(len(read.layout.issues) + len(read.facts.issues) for read in change.documents)
        + len(change.issues),
        "facts_gained": differences.gained,
        "facts_lost": differences.lost,
        "facts_changed": differences.changed,
        "errors": [f"{issue.file_name}: {issue.code}: {issue.message}" for issue in change.issues],
    }


def _added_to_run(connection: duckdb.DuckDBPyConnection, row: dict[str, object]) -> dict[str, object]:
    """The run's row with the sums of its earlier portions. Removes the earlier row."""
    known = connection.execute(f"SELECT {', '.join(row)} FROM runs WHERE run_id = ?", [row["run_id"]])
    for before in known.fetchall():
        row = {name: _sum(name, old, row[name]) for name, old in zip(row, before, strict=True)}
    connection.execute("DELETE FROM runs WHERE run_id = ?", [row["run_id"]])
    return row


def _sum(name: str, before: object, now: object) -> object:
    if name == "errors" and isinstance(before, list) and isinstance(now, list):
        return before + now
    if name == "outcome":
        return "partial" if "partial" in (before, now) else now
    if name in _SUMMED and isinstance(before, int) and isinstance(now, int):
        return before + now
    return now


def ended(run: RunRecord, outcome: str, at: datetime | None = None, message: str | None = None) -> dict[str, object]:
    """The row in `runs` of a run that changed nothing."""
    finished_at = at if at is not None else datetime.now(UTC)
    return {
        "run_id": run.run_id,
        "job": run.job,
        "started_at": utc(run.started_at),
        "finished_at": utc(finished_at),
        "duration": (finished_at - run.started_at).total_seconds(),
        "reader_version": run.reader_version,
        "code_version": run.code_version,
        "rules_hash": run.rules_hash,
        "model": run.model,
        "libraries": run.libraries,
        "settings": run.settings,
        "documents_read": 0,
        "documents_unchanged": run.documents_unchanged,
        "documents_skipped": 0,
        "achievements": 0,
        "counts": 0,
        "products": 0,
        "issues": 0,
        "errors": [],
        "outcome": outcome,
        "message": message,
    }


def add_run(connection: duckdb.DuckDBPyConnection, row: dict[str, object]) -> None:
    number = connection.execute("SELECT coalesce(max(run_no), 0) + 1 FROM runs").fetchall()[0][0]
    insert(connection, "runs", (*row, "run_no"), [(*row.values(), number)])
