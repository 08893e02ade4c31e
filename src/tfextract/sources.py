"""What lies in the folders to ingest."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from tfextract.errors import UnreadableFileError, UserError
from tfextract.model import FileStatus

# A PDF may start with other bytes (a mail header, a byte order mark); readers look this far for its signature.
_SIGNATURE_WITHIN = 1024
ID_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Found:
    """A file as it lies there now; `path` is absolute, `modified_at` UTC in whole microseconds."""

    path: Path
    size: int
    modified_at: datetime

    @property
    def key(self) -> str:
        """The path as the warehouse knows it: text, also where the file's name is not."""
        return readable(str(self.path))


@dataclass(frozen=True, slots=True)
class FileBytes:
    """All bytes of a file, read once: what is hashed, and what every library reads, are the same bytes."""

    data: bytes
    file_name: str
    sha256: str

    @classmethod
    def of(cls, data: bytes, file_name: str) -> FileBytes:
        return cls(data, file_name, hashlib.sha256(data).hexdigest())

    @property
    def document_id(self) -> str:
        return self.sha256[:ID_DIGITS]


@dataclass(frozen=True, slots=True)
class Unusable:
    """A file that could not even be looked at; `size` is 0 where that is unknown."""

    found: Found
    status: FileStatus
    message: str


def digest(path: Path) -> tuple[str, str]:
    """(document_id, sha256): the id is the first 16 hex digits of the hash."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return sha256[:ID_DIGITS], sha256


def open_file(path: Path) -> BinaryIO:
    """For reading, without waiting where it is a pipe. Raises UnreadableFileError."""
    try:
        return os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb")
    except OSError as error:
        raise UnreadableFileError(FileStatus.FAILED, _cannot_open(error), passing=True) from error


def read_bytes(file: BinaryIO, file_name: str, most_mb: int) -> FileBytes:
    """Raises UnreadableFileError: empty, not a PDF, larger than `most_mb` megabytes, or cannot be read."""
    status = os.fstat(file.fileno())
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableFileError(FileStatus.FAILED, "not a regular file")
    if status.st_size > most_mb * 1_000_000:
        message = f"larger than {most_mb} MB: raise the setting document_size_mb to read it"
        raise UnreadableFileError(FileStatus.FAILED, message)
    try:
        # One byte more than there should be shows a file that still grows.
        data = file.read(status.st_size + 1)
    except OSError as error:
        message = f"cannot be read: {error.strerror or error}"
        raise UnreadableFileError(FileStatus.FAILED, message, passing=True) from error
    if len(data) != status.st_size:
        raise UnreadableFileError(FileStatus.FAILED, "the file changed while it was read: run again", passing=True)
    _check_start(len(data), data)
    return FileBytes.of(data, file_name)


def readable(name: str) -> str:
    r"""For the screen and for SQL: bytes that are not UTF-8, in a name from an older disk, are written as \xe9."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def find(paths: Iterable[Path]) -> tuple[list[Found], list[Unusable]]:
    """Every file below the paths once, sorted by path.

    A folder means its *.pdf in any case, recursively, hidden ones skipped; a file named is taken as it is.
    Raises UserError where a path does not exist.
    """
    found: list[Found] = []
    unusable: list[Unusable] = []
    for path in sorted({place for given in paths for place in _expand(given)}):
        seen = _look(path)
        if isinstance(seen, Found):
            found.append(seen)
        else:
            unusable.append(seen)
    return found, unusable


def check_signature(found: Found) -> None:
    """Raises UnreadableFileError (EMPTY, NOT_PDF, or FAILED where the file cannot be opened)."""
    if found.size == 0:
        _check_start(0, b"")
    try:
        with found.path.open("rb") as file:
            start = file.read(_SIGNATURE_WITHIN)
    except OSError as error:
        raise UnreadableFileError(FileStatus.FAILED, _cannot_open(error), passing=True) from error
    _check_start(found.size, start)


def _check_start(size: int, data: bytes) -> None:
    if size == 0:
        raise UnreadableFileError(FileStatus.EMPTY, "the file is empty (0 bytes): copy it again from its source")
    if data.find(b"%PDF-", 0, _SIGNATURE_WITHIN) < 0:
        raise UnreadableFileError(FileStatus.NOT_PDF, "not a PDF: it only has the name of one")


def _expand(given: Path) -> Iterator[Path]:
    path = Path(os.path.abspath(given.expanduser()))  # noqa: PTH100 - resolve() would follow a link to another name
    if not os.path.lexists(path):
        raise UserError(f"{readable(str(given))} does not exist: name a folder of PDFs or a PDF")
    if not path.is_dir():
        yield path
        return
    for folder, folders, names in os.walk(path, onerror=_cannot_list):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(folder, name) for name in names if name.lower().endswith(".pdf") and not name.startswith("."))


def _cannot_list(error: OSError) -> None:
    raise UserError(f"the folder {readable(str(error.filename))} cannot be listed: {error.strerror}") from error


def _look(path: Path) -> Found | Unusable:
    try:
        status = path.stat()
    except OSError as error:
        return Unusable(Found(path, 0, datetime.fromtimestamp(0, UTC)), FileStatus.FAILED, _cannot_open(error))
    # DuckDB's timestamps hold microseconds; the ledger gives back what is compared here.
    modified_at = datetime.fromtimestamp(status.st_mtime_ns // 1000 / 1e6, UTC)
    found = Found(path, status.st_size, modified_at)
    if not stat.S_ISREG(status.st_mode):
        return Unusable(found, FileStatus.FAILED, "not a regular file")
    if readable(str(path)) != str(path):
        return Unusable(found, FileStatus.FAILED, "its name is not UTF-8: rename it")
    return found


def _cannot_open(error: OSError) -> str:
    return f"cannot be opened: {error.strerror or error}"
