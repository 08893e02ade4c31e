"""Runs one batch of mutants through a real ingest, and reports findings."""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from bench.fuzz.mutants import Mutant
from bench.fuzz.opened import pages_of
from bench.fuzz.records import Batch, Finding, Result
from bench.fuzz.watch import Ended, listing, watched

PROJECT = Path(__file__).resolve().parents[2]
PUBLISHED = ("read", "partial", "no_text")
# A reader's memory is sampled ten times a second: between two samples it may exceed its limit by this much.
SLACK = 1.25
_BATCH_SECONDS = 3600.0
_BELONGS = re.compile(r"(run|publish)\.lock|(builds|staged|marks)(/[^.][^/]*)?|kept(/[0-9a-f]{16}\.kept)?")


@dataclass(frozen=True, slots=True)
class Limits:
    """Of the ingest: processes, seconds and MB of a document; MB of the process that starts them."""

    workers: int
    timeout: float
    memory_mb: int
    parent_mb: int


@dataclass(frozen=True, slots=True)
class Done:
    batch: Batch
    results: tuple[Result, ...]
    findings: tuple[Finding, ...]


def run_batch(mutants: Sequence[Mutant], place: Path, limits: Limits) -> Done:
    """The place is made and removed. Faults that only the whole batch has are findings without a number."""
    shutil.rmtree(place, ignore_errors=True)
    folders = {name: place / name for name in ("raw", "warehouse", "tmp", "home", "cwd")}
    for folder in folders.values():
        folder.mkdir(parents=True)
    for mutant in mutants:
        (folders["raw"] / _name(mutant)).write_bytes(mutant.pdf)
    before = _stamps(folders["raw"])
    result, used = place / "result.json", _processor()
    command = [
        sys.executable,
        "-m",
        "bench.fuzz.batch",
        *map(str, (folders["raw"], folders["warehouse"] / "w.duckdb", result)),
    ]
    with ThreadPoolExecutor(1) as beside:
        pages = beside.submit(pages_of, folders["raw"])
        ended = watched(command, folders["cwd"], _environment(folders, limits), _BATCH_SECONDS)
        opened = pages.result()
    reported = json.loads(result.read_text("utf-8")) if result.exists() else {"files": [], "checks": []}
    faults = _faults(ended, limits) + _strays(folders, before) + [f"check: {name}" for name in reported["checks"]]
    rows = {row["file"]: row for row in reported["files"]}
    results = tuple(_result(mutant, rows.get(_name(mutant)), opened) for mutant in mutants)
    # If nothing was published at all, that is the fault, not that each file has no row.
    lost = [one for one in results if one.status == "lost"] if rows else []
    findings = [Finding(None, kind.split(":")[0], kind, True, None) for kind in faults]
    findings += [Finding(one.number, "lost", "the file has no row in files", True, None) for one in lost]
    findings += [Finding(one.number, *noted, False, None) for one in results if (noted := _noted(one))]
    batch = Batch(mutants[0].number, mutants[-1].number, round(ended.seconds, 1), round(_processor() - used, 1),
                  round(ended.parent_mb), round(ended.child_mb), tuple(faults))  # fmt: skip
    shutil.rmtree(place)
    return Done(batch, results, tuple(findings))


