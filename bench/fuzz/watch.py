"""Watches a process and its children from outside: peak memory, whether they end, and what they leave behind."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_POLL_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Ended:
    """`status` as subprocess gives it: below 0 a signal, None where it was killed since it did not end.

    Memory in MB: `parent_mb` the most the process held, `child_mb` the most any process below it held. `left` are the
    command lines of processes below it that were still there after it.
    """

    status: int | None
    seconds: float
    parent_mb: float
    child_mb: float
    left: tuple[str, ...]
    stdout: str
    stderr: str


def watched(command: Sequence[str], cwd: Path, env: Mapping[str, str], at_most: float) -> Ended:
    """Runs a command to its end, or kills it with its child processes when the time is over."""
    began = time.monotonic()
    out, err = cwd / "stdout", cwd / "stderr"
    with out.open("wb") as stdout, err.open("wb") as stderr:
        process = subprocess.Popen(command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr)
        parent, child, known, status = 0.0, 0.0, set[int](), None
        while (status := process.poll()) is None:
            parent = max(parent, peak_mb(process.pid))
            below = descendants(process.pid)
            known |= below
            child = max([child, *map(peak_mb, below)])
            if time.monotonic() - began > at_most:
                break
            time.sleep(_POLL_SECONDS)
        if status is None:
            process.kill()
            process.wait()
    # Readers end by themselves when they see that their parent is gone.
    time.sleep(0.5)
    left = tuple(command_line(pid) for pid in sorted(known) if alive(pid))
    texts = [path.read_bytes().decode("utf-8", "replace") for path in (out, err)]
    out.unlink()
    err.unlink()
    return Ended(status, time.monotonic() - began, parent, child, left, *texts)


def descendants(pid: int) -> set[int]:
    results: set[int] = set()
    waiting = [pid]
    while waiting:
        one = waiting.pop()
        try:
            tasks = list(Path(f"/proc/{one}/task").iterdir())
            below = {int(child) for task in tasks for child in (task / "children").read_text().split()}
        except OSError:
            continue
        waiting += below - results
        results |= below
    return results


def peak_mb(pid: int) -> float:
    """The peak memory of the process so far; 0 if it is gone."""
    return _status_mb(pid, "VmHWM:")


def resident_mb(pid: int) -> float:
    return _status_mb(pid, "VmRSS:")


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace").strip()
    except OSError:
        return ""


def listing(*folders: Path) -> frozenset[Path]:
    """Everything below the folders, including folders."""
    return frozenset(Path(root, name) for top in folders for root, dirs, files in os.walk(top) for name in dirs + files)


def _status_mb(pid: int, name: str) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(name)), 0.0)
