"""Loads the rows of the sheets into their tables, and finds the documents that they affect."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import duckdb

from tfextract.locations import Place
from tfextract.sheets import Sheets
from tfextract.warehouse.arrow import insert, utc

_REVIEW_COLUMNS = (
    "review_id", "document_id", "fact_id", "fact_kind", "decision", "column_name", "old_value", "new_value",
    "value_printed", "sentence", "reviewer", "reviewed_at", "note", "page", "sheet", "line",
)  # fmt: skip
_DOCUMENT_COLUMNS = (
    "document", "title", "publisher", "fund", "phase", "report_year", "period_start", "period_end", "as_of",
    "published_on", "source", "supersedes", "note", "sheet", "line",
)  # fmt: skip
_INDICATOR_COLUMNS = (
    "indicator_id", "name", "unit", "basis", "aggregation", "baseline", "baseline_year", "synonyms", "fund",
    "publisher", "note", "sheet", "line",
)  # fmt: skip
_MATCH_COLUMNS = (
    "match_id", "indicator_id", "count_id", "document_id", "page", "decision", "value_printed", "sentence", "reviewer",
    "reviewed_at", "note", "sheet", "line",
)  # fmt: skip
# All names of a document: its id, its file name, and those of its other files.
NAMED = (
    "SELECT document_id AS name, document_id FROM documents UNION SELECT file_name, document_id FROM documents "
    "UNION SELECT f.file_name, f.document_id FROM files AS f SEMI JOIN documents USING (document_id)"
)
_TABLES = ("reviews", "document_sheet", "document_codes", "indicators", "indicator_targets", "matches")
# Columns that are derived from those, or kept from one publish to the next.
_MADE = ("sheets", "sought_before", "indicator_candidates", "series", "series_points", "series_targets")
# Columns that identify equal rows of different sheets: a moved folder must not count twice.
_KEYS = {"reviews": "review_id", "document_sheet": "document", "indicators": "indicator_id", "matches": "match_id"}


def known_sheets(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """sha256 by path, of those that are not missing."""
    rows = connection.execute("SELECT path, sha256 FROM sheets WHERE NOT missing").fetchall()
    return {str(path): str(sha256) for path, sha256 in rows}


def nothing_is_decided(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether there are no sheets and no traces of earlier ones, as in most warehouses."""
    left = [f"SELECT 1 FROM {table}" for table in (*_TABLES, *_MADE)]
    left.append("SELECT 1 FROM issues WHERE regexp_matches(code, '^(sheet|review|match|series)_')")
    return not connection.execute(f"{' UNION ALL '.join(left)} LIMIT 1").fetchall()


def load_sheets(connection: duckdb.DuckDBPyConnection, sheets: Sheets) -> frozenset[str]:
    """Replaces the rows of each read sheet. Returns the documents with changed decisions.

    A missing or broken sheet keeps its rows.
    """
    before = _decided(connection)
    # Reviews of unaffected documents are not applied again, so their results are kept.
    connection.execute("CREATE OR REPLACE TEMP TABLE came_to_before AS FROM reviews WHERE inherited_from IS NULL")
    for sheet in sheets.read:
        for table in _TABLES:
            own = " AND inherited_from IS NULL" if table == "reviews" else ""
            connection.execute(f"DELETE FROM {table} WHERE sheet = ?{own}", [str(sheet.path)])
    _take_over(connection, sheets)
    _insert(connection, sheets)
    connection.execute(
        "UPDATE reviews SET status = b.status, message = b.message, applied_to = b.applied_to, "
        "extracted_value = b.extracted_value FROM came_to_before AS b WHERE b.review_id = reviews.review_id"
    )
    _note_sheets(connection, sheets)
    resolve(connection)
    changed = before.symmetric_difference(_decided(connection))
    return frozenset(document_id for document_id, _ in changed)


def resolve(connection: duckdb.DuckDBPyConnection) -> None:
    """Finds the documents that the sheet names. Ignores a name that several documents have."""
    for table in ("document_sheet", "document_codes"):
        connection.execute(
            f"UPDATE {table} SET document_id = (SELECT CASE WHEN count(DISTINCT n.document_id) = 1 "
            f"THEN min(n.document_id) END FROM ({NAMED}) AS n WHERE n.name = {table}.document)"
        )


def _decided(connection: duckdb.DuckDBPyConnection) -> set[tuple[str, str]]:
    """(document, decisions), to find what changed."""
    rows = connection.execute(
        "SELECT document_id, review_id FROM reviews WHERE inherited_from IS NULL UNION ALL "
        "SELECT document_id, to_json(s)::VARCHAR FROM document_sheet AS s WHERE document_id IS NOT NULL"
    ).fetchall()
    return {(str(document_id), str(what)) for document_id, what in rows}


