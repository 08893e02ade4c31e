"""How a flow that changes nothing ends: nothing new, wrong use, impossible settings, Ctrl-C, the same again."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import pdfs
from tests.flows.places import NOISE, PATIENCE, Workplace, clean_environment


@dataclass
class Ingested:
    folder: Path
    warehouse: Path


@pytest.fixture(scope="module")
def ingested(workplace: Workplace, tmp_path_factory: pytest.TempPathFactory) -> Ingested:
    folder = tmp_path_factory.mktemp("raw")
    pdfs.write_folder(folder)
    warehouse = folder.parent / f"{folder.name}.duckdb"
    assert workplace.ingest(folder, warehouse=warehouse).returncode == 3
    return Ingested(folder, warehouse)


def test_a_second_run_reads_nothing_and_says_so(workplace: Workplace, ingested: Ingested) -> None:
    before = ingested.warehouse.read_bytes()
    again = workplace.ingest(ingested.folder, warehouse=ingested.warehouse)
    assert (again.returncode, again.stderr) == (0, "")
    assert "Nothing to read" in again.stdout
    assert not NOISE.search(again.stdout)
    assert ingested.warehouse.read_bytes() == before


def test_wrong_use_gives_status_2_and_one_line(workplace: Workplace, tmp_path: Path) -> None:
    done = workplace.ingest(tmp_path / "nowhere", warehouse=tmp_path / "w.duckdb")
    assert done.returncode == 2
    assert done.stderr == f"tfextract: {tmp_path / 'nowhere'} does not exist: name a folder of PDFs or a PDF\n"
    assert not (tmp_path / "w.duckdb").exists()


def test_a_setting_that_cannot_be_gives_status_2_and_publishes_nothing(workplace: Workplace, tmp_path: Path) -> None:
    pdfs.write_folder(tmp_path / "raw")
    for env in ({"TFEXTRACT_SPACY_MODEL": "no_such_model"}, {"TFEXTRACT_WORKERS": "many"}):
        done = workplace.ingest(tmp_path / "raw" / "river.pdf", warehouse=tmp_path / "w.duckdb", env=env)
        [setting] = env
        assert done.returncode == 2
        named = (setting, setting.removeprefix("TFEXTRACT_").lower())
        assert any(name in done.stderr for name in named)
        assert "Traceback" not in done.stderr
        assert not (tmp_path / "w.duckdb").exists()


def test_a_run_that_is_stopped_says_so_and_leaves_nothing_half_done(workplace: Workplace, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "flows.ingest", "raw", "--warehouse", str(tmp_path / "w.duckdb")]
    env = clean_environment() | workplace.env
    with subprocess.Popen(
        command, cwd=workplace.folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout is not None
        assert run.stdout.readline().startswith("Reading 1 document")
        run.send_signal(signal.SIGINT)
        _, stderr = run.communicate(timeout=PATIENCE)
    assert run.returncode == 130
    assert stderr == "\nStopped. The warehouse holds what was published before, and the next run goes on.\n"
    assert not (tmp_path / "w.duckdb").exists()


def test_reprocess_reads_again_and_reports_what_changes(workplace: Workplace, ingested: Ingested) -> None:
    command = [sys.executable, "-m", "flows.reprocess", "--warehouse", str(ingested.warehouse)]
    done = workplace.run(*command, "--again", env={"TFEXTRACT_WORKERS": "1"})
    assert (done.returncode, done.stderr) == (0, "")
    assert "Reading 5 documents" in done.stdout
    assert "No fact of a document read before changes" in done.stdout
    nothing = workplace.run(*command, "--document", "river.pdf")
    assert (nothing.returncode, "Nothing is stale" in nothing.stdout) == (0, True)
