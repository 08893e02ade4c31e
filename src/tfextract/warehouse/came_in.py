"""Reads what a run brought into the warehouse, and what now waits for a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from tfextract.errors import UserError
from tfextract.warehouse.fact_tables import FACT_TABLES
from tfextract.warehouse.read import connect_current

T = TypeVar("T")

# How many facts of each sort are quoted. All are counted.
MAX_LISTED = 200
# How many new facts of a document are quoted, so that every document is represented.
OF_A_DOCUMENT = 5
# Codes of issues that need no action.
_NOTED = ("hidden_text", "rotated_text", "attached_files", "number_unclear")


@dataclass(frozen=True, slots=True)
class ReportedRun:
    """`portions` are the ids of the run's published portions, each a row of the table `runs`.

    `run_id` is None if nothing was published.
    """

    run_id: str | None
    job: str | None
    started_at: datetime
    portions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DocumentCame:
    """`is_new`: the document came with this run. The numbers count its facts of all kinds."""

    document_id: str
    file_name: str
    title: str | None
    status: str
    is_new: bool
    new: int
    changed: int
    lost: int


@dataclass(frozen=True, slots=True)
class FactCame:
    """`before` is the previous wording of a changed fact, if the wording changed."""

    fact_id: str
    kind: str
    document: str
    page: int | None
    words: str
    before: str | None = None


@dataclass(frozen=True, slots=True)
class Restated:
    """A figure of a series for which a document of the run reports another value than an earlier document."""

    indicator: str
    as_of: date | None
    was: str
    was_in: str
    now: str | None
    now_in: str | None
    page: int | None


@dataclass(frozen=True, slots=True)
class Repeated:
    """A statement in a document of the run that repeats the words of an earlier one."""

    kind: str
    words: str
    document: str
    page: int
    first_document: str


@dataclass(frozen=True, slots=True)
class Due:
    """A target that is due and that no figure shows as met. `met` is None if no figure is late enough to decide."""

    words: str
    value: float
    due: date
    document: str | None
    page: int | None
    actual: float | None
    met: bool | None


@dataclass(frozen=True, slots=True)
class Wanting:
    """A file that needs a person. `of_run`: the run read or examined it."""

    file_name: str
    page: int | None
    code: str
    message: str
    of_run: bool


@dataclass(frozen=True, slots=True)
class CameIn:
    """`new` has OF_A_DOCUMENT of each document, the surest first, `changed` and `lost` the first MAX_LISTED.

    The documents count all.
    """

    run: ReportedRun
    documents: tuple[DocumentCame, ...]
    new: tuple[FactCame, ...]
    changed: tuple[FactCame, ...]
    lost: tuple[FactCame, ...]
    restated: tuple[Restated, ...]
    repeated: tuple[Repeated, ...]
    due: tuple[Due, ...]
    wanting: tuple[Wanting, ...]


_MINE = "(SELECT unnest($runs::VARCHAR[]))"
_REPORTED = " UNION ALL ".join(
    f"SELECT {table.key} AS fact_id, '{table.kind}' AS kind, document_id, page, {table.label} AS words, first_run, "
    f"since_run, {until} AS until_run, {'confidence' if table.marked else 'NULL'} AS confidence "
    f"FROM {schema}.{table.name}"
    for table in FACT_TABLES
    for schema, until in (("main", "NULL::VARCHAR"), ("history", "until_run"))
)
# Each portion has its own row in `runs`, with the start time of the whole run.
_RUN = """
SELECT first(run_id ORDER BY length(run_id), run_no), first(job ORDER BY run_no), started_at,
       list(run_id ORDER BY run_no)
FROM runs
WHERE started_at = (SELECT started_at FROM runs WHERE $run IS NULL OR starts_with(run_id, $run)
                    ORDER BY run_no DESC LIMIT 1)
GROUP BY started_at
"""
_DOCUMENTS = f"""
WITH versions AS ({_REPORTED}),
counted AS (
    SELECT document_id,
           count(DISTINCT fact_id) FILTER (until_run IS NULL AND first_run IN {_MINE}) AS new,
           count(DISTINCT fact_id) FILTER (until_run IS NULL AND since_run IN {_MINE} AND first_run NOT IN {_MINE})
               AS changed,
           count(DISTINCT fact_id) FILTER (until_run IN {_MINE} AND fact_id NOT IN (SELECT fact_id FROM versions
               WHERE until_run IS NULL)) AS lost
    FROM versions GROUP BY 1
)
SELECT d.document_id, d.file_name, d.title, d.status, d.first_run IN {_MINE}, coalesce(t.new, 0),
       coalesce(t.changed, 0), coalesce(t.lost, 0)
FROM documents AS d LEFT JOIN counted AS t USING (document_id)
WHERE d.last_run IN {_MINE} OR t.new + t.changed + t.lost > 0
ORDER BY d.file_name, 1
"""
_FACTS = f"""
WITH versions AS ({_REPORTED})
SELECT v.fact_id, v.kind, coalesce(d.title, d.file_name), v.page, v.words
FROM versions AS v JOIN documents AS d USING (document_id)
WHERE v.until_run IS NULL AND v.first_run IN {_MINE}
QUALIFY row_number() OVER (PARTITION BY v.document_id ORDER BY v.confidence DESC NULLS LAST, v.page, v.fact_id)
        <= {OF_A_DOCUMENT}
ORDER BY d.file_name, v.document_id, v.confidence DESC NULLS LAST, v.page, v.fact_id LIMIT {MAX_LISTED}
"""
_CHANGED = f"""
WITH versions AS ({_REPORTED})
SELECT v.fact_id, v.kind, coalesce(d.title, d.file_name), v.page, v.words,
       (SELECT any_value(old.words) FROM versions AS old WHERE old.fact_id = v.fact_id
        AND old.until_run IN {_MINE} AND old.words <> v.words)
