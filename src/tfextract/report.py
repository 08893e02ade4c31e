"""What an ingest says on the screen: a line for each document while it works, tables at the end."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterable
from io import TextIOWrapper
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tfextract.ingest import IngestReport, Outcome
from tfextract.model import FileStatus
from tfextract.planning import Kept, Plan, Skip, shown
from tfextract.sources import readable

# Where the output is no terminal (a log, a pipe) lines are not folded at 80.
_LOG_WIDTH = 160
_UNREAD = frozenset(FileStatus) - {FileStatus.READ, FileStatus.PARTIAL, FileStatus.DUPLICATE}


def screen() -> Console:
    """Standard output, whatever its encoding, width and colours are set to."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    width = None if sys.stdout.isatty() else _LOG_WIDTH
    return Console(width=width, markup=False, emoji=False, highlight=False, soft_wrap=False)


class Progress:
    """A line when a document is done, `3/12 report.pdf  read, 40 pages, …`; may be told by many threads."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._lock = threading.Lock()
        self._done = 0
        self._all = 0

    def announce(self, plan: Plan) -> None:
        self._all = len(plan.to_read)
        if self._all:
            self._console.print(f"Reading {_number(self._all, 'document')} …")

    def tell(self, outcome: Outcome) -> None:
        with self._lock:
            self._done += 1
            place = f"{self._done}/{self._all}"
            self._console.print(
                Text(f"{place:>7}  {shown(outcome.asked.found.path)}  {_said(outcome)}"), soft_wrap=True
            )


def show(report: IngestReport, console: Console) -> None:
    read = [outcome for outcome in report.outcomes if outcome.document is not None]
    if read:
        console.print(_read_table(read))
    skipped = [(o.asked.found.path, o.status, o.message or "") for o in report.outcomes if o.document is None]
    skipped += [(skip.found.path, skip.status, _why(skip)) for skip in report.skipped]
    if skipped:
        console.print(_skip_table(skipped))
    for line in _closing(report, bool(read or skipped)):
        console.print(Text(line), soft_wrap=True)


def _closing(report: IngestReport, worked: bool) -> Iterable[str]:
    kept_unread = [kept for kept in report.kept if kept.status in _UNREAD]
    kept_read = len(report.kept) - len(kept_unread)
    if not (worked or report.kept):
        yield "No PDF was found: put some into the folder, or name another one."
    elif not worked:
        yield f"Nothing to read: {_number(kept_read, 'file')} unchanged."
    elif kept_read:
        yield f"Unchanged, not read again: {_number(kept_read, 'file')}."
    if kept_unread:
        yield f"Unreadable as before: {', '.join(_briefly(kept) for kept in kept_unread)}."
    if report.missing:
        names = ", ".join(shown(path) for path in report.missing)
        yield f"No longer there, facts kept: {names}."
    if report.warehouse.exists():
        yield f"Warehouse: {shown(report.warehouse.absolute())}"


def _read_table(read: list[Outcome]) -> Table:
    table = Table(title="Read", title_justify="left")
    table.add_column("document", overflow="fold")
    table.add_column("status")
    for name in ("pages", "achievements", "counts", "products", "issues"):
        table.add_column(name, justify="right")
    for outcome in read:
        numbers = (str(number) for number in _numbers(outcome))
        table.add_row(Text(readable(outcome.asked.found.path.name)), _word(outcome.status), *numbers)
    return table


def _skip_table(skipped: list[tuple[Path, FileStatus, str]]) -> Table:
    table = Table(title="Skipped", title_justify="left")
    table.add_column("file", overflow="fold")
    table.add_column("status")
    table.add_column("why", overflow="fold")
    for path, status, why in sorted(skipped):
        table.add_row(Text(shown(path)), _word(status), Text(why))
    return table


def _numbers(outcome: Outcome) -> tuple[int, int, int, int, int]:
    assert outcome.document is not None
    document, facts = outcome.document, outcome.document.facts
    issues = len(document.layout.issues) + len(facts.issues) + (outcome.message is not None)
    pages = document.document.page_count
    return pages, len(facts.achievements), len(facts.counts), len(facts.products), issues


def _said(outcome: Outcome) -> str:
    if outcome.document is None or outcome.status is FileStatus.NO_TEXT:
        return f"{_word(outcome.status)}: {outcome.message}"
    pages, achievements, counts, products, _ = _numbers(outcome)
    found = f"{_number(achievements, 'achievement')}, {_number(counts, 'count')}, {_number(products, 'product')}"
    return f"{_word(outcome.status)}, {_number(pages, 'page')}: {found}"


def _why(skip: Skip) -> str:
    return skip.message if skip.newly else f"{skip.message} (as before)"


def _briefly(kept: Kept) -> str:
    return f"{shown(kept.found.path)} ({_word(kept.status)})"


def _word(status: FileStatus) -> str:
    return status.value.replace("_", " ")


def _number(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
