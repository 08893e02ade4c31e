"""The same generated brochures by command line, flow, parts and Dask: rows, processor time, memory, the engine's share.

python -m bench.machines --documents 1000 --folder /tmp/machines
python -m bench.machines --documents 100 --only "cli,parts 7,dask 2" --folder /tmp/machines

Processor time is that of all processes, and is valid on a busy machine too; wall clock time is not.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
from tests import pdfs
from tests.rows import rows_of

ROOT = Path(__file__).parents[1]
WAYS = ("cli", "flow", "parts 7", "dask 1", "dask 2", "dask 4")


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds, and the peak of the memory of all its processes together in MB."""

    wall: float
    processors: float
    megabytes: float

    def with_next(self, other: Measured) -> Measured:
        limit = max(self.megabytes, other.megabytes)
        return Measured(self.wall + other.wall, self.processors + other.processors, limit)


def brochures(folder: Path, count: int) -> None:
    folder.mkdir(parents=True)
    for number in range(count):
        lines = (f"The Quay Fund, report {number}", f"In 2021 the fund trained {1000 + number:,} pilots in Kenya.")
        (folder / f"report-{number:05}.pdf").write_bytes(pdfs.text_pdf(*lines, *pdfs.LINES[2:]))


def commands(way: str, raw: Path, warehouse: Path) -> Iterator[list[str]]:
    python = [sys.executable, "-m"]
    name, _, number = way.partition(" ")
    into = ["--warehouse", str(warehouse)]
    if name == "cli":
        yield [*python, "tfextract", "ingest", str(raw), *into]
    elif name == "flow":
        yield [*python, "flows.ingest", str(raw), *into]
    elif name == "dask":
        yield [*python, "flows.ingest", str(raw), *into, "--runner", "dask", "--workers", number]
    else:
        parts = str(warehouse.with_suffix(".parts"))
        for part in random.Random(1).sample(range(1, int(number) + 1), int(number)):
            yield [*python, "tfextract", "read", str(raw), "--part", f"{part}/{number}", "--out", parts]
        yield [*python, "tfextract", "load", parts, *into]


def measured(command: list[str], state: Path) -> Measured:
    """Raises AssertionError if the command fails."""
    env = os.environ | {"TFEXTRACT_REST_SECONDS": "0", "TFEXTRACT_STATE_FOLDER": str(state)}
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    limits = [0.0]
    watch = threading.Thread(target=_watch, args=(process.pid, limits))
    watch.start()
    assert process.stderr is not None
    words = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    watch.join()
    assert process.returncode == 0, words.decode()
    return Measured(time.perf_counter() - began, used.ru_utime + used.ru_stime, limits[0] / 1e6)


def _watch(pid: int, limits: list[float]) -> None:
    """Memory that is shared between processes counts for each of them."""
    while True:
        try:
            ours = psutil.Process(pid)
            if ours.status() == psutil.STATUS_ZOMBIE:
                return
            held = sum(_held(process) for process in (ours, *ours.children(recursive=True)))
        except psutil.NoSuchProcess:
            return
        limits[0] = max(limits[0], held)
        time.sleep(0.5)


def _held(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--folder", type=Path, required=True, help="is made, and removed at the end")
    parser.add_argument("--only", default=",".join(WAYS))
    given = parser.parse_args()
    brochures(given.folder / "raw", given.documents)
    first: tuple[dict[str, list[str]], Measured] | None = None
    try:
        for way in given.only.split(","):
            warehouse = given.folder / f"{way.replace(' ', '-')}.duckdb"
            took = [
                measured(command, given.folder / "state") for command in commands(way, given.folder / "raw", warehouse)
            ]
            total = took[0]
            for one in took[1:]:
                total = total.with_next(one)
            rows = rows_of(warehouse)
            first = first or (rows, total)
            same = "same rows" if rows == first[0] else "OTHER ROWS"
            more = 1 - first[1].processors / total.processors
            print(
                f"{way:>8}: {same}, {total.processors:7.1f} s of processors ({more:.0%} beyond the first), "
                f"{total.wall:7.1f} s, {total.megabytes:6.0f} MB, load average {os.getloadavg()[0]:.1f}",
                flush=True,
            )
    finally:
        shutil.rmtree(given.folder)


if __name__ == "__main__":
    main()
