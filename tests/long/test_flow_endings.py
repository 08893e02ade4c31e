"""How a flow ends that has nothing to publish: wrong use, settings that cannot be, documents that come out the same."""

from __future__ import annotations

import sys
from pathlib import Path

from tests import pdfs
from tests.flows.places import Workplace


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


def test_reprocess_reads_again_and_tells_what_changes(workplace: Workplace, tmp_path: Path) -> None:
    pdfs.write_folder(tmp_path / "raw")
    assert workplace.ingest(tmp_path / "raw", warehouse=tmp_path / "w.duckdb").returncode == 3
    command = [sys.executable, "-m", "flows.reprocess", "--warehouse", str(tmp_path / "w.duckdb")]
    done = workplace.run(*command, "--again", env={"TFEXTRACT_WORKERS": "1"})
    assert (done.returncode, done.stderr) == (0, "")
    assert "Reading 5 documents" in done.stdout
    assert "No fact of a document read before changes" in done.stdout
    nothing = workplace.run(*command, "--document", "river.pdf")
    assert (nothing.returncode, "Nothing is stale" in nothing.stdout) == (0, True)
