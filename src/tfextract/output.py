"""How facts, rows and states are written for a person or a program."""

from __future__ import annotations

import csv
import dataclasses
import json
import sys
from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tfextract.model import ReadDocument

if TYPE_CHECKING:
    from tfextract.export import ExportReport, IatiReport
    from tfextract.warehouse import Build, FactRecord, Mark, Staged, StatusSummary

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


def plain(value: object) -> Json:
    """Dataclasses as objects, tuples as lists, dates in ISO 8601."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return str(value)


def document_json(read: ReadDocument) -> str:
    issues = [*read.layout.issues, *read.facts.issues]
    whole = {"document": plain(read.document), **_facts(read), "issues": plain(issues)}
    return json.dumps(whole, ensure_ascii=False, indent=2)


def _facts(read: ReadDocument) -> dict[str, Json]:
    facts = plain(read.facts)
    assert isinstance(facts, dict)
    return {name: rows for name, rows in facts.items() if name != "issues"}


def fact_text(fact: FactRecord) -> str:
    width = max(len(name) for name, _ in fact.columns)
    lines = [f"{fact.kind} {fact.fact_id}", ""]
    lines += [f"  {name:<{width}}  {_shown(value)}" for name, value in fact.columns if value not in (None, [], "")]
    empty = [name for name, value in fact.columns if value in (None, [], "")]
    if empty:
        lines += ["", f"  not determined: {', '.join(empty)}"]
    rules = list(dict.fromkeys(row.rule_id for row in fact.evidence))
    lines += ["", f"found by {', '.join(rules)}" + (f" in {fact.path}" if fact.path else "")]
    for row in fact.evidence:
        box = row.box
        where = f"page {row.page}, block {row.block_no}, {box.x0:.0f},{box.top:.0f} to {box.x1:.0f},{box.bottom:.0f} pt"
        lines.append(f"  {where}: {row.quote}")
    return "\n".join(lines)


def _shown(value: object) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return f"{int(value)}"
    return ", ".join(str(item) for item in value) if isinstance(value, (list, tuple)) else str(value)


def write_rows(columns: Sequence[str], rows: Sequence[Sequence[object]], form: str) -> None:
    if form == "csv":
        writer = csv.writer(sys.stdout)
        writer.writerow(columns)
        writer.writerows([["" if value is None else plain(value) for value in row] for row in rows])
    elif form == "json":
        records = [dict(zip(columns, map(plain, row), strict=True)) for row in rows]
        sys.stdout.write(json.dumps(records, ensure_ascii=False, indent=2) + "\n")
    else:
        _table(columns, rows)


def _table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    table = Table()
    for at, column in enumerate(columns):
        numeric = bool(rows) and all(isinstance(row[at], (int, float)) for row in rows if row[at] is not None)
        table.add_column(Text(column), justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text("" if value is None else _shown(value)) for value in row))
    width = None if sys.stdout.isatty() else 160
    console = Console(width=width, markup=False, highlight=False)
    console.print(table)
    console.print(f"{len(rows)} row{'' if len(rows) == 1 else 's'}")


def status_text(summary: StatusSummary, stale: dict[str, int]) -> str:
    lines = [str(summary.warehouse), ""]
    lines += [f"  {count:>8}  {table}" for table, count in summary.rows]
    lines += ["", "files: " + ", ".join(f"{count} {status.value}" for status, count in summary.files)]
    if stale:
        why = ", ".join(f"{count} by other {cause}" for cause, count in sorted(stale.items()))
        lines.append(f"{sum(stale.values())} stale ({why}): `tfextract reprocess` reads them again")
    if summary.unread:
        lines.append("not read:")
        lines += [
            f"  {file.path}: {file.status.value}: {file.message or 'see the table issues'}" for file in summary.unread
        ]
    if not stale and not summary.unread:
        lines.append("nothing is stale, nothing failed")
    if summary.last_run_at is not None:
        lines.append(f"last run: {summary.last_run_at:%Y-%m-%d %H:%M} UTC")
    return "\n".join(lines)


def runs_lines(staged: Sequence[Staged], builds: Sequence[Build], marks: Sequence[Mark]) -> list[str]:
    lines = [
        f"staged: run {item.run.run_id}, {len(item.document_ids)} documents, {item.differences.count} of "
        f"{item.differences.before} facts change: `tfextract publish {item.run.run_id}` or `tfextract discard …`"
        for item in staged
    ]
    lines += [
        f"under way: {mark.run.job} {mark.run.run_id}, process {mark.pid}"
        for mark in marks
        if mark.outcome == "running"
    ]
    if builds:
        lines.append(f"earlier builds (`tfextract rollback`): {', '.join(build.run_id for build in builds)}")
    return lines


def export_text(done: ExportReport) -> str:
    width = max(len(f"{count}") for _, count in done.rows)
    lines = [f"  {count:>{width}}  {table}" for table, count in done.rows]
    where = done.files[0] if len(done.files) == 1 else f"{len(done.files)} files in {done.files[0].parent}"
    if done.cut:
        lines.append(f"{done.cut} texts were too long for a cell and were cut: export to csv or parquet has them whole")
    return "\n".join([*lines, f"written: {where}"])


def iati_text(done: IatiReport) -> str:
    lines = [f"{done.indicators} indicators, {done.periods} periods"]
    if done.without_period:
        lines.append(
            f"{done.without_period} accepted figures have no period and are not in it: give them one by a review"
        )
    return "\n".join([*lines, f"written: {done.path}"])
