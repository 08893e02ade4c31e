"""The warehouse's tables and views: numbered migrations, each applied once and recorded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import duckdb

from tfextract.errors import UserError
from tfextract.warehouse import history

# Files of DuckDB 2.0's own default cannot be read by 1.x tools; this is the newest format that 1.4 reads.
STORAGE_VERSION = "v1.2.0"
CATALOG = "warehouse"

# A view's column that views.sql does not comment means what the column of this name means in these tables.
_VIEW_SOURCES = {
    "current_documents": ("documents",),
    "match_proposals": ("indicator_candidates", "counts", "documents"),
    "headline_results": ("counts", "documents"),
    "pledges": ("phases",),
    "pledges_by_year": ("phases",),
    "achievement_figures": ("counts", "documents", "achievements"),
    "products_produced": ("products", "documents"),
    "product_languages": ("products_produced", "products", "documents"),
    "products_by_class": ("products", "documents"),
    "results_by_country": ("counts", "documents", "mentions"),
    "target_against_actual": ("counts", "documents"),
    "fell_short": ("target_against_actual", "counts", "documents"),
    "told_shortfalls": ("shortfalls", "documents"),
    "womens_share": ("counts", "documents"),
    "new_this_year": ("documents",),
    "unread": ("files",),
    "fund_bounds": ("bounds",),
}

_LEDGER = """
CREATE TABLE IF NOT EXISTS schema_migrations (
    version INTEGER NOT NULL, name VARCHAR NOT NULL, applied_at TIMESTAMP NOT NULL
);
COMMENT ON TABLE schema_migrations IS 'Which migrations made the tables of this file.';
COMMENT ON COLUMN schema_migrations.version IS 'Number of the migration; they are applied in order.';
COMMENT ON COLUMN schema_migrations.name IS 'Name of the migration.';
COMMENT ON COLUMN schema_migrations.applied_at IS 'When it was applied (UTC).';
"""


@dataclass(frozen=True, slots=True)
class Migration:
    version: int
    name: str
    sql: str


@lru_cache(maxsize=1)
def migrations() -> tuple[Migration, ...]:
    """All in order. Raises ValueError where a file's name is not NNNN_words.sql or a number is used twice."""
    found = []
    for file in files("tfextract.warehouse").joinpath("migrations").iterdir():
        if not file.name.endswith(".sql"):
            continue
        match = re.fullmatch(r"(\d{4})_(\w+)\.sql", file.name)
        if match is None:
            raise ValueError(f"migrations/{file.name} must be named like 0002_what_it_does.sql")
        found.append(Migration(int(match[1]), match[2], file.read_text("utf-8")))
    found.sort(key=lambda migration: migration.version)
    if len({migration.version for migration in found}) < len(found):
        raise ValueError("two migrations have one number: each needs its own")
    return tuple(found)


def migrate(connection: duckdb.DuckDBPyConnection) -> tuple[int, ...]:
    """Applies what is pending, gives the versions applied, and makes the views anew.

    Raises UserError where the file is not a warehouse of ours or was made by a newer version.
    """
    check_ours(connection, allow_empty=True)
    connection.execute(_LEDGER)
    done = {int(version) for (version,) in connection.execute("SELECT version FROM schema_migrations").fetchall()}
    pending = [migration for migration in migrations() if migration.version not in done]
    for migration in pending:
        connection.execute("BEGIN")
        connection.execute(migration.sql)
        connection.execute(
            "INSERT INTO schema_migrations VALUES (?, ?, now() AT TIME ZONE 'UTC')", [migration.version, migration.name]
        )
        connection.execute("COMMIT")
    history.make_tables(connection)
    connection.execute(files("tfextract.warehouse").joinpath("views.sql").read_text("utf-8"))
    _comment_views(connection)
    return tuple(migration.version for migration in pending)


def is_current(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the current database, which is one of ours, has all that the migrations make."""
    newest = connection.execute("SELECT coalesce(max(version), 0) FROM schema_migrations").fetchall()[0][0]
    return bool(newest >= migrations()[-1].version)


def _comment_views(connection: duckdb.DuckDBPyConnection) -> None:
    rows = connection.execute(
        "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE database_name = current_database() "
        "AND schema_name = 'main'"
    ).fetchall()
    comments = {(table, column): comment for table, column, comment in rows}
    for (view, column), comment in comments.items():
        known = (comments.get((source, column)) for source in _VIEW_SOURCES.get(view, ()))
        meaning = next((found for found in known if found), None)
        if comment is None and meaning is not None:
            quoted = meaning.replace("'", "''")
            connection.execute(f"COMMENT ON COLUMN {view}.{column} IS '{quoted}'")


def check_ours(connection: duckdb.DuckDBPyConnection, *, allow_empty: bool = False) -> None:
    """Raises UserError where the current database holds other tables, or is newer than this program."""
    rows = connection.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = current_database()")
    tables = {str(name) for (name,) in rows.fetchall()}
    if not tables and allow_empty:
        return
    if "schema_migrations" not in tables:
        raise UserError("it is a DuckDB file, but not a warehouse of tfextract: name another file")
    newest = connection.execute("SELECT coalesce(max(version), 0) FROM schema_migrations").fetchall()[0][0]
    if newest > migrations()[-1].version:
        raise UserError("it was made by a newer version of tfextract: install that version, or name another file")
