"""Finds and opens the files in folders and stores."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from tfextract import stores
from tfextract.errors import UnreadableFileError, UserError
from tfextract.fetching import open_remote
from tfextract.file_checks import SIGNATURE_WITHIN, check_size, check_start
from tfextract.locations import WEB, Place, Remote, is_address, redacted
from tfextract.model import FileStatus
from tfextract.store_errors import AbsentError, StoreError
from tfextract.stores import Stored

# The latest time that DuckDB can return as a Python datetime. A wrong clock may write years after 9999.
_LATEST = datetime(9999, 12, 31, tzinfo=UTC)
# The time of an object whose store reports none.
_UNKNOWN = datetime.fromtimestamp(0, UTC)
ID_DIGITS = 16


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file in its present state. `path` is absolute, `modified_at` is UTC in whole microseconds.

    `etag` is the store's tag for the bytes. None if the store has none, and for local files.
    """

    path: Place
    size: int
    modified_at: datetime
    etag: str | None = None

    @property
    def key(self) -> str:
        """The path as the warehouse stores it: valid text, even if the file's name is not."""
        return readable(str(self.path))

    @property
    def name(self) -> str:
        return readable(self.path.name)

    @property
    def is_marked(self) -> bool:
        """Whether something other than the bytes shows when they change."""
        return self.etag is not None or self.modified_at != _UNKNOWN or isinstance(self.path, Path)

    @property
    def stored(self) -> Stored:
        assert isinstance(self.path, Remote)
        return Stored(self.path, self.size, None if self.modified_at == _UNKNOWN else self.modified_at, self.etag)


@dataclass(frozen=True, slots=True)
class FileBytes:
    """All bytes of a file, read once, so that the hash and all libraries use the same bytes."""

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
    """A file that could not be examined. `size` is 0 if unknown."""

    file: InputFile
    status: FileStatus
    message: str


def digest(path: Path) -> tuple[str, str]:
    """(document_id, sha256): the id is the first 16 hex digits of the hash."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return sha256[:ID_DIGITS], sha256


def open_file(path: Place, max_mb: int) -> BinaryIO:
    """Opens for reading. Does not block on a pipe. Fetches at most `max_mb` megabytes from a store.

    Raises UnreadableFileError.
    """
    if isinstance(path, Remote):
        return open_remote(path, max_mb)
    try:
        return os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb")
    except OSError as error:
        raise UnreadableFileError(FileStatus.FAILED, _cannot_open(error), passing=True) from error


def read_bytes(file: BinaryIO, file_name: str, max_mb: int) -> FileBytes:
    """Raises UnreadableFileError: empty, not a PDF, larger than `max_mb` megabytes, or cannot be read."""
    size = check_file(file, max_mb)
    try:
        # Reads one byte more than expected: it exists only if the file still grows.
        data = file.read(size + 1)
    except OSError as error:
        message = f"cannot be read: {error.strerror or error}"
        raise UnreadableFileError(FileStatus.FAILED, message, passing=True) from error
    if len(data) != size:
        raise UnreadableFileError(FileStatus.FAILED, "the file changed while it was read: run again", passing=True)
    check_start(len(data), data)
    return FileBytes.of(data, file_name)


def check_file(file: BinaryIO, max_mb: int) -> int:
    """Returns its size. Raises UnreadableFileError if it is not a file that can be read."""
    status = os.fstat(file.fileno())
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableFileError(FileStatus.FAILED, "not a regular file")
    check_size(status.st_size, max_mb)
    return status.st_size


def readable(name: str) -> str:
    r"""The path for the screen and for SQL. Bytes in old names that are not UTF-8 are written as \xe9."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


@dataclass(slots=True)
class Listing:
    """The files below some paths, each once, sorted by path, and the folders that could not be listed."""

    files: list[InputFile] = field(default_factory=list)
    unusable: list[Unusable] = field(default_factory=list)
    unlisted: list[UnlistedFolder] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class UnlistedFolder:
    """A folder with unknown contents: its files are neither there nor gone. Also an object that cannot be fetched."""

    path: Place
    message: str


def find(paths: Iterable[Place]) -> Listing:
    """A folder means its *.pdf files (any case, recursive, not hidden). A named file may have any name.

    Follows links to folders, and visits each folder once. A store that does not answer or denies access is a folder
    that could not be listed. Raises UserError if a path does not exist.
    """
    listing = Listing()
    given = list(paths)
    remote = {file.key: file for file in _in_stores([one for one in given if isinstance(one, Remote)], listing)}
    places = {place for one in given if isinstance(one, Path) for place in _expand(one, listing.unlisted)}
    listing.files.extend(remote[key] for key in sorted(remote))
    for path in sorted(places):
        input_file = inspect(path)
        if isinstance(input_file, InputFile):
            listing.files.append(input_file)
        else:
            listing.unusable.append(input_file)
    return listing


def at_rest(files: Sequence[InputFile], seconds: float) -> tuple[list[InputFile], list[InputFile]]:
    """(files at rest, files that still grow). Waits up to `seconds` if some files are younger than that.

    A file that disappears meanwhile is in neither.
    """
    now = time.time()
    # An object with an etag is always complete.
    ages = {file.path: seconds if file.etag else abs(now - file.modified_at.timestamp()) for file in files}
    young = [file for file in files if ages[file.path] < seconds]
    if young:
        time.sleep(seconds - min(ages[file.path] for file in young))
    resting = [file for file in files if ages[file.path] >= seconds]
    growing = []
    for file in young:
        again = inspect(file.path)
        if again == file:
            resting.append(file)
        elif lies_there(file.path):
            growing.append(file)
    return sorted(resting, key=lambda file: file.path.parts), growing


