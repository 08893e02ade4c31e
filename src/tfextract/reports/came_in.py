"""What a run brought, as a summary in Markdown and in HTML: for whoever asks in the morning what came in."""

from __future__ import annotations

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
# More than a screen of each sort is no summary; the report of the document and the warehouse have all.
MOST = 15


@dataclass(frozen=True, slots=True)
class CameInWritten:
    html: Path
    markdown: Path
    line: str


def write_came_in(
    warehouse: Path, folder: Path, run: str | None = None, today: date | None = None, *, published: bool = True
) -> CameInWritten:
    """Of the run whose id begins so, or of the last one; where that one published nothing, that nothing came.

    Raises UserError where there is no such run.
    """
    now = datetime.now(UTC)
    day = today or now.date()
    found = read_came_in(warehouse, day, run) if published else read_nothing_came(warehouse, day, "ingest", now)
    html, markdown = made(folder) / HTML, folder / MARKDOWN
    write_whole(html, as_html(found).encode())
    write_whole(markdown, f"{as_markdown(found)}\n".encode("utf-8", "replace"))
    return CameInWritten(html, markdown, line(found))


def summary(warehouse: Path, run: str) -> str | None:
    """In Markdown; None where the warehouse does not know the run: nothing of it was published."""
    try:
        return as_markdown(read_came_in(warehouse, datetime.now(UTC).date(), run))
    except UserError:
        return None


def line(found: CameIn) -> str:
    """One sentence: "2 new documents; 64 new facts, 3 changed, 1 gone; 2 files need a person."."""
    new, changed, lost = total(found.documents)
    fresh = sum(document.is_new for document in found.documents)
    again = len(found.documents) - fresh
    said = []
    if fresh:
        said.append(counted(fresh, "new document"))
    if again:
        said.append(f"{counted(again, 'document')} read again")
    if not said:
        said.append("no document")
    said.append(f"{counted(new, 'new fact')}, {changed:,} changed, {lost:,} gone")
    own = {wanting.file_name for wanting in found.wanting if wanting.of_run}
    if found.restated:
        said.append(f"{counted(len(found.restated), 'figure')} restated")
    if found.due:
        said.append(f"{counted(len(found.due), 'target')} due")
    if own:
        said.append(f"{counted(len(own), 'file')} {'needs' if len(own) == 1 else 'need'} a person")
    sentence = "; ".join(said)
    return f"{sentence[0].upper()}{sentence[1:]}."


def as_html(found: CameIn) -> str:
    own, rest = _by_run(found.wanting)
    filters: dict[str, Callable[..., object]] = {"fact_line": _fact, "due_line": _due}
    return render(
        "came_in.html", filters, found=found, line=line(found), own=own, rest=rest, most=MOST, run=_run(found)
    )


def as_markdown(found: CameIn) -> str:
    own, rest = _by_run(found.wanting)
    parts = [
        f"# What came in\n\n{plain(_run(found))}",
        f"**{plain(line(found))}**",
    ]
    if found.documents:
        rows = [
            (d.file_name, "new" if d.is_new else "read again", d.status, f"{d.new:,}", f"{d.changed:,}", f"{d.lost:,}")
            for d in found.documents
        ]
        parts += ["## Documents", table(("document", "", "status", "new facts", "changed", "gone"), rows, 3)]
    if own or rest:
        parts += ["## Needs a person", *_listed([_want(wanting) for wanting in own], 100)]
        if rest:
            parts.append(f"{counted(len(rest), 'note')} from before this run: the table `issues` has them.")
    restated = [
        f"{one.indicator}{_as_of(one.as_of)}: {one.was} in {one.was_in}, {one.now} in {one.now_in} (page {one.page})"
        for one in found.restated
    ]
    parts += _section("Restated figures", restated)
    parts += _section("Targets now due", [_due(one) for one in found.due])
    parts += _section("Changed facts", [_fact(fact) for fact in found.changed])
    parts += _section("Facts that are gone", [_fact(fact) for fact in found.lost])
    again = [f"{one.words} ({one.document}, page {one.page}; first in {one.first_document})" for one in found.repeated]
    parts += _section("Told again in the same words", again)
    parts += _section("New facts", [_fact(fact) for fact in found.new], total(found.documents)[0])
    return "\n\n".join(hidden_removed(part) for part in parts)


def _run(found: CameIn) -> str:
    name = "A run that changed nothing" if found.run.run_id is None else f"Run {found.run.run_id}"
    return f"{name}, {words.day(found.run.started_at.date())}"


def _section(title: str, lines: Sequence[str], of: int | None = None) -> list[str]:
    return [f"## {title}", *_listed(lines, MOST, of)] if lines else []


def _listed(lines: Sequence[str], most: int, of: int | None = None) -> list[str]:
    shown = "\n".join(f"- {plain(said)}" for said in lines[:most])
    more = max(len(lines), of or 0) - most
    return [part for part in (shown, f"and {more:,} more" if more > 0 else "") if part]


def _by_run(wanting: Iterable[Wanting]) -> tuple[list[Wanting], list[Wanting]]:
    every = list(wanting)
    return [one for one in every if one.of_run], [one for one in every if not one.of_run]


def _want(wanting: Wanting) -> str:
    page = "" if wanting.page is None else f", page {wanting.page}"
    return f"{wanting.file_name}{page}: {wanting.message}"


def _fact(fact: FactCame) -> str:
    page = "" if fact.page is None else f", page {fact.page}"
    before = "" if fact.before is None else f", before: {_short(fact.before)}"
    return f"{fact.kind}: {_short(fact.words)}{before} ({_short(fact.document, 80)}{page})"


def _due(due: Due) -> str:
    by = f"{_short(due.words)}: {words.number(due.value)} by {words.day(due.due)}"
    told = f"told so far {words.number(due.actual)}" if due.actual is not None else f"actual {words.NOT_STATED}"
    where = "" if due.document is None else f" ({_short(due.document, 80)}, page {due.page})"
    return f"{by}, {told}{where}"


def _short(said: str, most: int = 220) -> str:
    return said if len(said) <= most else f"{said[: most - 1]}…"


def _as_of(day: date | None) -> str:
    return "" if day is None else f" as of {words.day(day)}"
