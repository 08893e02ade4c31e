"""What an ingest would do: which files are new, changed, stale, unusable or gone, before anything is read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tfextract import versions
from tfextract.errors import UnreadableFileError
from tfextract.model import FileStatus
from tfextract.run_sheets import sheets_of_run
from tfextract.settings import Settings
from tfextract.sheets import Problem
from tfextract.sources import Found, check_signature, digest, find, readable
from tfextract.terminal import visible
from tfextract.warehouse import LedgerEntry, read_ledger

# The file is (or was, until its bytes change) the place of a document of its own, read or not.
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


class Reason(StrEnum):
    """Why a document is read; AGAIN where a person asked for it."""

    NEW = "new"
    CHANGED = "changed"
    STALE = "stale"
    AGAIN = "again"


@dataclass(frozen=True, slots=True)
class ToRead:
    found: Found
    document_id: str
    sha256: str | None
    reason: Reason
    before: FileStatus | None


@dataclass(frozen=True, slots=True)
class Skip:
    """`newly` is false where the warehouse says the same already."""

    found: Found
    status: FileStatus
    message: str
    newly: bool
    document_id: str | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """Nothing to do: the warehouse has it; `touched` where only its time stamp is new."""

    found: Found
    status: FileStatus
    document_id: str | None
    touched: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done with each file that lies there; `missing` is what the ledger knows and the folder lost.

    `folders` are those that were named: the sheets lie in them. `broken_sheets` says which of those cannot be read.
    """

    warehouse: Path
    reader_version: str
    to_read: tuple[ToRead, ...]
    skipped: tuple[Skip, ...]
    kept: tuple[Kept, ...]
    missing: tuple[LedgerEntry, ...]
    folders: tuple[Path, ...] = ()
    broken_sheets: tuple[Problem, ...] = ()

    @property
    def empty(self) -> bool:
        return not (self.to_read or self.skipped or self.missing or any(kept.touched for kept in self.kept))


def plan(
    paths: Iterable[Path],
    warehouse: Path,
    settings: Settings,
    *,
    again: bool = False,
    rehash: bool = False,
    waiting: frozenset[str] = frozenset(),
) -> Plan:
    """`again` reads every document once more, also those that nothing calls for; `rehash` looks at all bytes.

    Stale documents among `waiting` (ids) are left: a person has yet to say whether their new reading is published.
    """
    given = list(paths)
    ledger = read_ledger(warehouse)
    found, unusable = find(given)
    planner = _Planner(ledger, versions.reader_version(settings), again, rehash, waiting)
    for item in unusable:
        planner.skip(item.found, item.status, item.message)
    for file in found:
        planner.sort(file)
    planner.settle()
    seen = {file.key for file in found} | {item.found.key for item in unusable}
    folders = tuple(path.expanduser().absolute() for path in given if path.is_dir())
    return Plan(
        warehouse,
        planner.reader_version,
        tuple(planner.to_read),
        tuple(planner.skipped),
        tuple(planner.kept),
        tuple(_missing(given, ledger, seen)),
        folders,
        sheets_of_run(warehouse, folders, settings).sheets.broken,
    )


def _missing(given: Sequence[Path], ledger: dict[str, LedgerEntry], seen: set[str]) -> list[LedgerEntry]:
    folders = [Path(os.path.abspath(path.expanduser())) for path in given if path.is_dir()]  # noqa: PTH100 - as in find
    gone = []
    for key, entry in sorted(ledger.items()):
        known = key in seen or entry.status in (FileStatus.MISSING, FileStatus.SUPERSEDED)
        below = any(Path(key).is_relative_to(folder) for folder in folders)
        # A file that was named itself (report.bin) is not among the *.pdf of its folder, and still there.
        if below and not known and not os.path.lexists(key):
            gone.append(entry)
    return gone


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A file with a document's bytes; `sha256` is None where size and time spoke for it and nothing was hashed."""

    found: Found
    document_id: str
    sha256: str | None
    entry: LedgerEntry | None


