from __future__ import annotations

from pathlib import Path

import pytest
from bench.fuzz.batch import known_files

from tfextract.ingest import ingest
from tfextract.settings import Settings
from tfextract.warehouse import check


def test_every_pdf_at_hand_is_published(corpora: tuple[Path, ...], tmp_path: Path) -> None:
    if not corpora:
        pytest.skip("no folder of real PDFs lies beside the project")
    warehouse = tmp_path / "w.duckdb"
    report = ingest(corpora, warehouse, Settings(workers=2))
    # What a check takes out is a fact lost, and a fault of the code that made it or of the check.
    assert [str(held) for outcome in report.outcomes for held in outcome.withheld] == []
    files = {row["file"]: row for row in known_files(warehouse)}
    names = {path.name for folder in corpora for path in folder.rglob("*.pdf")}
    assert names == set(files)
    failed = {name: row["message"] for name, row in files.items() if row["status"] == "failed"}
    assert failed == {}
    # A warning is no fault: real reports have shares of more than the whole.
    assert [found for found in check(warehouse) if not found.check.warning] == []
