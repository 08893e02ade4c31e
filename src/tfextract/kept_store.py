"""Stores kept readings in a folder beside the warehouse: one file for each document, with a total size limit.

Deleting the folder costs only time. The supervisor writes the files and never parses them, because they come from
readers, which a hostile PDF may have taken over. Only readers parse them.
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
# When the limit is exceeded, this much extra is freed, so that the folder is not listed for each document.
_LEFT = 0.9


class KeptStore:
    """Thread-safe. If the folder cannot be read or written, nothing is kept, and no error is reported."""

    def __init__(self, folder: Path, max_mb: int) -> None:
        self._folder, self._most = folder, max_mb * _MEGABYTE
        self._lock = threading.Lock()
        self._held: int | None = None

    def open(self, document_id: str) -> BinaryIO | None:
        """Opens the file for a reader process. None if there is none."""
        path = self._path(document_id)
        try:
            file = os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC), "rb")
        except OSError:
            return None
        # Marks it as used now, so that it is deleted last.
        with suppress(OSError):
            os.utime(path)
        return file

    def put(self, document_id: str, content: bytes) -> None:
        """Writes the whole file or nothing."""
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
        """Removes a file that may have killed a reader, so that no other reader gets it."""
        with suppress(OSError):
            self._path(document_id).unlink(missing_ok=True)

    def _path(self, document_id: str) -> Path:
        if _ID.fullmatch(document_id) is None:
            raise ValueError(f"{document_id} is no id of a document")
        return self._folder / f"{document_id}{_ENDING}"

    def _sum(self) -> int:
        return sum(_size(path) for path in self._folder.iterdir())

    def _let_go(self, newest: Path) -> int:
        """Deletes the least recently used files until enough is free. Drafts of killed runs go first."""
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
