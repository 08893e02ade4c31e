"""Tells which runs are still alive: each holds a lock file, which the system releases when the process ends in any
way."""

from __future__ import annotations

import atexit
import fcntl
from pathlib import Path
from typing import TextIO

_held: dict[Path, TextIO] = {}


def hold(folder: Path, name: str) -> bool:
    """Takes the lock for the life of this process. Returns False if another process holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.lock"
    # The file stays open: closing it would release the lock.
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
    """True if a process held the lock and was killed. False if it is alive, or never ran on this machine."""
    return (folder / f"{name}.lock").exists() and not held(folder, name)


def held(folder: Path, name: str) -> bool:
    """True if a process of this machine holds the lock, this one included."""
    path = folder / f"{name}.lock"
    if path in _held:
        return True
    try:
        with path.open("r+", encoding="ascii") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def forget(folder: Path, name: str) -> None:
    (folder / f"{name}.lock").unlink(missing_ok=True)
