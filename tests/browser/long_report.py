"""A long invented report with many facts on each page, as a PDF and in a warehouse."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from tests.warehouse.samples import run_record
from tfextract.model import (
    Achievement,
    Block,
    BlockRole,
    Box,
    Claim,
    Count,
    CountKind,
    Document,
    Evidence,
    Facts,
    FileStatus,
    Layout,
    Page,
    PageStatus,
    Product,
    ProductClass,
    Qualifier,
    ReadDocument,
    SourceFile,
    TextSource,
)
from tfextract.warehouse import Change, publish

WIDE, HIGH = 595.0, 842.0
COLUMNS = 5
_KINDS = ("achievement", "count", "product", "count", "count")


def publish_long_report(warehouse: Path, folder: Path, pages: int, facts: int) -> str:
    """Writes the PDF, publishes it and returns the id of the document."""
    data = _pdf(pages, facts)
    path = folder / "weirs.pdf"
    path.write_bytes(data)
    sha256 = hashlib.sha256(data).hexdigest()
    state = path.stat()
    read = _read(sha256, path.name, pages, facts)
    modified = datetime.fromtimestamp(state.st_mtime, UTC)
    file = SourceFile(str(path), path.name, state.st_size, modified, FileStatus.READ, sha256[:16])
    publish(warehouse, Change((file,), (read,), ()), run_record("run-1"))
    return sha256[:16]


def sentence(page: int, number: int) -> str:
    return f"{number + 1} weirs mended at lake {page}"


def place(number: int, facts: int) -> Box:
    rows = -(-facts // COLUMNS)
    row, column = divmod(number, COLUMNS)
    step = (HIGH - 60) / rows
    left = 25 + column * (WIDE - 50) / COLUMNS
    return Box(left, 30 + row * step, left + 100, 30 + row * step + min(8.0, step))


def _pdf(pages: int, facts: int) -> bytes:
    target = BytesIO()
    canvas = Canvas(target, pagesize=(WIDE, HIGH), invariant=1)
    for page in range(1, pages + 1):
        canvas.setFont("Helvetica", 5.5)
        for number in range(facts):
            box = place(number, facts)
            canvas.drawString(box.x0, HIGH - box.bottom + 1.5, sentence(page, number))
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def _read(sha256: str, file_name: str, pages: int, facts: int) -> ReadDocument:
    blocks: list[Block] = []
    achievements: list[Achievement] = []
    counts: list[Count] = []
    products: list[Product] = []
    for page in range(1, pages + 1):
        for number in range(facts):
            block_no, text, box = len(blocks) + 1, sentence(page, number), place(number, facts)
            blocks.append(Block(block_no, page, BlockRole.PARAGRAPH, text, box, (), None, ()))
            evidence = (Evidence(page, block_no, box, 0, len(text), text, "rule.test"),)
            fact_id = hashlib.sha256(f"{page} {number}".encode()).hexdigest()[:16]
            confidence = 0.6 + 0.4 * (number % 7) / 7
            kind = _KINDS[number % len(_KINDS)]
            if kind == "achievement":
                achievements.append(Achievement(fact_id, page, text, evidence, confidence))
            elif kind == "product":
                products.append(Product(fact_id, page, text, "guide", ProductClass.GUIDE_OR_TOOL, evidence, confidence))
            else:
                counts.append(
                    Count(
                        fact_id, page, float(number + 1), str(number + 1), CountKind.COUNT, Qualifier.EXACT, text,
                        evidence, confidence, unit="weirs", claim=Claim.ACHIEVED,
                    )
                )  # fmt: skip
    document = Document(sha256[:16], sha256, file_name, pages, FileStatus.READ, title="Weirs mended at every lake")
    sheet = tuple(Page(page, WIDE, HIGH, PageStatus.READ, TextSource.TEXT_LAYER) for page in range(1, pages + 1))
    found = Facts(achievements=tuple(achievements), counts=tuple(counts), products=tuple(products))
    return ReadDocument(document, Layout(sheet, tuple(blocks), ()), found)