def lies_there(path: Place) -> bool:
    """Whether something has this name, even if it cannot be opened. True if the store does not answer.

    A file that is not known to be gone keeps its status.
    """
    if isinstance(path, Path):
        return os.path.lexists(path)
    try:
        return stores.lies_there(path)
    except StoreError:
        return True


def is_file(key: str) -> bool:
    """Whether there is a file at a place from the warehouse."""
    return lies_there(Remote(key)) if is_address(key) else Path(key).is_file()


def which_lie_there(keys: Iterable[str]) -> set[str]:
    """The paths that have a file. Asks for several objects of stores at a time."""
    asked = dict.fromkeys(keys)
    local = {key for key in asked if not is_address(key) and is_file(key)}
    remote = [key for key in asked if is_address(key)]
    return local | {key for key, there in zip(remote, stores.at_one_time(is_file, remote), strict=True) if there}


def check_signature(input_file: InputFile) -> None:
    """Checks a local file. Raises UnreadableFileError (EMPTY, NOT_PDF, or FAILED if it cannot be opened)."""
    assert isinstance(input_file.path, Path)
    if input_file.size == 0:
        check_start(0, b"")
    try:
        with input_file.path.open("rb") as file:
            start = file.read(SIGNATURE_WITHIN)
    except OSError as error:
        raise UnreadableFileError(FileStatus.FAILED, _cannot_open(error), passing=True) from error
    check_start(input_file.size, start)


def _in_stores(given: Sequence[Remote], listing: Listing) -> Iterator[InputFile]:
    """Looks up documents that are named one by one (in a reprocess), several at a time."""
    for files, unlisted in stores.at_one_time(_in_store, given):
        listing.unlisted.extend(unlisted)
        yield from files


def _in_store(given: Remote) -> tuple[list[InputFile], list[UnlistedFolder]]:
    """Raises UserError if there is no such bucket or folder."""
    if given.scheme in WEB:
        raise UserError(
            f"{redacted(str(given))} is an address on the web, which has no list of files: `tfextract add` puts it in"
        )
    unlisted: list[UnlistedFolder] = []
    try:
        if given.name.casefold().endswith(".pdf"):
            with contextlib.suppress(AbsentError):
                return [found_in_store(stores.stored(given))], []
        listed = stores.listed(given, lambda place, why: unlisted.append(UnlistedFolder(place, why)))
        depth, files, empty = len(given.parts), [], True
        for item in listed:
            below, empty = item.place.parts[depth:], False
            if not below or (below[-1].casefold().endswith(".pdf") and not any(part[:1] == "." for part in below)):
                files.append(found_in_store(item))
        if empty and not unlisted:
            # An object store reports a path that is not a folder as empty.
            with contextlib.suppress(AbsentError):
                files.append(found_in_store(stores.stored(given)))
    except AbsentError as error:
        raise UserError(f"{given} does not exist: name a bucket, a folder in a store, or a PDF there") from error
    except StoreError as error:
        return [], [UnlistedFolder(given, error.words)]
    return files, unlisted


def found_in_store(item: Stored) -> InputFile:
    at = _UNKNOWN if item.modified_at is None else min(item.modified_at, _LATEST)
    return InputFile(item.place, item.size, at, item.etag)


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
    """A link may lead back to a parent folder."""
    try:
        status = folder.stat()
    except OSError:
        # Listing the folder reports the error.
        return True
    key = (status.st_dev, status.st_ino)
    new = key not in entered
    entered.add(key)
    return new


def inspect(path: Place) -> InputFile | Unusable:
    """The file in its present state."""
    if isinstance(path, Remote):
        try:
            return found_in_store(stores.stored(path))
        except StoreError as error:
            return Unusable(InputFile(path, 0, _UNKNOWN), FileStatus.FAILED, f"cannot be fetched: {error.words}")
    try:
        status = path.stat()
    except OSError as error:
        return Unusable(InputFile(path, 0, datetime.fromtimestamp(0, UTC)), FileStatus.FAILED, _cannot_open(error))
    file = InputFile(path, status.st_size, _moment(status.st_mtime_ns))
    if not stat.S_ISREG(status.st_mode):
        return Unusable(file, FileStatus.FAILED, "not a regular file")
    if readable(str(path)) != str(path):
        return Unusable(file, FileStatus.FAILED, "its name is not UTF-8: rename it")
    return file


def _moment(nanoseconds: int) -> datetime:
    """Rounds to microseconds, the precision of DuckDB. The time is compared with the one in the ledger."""
    try:
        return min(datetime.fromtimestamp(nanoseconds // 1000 / 1e6, UTC), _LATEST)
    except (OverflowError, ValueError, OSError):
        return _LATEST if nanoseconds > 0 else datetime.fromtimestamp(0, UTC)


def _cannot_open(error: OSError) -> str:
    return f"cannot be opened: {error.strerror or error}"
