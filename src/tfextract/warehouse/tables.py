"""Reads the public tables and views of a published warehouse, with comments and rows, for exports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from tfextract.errors import UserError
from tfextract.warehouse.read import connect

if TYPE_CHECKING:
    import pyarrow as pa

_BATCH_ROWS = 50_000


@dataclass(frozen=True, slots=True)
class Column:
    """`kind` is DuckDB's type name: VARCHAR, DOUBLE, VARCHAR[] …"""

    name: str
    kind: str
    comment: str


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or view of the public schema."""

    name: str
    is_view: bool
    comment: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class OpenWarehouse:
    """All relations and rows are from one state of the warehouse, however long the reading takes."""

    relations: tuple[Relation, ...]
    _connection: duckdb.DuckDBPyConnection

    def rows(self, relation: Relation) -> pa.RecordBatchReader:
        """Yields rows in batches, because a table may be larger than memory."""
        return self._connection.sql(f'SELECT * FROM "{relation.name}"').to_arrow_reader(_BATCH_ROWS)


@contextmanager
def open_tables(warehouse: Path, only: Sequence[str] = ()) -> Iterator[OpenWarehouse]:
    """Opens the relations in `only`, or all: tables in creation order, then views.

    Raises UserError if the warehouse cannot be read or lacks one of them.
    """
    with connect(warehouse) as connection:
        relations = _relations(connection)
        unknown = sorted(set(only) - {relation.name for relation in relations})
        if unknown:
            known = ", ".join(relation.name for relation in relations)
            raise UserError(f"{warehouse} has no table or view {', '.join(unknown)}; it has {known}")
        chosen = tuple(relation for relation in relations if not only or relation.name in only)
        yield OpenWarehouse(chosen, connection)


def _relations(connection: duckdb.DuckDBPyConnection) -> tuple[Relation, ...]:
    # Qualified by database and schema, to get only the tables of the attached file.
    here = "database_name = current_database() AND schema_name = 'main' AND NOT internal"
    tables = connection.execute(
        f"SELECT table_name, FALSE, comment FROM duckdb_tables() WHERE {here} ORDER BY table_oid"
    ).fetchall()
    views = connection.execute(
        f"SELECT view_name, TRUE, comment FROM duckdb_views() WHERE {here} ORDER BY view_oid"
    ).fetchall()
    rows = connection.execute(
        f"SELECT table_name, column_name, data_type, coalesce(comment, '') FROM duckdb_columns() WHERE {here} "
        "ORDER BY table_name, column_index"
    ).fetchall()
    columns: dict[str, list[Column]] = {}
    for table, name, kind, comment in rows:
        columns.setdefault(table, []).append(Column(name, kind, comment))
    return tuple(
        Relation(name, is_view, comment or "", tuple(columns.get(name, ())))
        for name, is_view, comment in (*tables, *views)
    )
