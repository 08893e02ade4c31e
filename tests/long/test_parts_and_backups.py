"""Runs the commands of docs/operation.md for parts, a backup and its restoring in a copy of the project."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from tests import pdfs
from tests.flows.places import Workplace, block
from tests.rows import rows_of


@pytest.fixture
def place(lonely_workplace: Workplace, tmp_path: Path) -> Workplace:
    folder = tmp_path / "checkout"
    shutil.copytree(lonely_workplace.folder / ".venv", folder / ".venv")
    (folder / "warehouse").mkdir()
    pdfs.write_folder(folder / "raw")
    (folder / "raw" / "bounds.csv").write_text("fund,what,minimum,maximum,note\n")
    (folder / ".prefect").mkdir()
    with sqlite3.connect(folder / ".prefect" / "prefect.db") as database:
        database.execute("CREATE TABLE flow_run (name)")
    return Workplace(folder)


def test_parts_backup_and_restore_do_what_the_page_says(place: Workplace, project: Path) -> None:
    page = project / "docs" / "operation.md"
    warehouse = place.folder / "warehouse" / "tfextract.duckdb"

    loaded = place.run("bash", "-uc", block(page, "parts"))
    assert (loaded.returncode, loaded.stderr) == (3, "")
    assert sorted(path.stem for path in (place.folder / "parts").glob("*.json")) == [
        f"part-{number}-of-3" for number in (1, 2, 3)
    ]
    read = rows_of(warehouse)
    assert read["main.counts"]

    saved = place.run("bash", "-euc", block(page, "backup"))
    assert (saved.returncode, saved.stderr) == (0, "")
    assert {"tfextract.duckdb", "staged", "bounds.csv", "prefect.db"} <= {
        path.name for path in (place.folder / "backup").iterdir()
    }

    warehouse.write_bytes(b"lost")
    restored = place.run("bash", "-euc", block(page, "restore"))
    assert (restored.returncode, restored.stderr) == (0, "")
    assert "every check holds" in restored.stdout
    assert "Nothing to read" in restored.stdout
    assert rows_of(warehouse) == read
