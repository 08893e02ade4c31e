"""Formats facts, rows and status for people and programs."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import math
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from tfextract.model import ReadDocument
from tfextract.terminal import IN_LINES, screen, visible, write, write_data

if TYPE_CHECKING:
    from tfextract.export import ExportReport, IatiReport
    from tfextract.warehouse import Build, FactRecord, RunMark, Staged, StatusSummary

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


def plain(value: object) -> Json:
    """Dataclasses and structs become objects, tuples lists, dates ISO 8601. NaN and infinity become null, like NULL."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    return _word(value)


def _word(value: object) -> Json:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return str(value)


def document_json(read: ReadDocument) -> str:
    issues = [*read.layout.issues, *read.facts.issues]
    whole = {"document": plain(read.document), **_facts(read), "issues": plain(issues)}
    return as_json(whole) + "\n"


def _facts(read: ReadDocument) -> dict[str, Json]:
    facts = plain(read.facts)
    assert isinstance(facts, dict)
    return {name: rows for name, rows in facts.items() if name != "issues"}


def fact_text(fact: FactRecord) -> str:
    width = max(len(name) for name, _ in fact.columns)
    lines = [f"{fact.kind} {fact.fact_id}", ""]
    lines += [
        f"  {name:<{width}}  {visible(_shown(value))}" for name, value in fact.columns if value not in (None, [], "")
    ]
    empty = [name for name, value in fact.columns if value in (None, [], "")]
    if empty:
        lines += ["", f"  not determined: {', '.join(empty)}"]
    rules = list(dict.fromkeys(row.rule_id for row in fact.evidence))
    lines += ["", f"found by {', '.join(rules)}" + (f" in {visible(fact.path)}" if fact.path else "")]
    for row in fact.evidence:
        box = row.box
        where = f"page {row.page}, block {row.block_no}, {box.x0:.0f},{box.top:.0f} to {box.x1:.0f},{box.bottom:.0f} pt"
        lines.append(f"  {where}: {visible(row.quote)}")
    return "\n".join(lines)


def _shown(value: object) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return f"{int(value)}"
    return ", ".join(str(item) for item in value) if isinstance(value, (list, tuple)) else str(value)


def write_rows(columns: Sequence[str], rows: Sequence[Sequence[object]], form: str) -> None:
    """`form` is csv, json or table. A table that is wider than the terminal is written record by record."""
    if form == "csv":
        _csv(columns, rows)
    elif form == "json":
        records: list[Json] = [dict(zip(columns, map(plain, row), strict=True)) for row in rows]
        write_data(as_json(records) + "\n")
    else:
        _table(columns, rows)


def as_json(value: Json) -> str:
    """Indented JSON. Control characters are JSON escapes, so that they cannot move a terminal's cursor."""
    plainly = (sys.stdout.encoding or "").casefold().replace("-", "") == "utf8"
    return IN_LINES.sub(_json_escape, json.dumps(value, ensure_ascii=not plainly, indent=2))


def _json_escape(match: re.Match[str]) -> str:
    return json.dumps(match[0])[1:-1]


def _csv(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    from tfextract.export.cells import csv_cell  # noqa: PLC0415 - what writes workbooks takes its time to import

    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([csv_cell(value) for value in row])
    write_data(out.getvalue())


def _table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    console = screen()
    names = [visible(column) for column in columns]
    cells = [["" if value is None else visible(_shown(value)) for value in row] for row in rows]
    longest = [max(map(cell_len, column)) for column in zip(names, *cells, strict=True)]
    if cells and sum(longest) + 3 * len(names) + 1 > console.width:
        write("\n".join(_records(names, cells)))
    else:
        table = Table()
        for at, name in enumerate(names):
            numeric = bool(rows) and all(isinstance(row[at], (int, float)) for row in rows if row[at] is not None)
            table.add_column(Text(name), justify="right" if numeric else "left", overflow="fold")
        for row in cells:
            table.add_row(*map(Text, row))
        console.print(table)
    write(f"{len(rows)} row{'' if len(rows) == 1 else 's'}")


def _records(names: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    width = max(map(cell_len, names))
    for number, row in enumerate(rows, 1):
        yield f"-[ record {number} ]-"
        for name, value in zip(names, row, strict=True):
            yield f"{name}{' ' * (width - cell_len(name))} | {value}".rstrip()


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
            f"  {visible(file.path)}: {file.status.value}: {visible(file.message or 'see the table issues')}"
            for file in summary.unread
        ]
    if not stale and not summary.unread:
        lines.append("nothing is stale, nothing failed")
    if summary.last_run_at is not None:
        lines.append(f"last run: {summary.last_run_at:%Y-%m-%d %H:%M} UTC")
    return "\n".join(lines)


def runs_lines(staged: Sequence[Staged], builds: Sequence[Build], marks: Sequence[RunMark]) -> list[str]:
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