FROM versions AS v JOIN documents AS d USING (document_id)
WHERE v.until_run IS NULL AND v.since_run IN {_MINE} AND v.first_run NOT IN {_MINE}
ORDER BY d.file_name, v.page, v.fact_id LIMIT {MAX_LISTED}
"""
_LOST = f"""
WITH versions AS ({_REPORTED})
SELECT DISTINCT v.fact_id, v.kind, coalesce(d.title, d.file_name, v.document_id), v.page, v.words
FROM versions AS v LEFT JOIN documents AS d USING (document_id)
WHERE v.until_run IN {_MINE} AND v.fact_id NOT IN (SELECT fact_id FROM versions WHERE until_run IS NULL)
ORDER BY 3, 4, 1 LIMIT {MAX_LISTED}
"""
_RESTATED = f"""
SELECT s.name, p.as_of, p.value_printed, coalesce(d.title, d.file_name), n.value_printed,
       coalesce(e.title, e.file_name), n.page
FROM series_points AS p
JOIN series AS s USING (series_id)
JOIN documents AS d ON d.document_id = p.document_id
JOIN series_points AS n ON n.series_id = p.series_id AND n.count_id = p.refers_to
JOIN documents AS e ON e.document_id = n.document_id
JOIN counts AS c ON c.count_id = n.count_id AND c.document_id = n.document_id
WHERE p.status = 'restated' AND c.first_run IN {_MINE}
ORDER BY s.name, p.as_of LIMIT {MAX_LISTED}
"""
_REPEATED = f"""
SELECT t.kind, t.words, coalesce(d.title, d.file_name), t.page, coalesce(f.title, f.file_name)
FROM told_again AS t
JOIN documents AS d USING (document_id)
JOIN documents AS f ON f.document_id = t.first_document_id
WHERE t.document_id <> t.first_document_id AND d.first_run IN {_MINE}
ORDER BY d.file_name, t.page, t.words LIMIT {MAX_LISTED}
"""
_DUE = f"""
SELECT s.name, t.value, t.due, coalesce(d.title, d.file_name), t.page, t.actual, t.met
FROM series_targets AS t JOIN series AS s USING (series_id) LEFT JOIN documents AS d ON d.document_id = t.document_id
WHERE t.due <= $today AND t.met IS DISTINCT FROM TRUE
UNION
SELECT coalesce(v.label, v.quote), v.target, v.period_end, coalesce(v.document, d.file_name), v.page, v.actual, v.met
FROM target_against_actual AS v JOIN documents AS d USING (document_id)
WHERE v.period_end <= $today AND v.met IS DISTINCT FROM TRUE
  AND v.target_id NOT IN (SELECT count_id FROM series_targets WHERE count_id IS NOT NULL)
ORDER BY 3 DESC, 1 LIMIT {MAX_LISTED}
"""
_WANTING = f"""
SELECT i.file_name, i.page, i.code, i.message,
       coalesce(d.last_run IN {_MINE} OR f.since_run IN {_MINE} OR (d.document_id IS NULL AND f.path IS NULL), FALSE)
FROM issues AS i
LEFT JOIN documents AS d ON d.document_id = i.document_id
LEFT JOIN files AS f ON f.path = i.path
WHERE i.code NOT IN (SELECT unnest($noted))
ORDER BY 5 DESC, i.file_name, i.page NULLS FIRST, i.code, i.message
"""


def read_came_in(warehouse: Path, today: date, run: str | None = None) -> CameIn:
    """Reads it for the run whose id starts with `run_id`, or for the last run that changed the warehouse, with all its
    portions.

    Raises UserError if there is none.
    """
    with connect_current(warehouse) as connection:
        results = connection.execute(_RUN, {"run": run}).fetchall()
        if not results:
            raise UserError(
                f"{warehouse} knows no run{'' if run is None else f' {run}'}: tfextract query 'SELECT run_id FROM runs'"
            )
        run_id, job, started_at, portions = results[0]
        return _of(connection, today, ReportedRun(run_id, job, started_at, tuple(portions)))


def read_nothing_came(warehouse: Path, today: date, job: str, at: datetime) -> CameIn:
    """For a run that changed nothing and so is not in `runs`: reads only what waits for a person."""
    with connect_current(warehouse) as connection:
        return _of(connection, today, ReportedRun(None, job, at, ()))


def _of(connection: duckdb.DuckDBPyConnection, today: date, run: ReportedRun) -> CameIn:
    mine = {"runs": list(run.portions)}
    return CameIn(
        run,
        _rows(connection, DocumentCame, _DOCUMENTS, mine),
        _rows(connection, FactCame, _FACTS, mine),
        _rows(connection, FactCame, _CHANGED, mine),
        _rows(connection, FactCame, _LOST, mine),
        _rows(connection, Restated, _RESTATED, mine),
        _rows(connection, Repeated, _REPEATED, mine),
        _rows(connection, Due, _DUE, {"today": today}),
        _rows(connection, Wanting, _WANTING, mine | {"noted": list(_NOTED)}),
    )


def _rows(connection: duckdb.DuckDBPyConnection, kind: type[T], sql: str, given: dict[str, Any]) -> tuple[T, ...]:
    return tuple(kind(*row) for row in connection.execute(sql, given).fetchall())


def total(documents: Sequence[DocumentCame]) -> tuple[int, int, int]:
    """(new, changed, lost) facts."""
    return (
        sum(document.new for document in documents),
        sum(document.changed for document in documents),
        sum(document.lost for document in documents),
    )
