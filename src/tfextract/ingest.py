"""Ingests many documents: plans which to read, reads them in worker processes, and publishes them.

`planning.plan`, `read_batch` and `Publication` are separate so that a flow can run each as a task. `ingest` does all of
them in one call.
"""

from __future__ import annotations

import heapq
import time
import uuid
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from tfextract import versions
from tfextract.delivery import deliver
from tfextract.errors import UnreadableFileError
from tfextract.kept_store import KeptStore
from tfextract.limits import Limit
from tfextract.locations import Place
from tfextract.model import FileStatus
from tfextract.outcome import IngestReport, Outcome
from tfextract.planning import AS_USUAL, Plan, PlanOptions, Reason, ToRead, plan
from tfextract.publication import Publication
from tfextract.reader_process import load_reader
from tfextract.rules import rules_hash
from tfextract.settings import Settings
from tfextract.warehouse import RunRecord, kept_folder, running, staged
from tfextract.workers import Load, Workers

_NO_TEXT = "no text on any page: only pictures of pages, and reading those (OCR) is not done"
_CHANGED = "the file changed while it was read: run again"


Tell = Callable[[Outcome], None]


def _no_word(_: Outcome) -> None:
    return None


def ingest(
    paths: Iterable[Place],
    warehouse: Path,
    settings: Settings,
    *,
    tell: Tell = _no_word,
    announce: Callable[[Plan], None] = lambda _: None,
    say: Callable[[str], None] = lambda _: None,
    load: Load = load_reader,
    options: PlanOptions = AS_USUAL,
) -> IngestReport:
    """Reads and publishes the new, changed and stale documents below the paths.

    Calls `announce` with the plan, `tell` with each outcome, and `say` with other messages for the user: which run it
    waits for, or what a killed run left behind. Changes of stale documents are published within the setting
    `reprocess_limit`, and staged above it. The build is also sent to the setting `publish_to`. Raises UserError if a
    path does not exist, WorkerStartError if no reader process can start.
    """
    run = new_run(settings, "ingest")
    with running(warehouse, run, say):
        made = plan(paths, warehouse, settings, options, waiting(warehouse, run))
        announce(made)
        limit = Limit.parse(settings.reprocess_limit)
        readers = Workers(settings, load, say, kept_store(warehouse, settings))
        with readers as workers, Publication(made, settings, run, say, limit) as publication:
            for part in publication.parts:
                publication.add(part, read_all(part.to_read, workers, settings.workers, tell))
            return replace(publication.finish(), delivered=deliver(warehouse, settings, say))


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


def kept_store(warehouse: Path, settings: Settings) -> KeptStore | None:
    """The store of kept readings of this warehouse. None if the settings turn it off."""
    return KeptStore(kept_folder(warehouse), settings.kept_mb) if settings.kept_mb else None


def waiting(warehouse: Path, run: RunRecord) -> frozenset[str]:
    """Documents that a staged run read with the present version."""
    same = (item for item in staged(warehouse) if item.run.reader_version == run.reader_version)
    return frozenset(document_id for item in same for document_id in item.document_ids)


def read_all(to_read: Sequence[ToRead], workers: Workers, threads: int, tell: Tell = _no_word) -> tuple[Outcome, ...]:
    """Returns outcomes in the given order. Reads the largest files first, so that none of them starts last and is
    waited for."""
    largest_first = sorted(to_read, key=_size, reverse=True)
    pool = ThreadPoolExecutor(max_workers=max(1, min(threads, len(to_read))))
    try:
        outcomes = pool.map(lambda asked: read_one(asked, workers, tell), largest_first)
        return in_order(to_read, outcomes)
    except BaseException:
        # After Ctrl-C the workers must end first, or the pool waits for the documents that are being read.
        workers.close()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def read_batch(batch: Sequence[ToRead], workers: Workers, tell: Tell = _no_word) -> tuple[Outcome, ...]:
    """Reads one document after the other. Several batches may share the same workers."""
    return tuple(read_one(asked, workers, tell) for asked in batch)


def batches(to_read: Sequence[ToRead], at_most: int) -> list[tuple[ToRead, ...]]:
    """Batches of about equal size in bytes, none empty. Each starts with its largest file, and the batch with the
    largest file comes first."""
    made: list[list[ToRead]] = [[] for _ in range(min(at_most, len(to_read)))]
    # (bytes, number) of each batch. The next file goes to the smallest batch.
    held = [(0, at) for at in range(len(made))]
    for asked in sorted(to_read, key=_size, reverse=True):
        size, at = heapq.heappop(held)
        made[at].append(asked)
        # Counts at least one byte, or all empty files would go to the first batch.
        heapq.heappush(held, (size + max(1, _size(asked)), at))
    return [tuple(batch) for batch in made]


def in_order(to_read: Sequence[ToRead], outcomes: Iterable[Outcome]) -> tuple[Outcome, ...]:
    """The outcomes in the order of their files."""
    place = {asked.file.path: at for at, asked in enumerate(to_read)}
    return tuple(sorted(outcomes, key=lambda outcome: place[outcome.asked.file.path]))


def _size(asked: ToRead) -> int:
    return asked.file.size


def read_one(asked: ToRead, workers: Workers, tell: Tell = _no_word) -> Outcome:
    started = time.monotonic()
    outcome = replace(_read_document(asked, workers), seconds=time.monotonic() - started)
    tell(outcome)
    return outcome


def _read_document(asked: ToRead, workers: Workers) -> Outcome:
    try:
        ignore_kept = asked.reason in (Reason.RETRY, Reason.AGAIN)
        document = workers.read(asked.file.path, asked.sha256, ignore_kept=ignore_kept)
    except UnreadableFileError as error:
        return Outcome(asked, error.status, message=str(error), passing=error.passing)
    if document.document.document_id != asked.document_id:
        return Outcome(asked, FileStatus.FAILED, message=_CHANGED, passing=True)
    return Outcome.read(asked, document, _NO_TEXT if document.document.status is FileStatus.NO_TEXT else None)
