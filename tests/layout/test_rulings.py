"""The edges from pdfium give the same tables as pdfplumber's own reading of the file."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from itertools import pairwise
from random import Random

import pdfplumber
import pypdfium2 as pdfium
import pytest
from reportlab.pdfgen.canvas import Canvas

from tfextract.layout.rulings import ruled_tables
from tfextract.layout.turning import page_space
from tfextract.model import Box

SIZE = (500, 700)
ROWS, COLUMNS = (600, 570, 540, 500), (60, 160, 260, 400)


def lines(canvas: Canvas) -> None:
    for y in ROWS:
        canvas.line(COLUMNS[0], y, COLUMNS[-1], y)
    for x in COLUMNS:
        canvas.line(x, ROWS[-1], x, ROWS[0])


def boxes(canvas: Canvas) -> None:
    for top, foot in pairwise(ROWS):
        for left, right in pairwise(COLUMNS):
            canvas.rect(left, foot, right - left, top - foot, stroke=1, fill=0)


def one_path_of_closed_shapes(canvas: Canvas) -> None:
    path = canvas.beginPath()
    for top, foot in pairwise(ROWS):
        for left, right in pairwise(COLUMNS):
            path.moveTo(left, foot)
            for x, y in ((right, foot), (right, top), (left, top), (left, foot)):
                path.lineTo(x, y)
            path.close()
    canvas.drawPath(path)


def thin_areas_and_curves(canvas: Canvas) -> None:
    for y in ROWS:
        canvas.rect(COLUMNS[0], y, COLUMNS[-1] - COLUMNS[0], 0.7, stroke=0, fill=1)
    for x in COLUMNS:
        path = canvas.beginPath()
        path.moveTo(x, ROWS[-1])
        path.lineTo(x, ROWS[0])
        path.curveTo(x + 2, ROWS[0] + 4, x + 6, ROWS[0] + 4, x + 8, ROWS[0])
        path.lineTo(x + 8, ROWS[-1])
        canvas.drawPath(path)


def slanting_lines(canvas: Canvas) -> None:
    lines(canvas)
    canvas.line(COLUMNS[0], ROWS[0], COLUMNS[1], ROWS[1])
    canvas.line(COLUMNS[1], ROWS[0], COLUMNS[1] + 90, ROWS[-1])


def in_forms(canvas: Canvas) -> None:
    canvas.beginForm("inner")
    lines(canvas)
    canvas.endForm()
    canvas.beginForm("outer")
    canvas.saveState()
    canvas.scale(0.5, 0.75)
    canvas.doForm("inner")
    canvas.restoreState()
    canvas.endForm()
    canvas.saveState()
    canvas.translate(20, 30)
    canvas.doForm("outer")
    canvas.restoreState()
    canvas.translate(180, 80)
    canvas.doForm("outer")


def turned_by_the_matrix(canvas: Canvas) -> None:
    canvas.translate(480, 40)
    canvas.rotate(90)
    boxes(canvas)


def at_random(canvas: Canvas) -> None:
    rng = Random(7)
    for _ in range(120):
        x, y = rng.choice(COLUMNS) + rng.uniform(-2, 2), rng.choice(ROWS) + rng.uniform(-2, 2)
        width, height = rng.choice((0, 40, 100, 140)), rng.choice((0, 30, 70))
        canvas.rect(x, y, width, height, stroke=rng.random() < 0.5, fill=rng.random() < 0.5)


DRAWINGS = (
    lines, boxes, one_path_of_closed_shapes, thin_areas_and_curves, slanting_lines, in_forms, turned_by_the_matrix,
    at_random,
)  # fmt: skip


def drawn(draw: Callable[[Canvas], None], rotation: int, crop: bool) -> bytes:
    target = BytesIO()
    canvas = Canvas(target, pagesize=SIZE, invariant=1, cropBox=(20, 30, 480, 690) if crop else None)
    canvas.setPageRotation(rotation)
    draw(canvas)
    canvas.save()
    return target.getvalue()


@pytest.mark.parametrize(("rotation", "crop"), [(0, False), (0, True), (90, False), (180, False), (270, False)])
@pytest.mark.parametrize("draw", DRAWINGS)
def test_the_tables_are_those_of_pdfplumber(draw: Callable[[Canvas], None], rotation: int, crop: bool) -> None:
    data = drawn(draw, rotation, crop)
    page = pdfium.PdfDocument(data)[0]
    tables = ruled_tables(page, page_space(page))
    with pdfplumber.open(BytesIO(data)) as pdf:
        left, top = pdf.pages[0].cropbox[:2]
        found = [
            [(x0 - left, y0 - top, x1 - left, y1 - top) for x0, y0, x1, y1 in t.cells]
            for t in pdf.pages[0].find_tables()
        ]
    assert found
    ours = [[(box.x0, box.top, box.x1, box.bottom) for box in table] for table in tables]
    assert [len(cells) for cells in ours] == [len(cells) for cells in found]
    for cells, others in zip(ours, found, strict=True):
        for cell, other in zip(cells, others, strict=True):
            assert cell == pytest.approx(other, abs=0.01)


def test_on_a_page_that_is_turned_and_cut_the_cells_stand_where_they_are_displayed() -> None:
    # pdfplumber takes the corner of the cut from the page before it is turned.
    page = pdfium.PdfDocument(drawn(lines, 90, crop=True))[0]
    [cells] = ruled_tables(page, page_space(page))
    around = Box.around(cells)
    assert (around.x0, around.top) == pytest.approx((ROWS[-1] - 30, COLUMNS[0] - 20), abs=0.01)
    assert (around.x1, around.bottom) == pytest.approx((ROWS[0] - 30, COLUMNS[-1] - 20), abs=0.01)
