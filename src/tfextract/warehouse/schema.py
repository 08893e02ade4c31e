"""Creates the warehouse's tables and views by numbered migrations. Each is applied once and recorded."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import duckdb

from tfextract.errors import UserError
from tfextract.warehouse import history

# DuckDB 1.x cannot read the default format of 2.0. This is the newest format that 1.4 reads.
STORAGE_VERSION = "v1.2.0"
CATALOG = "warehouse"
# This macro stores the fingerprint of the views' definitions, because creating the views takes longer than a small
# change.
_MADE_OF = "views_made_of"

# A view's column without comment in views.sql takes the comment of the column with its name in these tables.
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
    """All migrations in order. Raises ValueError if a file name is not NNNN_words.sql or a number is used twice."""
    results = []
    for file in files("tfextract.warehouse").joinpath("migrations").iterdir():
        if not file.name.endswith(".sql"):
            continue
        match = re.fullmatch(r"(\d{4})_(\w+)\.sql", file.name)
        if match is None:
            raise ValueError(f"migrations/{file.name} must be named like 0002_what_it_does.sql")
        results.append(Migration(int(match[1]), match[2], file.read_text("utf-8")))
    results.sort(key=lambda migration: migration.version)
    if len({migration.version for migration in results}) < len(results):
        raise ValueError("two migrations have one number: each needs its own")
    return tuple(results)


def migrate(connection: duckdb.DuckDBPyConnection) -> tuple[int, ...]:
    """Applies pending migrations, returns their versions, and creates outdated views again.

    Raises UserError if the file is not a tfextract warehouse or was made by a newer version.
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
    if pending or _made_of(connection) != _fingerprint(connection):
        # One transaction, because hundreds of single statements would each be written to disk.
        connection.execute("BEGIN")
        history.make_tables(connection)
        connection.execute(_views())
        _comment_views(connection)
        connection.execute(f"CREATE OR REPLACE MACRO {_MADE_OF}() AS '{_fingerprint(connection)}'")
        connection.execute("COMMIT")
    return tuple(migration.version for migration in pending)


def _views() -> str:
    return files("tfextract.warehouse").joinpath("views.sql").read_text("utf-8")


def _fingerprint(connection: duckdb.DuckDBPyConnection) -> str:
    """A fingerprint of this program's definitions and of the file's objects, so that dropped or added objects show as
    well."""
    # After reading the file again, DuckDB prints brackets, blanks and type names differently.
    view, macro = (rf"regexp_replace({of}, '[\s()]|_US\b', '', 'g')" for of in ("sql", "macro_definition"))
    ours = "WHERE database_name = current_database() AND NOT internal"
    catalog = connection.execute(
        f"SELECT 'column', schema_name, table_name, column_name, data_type, comment FROM duckdb_columns() {ours} "
        f"UNION ALL SELECT 'table', schema_name, table_name, NULL, NULL, comment FROM duckdb_tables() {ours} "
        f"UNION ALL SELECT 'view', schema_name, view_name, {view}, NULL, comment FROM duckdb_views() {ours} "
        f"UNION ALL SELECT 'macro', schema_name, function_name, {macro}, NULL, comment FROM duckdb_functions() {ours} "
        "AND function_name <> ? ORDER BY ALL",
        [_MADE_OF],
    ).fetchall()
    reported = (duckdb.__version__, _views(), history.definitions(), sorted(_VIEW_SOURCES.items()), catalog)
    return hashlib.sha256(repr(reported).encode("utf-8", "surrogatepass")).hexdigest()


def _made_of(connection: duckdb.DuckDBPyConnection) -> str | None:
    """The stored fingerprint of the views, None if there is none."""
    # Calls the macro by its name: searching all functions takes as long as forty small queries.
    try:
        rows = connection.execute(f"SELECT {_MADE_OF}()").fetchall()
    except duckdb.Error:
        return None
    return str(rows[0][0])


def is_current(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the current database, a tfextract warehouse, has everything that the migrations create."""
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
        meaning = next((text for text in known if text), None)
        if comment is None and meaning is not None:
            quoted = meaning.replace("'", "''")
            connection.execute(f"COMMENT ON COLUMN {view}.{column} IS '{quoted}'")


def check_ours(connection: duckdb.DuckDBPyConnection, *, allow_empty: bool = False) -> None:
    """Raises UserError if the current database has other tables, or is newer than this program."""
    try:
        newest = connection.execute("SELECT coalesce(max(version), 0) FROM schema_migrations").fetchall()[0][0]
    except duckdb.CatalogException as error:
        # Done last, because listing the tables takes ten times as long as the query above.
        tables = "SELECT 1 FROM duckdb_tables() WHERE database_name = current_database() LIMIT 1"
        if allow_empty and not connection.execute(tables).fetchall():
            return
        raise UserError("it is a DuckDB file, but not a warehouse of tfextract: name another file") from error
    if newest > migrations()[-1].version:
        raise UserError("it was made by a newer version of tfextract: install that version, or name another file")
