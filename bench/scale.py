"""Load, size, questions, one-document update and memory on a generated warehouse.

python -m bench.scale --documents 5000 --facts 200 --folder /tmp/scale
python -m bench.scale --documents 100000 --facts 200 --folder /tmp/scale     (20 million facts, some 6 GB of disk)
python -m bench.scale --documents 5000 --copies 20 --folder /tmp/scale     (as many, most of them copied by SQL)

Each step runs in its own process, so that its memory can be measured. Times are wall clock and processor time.
"""

from __future__ import annotations

import argparse
import contextlib
import multiprocessing
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

import duckdb

from bench.invented import invented_document, source_of
from bench.steps import peak
from tfextract.warehouse import Change, RunRecord, check, connect, publish, publishing
from tfextract.warehouse.arrow import arrow_table, insert_arrow, schema_of
from tfextract.warehouse.load import load
from tfextract.warehouse.rows import DOCUMENT_TABLES
from tfextract.warehouse.schema import CATALOG, STORAGE_VERSION, migrate

GUIDE = Path(__file__).parents[1] / "docs" / "analyst-guide.md"
# Names in the guide's queries, and the generated ones that replace them.
NAMES = {"Lighthouse Fund": "Publisher 17", "China Trust Fund": "Fund 17", "'KEN'": "'C17'", "= 2015": "= 2017"}
BATCH_FACTS = 1_000_000
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Given:
    documents: int
    facts: int
    copies: int
    warehouse: Path


@dataclass(frozen=True, slots=True)
class Figure:
    """`peak` is the most memory the process of this step held, in MB."""

    name: str
    value: float
    unit: str
    peak: float | None = None

    def __str__(self) -> str:
        peak = "" if self.peak is None else f"   (peak {self.peak:,.0f} MB)"
        return f"{self.value:>14,.2f} {self.unit:<8} {self.name}{peak}"


def _run(number: int) -> RunRecord:
    return RunRecord(f"run-{number:06}", datetime.now(UTC), "v1", "0", "0", "rules only", "", "{}")


def _change(numbers: range, facts: int, version: int = 0) -> Change:
    documents = tuple(invented_document(number, facts, version) for number in numbers)
    return Change(tuple(source_of(read) for read in documents), documents, ())


