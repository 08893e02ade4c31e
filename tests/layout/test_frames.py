"""Text in drawn boxes: kept together, grids read row by row, headings of a box end with it."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from tests.layout.pages import Print, column
from tfextract.layout import read_layout
from tfextract.model import Block, Box

HEIGHT = 800


def read_boxed(folder: Path, boxes: Sequence[Box], printed: Sequence[Print]) -> list[Block]:
    target = BytesIO()
    canvas = Canvas(target, pagesize=(600, HEIGHT), invariant=1)
    for box in boxes:
        canvas.rect(box.x0, HEIGHT - box.bottom, box.width, box.height)
    for item in printed:
        canvas.setFont(item.font, item.size)
        canvas.drawString(item.x, HEIGHT - item.y, item.text)
    canvas.save()
    path = folder / "boxed.pdf"
    path.write_bytes(target.getvalue())
    return list(read_layout(path.read_bytes(), path.name, "d").blocks)


def tile(x: float, y: float, title: str) -> list[Print]:
    lines = column(x, y + 18, "The members of this town dug three wells", "and gave their spare seeds to the school.")
    return [Print(x, y, title, 12, "Helvetica-Bold"), *lines]


def box_at(x: float, y: float) -> Box:
    return Box(x - 10, y - 20, x + 220, y + 45)


PLACES = ((60, 100, "Alder"), (320, 100, "Birch"), (60, 200, "Cedar"), (320, 200, "Elm"))


def headings(blocks: Sequence[Block]) -> list[str]:
    return [block.text for block in blocks if block.role.value == "heading"]


def test_boxes_written_in_any_order_are_read_row_by_row(tmp_path: Path) -> None:
    boxes = [box_at(x, y) for x, y, _ in PLACES]
    printed = [line for at in (3, 0, 2, 1) for line in tile(*PLACES[at])]
    blocks = read_boxed(tmp_path, boxes, printed)
    assert headings(blocks) == ["Alder", "Birch", "Cedar", "Elm"]
    assert [block.heading for block in blocks if block.text.startswith("The members")] == headings(blocks)


def test_boxes_written_line_by_line_are_read_one_by_one(tmp_path: Path) -> None:
    boxes = [box_at(x, y) for x, y, _ in PLACES[:2]]
    printed = sorted([*tile(*PLACES[0]), *tile(*PLACES[1])], key=lambda line: (line.y, line.x))
    assert [block.heading for block in read_boxed(tmp_path, boxes, printed)] == [None, "Alder", None, "Birch"]


def test_the_heading_of_a_box_does_not_govern_what_follows_it(tmp_path: Path) -> None:
    above = [Print(60, 60, "Results of the year", 16, "Helvetica-Bold"), *column(60, 80, "The year was a wet one.")]
    after = column(60, 200, "Rain fell on each of the seven villages", "and filled the old reservoir again.")
    blocks = read_boxed(tmp_path, [box_at(60, 120)], [*above, *tile(60, 120, "Alder"), *after])
    assert [block.heading for block in blocks[-2:]] == ["Alder", "Results of the year"]


def test_a_box_whose_edge_runs_through_a_text_is_none(tmp_path: Path) -> None:
    lines = column(60, 100, *["The members of this town dug three wells and"] * 7, "gave seeds to the school.")
    blocks = read_boxed(tmp_path, [Box(50, 80, 400, 150)], lines)
    assert len(blocks) == 1


TITLE = ("The weirs of the upper lake and", "those of the lower lake, mended", "within a single dry summer")


def test_a_title_bar_governs_what_is_under_it(tmp_path: Path) -> None:
    """A box with only a title is a bar over what follows; one that also has its text ends with it."""
    title = [Print(60, 96 + 17 * at, line, 14, "Helvetica-Bold") for at, line in enumerate(TITLE)]
    under = column(60, 160, "The upper weir was mended in the spring by the", "joiners of the nine villages.")
    after = column(60, 230, "Rain fell on each of the seven villages and", "filled the old reservoir again.")
    for box, headings_of_text in (
        (Box(50, 78, 400, 140), [" ".join(TITLE)] * 2),
        (Box(50, 78, 400, 190), [" ".join(TITLE), None]),
    ):
        blocks = read_boxed(tmp_path, [box], [*title, *under, *after])
        assert [block.heading for block in blocks[1:]] == headings_of_text


def test_a_bar_of_the_same_width_right_above_a_box_belongs_to_it(tmp_path: Path) -> None:
    above = [Print(60, 60, "Results of the year", 16, "Helvetica-Bold"), *column(60, 80, "The year was a wet one.")]
    bar, box = Box(50, 110, 300, 134), Box(50, 135, 300, 190)
    inside = [Print(60, 126, "Alder", 12, "Helvetica-Bold"), *tile(60, 132, "")[1:], *column(60, 180, "They sang.")]
    after = column(60, 230, "Rain fell on each of the seven villages and", "filled the old reservoir again.")
    blocks = read_boxed(tmp_path, [bar, box], [*above, *inside, *after])
    headings_of_text = {block.text[:8]: block.heading for block in blocks}
    assert headings_of_text["The memb"] == "Alder"
    assert headings_of_text["Rain fel"] == "Results of the year"
