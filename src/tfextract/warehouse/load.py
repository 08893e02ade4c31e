"""Replaces documents and files in an open warehouse. Rows go in as Arrow tables: executemany loads 390 a second."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb
import pyarrow as pa

from tfextract.model import FileStatus, Issue, ReadDocument, SourceFile
from tfextract.warehouse.rows import (
    DOCUMENT_FIELDS,
    DOCUMENT_TABLES,
    ENTITY_COLUMNS,
    FILE_COLUMNS,
    FUND_COLUMNS,
    ISSUE_COLUMNS,
    Row,
    issue_row,
)

_COMPLETE = frozenset({FileStatus.READ, FileStatus.DUPLICATE, FileStatus.MISSING, FileStatus.SUPERSEDED})
_WITH_DOCUMENT = frozenset({FileStatus.READ, FileStatus.PARTIAL, FileStatus.NO_TEXT, FileStatus.MISSING})


@dataclass(frozen=True, slots=True)
class RunRecord:
    """`libraries` and `settings` are text (JSON for settings); `reader_version` is what the documents were read with.

    `documents_unchanged` counts the documents the run found and left as they were; None where it did not count them.
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


@dataclass(frozen=True, slots=True)
class Change:
    """What one run found out. `issues` are those of whole files; issues inside a document come with the document."""

    files: tuple[SourceFile, ...]
    documents: tuple[ReadDocument, ...]
    issues: tuple[Issue, ...]


def load(connection: duckdb.DuckDBPyConnection, change: Change, run: RunRecord) -> None:
    """Replaces all rows of the change's documents and files, and adds the run."""
    mark_changed(connection, [read.document.document_id for read in change.documents])
    _replace_documents(connection, change.documents, run)
    _replace_files(connection, change, run)
    _add_run(connection, change, run)


def mark_changed(connection: duckdb.DuckDBPyConnection, document_ids: Iterable[str]) -> None:
    """Fills the temporary table `changed`, which every check is restricted to."""
    connection.execute("CREATE OR REPLACE TEMP TABLE changed (document_id VARCHAR)")
    rows = pa.table({"document_id": pa.array(sorted(set(document_ids)), pa.string())})
    connection.register("incoming", rows)
    connection.execute("INSERT INTO changed SELECT document_id FROM incoming")
    connection.unregister("incoming")


def _replace_documents(
    connection: duckdb.DuckDBPyConnection, documents: Sequence[ReadDocument], run: RunRecord
) -> None:
    changed = "document_id IN (SELECT document_id FROM changed)"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE old_entities AS SELECT entity_id FROM mentions WHERE {changed}")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE old_funds AS SELECT fund_id FROM document_funds WHERE {changed}")
    connection.execute(f"DELETE FROM documents WHERE {changed}")
    stamp = (_utc(datetime.now(UTC)), run.reader_version)
    rows = [(*(getattr(read.document, name) for name in DOCUMENT_FIELDS), *stamp) for read in documents]
    _insert(connection, "documents", (*DOCUMENT_FIELDS, "ingested_at", "reader_version"), rows)
    for table in DOCUMENT_TABLES:
        # Issues of whole files are the files' own, and replaced with them.
        own = f"{changed} AND path IS NULL" if table.name == "issues" else changed
        connection.execute(f"DELETE FROM {table.name} WHERE {own}")
        _insert(connection, table.name, table.columns, [row for read in documents for row in table.rows(read)])
    entities = {entity.entity_id: entity for read in documents for entity in read.facts.entities}
    funds = {fund.fund_id: fund for read in documents for fund in read.facts.funds}
    _share(connection, "entities", ENTITY_COLUMNS, [(e.entity_id, e.kind, e.name, e.code) for e in entities.values()])
    _share(connection, "funds", FUND_COLUMNS, [(fund.fund_id, fund.name) for fund in funds.values()])
    _drop_unneeded(connection)


