"""All rows of a warehouse, without what differs between runs by nature: their ids and times."""

from __future__ import annotations

from pathlib import Path

import duckdb

from tfextract.warehouse.history import BY_RUN

# Names of runs, and moments of this machine's clock.
_OF_A_RUN = {*BY_RUN, "until_run", "run_id", "ingested_at", "first_seen", "last_seen", "read_at", "run"}


def rows_of(warehouse: Path) -> dict[str, list[str]]:
    """The rows of each table and view of every schema as text, sorted."""
    found = {}
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        names = connection.execute(
            "SELECT table_schema, table_name FROM information_schema.tables "
            "WHERE table_name NOT IN ('runs', 'schema_migrations') ORDER BY ALL"
        ).fetchall()
        for schema, name in names:
            columns = connection.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_schema = ? AND table_name = ?",
                [schema, name],
            ).fetchall()
            kept = ", ".join(f'"{column}"' for (column,) in columns if column not in _OF_A_RUN)
            if kept:
                rows = connection.execute(f'SELECT {kept} FROM "{schema}"."{name}"').fetchall()
                found[f"{schema}.{name}"] = sorted(map(repr, rows))
    return found