def _take_over(connection: duckdb.DuckDBPyConnection, sheets: Sheets) -> None:
    keys = {
        "reviews": [row.review_id for _, row in sheets.reviews],
        "document_sheet": [row.document for _, row in sheets.documents],
        "indicators": [row.indicator_id for _, row in sheets.indicators],
        "matches": [row.match_id for _, row in sheets.matches],
    }
    for table, given in keys.items():
        connection.execute(f"DELETE FROM {table} WHERE {_KEYS[table]} IN (SELECT unnest(?::VARCHAR[]))", [given])
    connection.execute(
        "DELETE FROM document_codes WHERE document IN (SELECT unnest(?::VARCHAR[]))", [keys["document_sheet"]]
    )
    connection.execute(
        "DELETE FROM indicator_targets WHERE indicator_id IN (SELECT unnest(?::VARCHAR[]))", [keys["indicators"]]
    )


def _insert(connection: duckdb.DuckDBPyConnection, sheets: Sheets) -> None:
    # Identical rows of one sheet count once.
    reviews = {row.review_id: (sheet, row) for sheet, row in sheets.reviews}.values()
    matches = {row.match_id: (sheet, row) for sheet, row in sheets.matches}.values()
    documents = {row.document: (sheet, row) for sheet, row in sheets.documents}.values()
    indicators = {row.indicator_id: (sheet, row) for sheet, row in sheets.indicators}.values()
    insert(connection, "reviews", _REVIEW_COLUMNS, _rows(_REVIEW_COLUMNS, reviews))
    insert(connection, "matches", _MATCH_COLUMNS, _rows(_MATCH_COLUMNS, matches))
    insert(connection, "document_sheet", _DOCUMENT_COLUMNS, _rows(_DOCUMENT_COLUMNS, documents))
    insert(connection, "indicators", _INDICATOR_COLUMNS, _rows(_INDICATOR_COLUMNS, indicators))
    codes = [
        (row.document, code.scheme, code.code, code.name, code.score, str(sheet), row.line)
        for sheet, row in documents
        for code in row.codes
    ]
    insert(connection, "document_codes", ("document", "scheme", "code", "name", "score", "sheet", "line"), codes)
    targets = [(row.indicator_id, year, value, str(sheet)) for sheet, row in indicators for year, value in row.targets]
    insert(connection, "indicator_targets", ("indicator_id", "year", "value", "sheet"), targets)


def _rows(columns: tuple[str, ...], rows: Iterable[tuple[Place, object]]) -> list[tuple[object, ...]]:
    return [
        tuple(str(sheet) if name == "sheet" else _plain(getattr(row, name)) for name in columns) for sheet, row in rows
    ]


def _plain(value: object) -> object:
    return utc(value) if isinstance(value, datetime) else value


def _note_sheets(connection: duckdb.DuckDBPyConnection, sheets: Sheets) -> None:
    read = [str(sheet.path) for sheet in sheets.read]
    connection.execute("DELETE FROM sheets WHERE path IN (SELECT unnest(?::VARCHAR[]))", [read])
    at = utc(datetime.now(UTC))
    rows = [(str(sheet.path), sheet.sha256, len(sheet.lines), at, False) for sheet in sheets.read]
    insert(connection, "sheets", ("path", "sha256", "row_count", "read_at", "missing"), rows)
    there = read + [str(problem.path) for problem in sheets.broken]
    there += [path for path in known_sheets(connection) if sheets.is_unreached(path)]
    connection.execute("UPDATE sheets SET missing = NOT list_contains(?::VARCHAR[], path)", [there])
    still = " UNION ALL ".join(f"SELECT sheet FROM {table}" for table in _KEYS)
    connection.execute(f"DELETE FROM sheets WHERE missing AND path NOT IN (SELECT sheet FROM ({still}))")
    connection.execute("DELETE FROM issues WHERE code IN ('sheet_row', 'sheet_missing', 'sheet_broken')")
    reported = [
        (None, problem.path.name, None, "sheet_row", str(problem), str(problem.path)) for problem in sheets.problems
    ]
    reported += [
        (None, problem.path.name, None, "sheet_broken", str(problem), str(problem.path)) for problem in sheets.broken
    ]
    insert(connection, "issues", ("document_id", "file_name", "page", "code", "message", "path"), reported)
    connection.execute(
        "INSERT INTO issues (document_id, file_name, page, code, message, path) "
        "SELECT NULL, parse_filename(path), NULL, 'sheet_missing', path || ' is no longer there: what it said stays; "
        "put it back, or put one there with its first line alone to drop all', path FROM sheets WHERE missing"
    )
