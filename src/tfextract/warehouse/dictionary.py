"""Writes the data dictionary from the comments in the database.

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

_HISTORY = """\
## History

`FROM history.counts_as_of('2026-05-31')` shows the table `counts` as it was at the end of that day, or, given a
`run_id`, as that run left it; so for documents, files, pages, blocks, table_cells, achievements, shortfalls,
products, mentions, entities, funds, document_funds, phases, priority_areas, contacts and evidence. The tables
`history.counts` … hold the rows that were replaced or removed, with the same columns and `until_run`, the run that did
so.
"""


def dictionary() -> str:
    """The whole page in Markdown: tables in the order the migrations make them, then the views."""
    with duckdb.connect() as connection:
        migrate(connection)
        tables = connection.execute(
            "SELECT table_name, comment FROM duckdb_tables() WHERE schema_name = 'main' ORDER BY table_oid"
        ).fetchall()
        views = connection.execute(
            "SELECT view_name, comment FROM duckdb_views() WHERE NOT internal AND schema_name = 'main' "
            "ORDER BY view_oid"
        ).fetchall()
        parts = [_INTRODUCTION, "## Tables\n", *(_section(connection, *table) for table in tables)]
        parts += ["## Views\n", *(_section(connection, *view) for view in views)]
        reported = connection.execute("SELECT comment FROM duckdb_views() WHERE schema_name = 'history'").fetchall()[0][
            0
        ]
        parts += [_HISTORY, _section(connection, "versions", reported, "history")]
    return "\n".join(parts)


def _section(connection: duckdb.DuckDBPyConnection, name: str, comment: str, schema: str = "main") -> str:
    rows = connection.execute(
        "SELECT column_name, data_type, is_nullable, comment FROM duckdb_columns() "
        "WHERE table_name = ? AND schema_name = ? ORDER BY column_index",
        [name, schema],
    ).fetchall()
    lines = [
        f"### {name if schema == 'main' else f'{schema}.{name}'}",
        comment,
        "",
        "| column | type | |",
        "| --- | --- | --- |",
    ]
    for column, kind, nullable, meaning in rows:
        reported = (meaning or "").replace("|", "\\|")
        lines.append(f"| `{column}` | {kind}{'' if nullable else ', never NULL'} | {reported} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(dictionary(), "utf-8")
