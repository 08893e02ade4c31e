"""Reads the published warehouse. Nothing here can change it or any other file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from tfextract.errors import RunFailedError, UserError
from tfextract.model import Box, Evidence, FileStatus
from tfextract.warehouse import sheet_tables
from tfextract.warehouse.checks import Finding, mark_everything, run_checks
from tfextract.warehouse.duckdb_errors import held_by, is_held, why
from tfextract.warehouse.fact_tables import FACT_TABLES
from tfextract.warehouse.schema import CATALOG, check_ours, is_current

_KNOWN = """
SELECT d.document_id, d.file_name, f.path, d.ingested_at, d.reader_version, r.rules_hash, r.model, r.libraries, a.paths,
       n.names
FROM documents AS d
LEFT JOIN (SELECT document_id, min(path) AS path FROM files WHERE status IN ('read', 'partial', 'no_text')
           GROUP BY document_id) AS f USING (document_id)
LEFT JOIN (SELECT document_id, list(path) AS paths FROM files GROUP BY 1) AS a USING (document_id)
LEFT JOIN runs AS r ON r.run_id = d.last_run
LEFT JOIN (SELECT document_id, list(fund_id) || list(name) AS names FROM document_funds JOIN funds USING (fund_id)
           GROUP BY document_id) AS n USING (document_id)
