"""One run at a time writes a warehouse: a lock that says who holds it."""

from __future__ import annotations

import contextlib
import json
import os
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

Say = Callable[[str], None]


def silent(_: str) -> None:
    return None


@contextlib.contextmanager
def locked(lock: Path, doing: str, say: Say) -> Iterator[None]:
    """Waits until nobody else holds the lock; `say` is told who does.

    The lock file stays: removing it would let a third run lock a new one while a second holds the old. A killed
    process holds no lock, whatever the file says.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    held = FileLock(lock, thread_local=False)
    try:
        held.acquire(blocking=False)
    except Timeout:
        say(f"{_holder(lock)}: waiting for it to finish")
        held.acquire()
    try:
        since = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
        about = {"doing": doing, "pid": os.getpid(), "host": socket.gethostname(), "since": since}
        lock.write_text(json.dumps(about), "utf-8")
        yield
    finally:
        with contextlib.suppress(OSError):
            os.truncate(lock, 0)
        held.release()


def _holder(lock: Path) -> str:
    try:
        by = json.loads(lock.read_text("utf-8"))
        return f"another run ({by['doing']}, process {by['pid']} on {by['host']}, since {by['since']}) is at work"
    except (ValueError, KeyError, TypeError):
        # It has only just begun.
        return "another run is at work"
