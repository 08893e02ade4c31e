"""Assigns label lines to large figures in rows and columns by their positions.

The stream order does not help: a page may write all figures first, and then the labels line by line across the tiles. A
row of figures divides the text below, above or beside it into columns. All rows of a grid have their labels on the same
side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import groupby, pairwise

from tfextract.layout.figures import LARGE, SMALLER, body_size, cut_out, is_figure, part_figures, without_label
from tfextract.layout.fragments import Fragment
from tfextract.model import Box

# Tolerances as shares of the type size: figures of a row are on one line with similar sizes, those of a grid have one
# size.
ON_LINE, ROW_ALIKE, ALIKE = 0.35, 0.4, 0.15
# The smallest gap between the labels of two tiles, in type sizes.
LABEL_GAP = 0.7
# The largest distance of a label from its figure: in figure sizes, and in points if an icon is between them.
REACH, ICON_REACH = 1.6, 72.0
LEADING = 1.9
# Words above a figure that belong to it although its label is elsewhere: "More than", above "400" and "wells".
LEADS = frozenset(
    (
        "about almost an approximately around at close estimated just least less more nearly over some than to under up"
    ).split()
)
# The largest distance between figures of a column, in their sizes.
STACK_REACH = 12.0
LABEL_WORDS = 30


class Side(Enum):
    BELOW = "below"
    ABOVE = "above"
    RIGHT = "right"
    LEFT = "left"


ROW_SIDES = (Side.BELOW, Side.ABOVE, Side.RIGHT)


@dataclass(frozen=True, slots=True)
class TilePart:
    """Fragments that are cut into blocks together. `tile`: a figure and its label in reading order."""

    fragments: tuple[Fragment, ...]
    tile: bool = False


@dataclass(frozen=True, slots=True)
class _Labels:
    """The lines on one side of a row of figures, for each figure. `distance` is in figure sizes."""

    side: Side
    lines: tuple[tuple[Fragment, ...], ...]
    distance: float

    @property
    def worth(self) -> float:
        """Higher is better: every figure has a label, and the labels are near."""
        labelled = sum(bool(lines) for lines in self.lines)
        usual = {Side.BELOW: 0.3, Side.RIGHT: 0.2, Side.ABOVE: 0.0}[self.side]
        return 3.0 * labelled / len(self.lines) - min(self.distance, 2.5) + usual if labelled else -9.0


def part_tiles(fragments: Sequence[Fragment]) -> list[TilePart]:
    """The fragments in order, with those of a tile together at the position of the first."""
    size = body_size(fragments)
    lines = part_figures(fragments, size)
    pieces = [piece for line in lines for piece in without_label(line, size)]
    rows = _rows([piece for piece in pieces if _is_tile_figure(piece, size)])
    if not rows:
        return [TilePart(tuple(lines))] if lines else []
    labelses = _grid_labels(rows, pieces)
    tiles = [
        (*_lead(row[at], pieces, labels.side), *_reading(row[at], labels.lines[at], labels.side))
        for row, labels in zip(rows, labelses, strict=True)
        for at in range(len(row))
    ]
    return _placed(lines, tiles)


def _is_tile_figure(line: Fragment, size: float) -> bool:
    if line.marker is not None or line.size < LARGE * size:
        return False
    return is_figure(line.text)


def _rows(figures: Sequence[Fragment]) -> list[list[Fragment]]:
    """Rows of figures from top to bottom and left to right. A row of one figure counts only if another row is in its
    column. Steps 1, 2, 3 are not figures.
    """
    rows: list[list[Fragment]] = []
    for figure in sorted(figures, key=lambda figure: figure.baseline):
        row = next((row for row in rows if _in_row(row[-1], figure)), None)
        if row is None:
            rows.append([figure])
        else:
            row.append(figure)
    rows = [sorted(row, key=lambda figure: figure.box.x0) for row in rows]
    single = [row for row in rows if len(row) == 1 and any(_stacked(row, other) for other in rows if other is not row)]
    stacks = [[row[0] for row in single if _stacked(row, first) or row is first] for first in single]
    counted = {id(figure) for stack in [*rows, *stacks] if _is_counted(stack) for figure in stack}
    kept = [row for row in rows if len(row) > 1 or row in single]
    return [row for row in kept if not any(id(figure) in counted for figure in row)]


def _stacked(a: Sequence[Fragment], b: Sequence[Fragment]) -> bool:
    return _one_grid(a, b) and abs(a[0].baseline - b[0].baseline) < STACK_REACH * a[0].size


def _in_row(a: Fragment, b: Fragment) -> bool:
    size = max(a.size, b.size)
    return abs(a.baseline - b.baseline) < ON_LINE * size and abs(a.size - b.size) <= ROW_ALIKE * size


def _is_counted(row: Sequence[Fragment]) -> bool:
    """Whether they are steps 1, 2, 3, or the two page numbers of a spread."""
    numbers = [figure.text for figure in row]
    steps = [int(text) for text in numbers if text.isdigit()]
    counted = len(steps) == len(row) > 1 and all(b - a == 1 for a, b in pairwise(steps))
    return counted and (steps[0] < 10 or len(steps) == 2)


def _grid_labels(rows: Sequence[Sequence[Fragment]], lines: Sequence[Fragment]) -> list[_Labels]:
    """The labels of each row, on the side where its grid has the most and nearest labels."""
    figures = {id(figure) for row in rows for figure in row}
    others = [line for line in lines if id(line) not in figures]
    sides = [[_labels(row, others, rows, side) for side in ROW_SIDES] for row in rows]
    chosen = []
    for at, row in enumerate(rows):
        grid = [sides[to] for to, other in enumerate(rows) if _one_grid(row, other)]
        worth = [sum(max(labelses[place].worth, -1.0) for labelses in grid) for place in range(len(ROW_SIDES))]
        order = sorted(range(len(ROW_SIDES)), key=lambda place: -worth[place])
        chosen.append(next((sides[at][place] for place in order if any(sides[at][place].lines)), sides[at][order[0]]))
    return _without_shared(chosen)


def _one_grid(a: Sequence[Fragment], b: Sequence[Fragment]) -> bool:
    size = max(a[0].size, b[0].size)
    if abs(a[0].size - b[0].size) > ALIKE * size:
        return False
    aligned = sum(any(_aligned(figure.box, other.box, size) for other in b) for figure in a)
    return 2 * aligned >= min(len(a), len(b))


def _aligned(a: Box, b: Box, size: float) -> bool:
    middle = abs((a.x0 + a.x1) - (b.x0 + b.x1)) / 2
    return min(abs(a.x0 - b.x0), abs(a.x1 - b.x1), middle) < 0.5 * size


def _without_shared(chosen: Sequence[_Labels]) -> list[_Labels]:
    """Assigns a line to only one figure, in the nearer row."""
    taken: set[tuple[float, float, str]] = set()
    kept: dict[int, _Labels] = {}
    for at in sorted(range(len(chosen)), key=lambda at: chosen[at].distance):
        lines = tuple(tuple(x for x in tile if _key(x) not in taken) for tile in chosen[at].lines)
        taken |= {_key(line) for tile in lines for line in tile}
        kept[at] = replace(chosen[at], lines=lines)
    return [kept[at] for at in range(len(chosen))]


def _key(line: Fragment) -> tuple[float, float, str]:
    return line.box.x0, line.baseline, line.text


def _labels(
    row: Sequence[Fragment], lines: Sequence[Fragment], rows: Sequence[Sequence[Fragment]], side: Side
) -> _Labels:
    if side is Side.RIGHT:
        return _labels_beside(row, lines)
    down = side is Side.BELOW
    size = min(figure.size for figure in row)
    edge = max(f.baseline for f in row) if down else min(f.baseline - 0.76 * f.size for f in row)
    columns = _Columns.of(row)
    tiles: list[list[Fragment]] = [[] for _ in row]
    distance, last = 9.0, edge
    for level in _levels([line for line in lines if columns.reach(line)], edge, down, rows):
        near = _gap(level, last, down)
        first = not any(tiles)
        if near > (max(REACH * size, ICON_REACH) if first else LEADING * level[0].size - 0.7 * level[0].size):
            break
        parts = columns.part(level, size)
        if parts is None:
            break
        for tile, part in zip(tiles, parts, strict=True):
            tile.extend(part)
        if first:
            distance = max(0.0, near) / size
        last = max(x.baseline for x in level) if down else min(x.baseline - 0.76 * x.size for x in level)
    if not down:
        tiles = [tile[::-1] for tile in tiles]
    kept = tuple(tuple(_own(tile, down)) for tile in tiles)
    return _Labels(side, kept, distance if any(kept) else 9.0)


def _gap(level: Sequence[Fragment], last: float, down: bool) -> float:
    """The gap between the line and the present edge, from baseline to capital height."""
    if down:
        return min(line.baseline - 0.76 * line.size for line in level) - last
    return last - max(line.baseline for line in level)


def _levels(
    lines: Sequence[Fragment], edge: float, down: bool, rows: Sequence[Sequence[Fragment]]
) -> list[list[Fragment]]:
    """The lines beyond the edge by baseline, nearest first, up to the next row of figures."""
    ends = [row[0].baseline for row in rows]
    if down:
        end = min((y for y in ends if y > edge + 1.0), default=float("inf"))
        beyond = [line for line in lines if edge - 1.0 < line.baseline - 0.5 * line.size and line.baseline < end]
    else:
        end = max((y for y in ends if y < edge - 1.0), default=float("-inf"))
        beyond = [line for line in lines if end + 1.0 < line.baseline - 0.5 * line.size and line.baseline < edge + 1.0]
    beyond.sort(key=lambda line: line.baseline if down else -line.baseline)
    levels: list[list[Fragment]] = []
    for line in beyond:
        if levels and abs(levels[-1][0].baseline - line.baseline) < 0.3 * line.size:
            levels[-1].append(line)
        else:
            levels.append([line])
    return levels


@dataclass(slots=True)
class _Columns:
    """The gaps between the tiles of a row that the lines so far leave free. `left` and `right` are the edges of the
    row.
    """

    left: float
    right: float
    middles: list[float]
    free: list[list[tuple[float, float]]]
    # For a single figure in a row, the label is flush or centred with it.
    alone: Box | None = None

    @classmethod
    def of(cls, row: Sequence[Fragment]) -> _Columns:
        middles = [(figure.box.x0 + figure.box.x1) / 2 for figure in row]
        if len(row) == 1:
            return cls(float("-inf"), float("inf"), middles, [], row[0].box)
        pitch = min(b - a for a, b in pairwise(middles))
        free = [[(a.box.x1, b.box.x0)] for a, b in pairwise(row)]
        left, right = row[0].box.x0 - 0.6 * pitch, max(row[-1].box.x1, row[-1].box.x0 + pitch) + 0.6 * pitch
        return cls(left, right, middles, free)

    def reach(self, line: Fragment) -> bool:
        if self.alone is not None:
            return _aligned(line.box, self.alone, line.size)
        return line.box.x1 > self.left and line.box.x0 < self.right

    def part(self, level: Sequence[Fragment], size: float) -> list[list[Fragment]] | None:
        """The lines of one level, cut at the gaps between tiles. None if a line crosses a gap or is not a label."""
        if any(line.marker is not None or line.size * SMALLER > size for line in level):
            return None
        if any(line.box.x0 < self.left or line.box.x1 > self.right for line in level):
            return None
        free = []
        for gaps in self.free:
            left = _without(gaps, [word.box for line in level for word in line.words])
            wide = [gap for gap in left if gap[1] - gap[0] > LABEL_GAP * level[0].size]
            if not wide:
                return None
            free.append(wide)
        self.free = free
        cuts = [_middle(max(gaps, key=lambda gap: gap[1] - gap[0])) for gaps in free]
        parts: list[list[Fragment]] = [[] for _ in self.middles]
        for line in sorted(level, key=lambda line: line.box.x0):
            for at, words in groupby(
                line.words, key=lambda word: sum(_middle((word.box.x0, word.box.x1)) > x for x in cuts)
            ):
                parts[at].append(cut_out(line, tuple(words), marked=True))
        return parts


def _middle(gap: tuple[float, float]) -> float:
    return (gap[0] + gap[1]) / 2


def _without(gaps: Sequence[tuple[float, float]], boxes: Sequence[Box]) -> list[tuple[float, float]]:
    left = list(gaps)
    for box in boxes:
        cut: list[tuple[float, float]] = []
        for x0, x1 in left:
            if box.x1 <= x0 or box.x0 >= x1:
                cut.append((x0, x1))
                continue
            cut += [(a, b) for a, b in ((x0, box.x0), (box.x1, x1)) if b > a]
        left = cut
    return left


def _labels_beside(row: Sequence[Fragment], lines: Sequence[Fragment]) -> _Labels:
    """Labels on the right of their figures, before the next figure, that start at the same height."""
    tiles: list[tuple[Fragment, ...]] = []
    gaps = []
    pitch = min((b.box.x0 - a.box.x0 for a, b in pairwise(row)), default=float("inf"))
    for figure, after in zip(row, [*row[1:], None], strict=True):
        end = figure.box.x0 + 1.1 * pitch if after is None else after.box.x0
        smaller = [x for x in lines if x.marker is None and x.size * SMALLER <= figure.size and x.box.x1 <= end]
        beside = sorted((x for x in smaller if _is_beside(x, figure)), key=lambda line: line.baseline)
        if beside:
            gaps.append(beside[0].box.x0 - figure.box.x1)
            beside = [*_leading_up(beside[0], smaller), *beside, *_going_on(beside, figure, smaller)]
        tiles.append(tuple(_own(beside, down=True)))
    distance = sum(gaps) / len(gaps) / row[0].size if gaps else 9.0
    return _Labels(Side.RIGHT, tuple(tiles), distance)


def _is_beside(line: Fragment, figure: Fragment) -> bool:
    top, bottom = figure.baseline - 1.0 * figure.size, figure.baseline + 0.45 * figure.size
    near = figure.box.x1 - 0.1 * figure.size < line.box.x0 < figure.box.x1 + 0.9 * figure.size
    return near and top < line.baseline - 0.35 * line.size < bottom


def _leading_up(first: Fragment, lines: Sequence[Fragment]) -> list[Fragment]:
    """The lines of a label that is taller than its figure, above the first line beside it."""
    fragments: list[Fragment] = []
    for line in sorted(lines, key=lambda line: -line.baseline):
        step = first.baseline - line.baseline
        flush = abs(line.box.x0 - first.box.x0) < 0.5 * line.size
        alike = abs(line.size - first.size) < 0.5 and line.words[0].bold == first.words[0].bold
        if 0.5 * line.size < step < 1.5 * line.size and flush and alike:
            fragments.insert(0, line)
            first = line
    return fragments


def _going_on(beside: Sequence[Fragment], figure: Fragment, lines: Sequence[Fragment]) -> list[Fragment]:
    """The lines of the label below those beside the figure: "48% of crews" above "led by women"."""
    fragments: list[Fragment] = []
    last = beside[-1]
    for line in sorted(lines, key=lambda line: line.baseline):
        step = line.baseline - last.baseline
        flush = min(abs(line.box.x0 - figure.box.x0), abs(line.box.x0 - last.box.x0)) < 0.5 * line.size
        alike = abs(line.size - last.size) < 0.5 and line.words[0].bold == last.words[-1].bold
        under = line.text[:1].islower() or abs(line.box.x0 - last.box.x0) < 0.5 * line.size
        if 0.5 * line.size < step < 1.5 * line.size and flush and alike and under:
            fragments.append(line)
            last = line
    return fragments


def _own(lines: Sequence[Fragment], down: bool) -> list[Fragment]:
    """The lines of a label: all if there are few, else those of the first type and their continuation in another."""
    if sum(len(line.words) for line in lines) <= LABEL_WORDS and down:
        return list(lines)
    runs = [list(run) for _, run in groupby(lines, key=lambda line: (round(line.size), line.words[0].bold))]
    kept = [] if not runs else runs[0] if down else runs[-1]
    for run in runs[1:] if down else ():
        if not run[0].text[:1].islower():
            break
        kept = [*kept, *run]
    return kept if sum(len(line.words) for line in kept) <= LABEL_WORDS else []


def _lead(figure: Fragment, lines: Sequence[Fragment], side: Side) -> list[Fragment]:
    if side is Side.ABOVE:
        return []
    top = figure.baseline - 0.76 * figure.size
    over = [x for x in lines if x.box.shared_width(figure.box) > 0 and 0 <= top - x.baseline < 0.6 * figure.size]
    return [line for line in over if all(word.text.casefold() in LEADS for word in line.words)]


def _reading(figure: Fragment, label: tuple[Fragment, ...], side: Side) -> tuple[Fragment, ...]:
    return (*label, figure) if side is Side.ABOVE else (figure, *label)


def _placed(lines: Sequence[Fragment], tiles: Sequence[tuple[Fragment, ...]]) -> list[TilePart]:
    """The tiles at the positions of their first fragments, among the remaining lines."""
    owner = {(word.box, word.text): number for number, tile in enumerate(tiles) for line in tile for word in line.words}
    given: set[int] = set()
    parts: list[TilePart] = []
    rest: list[Fragment] = []
    for line in lines:
        for number, group in groupby(line.words, key=lambda word: owner.get((word.box, word.text))):
            words = tuple(group)
            if number is None:
                rest.append(line if len(words) == len(line.words) else cut_out(line, words, marked=True))
                continue
            if number in given:
                continue
            given.add(number)
            if rest:
                parts.append(TilePart(tuple(rest)))
                rest = []
            parts.append(TilePart(tiles[number], tile=len(tiles[number]) > 1))
    return [*parts, TilePart(tuple(rest))] if rest else parts
