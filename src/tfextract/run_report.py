"""Reports a run to its operator: a line for each document, the end state, and a summary page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tfextract.limits import Limit
from tfextract.markdown import plain, table
from tfextract.model import FileStatus
from tfextract.outcome import IngestReport, Outcome
from tfextract.planning import Plan, shown
from tfextract.report import closing_lines, counted, totals_of, word_of


@dataclass(frozen=True, slots=True)
class Ending:
    """`name` is the state that automations react to: Completed, NewlySkipped or Staged."""

    name: str
    message: str


def ending(report: IngestReport) -> Ending:
    """The end state for the exit status: 3 is NewlySkipped, 4 is Staged."""
    name = {3: "NewlySkipped", 4: "Staged"}.get(report.exit_status, "Completed")
    wordings = [counted(sum(o.totals is not None for o in report.outcomes), "document") + " read"]
    skipped = [_name_of(o) for o in report.outcomes if o.newly_skipped]
    skipped += [shown(s.file.path) for s in report.skipped if s.newly and s.status is not FileStatus.DUPLICATE]
    if skipped:
        more = f" and {len(skipped) - 5} more" if len(skipped) > 5 else ""
        wordings.append(f"newly skipped: {', '.join(skipped[:5])}{more}")
    if report.vanished:
        wordings.append(f"{len(report.vanished)} of {report.known_below} known files are gone: is the folder mounted?")
    if report.unlisted:
        wordings.append(f"could not be listed: {', '.join(shown(folder.path) for folder in report.unlisted[:5])}")
    if report.broken_sheets:
        wordings.append(f"not used: {', '.join(sorted({shown(sheet.path) for sheet in report.broken_sheets}))}")
    withheld = [_name_of(outcome) for outcome in report.outcomes if outcome.withheld]
    if withheld:
        wordings.append(f"withheld in part: {', '.join(withheld[:5])}")
    if report.delivered is not None and report.delivered.failed is not None:
        wordings.append(f"not published to {report.delivered.location}: {report.delivered.failed}")
    if report.staged is not None:
        wordings.append(f"staged: tfextract publish {report.staged}, or tfextract discard {report.staged}")
    return Ending(name, "; ".join(wordings))


def planned_line(plan: Plan) -> str:
    return f"{len(plan.to_read)} to read, {len(plan.skipped)} to skip, {len(plan.kept)} unchanged"


def reading_line(outcome: Outcome) -> str:
    """The outcome of reading. Whether it is published is not known yet."""
    took = _seconds(outcome)
    if outcome.totals is None:
        return f"{_name_of(outcome)}: {word_of(outcome.status)}: {outcome.message}, {took}"
    pages, achievements, counts, products, issues = totals_of(outcome)
    facts = counted(achievements + counts + products, "fact")
    return f"{_name_of(outcome)}: {counted(pages, 'page')}, {facts}, {counted(issues, 'issue')}, {took}"


def published_lines(report: IngestReport) -> Iterator[str]:
    """Documents that are published only in part, or not at all."""
    for outcome in report.outcomes:
        why = "; ".join(map(str, outcome.withheld))
        if outcome.withheld and outcome.totals is None:
            yield f"{_name_of(outcome)}: withheld: {outcome.message}"
        elif outcome.status is FileStatus.PARTIAL or outcome.withheld:
            yield f"{_name_of(outcome)}: {word_of(outcome.status)}: {why or 'the table issues says what is missing'}"


def page(report: IngestReport, limit: Limit) -> str:
    """Markdown with the documents, what was skipped and why, what changes, what is staged and what to do next."""
    parts = [f"**{ending(report).message}**"]
    parts += [*_documents(report), *_skipped(report), *_changes(report)]
    if report.staged is not None:
        parts += [
            "## Staged",
            f"Documents that were read before come out otherwise, by more than the limit of {plain(str(limit))}: "
            "their new reading is kept aside. Look, and then:",
            f"```\ntfextract publish {report.staged}\ntfextract discard {report.staged}\n```",
        ]
    reported = [*(f"Warning: {finding}" for finding in report.warnings), *closing_lines(report)]
    return "\n\n".join([*parts, "\n".join(f"- {plain(line)}" for line in reported)])


def _documents(report: IngestReport) -> list[str]:
    heads = ("document", "status", "pages", "achievements", "counts", "products", "issues", "took")
    read = [outcome for outcome in report.outcomes if outcome.totals is not None]
    rows = [(_name_of(o), word_of(o.status), *map(str, totals_of(o)), _seconds(o)) for o in read]
    return ["## Documents", table(heads, rows, numbers_from=2)] if rows else []


def _skipped(report: IngestReport) -> list[str]:
    rows = [(_name_of(o), word_of(o.status), o.message or "") for o in report.outcomes if o.totals is None]
    rows += [(shown(s.file.path), word_of(s.status), s.message) for s in report.skipped]
    return ["## Skipped", table(("file", "status", "why"), sorted(rows))] if rows else []


def _changes(report: IngestReport) -> list[str]:
    heads = ("document", "kind", "facts before", "gained", "lost", "changed")
    changed = [row for row in report.differences.documents if row.gained or row.lost or row.changed]
    rows = [(r.file_name, r.kind, *map(str, (r.before, r.gained, r.lost, r.changed))) for r in changed]
    title = "## What changes in documents that were there before"
    return [title, table(heads, rows, numbers_from=2)] if rows else []


def _seconds(outcome: Outcome) -> str:
    return "" if outcome.seconds is None else f"{outcome.seconds:.1f} s"


def _name_of(outcome: Outcome) -> str:
    return shown(outcome.asked.file.path)
