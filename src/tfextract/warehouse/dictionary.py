"""The data dictionary, written from the comments in the database.

python -m tfextract.warehouse.dictionary docs/data-dictionary.md
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

from tfextract.warehouse.schema import migrate

_INTRODUCTION = """\
# Data dictionary

The tables and views of the warehouse, written from the comments in the database by
`python -m tfextract.warehouse.dictionary docs/data-dictionary.md`: change the comments, not this file.

Names and columns stay; others may be added. NULL means *not determined*. Ids are text, boxes are in PDF points from the
top left of the page, pages count from 1, times are UTC.
"""


def dictionary() -> str:
    """The whole page in Markdown: tables in the order the migrations make them, then the views."""
    with duckdb.connect() as connection:
        migrate(connection)
        tables = connection.execute("SELECT table_name, comment FROM duckdb_tables() ORDER BY table_oid").fetchall()
        views = connection.execute(
            "SELECT view_name, comment FROM duckdb_views() WHERE NOT internal ORDER BY view_oid"
        ).fetchall()
        parts = [_INTRODUCTION, "## Tables\n", *(_section(connection, *table) for table in tables)]
        parts += ["## Views\n", *(_section(connection, *view) for view in views)]
    return "\n".join(parts)


def _section(connection: duckdb.DuckDBPyConnection, name: str, comment: str) -> str:
    rows = connection.execute(
        "SELECT column_name, data_type, is_nullable, comment FROM duckdb_columns() "
        "WHERE table_name = ? ORDER BY column_index",
        [name],
    ).fetchall()
    lines = [f"### {name}", comment, "", "| column | type | |", "| --- | --- | --- |"]
    for column, kind, nullable, meaning in rows:
        told = (meaning or "").replace("|", "\\|")
        lines.append(f"| `{column}` | {kind}{'' if nullable else ', never NULL'} | {told} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(dictionary(), "utf-8")
