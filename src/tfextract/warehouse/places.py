"""Where the things of a warehouse lie: the published file, and beside it a folder with what its runs need.

tfextract.duckdb             what analysts open
tfextract.duckdb.runs/       run.lock, publish.lock
                             builds/000012-RUN.duckdb   what was published before
                             staged/RUN.jsonl.gz        reprocessed, and waiting for a person's word
                             spool.jsonl.gz             read again by the run that is under way
                             kept/DOCUMENT.kept         what its reading can go on from, once rules changed
                             marks/RUN.json             runs that are under way, or ended without a publish
.tfextract.duckdb.draft-…    the next one, until it replaces the published file
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from filelock import FileLock, Timeout

Say = Callable[[str], None]


def silent(_: str) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Places:
    """`target` is the published file itself: a link is followed, so that what it points to is replaced."""

    target: Path

    @classmethod
    def of(cls, warehouse: Path) -> Places:
        return cls(Path(os.path.realpath(warehouse)))

    @property
    def folder(self) -> Path:
        return self.target.with_name(f"{self.target.name}.runs")

    @property
    def builds(self) -> Path:
        return self.folder / "builds"

    @property
    def staged(self) -> Path:
        return self.folder / "staged"

    @property
    def kept(self) -> Path:
        return self.folder / "kept"

    @property
    def marks(self) -> Path:
        return self.folder / "marks"

    def new_draft(self) -> Path:
        return self.target.with_name(f"{self._draft_prefix}{uuid.uuid4().hex[:12]}")

    def make(self) -> None:
        for folder in (self.builds, self.staged, self.marks):
            folder.mkdir(parents=True, exist_ok=True)

    def drafts(self) -> list[Path]:
        """Drafts, their logs and spill folders, and files of the run folder that were not finished."""
        beside = [path for path in self.target.parent.iterdir() if path.name.startswith(self._draft_prefix)]
        inside = [path for folder in (self.builds, self.staged, self.marks) for path in folder.glob(".draft-*")]
        return sorted(beside) + sorted(inside)

    @property
    def _draft_prefix(self) -> str:
        return f".{self.target.name}.draft-"


def kept_folder(warehouse: Path) -> Path:
    return Places.of(warehouse).kept


def write_whole(path: Path, content: bytes, more: BinaryIO | None = None) -> None:
    """The file is there with all its content or not at all, also where the machine stops half way."""
    draft = path.with_name(f".draft-{uuid.uuid4().hex[:12]}")
    try:
        with draft.open("wb") as file:
            file.write(content)
            if more is not None:
                shutil.copyfileobj(more, file)
        sync(draft)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    sync(path.parent)


def remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


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
        told = json.loads(lock.read_text("utf-8"))
        return (
            f"another run ({told['doing']}, process {told['pid']} on {told['host']}, since {told['since']}) is at work"
        )
    except (ValueError, KeyError, TypeError):
        # It has only just begun.
        return "another run is at work"
