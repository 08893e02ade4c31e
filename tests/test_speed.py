"""The program that measures speed: what it runs, what it keeps, when its gate fails. No test depends on times."""

from __future__ import annotations

import json
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from bench import peers, speed
from bench.speed import Spent


def test_a_program_that_fails_is_no_measure() -> None:
    spent = speed.run([sys.executable, "-c", "import sys; sys.exit(3)"])
    assert spent.processor > 0
    assert spent.peak_mb > 1
    with pytest.raises(RuntimeError, match=r"ended with 1: (?s:.*)planted"):
        speed.run([sys.executable, "-c", "raise IndexError('planted')"])


def test_settings_of_the_shell_do_not_reach_what_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TFEXTRACT_WORKERS", "none")
    speed.run([sys.executable, "-c", "import os, sys; sys.exit('TFEXTRACT_WORKERS' in os.environ)"])


def test_generated_documents_have_the_pages_that_were_asked_for(tmp_path: Path) -> None:
    files = speed.generated(8, tmp_path)
    assert len(files) > 1
    assert speed.page_count(files) >= 8
    [whole] = speed.generated(8, tmp_path, in_one=True)
    assert len(pdfium.PdfDocument(whole)) == 8


def test_every_peer_that_is_installed_reads_a_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    [whole] = speed.generated(1, tmp_path, in_one=True)
    for name, peer in peers.PEERS.items():
        if peer.installed:
            assert peers.main([name, str(whole)]) == 0
            letters, _, failed = capsys.readouterr().out.split()[:3]
            assert (int(letters) > 20, failed) == (True, "0"), name


def test_the_gate_is_shut_above_the_ratio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = {speed.OURS: iter((9.0, 6.0)), speed.MEASURE: iter((4.0, 5.0))}
    monkeypatch.setattr(speed, "once", lambda program, _: Spent(next(seconds[program]), 1.0, 100.0))
    monkeypatch.setattr(speed, "RESULTS", tmp_path / "results")
    command = ["speed", "--generated", "2", "--rounds", "2", "--only", "pdfplumber", "--keep", "--most"]
    monkeypatch.setattr(sys, "argv", [*command, "1.4"])
    # The least of the rounds count: 6 to 4.
    assert speed.main() == 1
    [kept] = (tmp_path / "results").iterdir()
    rows = json.loads(kept.read_text())["rows"]
    assert [(row["program"], row["ratio"], row["rounds"]) for row in rows] == [
        (speed.OURS, 1.5, [9.0, 6.0]),
        (speed.MEASURE, 1.0, [4.0, 5.0]),
    ]
    seconds |= {speed.OURS: iter((9.0, 6.0)), speed.MEASURE: iter((4.0, 5.0))}
    monkeypatch.setattr(sys, "argv", [*command, "1.6"])
    assert speed.main() == 0


def test_what_is_kept_of_sizes_is_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speed, "once", lambda program, _: Spent(2.0 if program == speed.OURS else 1.0, 1.0, 100.0))
    monkeypatch.setattr(speed, "RESULTS", tmp_path)
    monkeypatch.setattr(sys, "argv", ["speed", "--sizes", "4,8", "--only", "pdfplumber", "--keep"])
    assert speed.main() == 0
    kept, drawing = sorted(tmp_path.iterdir())
    assert (kept.suffix, drawing.suffix, kept.stem) == (".json", ".svg", drawing.stem)
    sizes = json.loads(kept.read_text())["sizes"]
    assert [[row["pages_a_second"] for row in sizes[size]] for size in ("4", "8")] == [[2.0, 4.0], [4.0, 8.0]]
    words = [text.text for text in ET.parse(drawing).getroot().iter("{http://www.w3.org/2000/svg}text")]
    assert {"4", "8", speed.OURS, speed.MEASURE} <= set(words)
    assert "script" not in {element.tag.rpartition("}")[2] for element in ET.parse(drawing).getroot().iter()}
