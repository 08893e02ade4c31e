"""Turns grids into tables: finds headers, joins tables over pages, makes a block of each row, and locates its cells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tfextract.layout.drafts import Draft
from tfextract.layout.fragments import Fragment
from tfextract.layout.grids import Cell, Grid
from tfextract.model import Block, BlockRole, Box, TableCell

HEADER_ROWS = 3
# Separates the header cells of a column, and a group's title from a row's label.
JOINT = " / "
YEAR = re.compile(r"(?:(?:FY\s?)?(?:19|20)\d\d|FY\s?['’]?\d\d)(?:\s?[/–-]\s?(?:19|20)?\d\d)?")
ORDINAL = re.compile(r"(?:no|nr|s/?n|#)\.?|\(?(?:\d{1,3}|[a-z])(?:\.\d{1,2})*[.)]?", re.IGNORECASE)
CONTINUED = re.compile(r"\bcont(?:inued|\b|['’]?d\b)", re.IGNORECASE)
LEADER = re.compile(r"(?:\.\s?){5,}|(?:…\s?){2,}|_{6,}")
# The share of a page's height at top and foot for running headers and footers.
MARGIN = 0.1


@dataclass(frozen=True, slots=True)
class Row:
    """A table row as an unfinished block. `cells` come with their first line and the line after their last."""

    draft: Draft
    cells: tuple[tuple[Cell, int, int], ...]


@dataclass(slots=True)
class Table:
    """The part of a table on one page. `first_row` is the number of its first row in the whole table."""

    grid: Grid
    rows: list[Row]
    number: int = 0
    first_row: int = 1
    header_rows: int = 0
    heads: dict[int, tuple[Cell, ...]] = field(default_factory=dict)

    @property
    def page(self) -> int:
        return self.grid.page


def _is_figure(cell: Cell) -> bool:
    return cell.numeric and not YEAR.fullmatch(cell.text.strip())


def _marked(cell: Cell) -> tuple[bool, int]:
    """(bold, colour) of most letters in the cell."""
    words = [word for line in cell.lines for word in line.words]
    bold = sum(len(word.text) for word in words if word.bold) * 2 > sum(len(word.text) for word in words)
    return bold, max(words, key=lambda word: len(word.text)).color


def count_headers(grid: Grid) -> int:
    """The number of header rows: rows in another type than the cells below, or words above columns of figures."""
    count = 0
    for number in range(min(HEADER_ROWS, grid.row_count - 1)):
        row = grid.row(number)
        # A title over all columns belongs to the header only if header cells follow it.
        if len(row) == 1 and row[0].col_span == len(grid.edges):
            continue
        if not _heads(grid, row, number):
            break
        count = number + 1
    return count


def _heads(grid: Grid, row: Sequence[Cell], number: int) -> bool:
    behind = [cell for cell in row if cell.col > 0]
    if not behind or any(_is_figure(cell) for cell in behind):
        return False
    first = 1 + _names_rows_in_groups(grid, number)
    below = [cell for cell in grid.cells if cell.row >= number + max(c.row_span for c in row) and cell.col >= first]
    if not below:
        return False
    if 2 * sum(_is_figure(cell) for cell in below) >= len(below):
        return True
    unlike = [cell for cell in below if _marked(cell) != _marked(behind[0])]
    return all(_marked(cell) == _marked(behind[0]) for cell in behind) and len(unlike) >= 0.8 * len(below)


def column_heads(grid: Grid, header_rows: int) -> dict[int, tuple[Cell, ...]]:
    """Column → the header cells above it, outermost first. A title over all columns is not a header cell."""
    heads: dict[int, tuple[Cell, ...]] = {}
    for col in range(len(grid.edges)):
        over = (cell for cell in grid.cells if cell.col <= col < cell.col + cell.col_span)
        cells = tuple(cell for cell in over if cell.row < header_rows and cell.col_span < len(grid.edges))
        if cells:
            heads[col] = cells
    return heads


def _names_rows_in_groups(grid: Grid, header_rows: int) -> bool:
    """Whether a cell in the first column spans several rows that each have a name in the second."""
    titles = [c for c in grid.cells if c.col == 0 and c.row >= header_rows and c.col_span == 1 and c.row_span > 1]
    second = [c for c in grid.cells if c.col == 1 and c.row >= header_rows and c.col_span == 1]
    return bool(titles) and len(grid.edges) > 2 and bool(second) and not any(cell.numeric for cell in second)


def label_column(grid: Grid, header_rows: int) -> int:
    """The column that names the rows: the first, or the second if the first has only numbers or group titles."""
    first = [cell for cell in grid.cells if cell.col == 0 and cell.row >= header_rows and cell.col_span == 1]
    numbered = bool(first) and all(ORDINAL.fullmatch(cell.text.strip()) for cell in first)
    return 1 if (numbered and len(grid.edges) > 2) or _names_rows_in_groups(grid, header_rows) else 0


def _titles_group(grid: Grid, row: Sequence[Cell]) -> bool:
    """Whether the row is a title for the rows below: one cell over several columns, or a single bold cell."""
    if len(row) != 1 or row[0].col != 0:
        return False
    return row[0].col_span > 1 or (_marked(row[0])[0] and len(grid.edges) > 2)


def row_heads(grid: Grid, header_rows: int) -> dict[int, tuple[Cell, ...]]:
    """Row → its label, after the title of its group."""
    col = label_column(grid, header_rows)
    grouped = _names_rows_in_groups(grid, header_rows)
    heads: dict[int, tuple[Cell, ...]] = {}
    group: tuple[Cell, ...] = ()
    for number in range(header_rows, grid.row_count):
        row = grid.row(number)
        if _titles_group(grid, row):
            group = (row[0],)
            continue
        across = [cell for cell in grid.cells if cell.row <= number < cell.row + cell.row_span]
        label = [cell for cell in across if cell.col <= col < cell.col + cell.col_span][:1]
        beside = [cell for cell in across if grouped and cell.col == 0 and cell not in label]
        if label or group or beside:
            heads[number] = (*group, *beside, *label)
    return heads


def make_table(grid: Grid) -> Table:
    rows = []
    for number in range(grid.row_count):
        lines: list[tuple[int, Fragment]] = []
        cells = []
        for cell in grid.row(number):
            cells.append((cell, len(lines), len(lines) + len(cell.lines)))
            lines.extend((grid.page, line) for line in cell.lines)
        rows.append(Row(Draft(grid.page, lines, BlockRole.TABLE), tuple(cells)))
    headers = count_headers(grid)
    return Table(grid, rows, header_rows=headers, heads=column_heads(grid, headers))


def _alone_at(page: Sequence[Fragment], grid: Grid, height: float, *, top: bool) -> bool:
    """Whether only running titles and "(continued)" are above (or below) the table on its page."""
    for fragment in page:
        box = fragment.box
        outside = box.bottom < grid.box.top if top else box.top > grid.box.bottom
        running = box.bottom < MARGIN * height if top else box.top > (1 - MARGIN) * height
        if outside and not running and not CONTINUED.search(fragment.text):
            return False
    return True


def _continues_table(before: Grid, after: Grid) -> bool:
    """Whether the columns have the same distances, at any position on the page."""
    if len(before.edges) != len(after.edges) or abs(before.box.width - after.box.width) > 12:
        return False
    shift = after.box.x0 - before.box.x0
    return all(abs(b - a - shift) < 12 for a, b in zip(before.edges, after.edges, strict=True))


def number_tables(
    tables: Sequence[Table], fragments: Mapping[int, Sequence[Fragment]], heights: Mapping[int, float]
) -> None:
    """Numbers the tables of the document. One that continues on the next page keeps its number and headers.

    `fragments` are those outside the tables, for each page.
    """
    last: Table | None = None
    for table in tables:
        table.number = 1 if last is None else last.number + 1
        if last is not None and table.page == last.page + 1 and _continues_table(last.grid, table.grid):
            ends = _alone_at(fragments[last.page], last.grid, heights[last.page], top=False)
            if ends and _alone_at(fragments[table.page], table.grid, heights[table.page], top=True):
                _take_on(last, table)
        last = table


def number_alone(tables: Sequence[Table]) -> None:
    """Numbers the tables of the document without joining any over pages."""
    for number, table in enumerate(tables, start=1):
        table.number, table.first_row = number, 1


def _same_heads(before: Table, after: Table) -> bool:
    texts = [{col: [cell.text for cell in cells] for col, cells in table.heads.items()} for table in (before, after)]
    return texts[0] == texts[1]


def _take_on(before: Table, after: Table) -> None:
    if after.header_rows and before.heads and not _same_heads(before, after):
        return
    after.number = before.number
    after.first_row = before.first_row + len(before.rows)
    if not after.header_rows:
        after.heads = dict(before.heads)


def place_rows(order: list[Draft], rows: Iterable[Draft]) -> list[Draft]:
    """The page's blocks in reading order, with the rows of its tables inserted at their positions."""
    placed = list(order)
    for draft in rows:
        placed.insert(_place_of(placed, draft.box), draft)
    return placed


