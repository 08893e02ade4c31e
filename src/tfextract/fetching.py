"""Fetches documents from a store, hashes them on the way, and keeps them on disk until they are read.

The plan needs the hash of a new document, the reader needs its bytes. In between the document waits in a folder of this
process. The folder has a size limit, and a document that does not fit is fetched a second time.
"""

from __future__ import annotations

import atexit
import hashlib
import shutil
import tempfile
import threading
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from tfextract import stores
from tfextract.errors import UnreadableFileError
from tfextract.file_checks import SIGNATURE_WITHIN, check_size, check_start
from tfextract.locations import Remote
from tfextract.model import FileStatus
from tfextract.store_errors import StoreError
from tfextract.stores import Stored
from tfextract.temporary import own_folder

_KIND = "fetched"


class Copies:
    """Files in a folder that is removed with the process. Each is kept until it is taken. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._folder: Path | None = None
        self._held: dict[str, tuple[Path, int]] = {}
        self._bytes = 0
        self._count = 0

    def room(self, url: str, size: int, most_bytes: int) -> Path | None:
        """The path for a new copy, None if the limit is reached."""
        with self._lock:
            before = self._held.pop(url, None)
            if before is not None:
                self._drop(*before)
            if self._bytes + size > most_bytes:
                return None
            self._count += 1
            path = self._made() / f"{self._count}"
            self._held[url] = (path, size)
            self._bytes += size
            return path

    def take(self, url: str) -> BinaryIO | None:
        """The opened copy. Its name is removed, so it disappears when it is closed."""
        with self._lock:
            held = self._held.pop(url, None)
            if held is None:
                return None
            try:
                return held[0].open("rb")
            except OSError:
                return None
            finally:
                self._drop(*held)

    def keep_only(self, urls: Iterable[str]) -> None:
        wanted = set(urls)
        for url in list(self._held):
            if url not in wanted:
                self.forget(url)

    def forget(self, url: str) -> None:
        with self._lock:
            held = self._held.pop(url, None)
            if held is not None:
                self._drop(*held)

    def _drop(self, path: Path, size: int) -> None:
        self._bytes -= size
        with suppress(OSError):
            path.unlink(missing_ok=True)

    def _made(self) -> Path:
        if self._folder is None:
            self._folder = own_folder(_KIND)
            atexit.register(shutil.rmtree, self._folder, ignore_errors=True)
        return self._folder


copies = Copies()


def digests(asked: Iterable[Stored], max_mb: int, copies_mb: int) -> dict[str, str | UnreadableFileError]:
    """By address: the sha256 of each object, or the reason why it cannot be read. Fetches several at a time."""
    most_bytes = copies_mb * 1_000_000
    return dict(stores.at_one_time(lambda one: (one.place.url, _digest(one, max_mb, most_bytes)), asked))


def _digest(asked: Stored, max_mb: int, copies_bytes: int) -> str | UnreadableFileError:
    url, path = asked.place.url, None
    try:
        check_size(asked.size, max_mb)
        path = copies.room(url, asked.size, copies_bytes)
        if path is not None:
            with suppress(_NoRoomError):
                return _taken_in(asked, path)
            copies.forget(url)
        return _taken_in(asked, None)
    except UnreadableFileError as error:
        copies.forget(url)
        return error
    except StoreError as error:
        copies.forget(url)
        return unfetched(error)


def open_remote(place: Remote, max_mb: int) -> BinaryIO:
    """The bytes as a local file: the waiting copy, or a new fetch. Raises UnreadableFileError."""
    held = copies.take(place.url)
    if held is not None:
        return held
    try:
        stored = stores.stored(place)
        check_size(stored.size, max_mb)
        file = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
        try:
            for part in stores.read_parts(stored):
                file.write(part)
            file.flush()
            file.seek(0)
        except BaseException:
            file.close()
            raise
    except StoreError as error:
        raise unfetched(error) from None
    except OSError as error:
        message = f"there is no room to fetch it: {error.strerror or error}"
        raise UnreadableFileError(FileStatus.FAILED, message, passing=True) from error
    return file


def unfetched(error: StoreError) -> UnreadableFileError:
    return UnreadableFileError(FileStatus.FAILED, f"cannot be fetched: {error.words}", passing=True)


class _NoRoomError(Exception):
    """The disk is full or not writable."""


def _taken_in(asked: Stored, path: Path | None) -> str:
    """Raises StoreError, _NoRoomError, UnreadableFileError."""
    digest = hashlib.sha256()
    begun = False
    try:
        file = None if path is None else path.open("wb")
    except OSError as error:
        raise _NoRoomError from error
    try:
        for part in stores.read_parts(asked):
            if not begun:
                check_start(len(part), part[:SIGNATURE_WITHIN])
                begun = True
            digest.update(part)
            try:
                if file is not None:
                    file.write(part)
                    file.flush()
            except OSError as error:
                raise _NoRoomError from error
    finally:
        if file is not None:
            with suppress(OSError):
                file.close()
    return digest.hexdigest()
