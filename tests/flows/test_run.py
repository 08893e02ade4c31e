"""`make run` starts Prefect where something is to be read, and only there."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import flows
from flows import run
from tfextract.ingest import ingest
from tfextract.reader_process import load_nothing
from tfextract.settings import load_settings

BY_PREFECT = 77


@pytest.fixture
def started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a file, `flows.run` called for it, and a flow that only notes that it was started."""
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.setenv("TFEXTRACT_REST_SECONDS", "0")
    monkeypatch.setattr(flows, "ingest", SimpleNamespace(main=lambda: BY_PREFECT), raising=False)
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "weir.pdf").write_text("no PDF")
    monkeypatch.setattr(sys, "argv", ["run", str(raw), "--warehouse", str(tmp_path / "w.duckdb")])
    return raw


def test_where_all_is_read_no_flow_is_started(started: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main() == BY_PREFECT
    ingest([started], started.parent / "w.duckdb", load_settings(), load=load_nothing)
    assert run.main() == 0
    assert "Nothing to read" in capsys.readouterr().out
    (started / "weir.pdf").write_text("no PDF yet")
    assert run.main() == BY_PREFECT


def test_a_named_server_records_every_run(started: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ingest([started], started.parent / "w.duckdb", load_settings(), load=load_nothing)
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    assert run.main() == BY_PREFECT


def test_a_folder_that_is_not_there_is_wrong_use(started: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["run", str(started / "nowhere")])
    assert run.main() == 2
