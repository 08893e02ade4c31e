from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.warehouse.samples import run_record
from tfextract.temporary import own_folder, remove_abandoned
from tfextract.warehouse import running

_MAKES_ONE = "from tfextract.temporary import own_folder; print(own_folder('reader'), flush=True)"


@pytest.fixture(autouse=True)
def _scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    yield
    tempfile.tempdir = None


def folder_of(code: str) -> Path:
    """Made by a process that has ended since."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return Path(done.stdout.strip())


def test_a_folder_of_a_process_that_is_gone_is_removed_by_the_next_that_makes_one() -> None:
    left = folder_of(_MAKES_ONE)
    assert left.is_dir()
    mine = own_folder("reader")
    assert not left.exists()
    own_folder("fetched")
    assert mine.is_dir()


def test_a_run_that_reads_nothing_removes_it_too(tmp_path: Path) -> None:
    left = folder_of(_MAKES_ONE)
    with running(tmp_path / "warehouse" / "w.duckdb", run_record("run-1")):
        assert not left.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not tell when a process started")
def test_a_number_that_is_used_again_does_not_keep_a_folder(tmp_path: Path) -> None:
    mine = own_folder("reader")
    kind, identity, rest = mine.name.rsplit("-", 2)
    pid = identity.split(".")[0]
    other = tmp_path / f"{kind}-{pid}.1-{rest}"
    other.mkdir()
    remove_abandoned()
    assert mine.is_dir()
    assert not other.exists()


def test_what_others_named_alike_is_left(tmp_path: Path) -> None:
    others = [tmp_path / name for name in ("tfextract-parts-12345678", "tfextract-notes", "mine-reader-1-x")]
    for folder in others:
        folder.mkdir()
    remove_abandoned()
    assert all(folder.is_dir() for folder in others)
