"""Finds tables in ruled grids. A cheap check comes first, then pdfplumber's finder gives cells, which get pdfium's
words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import pairwise
from statistics import median
from typing import Any

import pdfplumber
import pypdfium2 as pdfium

from tfextract.layout.fragments import Fragment, Word, as_printed
from tfextract.layout.glyphs import GlyphPage
from tfextract.layout.rulings import FED, ruled_tables
from tfextract.layout.turning import page_space, turned
from tfextract.model import Box

# Borders that are drawn twice or as areas leave cells of a few points.
SLIVER = 5.0
# pdfplumber needs up to ten seconds for a drawing with a thousand curves. A table with this many paths consists of thin
# lines or thin areas.
PATHS_TOO_MANY, DRAWING_PATHS, THIN = 8000, 600, 3.0
# Cells of a data table are labels and figures. Longer content is text in boxes.
LABEL_WORDS, FIGURE_WORDS, TEXT_WORDS = 30, 6, 45
# The largest line step inside a cell, in type sizes. Between two cells the padding is added.
LINE_STEP = 1.45
NUMERIC = re.compile(
    r"(?:[A-Z]{2,3}\s?)?[$€£¥+(~<>≥≤±–-]*\s?[$€£¥]?\d[\d.,’'\s]*(?:%|[kmb]n?|million|billion|per cent)?\)?[*†]*|"
    r"n\.?/?a\.?|[-–—]|tbd|nil|none|yes|no|✓|✔|x",
    re.IGNORECASE,
)


_Sides = dict[int, list[tuple[float, float]]]


@dataclass(frozen=True, slots=True)
class Cell:
    """Rows and columns count from 0 in the grid. `row_span` and `col_span` are how many it covers."""

    row: int
    col: int
    lines: tuple[Fragment, ...]
    row_span: int = 1
    col_span: int = 1

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)

    @property
    def numeric(self) -> bool:
        return NUMERIC.fullmatch(self.text.strip()) is not None


@dataclass(frozen=True, slots=True)
class Grid:
    """A table on its page. `edges` are the left edges of its columns, points from the page's left."""

    page: int
    box: Box
    edges: tuple[float, ...]
    cells: tuple[Cell, ...]

    @property
    def row_count(self) -> int:
        return 1 + max(cell.row for cell in self.cells)

    def row(self, number: int) -> list[Cell]:
        return sorted((cell for cell in self.cells if cell.row == number), key=lambda cell: cell.col)


def _holds(box: Box, inner: Box) -> bool:
    x, y = (inner.x0 + inner.x1) / 2, (inner.top + inner.bottom) / 2
    return box.x0 <= x <= box.x1 and box.top <= y <= box.bottom


def inside(box: Box, fragment: Fragment) -> bool:
    return _holds(box, fragment.box)


def _sides(paths: Iterable[Box]) -> tuple[_Sides, _Sides]:
    """(vertical sides by x, horizontal sides by y), each with the intervals that it covers."""
    upright: _Sides = {}
    level: _Sides = {}
    for box in paths:
        if box.height > SLIVER:
            for x in {round(box.x0 / 3), round(box.x1 / 3)}:
                upright.setdefault(x, []).append((box.top - 3, box.bottom + 3))
        if box.width > SLIVER:
            for y in {round(box.top / 3), round(box.bottom / 3)}:
                level.setdefault(y, []).append((box.x0 - 3, box.x1 + 3))
    return upright, level


def _crosses(at: float, stretches: Iterable[tuple[float, float]]) -> bool:
    return any(low <= at <= high for low, high in stretches)


def may_hold_grid(page: GlyphPage, fragments: Sequence[Fragment]) -> bool:
    """Whether three vertical lines or box sides cross three horizontal ones, and contain at least two lines of text."""
    paths = [box for box in page.drawn.paths if box.width > 2 * SLIVER or box.height > 2 * SLIVER]
    thin = sum(box.width < THIN or box.height < THIN for box in paths)
    drawing = len(page.drawn.paths) > DRAWING_PATHS and thin < 0.5 * len(paths)
    if drawing or not 4 <= len(paths) <= PATHS_TOO_MANY:
        return False
    upright, level = _sides(paths)
    crossed = [[y for y in level if _crosses(3 * y, upright[x]) and _crosses(3 * x, level[y])] for x in sorted(upright)]
    corners = Counter(y for ys in crossed if len(ys) >= 3 for y in ys)
    shared = [y for y, count in corners.items() if count >= 3]
    if len(shared) < 3:
        return False
    top, bottom = 3 * min(shared), 3 * max(shared)
    return len({round(f.baseline / 3) for f in fragments if top <= f.baseline <= bottom}) >= 2


def part_of(fragment: Fragment, words: Sequence[Word]) -> Fragment:
    box = Box.around(word.box for word in words)
    return replace(fragment, words=tuple(words), box=box, marker=None, marker_box=None)


