"""The screen output of an ingest: a line for each document while it works, and tables at the end."""

from __future__ import annotations

import threading
from collections.abc import Iterable

from rich.console import Console
from rich.table import Table

from tfextract.delivery import Delivered
from tfextract.limits import Limit
from tfextract.locations import Place
from tfextract.model import FileStatus
from tfextract.outcome import IngestReport, Outcome
from tfextract.planning import MAX_ATTEMPTS, Kept, Plan, Skip, shown
from tfextract.reprocess import Reprocessed
from tfextract.sheets import Problem
from tfextract.terminal import styled, visible
from tfextract.warehouse import Differences, Finding

_ROWS_SHOWN = 60
_UNREAD = frozenset(FileStatus) - {FileStatus.READ, FileStatus.PARTIAL, FileStatus.DUPLICATE}


class ScreenProgress:
    """Prints a line when a document is done: `3/12 report.pdf  read, 40 pages, …`. Thread-safe."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._lock = threading.Lock()
        self._done = 0
        self._all = 0

    def announce(self, plan: Plan) -> None:
        for problem in plan.broken_sheets:
            self.say(_stays_as_it_was(problem))
        self.begin(len(plan.to_read))

    def begin(self, documents: int) -> None:
        self._all = documents
        if self._all:
            self._console.print(f"Reading {counted(self._all, 'document')} …")

    def tell(self, outcome: Outcome) -> None:
        with self._lock:
            self._done += 1
            place = f"{self._done}/{self._all}"
            self._console.print(
                styled(f"{place:>7}  {shown(outcome.asked.file.path)}  {_difference_lines(outcome)}"), soft_wrap=True
            )

    def say(self, line: str) -> None:
        with self._lock:
            self._console.print(styled(line), soft_wrap=True)


def show(report: IngestReport, console: Console) -> None:
    read = [outcome for outcome in report.outcomes if outcome.totals is not None]
    if read:
        console.print(_read_table(read))
    skipped = [(o.asked.file.path, o.status, o.message or "") for o in report.outcomes if o.totals is None]
    skipped += [(skip.file.path, skip.status, _why(skip)) for skip in report.skipped]
    if skipped:
        console.print(_skip_table(skipped))
    show_differences(report.differences, console)
    show_warnings(report.warnings, console)
    for line in closing_lines(report):
        console.print(styled(line), soft_wrap=True)


def show_ingested(report: IngestReport, limit: Limit, console: Console) -> None:
    show(report, console)
    if report.staged is not None:
        console.print(
            styled(
                "Documents that were read before come out otherwise than they did, by more than the limit of "
                f"{limit}: their new reading is kept aside, all else is published.\n{_decide(report.staged)}"
            ),
            soft_wrap=True,
        )


def show_reprocessed(done: Reprocessed, limit: Limit, console: Console, *, facts: bool) -> None:
    show(done.report, console)
    report = done.report
    if facts:
        _list_facts(report.differences, console)
    for name in done.vanished:
        console.print(styled(f"Its file is gone, so it was not read again: {visible(name)}"), soft_wrap=True)
    if not report.outcomes:
        console.print("Nothing is stale.")
    elif done.dry_run:
        console.print("Nothing was published: this only looked.")
    elif report.staged is not None:
        console.print(
            styled(f"Stopped above the limit of {limit}. The warehouse did not change.\n{_decide(report.staged)}"),
            soft_wrap=True,
        )


def _decide(staged: str) -> str:
    return f"Look, and then:\n  tfextract publish {staged}\n  tfextract discard {staged}"


def show_differences(differences: Differences, console: Console) -> None:
    """Prints a row for each document and kind that gains, loses or changes facts."""
    rows = [row for row in differences.documents if row.gained or row.lost or row.changed]
    if differences.before and not rows:
        console.print(f"No fact of a document read before changes ({differences.before} facts).")
    if not rows:
        return
    table = Table(title="What changes in documents that were there before", title_justify="left")
    table.add_column("document", overflow="fold")
    table.add_column("kind")
    for name in ("facts before", "gained", "lost", "changed"):
        table.add_column(name, justify="right")
    for row in rows[:_ROWS_SHOWN]:
        numbers = (row.before, row.gained, row.lost, row.changed)
        table.add_row(styled(visible(row.file_name)), row.kind, *(str(number) for number in numbers))
    if len(rows) > _ROWS_SHOWN:
        table.add_row(f"and {len(rows) - _ROWS_SHOWN} more rows")
    numbers = (differences.before, differences.gained, differences.lost, differences.changed)
    table.add_section()
    table.add_row("all", "", *(str(number) for number in numbers))
    console.print(table)


def show_warnings(warnings: Iterable[Finding], console: Console) -> None:
    for finding in warnings:
        console.print(styled(f"Warning: {finding}"), soft_wrap=True)


def _list_facts(differences: Differences, console: Console) -> None:
    for fact in differences.facts:
        line = f"{fact.change:>8} {fact.kind} {fact.fact_id[:8]}: {visible(fact.words)}"
        console.print(styled(line if fact.columns is None else f"{line}\n         {fact.columns}"), soft_wrap=True)
    if len(differences.facts) < differences.count:
        console.print(f"and {differences.count - len(differences.facts)} more")


def closing_lines(report: IngestReport) -> Iterable[str]:
    """The lines after the tables: everything except documents that were read or skipped."""
    worked = bool(report.outcomes or report.skipped)
    kept_unread = [kept for kept in report.kept if kept.status in _UNREAD and not kept.given_up]
    given_up = [kept for kept in report.kept if kept.given_up]
    kept_read = len(report.kept) - len(kept_unread) - len(given_up)
    if not (worked or report.kept or report.vanished or report.growing or report.unlisted):
        yield "No PDF was found: put some into the folder, or name another one."
    elif not worked:
        yield f"Nothing to read: {counted(kept_read, 'file')} unchanged."
    elif kept_read:
        yield f"Unchanged, not read again: {counted(kept_read, 'file')}."
    if kept_unread:
        yield f"Unreadable as before: {', '.join(_briefly(kept) for kept in kept_unread)}."
    if given_up:
        names = ", ".join(_briefly(kept) for kept in given_up)
        yield f"Given up after {MAX_ATTEMPTS} readings: {names}. `tfextract ingest --retry` reads them once more."
    for outcome in report.outcomes:
        yield from (f"Withheld: {held.file_name}: {held}" for held in outcome.withheld)
    for problem in report.broken_sheets:
        yield _stays_as_it_was(problem)
    for problem in report.sheet_problems:
        yield f"Not used: {problem}"
    yield from _of_folders(report)
    if report.warehouse.exists():
        yield f"Warehouse: {shown(report.warehouse.absolute())}"
    if report.delivered is not None:
        yield delivered_line(report.delivered)


def delivered_line(done: Delivered) -> str:
    if done.failed is not None:
        there = f"it has the build {done.build} as before" if done.build else "nothing was published there yet"
        return f"Not published to {done.location}: {done.failed}; {there}. The next run tries again."
    return f"{'Published to' if done.sent else 'Unchanged at'} {done.location}: {done.build}"


def _of_folders(report: IngestReport) -> Iterable[str]:
    """Files that are still growing, folders that cannot be listed, and files that are gone."""
    if report.growing:
        names = ", ".join(shown(file.path) for file in report.growing)
        yield f"Still being written, left for the next run: {names}."
    for folder in report.unlisted:
        yield f"Could not be listed: {shown(folder.path)}: {folder.message}. Its known files keep their status."
    if report.missing:
        names = ", ".join(shown(path) for path in report.missing)
        yield f"No longer there, facts kept: {names}."
    if report.vanished:
        gone = f"{len(report.vanished)} of the {counted(report.known_below, 'file')} known there"
        yield (
            f"{gone} are gone: is the folder mounted? Nothing was changed for them. If they are really gone, say so: "
            "`tfextract ingest … --accept-missing`."
        )


def _stays_as_it_was(problem: Problem) -> str:
    return f"{problem}. Until then its earlier rows stay in force."


def _read_table(read: list[Outcome]) -> Table:
    table = Table(title="Read", title_justify="left")
    table.add_column("document", overflow="fold")
    table.add_column("status")
    for name in ("pages", "achievements", "counts", "products", "issues"):
        table.add_column(name, justify="right")
    for outcome in read:
        numbers = (str(number) for number in totals_of(outcome))
        table.add_row(styled(visible(outcome.asked.file.name)), word_of(outcome.status), *numbers)
    return table


def _skip_table(skipped: list[tuple[Place, FileStatus, str]]) -> Table:
    table = Table(title="Skipped", title_justify="left")
    table.add_column("file", overflow="fold")
    table.add_column("status")
    table.add_column("why", overflow="fold")
    for path, status, why in sorted(skipped, key=lambda row: (row[0].parts, *row[1:])):
        table.add_row(styled(shown(path)), word_of(status), styled(visible(why)))
    return table


def totals_of(outcome: Outcome) -> tuple[int, int, int, int, int]:
    """Pages, achievements, counts, products and issues."""
    totals = outcome.totals
    assert totals is not None
    issues = totals.issues + (outcome.message is not None) + len(outcome.withheld)
    return totals.pages, totals.achievements, totals.counts, totals.products, issues


def _difference_lines(outcome: Outcome) -> str:
    if outcome.totals is None or outcome.status is FileStatus.NO_TEXT:
        return f"{word_of(outcome.status)}: {visible(outcome.message or '')}"
    pages, achievements, counts, products, _ = totals_of(outcome)
    totals = f"{counted(achievements, 'achievement')}, {counted(counts, 'count')}, {counted(products, 'product')}"
    return f"{word_of(outcome.status)}, {counted(pages, 'page')}: {totals}"


def _why(skip: Skip) -> str:
    return skip.message if skip.newly else f"{skip.message} (as before)"


def _briefly(kept: Kept) -> str:
    return f"{shown(kept.file.path)} ({word_of(kept.status)})"


def word_of(status: FileStatus) -> str:
    return status.value.replace("_", " ")


def counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
