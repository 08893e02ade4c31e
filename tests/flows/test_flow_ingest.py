"""The flow as a user starts it: a folder of good and bad PDFs in, a warehouse and a plain screen out.

How other runs end: tests/long/test_flow_endings.py.
"""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests import pdfs
from tests.flows.places import HOSTILE, NOISE, Workplace, ask
from tests.flows.runs import artifacts_of, logged_by

BAD = {
    "cut.pdf": "damaged",
    "letter.pdf": "not_pdf",
    "locked.pdf": "encrypted",
    "nothing.pdf": "empty",
    "scan.pdf": "no_text",
}
GOOD = {"SECOND.PDF": "read", "river-copy.pdf": "read", "river.pdf": "duplicate"}


@dataclass
class Ingested:
    folder: Path
    warehouse: Path
    done: subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def ingested(workplace: Workplace, tmp_path_factory: pytest.TempPathFactory) -> Ingested:
    """Started from a shell with settings of other projects, which have no effect; one reader, as each takes seconds."""
    folder = tmp_path_factory.mktemp("raw")
    pdfs.write_folder(folder)
    warehouse = folder.parent / f"{folder.name}.duckdb"
    done = workplace.ingest(folder, warehouse=warehouse, env=HOSTILE | {"TFEXTRACT_WORKERS": "1"})
    return Ingested(folder, warehouse, done)


def rows(warehouse: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(warehouse, read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_newly_skipped_files_give_status_3_and_a_clean_screen(ingested: Ingested) -> None:
    assert ingested.done.returncode == 3, ingested.done.stderr
    assert ingested.done.stderr == ""
    assert not NOISE.search(ingested.done.stdout)


def test_every_file_has_its_row(ingested: Ingested) -> None:
    found = rows(ingested.warehouse, "SELECT file_name, status FROM files")
    assert {name: status for name, status in found} == BAD | GOOD  # noqa: C416


def test_every_unreadable_file_has_its_issue(ingested: Ingested) -> None:
    issues = rows(ingested.warehouse, "SELECT DISTINCT file_name FROM issues WHERE length(message) > 10")
    assert {name for (name,) in issues} == set(BAD)


@pytest.mark.parametrize("name", [*BAD, "river.pdf"])
def test_every_skipped_file_has_its_line_on_the_screen(ingested: Ingested, name: str) -> None:
    lines = [line for line in ingested.done.stdout.splitlines() if name in line]
    assert any((BAD | GOOD)[name].replace("_", " ") in line for line in lines), ingested.done.stdout


def test_the_good_documents_went_through(ingested: Ingested) -> None:
    sql = "SELECT file_name, page_count FROM documents WHERE status = 'read' ORDER BY ALL"
    assert rows(ingested.warehouse, sql) == [("SECOND.PDF", 1), ("river-copy.pdf", 1)]
    assert rows(ingested.warehouse, "SELECT count(*) FROM blocks WHERE text LIKE '%planted 5,000 trees%'") == [(1,)]


def test_the_screen_ends_with_where_the_warehouse_lies(ingested: Ingested) -> None:
    assert ingested.done.stdout.splitlines()[-1] == f"Warehouse: {ingested.warehouse}"


@pytest.fixture
def run(ingested: Ingested, prefect_server: str) -> Any:
    """The first one, as the server knows it."""
    runs = ask(prefect_server, "flow_runs/filter", {"sort": "START_TIME_ASC"})
    return next(run for run in runs if ingested.folder.name in run["name"])


def test_the_page_says_what_a_run_and_its_tasks_are_about(run: Any, ingested: Ingested, prefect_server: str) -> None:
    assert re.fullmatch(rf"ingest {ingested.folder.name} \d{{4}}-\d\d-\d\d \d\d:\d\d", run["name"])
    of_run = {"flow_runs": {"id": {"any_": [run["id"]]}}}
    names = {task["name"] for task in ask(prefect_server, "task_runs/filter", of_run)}
    assert {"plan", "publish", "report"} <= names
    assert {name for name in names if name.startswith("read ")} >= {"read SECOND.PDF", "read scan.pdf"}


def test_the_page_says_how_a_run_ended_and_what_it_did(run: Any, ingested: Ingested, prefect_server: str) -> None:
    assert (run["state_type"], run["state_name"]) == ("COMPLETED", "NewlySkipped")
    assert "newly skipped: " in run["state"]["message"]
    left = artifacts_of(prefect_server, run)
    assert left["reading"] == 100.0
    assert "| --- | --- | ---: |" in left["run"]
    for name in ("SECOND.PDF", "scan.pdf", "letter.pdf"):
        assert f"/{name} |" in left["run"]
    assert str(ingested.warehouse).replace("_", r"\_") in left["run"]
    assert "# What came in" in left["came-in"]
    assert "| SECOND.PDF | new |" in left["came-in"]
    [line] = logged_by(prefect_server, run, "SECOND.PDF: ")
    assert ": 1 page, " in line
    assert line.endswith(" s")
