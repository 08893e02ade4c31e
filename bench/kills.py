"""Kills runs at random moments, `python -m bench.kills 100`; ends at the first that loses anything.

It kills that many publishes (tests/kills.py), then whole ingests with real readers (tests/whole_kills.py), then runs of
each command over a bucket (tests/store_kills.py).
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from pathlib import Path

from tests.kills import Draw, Killer, Place
from tests.store_kills import KINDS, KilledCommand, StoreKiller
from tests.stores.server import serving
from tests.whole_kills import KilledRun, WholeKiller


def publishes(folder: Path, draws: int, seed: int) -> str:
    killer = Killer(Place(folder / "raw", folder / "w.duckdb"), seed)
    done: list[Draw] = []
    for number in range(1, draws + 1):
        done.append(killer.draw())
        print(number, done[-1], flush=True)
    killed = [draw for draw in done if draw.killed]
    return (
        f"{len(done)} runs, {len(killed)} killed before they ended: {dict(Counter(draw.job for draw in killed))}\n"
        f"as before: {sum(not draw.after for draw in killed)}, as finished: {sum(draw.after for draw in killed)}\n"
        f"left something that the next run removed: {sum(draw.left > 0 for draw in killed)}; lost or torn: 0"
    )


def whole_ingests(folder: Path, draws: int, seed: int) -> str:
    killer = WholeKiller.at(folder, seed)
    done: list[KilledRun] = []
    for number in range(1, draws + 1):
        done.append(killer.draw())
        print(number, done[-1], flush=True)
    lines = [f"{len(done)} whole runs of which {sum(one.killed for one in done)} were killed before they ended"]
    for name in ("job", "victim", "part", "found", "mended"):
        tally = Counter(str(getattr(one, name)) for one in done)
        lines.append(f"{name}: " + ", ".join(f"{count} {what}" for what, count in tally.most_common()))
    lines.append(f"left drafts that the next run removed: {sum(one.drafts > 0 for one in done)}; lost or torn: 0")
    return "\n".join(lines)


def commands_over_a_bucket(folder: Path, draws: int, seed: int) -> str:
    done: list[KilledCommand] = []
    with serving() as server:
        killer = StoreKiller.at(folder / "place", server, seed)
        for number in range(1, draws + 1):
            for kind in KINDS:
                done.append(killer.draw(kind))
                print(number, done[-1], flush=True)
    lines = []
    for kind in KINDS:
        killed = [one for one in done if one.kind == kind and one.killed]
        found = Counter(one.found for one in killed)
        lines.append(
            f"{draws} of `{kind}`, {len(killed)} killed before they ended; found: {dict(found)}; left objects that the "
            f"next run removed: {sum(one.strays > 0 for one in killed)}"
        )
    return "\n".join([*lines, "lost, doubled, torn or left: 0"])


_KINDS = {"publishes": publishes, "ingests": whole_ingests, "stores": commands_over_a_bucket}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("number", type=int, nargs="?", default=100)
    parser.add_argument("seed", type=int, nargs="?", default=1)
    parser.add_argument("--only", choices=tuple(_KINDS))
    given = parser.parse_args()
    reported = []
    for name, kill in _KINDS.items():
        if given.only in (None, name):
            with tempfile.TemporaryDirectory() as folder:
                reported.append(kill(Path(folder), given.number, given.seed))
    print("\n".join(reported))


if __name__ == "__main__":
    main()
