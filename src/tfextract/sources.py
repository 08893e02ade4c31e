"""What lies in the folders to ingest."""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from tfextract.errors import UnreadableFileError, UserError
from tfextract.model import FileStatus

# The latest moment that DuckDB gives back as a time of Python's: a clock that was set wrong writes years after 9999.
_LATEST = datetime(9999, 12, 31, tzinfo=UTC)
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


@dataclass(slots=True)
class Listing:
    """What lies below some paths: each file once, sorted by path, and the folders that could not be listed."""

    found: list[Found] = field(default_factory=list)
    unusable: list[Unusable] = field(default_factory=list)
    unlisted: list[UnlistedFolder] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class UnlistedFolder:
    """What lies in it is not known: neither there nor gone."""

    path: Path
    message: str


def find(paths: Iterable[Path]) -> Listing:
    """A folder means its *.pdf in any case, recursively, hidden ones skipped; a file named is taken as it is.

    Links to folders are followed, into each folder once. Raises UserError where a path does not exist.
    """
    listing = Listing()
    places = {place for given in paths for place in _expand(given, listing.unlisted)}
    for path in sorted(places):
        looked = look(path)
        if isinstance(looked, Found):
            listing.found.append(looked)
        else:
            listing.unusable.append(looked)
    return listing


def at_rest(files: Sequence[Found], seconds: float) -> tuple[list[Found], list[Found]]:
    """(files that nobody writes to, files that still grow); waits at most so many seconds where some are that young.

    A file that went away meanwhile is in neither.
    """
    now = time.time()
    ages = {file.path: abs(now - file.modified_at.timestamp()) for file in files}
    young = [file for file in files if ages[file.path] < seconds]
    if young:
        time.sleep(seconds - min(ages[file.path] for file in young))
    resting = [file for file in files if ages[file.path] >= seconds]
    growing = []
    for file in young:
        again = look(file.path)
        if again == file:
            resting.append(file)
        elif os.path.lexists(file.path):
            growing.append(file)
    return sorted(resting, key=lambda file: file.path), growing


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


def _expand(given: Path, unlisted: list[UnlistedFolder]) -> Iterator[Path]:
    path = Path(os.path.abspath(given.expanduser()))  # noqa: PTH100 - resolve() would follow a link to another name
    if not os.path.lexists(path):
        raise UserError(f"{readable(str(given))} does not exist: name a folder of PDFs or a PDF")
    if not path.is_dir():
        yield path
        return
    entered: set[tuple[int, int]] = set()
    _is_new(path, entered)

    def cannot_list(error: OSError) -> None:
        folder = Path(os.fsdecode(error.filename))
        unlisted.append(UnlistedFolder(folder, f"the folder cannot be listed: {error.strerror or error}"))

    for folder, folders, names in os.walk(path, onerror=cannot_list, followlinks=True):
        folders[:] = [name for name in folders if not name.startswith(".") and _is_new(Path(folder, name), entered)]
        yield from (Path(folder, name) for name in names if name.lower().endswith(".pdf") and not name.startswith("."))


def _is_new(folder: Path, entered: set[tuple[int, int]]) -> bool:
    """A link may lead back to a folder around it."""
    try:
        status = folder.stat()
    except OSError:
        # Listing it says what is wrong.
        return True
    key = (status.st_dev, status.st_ino)
    new = key not in entered
    entered.add(key)
    return new


def look(path: Path) -> Found | Unusable:
    """The file as it lies there now."""
    try:
        status = path.stat()
    except OSError as error:
        return Unusable(Found(path, 0, datetime.fromtimestamp(0, UTC)), FileStatus.FAILED, _cannot_open(error))
    found = Found(path, status.st_size, _moment(status.st_mtime_ns))
    if not stat.S_ISREG(status.st_mode):
        return Unusable(found, FileStatus.FAILED, "not a regular file")
    if readable(str(path)) != str(path):
        return Unusable(found, FileStatus.FAILED, "its name is not UTF-8: rename it")
    return found


def _moment(nanoseconds: int) -> datetime:
    """In whole microseconds: DuckDB holds no finer ones, and the ledger gives back what is compared here."""
    try:
        return min(datetime.fromtimestamp(nanoseconds // 1000 / 1e6, UTC), _LATEST)
    except (OverflowError, ValueError, OSError):
        return _LATEST if nanoseconds > 0 else datetime.fromtimestamp(0, UTC)


def _cannot_open(error: OSError) -> str:
    return f"cannot be opened: {error.strerror or error}"
