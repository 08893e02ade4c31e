"""Inserts rows into tables through Arrow, because executemany loads only 390 rows a second."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import duckdb

from tfextract.warehouse import history
from tfextract.warehouse.rows import Row

if TYPE_CHECKING:
    import pyarrow as pa


def insert(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: Sequence[str],
    rows: Sequence[Row],
    run_id: str | None = None,
) -> None:
    """With a run, writes its id into all run columns."""
    if rows:
        schema = schema_of(connection, table, columns)
        insert_arrow(connection, table, arrow_table(schema, zip(*rows, strict=True)), run_id)


def schema_of(connection: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str]) -> pa.Schema:
    """Derives the Arrow types from the table, because a column that has only NULLs shows no type."""
    return connection.sql(f"SELECT {', '.join(columns)} FROM {table} LIMIT 0").to_arrow_table().schema


def arrow_table(schema: pa.Schema, values: Iterable[Sequence[object]]) -> pa.Table:
    """`values` has one sequence for each column."""
    import pyarrow as pa

    arrays = [_array(column, field.type) for column, field in zip(values, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def insert_arrow(connection: duckdb.DuckDBPyConnection, table: str, rows: pa.Table, run_id: str | None = None) -> None:
    if not rows.num_rows:
        return
    by_run = history.run_columns(table) if run_id is not None else ()
    into = ", ".join((*rows.column_names, *by_run))
    values = ", ".join((*rows.column_names, *("?" for _ in by_run)))
    connection.register("incoming", rows)
    connection.execute(f"INSERT INTO {table} ({into}) SELECT {values} FROM incoming", [run_id for _ in by_run])
    connection.unregister("incoming")


def _array(values: Sequence[object], kind: pa.DataType) -> pa.Array:
    import pyarrow as pa

    try:
        return pa.array(values, kind)
    except UnicodeEncodeError:
        # A broken character map in a PDF can produce half a surrogate pair, which is not valid text.
        return pa.array([_whole(value) for value in values], kind)


def _whole(value: object) -> object:
    """Replaces each lone surrogate by one replacement character, so that spans stay valid."""
    if isinstance(value, str):
        return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in value)
    if isinstance(value, tuple):
        return tuple(_whole(item) for item in value)
    return value


def utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo is not None else moment


def mark(connection: duckdb.DuckDBPyConnection, table: str, document_ids: Iterable[str]) -> None:
    """Fills a temporary table of one column, `document_id`."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} (document_id VARCHAR)")
    import pyarrow as pa

    rows = pa.table({"document_id": pa.array(sorted(set(document_ids)), pa.string())})
    connection.register("incoming", rows)
    connection.execute(f"INSERT INTO {table} SELECT document_id FROM incoming")
    connection.unregister("incoming")