def _share(connection: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """What documents share is replaced by its id: the latest reading's name and code hold for all."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE shared AS FROM {table} LIMIT 0")
    _insert(connection, "shared", columns, rows)
    connection.execute(f"DELETE FROM {table} WHERE {columns[0]} IN (SELECT {columns[0]} FROM shared)")
    connection.execute(f"INSERT INTO {table} BY NAME FROM shared")
    connection.execute("DROP TABLE shared")


def _drop_unneeded(connection: duckdb.DuckDBPyConnection) -> None:
    """Drops what the replaced rows alone needed; looking at all entities would read all mentions at every publish."""
    connection.execute(
        "DELETE FROM entities WHERE entity_id IN (SELECT entity_id FROM old_entities) "
        "AND entity_id NOT IN (SELECT entity_id FROM mentions)"
    )
    connection.execute(
        "DELETE FROM funds WHERE fund_id IN (SELECT fund_id FROM old_funds) "
        "AND fund_id NOT IN (SELECT fund_id FROM document_funds) AND fund_id NOT IN (SELECT fund_id FROM phases)"
    )


def _replace_files(connection: duckdb.DuckDBPyConnection, change: Change, run: RunRecord) -> None:
    files = {str(file.path): file for file in change.files}
    connection.execute("CREATE OR REPLACE TEMP TABLE new_files AS FROM files LIMIT 0")
    seen = _utc(run.started_at)
    rows = [
        (path, f.file_name, f.document_id, f.size, _utc(f.modified_at), f.status, seen, seen, run.reader_version)
        for path, f in files.items()
    ]
    _insert(connection, "new_files", (*FILE_COLUMNS, "first_seen", "last_seen", "reader_version"), rows)
    connection.execute(
        "UPDATE new_files SET first_seen = old.first_seen, "
        "last_seen = CASE WHEN new_files.status = 'missing' THEN old.last_seen ELSE new_files.last_seen END, "
        "reader_version = CASE WHEN new_files.status = 'missing' THEN old.reader_version "
        "ELSE new_files.reader_version END "
        "FROM files AS old WHERE old.path = new_files.path"
    )
    connection.execute("CREATE OR REPLACE TEMP TABLE left_behind AS "
                       "SELECT old.document_id FROM files AS old JOIN new_files AS new USING (path) "
                       "WHERE old.document_id IS DISTINCT FROM new.document_id")  # fmt: skip
    _replace_file_issues(connection, change.issues, files)
    connection.execute("DELETE FROM files WHERE path IN (SELECT path FROM new_files)")
    connection.execute("INSERT INTO files BY NAME FROM new_files")
    # A document stays when its file is overwritten, but the views must not show both: figures would be told twice.
    connection.execute(
        "UPDATE documents SET status = 'superseded' WHERE document_id IN (SELECT document_id FROM left_behind) "
        "AND document_id NOT IN (SELECT document_id FROM files WHERE document_id IS NOT NULL)"
    )


def _replace_file_issues(
    connection: duckdb.DuckDBPyConnection, issues: Iterable[Issue], files: dict[str, SourceFile]
) -> None:
    """Before the files themselves: a file of which only the time stamp is new keeps what was said of it."""
    rows = list(_file_issues(issues, files))
    connection.execute(
        "DELETE FROM issues WHERE path IN (SELECT path FROM new_files ANTI JOIN files USING (path, status, size) "
        "UNION ALL SELECT unnest(?::VARCHAR[]))",
        [[row[ISSUE_COLUMNS.index("path")] for row in rows]],
    )
    _insert(connection, "issues", ISSUE_COLUMNS, rows)


def _file_issues(issues: Iterable[Issue], files: dict[str, SourceFile]) -> Iterable[Row]:
    """An issue names no path: it goes to the file of its name, and where there are several to one of its code."""
    taken: set[str] = set()
    for issue in issues:
        named = [path for path, file in files.items() if file.file_name == issue.file_name and path not in taken]
        fitting = [path for path in named if files[path].status == issue.code] or named
        path = fitting[0] if fitting else issue.file_name
        taken.add(path)
        document_id = issue.document_id or (files[path].document_id if path in files else None)
        yield issue_row(issue, document_id, path)


def _add_run(connection: duckdb.DuckDBPyConnection, change: Change, run: RunRecord) -> None:
    skipped = sum(file.status not in _WITH_DOCUMENT for file in change.files)
    issues = sum(len(read.layout.issues) + len(read.facts.issues) for read in change.documents) + len(change.issues)
    row = {
        "run_id": run.run_id,
        "started_at": _utc(run.started_at),
        "finished_at": _utc(datetime.now(UTC)),
        "reader_version": run.reader_version,
        "code_version": run.code_version,
        "rules_hash": run.rules_hash,
        "model": run.model,
        "libraries": run.libraries,
        "settings": run.settings,
        "documents_read": len(change.documents),
        "documents_unchanged": run.documents_unchanged,
        "documents_skipped": skipped,
        "achievements": sum(len(read.facts.achievements) for read in change.documents),
        "counts": sum(len(read.facts.counts) for read in change.documents),
        "products": sum(len(read.facts.products) for read in change.documents),
        "issues": issues,
        "outcome": "complete" if all(file.status in _COMPLETE for file in change.files) else "partial",
    }
    _insert(connection, "runs", tuple(row), [tuple(row.values())])


def _insert(connection: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """The table's own types make the Arrow types, so that a column of NULLs alone is no trouble."""
    if not rows:
        return
    names = ", ".join(columns)
    schema = connection.sql(f"SELECT {names} FROM {table} LIMIT 0").to_arrow_table().schema
    arrays = [_array(values, field.type) for values, field in zip(zip(*rows, strict=True), schema, strict=True)]
    connection.register("incoming", pa.Table.from_arrays(arrays, schema=schema))
    connection.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM incoming")
    connection.unregister("incoming")


def _array(values: Sequence[object], kind: pa.DataType) -> pa.Array:
    try:
        return pa.array(values, kind)
    except UnicodeEncodeError:
        # A PDF's broken character map can give half a surrogate pair, which is not text anywhere else.
        return pa.array([_whole(value) for value in values], kind)


def _whole(value: object) -> object:
    """Each lone surrogate becomes one replacement character, so that no span moves."""
    if isinstance(value, str):
        return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in value)
    if isinstance(value, tuple):
        return tuple(_whole(item) for item in value)
    return value


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo is not None else moment