def _place_of(order: Sequence[Draft], box: Box) -> int:
    after = None
    for index, draft in enumerate(order):
        if draft.role in (BlockRole.HEADER, BlockRole.FOOTER):
            continue
        other = draft.box
        if box.shared_width(other) <= 0.2 * min(box.width, other.width):
            continue
        if other.top >= box.bottom - 0.3 * draft.size:
            return index
        after = index + 1
    return len(order) if after is None else after


def set_cells(tables: Sequence[Table], blocks: Iterable[tuple[Draft, Block]]) -> tuple[TableCell, ...]:
    """The cells with their headers and their spans in the blocks. Each block comes with its draft."""
    block_of = {id(draft): block for draft, block in blocks if block.role is BlockRole.TABLE}
    places: dict[int, tuple[Block, int, int]] = {}
    for table in tables:
        for row in table.rows:
            block = block_of.get(id(row.draft))
            if block is None:
                continue
            for cell, first, behind in row.cells:
                pieces = [piece for piece in block.pieces if first <= piece.line < behind]
                if pieces:
                    places[id(cell)] = (block, pieces[0].start, pieces[-1].end)
    return tuple(cell for table in tables for cell in _cells_of(table, places))


def _cells_of(table: Table, places: Mapping[int, tuple[Block, int, int]]) -> Iterator[TableCell]:
    def title(heads: Sequence[Cell]) -> str | None:
        results = [places[id(head)] for head in heads if id(head) in places]
        texts = [block.text[start:end] for block, start, end in results]
        return JOINT.join(dict.fromkeys(texts)) or None

    rows = row_heads(table.grid, table.header_rows)
    label = label_column(table.grid, table.header_rows)
    for cell in table.grid.cells:
        if id(cell) not in places:
            continue
        block, start, end = places[id(cell)]
        heads = cell.row < table.header_rows
        yield TableCell(
            page=table.page,
            table_no=table.number,
            row_no=table.first_row + cell.row,
            col_no=cell.col + 1,
            text=block.text[start:end],
            row_header=None if heads or cell.col <= label else title(rows.get(cell.row, ())),
            col_header=None if heads else title(table.heads.get(cell.col, ())),
            block_no=block.block_no,
            start=start,
            end=end,
        )


def contents_lines(page: int, fragments: Sequence[Fragment]) -> tuple[list[Draft], list[Fragment]]:
    """(lines with leader dots as rows without cells, all other fragments): a contents page is not a list of results."""
    leaders = [fragment for fragment in fragments if LEADER.search(fragment.text)]
    rows: list[Draft] = []
    taken: set[int] = set()
    for leader in leaders:
        if id(leader) in taken:
            continue
        level = [f for f in fragments if abs(f.baseline - leader.baseline) < 0.4 * leader.size and id(f) not in taken]
        near = [f for f in level if f is leader or _beside(leader.box, f.box, 4 * leader.size)]
        taken |= {id(fragment) for fragment in near}
        near.sort(key=lambda fragment: fragment.box.x0)
        rows.append(Draft(page, [(page, fragment) for fragment in near], BlockRole.TABLE))
    return rows, [fragment for fragment in fragments if id(fragment) not in taken]


def _beside(box: Box, other: Box, reach: float) -> bool:
    return other.x0 - box.x1 < reach and box.x0 - other.x1 < reach
