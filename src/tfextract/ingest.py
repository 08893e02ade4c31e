"""Many documents: which are new or stale, reading them in worker processes, one publish at the end.

The parts are separate so that a flow can run each as a task: `planning.plan`, `read_batch`, `publish_outcomes`.
`ingest` is all of them in one call.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from tfextract import versions
from tfextract.errors import UnreadableFileError
from tfextract.limits import Limit
from tfextract.model import FileStatus, Issue, ReadDocument, SourceFile
from tfextract.pipeline import Reader
from tfextract.planning import OWN, Kept, Plan, Reason, Skip, ToRead, plan
from tfextract.rules import rules_hash
from tfextract.settings import Settings
from tfextract.sheets import Problem, Sheets, read_sheets
from tfextract.sources import Found
from tfextract.warehouse import (
    NO_DIFFERENCES,
    Approve,
    Change,
    ChecksFailedError,
    Differences,
    Finding,
    PublishReport,
    RunRecord,
    is_behind,
    known_sheets,
    publish,
    read_bounds,
    running,
    stage,
    staged,
)
from tfextract.workers import Load, Workers

_NO_TEXT = "no text on any page: only pictures of pages, and reading those (OCR) is not done"
_CHANGED = "the file changed while it was read: run again"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one reading, and how long it took; without a `document` the `message` says why there is none."""

    asked: ToRead
    status: FileStatus
    document: ReadDocument | None = None
    message: str | None = None
    seconds: float = 0.0

    @property
    def newly_skipped(self) -> bool:
        useless = self.document is None or self.status is FileStatus.NO_TEXT
        same = self.asked.before is self.status and self.asked.reason in (Reason.STALE, Reason.AGAIN)
        return useless and not same


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What a run did; `published` is false where there was nothing to change, or where `staged` is the run's id."""

    warehouse: Path
    outcomes: tuple[Outcome, ...]
    skipped: tuple[Skip, ...]
    kept: tuple[Kept, ...]
    missing: tuple[Path, ...]
    published: bool
    differences: Differences = NO_DIFFERENCES
    warnings: tuple[Finding, ...] = ()
    staged: str | None = None
    sheet_problems: tuple[Problem, ...] = ()

    @property
    def exit_status(self) -> int:
        """0 all read or unchanged; 3 something could not be read that could, or was not there, before; 4 staged.

        A second name for bytes that were read is no loss, so it is told but does not count.
        """
        if self.staged is not None:
            return 4
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
    say: Callable[[str], None] = lambda _: None,
    load: Load = Reader.load,
    rehash: bool = False,
) -> IngestReport:
    """Reads what is new, changed or stale below the paths.

    `announce` is told the plan, `tell` each outcome, `say` what else a person should know: whom it waits for, what a
    killed run left. With `rehash`, size and time stamp of a file are not taken for its bytes.
    What becomes of stale documents is published within the setting `reprocess_limit`; above it, it is staged.
    Raises UserError where a path does not exist, WorkerStartError where nothing at all can be read.
    """
    run = new_run(settings, "ingest")
    with running(warehouse, run, say):
        made = plan(paths, warehouse, settings, rehash=rehash, waiting=waiting(warehouse, run))
        announce(made)
        with Workers(settings, load) as workers:
            outcomes = read_all(made.to_read, workers, settings.workers, tell)
        return publish_within(made, outcomes, settings, run, say, Limit.parse(settings.reprocess_limit))


def new_run(settings: Settings, job: str) -> RunRecord:
    started_at = datetime.now(UTC)
    return RunRecord(
        run_id=f"{started_at:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:8]}",
        started_at=started_at,
        reader_version=versions.reader_version(settings),
        code_version=versions.code_version(),
        rules_hash=rules_hash(settings.rules_folder),
        model=versions.model(settings),
        libraries=versions.libraries(),
        settings=settings.model_dump_json(),
        job=job,
    )


