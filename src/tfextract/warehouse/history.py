"""Tracks which run wrote and replaced each row, so that the warehouse can be queried as of any earlier run.

Each public table has a table of the same name in the schema `history`. It has the replaced and removed rows, with the
run that did so (`until_run`). A row that a new reading leaves unchanged is not a new row.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb

from tfextract.warehouse.fact_tables import FACT_TABLES, FactTable

BY_RUN = ("first_run", "since_run", "last_run")
DETAILS_KEPT = 500


@dataclass(frozen=True, slots=True)
class Tracked:
    """A table whose replaced rows are kept. `key` is the id column if the rows are facts.

    Tables that are not `by_document` have few rows, which documents share.
    """

    name: str
    key: str | None = None
    by_document: bool = True


TRACKED = (
    Tracked("documents"),
    *(Tracked(table.name, table.key) for table in FACT_TABLES),
    *(Tracked(name) for name in ("pages", "blocks", "table_cells", "mentions", "document_funds", "evidence")),
    *(Tracked(name, by_document=False) for name in ("files", "entities", "funds")),
)


_WITH_ALL_RUNS = frozenset({"documents", *(table.name for table in FACT_TABLES)})


def run_columns(name: str) -> tuple[str, ...]:
    """The columns of a public table that hold run ids."""
    if name in _WITH_ALL_RUNS:
        return BY_RUN
    return ("since_run",) if any(table.name == name for table in TRACKED) else ()


@dataclass(frozen=True, slots=True)
class FactDifference:
    """One fact. `change` is gained, lost or changed. `words` is the new wording, or the old one of a lost fact."""

    document_id: str
    kind: str
    change: str
    fact_id: str
    words: str
    columns: str | None


@dataclass(frozen=True, slots=True)
class DocumentDifference:
    """How many facts of a kind a document had `before`, and how many are gained, lost and changed."""

    document_id: str
    file_name: str
    kind: str
    before: int
    gained: int
    lost: int
    changed: int


@dataclass(frozen=True, slots=True)
class Differences:
    """The effect of a change on existing documents. `facts` are the first few of all."""

    documents: tuple[DocumentDifference, ...] = ()
    facts: tuple[FactDifference, ...] = ()

    def __add__(self, other: Differences) -> Differences:
        """Adds the differences of two changes to different documents."""
        return Differences(self.documents + other.documents, (self.facts + other.facts)[:DETAILS_KEPT])

    def of(self, document_ids: frozenset[str]) -> Differences:
        """The differences of some documents."""
        return Differences(
            tuple(row for row in self.documents if row.document_id in document_ids),
            tuple(fact for fact in self.facts if fact.document_id in document_ids),
        )

    @property
    def gained(self) -> int:
        return sum(row.gained for row in self.documents)

    @property
    def lost(self) -> int:
        return sum(row.lost for row in self.documents)

    @property
    def changed(self) -> int:
        return sum(row.changed for row in self.documents)

    @property
    def before(self) -> int:
        return sum(row.before for row in self.documents)

    @property
    def count(self) -> int:
        return self.gained + self.lost + self.changed


NO_DIFFERENCES = Differences()


@dataclass(frozen=True, slots=True)
class _HistoryColumn:
    kind: str
    comment: str | None


_Columns = dict[tuple[str, str], dict[str, _HistoryColumn]]


def make_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Creates the tables of the schema `history`, their missing columns, and the `…_as_of` macros."""
    connection.execute("CREATE SCHEMA IF NOT EXISTS history")
    for table in TRACKED:
        connection.execute(
            f"CREATE TABLE IF NOT EXISTS history.{table.name} AS "
            f"SELECT *, NULL::VARCHAR AS until_run FROM {table.name} LIMIT 0"
        )
    columns = _columns(connection)
    for table in TRACKED:
        for statement in _alike(table.name, columns["main", table.name], columns["history", table.name]):
            connection.execute(statement)
    for definition in definitions():
        connection.execute(definition)


def definitions() -> tuple[str, ...]:
    """The statements that create the macros and the view."""
    runs_until = (
        "CREATE OR REPLACE MACRO history.runs_until(moment) AS TABLE "
        "SELECT run_id FROM runs WHERE run_no <= (SELECT coalesce(max(run_no), error('no run has this id, and none had "
        "ended by this date: ask FROM runs')) FROM runs WHERE run_id = moment::VARCHAR OR finished_at < "
        "CASE WHEN length(moment::VARCHAR) = 10 THEN try_cast(moment AS DATE) + INTERVAL 1 DAY "
        "ELSE try_cast(moment AS TIMESTAMP) END)"
    )
    return (runs_until, *(_as_of(table.name) for table in TRACKED), _versions())


def _alike(name: str, public: dict[str, _HistoryColumn], kept: dict[str, _HistoryColumn]) -> Iterator[str]:
    """The statements that copy columns and comments of a public table to its history table."""
    for column, now in public.items():
        if column not in kept:
            yield f"ALTER TABLE history.{name} ADD COLUMN {column} {now.kind}"
    reported = {column: now.comment for column, now in public.items()}
    reported["until_run"] = "Run that replaced or removed the row."
    for column, comment in reported.items():
        if comment is not None and (column not in kept or kept[column].comment != comment):
            quoted = comment.replace("'", "''")
            yield f"COMMENT ON COLUMN history.{name}.{column} IS '{quoted}'"
    if kept["until_run"].comment is None:
        yield f"COMMENT ON TABLE history.{name} IS 'Rows of {name} that were replaced or removed.'"


