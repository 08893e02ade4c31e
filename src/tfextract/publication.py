"""Publishes what a run read, at once or portion by portion.

A run that ends early keeps its published portions, and only one portion is in memory at a time. The setting
`reprocess_limit` applies to all stale documents together, so they wait on disk until the last one is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self

from tfextract.limits import Limit
from tfextract.locations import known_place
from tfextract.model import FileStatus, Issue, SourceFile
from tfextract.outcome import IngestReport, Outcome
from tfextract.planning import OWN, Plan, Reason, ToRead
from tfextract.run_sheets import RunSheets, sheets_of_run
from tfextract.settings import Settings
from tfextract.sheets import Sheets
from tfextract.sources import InputFile
from tfextract.warehouse import (
    NO_DIFFERENCES,
    Approve,
    Change,
    Differences,
    PublishReport,
    RunRecord,
    Spool,
    begin_portion,
    is_behind,
    publish,
    stage,
)

Say = Callable[[str], None]


def _silent(_: str) -> None:
    return None


def _all(_: Differences) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Portion:
    """Whether the run published portions before this one, and whether more follow."""

    later: bool = False
    more_to_come: bool = False


WHOLE = Portion()


@dataclass(frozen=True, slots=True)
class DocumentPortion:
    """Documents that are read together. `held`: they are published together with those of other parts."""

    plan: Plan
    held: bool = False

    @property
    def to_read(self) -> tuple[ToRead, ...]:
        return self.plan.to_read


class Publication:
    """Publishes a run part by part: read each of `parts`, pass the outcomes to `add`, then call `finish`.

    The changes of stale documents (of all documents with `judge_all`) are staged if they exceed the limit. Without a
    limit the changes are only computed. Use it as a context manager inside `running`.
    """

    def __init__(
        self, made: Plan, settings: Settings, run: RunRecord, say: Say, limit: Limit | None, *, judge_all: bool = False
    ) -> None:
        self.parts = _parts(made, settings.portion, judge_all)
        self.run = run
        self._made, self._settings, self._say, self._limit = made, settings, say, limit
        self._judge_all = judge_all
        self._reports: list[IngestReport] = []
        self._spool: Spool | None = None
        self._held: list[Outcome] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._spool is not None:
            self._spool.close()

    def add(self, part: DocumentPortion, outcomes: Sequence[Outcome]) -> None:
        """Publishes a part, or keeps it on disk if it is judged together with others."""
        if part.held:
            self._hold(outcomes)
            return
        place = Portion(later=bool(self._reports), more_to_come=part is not self.parts[-1])
        run = self._run_of(part)
        if self._judge_all or self._limit is None:
            report = publish_outcomes(
                part.plan, outcomes, self._settings, run, self._say, self._approve, keep_refused=self._limit is not None
            )
        else:
            report = publish_run(part.plan, outcomes, self._settings, run, self._say, self._limit, place)
        self._reports.append(report)
        if place.more_to_come:
            following = self.parts[self.parts.index(part) + 1]
            begin_portion(self._made.warehouse, self._run_of(following))

    def finish(self) -> IngestReport:
        """Ends the run and returns its report."""
        if self._spool is not None:
            self._reports.append(self._publish_held(self._spool))
        return replace(
            self._reports[0],
            outcomes=tuple(outcome for report in self._reports for outcome in report.outcomes),
            published=any(report.published for report in self._reports),
            differences=sum((report.differences for report in self._reports), NO_DIFFERENCES),
            warnings=self._reports[-1].warnings,
            staged=next((report.staged for report in self._reports if report.staged is not None), None),
        )

    def _approve(self, differences: Differences) -> bool:
        return self._limit is not None and self._limit.allows(differences)

    def _run_of(self, part: DocumentPortion) -> RunRecord:
        """Each portion after the first has its own row in the table `runs`."""
        if part.held:
            return self.run if self._judge_all else replace(self.run, run_id=f"{self.run.run_id}-stale")
        return replace(self.run, run_id=f"{self.run.run_id}-{len(self._reports) + 1}") if self._reports else self.run

    def _hold(self, outcomes: Sequence[Outcome]) -> None:
        if self._spool is None:
            self._spool = Spool(self._made.warehouse, self._run_of(self.parts[-1]))
        for outcome in outcomes:
            if outcome.document is not None:
                self._spool.add(outcome.document)
            self._held.append(replace(outcome, document=None))

    def _publish_held(self, spool: Spool) -> IngestReport:
        rest = _bare(self._made) if self._reports else self._made
        given = sheets_of_run(rest.warehouse, rest.folders, self._settings)
        files = {outcome.asked.document_id: _row_of(outcome) for outcome in self._held}
        unread = [outcome for outcome in self._held if outcome.totals is None]

        def changes() -> Iterator[Change]:
            yield _change(rest, unread, given)
            reported = {outcome.asked.document_id: outcome.issues for outcome in self._held}
            for documents in spool.portions(self._settings.portion):
                ids = [read.document.document_id for read in documents]
                issues = tuple(issue for id_ in ids for issue in reported[id_])
                yield Change(tuple(files[id_] for id_ in ids), documents, issues)

        run = self._run_of(self.parts[-1])
        done = publish(
            self._made.warehouse, changes(), run, self._say, self._approve, later_portion=bool(self._reports)
        )
        staged = None
        if not done.published and self._limit is not None:
            issues = tuple(issue for outcome in self._held for issue in outcome.issues)
            spool.stage(tuple(files.values()), issues, done.differences)
            staged = run.run_id
        outcomes = tuple(outcome.published(done.withheld) for outcome in self._held)
        return _report(rest, outcomes, given, done, staged)


def _parts(made: Plan, at_most: int, judge_all: bool) -> tuple[DocumentPortion, ...]:
    """New documents come first, judged ones last. The first part also has everything that needs no reading."""
    if len(made.to_read) <= at_most:
        return (DocumentPortion(made),)
    if judge_all:
        return tuple(DocumentPortion(replace(made, to_read=group), held=True) for group in _cut(made.to_read, at_most))
    first, *more = _cut([asked for asked in made.to_read if asked.reason is not Reason.STALE], at_most) or [()]
    stale = _cut([asked for asked in made.to_read if asked.reason is Reason.STALE], at_most)
    rest = _bare(made)
    return (
        DocumentPortion(replace(made, to_read=first)),
        *(DocumentPortion(replace(rest, to_read=group)) for group in more),
        *(DocumentPortion(replace(rest, to_read=group), held=True) for group in stale),
    )


def _bare(made: Plan) -> Plan:
    """The plan without what needs no reading, which the first part has."""
    return replace(made, to_read=(), skipped=(), kept=(), missing=(), growing=(), unlisted=(), vanished=())


def _cut(to_read: Sequence[ToRead], at_most: int) -> list[tuple[ToRead, ...]]:
    return [tuple(to_read[start : start + at_most]) for start in range(0, len(to_read), at_most)]


def publish_outcomes(
    made: Plan,
    outcomes: Sequence[Outcome],
    settings: Settings,
    run: RunRecord,
    say: Say = _silent,
    approve: Approve = _all,
    *,
    keep_refused: bool = True,
    portion: Portion = WHOLE,
) -> IngestReport:
    """Publishes the outcomes in one change of the warehouse. Publishes nothing if nothing changed.

    Changes that `approve` refuses are staged, or dropped without `keep`. Call it inside `running`.
    """
    done: PublishReport | None = None
    change: Change | None = None
    run = replace(run, documents_unchanged=sum(kept.status in OWN for kept in made.kept))
    # Reads the sheets again: hours may have passed since the plan was made.
    given = sheets_of_run(made.warehouse, made.folders, settings)
    if not made.empty or given.changed or not made.warehouse.exists() or is_behind(made.warehouse):
        change = _change(made, outcomes, given)
        done = publish(
            made.warehouse,
            change,
            run,
            say,
            approve,
            later_portion=portion.later,
            more_to_come=portion.more_to_come,
        )
        if keep_refused and not done.published:
            stage(made.warehouse, change, run, done.differences)
    held = () if done is None else done.withheld
    keep = done is not None and not done.published and not keep_refused
    # The caller may still publish a part of what was refused and not staged.
    shown = tuple(outcomes if keep else (outcome.published(held) for outcome in outcomes))
    staged = run.run_id if done is not None and keep_refused and not done.published else None
    return _report(made, shown, given, done, staged)


def _report(
    made: Plan, outcomes: tuple[Outcome, ...], given: RunSheets, done: PublishReport | None, staged: str | None
) -> IngestReport:
    """`done` is None if there was nothing to change."""
    return IngestReport(
        made.warehouse,
        outcomes,
        made.skipped,
        made.kept,
        tuple(known_place(entry.path) for entry in made.missing),
        done is not None and done.published,
        NO_DIFFERENCES if done is None else done.differences,
        () if done is None else done.warnings,
        staged,
        given.sheets.problems,
        given.sheets.broken,
        made.growing,
        made.unlisted,
        tuple(known_place(entry.path) for entry in made.vanished),
        made.known_below,
    )


def publish_run(
    made: Plan,
    outcomes: Sequence[Outcome],
    settings: Settings,
    run: RunRecord,
    say: Say,
    limit: Limit,
    portion: Portion = WHOLE,
) -> IngestReport:
    """Publishes new documents, and stale ones if their changes are within the limit. Otherwise stages the stale ones.

    Call it inside `running`.
    """
    stale = frozenset(o.asked.document_id for o in outcomes if o.asked.reason is Reason.STALE)
    if not stale:
        return publish_outcomes(made, outcomes, settings, run, say, portion=portion)
    refused: list[Differences] = []

    def approve(differences: Differences) -> bool:
        own = differences.of(stale)
        if not limit.allows(own):
            refused.append(own)
        return not refused

    report = publish_outcomes(made, outcomes, settings, run, say, approve, keep_refused=False, portion=portion)
    if not refused:
        return report
    new = [outcome for outcome in report.outcomes if outcome.asked.document_id not in stale]
    rest = replace(made, to_read=tuple(outcome.asked for outcome in new))
    done = publish_outcomes(rest, new, settings, run, say, portion=portion)
    held = [outcome for outcome in report.outcomes if outcome.asked.document_id in stale]
    aside = replace(made, to_read=tuple(o.asked for o in held), skipped=(), kept=(), missing=())
    waits = replace(run, run_id=f"{run.run_id}-stale") if done.published else run
    stage(made.warehouse, _change(aside, held, RunSheets(Sheets(), None, changed=False)), waits, refused[-1])
    let_go = tuple(replace(outcome, document=None) for outcome in held)
    outcomes = tuple(sorted((*done.outcomes, *let_go), key=lambda outcome: outcome.asked.file.path.parts))
    return replace(done, outcomes=outcomes, differences=refused[-1], staged=waits.run_id)


def _change(made: Plan, outcomes: Sequence[Outcome], given: RunSheets) -> Change:
    return Change(
        files=_file_rows(made, outcomes),
        documents=tuple(outcome.document for outcome in outcomes if outcome.document is not None),
        issues=_issues(made, outcomes),
        bounds=given.bounds,
        sheets=given.sheets,
    )


def _file_rows(made: Plan, outcomes: Sequence[Outcome]) -> tuple[SourceFile, ...]:
    rows = [_row_of(outcome) for outcome in outcomes]
    rows += [_row(skip.file, skip.status, skip.document_id) for skip in made.skipped]
    rows += [_row(kept.file, kept.status, kept.document_id) for kept in made.kept if kept.touched]
    for entry in made.missing:
        name = known_place(entry.path).name
        gone = SourceFile(entry.path, name, entry.size, entry.modified_at, FileStatus.MISSING, entry.document_id)
        rows.append(replace(gone, etag=entry.etag))
    return tuple(rows)


def _row_of(outcome: Outcome) -> SourceFile:
    asked = outcome.asked
    row = _row(asked.file, outcome.status, asked.document_id)
    return replace(row, sha256=asked.sha256, attempts=asked.attempts + 1 if outcome.passing else None)


def _row(file: InputFile, status: FileStatus, document_id: str | None) -> SourceFile:
    row = SourceFile(file.key, file.name, file.size, file.modified_at, status, document_id)
    return replace(row, etag=file.etag)


def _issues(made: Plan, outcomes: Sequence[Outcome]) -> tuple[Issue, ...]:
    unread = [issue for outcome in outcomes for issue in outcome.issues]
    skipped = [
        Issue(skip.status.value, skip.message, skip.file.name)
        for skip in made.skipped
        if skip.status is not FileStatus.DUPLICATE
    ]
    return tuple(unread + skipped)