def _as_read(box: Box, page: GlyphPage) -> Box:
    sideways = page.turn in {90, 270}
    width, height = (page.height, page.width) if sideways else (page.width, page.height)
    return turned(box, width, height, page.turn)


class GridFinder:
    """Finds the grids of one PDF. Opens pdfplumber only for a page that may have a grid."""

    def __init__(self, pdf: pdfium.PdfDocument, data: bytes) -> None:
        self._source, self._data = pdf, data
        # pdfplumber has no type annotations.
        self._pdf: Any = None

    def close(self) -> None:
        if self._pdf is not None:
            with suppress(Exception):
                self._pdf.close()

    def find(self, page: GlyphPage, fragments: Sequence[Fragment]) -> list[Grid]:
        """Raises whatever pdfplumber and pdfminer raise on odd content streams, which can be any exception."""
        if not may_hold_grid(page, fragments):
            return []
        grids = []
        for boxes in self._tables(page):
            cells = [_as_read(box, page) for box in boxes]
            grid = _fill(page.page, cells, fragments)
            if grid is not None and _is_data(grid):
                grids.append(grid)
        return grids

    def _tables(self, page: GlyphPage) -> list[list[Box]]:
        # pdfplumber does not see fields that were printed into the opened document, nor their frames.
        if page.has_fields or not FED:
            return list(self._read_again(page.page))
        source = self._source[page.page - 1]
        try:
            return ruled_tables(source, page_space(source))
        finally:
            source.close()

    def _read_again(self, number: int) -> Iterator[list[Box]]:
        """Reads the page with pdfplumber and pdfminer only."""
        if self._pdf is None:
            self._pdf = pdfplumber.open(BytesIO(self._data))
        page = self._pdf.pages[number - 1]
        left, top = page.cropbox[:2]
        try:
            for table in page.find_tables():
                yield [Box(x0 - left, y0 - top, x1 - left, y1 - top) for x0, y0, x1, y1 in table.cells]
        finally:
            page.close()


def _edges(values: Iterable[float]) -> list[float]:
    """Sorted edges, with nearly equal ones merged."""
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value - kept[-1] > SLIVER:
            kept.append(value)
    return kept


def _nearest(edges: Sequence[float], value: float) -> int:
    return min(range(len(edges)), key=lambda index: abs(edges[index] - value))


def _usual_columns(rows: Sequence[Sequence[Box]]) -> tuple[float, ...]:
    """The left edges that most rows with at least two cells share. Empty if rows do not agree.

    Header cells and group titles span several columns, and a chart's bars match no other row.
    """
    xs = _edges(box.x0 for row in rows for box in row)
    shapes = Counter(tuple(sorted({_nearest(xs, box.x0) for box in row})) for row in rows if len(row) > 1)
    often = sorted(
        (shape for shape, count in shapes.items() if count >= 2), key=lambda shape: (-shapes[shape], -len(shape))
    )
    for usual in often:
        fitting = sum(count for shape, count in shapes.items() if set(shape) <= set(usual))
        if fitting >= 0.5 * shapes.total():
            return tuple(xs[index] for index in usual)
    return ()


def _fill(page: int, boxes: Sequence[Box], fragments: Sequence[Fragment]) -> Grid | None:
    """The grid with its words. None if it has no words or its rows have different columns."""
    boxes = [box for box in boxes if box.width > SLIVER and box.height > SLIVER]
    if len(boxes) < 4:
        return None
    ys = _edges(y for box in boxes for y in (box.top, box.bottom))
    rows: dict[int, list[Box]] = {}
    for box in boxes:
        rows.setdefault(_nearest(ys, box.top), []).append(box)
    columns = _usual_columns(list(rows.values()))
    if len(columns) < 2:
        return None
    right = max(box.x1 for box in boxes)
    worded = [(box, lines) for box, lines in zip(boxes, _words_of(boxes, fragments), strict=True) if lines]
    if not worded:
        return None
    columns = _split_columns(columns, right, [(_nearest(ys, box.top), box) for box, _ in worded])
    cells: list[Cell] = []
    for box, lines in worded:
        col, span = _covered(box, columns, right)
        row = _nearest(ys, box.top)
        cells.append(Cell(row, col, tuple(lines), max(1, _nearest(ys, box.bottom) - row), span))
    return Grid(page, Box.around(boxes), columns, _in_rows(one_a_place(cells)))


def _split_columns(columns: Sequence[float], right: float, cells: Sequence[tuple[int, Box]]) -> tuple[float, ...]:
    """The columns, split if a row has two cells in one: a group's title beside its rows, or a single split cell.
    `cells` are (row, box)."""
    while True:
        held: dict[tuple[int, int], list[float]] = {}
        for row, box in cells:
            held.setdefault((row, _covered(box, columns, right)[0]), []).append(box.x0)
        lefts = [x for xs in held.values() if max(xs) - min(xs) > SLIVER for x in xs]
        split = _edges((*columns, *lefts))
        if len(split) == len(columns):
            return tuple(columns)
        columns = split