class _Planner:
    """Sorts files one by one, then settles which of several with the same bytes is the document."""

    def __init__(
        self,
        ledger: dict[str, LedgerEntry],
        reader_version: str,
        again: bool,
        rehash: bool,
        waiting: frozenset[str],
    ) -> None:
        self.reader_version = reader_version
        self.to_read: list[ToRead] = []
        self.skipped: list[Skip] = []
        self.kept: list[Kept] = []
        self._ledger = ledger
        self._again = again
        self._look_inside = again or rehash
        self._waiting = waiting
        self._candidates: dict[str, list[_Candidate]] = {}

    def sort(self, found: Found) -> None:
        entry = self._ledger.get(found.key)
        # What is read again is hashed again: some tools write new bytes and keep the time stamp.
        if entry is not None and _same_stat(found, entry) and not self._stale(entry) and not self._look_inside:
            if entry.document_id is None:
                self.kept.append(Kept(found, entry.status, None))
            else:
                self._add(_Candidate(found, entry.document_id, None, entry))
            return
        try:
            check_signature(found)
            document_id, sha256 = digest(found.path)
        except UnreadableFileError as error:
            self.skip(found, error.status, str(error))
        except OSError as error:
            self.skip(found, FileStatus.FAILED, f"cannot be read: {error.strerror or error}")
        else:
            self._add(_Candidate(found, document_id, sha256, entry))

    def skip(self, found: Found, status: FileStatus, message: str) -> None:
        entry = self._ledger.get(found.key)
        if entry is not None and entry.status is status and _same_stat(found, entry):
            self.kept.append(Kept(found, status, None))
            return
        newly = entry is None or entry.status is not status
        self.skipped.append(Skip(found, status, message, newly))

    def settle(self) -> None:
        now = {candidate.found.key: id_ for id_, same in self._candidates.items() for candidate in same}
        now |= {skip.found.key: "" for skip in self.skipped}
        before: dict[str, list[str]] = {}
        for key, entry in sorted(self._ledger.items()):
            if entry.document_id is not None and entry.status in OWN:
                before.setdefault(entry.document_id, []).append(key)
        for id_, same in self._candidates.items():
            # One that was the document before and still is there, else the first by name.
            held = (key for key in before.get(id_, ()) if now.get(key) == id_ or _lies_elsewhere(key, now))
            holder = next(held, same[0].found.key)
            for candidate in same:
                if candidate.found.key == holder:
                    self._decide(candidate)
                else:
                    self._duplicate(candidate, holder)
        self.to_read.sort(key=lambda item: item.found.path)
        self.skipped.sort(key=lambda item: item.found.path)
        self.kept.sort(key=lambda item: item.found.path)

    def _add(self, candidate: _Candidate) -> None:
        self._candidates.setdefault(candidate.document_id, []).append(candidate)

    def _decide(self, candidate: _Candidate) -> None:
        found, entry = candidate.found, candidate.entry
        known = entry is not None and entry.document_id == candidate.document_id and entry.status in OWN
        stale = known and self._stale(entry)
        if entry is not None and known and not stale and not self._again:
            self.kept.append(Kept(found, entry.status, candidate.document_id, not _same_stat(found, entry)))
            return
        reason = Reason.STALE if stale else Reason.AGAIN if known else Reason.CHANGED if entry else Reason.NEW
        before = entry.status if entry is not None else None
        self.to_read.append(ToRead(found, candidate.document_id, candidate.sha256, reason, before))

    def _stale(self, entry: LedgerEntry | None) -> bool:
        own = entry is not None and entry.status in OWN and entry.document_id not in self._waiting
        return own and entry is not None and entry.reader_version not in (None, self.reader_version)

    def _duplicate(self, candidate: _Candidate, holder: str) -> None:
        found, entry = candidate.found, candidate.entry
        known = entry is not None and entry.status is FileStatus.DUPLICATE
        if known and entry is not None and _same_stat(found, entry):
            self.kept.append(Kept(found, FileStatus.DUPLICATE, candidate.document_id))
            return
        message = f"the same file as {shown(Path(holder))}"
        self.skipped.append(Skip(found, FileStatus.DUPLICATE, message, not known, candidate.document_id))


def _lies_elsewhere(key: str, now: dict[str, str]) -> bool:
    return key not in now and os.path.lexists(key)


def _same_stat(found: Found, entry: LedgerEntry) -> bool:
    # A file that is there again is looked at again.
    there = entry.status is not FileStatus.MISSING
    return there and entry.size == found.size and entry.modified_at == found.modified_at


def shown(path: Path) -> str:
    """A path as a person would write it here: relative where it is below the working directory."""
    here = Path.cwd()
    return visible(readable(str(path.relative_to(here) if path.is_relative_to(here) else path)))
