"""The cost of a store: the same brochures ingested from a folder and from a bucket on loopback.

python -m bench.stores --count 1000 --workers 2

The S3 server (moto's) is in this process. Its work is not measured, but it uses the same cores.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
from tests import pdfs
from tests.stores.server import Bucket, serving

_DONE = "trained equipped planted repaired connected vaccinated".split()
_WHAT = "farmers teachers wells schools households clinics seedlings bridges".split()


def brochure(number: int) -> bytes:
    """One page with a dozen results, the same for the same number."""
    drawn = random.Random(number)
    lines = [f"River Fund brochure {number}"]
    for _ in range(12):
        count, done, what = drawn.randrange(10, 90_000), drawn.choice(_DONE), drawn.choice(_WHAT)
        lines.append(
            f"In {drawn.randrange(2005, 2024)} the fund {done} {count:,} {what} in {drawn.randrange(2, 40)} districts."
        )
    return pdfs.text_pdf(*lines)


# The command, which says at its end how much memory its own process took at most (kilobytes on Linux).
_MEASURED = """
import atexit, resource, sys
atexit.register(lambda: print("own", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr))
from tfextract.__main__ import main
main()
"""


def ingested(place: str, warehouse: Path, workers: int) -> dict[str, float]:
    """Seconds, processor seconds, and memory of one command: its own and the largest of its readers."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    words = ["ingest", place, "--warehouse", str(warehouse), "--workers", str(workers)]
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, *words],
        capture_output=True,
        text=True,
        env=os.environ | {"TFEXTRACT_REST_SECONDS": "0"},
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{done.stdout[-2000:]}{done.stderr[-2000:]}")
    own = int(done.stderr.rpartition("own ")[2]) / 1000
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"seconds": time.monotonic() - began, "cpu_seconds": cpu, "own_mb": own, "reader_mb": after.ru_maxrss / 1000}


def rows(warehouse: Path) -> list[object]:
    """All facts, without the places of their files."""
    tables = ("documents", "achievements", "counts", "products", "evidence", "blocks")
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        left_out = "'ingested_at', 'first_run', 'since_run', 'last_run'"
        return [
            connection.execute(f"SELECT COLUMNS(lambda c: c NOT IN ({left_out})) FROM {table} ORDER BY ALL").fetchall()
            for table in tables
        ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, serving() as server:
        folder = Path(name)
        (folder / "raw").mkdir()
        bucket = server.bucket()
        for number in range(given.count):
            content = brochure(number)
            (folder / "raw" / f"{number:06d}.pdf").write_bytes(content)
            bucket.put(f"raw/{number:06d}.pdf", content)
        results = {}
        for where, place in (("bucket", f"{bucket.url}/raw"), ("folder", str(folder / "raw"))):
            for turn in ("first", "again"):
                bucket.forget()
                results[f"{where}, {turn}"] = ingested(place, folder / f"{where}.duckdb", given.workers) | asked_of(
                    bucket
                )
        print(json.dumps({"brochures": given.count, "workers": given.workers, **results}, indent=1))
        same = rows(folder / "bucket.duckdb") == rows(folder / "folder.duckdb")
        print("the same rows" if same else "OTHER ROWS")


def asked_of(bucket: Bucket) -> dict[str, float]:
    return {"gets_of_pdfs": len(bucket.gets()), "requests": len(bucket.server.asked)}


if __name__ == "__main__":
    main()