def culprits(mutants: Sequence[Mutant], place: Path, limits: Limits, runs: int = 24) -> list[int]:
    """The mutants that have a batch's fault on their own, by halving; fewer if it needs several together."""
    waiting, results = [list(mutants)], []
    while waiting and runs > 0:
        part = waiting.pop()
        halves = [part[: len(part) // 2], part[len(part) // 2 :]]
        for half in filter(None, halves):
            runs -= 1
            if run_batch(half, place, limits).batch.faults:
                if len(half) == 1:
                    results.append(half[0].number)
                else:
                    waiting.append(half)
    return results


def _processor() -> float:
    """Processor time of all ended child processes, in seconds."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _name(mutant: Mutant) -> str:
    return f"m{mutant.number:07}.pdf"


def _environment(folders: dict[str, Path], limits: Limits) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("TFEXTRACT_", "PREFECT_", "XDG_"))
    }
    return kept | {
        "PYTHONPATH": str(PROJECT),
        "HOME": str(folders["home"]),
        "TMPDIR": str(folders["tmp"]),
        # No other process writes to the mutants.
        "TFEXTRACT_REST_SECONDS": "0",
        "TFEXTRACT_WORKERS": str(limits.workers),
        "TFEXTRACT_DOCUMENT_TIMEOUT": str(limits.timeout),
        "TFEXTRACT_DOCUMENT_MEMORY_MB": str(limits.memory_mb),
    }


def _faults(ended: Ended, limits: Limits) -> list[str]:
    faults = []
    if ended.status is None:
        faults.append(f"hung: it did not end within {_BATCH_SECONDS:g} seconds")
    elif ended.status != 0:
        faults.append(f"crash: exit status {ended.status}; {_last(ended.stderr)}")
    if "Traceback" in ended.stdout + ended.stderr:
        faults.append(f"traceback: {_last(ended.stderr or ended.stdout)}")
    elif ended.status == 0 and (words := ended.stdout + ended.stderr):
        faults.append(f"output: {_last(words)}")
    if ended.left:
        faults.append(f"process left: {'; '.join(ended.left)[:300]}")
    if ended.parent_mb > limits.parent_mb:
        faults.append(f"memory: the parent held {ended.parent_mb:.0f} MB of {limits.parent_mb}")
    if ended.child_mb > SLACK * limits.memory_mb:
        faults.append(f"memory: a reader held {ended.child_mb:.0f} MB of {limits.memory_mb}")
    return faults


def _strays(folders: dict[str, Path], before: dict[Path, tuple[int, int]]) -> list[str]:
    new = sorted(listing(folders["tmp"], folders["home"], folders["cwd"]))
    warehouse = folders["warehouse"]
    for path in sorted(listing(warehouse)):
        inside = path.relative_to(warehouse).as_posix()
        belongs = inside in ("w.duckdb", "w.duckdb.runs") or _BELONGS.fullmatch(inside.removeprefix("w.duckdb.runs/"))
        new += [] if belongs else [path]
    strays = [f"stray: {path}" for path in new]
    return strays if _stamps(folders["raw"]) == before else [*strays, "stray: raw/ is not as it was"]


def _stamps(folder: Path) -> dict[Path, tuple[int, int]]:
    return {path: (path.stat().st_size, path.stat().st_mtime_ns) for path in folder.iterdir()}


def _result(mutant: Mutant, row: dict[str, object] | None, opened: dict[str, int]) -> Result:
    pages = opened.get(_name(mutant), -1)
    bare = (mutant.number, mutant.seed_pdf, mutant.done, len(mutant.pdf), pages)
    if row is None:
        return Result(*bare, "lost", 0, None, ())
    issues = row["issues"]
    message = row["message"]
    return Result(
        *bare,
        str(row["status"]),
        int(str(row["facts"])),
        None if message is None else str(message),
        tuple(sorted(map(str, issues))) if isinstance(issues, list) else (),
    )


# Kinds of messages by words in them: findings to look at, but no broken promise.
_KINDS = {
    "error of the program": "program error",
    "contradicts itself": "withheld",
    "process that read it died": "reader died",
    "longer than": "time",
    "MB of memory": "memory limit",
    "enough memory": "memory limit",
}


def _noted(result: Result) -> tuple[str, str] | None:
    message = result.message or ""
    for words, kind in _KINDS.items():
        if words in message:
            return kind, message[:400]
    if result.status == "failed" and result.pages > 0:
        return "failed though pdfium opens it", message[:400]
    return None


def _last(text: str) -> str:
    lines = text.strip().splitlines()
    return lines[-1][:300] if lines else ""
