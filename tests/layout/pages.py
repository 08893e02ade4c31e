"""Sets pages line by line in the given order and reads them. Each test chooses the positions."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from tfextract.layout import read_layout
from tfextract.model import Block

WIDTH, HEIGHT = 600, 800


@dataclass(frozen=True, slots=True)
class Print:
    """Text whose baseline is `y` points under the top of the page, its left edge at `x`."""

    x: float
    y: float
    text: str
    size: float = 10
    font: str = "Helvetica"
    gray: float = 0.0
    spacing: float = 0.0
    rise: float = 0.0


def column(x: float, y: float, *lines: str, leading: float = 12, size: float = 10) -> list[Print]:
    return [Print(x, y + leading * at, line, size) for at, line in enumerate(lines)]


def read(
    folder: Path, *pages: list[Print], dots: tuple[tuple[float, float], ...] = (), width: float = WIDTH
) -> list[Block]:
    """`dots` are centres of drawn bullets on the first page."""
    target = BytesIO()
    canvas = Canvas(target, pagesize=(width, HEIGHT), invariant=1)
    for number, printed in enumerate(pages):
        for item in printed:
            canvas.setFillGray(item.gray)
            text = canvas.beginText(item.x, HEIGHT - item.y)
            text.setFont(item.font, item.size)
            text.setCharSpace(item.spacing)
            text.setRise(item.rise)
            text.textOut(item.text)
            text.setCharSpace(0)
            text.setRise(0)
            canvas.drawText(text)
        for x, y in dots if number == 0 else ():
            canvas.circle(x, HEIGHT - y, 1.8, stroke=0, fill=1)
        canvas.showPage()
    canvas.save()
    path = folder / "page.pdf"
    path.write_bytes(target.getvalue())
    return list(read_layout(path.read_bytes(), path.name, "d").blocks)
