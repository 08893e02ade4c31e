"""Applies people's decisions in three steps of a change.

Imports the sheets before documents are replaced, then undoes the old corrections, and at the end applies the new ones
to the loaded rows.
"""

from __future__ import annotations

import duckdb

from tfextract.sheets import Sheets
from tfextract.warehouse import extracted_originals
from tfextract.warehouse.document_sheet import apply_documents
from tfextract.warehouse.matching import apply_matches, propose
from tfextract.warehouse.reviews import apply_reviews
from tfextract.warehouse.series import make_series
from tfextract.warehouse.sheet_tables import load_sheets, nothing_is_decided, resolve
from tfextract.warehouse.supersede import LINES


def import_sheets(connection: duckdb.DuckDBPyConnection, sheets: Sheets | None) -> frozenset[str]:
    """Imports the sheets. Returns the documents with changed decisions, and the later versions that inherit them."""
    if sheets is None or (not (sheets.read or sheets.broken) and nothing_is_decided(connection)):
        return frozenset()
    rows = connection.execute(
        "WITH RECURSIVE line AS (SELECT unnest(?::VARCHAR[]) AS document_id "
        f"UNION SELECT d.document_id FROM {LINES} AS d JOIN line ON d.supersedes = line.document_id) "
        "SELECT document_id FROM line SEMI JOIN documents USING (document_id)",
        [sorted(load_sheets(connection, sheets))],
    ).fetchall()
    return frozenset(str(document_id) for (document_id,) in rows)


def revert_reviews(connection: duckdb.DuckDBPyConnection) -> None:
    """Restores the extracted values of the documents in `changed`. Drops the kept originals of those in `replaced`.

    Fills the temporary table `as_read`: what documents superseded before a sheet overrode it.
    """
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE as_read AS SELECT document_id, extracted->>'supersedes' AS supersedes "
        "FROM extracted_facts WHERE fact_kind = 'document' AND document_id IN (SELECT document_id FROM changed)"
    )
    extracted_originals.forget(connection)
    extracted_originals.restore(connection)


def apply_reviews_and_matches(connection: duckdb.DuckDBPyConnection) -> None:
    # On empty tables the rest would take a tenth of the time of a small publish.
    if nothing_is_decided(connection):
        return
    resolve(connection)
    apply_documents(connection)
    apply_reviews(connection)
    propose(connection)
    apply_matches(connection)
    make_series(connection)
