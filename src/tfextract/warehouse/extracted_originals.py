"""Keeps facts as they were extracted while a correction replaces them.

One table holds rows of several as JSON, so that a column that a later migration adds is simply absent from older rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

import duckdb

from tfextract.warehouse.fact_tables import REVIEWED

# kind → (table, the column of its id)
_ALL = {**{kind: (table.name, table.key) for kind, table in REVIEWED.items()}, "document": ("documents", "document_id")}
_MENTION = "m.*, e.kind AS entity_kind, e.name AS entity_name, e.code AS entity_code"


def keep_original(connection: duckdb.DuckDBPyConnection, kind: str, ids: Iterable[str]) -> None:
    """Copies facts before they are changed. Never overwrites a kept original."""
    table, key = _ALL[kind]
    extracted = "" if kind == "document" else " AND t.review IS DISTINCT FROM 'added'"
    connection.execute(
        f"INSERT INTO extracted_facts SELECT t.{key}, t.document_id, ?, to_json(t)::VARCHAR, "
        f"coalesce((SELECT to_json(list(e))::VARCHAR FROM evidence AS e WHERE e.document_id = t.document_id "
        f"AND e.fact_id = t.{key}), '[]'), "
        f"coalesce((SELECT to_json(list(n))::VARCHAR FROM (SELECT {_MENTION} FROM mentions AS m "
        f"JOIN entities AS e USING (entity_id)) AS n WHERE n.document_id = t.document_id AND n.fact_id = t.{key}), "
        "'[]'), "
        "coalesce((SELECT to_json(list(f.fund_id))::VARCHAR FROM document_funds AS f "
        "WHERE ? = 'document' AND f.document_id = t.document_id), '[]') "
        f"FROM {table} AS t WHERE t.{key} IN (SELECT unnest(?::VARCHAR[])) "
        f"AND t.{key} NOT IN (SELECT fact_id FROM extracted_facts WHERE fact_kind = ?){extracted}",
        [kind, kind, sorted(set(ids)), kind],
    )


def forget(connection: duckdb.DuckDBPyConnection) -> None:
    """Drops the originals of documents in the temporary table `replaced`, which are about to be rewritten or are
    gone."""
    connection.execute("DELETE FROM extracted_facts WHERE document_id IN (SELECT document_id FROM replaced)")


def restore(connection: duckdb.DuckDBPyConnection) -> None:
    """Restores the extracted facts of the documents in the temporary table `changed`, and removes added facts."""
    here = "document_id IN (SELECT document_id FROM changed)"
    # Returns early, because most documents have no reviews and the tables below are long.
    touched = " UNION ALL ".join(
        f"SELECT 1 FROM {table} WHERE {here}{added}"
        for table, added in [
            ("extracted_facts", ""),
            *((table.name, " AND review = 'added'") for table in REVIEWED.values()),
        ]
    )
    if not connection.execute(f"{touched} LIMIT 1").fetchall():
        return
    kept = f"SELECT fact_id FROM extracted_facts WHERE {here}"
    for table, key in ((one.name, one.key) for one in REVIEWED.values()):
        added = f"SELECT {key} FROM {table} WHERE review = 'added' AND {here}"
        connection.execute(f"DELETE FROM evidence WHERE {here} AND fact_id IN ({added})")
        connection.execute(f"DELETE FROM {table} WHERE review = 'added' AND {here}")
    facts = f"{here} AND fact_kind <> 'document'"
    connection.execute(f"DELETE FROM evidence WHERE {here} AND fact_id IN ({kept})")
    connection.execute(f"DELETE FROM mentions WHERE {here} AND fact_id IN ({kept})")
    _insert_json(connection, "evidence", "evidence", facts)
    connection.execute(
        "INSERT INTO entities BY NAME SELECT DISTINCT ON (m.entity_id) m.entity_id, m.entity_kind AS kind, "
        "m.entity_name AS name, m.entity_code AS code FROM (SELECT unnest(from_json(mentions, "
        '\'[{"entity_id":"VARCHAR","entity_kind":"VARCHAR","entity_name":"VARCHAR","entity_code":"VARCHAR"}]\')) AS m '
        f"FROM extracted_facts WHERE {facts}) WHERE m.entity_id NOT IN (SELECT entity_id FROM entities)"
    )
    _insert_json(connection, "mentions", "mentions", facts)
    for kind, (table, key) in _ALL.items():
        own = f"{here} AND fact_kind = '{kind}'"
        connection.execute(f"DELETE FROM {table} WHERE {key} IN (SELECT fact_id FROM extracted_facts WHERE {own})")
        _insert_json(connection, table, "'[' || extracted || ']'", own)
    document = f"{here} AND fact_kind = 'document'"
    connection.execute(f"DELETE FROM document_funds WHERE document_id IN (SELECT fact_id FROM extracted_facts "
                       f"WHERE {document})")  # fmt: skip
    connection.execute(
        "INSERT INTO document_funds BY NAME SELECT document_id, unnest(from_json(funds, '[\"VARCHAR\"]')) AS fund_id "
        f"FROM extracted_facts WHERE {document}"
    )
    connection.execute(f"DELETE FROM extracted_facts WHERE {here}")


def _insert_json(connection: duckdb.DuckDBPyConnection, table: str, source: str, where: str) -> None:
    shape = json.dumps([{name: _shape(kind) for name, kind in _columns(connection, table)}])
    connection.execute(
        f"INSERT INTO {table} BY NAME SELECT unnest(row_of) FROM (SELECT unnest(from_json({source}, ?)) AS row_of "
        f"FROM extracted_facts WHERE {where})",
        [shape],
    )


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> list[tuple[str, str]]:
    rows = connection.execute(f"SELECT column_name, column_type FROM (DESCRIBE {table})").fetchall()
    return [(str(name), str(kind)) for name, kind in rows]


def _shape(kind: str) -> str | list[str]:
    return [kind.removesuffix("[]")] if kind.endswith("[]") else kind
