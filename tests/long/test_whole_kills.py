from __future__ import annotations

from pathlib import Path

from tests.whole_kills import WholeKiller

DRAWS = 20


def test_whole_ingests_killed_at_drawn_moments_lose_nothing(tmp_path: Path) -> None:
    killer = WholeKiller.at(tmp_path, seed=3)
    done = [killer.draw() for _ in range(DRAWS)]
    assert sum(run.killed for run in done) > DRAWS / 3
    assert {run.part for run in done} == {"plan", "read", "publish"}
    assert {run.victim for run in done} >= {"parent", "reader", "all"}
