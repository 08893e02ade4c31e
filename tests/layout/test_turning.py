"""Pages set sideways are read, with boxes at the place of the words on the displayed page."""

from __future__ import annotations

from pathlib import Path

import pdfplumber
import pytest

from tests.layout.test_state import read
from tests.objects import one_page, text
from tfextract.model import LOSS_CODES

TURNS = {90: "0 1 -1 0 600 0 cm", 180: "-1 0 0 -1 600 800 cm", 270: "0 -1 1 0 0 800 cm"}
LINES = (
    "Review of the Moss Fund",
    "The fund opened 68 kitchens in 2023.",
    "Crews from 19 ports joined the race in 2023.",
)


def lines(*words: str) -> str:
    return "".join(text(50, 540 - 40 * at, line, 18 - 6 * min(at, 1)) for at, line in enumerate(words))


def turned(content: str, turn: int) -> str:
    return f"q {TURNS[turn]}\n{content}Q\n"


@pytest.mark.parametrize("turn", TURNS)
@pytest.mark.parametrize("rotate", [0, 90])
def test_a_page_set_sideways_is_read(turn: int, rotate: int, tmp_path: Path) -> None:
    layout = read(tmp_path, one_page(turned(lines(*LINES), turn), page=f"/Rotate {rotate}"))
    assert [block.text for block in layout.blocks] == list(LINES)
    page = layout.pages[0]
    assert (page.width, page.height) == ((800, 600) if rotate else (600, 800))
    assert layout.issues == ()
    # The second reader: of the letters it places in the box, as many of each as the block has.
    with pdfplumber.open(tmp_path / "page.pdf") as pdf:
        for block in layout.blocks:
            box = block.box
            part = pdf.pages[0].crop((box.x0 - 1, box.top - 1, box.x1 + 1, box.bottom + 1))
            assert sorted(char["text"] for char in part.chars if char["text"] != " ") == sorted(
                block.text.replace(" ", "")
            )


@pytest.mark.parametrize("turn", [90, 270])
def test_a_ruled_table_set_sideways_has_its_cells(turn: int, tmp_path: Path) -> None:
    rows = [("Harbour", "Boats", "Sheds"), ("Norr", "14", "7"), ("Sund", "25", "9"), ("Vik", "31", "12")]
    content = lines("Boats and sheds of the Moss Fund by harbour")
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            x, y = 60 + 120 * column, 440 - 24 * row
            content += f"{x - 6} {y - 8} 120 24 re S\n" + text(x, y, cell, 11)
    layout = read(tmp_path, one_page(turned(content, turn)))
    found = {(cell.row_header, cell.col_header): cell.text for cell in layout.table_cells if cell.col_header}
    assert found["Sund", "Boats"] == "25"
    assert found["Vik", "Sheds"] == "12"


def test_labels_along_the_edge_leave_a_page_as_it_is(tmp_path: Path) -> None:
    body = "".join(lines(*LINES[1:]) for _ in range(1)) + "".join(
        text(50, 440 - 16 * at, f"In village {at} the fund repaired the school and two wells.") for at in range(10)
    )
    label = turned(text(50, 580, "Photograph by the harbour office of the eastern bay in June"), 90)
    layout = read(tmp_path, one_page(body + label))
    assert layout.blocks[0].text == LINES[1]
    assert [issue.code for issue in layout.issues] == ["rotated_text"]
    assert "rotated_text" not in LOSS_CODES


def test_a_page_set_half_sideways_is_a_loss(tmp_path: Path) -> None:
    layout = read(tmp_path, one_page(lines(*LINES) + turned(lines(*LINES), 90)))
    assert [block.text for block in layout.blocks] == list(LINES)
    assert [issue.code for issue in layout.issues] == ["sideways_text"]
    assert "sideways_text" in LOSS_CODES
