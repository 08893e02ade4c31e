"""Every command of docs/corrections.md does what the page says."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.warehouse.beginnings import Beginnings
from tests.warehouse.samples import change, read_document
from tfextract.cli import app
from tfextract.settings import load_settings
from tfextract.warehouse import run_query

FRAMEWORK = "Code,Indicator,Unit of measure,Baseline,Target 2012\npilots_trained,Pilots trained,harbour pilots,20,150\n"
IDS = {"COUNT_ID": "c-lighthouse", "ACHIEVEMENT_ID": "a-lighthouse", "PRODUCT_ID": "p-lighthouse"}


@pytest.fixture
def place(tmp_path: Path, beginnings: Beginnings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "raw").mkdir()
    (tmp_path / "framework.csv").write_text(FRAMEWORK, "utf-8")
    beginnings.begin(tmp_path / "warehouse" / "tfextract.duckdb", change(read_document()))
    load_settings.cache_clear()
    yield tmp_path
    load_settings.cache_clear()


def test_the_commands_work_in_their_order(place: Path, project: Path) -> None:
    text = (project / "docs" / "corrections.md").read_text("utf-8")
    blocks = re.findall(r"```bash\n(.*?)```", text, re.DOTALL)
    shown = {}
    for command in "".join(blocks).splitlines():
        words = [IDS.get(word, word) for word in shlex.split(command)]
        assert words[0] == "tfextract"
        result = CliRunner().invoke(app, words[1:])
        assert result.exit_code == 0, f"{command}\n{result.output}\n{result.exception}"
        shown[command] = result.output
    assert "applied" in shown[next(command for command in shown if "extracted_value" in command)]
    assert "lighthouse.pdf" in shown["tfextract documents"]
    assert re.search(r"2012-12-31.*\b120\b.*point.*100", shown["tfextract series pilots_trained"])
    warehouse = place / "warehouse" / "tfextract.duckdb"
    assert run_query(warehouse, "SELECT unit, review FROM counts ORDER BY unit").rows == (
        ("USD", "added"), ("pilots", "edited")
    )  # fmt: skip
    assert run_query(warehouse, "SELECT count(*) FROM achievements").rows == ((0,),)
    assert run_query(warehouse, "SELECT status, count(*) FROM reviews GROUP BY 1").rows == (("applied", 5),)