def _columns(connection: duckdb.DuckDBPyConnection) -> _Columns:
    """Columns by schema and table. Queried once, because it costs as much as a small query on every table."""
    results: _Columns = {}
    rows = connection.execute(
        "SELECT schema_name, table_name, column_name, data_type, comment FROM duckdb_columns() "
        "WHERE database_name = current_database() ORDER BY column_index"
    ).fetchall()
    for schema, table, column, kind, comment in rows:
        results.setdefault((schema, table), {})[column] = _HistoryColumn(kind, comment)
    return results


def _as_of(name: str) -> str:
    # A row older than the history has no since_run: it existed at every known run.
    return (
        f"CREATE OR REPLACE MACRO history.{name}_as_of(moment) AS TABLE "
        f"SELECT * FROM {name} WHERE since_run IS NULL OR since_run IN (FROM history.runs_until(moment)) "
        f"UNION ALL BY NAME SELECT * EXCLUDE (until_run) FROM history.{name} "
        "WHERE (since_run IS NULL OR since_run IN (FROM history.runs_until(moment))) "
        "AND until_run NOT IN (FROM history.runs_until(moment))"
    )


def _versions() -> str:
    parts = []
    for table in FACT_TABLES:
        columns = f"{table.key} AS fact_id, '{table.kind}' AS kind, document_id, page, {table.label} AS words, "
        runs = "first_run, since_run, last_run, "
        # A view resolves an unqualified name in its own schema first.
        parts.append(f"SELECT {columns}{runs}NULL::VARCHAR AS until_run FROM main.{table.name}")
        parts.append(f"SELECT {columns}{runs}until_run FROM history.{table.name}")
    comments = {
        "fact_id": "Id of the fact; one row for each of its versions.",
        "kind": "achievement, shortfall, count, product, phase, priority area or contact.",
        "document_id": "The document.",
        "page": "The page.",
        "words": "The statement, label, title or name.",
        "first_run": "Run that first saw the fact.",
        "since_run": "Run that first had this version.",
        "last_run": "Run that last read it so.",
        "until_run": "Run that replaced or removed it; NULL if it is current.",
    }
    made = [f"CREATE OR REPLACE VIEW history.versions AS {' UNION ALL '.join(parts)}"]
    made += [f"COMMENT ON COLUMN history.versions.{column} IS '{text}'" for column, text in comments.items()]
    made.append("COMMENT ON VIEW history.versions IS 'Every version of every fact.'")
    return ";\n".join(made)


def remember(connection: duckdb.DuckDBPyConnection) -> None:
    """Copies the rows of the documents in `changed`, and of the shared tables, before the change."""
    here = " WHERE document_id IN (SELECT document_id FROM changed)"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE old_documents AS FROM documents{here}")
    # Skips documents that are not in the warehouse.
    own = here if _any_known(connection) else " LIMIT 0"
    for table in _compared(connection):
        if table.name != "documents":
            rows = own if table.by_document else ""
            connection.execute(f"CREATE OR REPLACE TEMP TABLE old_{table.name} AS FROM {table.name}{rows}")


def settle(connection: duckdb.DuckDBPyConnection, run_id: str) -> Differences:
    """Call it after the change. Moves replaced rows to history. Unchanged rows keep the run that first wrote them."""
    columns = _columns(connection)
    content = {
        table.name: [column for column in columns["main", table.name] if column not in BY_RUN] for table in TRACKED
    }
    compared = _compared(connection)
    for table in compared:
        _compare(connection, table)
        same = " AND ".join(f"o.{column} IS NOT DISTINCT FROM n.{column}" for column in content[table.name])
        _keep_gone(connection, table.name, same, run_id)
        _restore_runs(connection, table, same, run_id)
    # Facts of new documents are not differences.
    differences = _differences(connection, content) if _any_known(connection) else NO_DIFFERENCES
    for table in compared:
        connection.execute(f"DROP TABLE old_{table.name}")
        connection.execute(f"DROP TABLE new_{table.name}")
    return differences


def _any_known(connection: duckdb.DuckDBPyConnection) -> bool:
    return bool(connection.execute("SELECT 1 FROM old_documents LIMIT 1").fetchall())


def _compared(connection: duckdb.DuckDBPyConnection) -> tuple[Tracked, ...]:
    """The tables to compare. Skips document tables if all documents are new, because there are no earlier rows."""
    before = "SELECT 1 FROM history.documents WHERE document_id IN (SELECT document_id FROM changed)"
    visited = connection.execute(f"SELECT 1 FROM old_documents UNION ALL {before} LIMIT 1").fetchall()
    return tuple(table for table in TRACKED if visited or not table.by_document)


