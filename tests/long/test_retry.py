"""What an ingest gave up after three runs, and the option that has it read once more."""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

from tests import pdfs, readers
from tests.flows.places import Workplace
from tfextract.ingest import ingest
from tfextract.settings import Settings


def test_what_was_given_up_is_read_when_it_is_asked_for(workplace: Workplace, tmp_path: Path) -> None:
    pdfs.write_folder(tmp_path / "raw")
    for file in (tmp_path / "raw").iterdir():
        if file.name != "river.pdf":
            file.unlink()
    settings = Settings(workers=1, rest_seconds=0)
    for _ in range(3):
        ingest([tmp_path / "raw"], tmp_path / "w.duckdb", settings, load=readers.load_dying)  # type: ignore[arg-type]
    command = [sys.executable, "-m", "flows.ingest", str(tmp_path / "raw"), "--warehouse", str(tmp_path / "w.duckdb")]
    as_usual = workplace.run(*command)
    assert (as_usual.returncode, "Reading" in as_usual.stdout) == (0, False)
    asked = workplace.run(*command, "--retry")
    assert (asked.returncode, asked.stderr) == (0, "")
    with duckdb.connect(tmp_path / "w.duckdb", read_only=True) as connection:
        assert connection.execute("SELECT status FROM files").fetchall() == [("read",)]
