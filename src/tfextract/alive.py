"""Who is still at work: a lock file for each run, which the system releases when its process ends, however it ends."""

from __future__ import annotations

import atexit
import fcntl
from pathlib import Path
from typing import TextIO

_held: dict[Path, TextIO] = {}


def hold(folder: Path, name: str) -> bool:
    """Held as long as this process lives; false where another process holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.lock"
    # Kept open: closing it would release the lock.
    file = path.open("a", encoding="ascii")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return False
    _held[path] = file
    atexit.register(path.unlink, missing_ok=True)
    return True


def gone(folder: Path, name: str) -> bool:
    """True where a process held this and ended without a word; false where it lives, or never was on this machine."""
    path = folder / f"{name}.lock"
    if path in _held:
        return False
    try:
        with path.open("r+", encoding="ascii") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (FileNotFoundError, BlockingIOError):
        return False
    return True


def forget(folder: Path, name: str) -> None:
    (folder / f"{name}.lock").unlink(missing_ok=True)
