"""`tfextract export` and `tfextract iati` as a person types them."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.warehouse.beginnings import Beginnings
from tests.warehouse.world import world
from tfextract.cli import app
from tfextract.errors import UserError


@pytest.fixture(scope="module")
def warehouse(beginnings: Beginnings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return beginnings.begin(tmp_path_factory.mktemp("commands") / "w.duckdb", world())


def test_export_says_what_it_wrote(warehouse: Path, tmp_path: Path) -> None:
    typed = ["export", str(tmp_path), "--format", "csv", "--only", "pledges", "--warehouse", str(warehouse)]
    done = CliRunner().invoke(app, typed)
    assert done.exit_code == 0
    assert done.output.splitlines() == ["  2  pledges", f"written: 2 files in {tmp_path}"]


def test_iati_without_indicators_says_what_to_do(warehouse: Path, tmp_path: Path) -> None:
    who = ["--org", "XM-1", "--org-name", "Fund", "--org-type", "40", "--activity", "XM-1-1"]
    done = CliRunner().invoke(app, ["iati", str(tmp_path / "r.xml"), *who, "--warehouse", str(warehouse)])
    assert isinstance(done.exception, UserError)
    assert "indicator" in str(done.exception)
    assert not (tmp_path / "r.xml").exists()
