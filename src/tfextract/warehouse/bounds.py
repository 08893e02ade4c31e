"""Writes the bounds of the funds (bounds.csv) into their table."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from tfextract.sheets.bounds import COLUMNS, Bound


def replace_bounds(connection: duckdb.DuckDBPyConnection, bounds: Sequence[Bound]) -> None:
    connection.execute("DELETE FROM bounds")
    import pyarrow as pa

    kinds = {"minimum": pa.int64(), "maximum": pa.int64()}
    rows = {name: pa.array([getattr(b, name) for b in bounds], kinds.get(name, pa.string())) for name in COLUMNS}
    connection.register("incoming", pa.table(rows))
    connection.execute("INSERT INTO bounds BY NAME SELECT * FROM incoming")
    connection.unregister("incoming")
