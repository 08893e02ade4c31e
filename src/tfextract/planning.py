"""Plans an ingest: which files are new, changed, stale, unusable or gone. Reads no document."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tfextract import versions
from tfextract.errors import UnreadableFileError
from tfextract.fetching import copies, digests
from tfextract.file_checks import check_start
from tfextract.limits import Limit
from tfextract.locations import Place, Remote, is_address, known_place, lies_below
from tfextract.model import FileStatus
from tfextract.run_sheets import sheets_of_run
from tfextract.settings import Settings
from tfextract.sheets import Problem
from tfextract.sources import (
    ID_DIGITS,
    InputFile,
    Listing,
    UnlistedFolder,
    at_rest,
    check_signature,
    digest,
    find,
    lies_there,
    readable,
)
from tfextract.terminal import visible
from tfextract.warehouse import LedgerEntry, read_ledger

# The statuses of a file that is the place of a document, read or not, until its bytes change.
OWN = frozenset(
    {
        FileStatus.READ,
        FileStatus.PARTIAL,
        FileStatus.NO_TEXT,
        FileStatus.ENCRYPTED,
        FileStatus.DAMAGED,
        FileStatus.FAILED,
    }
)


# After so many consecutive readings were given up for a reason that may pass, the file waits for `--retry`.
MAX_ATTEMPTS = 3


class Reason(StrEnum):
    """Why a document is read. RETRY: the last reading was given up. AGAIN: a person asked for it."""

    NEW = "new"
    CHANGED = "changed"
    STALE = "stale"
    RETRY = "retry"
    AGAIN = "again"


@dataclass(frozen=True, slots=True)
class ToRead:
    """`attempts` counts the consecutive earlier readings that were given up."""

    file: InputFile
    document_id: str
    sha256: str | None
    reason: Reason
    before: FileStatus | None
    attempts: int = 0


@dataclass(frozen=True, slots=True)
class Skip:
    """`newly` is false if the warehouse already has the same status."""

    file: InputFile
    status: FileStatus
    message: str
    newly: bool
    document_id: str | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """The warehouse has the document, so nothing is read. `touched`: only the time stamp changed, or the file is back.

    `given_up`: it failed too often.
    """

    file: InputFile
    status: FileStatus
    document_id: str | None
    touched: bool = False
    given_up: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do with each file. `missing` are files in the ledger that the folder no longer has.

    `folders` are those that the user named, which have the sheets. `broken_sheets` are the sheets that cannot be read.
    `growing` are files that are still being written, `unlisted` folders that could not be listed. If so many files are
    gone that a person must confirm it, they are `vanished` and nothing happens to them. `known_below` is how many files
    the ledger has in those folders.
    """

    warehouse: Path
    reader_version: str
    to_read: tuple[ToRead, ...]
    skipped: tuple[Skip, ...]
    kept: tuple[Kept, ...]
    missing: tuple[LedgerEntry, ...]
    folders: tuple[Place, ...] = ()
    growing: tuple[InputFile, ...] = ()
    unlisted: tuple[UnlistedFolder, ...] = ()
    vanished: tuple[LedgerEntry, ...] = ()
    known_below: int = 0
    broken_sheets: tuple[Problem, ...] = ()

    @property
    def empty(self) -> bool:
        return not (self.to_read or self.skipped or self.missing or any(kept.touched for kept in self.kept))


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """`again` reads every document once more, even unchanged ones. `rehash` compares all bytes.

    `retry` reads failed files again, however often they failed. `accept_missing` accepts that files are gone, however
    many.
    """

    again: bool = False
    rehash: bool = False
    retry: bool = False
    accept_missing: bool = False


AS_USUAL = PlanOptions()


def plan(
    paths: Iterable[Place],
    warehouse: Path,
    settings: Settings,
    options: PlanOptions = AS_USUAL,
    waiting: frozenset[str] = frozenset(),
) -> Plan:
    """Does not read stale documents among `waiting` (ids): a person has yet to decide whether to publish their new
    reading.

    Raises UserError if a path does not exist.
    """
    given = list(paths)
    ledger = read_ledger(warehouse)
    listing = find(given)
    planner = _Planner(ledger, versions.reader_version(settings), options, waiting)
    settled = [file for file in listing.files if planner.is_as_before(file)]
    resting, growing = at_rest([f for f in listing.files if not planner.is_as_before(f)], settings.rest_seconds)
    files = sorted([*settled, *resting], key=lambda file: file.path.parts)
    folders = tuple(path.expanduser().absolute() for path in given if _is_folder(path))
    roots: list[Place] = [path for path in given if isinstance(path, Remote)]
    # PTH100: as in find.
    roots += [Path(os.path.abspath(p.expanduser())) for p in given if isinstance(p, Path) and p.is_dir()]  # noqa: PTH100
    preview = Looked(listing, tuple(files), tuple(growing), folders, tuple(roots))
    return _planned(planner, preview, warehouse, settings, options)


