from __future__ import annotations

from pathlib import Path

from .kills import Killer, Place


def test_killed_at_drawn_moments_nothing_is_lost_and_the_next_run_continues(tmp_path: Path) -> None:
    killer = Killer(Place(tmp_path / "raw", tmp_path / "w.duckdb"), seed=7)
    assert any(killer.draw().killed for _ in range(3))