def _compare(connection: duckdb.DuckDBPyConnection, table: Tracked) -> None:
    where = ""
    if table.by_document:
        where = (
            " WHERE document_id IN (SELECT document_id FROM old_documents "
            "UNION SELECT document_id FROM history.documents WHERE document_id IN (SELECT document_id FROM changed))"
        )
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE new_{table.name} AS SELECT rowid AS row_no, * FROM {table.name}{where}"
    )


def _keep_gone(connection: duckdb.DuckDBPyConnection, name: str, same: str, run_id: str) -> None:
    connection.execute(
        f"INSERT INTO history.{name} BY NAME SELECT o.*, ? AS until_run FROM old_{name} AS o "
        f"WHERE NOT EXISTS (SELECT 1 FROM new_{name} AS n WHERE {same})",
        [run_id],
    )


def _restore_runs(connection: duckdb.DuckDBPyConnection, table: Tracked, same: str, run_id: str) -> None:
    name = table.name
    # Rows that were edited in place still have the old run.
    connection.execute(
        f"UPDATE {name} SET since_run = ? WHERE rowid IN (SELECT n.row_no FROM new_{name} AS n WHERE NOT EXISTS "
        f"(SELECT 1 FROM old_{name} AS o WHERE {same}))",
        [run_id],
    )
    connection.execute(
        f"UPDATE {name} SET since_run = kept.since_run FROM (SELECT n.row_no, any_value(o.since_run) AS since_run "
        f"FROM new_{name} AS n JOIN old_{name} AS o ON {same} GROUP BY n.row_no) AS kept "
        f"WHERE {name}.rowid = kept.row_no"
    )
    key = "document_id" if name == "documents" else table.key
    if key is not None:
        connection.execute(
            f"UPDATE {name} SET first_run = known.first_run FROM (SELECT n.row_no, "
            f"arg_min(e.first_run, coalesce(r.run_no, 0)) AS first_run FROM new_{name} AS n JOIN "
            f"(SELECT {key}, first_run FROM old_{name} UNION ALL SELECT {key}, first_run "
            f"FROM history.{name} WHERE document_id IN (SELECT document_id FROM changed)) AS e USING ({key}) "
            f"LEFT JOIN runs AS r ON r.run_id = e.first_run GROUP BY n.row_no) AS known "
            f"WHERE {name}.rowid = known.row_no"
        )


def _differences(connection: duckdb.DuckDBPyConnection, content: dict[str, list[str]]) -> Differences:
    counted: list[DocumentDifference] = []
    listed: list[FactDifference] = []
    for table in FACT_TABLES:
        connection.execute(_difference_rows(table, content[table.name]))
        rows = connection.execute(
            "SELECT document_id, coalesce(any_value(d.file_name), document_id), count(*) FILTER (change <> 'gained'), "
            "count(*) FILTER (change = 'gained'), count(*) FILTER (change = 'lost'), "
            "count(*) FILTER (change = 'changed') FROM differing LEFT JOIN old_documents AS d USING (document_id) "
            "GROUP BY document_id ORDER BY 2, 1"
        ).fetchall()
        counted += [DocumentDifference(row[0], row[1], table.kind, *row[2:]) for row in rows]
        left = max(0, DETAILS_KEPT - len(listed))
        rows = connection.execute(
            "SELECT document_id, change, fact_id, words, columns FROM differing WHERE change <> 'same' "
            f"ORDER BY document_id, page, change, fact_id LIMIT {left}"
        ).fetchall()
        listed += [FactDifference(row[0], table.kind, *row[1:]) for row in rows]
        connection.execute("DROP TABLE differing")
    return Differences(tuple(counted), tuple(listed))


def _difference_rows(table: FactTable, content: list[str]) -> str:
    name, key = table.name, table.key
    reported = [
        f"CASE WHEN o.{column} IS DISTINCT FROM n.{column} THEN "
        f"'{column}: ' || coalesce(o.{column}::VARCHAR, 'none') || ' → ' || coalesce(n.{column}::VARCHAR, 'none') END"
        for column in content
        if column not in ("document_id", key)
    ]
    return (
        f"CREATE OR REPLACE TEMP TABLE differing AS WITH o AS (SELECT *, {table.label} AS words FROM old_{name}), "
        f"n AS (SELECT *, {table.label} AS words FROM new_{name} "
        "WHERE document_id IN (SELECT document_id FROM old_documents)), "
        f"pairs AS (SELECT coalesce(o.document_id, n.document_id) AS document_id, o.{key} AS was, n.{key} AS is_now, "
        f"coalesce(n.page, o.page) AS page, coalesce(n.words, o.words, '') AS words, "
        f"concat_ws('; ', {', '.join(reported)}) AS columns FROM o FULL JOIN n USING (document_id, {key})) "
        "SELECT document_id, page, coalesce(is_now, was) AS fact_id, words, "
        "CASE WHEN was IS NULL THEN 'gained' WHEN is_now IS NULL THEN 'lost' WHEN columns = '' THEN 'same' "
        "ELSE 'changed' END AS change, CASE WHEN was IS NOT NULL AND is_now IS NOT NULL THEN columns END AS columns "
        "FROM pairs"
    )