def fill(given: Given) -> list[Figure]:
    """Through the load of a publish, batch by batch; making the facts up is not counted."""
    wall = processor = 0.0
    step = max(1, BATCH_FACTS // given.facts)
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{given.warehouse}' AS {CATALOG} (STORAGE_VERSION '{STORAGE_VERSION}')")
        connection.execute(f"USE {CATALOG}")
        connection.execute("SET enable_progress_bar = false")
        migrate(connection)
        for first in range(0, given.documents, step):
            change = _change(range(first, min(first + step, given.documents)), given.facts)
            began, used = time.perf_counter(), time.process_time()
            connection.execute("BEGIN")
            load(connection, change, _run(first))
            connection.execute("COMMIT")
            wall += time.perf_counter() - began
            processor += time.process_time() - used
        began = time.perf_counter()
        connection.execute(f"CHECKPOINT {CATALOG}")
        wall += time.perf_counter() - began
        (rows,) = connection.execute("SELECT count(*) FROM evidence").fetchall()[0]
        connection.execute("USE memory")
        connection.execute(f"DETACH {CATALOG}")
    total = given.documents * given.facts
    assert rows == total, f"{rows} rows of evidence for {total} facts"
    return [
        Figure("load, wall clock", total / wall, "facts/s", peak()),
        Figure("load, processor time", total / processor, "facts/s"),
        Figure("size of the file", given.warehouse.stat().st_size / MEGABYTE, "MB"),
        Figure("size by fact", given.warehouse.stat().st_size / total, "bytes"),
    ]


# Columns with the id of a document, or of a fact, which starts with it.
_OWN_IDS = frozenset(
    "document_id fact_id achievement_id count_id product_id phase_id priority_area_id contact_id whole_id "
    "compares_with repeat_of".split()
)


def copy(given: Given) -> list[Figure]:
    """Copies each document under other ids and years: a large warehouse in a tenth of the time.

    Its loading times mean nothing. Size, questions and update are those of a warehouse of its size.
    """
    with duckdb.connect(str(given.warehouse)) as connection:
        connection.execute("SET enable_progress_bar = false")
        rows = connection.execute(
            "SELECT table_name, list(column_name) FROM duckdb_columns() JOIN duckdb_tables() USING (table_name) "
            "WHERE duckdb_columns.schema_name = 'main' AND duckdb_tables.schema_name = 'main' GROUP BY table_name "
            "HAVING list_contains(list(column_name), 'document_id')"
        ).fetchall()
        for number in range(1, given.copies):
            for table, columns in rows:
                changed = [f"'{number:08x}' || substr({name}, 9) AS {name}" for name in columns if name in _OWN_IDS]
                if table == "documents":
                    changed.append(f"report_year + {number % 3 * 5} AS report_year")
                if table == "files":
                    changed.append(f"'/raw/{number}/' || file_name AS path")
                connection.execute(
                    f"INSERT INTO {table} SELECT * REPLACE ({', '.join(changed)}) FROM {table} "
                    "WHERE starts_with(document_id, '00000000')"
                )
        connection.execute("CHECKPOINT")
        (facts,) = connection.execute("SELECT count(*) FROM evidence").fetchall()[0]
    size = given.warehouse.stat().st_size
    return [
        Figure("facts after copying", facts, "facts"),
        Figure("size of the file", size / MEGABYTE, "MB"),
        Figure("size by fact", size / facts, "bytes"),
    ]


def through_arrow(given: Given) -> list[Figure]:
    """The part of a load that is not Python: prepared Arrow tables of facts and evidence into an empty warehouse."""
    change = _change(range(max(1, BATCH_FACTS // given.facts)), given.facts)
    place = given.warehouse.with_suffix(".arrow")
    wall = processor = 0.0
    with duckdb.connect(str(place)) as connection:
        connection.execute("SET enable_progress_bar = false")
        migrate(connection)
        for table in DOCUMENT_TABLES:
            rows = arrow_table(schema_of(connection, table.name, table.columns), table.values(change.documents))
            began, used = time.perf_counter(), time.process_time()
            insert_arrow(connection, table.name, rows)
            wall += time.perf_counter() - began
            processor += time.process_time() - used
        began, used = time.perf_counter(), time.process_time()
        connection.execute("CHECKPOINT")
        wall += time.perf_counter() - began
        processor += time.process_time() - used
    place.unlink()
    total = len(change.documents) * given.facts
    return [
        Figure("Arrow tables into DuckDB, wall clock", total / wall, "facts/s", peak()),
        Figure("Arrow tables into DuckDB, processor time", total / processor, "facts/s"),
    ]


def questions(given: Given) -> list[Figure]:
    """The time of each query of the guide until its first thousand rows; the better of two."""
    figures = []
    with connect(given.warehouse) as connection:
        for name, sql in guide_queries():
            seconds, processor = min(_timed(connection, sql) for _ in range(2))
            figures.append(Figure(f"{processor:>8,.2f} s of processors: {name}", seconds, "s"))
    return [*figures, Figure("all questions", sum(figure.value for figure in figures), "s", peak())]


def guide_queries() -> Iterator[tuple[str, str]]:
    for part in re.split(r"^### (?=\d+\. )", GUIDE.read_text("utf-8"), flags=re.M)[1:]:
        title = part.splitlines()[0]
        for sql in re.findall(r"^```sql\n(.*?)^```", part, flags=re.M | re.S):
            for name, ours in NAMES.items():
                sql = sql.replace(name, ours)  # noqa: PLW2901
            yield title, sql


def _timed(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[float, float]:
    """Wall clock and the time of all processors, in seconds."""
    began, used = time.perf_counter(), time.process_time()
    connection.execute(sql).fetchmany(1000)
    return time.perf_counter() - began, time.process_time() - used


def update(given: Given) -> list[Figure]:
    """One document read again and published: copy, load, checks, replace."""
    change = _change(range(given.documents // 2, given.documents // 2 + 1), given.facts, version=1)
    began, used = time.perf_counter(), time.process_time()
    publish(given.warehouse, change, _run(10**6))
    return [
        Figure("update of one document, wall clock", time.perf_counter() - began, "s", peak()),
        Figure("update of one document, processor time", time.process_time() - used, "s"),
    ]


# The steps of a publish: the function, where `publishing` has it, and what it does.
_STEPS = {
    "_settle": "see that nobody writes to the file",
    "copy_file": "copy the file",
    "migrate": "open the copy",
    "load": "load the document, and what it replaces into history",
    "run_document_checks": "checks of the document",
    "run_fund_checks": "bounds of funds",
    "sync": "write to disk for good",
}


def steps(given: Given) -> list[Figure]:
    """Each step of the publish of one document that is read again a second time: seconds, and processor seconds."""
    spent = dict.fromkeys(_STEPS, (0.0, 0.0))

    def watched(name: str, function: Callable[..., object]) -> Callable[..., object]:
        def call(*words: object, **named: object) -> object:
            began, used = time.perf_counter(), time.process_time()
            try:
                return function(*words, **named)
            finally:
                wall, processor = spent[name]
                spent[name] = (wall + time.perf_counter() - began, processor + time.process_time() - used)

        return call

    with contextlib.ExitStack() as patched:
        for name in _STEPS:
            holder, attribute = (shutil, "copy") if name == "copy_file" else (publishing, name)
            patched.enter_context(mock.patch.object(holder, attribute, watched(name, getattr(holder, attribute))))
        change = _change(range(given.documents // 2, given.documents // 2 + 1), given.facts, version=2)
        began, used = time.perf_counter(), time.process_time()
        publish(given.warehouse, change, _run(10**6 + 1))
        whole = (time.perf_counter() - began, time.process_time() - used)
    rest = (whole[0] - sum(wall for wall, _ in spent.values()), whole[1] - sum(used for _, used in spent.values()))
    named = [(words, spent[name]) for name, words in _STEPS.items()]
    return [
        Figure(f"{processor:>8,.2f} s of processors: {words}", wall, "s")
        for words, (wall, processor) in [*named, ("commit, checkpoint, keep the build, replace", rest), ("all", whole)]
    ]


def checks(given: Given) -> list[Figure]:
    """Every check over the whole warehouse, and the past of one document out of history."""
    began, used = time.perf_counter(), time.process_time()
    check(given.warehouse)
    whole = (time.perf_counter() - began, time.process_time() - used)
    with connect(given.warehouse) as connection:
        then = _timed(connection, f"SELECT count(*), sum(value) FROM history.counts_as_of('{_run(0).run_id}')")
    return [
        Figure(f"{whole[1]:>8,.2f} s of processors: all checks", whole[0], "s", peak()),
        Figure(f"{then[1]:>8,.2f} s of processors: all counts as of the first run", then[0], "s"),
    ]


def _alone(step: Callable[[Given], list[Figure]], given: Given) -> None:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        for figure in pool.apply(step, (given,)):
            print(figure, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=5000)
    parser.add_argument("--facts", type=int, default=200, help="facts of each document")
    parser.add_argument("--copies", type=int, default=1, help="how often each document is there")
    parser.add_argument("--folder", type=Path, required=True, help="is made, and removed at the end")
    parser.add_argument("--keep", action="store_true", help="leave the warehouse; with an existing one, do not fill it")
    given = parser.parse_args()
    place = Given(given.documents, given.facts, given.copies, given.folder / "scale.duckdb")
    given.folder.mkdir(parents=True, exist_ok=True)
    documents = place.documents * place.copies
    print(
        f"{documents:,} documents, {documents * place.facts:,} facts, load average {os.getloadavg()[0]:.1f}", flush=True
    )
    try:
        if not (given.keep and place.warehouse.exists()):
            place.warehouse.unlink(missing_ok=True)
            _alone(fill, place)
            if place.copies > 1:
                _alone(copy, place)
        _alone(through_arrow, place)
        _alone(questions, place)
        _alone(update, place)
        _alone(steps, place)
        _alone(checks, place)
    finally:
        if not given.keep:
            shutil.rmtree(given.folder)


if __name__ == "__main__":
    main()
