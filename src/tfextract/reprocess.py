"""Reads stale documents again: chooses them, compares the facts, and publishes or stages the changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from tfextract.delivery import Delivered, deliver
from tfextract.errors import UserError
from tfextract.ingest import Tell, kept_store, new_run, read_all
from tfextract.limits import Limit
from tfextract.locations import known_place
from tfextract.outcome import IngestReport
from tfextract.planning import OWN, Plan, PlanOptions, plan
from tfextract.publication import Publication
from tfextract.reader_process import load_reader
from tfextract.settings import Settings
from tfextract.sources import readable, which_lie_there
from tfextract.warehouse import (
    KnownDocument,
    PublishReport,
    RunRecord,
    discard,
    forget,
    known_documents,
    publish,
    read_ledger,
    running,
    take,
)
from tfextract.workers import Load, Workers

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which documents to read: those that match all given conditions, or all documents without a condition.

    `fund` is an id or name. `document` is the start of an id, a file name or a path. `since` is the earliest day of
    their last reading. `again` includes documents that are not stale.
    """

    fund: str | None = None
    document: str | None = None
    since: date | None = None
    again: bool = False

    @property
    def everything(self) -> bool:
        return self.fund is None and self.document is None and self.since is None

    def fits(self, known: KnownDocument) -> bool:
        if self.fund is not None and self.fund.casefold() not in {name.casefold() for name in known.funds}:
            return False
        if self.document is not None and not _is_named(known, self.document):
            return False
        return self.since is None or known.read_at >= datetime(
            self.since.year, self.since.month, self.since.day, tzinfo=UTC
        )


def _is_named(known: KnownDocument, name: str) -> bool:
    paths = {known.file_name, *known.names, *(Path(path).name for path in known.names)}
    return known.document_id.startswith(name) or name in paths or readable(str(Path(name).absolute())) in paths


@dataclass(frozen=True, slots=True)
class Reprocessed:
    """`dry_run`: nothing was to be published. `vanished` are documents whose file is gone."""

    report: IngestReport
    vanished: tuple[str, ...]
    dry_run: bool


def reprocess(
    warehouse: Path,
    settings: Settings,
    selection: Selection,
    limit: Limit | None,
    *,
    tell: Tell = lambda _: None,
    announce: Callable[[Plan], None] = lambda _: None,
    say: Say = lambda _: None,
    load: Load = load_reader,
) -> Reprocessed:
    """Reads the selected stale documents, and publishes their changes, or stages them above the limit.

    Without a limit, nothing is published or staged. Raises UserError if no document matches the selection.
    """
    run = new_run(settings, "reprocess")
    with running(warehouse, run, say):
        made, vanished = select(warehouse, settings, selection)
        announce(made)
        judged = Publication(made, settings, run, say, limit, judge_all=True)
        with Workers(settings, load, say, kept_store(warehouse, settings)) as workers, judged as publication:
            for part in publication.parts:
                publication.add(part, read_all(part.to_read, workers, settings.workers, tell))
            report = publication.finish()
        if limit is not None:
            report = replace(report, delivered=deliver(warehouse, settings, say))
    return Reprocessed(report, vanished, limit is None)


def select(warehouse: Path, settings: Settings, selection: Selection) -> tuple[Plan, tuple[str, ...]]:
    """The plan, and the names of matching documents whose file is gone."""
    fitting = [known for known in known_documents(warehouse) if selection.fits(known)]
    if not fitting and not selection.everything:
        raise UserError("no document in the warehouse fits this: `tfextract status` and the table documents name them")
    keys = [known.path for known in fitting if known.path is not None]
    if selection.everything:
        # Includes files that could not be read: the new version may read them.
        keys = [key for key, entry in read_ledger(warehouse).items() if entry.status in OWN]
    there = which_lie_there([*keys, *(known.path for known in fitting if known.path is not None)])
    vanished = tuple(known.file_name for known in fitting if known.path not in there)
    paths = [known_place(key) for key in keys if key in there]
    return plan(paths, warehouse, settings, PlanOptions(again=selection.again)), vanished


def publish_staged(
    warehouse: Path, run_id: str, settings: Settings, say: Say = lambda _: None
) -> tuple[PublishReport, Delivered | None]:
    """Raises UserError if no such run is staged, ChecksFailedError if it no longer fits the warehouse."""
    deciding = new_run(settings, "publish")
    with running(warehouse, deciding, say):
        head, change = take(warehouse, run_id)
        # The facts keep the version that read them. The run that publishes them is this one.
        run = replace(head.run, run_id=deciding.run_id, started_at=deciding.started_at, job=deciding.job)
        left_out = len(head.document_ids) - len(change.documents)
        if left_out:
            say(f"{left_out} of its {len(head.document_ids)} documents are left out: their files were replaced since")
        done = publish(warehouse, change, run, say)
        forget(warehouse, head.run.run_id)
        return done, deliver(warehouse, settings, say)


def discard_staged(warehouse: Path, run_id: str, settings: Settings, say: Say = lambda _: None) -> RunRecord:
    with running(warehouse, new_run(settings, "discard"), say):
        return discard(warehouse, run_id).run


def causes(known: KnownDocument, now: RunRecord) -> tuple[str, ...]:
    """Why a document is stale: rules, model, libraries or code. Empty if it is not stale."""
    if known.reader_version == now.reader_version:
        return ()
    results = []
    if known.rules_hash not in (None, now.rules_hash):
        results.append("rules")
    if known.model not in (None, now.model):
        results.append("model")
    if known.libraries not in (None, now.libraries):
        results.append("libraries")
    # The reader version covers all four. If the other three are unchanged, the code changed.
    return tuple(results) or ("code",)


def stale_by_cause(warehouse: Path, settings: Settings) -> dict[str, int]:
    now = new_run(settings, "status")
    return dict(Counter(", ".join(why) for known in known_documents(warehouse) if (why := causes(known, now))))
