"""A warehouse of 400,000 facts is filled, queried and updated. bench.scale measures how long that takes."""

from __future__ import annotations

from pathlib import Path

from bench.scale import Given, fill, questions, update

from tfextract.warehouse import check


def test_a_large_warehouse_is_filled_asked_and_updated(tmp_path: Path) -> None:
    given = Given(documents=2000, facts=200, copies=1, warehouse=tmp_path / "scale.duckdb")
    fill(given)
    assert len(questions(given)) > 10
    update(given)
    assert check(given.warehouse) == ()
