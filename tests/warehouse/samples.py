"""Invented documents, built by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tfextract.model import (
    Achievement,
    Basis,
    Block,
    BlockRole,
    Box,
    Claim,
    Contact,
    Count,
    CountKind,
    Document,
    Entity,
    EntityKind,
    Evidence,
    Facts,
    FileStatus,
    Fund,
    Issue,
    Layout,
    Mention,
    MentionRole,
    Page,
    PageStatus,
    Phase,
    PriorityArea,
    Product,
    ProductClass,
    ProductRole,
    ProductState,
    Qualifier,
    ReadDocument,
    Shortfall,
    ShortfallKind,
    SourceFile,
    TableCell,
    TextSource,
)

# Scripted readers make these documents in worker processes, of which many are started: DuckDB is not loaded there.
if TYPE_CHECKING:
    from tfextract.warehouse import Change, RunRecord

STATEMENT = "The Lighthouse Fund trained 120 harbour pilots in Kenya."
TITLE = "Handbook on Night Navigation"
PHASE = "Phase one: USD 3 million a year from 2011 to 2013"
AREA = "Safe harbours"
CONTACT = "Lighthouse Fund, 1 Quay Street, mail@lighthouse.example"
LATE = "The second lighthouse was delayed by the ice."
MODIFIED = datetime(2026, 3, 4, 5, 6, 7, 890123, tzinfo=UTC)


def _block(number: int, text: str, role: BlockRole = BlockRole.PARAGRAPH) -> Block:
    return Block(number, 1, role, text, Box(50, 40 * number, 300, 40 * number + 12), (), "Results", ("Results",))


def _printed(number: int, text: str, quote: str) -> tuple[Evidence, ...]:
    start = text.index(quote)
    box = Box(50, 40 * number, 300, 40 * number + 12)
    return (Evidence(1, number, box, start, start + len(quote), quote, "rule.test"),)


def read_document(name: str = "lighthouse", *, statement: str = STATEMENT) -> ReadDocument:
    """One page with one fact of every kind; `name` makes the ids."""
    document_id = name.ljust(16, "0")
    texts = (statement, TITLE, PHASE, AREA, CONTACT, LATE)
    blocks = tuple(_block(number, text) for number, text in enumerate(texts, start=1))
    pages = (Page(1, 595.0, 842.0, PageStatus.READ, TextSource.TEXT_LAYER, "i"),)
    cells = (TableCell(1, 1, 1, 1, "12", "Kenya", "Pilots"),)
    facts = Facts(
        achievements=(
            Achievement(f"a-{name}", 1, statement, _printed(1, statement, statement), 0.9, "Results", ("Results",)),
        ),
        shortfalls=(
            Shortfall(f"s-{name}", 1, LATE, ShortfallKind.LATE, _printed(6, LATE, LATE), 0.8, "Results", ("Results",)),
        ),
        counts=(_count(name, statement),),
        products=(_product(name),),
        entities=(Entity("country:KEN", EntityKind.COUNTRY, "Kenya", "KEN"),),
        mentions=(Mention(f"a-{name}", "country:KEN", 1, "Kenya", MentionRole.LOCATION),),
        funds=(Fund("lighthouse-fund", "The Lighthouse Fund"),),
        phases=(_phase(name),),
        contacts=(
            Contact(f"k-{name}", 1, _printed(5, CONTACT, CONTACT), "Lighthouse Fund", email="mail@lighthouse.example"),
        ),
        issues=(Issue("number_unclear", "two readings", f"{name}.pdf", document_id, 1),),
    )
    document = Document(
        document_id, document_id * 4, f"{name}.pdf", 1, FileStatus.READ, title=f"Report of {name}", report_year=2012,
        period_start=date(2012, 1, 1), period_end=date(2012, 12, 31),
    )  # fmt: skip
    return ReadDocument(document, Layout(pages, blocks, cells), facts)


def _count(name: str, statement: str) -> Count:
    printed = next(word for word in statement.split() if word.isdigit())
    return Count(
        f"c-{name}", 1, float(printed), printed, CountKind.COUNT, Qualifier.EXACT, statement,
        _printed(1, statement, statement), 0.8, unit="harbour pilots", claim=Claim.ACHIEVED, basis=Basis.IN_PERIOD,
        label=f"trained {printed} harbour pilots", achievement_id=f"a-{name}", headline=True,
    )  # fmt: skip


def _product(name: str) -> Product:
    return Product(
        f"p-{name}", 1, TITLE, "handbook", ProductClass.GUIDE_OR_TOOL, _printed(2, TITLE, TITLE), 0.95,
        ProductRole.PRODUCED, ProductState.RELEASED, ("en", "fr"),
    )  # fmt: skip


def _phase(name: str) -> Phase:
    area = PriorityArea(1, AREA, _printed(4, AREA, AREA))
    return Phase(
        f"h-{name}", "lighthouse-fund", "Phase one", _printed(3, PHASE, PHASE), 2011, 2013, 3e6, "USD", "year", (area,)
    )


def source_file(name: str = "lighthouse", status: FileStatus = FileStatus.READ, folder: str = "/raw") -> SourceFile:
    document_id = name.ljust(16, "0") if status is not FileStatus.EMPTY else None
    return SourceFile(str(Path(folder, f"{name}.pdf")), f"{name}.pdf", 1234, MODIFIED, status, document_id)


def change(*documents: ReadDocument) -> Change:
    """The documents, each as the file it is named after."""
    from tfextract.warehouse import Change

    files = tuple(source_file(read.document.file_name.removesuffix(".pdf")) for read in documents)
    return Change(files, documents, ())


def run_record(run_id: str = "run-1", *, reader_version: str = "v1", day: int = 1) -> RunRecord:
    from tfextract.warehouse import RunRecord

    started = datetime(2026, 5, day, 12, tzinfo=UTC)
    return RunRecord(run_id, started, reader_version, "0.1.0", "abcd", "rules only", "duckdb 2", '{"workers": 2}')


def with_facts(read: ReadDocument, **facts: tuple[object, ...]) -> ReadDocument:
    return replace(read, facts=replace(read.facts, **facts))  # type: ignore[arg-type]


def public_columns(design_rows: str) -> Iterator[tuple[str, str]]:
    """(table, column) from lines "table: column column …"."""
    for line in design_rows.strip().splitlines():
        table, _, columns = line.partition(":")
        yield from ((table.strip(), column) for column in columns.split())
