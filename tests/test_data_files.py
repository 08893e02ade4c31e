from __future__ import annotations

from pathlib import Path

import pytest
from bench.data_files import neat, wrong


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("rules.toml", "[[rule]]\nid = 1 2\n", "Expected newline"),
        ("rules.toml", "[[rule]] \nid = 1\n", "--fix"),
        ("view.sql", "SELEC 1;\n", "syntax error"),
        ("view.sql", "-- nothing to do\n", "no statement"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_the_reason(
    tmp_path: Path, name: str, text: str, message: str
) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    assert any(message in found for found in wrong(path)), list(wrong(path))


def test_a_neat_file_has_nothing_wrong(tmp_path: Path) -> None:
    path = tmp_path / "view.sql"
    path.write_text(neat("\n\nSELECT 1 \n\n\n\n;\n\tSELECT 2;"), "utf-8")
    assert path.read_text("utf-8") == "SELECT 1\n\n;\n    SELECT 2;\n"
    assert list(wrong(path)) == []
