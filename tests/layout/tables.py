"""PDFs with tables and with boxes that are none, set by reportlab."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from reportlab.lib import colors
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from tfextract.layout import read_layout
from tfextract.model import Layout

BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=10, leading=13)
INDICATORS = [
    ["Indicator", "Baseline 2020", "Target 2024", "Actual 2024"],
    ["Farmers trained in dry farming", "0", "1,200", "1,348"],
    ["Villages with a working well", "14", "60", "57"],
    ["Share of women among members", "22%", "50%", "46%"],
]
GRID = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("FONTSIZE", (0, 0), (-1, -1), 9)])


def paragraph(text: str) -> Paragraph:
    return Paragraph(text, BODY)


def build(folder: Path, *flowables: Flowable) -> Layout:
    target = BytesIO()
    SimpleDocTemplate(target, invariant=1).build(list(flowables))
    path = folder / "tables.pdf"
    path.write_bytes(target.getvalue())
    return read_layout(path.read_bytes(), path.name, "0" * 16)


def grid(rows: Sequence[Sequence[object]], style: TableStyle = GRID, **given: object) -> Table:
    return Table([list(row) for row in rows], style=style, **given)


__all__ = ["BODY", "GRID", "INDICATORS", "PageBreak", "Spacer", "build", "grid", "paragraph"]
