"""Finds tables without vertical rules: labels on the left, aligned figures on the right, as in accounts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from tfextract.layout.fragments import Fragment, Word, around, as_printed
from tfextract.layout.grids import Cell, Grid, part_of
from tfextract.model import Box

FIGURE = re.compile(r"[(+~<>±–—-]*[$€£¥]?-?\d[\d.,’']*[kmb]?n?%?\)?[*†]*|[–—-]|n/?a|nil", re.IGNORECASE)
CURRENCY = re.compile(r"\(?(?:[A-Z]{1,3})?[$€£¥]|[A-Z]{3}")
YEAR = re.compile(r"(?:19|20)\d\d")
# Parts of one printed line, in type sizes from its baseline: cells may be set a little higher than the label.
SAME_LINE = 0.45
# A figure after a gap this wide, in type sizes, is a cell. A printed blank is a quarter.
CELL_GAP = 0.9
# Figures whose right edges are this close, in type sizes, are in one column: a closing bracket may stick out.
SAME_EDGE = 0.5
# The fewest rows with figures and columns of figures in a table, and the share of rows that a column fills.
ROWS, COLUMNS, FILLED = 3, 2, 0.5
# The largest step from row to row, in type sizes.
ROW_STEP = 4.5
HEAD_STEP, HEAD_ROWS = 3.0, 5
LABEL_WORDS = 16
# The most words in the title of a column of labels.
TITLE_WORDS = 5


@dataclass(slots=True)
class _AlignedRow:
    """A printed line: a label or none, and the figures on its right."""

    label: Fragment | None
    figures: list[Fragment]
    parents: list[Fragment]

    @property
    def first(self) -> Fragment:
        return self.label if self.label is not None else self.figures[0]

    @property
    def baseline(self) -> float:
        return self.first.baseline

    @property
    def size(self) -> float:
        return self.first.size


@dataclass(slots=True)
class _RowsDraft:
    """Rows with aligned figures. `rights` are the right edges of the columns of figures."""

    rows: list[_AlignedRow]
    rights: list[float] = field(default_factory=list)

    def takes(self, row: _AlignedRow) -> bool:
        last = self.rows[-1]
        if not 0 < row.baseline - last.baseline < ROW_STEP * last.size or abs(row.size - last.size) > 0.15 * last.size:
            return False
        # A row of years starts the next table: they head its columns.
        if row.label is None and all(YEAR.fullmatch(figure.text) for figure in row.figures):
            return False
        held = [row_label.box.x0 for r in self.rows if (row_label := r.label) is not None]
        if row.label is not None and held and abs(row.label.box.x0 - min(held)) > 5 * row.size:
            return False
        matched = sum(self._column(figure) is not None for figure in row.figures)
        return matched > 0 and matched >= len(row.figures) - 1

    def add(self, row: _AlignedRow) -> None:
        self.rows.append(row)
        self.rights += [figure.box.x1 for figure in row.figures if self._column(figure) is None]

    def _column(self, figure: Fragment) -> int | None:
        near = [n for n, right in enumerate(self.rights) if abs(right - figure.box.x1) < SAME_EDGE * figure.size]
        return min(near, key=lambda n: abs(self.rights[n] - figure.box.x1), default=None)


def find_aligned(page: int, fragments: Sequence[Fragment]) -> tuple[list[Grid], list[Fragment]]:
    """(tables, fragments outside them) of a page."""
    rows = _rows(fragments)
    drafts: list[_RowsDraft] = []
    for row in sorted(rows, key=lambda row: row.baseline):
        home = next((draft for draft in reversed(drafts) if draft.takes(row)), None)
        if home is None:
            home = _RowsDraft([])
            drafts.append(home)
        home.add(row)
    grids: list[Grid] = []
    rest = list(fragments)
    for draft in drafts:
        columns = _columns(draft)
        if not _is_table(draft, columns):
            continue
        grid, used = _grid(page, draft, columns, rest)
        grids.append(grid)
        rest = [fragment for fragment in rest if id(fragment) not in used]
    return grids, rest


def _is_figure(words: Sequence[Word]) -> bool:
    *features, last = words
    return FIGURE.fullmatch(last.text) is not None and all(CURRENCY.fullmatch(feature.text) for feature in features)


def _cells(fragment: Fragment) -> list[Fragment]:
    """The fragment, cut at gaps before and after figures."""
    groups: list[list[Word]] = []
    for word in as_printed(fragment):
        apart = not groups or word.box.x0 - groups[-1][-1].box.x1 > CELL_GAP * fragment.size
        figure = FIGURE.fullmatch(word.text) is not None
        behind = bool(groups) and _is_figure(groups[-1])
        feature = bool(groups) and all(CURRENCY.fullmatch(other.text) for other in groups[-1])
        if (
            groups and not (apart and (figure or behind or CURRENCY.fullmatch(word.text))) and not (feature and apart)
        ) or (feature and figure):
            groups[-1].append(word)
        else:
            groups.append([word])
    return [part_of(fragment, group) for group in groups]


def _rows(fragments: Sequence[Fragment]) -> list[_AlignedRow]:
    lines: list[list[Fragment]] = []
    for fragment in sorted(fragments, key=lambda f: (f.baseline, f.box.x0)):
        if lines and abs(lines[-1][0].baseline - fragment.baseline) < SAME_LINE * fragment.size:
            lines[-1].append(fragment)
        else:
            lines.append([fragment])
    return [row for line in lines for row in _rows_of(line)]


def _rows_of(line: Sequence[Fragment]) -> list[_AlignedRow]:
    """The labels of a printed line, each with the figures after it: two tables may be side by side."""
    rows: list[_AlignedRow] = []
    cells = [(cell, parent) for parent in line for cell in _cells(parent)]
    cells.sort(key=lambda pair: pair[0].box.x0)
    label: tuple[Fragment, Fragment] | None = None
    feature: Fragment | None = None
    open_row: _AlignedRow | None = None
    for cell, parent in cells:
        if all(CURRENCY.fullmatch(word.text) for word in cell.words):
            feature = cell
            continue
        if not _is_figure(cell.words):
            label, open_row, feature = (cell, parent), None, None
            continue
        figure = cell
        if feature is not None:
            words = (*feature.words, *cell.words)
            figure, feature = replace(cell, words=words, box=around(words)), None
        if open_row is None:
            open_row = _AlignedRow(label[0] if label else None, [], [label[1]] if label else [])
            rows.append(open_row)
        open_row.figures.append(figure)
        open_row.parents.append(parent)
    return rows


def _columns(draft: _RowsDraft) -> list[tuple[float, float]]:
    """(left, right) of each column of figures that enough rows fill, from the left."""
    extents: list[tuple[float, float]] = []
    for right in sorted(draft.rights):
        held = [f for row in draft.rows for f in row.figures if abs(f.box.x1 - right) < SAME_EDGE * f.size]
        if len(held) >= max(ROWS, FILLED * len(draft.rows)):
            extents.append((min(f.box.x0 for f in held), max(f.box.x1 for f in held)))
    return [column for at, column in enumerate(extents) if not at or column[0] > extents[at - 1][1] - 1.0]


def _is_table(draft: _RowsDraft, columns: Sequence[tuple[float, float]]) -> bool:
    labels = [row.label for row in draft.rows if row.label is not None]
    worded = [label for label in labels if any(char.isalpha() for char in label.text)]
    if len(columns) < COLUMNS or len(worded) < max(ROWS, 0.6 * len(draft.rows)):
        return False
    figures = [figure for row in draft.rows for figure in row.figures]
    if 2 * sum(YEAR.fullmatch(figure.text) is not None for figure in figures) > len(figures):
        return False
    large = sum(figure.size > 1.3 * row.size for row in draft.rows for figure in row.figures)
    short = sum(len(label.words) <= LABEL_WORDS for label in labels)
    left = columns[0][0]
    before = sum(label.box.x1 < left + row.size for row in draft.rows if (label := row.label) is not None)
    return large == 0 and short >= 0.9 * len(labels) and before >= 0.9 * len(labels)


def _grid(
    page: int, draft: _RowsDraft, columns: Sequence[tuple[float, float]], fragments: Sequence[Fragment]
) -> tuple[Grid, set[int]]:
    """The table with its header and the titles between its rows, and the fragments of the page that it contains."""
    labels = [row.label for row in draft.rows if row.label is not None]
    left = min(label.box.x0 for label in labels)
    columns = _split_columns(draft, labels, columns)
    edges = _edges_of(labels, columns)
    right = columns[-1][1]
    size = draft.rows[0].size
    parents = {id(parent) for row in draft.rows for parent in row.parents}
    lines: list[list[Fragment]] = [[*([row.label] if row.label else []), *row.figures] for row in draft.rows]
    top, bottom = draft.rows[0].baseline, draft.rows[-1].baseline
    between = [f for f in fragments if id(f) not in parents and _within(f, (left, right), size)]
    inner = [f for f in between if top < f.baseline < bottom]
    heads = _heads(between, top, edges, columns)
    lines += [[f] for f in inner]
    lines = [*heads, *_joined(lines)]
    used = parents | {id(f) for f in inner} | {id(f) for line in heads for f in line}
    cells = [cell for number, line in enumerate(lines) for cell in _set_row(number, line, edges)]
    box = Box.around(fragment.box for cell in cells for fragment in cell.lines)
    return Grid(page, box, edges, tuple(cells)), used


def _edges_of(labels: Sequence[Fragment], columns: Sequence[tuple[float, float]]) -> tuple[float, ...]:
    """A column extends to the previous one, because headers and dashes are centred over their figures, or wider."""
    spans = [_label_span(labels, columns[0][0]), *columns]
    return (min(label.box.x0 for label in labels), *((a[1] + b[0]) / 2 for a, b in pairwise(spans)))


def _split_columns(
    draft: _RowsDraft, labels: Sequence[Fragment], columns: Sequence[tuple[float, float]]
) -> list[tuple[float, float]]:
    """The columns, plus sparse columns whose figures would otherwise share a cell with another figure."""
    kept = list(columns)
    while True:
        edges = _edges_of(labels, kept)
        apart = next((extent for row in draft.rows if (extent := _sharing(row, edges, kept)) is not None), None)
        if apart is None:
            return kept
        kept = sorted((*kept, apart))


def _sharing(
    row: _AlignedRow, edges: Sequence[float], columns: Sequence[tuple[float, float]]
) -> tuple[float, float] | None:
    """The left and right edge of a figure that shares its cell and overlaps no column."""
    held: dict[int, int] = {0: 1} if row.label is not None else {}
    for figure in row.figures:
        middle = (figure.box.x0 + figure.box.x1) / 2
        col = max(0, sum(edge <= middle for edge in edges) - 1)
        held[col] = held.get(col, 0) + 1
    for figure in row.figures:
        middle = (figure.box.x0 + figure.box.x1) / 2
        shared = held[max(0, sum(edge <= middle for edge in edges) - 1)] > 1
        if shared and all(figure.box.x1 < x0 or figure.box.x0 > x1 for x0, x1 in columns):
            return figure.box.x0, figure.box.x1
    return None


def _label_span(labels: Sequence[Fragment], figures: float) -> tuple[float, float]:
    widest = max((label.box.x1 for label in labels if label.box.x1 < figures), default=figures)
    return min(label.box.x0 for label in labels), widest


def _within(fragment: Fragment, span: tuple[float, float], size: float) -> bool:
    return fragment.box.x0 > span[0] - size and fragment.box.x1 < span[1] + 2 * size


def _heads(
    fragments: Iterable[Fragment], top: float, edges: Sequence[float], columns: Sequence[tuple[float, float]]
) -> list[list[Fragment]]:
    """The lines directly above the first row, if all their parts are over columns of figures.

    One may also name the column of labels.
    """
    results: list[list[Fragment]] = []
    above = sorted((f for f in fragments if f.baseline < top), key=lambda f: -f.baseline)
    lines: list[list[Fragment]] = []
    for fragment in above:
        if lines and abs(lines[-1][0].baseline - fragment.baseline) < 0.35 * fragment.size:
            lines[-1].append(fragment)
        else:
            lines.append([fragment])
    kept = 0
    for line in lines[:HEAD_ROWS]:
        over = _is_over(line, edges) or _names_labels(line, edges)
        # The title of the first group of rows comes below the header.
        title = len(line) == 1 and line[0].box.x1 < edges[1] and not results
        if top - line[0].baseline > HEAD_STEP * line[0].size or not (over or title):
            break
        results.insert(0, [part for f in line for part in _at_columns(f, edges, columns)])
        kept = len(results) if over else kept
        top = line[0].baseline
    return results[len(results) - kept :]


def _is_over(line: Sequence[Fragment], edges: Sequence[float]) -> bool:
    return all(f.box.x1 > edges[1] and f.box.x0 > edges[1] - 0.5 * (edges[1] - edges[0]) for f in line)


def _names_labels(line: Sequence[Fragment], edges: Sequence[float]) -> bool:
    """Whether the line is a title of the labels and titles of the figures, and no row of another table."""
    title, *titles = sorted(line, key=lambda f: f.box.x0)
    words = [word.text for f in titles for word in f.words]
    if title.box.x1 > edges[1] or len(title.words) > TITLE_WORDS or len(words) < COLUMNS or not _is_over(titles, edges):
        return False
    return not any(FIGURE.fullmatch(word) and not YEAR.fullmatch(word) for word in words)


def _at_columns(fragment: Fragment, edges: Sequence[float], columns: Sequence[tuple[float, float]]) -> list[Fragment]:
    """Cuts a header line like "2024 2023" at the columns. Keeps a title over several columns whole."""
    homes = [sum(edge <= (word.box.x0 + word.box.x1) / 2 for edge in edges) for word in fragment.words]
    wide = any(b.box.x0 - a.box.x1 > CELL_GAP * fragment.size for a, b in pairwise(fragment.words))
    flush = all(
        home > 1 and abs(columns[home - 2][1] - word.box.x1) < fragment.size
        for home, word in zip(homes, fragment.words, strict=True)
    )
    if not wide and not (flush and len(set(homes)) == len(homes)):
        return [fragment]
    groups: dict[int, list[Word]] = {}
    for home, word in zip(homes, fragment.words, strict=True):
        groups.setdefault(home, []).append(word)
    return [part_of(fragment, words) for words in groups.values()]


def _joined(lines: list[list[Fragment]]) -> list[list[Fragment]]:
    """Rows from the top. The first line of a label is joined to its second line, which starts with a lower-case
    letter."""
    ordered = sorted(lines, key=lambda line: line[0].baseline)
    joined: list[list[Fragment]] = []
    for line in ordered:
        alone = joined and len(joined[-1]) == 1
        if alone and line[0].text[:1].islower() and line[0].baseline - joined[-1][0].baseline < 1.7 * line[0].size:
            joined[-1] = [*joined[-1], *line]
        else:
            joined.append(line)
    return joined


def _set_row(number: int, line: Sequence[Fragment], edges: Sequence[float]) -> list[Cell]:
    cells: dict[int, list[Fragment]] = {}
    spans: dict[int, int] = {}
    for part in sorted(line, key=lambda part: (part.baseline, part.box.x0)):
        first = max(0, sum(edge <= part.box.x0 + 1.0 for edge in edges) - 1)
        middle = max(0, sum(edge <= (part.box.x0 + part.box.x1) / 2 for edge in edges) - 1)
        last = max(0, sum(edge < part.box.x1 - 1.0 for edge in edges) - 1)
        worded = any(char.isalpha() for char in part.text) and len(part.words) > 1
        col, span = (first, last - first + 1) if worded and last > first + 1 else (middle, 1)
        if first == 0:
            col, span = 0, 1
        cells.setdefault(col, []).append(part)
        spans[col] = max(spans.get(col, 1), span)
    return [Cell(number, col, tuple(parts), 1, spans[col]) for col, parts in sorted(cells.items())]