@dataclass(frozen=True, slots=True)
class Looked:
    """What the folders contain, and which files are no longer being written. A file below `roots` that is not in it is
    gone."""

    listing: Listing
    resting: tuple[InputFile, ...]
    growing: tuple[InputFile, ...]
    folders: tuple[Place, ...]
    roots: tuple[Place, ...]


Identify = Callable[[InputFile], tuple[str, str]]


def plan_looked(
    preview: Looked, identify: Identify, warehouse: Path, settings: Settings, waiting: frozenset[str] = frozenset()
) -> Plan:
    """Like `plan`, for files that another machine examined. `identify` returns the ids that it found."""
    planner = _Planner(read_ledger(warehouse), versions.reader_version(settings), AS_USUAL, waiting, identify)
    return _planned(planner, preview, warehouse, settings, AS_USUAL)


def _planned(planner: _Planner, preview: Looked, warehouse: Path, settings: Settings, options: PlanOptions) -> Plan:
    listing = preview.listing
    for item in listing.unusable:
        planner.skip(item.file, item.status, item.message)
    unlisted = [*listing.unlisted, *planner.fetch(preview.resting, settings)]
    for file in preview.resting:
        planner.sort(file)
    planner.settle()
    copies.keep_only(asked.file.key for asked in planner.to_read)
    present = {file.key for file in listing.files} | {item.file.key for item in listing.unusable}
    below = _known_below(preview.roots, planner.ledger, [folder.path for folder in unlisted])
    missing = tuple(entry for entry in below if entry.path not in present and _is_gone(entry.path))
    believed = options.accept_missing or Limit.parse(settings.missing_limit).allows_count(len(missing), len(below))
    return Plan(
        warehouse,
        planner.reader_version,
        tuple(planner.to_read),
        tuple(planner.skipped),
        tuple(planner.kept),
        missing if believed else (),
        preview.folders,
        preview.growing,
        tuple(unlisted),
        () if believed else missing,
        len(below),
        sheets_of_run(warehouse, preview.folders, settings).sheets.broken,
    )


def is_all_read(paths: Iterable[Place], warehouse: Path, settings: Settings, options: PlanOptions = AS_USUAL) -> bool:
    """Whether every file below the paths is unchanged since it was read with the present version. Hashes nothing.

    Raises UserError if a path does not exist.
    """
    planner = _Planner(read_ledger(warehouse), versions.reader_version(settings), options, frozenset())
    return all(planner.is_settled(file) for file in find(list(paths)).files)


def _known_below(
    folders: Sequence[Place], ledger: dict[str, LedgerEntry], unlisted: Sequence[Place]
) -> list[LedgerEntry]:
    """The ledger's files below the folders, except those below folders that could not be listed."""
    return [
        entry
        for key, entry in sorted(ledger.items())
        if entry.status not in (FileStatus.MISSING, FileStatus.SUPERSEDED)
        and any(lies_below(known_place(key), folder) for folder in folders)
        and not any(lies_below(known_place(key), folder) for folder in unlisted)
    ]


def _is_folder(path: Place) -> bool:
    """In a store, a name that ends in .pdf counts as a file: asking would cost a request for each."""
    return path.is_dir() if isinstance(path, Path) else not path.name.casefold().endswith(".pdf")


def _is_gone(key: str) -> bool:
    """A file that the user named itself (report.bin) is not among the folder's *.pdf, and may still be there.

    The listing of a store is complete.
    """
    return (is_address(key) and key.casefold().endswith(".pdf")) or not lies_there(known_place(key))


def identify(file: InputFile) -> tuple[str, str]:
    """(document_id, sha256) of a local file. Raises UnreadableFileError, OSError."""
    assert isinstance(file.path, Path)
    check_signature(file)
    return digest(file.path)


