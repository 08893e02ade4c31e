"""Drawn grids with cells that span rows and columns: each printed cell is one cell, and no place has two."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from reportlab.lib import colors
from reportlab.platypus import TableStyle

from tests.layout.tables import GRID, build, grid
from tfextract.model import Layout

SEEDS = range(30)


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed table: the words of each of its cells, and its style."""

    rows: list[list[str]]
    style: list[tuple[object, ...]]
    widths: list[int]

    @property
    def cells(self) -> set[frozenset[str]]:
        return {frozenset(text.split()) for row in self.rows for text in row if text}


def drawn(seed: int) -> Printed:
    """Names at the left, figures at the right, with random spans of every kind; no word occurs twice."""
    chance = random.Random(seed)
    height, width = chance.randint(4, 9), chance.randint(3, 6)
    rows = [[_words(chance, row, col) for col in range(width)] for row in range(height)]
    style: list[tuple[object, ...]] = []
    taken: set[tuple[int, int]] = set()
    for _ in range(chance.randint(0, 5)):
        row, col = chance.randrange(height), chance.randrange(width)
        down, across = chance.choice([(1, 2), (2, 1), (3, 1), (4, 1), (2, 2)])
        last = (min(height - 1, row + down - 1), min(width - 1, col + across - 1))
        places = {(r, c) for r in range(row, last[0] + 1) for c in range(col, last[1] + 1)}
        if len(places) == 1 or places & taken:
            continue
        taken |= places
        style.append(("SPAN", (col, row), (last[1], last[0])))
        for r, c in places - {(row, col)}:
            rows[r][c] = ""
    if chance.random() < 0.5:
        shaded = chance.randrange(width)
        style.append(("BACKGROUND", (shaded, 0), (shaded, -1), colors.lightgrey))
    return Printed(rows, style, [chance.randint(50, 90) for _ in range(width)])


def _words(chance: random.Random, row: int, col: int) -> str:
    number = 100 * row + 10 * col
    if row == 0 or col == 0 or (col == 1 and chance.random() < 0.3):
        return " ".join(f"w{number + at}" for at in range(chance.randint(1, 2)))
    return f"{10_000 + number:,}"


def read(folder: Path, printed: Printed) -> Layout:
    return build(
        folder, grid(printed.rows, TableStyle([*GRID.getCommands(), *printed.style]), colWidths=printed.widths)
    )


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Printed, Layout]]:
    folder = tmp_path_factory.mktemp("grids")
    return [(printed, read(folder, printed)) for printed in map(drawn, SEEDS)]


def test_most_grids_are_tables(tables: list[tuple[Printed, Layout]]) -> None:
    assert sum(bool(layout.table_cells) for _, layout in tables) >= 0.8 * len(tables)


def test_no_place_holds_two_cells(tables: list[tuple[Printed, Layout]]) -> None:
    for _, layout in tables:
        places = Counter((cell.table_no, cell.row_no, cell.col_no) for cell in layout.table_cells)
        assert set(places.values()) <= {1}


def test_every_printed_cell_is_one_cell_and_no_word_is_lost(tables: list[tuple[Printed, Layout]]) -> None:
    for printed, layout in tables:
        if layout.table_cells:
            found = [frozenset(cell.text.split()) for cell in layout.table_cells]
            assert sorted(map(sorted, found)) == sorted(map(sorted, printed.cells))


def test_a_group_title_beside_its_rows_names_them_with_their_own_name(tmp_path: Path) -> None:
    rows = [
        ["", "Harbour", "Boats", "Piers"],
        ["North", "Old Quay", "14", "2"],
        ["South", "Mill Pool", "31", "4"],
        ["", "Long Sand", "22", "3"],
    ]
    layout = build(tmp_path, grid(rows, TableStyle([*GRID.getCommands(), ("SPAN", (0, 2), (0, 3))])))
    heads = {cell.text: (cell.row_header, cell.col_header) for cell in layout.table_cells}
    assert heads["14"] == ("North / Old Quay", "Boats")
    assert heads["3"] == ("South / Long Sand", "Piers")


def test_a_split_cell_has_a_column_of_its_own(tmp_path: Path) -> None:
    rows = [
        ["Harbour", "", "Boats", "Piers"],
        ["Old Quay", "", "14", "2"],
        ["Mill Pool", "", "31", "4"],
        ["Long Sand", "", "22", "3"],
        ["Small ones", "Reed", "6", "1"],
        ["", "Stone", "5", "1"],
    ]
    spans = [("SPAN", (0, row), (1, row)) for row in range(4)]
    style = TableStyle([*GRID.getCommands(), *spans, ("SPAN", (0, 4), (0, 5))])
    layout = build(tmp_path, grid(rows, style))
    assert {cell.text: cell.row_header for cell in layout.table_cells if cell.text in ("22", "6", "5")} == {
        "22": "Long Sand",
        "6": "Small ones / Reed",
        "5": "Small ones / Stone",
    }


def test_lines_shaded_one_by_one_are_one_cell_and_a_split_cell_is_not(tmp_path: Path) -> None:
    def cells(step: float, *texts: str) -> list[str]:
        last = [[text] for text in texts]
        rows = [["Harbour", "Boats", "Keeper"], ["Old Quay", "14", ""], ["Mill Pool", "31", "Ada Brook"]]
        heights = [20.0, step * len(texts), 20.0]
        inner = grid(last, colWidths=[90], rowHeights=[step] * len(texts))
        rows[1][2] = inner
        pads = [(f"{side}PADDING", (2, 1), (2, 1), 0) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")]
        style = TableStyle([*GRID.getCommands(), *pads])
        layout = build(tmp_path, grid(rows, style, colWidths=[90] * 3, rowHeights=heights))
        return [cell.text for cell in layout.table_cells if cell.col_no == 3 and cell.row_no > 1]

    assert cells(11, "Bea Carr and", "Cy Dale of Mill") == ["Bea Carr and Cy Dale of Mill", "Ada Brook"]
    assert cells(20, "Bea Carr", "Cy Dale") == ["Bea Carr", "Cy Dale", "Ada Brook"]
