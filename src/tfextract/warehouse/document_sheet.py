"""Applies documents.csv to the documents in the temporary table `changed`."""

from __future__ import annotations

import re

import duckdb

from tfextract.warehouse.arrow import insert
from tfextract.warehouse.extracted_originals import keep_original
from tfextract.warehouse.sheet_tables import NAMED

# column of documents → column of document_sheet
_DECIDED = {
    "title": "title",
    "publisher": "publisher",
    "phase": "phase",
    "report_year": "report_year",
    "period_start": "period_start",
    "period_end": "period_end",
    "as_of": "as_of",
    "published_on": "published_on",
    "source_uri": "source",
}


def apply_documents(connection: duckdb.DuckDBPyConnection) -> None:
    """Call it while the rows of the documents have their extracted values."""
    rows = connection.execute(
        "SELECT s.document_id, s.fund, s.supersedes FROM document_sheet AS s JOIN documents USING (document_id) "
        "WHERE document_id IN (SELECT document_id FROM changed) ORDER BY ALL"
    ).fetchall()
    keep_original(connection, "document", [str(row[0]) for row in rows])
    assignments = ", ".join(f"{ours} = coalesce(s.{theirs}, documents.{ours})" for ours, theirs in _DECIDED.items())
    connection.execute(
        f"UPDATE documents SET {assignments}, decided_by = s.sheet || ':' || s.line FROM document_sheet AS s "
        "WHERE s.document_id = documents.document_id AND s.document_id IN (SELECT document_id FROM changed)"
    )
    for document_id, fund, earlier in rows:
        if fund is not None:
            _give_fund(connection, document_id, fund)
        if earlier is not None:
            _supersede(connection, document_id, earlier)
    _issues(connection)


def _give_fund(connection: duckdb.DuckDBPyConnection, document_id: str, name: str) -> None:
    known = connection.execute(
        "SELECT fund_id FROM funds WHERE lower(name) = lower(?) OR fund_id = ? ORDER BY fund_id LIMIT 1", [name, name]
    ).fetchall()
    fund_id = str(known[0][0]) if known else re.sub(r"\W+", "-", name.casefold()).strip("-")
    if not known:
        insert(connection, "funds", ("fund_id", "name"), [(fund_id, name)])
    connection.execute("DELETE FROM document_funds WHERE document_id = ?", [document_id])
    insert(connection, "document_funds", ("document_id", "fund_id"), [(document_id, fund_id)])


def _supersede(connection: duckdb.DuckDBPyConnection, document_id: str, earlier: str) -> None:
    results = connection.execute(
        f"SELECT DISTINCT document_id FROM ({NAMED}) WHERE name = ? AND document_id <> ?", [earlier, document_id]
    ).fetchall()
    # A document that left the public tables is found only by its id.
    by_id = earlier if re.fullmatch(r"[0-9a-f]{16}", earlier) and earlier != document_id else None
    meant = str(results[0][0]) if len(results) == 1 else by_id
    if meant is not None:
        connection.execute("UPDATE documents SET supersedes = ? WHERE document_id = ?", [meant, document_id])


def _issues(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("DELETE FROM issues WHERE code IN ('sheet_document_unknown', 'sheet_document_supersedes')")
    connection.execute(
        "INSERT INTO issues (document_id, file_name, page, code, message, path) "
        "SELECT NULL, parse_filename(sheet), NULL, 'sheet_document_unknown', sheet || ', line ' || line || ': ' || "
        "document || ' names no document of the warehouse, or several: ingest it, or write its document_id', sheet "
        "FROM document_sheet WHERE document_id IS NULL ORDER BY sheet, line"
    )
    connection.execute(
        "INSERT INTO issues (document_id, file_name, page, code, message, path) "
        "SELECT d.document_id, d.file_name, NULL, 'sheet_document_supersedes', s.sheet || ', line ' || s.line || "
        "': supersedes ' || s.supersedes || ' names no other document, or several: write its document_id', NULL "
        "FROM document_sheet AS s JOIN documents AS d USING (document_id) "
        "WHERE s.supersedes IS NOT NULL AND d.supersedes IS NULL ORDER BY s.sheet, s.line"
    )
