"""A lock that lets one run at a time write a warehouse, and names its holder."""

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
    """Waits until the lock is free. Calls `say` with its holder.

    Never removes the lock file: a third run could then lock a new file while a second one holds the old. A killed
    process holds no lock, whatever the file contains.
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
        # The holder has only just started.
        return "another run is at work"
