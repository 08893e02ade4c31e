"""Runs killed at drawn moments, `python -m bench.kills 100 [SEED]`; ends at the first that loses anything."""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.kills import Draw, Killer, Place


def main() -> None:
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    done: list[Draw] = []
    with tempfile.TemporaryDirectory() as folder:
        killer = Killer(Place(Path(folder, "raw"), Path(folder, "w.duckdb")), seed)
        for number in range(1, draws + 1):
            done.append(killer.draw())
            print(number, done[-1], flush=True)
    killed = [draw for draw in done if draw.killed]
    print(f"{len(done)} runs, {len(killed)} killed before they ended: {dict(Counter(draw.job for draw in killed))}")
    print(f"as before: {sum(not draw.after for draw in killed)}, as finished: {sum(draw.after for draw in killed)}")
    print(f"left something that the next run removed: {sum(draw.left > 0 for draw in killed)}; lost or torn: 0")


if __name__ == "__main__":
    main()
