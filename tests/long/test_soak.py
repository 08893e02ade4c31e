from __future__ import annotations

from pathlib import Path

from bench.soak.__main__ import soak


def test_scheduled_runs_while_files_arrive(tmp_path: Path) -> None:
    soaked = soak(tmp_path / "place", minutes=3, every=20, seed=2)
    assert soaked.wrong == (), soaked.text()
    ended = sum(soaked.runs.states.get(name, 0) for name in ("Completed", "NewlySkipped", "Staged"))
    assert ended >= 2, soaked.text()
