"""Many documents: which are new or stale, reading them in worker processes, one publish at the end.

The parts are separate so that a flow can run each as a task: `plan`, `read_batch`, `publish_outcomes`. `ingest` is
all of them in one call.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from tfextract import versions
from tfextract.errors import UnreadableFileError
from tfextract.model import FileStatus, Issue, ReadDocument, SourceFile
from tfextract.pipeline import Reader
from tfextract.rules import rules_hash
from tfextract.settings import Settings
from tfextract.sources import Found, check_signature, digest, find, readable
from tfextract.warehouse import Change, LedgerEntry, RunRecord, publish, read_ledger
from tfextract.workers import Load, Workers

# The file is (or was, until its bytes change) the place of a document of its own, read or not.
_OWN = frozenset(
    {
        FileStatus.READ,
        FileStatus.PARTIAL,
        FileStatus.NO_TEXT,
        FileStatus.ENCRYPTED,
        FileStatus.DAMAGED,
        FileStatus.FAILED,
    }
)
_NO_TEXT = "no text on any page: only pictures of pages, and reading those (OCR) is not done"
_CHANGED = "the file changed while it was read: run again"


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
    """What is to be done with each file that lies there; `missing` is what the ledger knows and the folder lost."""

    warehouse: Path
    reader_version: str
    to_read: tuple[ToRead, ...]
    skipped: tuple[Skip, ...]
    kept: tuple[Kept, ...]
    missing: tuple[LedgerEntry, ...]

    @property
    def empty(self) -> bool:
        return not (self.to_read or self.skipped or self.missing or any(kept.touched for kept in self.kept))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one reading; `document` is None where nothing could be read, and `message` says why."""

    asked: ToRead
    status: FileStatus
    document: ReadDocument | None = None
    message: str | None = None

    @property
    def newly_skipped(self) -> bool:
        useless = self.document is None or self.status is FileStatus.NO_TEXT
        same = self.asked.before is self.status and self.asked.reason in (Reason.STALE, Reason.AGAIN)
        return useless and not same


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What a run did; `published` is false where there was nothing to change."""

    warehouse: Path
    outcomes: tuple[Outcome, ...]
    skipped: tuple[Skip, ...]
    kept: tuple[Kept, ...]
    missing: tuple[Path, ...]
    published: bool

    @property
    def exit_status(self) -> int:
        """0 all read or unchanged; 3 something could not be read that could, or was not there, before.

        A second name for bytes that were read is no loss, so it is told but does not count.
        """
        newly = any(outcome.newly_skipped for outcome in self.outcomes)
        newly = newly or any(skip.newly and skip.status is not FileStatus.DUPLICATE for skip in self.skipped)
        return 3 if newly else 0


Tell = Callable[[Outcome], None]


def _no_word(_: Outcome) -> None:
    return None


def ingest(
    paths: Iterable[Path],
    warehouse: Path,
    settings: Settings,
    *,
    tell: Tell = _no_word,
    announce: Callable[[Plan], None] = lambda _: None,
    load: Load = Reader.load,
) -> IngestReport:
    """Reads what is new, changed or stale below the paths; `announce` is told the plan, `tell` each outcome.

    Raises UserError where a path does not exist, WorkerStartError where nothing at all can be read.
    """
    made = plan(paths, warehouse, settings)
    announce(made)
    with Workers(settings, load) as workers:
        outcomes = read_all(made.to_read, workers, settings.workers, tell)
    return publish_outcomes(made, outcomes, settings)


def plan(paths: Iterable[Path], warehouse: Path, settings: Settings, *, again: bool = False) -> Plan:
    """`again` reads every document once more, also those that nothing calls for."""
    given = list(paths)
    ledger = read_ledger(warehouse)
    found, unusable = find(given)
    planner = _Planner(ledger, versions.reader_version(settings), again)
    for item in unusable:
        planner.skip(item.found, item.status, item.message)
    for file in found:
        planner.sort(file)
    planner.settle()
    seen = {file.key for file in found} | {item.found.key for item in unusable}
    return Plan(
        warehouse,
        planner.reader_version,
        tuple(planner.to_read),
        tuple(planner.skipped),
        tuple(planner.kept),
        tuple(_missing(given, ledger, seen)),
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

    def __init__(self, ledger: dict[str, LedgerEntry], reader_version: str, again: bool) -> None:
        self.reader_version = reader_version
        self.to_read: list[ToRead] = []
        self.skipped: list[Skip] = []
        self.kept: list[Kept] = []
        self._ledger = ledger
        self._again = again
        self._candidates: dict[str, list[_Candidate]] = {}

    def sort(self, found: Found) -> None:
        entry = self._ledger.get(found.key)
        # What is read again is hashed again: some tools write new bytes and keep the time stamp.
        if entry is not None and _same_stat(found, entry) and not self._stale(entry) and not self._again:
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
            if entry.document_id is not None and entry.status in _OWN:
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
        known = entry is not None and entry.document_id == candidate.document_id and entry.status in _OWN
        stale = known and self._stale(entry)
        if entry is not None and known and not stale and not self._again:
            self.kept.append(Kept(found, entry.status, candidate.document_id, not _same_stat(found, entry)))
            return
        reason = Reason.STALE if stale else Reason.AGAIN if known else Reason.CHANGED if entry else Reason.NEW
        before = entry.status if entry is not None else None
        self.to_read.append(ToRead(found, candidate.document_id, candidate.sha256, reason, before))

    def _stale(self, entry: LedgerEntry | None) -> bool:
        own = entry is not None and entry.status in _OWN
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
    return readable(str(path.relative_to(here) if path.is_relative_to(here) else path))


def read_all(to_read: Sequence[ToRead], workers: Workers, threads: int, tell: Tell = _no_word) -> tuple[Outcome, ...]:
    pool = ThreadPoolExecutor(max_workers=max(1, min(threads, len(to_read))))
    try:
        return tuple(pool.map(lambda asked: read_one(asked, workers, tell), to_read))
    except BaseException:
        # Ctrl-C: end the workers first, or the pool would wait for the documents being read.
        workers.close()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def read_batch(batch: Sequence[ToRead], workers: Workers, tell: Tell = _no_word) -> tuple[Outcome, ...]:
    """One document after the other; several batches may run at one time over the same workers."""
    return tuple(read_one(asked, workers, tell) for asked in batch)


def batches(to_read: Sequence[ToRead], at_most: int) -> list[tuple[ToRead, ...]]:
    """In order, as equal as can be, none empty."""
    size = max(1, -(-len(to_read) // at_most))
    return [tuple(to_read[start : start + size]) for start in range(0, len(to_read), size)]


def read_one(asked: ToRead, workers: Workers, tell: Tell = _no_word) -> Outcome:
    outcome = _read(asked, workers)
    tell(outcome)
    return outcome


def _read(asked: ToRead, workers: Workers) -> Outcome:
    try:
        document = workers.read(asked.found.path)
    except UnreadableFileError as error:
        return Outcome(asked, error.status, message=str(error))
    if document.document.document_id != asked.document_id:
        return Outcome(asked, FileStatus.FAILED, message=_CHANGED)
    status = document.document.status
    return Outcome(asked, status, document, _NO_TEXT if status is FileStatus.NO_TEXT else None)


def publish_outcomes(
    made: Plan,
    outcomes: Sequence[Outcome],
    settings: Settings,
    on_wait: Callable[[str], None] | None = None,
) -> IngestReport:
    """One change to the warehouse for the whole run; none where nothing changed."""
    changes = not made.empty or not made.warehouse.exists()
    if changes:
        change = Change(
            files=_file_rows(made, outcomes),
            documents=tuple(outcome.document for outcome in outcomes if outcome.document is not None),
            issues=_issues(made, outcomes),
        )
        run = _run_record(made, settings)
        if on_wait is None:
            publish(made.warehouse, change, run)
        else:
            publish(made.warehouse, change, run, on_wait)
    return IngestReport(
        made.warehouse,
        tuple(outcomes),
        made.skipped,
        made.kept,
        tuple(Path(entry.path) for entry in made.missing),
        changes,
    )


def _file_rows(made: Plan, outcomes: Sequence[Outcome]) -> tuple[SourceFile, ...]:
    rows = [_row(o.asked.found, o.status, o.asked.document_id, o.asked.sha256) for o in outcomes]
    rows += [_row(skip.found, skip.status, skip.document_id) for skip in made.skipped]
    rows += [_row(kept.found, kept.status, kept.document_id) for kept in made.kept if kept.touched]
    for entry in made.missing:
        path = Path(entry.path)
        rows.append(SourceFile(path, path.name, entry.size, entry.modified_at, FileStatus.MISSING, entry.document_id))
    return tuple(rows)


def _row(found: Found, status: FileStatus, document_id: str | None, sha256: str | None = None) -> SourceFile:
    path = Path(found.key)
    return SourceFile(path, path.name, found.size, found.modified_at, status, document_id, sha256)


def _issues(made: Plan, outcomes: Sequence[Outcome]) -> tuple[Issue, ...]:
    unread = [
        Issue(outcome.status.value, outcome.message, outcome.asked.found.path.name, outcome.asked.document_id)
        for outcome in outcomes
        if outcome.message is not None
    ]
    skipped = [
        Issue(skip.status.value, skip.message, Path(skip.found.key).name)
        for skip in made.skipped
        if skip.status is not FileStatus.DUPLICATE
    ]
    return tuple(unread + skipped)


def _run_record(made: Plan, settings: Settings) -> RunRecord:
    started_at = datetime.now(UTC)
    return RunRecord(
        run_id=f"{started_at:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:8]}",
        started_at=started_at,
        reader_version=made.reader_version,
        code_version=versions.code_version(),
        rules_hash=rules_hash(),
        model=versions.model(settings),
        libraries=versions.libraries(),
        settings=settings.model_dump_json(),
        documents_unchanged=sum(kept.status in _OWN for kept in made.kept),
    )
