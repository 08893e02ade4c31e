"""Writes a summary of what a run brought, in Markdown and HTML."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from tfextract.errors import UserError
from tfextract.export import write_whole
from tfextract.markdown import plain, table
from tfextract.reports import words
from tfextract.reports.completeness import counted
from tfextract.reports.pages import render
from tfextract.reports.writing import made
from tfextract.terminal import hidden_removed
from tfextract.warehouse.came_in import CameIn, Due, FactCame, Wanting, read_came_in, read_nothing_came, total

HTML, MARKDOWN = "came-in.html", "came-in.md"
# A summary shows at most a screen of each sort. The document reports and the warehouse have everything.
MAX_LINES = 15
# Characters of a fact.
MAX_WORDS = 220


@dataclass(frozen=True, slots=True)
class CameInWritten:
    html: Path
    markdown: Path
    line: str


def write_came_in(
    warehouse: Path, folder: Path, run: str | None = None, today: date | None = None, *, published: bool = True
) -> CameInWritten:
    """Writes the summary of the run whose id starts with this, or of the last run. If that one published nothing, the
    summary says so.

    Raises UserError if there is no such run.
    """
    now = datetime.now(UTC)
    day = today or now.date()
    arrivals = read_came_in(warehouse, day, run) if published else read_nothing_came(warehouse, day, "ingest", now)
    html, markdown = made(folder) / HTML, folder / MARKDOWN
    write_whole(html, as_html(arrivals).encode())
    write_whole(markdown, f"{as_markdown(arrivals)}\n".encode("utf-8", "replace"))
    return CameInWritten(html, markdown, line(arrivals))


def summary(warehouse: Path, run: str) -> str | None:
    """The summary in Markdown. None if the warehouse does not have the run, because it published nothing."""
    try:
        return as_markdown(read_came_in(warehouse, datetime.now(UTC).date(), run))
    except UserError:
        return None


def line(arrivals: CameIn) -> str:
    """One sentence: "2 new documents; 64 new facts, 3 changed, 1 gone; 2 files need a person."."""
    new, changed, lost = total(arrivals.documents)
    fresh = sum(document.is_new for document in arrivals.documents)
    again = len(arrivals.documents) - fresh
    phrases = []
    if fresh:
        phrases.append(counted(fresh, "new document"))
    if again:
        phrases.append(f"{counted(again, 'document')} read again")
    if not phrases:
        phrases.append("no document")
    phrases.append(f"{counted(new, 'new fact')}, {changed:,} changed, {lost:,} gone")
    own = {wanting.file_name for wanting in arrivals.wanting if wanting.of_run}
    if arrivals.restated:
        phrases.append(f"{counted(len(arrivals.restated), 'figure')} restated")
    if arrivals.due:
        phrases.append(f"{counted(len(arrivals.due), 'target')} due")
    if own:
        phrases.append(f"{counted(len(own), 'file')} {'needs' if len(own) == 1 else 'need'} a person")
    sentence = "; ".join(phrases)
    return f"{sentence[0].upper()}{sentence[1:]}."


def as_html(arrivals: CameIn) -> str:
    own, rest = _by_run(arrivals.wanting)
    filters: dict[str, Callable[..., object]] = {"fact_line": _fact, "own_line": _own, "due_line": _due}
    return render(
        "came_in.html",
        filters,
        found=arrivals,
        line=line(arrivals),
        own=own,
        rest=rest,
        most=MAX_LINES,
        new=by_document(arrivals.new),
        run=_run(arrivals),
    )


def as_markdown(arrivals: CameIn) -> str:
    own, rest = _by_run(arrivals.wanting)
    parts = [
        f"# What came in\n\n{plain(_run(arrivals))}",
        f"**{plain(line(arrivals))}**",
    ]
    if arrivals.documents:
        rows = [
            (d.file_name, "new" if d.is_new else "read again", d.status, f"{d.new:,}", f"{d.changed:,}", f"{d.lost:,}")
            for d in arrivals.documents
        ]
        parts += ["## Documents", table(("document", "", "status", "new facts", "changed", "gone"), rows, 3)]
    if own or rest:
        parts += ["## Needs a person", *_listed([_want(wanting) for wanting in own], 100)]
        if rest:
            parts.append(f"{counted(len(rest), 'note')} from before this run: the table `issues` has them.")
    restated = [
        f"{one.indicator}{_as_of(one.as_of)}: {one.was} in {one.was_in}, {one.now} in {one.now_in} (page {one.page})"
        for one in arrivals.restated
    ]
    parts += _section("Restated figures", restated)
    parts += _section("Targets now due", [_due(one) for one in arrivals.due])
    parts += _section("Changed facts", [_fact(fact) for fact in arrivals.changed])
    parts += _section("Facts that are gone", [_fact(fact) for fact in arrivals.lost])
    again = [
        f"{one.words} ({one.document}, page {one.page}; first in {one.first_document})" for one in arrivals.repeated
    ]
    parts += _section("Told again in the same words", again)
    if arrivals.new:
        parts.append("## New facts")
        for document, facts in by_document(arrivals.new):
            parts += [f"### {plain(document)}", *_listed([_own(fact) for fact in facts], len(facts))]
        parts += _more(total(arrivals.documents)[0], by_document(arrivals.new))
    return "\n\n".join(hidden_removed(part) for part in parts)


def by_document(facts: Iterable[FactCame]) -> list[tuple[str, list[FactCame]]]:
    """(document, its surest facts in the order of its pages), so many that every document has its turn."""
    groups = [(document, list(own)) for document, own in itertools.groupby(facts, key=lambda fact: fact.document)]
    each = max(1, MAX_LINES // max(1, len(groups)))
    return [(document, sorted(own[:each], key=lambda fact: fact.page or 0)) for document, own in groups[:MAX_LINES]]


def _more(every: int, shown: Iterable[tuple[str, Sequence[FactCame]]]) -> list[str]:
    more = every - sum(len(own) for _, own in shown)
    return [f"and {more:,} more"] if more > 0 else []


def _run(arrivals: CameIn) -> str:
    name = "A run that changed nothing" if arrivals.run.run_id is None else f"Run {arrivals.run.run_id}"
    return f"{name}, {words.day(arrivals.run.started_at.date())}"


def _section(title: str, lines: Sequence[str]) -> list[str]:
    return [f"## {title}", *_listed(lines, MAX_LINES)] if lines else []


def _listed(lines: Sequence[str], limit: int) -> list[str]:
    shown = "\n".join(f"- {plain(text)}" for text in lines[:limit])
    more = len(lines) - limit
    return [part for part in (shown, f"and {more:,} more" if more > 0 else "") if part]


def _by_run(wanting: Iterable[Wanting]) -> tuple[list[Wanting], list[Wanting]]:
    every = list(wanting)
    return [one for one in every if one.of_run], [one for one in every if not one.of_run]


def _want(wanting: Wanting) -> str:
    page = "" if wanting.page is None else f", page {wanting.page}"
    return f"{wanting.file_name}{page}: {wanting.message}"


def _fact(fact: FactCame) -> str:
    page = "" if fact.page is None else f", page {fact.page}"
    before = "" if fact.before is None else f", before: {words.shortened(fact.before, MAX_WORDS)}"
    return f"{fact.kind}: {words.shortened(fact.words, MAX_WORDS)}{before} ({words.shortened(fact.document, 80)}{page})"


def _own(fact: FactCame) -> str:
    """The line of a fact below the name of its document."""
    page = "" if fact.page is None else f" (page {fact.page})"
    return f"{fact.kind}: {words.shortened(fact.words, MAX_WORDS)}{page}"


def _due(due: Due) -> str:
    by = f"{words.shortened(due.words, MAX_WORDS)}: {words.number(due.value)} by {words.day(due.due)}"
    reported = (
        f"reported so far: {words.number(due.actual)}" if due.actual is not None else f"actual {words.NOT_STATED}"
    )
    where = "" if due.document is None else f" ({words.shortened(due.document, 80)}, page {due.page})"
    return f"{by}, {reported}{where}"


def _as_of(day: date | None) -> str:
    return "" if day is None else f" as of {words.day(day)}"