def one_a_place(cells: Sequence[Cell]) -> list[Cell]:
    """Merges cells in the same row and column, with all lines from the top."""
    places: dict[tuple[int, int], Cell] = {}
    for cell in cells:
        other = places.setdefault((cell.row, cell.col), cell)
        if other is not cell:
            lines = sorted((*other.lines, *cell.lines), key=lambda line: (round(line.baseline / 3), line.box.x0))
            rows, cols = max(other.row_span, cell.row_span), max(other.col_span, cell.col_span)
            places[(cell.row, cell.col)] = Cell(cell.row, cell.col, tuple(lines), rows, cols)
    return list(places.values())


def _covered(box: Box, columns: Sequence[float], right: float) -> tuple[int, int]:
    """(first column, number of columns) that the box mostly covers, at least the one that it covers best."""
    shares = []
    for x0, x1 in pairwise([*columns, right]):
        shares.append((min(box.x1, x1) - max(box.x0, x0)) / max(1.0, x1 - x0))
    first = max(range(len(shares)), key=lambda index: shares[index])
    covered = [index for index, share in enumerate(shares) if share > 0.5] or [first]
    return covered[0], covered[-1] - covered[0] + 1


def _in_rows(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """Numbers the rows with words. Joins the lines of a cell that is shaded line by line."""
    starts = sorted({cell.row for cell in cells})
    rows = [[cell for cell in cells if cell.row == start] for start in starts]
    merged: list[list[Cell]] = []
    for start, row in zip(starts, rows, strict=True):
        at = _goes_on_in(merged[-1], row, start) if merged else None
        if at is None:
            merged.append(list(row))
        else:
            above = merged[-1][at]
            merged[-1][at] = replace(above, lines=(*above.lines, *row[0].lines), row_span=_reach(row[0]) - above.row)
    kept = [min(cell.row for cell in row) for row in merged]
    numbered = []
    for number, row in enumerate(merged):
        for cell in sorted(row, key=lambda cell: cell.col):
            reach = sum(cell.row <= start < cell.row + cell.row_span for start in kept)
            numbered.append(replace(cell, row=number, row_span=max(1, reach)))
    return tuple(numbered)


def _reach(cell: Cell) -> int:
    return cell.row + cell.row_span


def _goes_on_in(above: Sequence[Cell], row: Sequence[Cell], start: int) -> int | None:
    """The cell above that the row's only cell continues: its lines are shaded one by one, with the leading of text.

    A separate cell has a larger line step, or figures in a column.
    """
    reaching = [cell for cell in above if _reach(cell) > start]
    if len(row) != 1 or len(reaching) < 2:
        return None
    for at, cell in enumerate(above):
        if cell.col == row[0].col and cell not in reaching:
            last, first = cell.lines[-1], row[0].lines[0]
            close = first.baseline - last.baseline < LINE_STEP * max(first.size, last.size)
            return at if close and not (cell.numeric or row[0].numeric) else None
    return None


def _words_of(boxes: Sequence[Box], fragments: Sequence[Fragment]) -> list[list[Fragment]]:
    """The lines of each cell in order. A fragment across a border is cut between words."""
    held: list[list[Fragment]] = [[] for _ in boxes]
    smallest_first = sorted(range(len(boxes)), key=lambda index: boxes[index].width * boxes[index].height)
    for fragment in fragments:
        parts: dict[int, list[Word]] = {}
        for word in as_printed(fragment):
            home = next((index for index in smallest_first if _holds(boxes[index], word.box)), None)
            if home is not None:
                parts.setdefault(home, []).append(word)
        for index, words in parts.items():
            held[index].append(part_of(fragment, words))
    for lines in held:
        lines.sort(key=lambda line: (round(line.baseline / 3), line.box.x0))
    return held


def _is_data(grid: Grid) -> bool:
    """Whether it is a data table: at least two rows and columns of short cells, mostly filled, with a column of figures
    or labels.

    Design boxes contain sentences. Forms and frames contain running text in one column.
    """
    rows, cols = grid.row_count, len(grid.edges)
    if rows < 2 or cols < 2:
        return False
    words = [len(cell.text.split()) for cell in grid.cells]
    inner = [cell for cell in grid.cells if cell.col_span < cols]
    filled = sum(cell.row_span * cell.col_span for cell in grid.cells)
    wide = rows * cols
    if filled < 0.5 * wide or len(inner) < 4 or sum(count > TEXT_WORDS for count in words) > 0.1 * len(words):
        return False
    return _has_label_column(grid) and median(words) <= LABEL_WORDS / 2


def _has_label_column(grid: Grid) -> bool:
    """Whether a column after the first has figures or labels, not sentences."""
    for col in range(1, len(grid.edges)):
        column = [cell for cell in grid.cells if cell.col == col and cell.col_span < len(grid.edges)]
        if len(column) < 2:
            continue
        short = sum(len(cell.text.split()) <= FIGURE_WORDS for cell in column)
        if short >= 0.7 * len(column) and (len(column) > 2 or any(cell.numeric for cell in column)):
            return True
    return False