@dataclass(frozen=True, slots=True)
class _FileCandidate:
    """A file with a document's bytes. `sha256` is None if size and time stamp were enough and nothing was hashed."""

    file: InputFile
    document_id: str
    sha256: str | None
    entry: LedgerEntry | None


class _Planner:
    """Sorts files one by one, then decides which of several files with the same bytes is the document."""

    def __init__(
        self,
        ledger: dict[str, LedgerEntry],
        reader_version: str,
        options: PlanOptions,
        waiting: frozenset[str],
        identify: Identify | None = None,
    ) -> None:
        """`identify` replaces hashing if another machine examined the files."""
        self.ledger = ledger
        self._identify = identify
        self.reader_version = reader_version
        self.to_read: list[ToRead] = []
        self.skipped: list[Skip] = []
        self.kept: list[Kept] = []
        self._again = options.again
        self._read_bytes_again = options.again or options.rehash
        self._retry = options.retry
        self._waiting = waiting
        self._candidates: dict[str, list[_FileCandidate]] = {}
        self._fetched: dict[str, str | UnreadableFileError] = {}
        self._left_out: set[str] = set()

    def is_as_before(self, file: InputFile) -> bool:
        """Whether size and time stamp are unchanged since the ledger's entry."""
        entry = self.ledger.get(file.key)
        return entry is not None and _same_stat(file, entry)

    def is_settled(self, file: InputFile) -> bool:
        entry = self.ledger.get(file.key)
        return self.is_as_before(file) and not (self._stale(entry) or self._is_due(entry))

    def fetch(self, files: Sequence[InputFile], settings: Settings) -> list[UnlistedFolder]:
        """Fetches and hashes files from stores, several at a time. Call it before `sort`.

        Returns the files that the warehouse has but that cannot be fetched now. They keep their status, and `sort`
        skips them.
        """
        if self._identify is not None:
            return []
        asked = [f.stored for f in files if isinstance(f.path, Remote) and f.size > 0 and self._must_hash(f)]
        self._fetched = digests(asked, settings.document_size_mb, settings.fetched_mb)
        left = []
        for file in files:
            got, entry = self._fetched.get(file.key), self.ledger.get(file.key)
            if isinstance(got, UnreadableFileError) and got.passing and entry is not None and entry.document_id:
                left.append(UnlistedFolder(file.path, str(got)))
        self._left_out = {str(item.path) for item in left}
        return left

    def _must_hash(self, file: InputFile) -> bool:
        entry = self.ledger.get(file.key)
        if entry is None or self._read_bytes_again or not _same_stat(file, entry):
            return True
        # A file to be read again is also hashed again: some tools write new bytes and keep the time stamp. An etag
        # would change.
        known = file.etag is not None and entry.document_id is not None
        return not known and (self._stale(entry) or self._is_due(entry))

    def sort(self, file: InputFile) -> None:
        entry = self.ledger.get(file.key)
        if file.key in self._left_out:
            return
        if entry is not None and not self._must_hash(file):
            if entry.document_id is None:
                self.kept.append(Kept(file, entry.status, None))
            else:
                self._add(_FileCandidate(file, entry.document_id, None, entry))
            return
        try:
            document_id, sha256 = self._hashed(file)
        except UnreadableFileError as error:
            self.skip(file, error.status, str(error))
        except OSError as error:
            self.skip(file, FileStatus.FAILED, f"cannot be read: {error.strerror or error}")
        else:
            self._add(_FileCandidate(file, document_id, sha256, entry))

    def _hashed(self, file: InputFile) -> tuple[str, str]:
        """(document_id, sha256). Raises UnreadableFileError, OSError."""
        if self._identify is not None:
            return self._identify(file)
        if isinstance(file.path, Path):
            return identify(file)
        if file.size == 0:
            check_start(0, b"")
        got = self._fetched[file.key]
        if isinstance(got, UnreadableFileError):
            raise got
        return got[:ID_DIGITS], got

    def skip(self, file: InputFile, status: FileStatus, message: str) -> None:
        entry = self.ledger.get(file.key)
        if entry is not None and entry.status is status and _same_stat(file, entry):
            self.kept.append(Kept(file, status, None))
            return
        newly = entry is None or entry.status is not status
        self.skipped.append(Skip(file, status, message, newly))

    def settle(self) -> None:
        now = {candidate.file.key: id_ for id_, same in self._candidates.items() for candidate in same}
        now |= {skip.file.key: "" for skip in self.skipped}
        before: dict[str, list[str]] = {}
        for key, entry in sorted(self.ledger.items()):
            if entry.document_id is not None and entry.status in OWN:
                before.setdefault(entry.document_id, []).append(key)
        for id_, same in self._candidates.items():
            # Prefers the file that was the document before, else takes the first by name.
            held = (key for key in before.get(id_, ()) if now.get(key) == id_ or _lies_elsewhere(key, now))
            holder = next(held, same[0].file.key)
            for candidate in same:
                if candidate.file.key == holder:
                    self._decide(candidate)
                else:
                    self._duplicate(candidate, holder)
        self.to_read.sort(key=lambda item: item.file.path.parts)
        self.skipped.sort(key=lambda item: item.file.path.parts)
        self.kept.sort(key=lambda item: item.file.path.parts)

    def _add(self, candidate: _FileCandidate) -> None:
        self._candidates.setdefault(candidate.document_id, []).append(candidate)

    def _decide(self, candidate: _FileCandidate) -> None:
        file, entry = candidate.file, candidate.entry
        known = entry is not None and entry.document_id == candidate.document_id and entry.status in OWN
        stale, due = known and self._stale(entry), known and self._is_due(entry)
        if entry is not None and self._is_back(candidate) and entry.document_status is not None and not self._again:
            self.kept.append(Kept(file, entry.document_status, candidate.document_id, touched=True))
            return
        if entry is not None and known and not (stale or due or self._again):
            touched = not _same_stat(file, entry)
            given_up = entry.attempts is not None
            self.kept.append(Kept(file, entry.status, candidate.document_id, touched, given_up))
            return
        before = entry.status if entry is not None else None
        if not known:
            reason = Reason.CHANGED if entry else Reason.NEW
        else:
            reason = Reason.STALE if stale else Reason.RETRY if due else Reason.AGAIN
        attempts = (entry.attempts or 0) if entry is not None and reason is Reason.RETRY and not self._retry else 0
        self.to_read.append(ToRead(file, candidate.document_id, candidate.sha256, reason, before, attempts))

    def _is_back(self, candidate: _FileCandidate) -> bool:
        """A missing file is back, and its document was read with the present version."""
        entry = candidate.entry
        gone = entry is not None and entry.status is FileStatus.MISSING
        same = gone and entry is not None and entry.document_id == candidate.document_id
        return same and entry is not None and entry.reader_version == self.reader_version

    def _is_due(self, entry: LedgerEntry | None) -> bool:
        """Whether to try again: the last reading was given up for a reason that may pass, or the file could not be
        opened."""
        if entry is None:
            return False
        unopened = entry.status is FileStatus.FAILED and entry.document_id is None
        asked = self._retry and (entry.status is FileStatus.FAILED or entry.attempts is not None)
        return unopened or asked or (entry.attempts is not None and entry.attempts < MAX_ATTEMPTS)

    def _stale(self, entry: LedgerEntry | None) -> bool:
        own = entry is not None and entry.status in OWN and entry.document_id not in self._waiting
        return own and entry is not None and entry.reader_version not in (None, self.reader_version)

    def _duplicate(self, candidate: _FileCandidate, holder: str) -> None:
        file, entry = candidate.file, candidate.entry
        known = entry is not None and entry.status is FileStatus.DUPLICATE
        if known and entry is not None and _same_stat(file, entry):
            self.kept.append(Kept(file, FileStatus.DUPLICATE, candidate.document_id))
            return
        message = f"the same file as {shown(known_place(holder))}"
        self.skipped.append(Skip(file, FileStatus.DUPLICATE, message, not known, candidate.document_id))


def _lies_elsewhere(key: str, now: dict[str, str]) -> bool:
    return key not in now and lies_there(known_place(key))


def _same_stat(file: InputFile, entry: LedgerEntry) -> bool:
    # A file that came back is examined again.
    there = entry.status is not FileStatus.MISSING
    if not there or entry.size != file.size:
        return False
    if file.etag is not None and entry.etag is not None:
        return file.etag == entry.etag
    return file.is_marked and entry.modified_at == file.modified_at


def shown(path: Place) -> str:
    """The path for messages: relative if it is below the working directory."""
    if isinstance(path, Remote):
        return visible(path.url)
    here = Path.cwd()
    return visible(readable(str(path.relative_to(here) if path.is_relative_to(here) else path)))