ORDER BY d.file_name, 1
"""
_CANDIDATES_SHOWN = 5
_OLDER = (
    "it was made by an older version of tfextract and lacks tables of this one: `tfextract ingest` with your folder of "
    "PDFs brings it up to date"
)
_SUMMED = (
    "documents", "pages", "achievements", "shortfalls", "counts", "products", "entities", "phases", "priority_areas",
    "contacts", "issues",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """The warehouse's entry for a path. `reader_version` is the version that last read the file.

    `document_status` is that of the document in the public tables, None if it is not in them. `attempts` and `etag` as
    in `files`.
    """

    path: str
    size: int
    modified_at: datetime
    document_id: str | None
    status: FileStatus
    reader_version: str | None
    document_status: FileStatus | None = None
    attempts: int | None = None
    etag: str | None = None


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """A document and the version that last read it. `path` is None if none of its files exists any more.

    `names` are all its present and former paths, `funds` the ids and names of its funds. The versions are None if the
    run that read it is not recorded.
    """

    document_id: str
    file_name: str
    path: str | None
    read_at: datetime
    reader_version: str
    rules_hash: str | None
    model: str | None
    libraries: str | None
    names: tuple[str, ...]
    funds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KnownSheets:
    """`read` is the sha256 by path of sheets at the last run, `broken` the problems of the others."""

    read: dict[str, str]
    broken: frozenset[str]


@dataclass(frozen=True, slots=True)
class QueryResult:
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


@dataclass(frozen=True, slots=True)
class FactRecord:
    """`columns` are names and values in the order of the table. `path` is None if no file is known."""

    fact_id: str
    kind: str
    document_id: str
    columns: tuple[tuple[str, object], ...]
    evidence: tuple[Evidence, ...]
    path: str | None


@dataclass(frozen=True, slots=True)
class UnreadFile:
    path: str
    status: FileStatus
    message: str | None


@dataclass(frozen=True, slots=True)
class StatusSummary:
    """`rows` by table, `files` by status. `versions` counts documents by reader version."""

    warehouse: Path
    rows: tuple[tuple[str, int], ...]
    files: tuple[tuple[FileStatus, int], ...]
    versions: tuple[tuple[str, int], ...]
    unread: tuple[UnreadFile, ...]
    last_run_at: datetime | None


def connect(warehouse: Path) -> duckdb.DuckDBPyConnection:
    """A read-only connection to this one file. It cannot reach other files. Times are UTC.

    Raises UserError if there is no warehouse at that path.
    """
    if warehouse.is_dir():
        raise UserError(f"{warehouse} is a folder: name the DuckDB file in it")
    if not warehouse.is_file():
        raise UserError(f"there is no warehouse at {warehouse}: run an ingest first, or name another with --warehouse")
    # The file is attached, not opened by its path. In one process DuckDB reuses an open instance of the same path,
    # which would return old rows after a publish.
    connection = duckdb.connect()
    try:
        connection.execute(f"ATTACH '{str(warehouse).replace(chr(39), chr(39) * 2)}' AS {CATALOG} (READ_ONLY)")
        connection.execute(f"USE {CATALOG}")
        check_ours(connection)
        connection.execute("SET TimeZone = 'UTC'")
        # The progress bar would appear between the rows of a query of more than two seconds.
        connection.execute("SET enable_progress_bar = false")
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
    except UserError as error:
        connection.close()
        raise UserError(f"{warehouse}: {error}") from error
    except duckdb.Error as error:
        connection.close()
        if is_held(error):
            raise RunFailedError(held_by(warehouse, error)) from error
        raise UserError(f"{warehouse} cannot be opened as a warehouse: {why(error)}") from error
    return connection


def connect_current(warehouse: Path) -> duckdb.DuckDBPyConnection:
    """Like `connect`, for queries on tables that an older warehouse may lack. Then raises UserError."""
    connection = connect(warehouse)
    if not is_current(connection):
        connection.close()
        raise UserError(f"{warehouse}: {_OLDER}")
    return connection


def is_behind(warehouse: Path) -> bool:
    """Whether there is a warehouse that lacks tables or columns, which the next publish adds."""
    if not warehouse.exists():
        return False
    with connect(warehouse) as connection:
        return not is_current(connection)


def read_ledger(warehouse: Path) -> dict[str, LedgerEntry]:
    """Entries by path. Empty if the file does not exist. Raises UserError if it is not a warehouse."""
    if not warehouse.exists():
        return {}
    with connect(warehouse) as connection:
        # A warehouse of an older version has no attempts, and no etags.
        known = {name for (name,) in connection.execute("SELECT column_name FROM (DESCRIBE files)").fetchall()}
        newer = ", ".join(f"f.{name}" if name in known else "NULL" for name in ("attempts", "etag"))
        rows = connection.execute(
            "SELECT f.path, f.size, f.modified_at, f.document_id, f.status, f.reader_version, d.status, "
            f"{newer} FROM files AS f LEFT JOIN documents AS d USING (document_id)"
        )
        return {
            path: LedgerEntry(
                path,
                size,
                modified_at.replace(tzinfo=UTC),
                document_id,
                FileStatus(status),
                version,
                None if document_status is None else FileStatus(document_status),
                tried,
                etag,
            )
            for path, size, modified_at, document_id, status, version, document_status, tried, etag in rows.fetchall()
        }


def known_sheets(warehouse: Path) -> KnownSheets:
    """Empty if there is no warehouse."""
    if not warehouse.exists():
        return KnownSheets({}, frozenset())
    with connect(warehouse) as connection:
        rows = connection.execute("SELECT message FROM issues WHERE code = 'sheet_broken'").fetchall()
        try:
            read = sheet_tables.known_sheets(connection)
        except duckdb.CatalogException:
            # A warehouse of an older version has no sheets yet.
            read = {}
        return KnownSheets(read, frozenset(str(message) for (message,) in rows))


def run_query(warehouse: Path, sql: str) -> QueryResult:
    """Raises UserError if the SQL is wrong or would write."""
    with connect(warehouse) as connection:
        try:
            result = connection.execute(sql)
            columns = tuple(str(column[0]) for column in result.description or ())
            return QueryResult(columns, tuple(result.fetchall()) if columns else ())
        except AttributeError as error:
            # execute() returns None for blanks and comments.
            raise UserError("the query is empty: give one SELECT") from error
        except duckdb.Error as error:
            why = "" if is_current(connection) else f"\n{warehouse}: {_OLDER}"
            raise UserError(f"the query failed: {error}{why}") from error


def check(warehouse: Path) -> tuple[Finding, ...]:
    """Runs all checks over all documents. Takes minutes on a warehouse of millions of facts."""
    with connect_current(warehouse) as connection:
        mark_everything(connection)
        return run_checks(connection)


def fetch_fact(warehouse: Path, fact_id: str) -> FactRecord:
    """A fact by its id or the start of its id. Raises UserError if none or several match."""
    with connect_current(warehouse) as connection:
        kind, table, column, exact_id = _find(connection, warehouse, fact_id)
        result = connection.execute(f"SELECT * FROM {table} WHERE {column} = ?", [exact_id])
        names = [str(entry[0]) for entry in result.description or ()]
        columns = tuple(zip(names, result.fetchall()[0], strict=True))
        document_id = str(dict(columns)["document_id"])
        return FactRecord(
            exact_id, kind, document_id, columns, _evidence(connection, exact_id), _path_of(connection, document_id)
        )


def _find(connection: duckdb.DuckDBPyConnection, warehouse: Path, start: str) -> tuple[str, str, str, str]:
    if not start.strip():
        raise UserError("give the id of a fact, or the start of one")
    matches: list[tuple[str, str, str, str]] = []
    for kind, table, column in ((one.kind, one.name, one.key) for one in FACT_TABLES):
        ids = connection.execute(f"SELECT {column} FROM {table} WHERE starts_with({column}, ?)", [start.strip()])
        matches += [(kind, table, column, str(exact_id)) for (exact_id,) in ids.fetchall()]
    matches.sort(key=lambda match: match[3])
    exact = [match for match in matches if match[3] == start.strip()]
    if exact or len(matches) == 1:
        return (exact or matches)[0]
    if not matches:
        raise UserError(f"no fact in {warehouse} has an id that starts with {start.strip()}")
    shown = ", ".join(f"{match[3]} ({match[0]})" for match in matches[:_CANDIDATES_SHOWN])
    more = f" and {len(matches) - _CANDIDATES_SHOWN} more" if len(matches) > _CANDIDATES_SHOWN else ""
    raise UserError(f"{len(matches)} facts have an id that starts with {start.strip()}: {shown}{more}")


def _evidence(connection: duckdb.DuckDBPyConnection, fact_id: str) -> tuple[Evidence, ...]:
    rows = connection.execute(
        "SELECT page, block_no, x0, top, x1, bottom, char_start, char_end, quote, rule_id FROM evidence "
        "WHERE fact_id = ? ORDER BY block_no, char_start, page, top",
        [fact_id],
    ).fetchall()
    return tuple(Evidence(row[0], row[1], Box(*row[2:6]), *row[6:]) for row in rows)


def known_documents(warehouse: Path) -> tuple[KnownDocument, ...]:
    """All documents in the public tables, by file name."""
    with connect(warehouse) as connection:
        try:
            rows = connection.execute(_KNOWN).fetchall()
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            # Not for every older warehouse: after an upgrade, `reprocess` runs before the tables are migrated.
            raise UserError(f"{warehouse}: {_OLDER}") from error
    return tuple(
        KnownDocument(
            id_,
            name,
            path,
            at.replace(tzinfo=UTC),
            reader,
            rules,
            model,
            libraries,
            tuple(names or ()),
            tuple(funds or ()),
        )
        for id_, name, path, at, reader, rules, model, libraries, names, funds in rows
    )


def _path_of(connection: duckdb.DuckDBPyConnection, document_id: str) -> str | None:
    rows = connection.execute(
        "SELECT path FROM files WHERE document_id = ? "
        "ORDER BY status IN ('missing', 'superseded'), status = 'duplicate', path LIMIT 1",
        [document_id],
    ).fetchall()
    return str(rows[0][0]) if rows else None


def status_summary(warehouse: Path) -> StatusSummary:
    with connect_current(warehouse) as connection:
        sizes = " UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in _SUMMED)
        rows = dict(connection.execute(sizes).fetchall())
        files = connection.execute("SELECT status, count(*) FROM files GROUP BY status ORDER BY status").fetchall()
        versions = connection.execute(
            "SELECT reader_version, count(*) FROM documents GROUP BY ALL ORDER BY max(ingested_at) DESC"
        ).fetchall()
        unread = connection.execute(
            "SELECT path, status, message FROM unread WHERE page IS NULL ORDER BY path"
        ).fetchall()
        last = connection.execute("SELECT max(finished_at) FROM runs").fetchall()[0][0]
    return StatusSummary(
        warehouse,
        tuple((table, rows[table]) for table in _SUMMED),
        tuple((FileStatus(status), count) for status, count in files),
        tuple(versions),
        tuple(UnreadFile(path, FileStatus(status), message) for path, status, message in unread),
        None if last is None else last.replace(tzinfo=UTC),
    )