def waiting(warehouse: Path, run: RunRecord) -> frozenset[str]:
    """Documents that were read with the present version, in a run that waits for a person's word."""
    same = (item for item in staged(warehouse) if item.run.reader_version == run.reader_version)
    return frozenset(document_id for item in same for document_id in item.document_ids)


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
    begun = time.monotonic()
    outcome = replace(_read(asked, workers), seconds=time.monotonic() - begun)
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
    run: RunRecord,
    say: Callable[[str], None] = lambda _: None,
    approve: Approve | None = None,
    keep_refused: bool = True,
) -> IngestReport:
    """One change to the warehouse for the whole run; none where nothing changed.

    What `approve` refuses is staged, or forgotten where it is not to be kept. To be called inside `running`.
    """
    done: PublishReport | None = None
    change: Change | None = None
    run = replace(run, documents_unchanged=sum(kept.status in OWN for kept in made.kept))
    sheets = read_sheets(sheet_folders(made, settings))
    said_anew = sheets.fingerprints != known_sheets(made.warehouse)
    if not made.empty or said_anew or not made.warehouse.exists() or is_behind(made.warehouse):
        change = _change(made, outcomes, settings, sheets)
        try:
            done = publish(made.warehouse, change, run, say, approve or _all)
        except ChecksFailedError as error:
            # One document that contradicts itself must not keep the others out.
            if not error.document_ids & {outcome.asked.document_id for outcome in outcomes}:
                raise
            outcomes = [_without_faults(outcome, error) for outcome in outcomes]
            change = _change(made, outcomes, settings, sheets)
            done = publish(made.warehouse, change, run, say, approve or _all)
        if keep_refused and not done.published:
            stage(made.warehouse, change, run, done.differences)
    return IngestReport(
        made.warehouse,
        tuple(outcomes),
        made.skipped,
        made.kept,
        tuple(Path(entry.path) for entry in made.missing),
        done is not None and done.published,
        NO_DIFFERENCES if done is None else done.differences,
        () if done is None else done.warnings,
        run.run_id if done is not None and keep_refused and not done.published else None,
        sheets.problems,
    )


def publish_within(
    made: Plan,
    outcomes: Sequence[Outcome],
    settings: Settings,
    run: RunRecord,
    say: Callable[[str], None],
    limit: Limit,
) -> IngestReport:
    """Publishes what is new, and what is stale where its facts change within the limit; else that is staged alone.

    To be called inside `running`.
    """
    stale = frozenset(o.asked.document_id for o in outcomes if o.asked.reason is Reason.STALE)
    if not stale:
        return publish_outcomes(made, outcomes, settings, run, say)
    refused: list[Differences] = []

    def approve(differences: Differences) -> bool:
        own = differences.of(stale)
        if not limit.allows(own):
            refused.append(own)
        return not refused

    report = publish_outcomes(made, outcomes, settings, run, say, approve, keep_refused=False)
    if not refused:
        return report
    new = [outcome for outcome in report.outcomes if outcome.asked.document_id not in stale]
    rest = replace(made, to_read=tuple(outcome.asked for outcome in new))
    done = publish_outcomes(rest, new, settings, run, say)
    held = [outcome for outcome in report.outcomes if outcome.asked.document_id in stale]
    aside = replace(made, to_read=tuple(o.asked for o in held), skipped=(), kept=(), missing=())
    waits = replace(run, run_id=f"{run.run_id}-stale") if done.published else run
    stage(made.warehouse, _change(aside, held, settings, read_sheets(())), waits, refused[-1])
    return replace(done, outcomes=report.outcomes, differences=refused[-1], staged=waits.run_id)


def sheet_folders(made: Plan, settings: Settings) -> tuple[Path, ...]:
    """Where sheets are looked for: the folders named, that of the settings, and where some lay before."""
    known = (Path(path).parent for path in known_sheets(made.warehouse))
    return tuple(dict.fromkeys((*made.folders, settings.raw.absolute(), *known)))


def _all(_: Differences) -> bool:
    return True


def _change(made: Plan, outcomes: Sequence[Outcome], settings: Settings, sheets: Sheets) -> Change:
    return Change(
        files=_file_rows(made, outcomes),
        documents=tuple(outcome.document for outcome in outcomes if outcome.document is not None),
        issues=_issues(made, outcomes),
        bounds=read_bounds(settings.raw / "bounds.csv"),
        sheets=sheets,
    )


def _without_faults(outcome: Outcome, error: ChecksFailedError) -> Outcome:
    if outcome.asked.document_id not in error.document_ids:
        return outcome
    failed = sorted(
        finding.check.name
        for finding in error.findings
        if outcome.asked.document_id in {document_id for document_id, _ in finding.documents}
    )
    message = f"what was read from it contradicts itself ({', '.join(failed)}), so none of it was published: report it"
    return Outcome(outcome.asked, FileStatus.FAILED, message=message, seconds=outcome.seconds)


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
