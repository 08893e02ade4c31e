"""Where what is kept of readings lies: a folder beside the warehouse, a file a document, bounded in size.

Deleting it loses nothing but time. The supervisor writes it and never looks inside: what it holds comes from
readers, which may have been taken over, and is looked at by readers alone.
"""

from __future__ import annotations

import os
import re
import threading
import uuid
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from tfextract.sources import ID_DIGITS

_ID = re.compile(rf"[0-9a-f]{{{ID_DIGITS}}}")
_ENDING, _DRAFT = ".kept", ".draft-"
_MEGABYTE = 1_000_000
# After a document is too much, so much more is let go: the folder need not be listed for each.
_LEFT = 0.9


class KeptStore:
    """For several threads. Where the folder cannot be read or written nothing is kept, and nobody is told."""

    def __init__(self, folder: Path, max_mb: int) -> None:
        self._folder, self._most = folder, max_mb * _MEGABYTE
        self._lock = threading.Lock()
        self._held: int | None = None

    def open(self, document_id: str) -> BinaryIO | None:
        """To be read by a reader process; None where there is nothing."""
        path = self._path(document_id)
        try:
            file = os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC), "rb")
        except OSError:
            return None
        # What was used last goes last.
        with suppress(OSError):
            os.utime(path)
        return file

    def put(self, document_id: str, content: bytes) -> None:
        """There with all its content or not at all."""
        if len(content) > self._most:
            return
        path = self._path(document_id)
        draft = self._folder / f"{_DRAFT}{uuid.uuid4().hex[:12]}"
        with self._lock:
            try:
                self._folder.mkdir(parents=True, exist_ok=True)
                held = self._sum() if self._held is None else self._held
                held += len(content) - _size(path)
                draft.write_bytes(content)
                draft.replace(path)
                self._held = held
                if held > self._most:
                    self._held = self._let_go(path)
            except OSError:
                with suppress(OSError):
                    draft.unlink(missing_ok=True)

    def drop(self, document_id: str) -> None:
        """What a reader died of is not given to another."""
        with suppress(OSError):
            self._path(document_id).unlink(missing_ok=True)

    def _path(self, document_id: str) -> Path:
        if _ID.fullmatch(document_id) is None:
            raise ValueError(f"{document_id} is no id of a document")
        return self._folder / f"{document_id}{_ENDING}"

    def _sum(self) -> int:
        return sum(_size(path) for path in self._folder.iterdir())

    def _let_go(self, newest: Path) -> int:
        """What was used longest ago, until enough is free. Drafts of a run that was killed go first."""
        results = []
        for path in self._folder.iterdir():
            with suppress(OSError):
                status = path.stat(follow_symlinks=False)
                results.append((not path.name.startswith(_DRAFT), status.st_mtime_ns, status.st_size, path))
        held = sum(size for _, _, size, _ in results)
        for _, _, size, path in sorted(results):
            if held <= self._most * _LEFT:
                break
            if path != newest:
                path.unlink(missing_ok=True)
                held -= size
        return held


def _size(path: Path) -> int:
    try:
        return path.stat(follow_symlinks=False).st_size
    except OSError:
        return 0
