"""Scheduled runs while files arrive, good and bad: `python -m bench.soak --minutes 30`.

A Prefect server, the deployment of prefect.yaml with a schedule of seconds and a worker are started in a folder of
their own; another process asks the warehouse all the time. At the end every file must be in the warehouse as what it
is, no run may be stuck, and no process may have grown. Exits with 1 if something is wrong.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from bench.soak.arrivals import Arrivals
from bench.soak.checks import Memory, Runs, last_completed, wrong_files
from bench.soak.services import PROJECT, Services, services

# Two files arrive during a run, so that at least one run in ten has nothing to do.
_BETWEEN = (2.0, 14.0)
_SAMPLE_EVERY = 5.0
_LAST_RUN_WITHIN = 600.0


@dataclass(frozen=True, slots=True)
class Soaked:
    """The result. `wrong` is empty if everything is as expected."""

    seconds: float
    every: int
    arrived: dict[str, int]
    runs: Runs
    analyst: dict[str, Any]
    memory: Memory
    wrong: tuple[str, ...] = field(default=())

    def text(self) -> str:
        known = ", ".join(f"{number} {state}" for state, number in self.runs.states.items())
        reported = [
            f"{self.seconds / 60:.1f} minutes, a run due every {self.every} seconds: "
            f"{self.seconds / self.every:.0f} expected, {self.runs.due} seen ({known})",
            "arrived: " + ", ".join(f"{number} {kind}" for kind, number in self.arrived.items()),
            f"warehouse asked {self.analyst['asked']} times, {self.analyst['documents']} documents at most, "
            f"errors {self.analyst['errors'] or 'none'}, torn {self.analyst['torn'] or 'nothing'}",
            *self.memory.lines(),
            *(f"failed: {line}" for line in self.runs.failures),
            f"wrong: {len(self.wrong)}",
            *(f"  {line}" for line in self.wrong),
        ]
        return "\n".join(reported)


def soak(place: Path, minutes: float, every: int, seed: int) -> Soaked:
    began = time.monotonic()
    memory = Memory()
    with services(place, every) as parts:
        ready = time.monotonic()
        print(f"services ready after {ready - began:.0f} s", flush=True)
        asking, stop, result = _analyst(parts)
        try:
            arrivals = _let_arrive(parts, memory, ready + 60 * minutes, Random(seed))
            _wait_for_last_run(parts, memory)
            runs = Runs.of(parts.runs(), datetime.now(UTC))
        finally:
            stop.touch()
            asking.wait(60)
    seconds = time.monotonic() - ready
    analyst = json.loads(result.read_text("utf-8"))
    wrong = [*wrong_files(parts.warehouse, arrivals.expected), *memory.grows()]
    wrong += [f"stuck: {line}" for line in runs.stuck] + [f"run failed: {line}" for line in runs.failures]
    wrong += [f"an analyst got: {error}" for error in analyst["errors"]]
    wrong += [f"torn: {name}" for name in analyst["torn"]]
    wrong += (
        [f"the server scheduled {runs.due} runs of {seconds / every:.0f}"] if runs.due < seconds / every / 2 else []
    )
    kinds = Counter(line.split(":")[0] for line in arrivals.messages)
    return Soaked(seconds, every, dict(kinds.most_common()), runs, analyst, memory, tuple(wrong))


def _analyst(parts: Services) -> tuple[subprocess.Popen[bytes], Path, Path]:
    stop, result = parts.place / "stop", parts.place / "analyst.json"
    command = [sys.executable, "-m", "bench.soak.analyst", *map(str, (parts.warehouse, stop, result))]
    return subprocess.Popen(command, cwd=PROJECT), stop, result


def _let_arrive(parts: Services, memory: Memory, until: float, rng: Random) -> Arrivals:
    arrivals = Arrivals(parts.raw, rng)
    for _ in range(10):
        arrivals.step()
    waiting = [*arrivals.each_once(), *arrivals.each_once()]
    next_sample = next_arrival = time.monotonic()
    while (now := time.monotonic()) < until:
        if now >= next_sample:
            memory.sample(parts)
            next_sample = now + _SAMPLE_EVERY
        if now >= next_arrival:
            waiting.pop(0)() if waiting else arrivals.step()
            next_arrival = now + rng.uniform(*_BETWEEN)
        time.sleep(0.3)
    arrivals.settle()
    return arrivals


def _wait_for_last_run(parts: Services, memory: Memory) -> None:
    """Waits for two runs after the last file arrived: the first may still wait for one to rest."""
    deadline = time.monotonic() + _LAST_RUN_WITHIN
    for _ in range(2):
        after = datetime.now(UTC)
        while time.monotonic() < deadline and not last_completed(parts.runs(), after):
            memory.sample(parts)
            time.sleep(_SAMPLE_EVERY)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--every", type=int, default=20, help="seconds between two scheduled runs")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="is made and kept (default: a temporary one, kept where it fails)")
    given = parser.parse_args()
    place = given.folder or Path(tempfile.mkdtemp(prefix="soak-")) / "place"
    soaked = soak(place.absolute(), given.minutes, given.every, given.seed)
    print(soaked.text())
    if given.folder is None and not soaked.wrong:
        shutil.rmtree(place.parent)
    else:
        print(f"kept: {place}")
    return int(bool(soaked.wrong))


if __name__ == "__main__":
    sys.exit(main())
