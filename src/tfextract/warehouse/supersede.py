"""Handles new bytes at a known path: the old document moves from the public tables to history.

Three temporary tables connect the two steps: `arriving` (documents read now), `leaving` (old_id, new_id: no file has
the old document, and the new one is at one of its paths) and `renamed` (documents whose `supersedes` changes).
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

# (document_id, supersedes), also for documents in history. Needs `remember_lines`.
LINES = (
    "(SELECT document_id, supersedes FROM documents WHERE supersedes IS NOT NULL "
    "UNION ALL FROM superseding ANTI JOIN documents USING (document_id))"
)


def remember_lines(connection: duckdb.DuckDBPyConnection) -> None:
    """Fills the temporary table `superseding` before a change: what each document superseded, including those in
    history."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE superseding AS "
        "SELECT document_id, arg_max(supersedes, run_no) AS supersedes FROM ("
        "SELECT document_id, supersedes, 9223372036854775807 AS run_no FROM documents "
        "UNION ALL SELECT h.document_id, h.supersedes, coalesce(r.run_no, 0) FROM history.documents AS h "
        "LEFT JOIN runs AS r ON r.run_id = h.until_run) WHERE supersedes IS NOT NULL GROUP BY document_id"
    )


def find(connection: duckdb.DuckDBPyConnection, read: Sequence[str]) -> None:
    """Compares `new_files` with the published tables. Changes nothing.

    Unreadable bytes replace nothing: a broken copy must not empty the tables.
    """
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE arriving AS SELECT unnest(?::VARCHAR[]) AS document_id", [list(read)]
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE leaving AS "
        "WITH lay AS ("
        "  SELECT path, document_id, 1 AS recent, '' AS since_run FROM files"
        "  UNION ALL SELECT path, document_id, 0, since_run FROM history.files"
        ") "
        "SELECT lay.document_id AS old_id, arg_max(n.document_id, n.path) AS new_id, max(recent) AS recent, "
        "max(lay.since_run) AS since_run "
        "FROM lay JOIN new_files AS n USING (path) "
        "WHERE lay.document_id <> n.document_id AND n.status <> 'missing' "
        "AND lay.document_id IN (SELECT document_id FROM documents) "
        "AND (n.document_id IN (FROM arriving) OR n.document_id IN (SELECT document_id FROM documents)) "
        "AND lay.document_id NOT IN (FROM arriving) "
        "AND lay.document_id NOT IN (SELECT document_id FROM new_files WHERE document_id IS NOT NULL) "
        "AND NOT EXISTS (SELECT 1 FROM files AS f WHERE f.document_id = lay.document_id "
        "AND f.path NOT IN (SELECT path FROM new_files)) "
        "GROUP BY lay.document_id"
    )
    # A document that is back is no longer superseded.
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE renamed AS SELECT document_id FROM documents "
        "WHERE document_id IN (SELECT new_id FROM leaving) OR (supersedes IN (FROM arriving) "
        "AND supersedes NOT IN (SELECT document_id FROM documents))"
    )


def note(connection: duckdb.DuckDBPyConnection) -> None:
    """Fills `supersedes` after the documents are replaced. A document that is read again keeps its value.

    A value from documents.csv is not kept (temporary table `as_read`), because the sheet is applied again.
    """
    connection.execute(
        "UPDATE documents SET supersedes = old.supersedes FROM (SELECT o.document_id, "
        "CASE WHEN r.document_id IS NULL THEN o.supersedes ELSE r.supersedes END AS supersedes "
        "FROM old_documents AS o LEFT JOIN as_read AS r USING (document_id)) AS old "
        "WHERE documents.document_id = old.document_id AND documents.supersedes IS NULL AND old.supersedes IS NOT NULL"
    )
    connection.execute(
        "UPDATE documents SET supersedes = NULL WHERE document_id IN (FROM renamed) AND supersedes IN (FROM arriving) "
        "AND supersedes NOT IN (SELECT document_id FROM old_documents)"
    )
    connection.execute(
        "UPDATE documents SET supersedes = l.old_id FROM ("
        "SELECT new_id, arg_max(old_id, (recent, since_run)) AS old_id FROM leaving GROUP BY new_id) AS l "
        "WHERE documents.document_id = l.new_id"
    )
