"""Finds the reading order of a page's blocks: the content stream proposes it, and geometry corrects it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tfextract.layout.columns import reading_regions
from tfextract.layout.drafts import Draft
from tfextract.layout.fragments import Fragment
from tfextract.layout.frames import frame_of, in_grids
from tfextract.layout.patterns import SENTENCE_END
from tfextract.model import BlockRole, Box


def _same_column(a: Box, b: Box) -> bool:
    overlap = a.shared_width(b)
    return overlap > 0.5 * min(a.width, b.width)


# A heading this much larger than the body may start a band of columns.
HEAD_SIZE = 1.12
# The gap over the whole width above such a heading, in body sizes, on a page that was written line by line.
BAND_GAP = 0.6
# How many pairs of long lines side by side, written one right after the other, show that a page was written by height.
# Fewer are enough if no line is above the one written before it.
PAIRS, FEW_PAIRS = 6, 3
LONG_LINE = 4


def unravel(fragments: list[Fragment], frames: Sequence[Box] = ()) -> list[Fragment]:
    """Line fragments in reading order if the page was written line by line across its columns, else unchanged.

    Fragments of a frame stay together, at the position of the first one.
    """
    groups: dict[int, list[Fragment]] = {}
    pieces: list[list[Fragment]] = []
    for fragment in fragments:
        number = frame_of(fragment.box, frames)
        if number is None:
            pieces.append([fragment])
        elif number in groups:
            groups[number].append(fragment)
        else:
            groups[number] = [fragment]
            pieces.append(groups[number])
    if _runs_across([piece[0] for piece in pieces if len(piece) == 1]):
        size = Counter(fragment.size for fragment in fragments).most_common(1)[0][0]
        boxes = [Box.around(_with_marker(fragment) for fragment in piece) for piece in pieces]
        heads = frozenset(i for i, piece in enumerate(pieces) if _opens_band(piece, boxes[i], boxes, size))
        pieces = [pieces[i] for region in reading_regions(boxes, size, heads=heads, lines=True) for i in region]
    return [line for piece in pieces for line in (piece if len(piece) == 1 else unravel(piece))]


def _opens_band(piece: Sequence[Fragment], box: Box, boxes: Sequence[Box], size: float) -> bool:
    """Whether it is a large heading below a gap over the whole width that is wider than the line gaps."""
    if piece[0].size <= HEAD_SIZE * size:
        return False
    white = Box(0.0, box.top - BAND_GAP * size, 0.0, box.top - 1.0)
    return not any(white.shared_height(other) > 0 for other in boxes)


def _runs_across(fragments: Sequence[Fragment]) -> bool:
    across = rises = 0
    for last, line in pairwise(fragments):
        rises += line.baseline < last.baseline - 0.6 * line.size
        level = abs(last.baseline - line.baseline) < 0.6 * line.size
        apart = line.box.x0 - last.box.x1 > line.size or last.box.x0 - line.box.x1 > line.size
        across += level and apart and min(len(last.words), len(line.words)) >= LONG_LINE
    long_lines = sum(len(fragment.words) >= LONG_LINE for fragment in fragments)
    if rises == 0:
        return across >= FEW_PAIRS
    return across >= PAIRS and across >= 0.25 * long_lines


def _with_marker(fragment: Fragment) -> Box:
    return fragment.box if fragment.marker_box is None else fragment.box.union(fragment.marker_box)


@dataclass(slots=True)
class _Unit:
    """A unit that is read together: a block, the call-outs of a grid, or the boxes of a grid."""

    box: Box
    size: float
    drafts: list[Draft]


def _is_above(upper: _Unit, lower: _Unit) -> bool:
    a, b = upper.box, lower.box
    return _same_column(a, b) and a.bottom <= b.top + 0.3 * min(upper.size, lower.size) and a.top < b.top


# A block with fewer words is a label or a heading, not running text.
RUNNING_WORDS = 8
# The largest distance between tiles of a grid, in type sizes of their large figure.
TILE_GAP = 3.0
# The share of this distance for the next tile in a row.
ROW_GAP = 3.0


def _near(a: Box, b: Box, reach: float) -> bool:
    across = -a.shared_width(b)
    down = -a.shared_height(b)
    in_row = abs(a.top - b.top) < 0.2 * reach and across < ROW_GAP * reach
    return in_row or (across < reach and down < reach and (across < 0 or down < 0))


def _units(drafts: list[Draft]) -> list[_Unit]:
    """Groups call-outs of similar type that are close together into a grid. The heading above governs every tile."""
    units: list[_Unit] = []
    for draft in drafts:
        box, size = draft.box, draft.size
        grid = None
        if draft.role is BlockRole.CALLOUT:
            large = max(word.size for fragment in draft.fragments for word in fragment.words)
            grid = next((u for u in units if _joins(u, box, size, TILE_GAP * large)), None)
        if grid is None:
            units.append(_Unit(box, size, [draft]))
        else:
            grid.box = grid.box.union(box)
            grid.drafts.append(draft)
    for unit in units:
        unit.drafts = _by_rows(unit.drafts)
    return units


def _joins(unit: _Unit, box: Box, size: float, reach: float) -> bool:
    tiles = all(tile.role is BlockRole.CALLOUT for tile in unit.drafts)
    alike = abs(unit.size - size) <= 0.15 * size
    return tiles and alike and any(_near(tile.box, box, reach) for tile in unit.drafts)


def _by_rows(tiles: list[Draft]) -> list[Draft]:
    rows: list[list[Draft]] = []
    for tile in sorted(tiles, key=lambda tile: tile.box.top):
        if rows and tile.box.top < rows[-1][0].box.bottom - 0.4 * rows[-1][0].box.height:
            rows[-1].append(tile)
        else:
            rows.append([tile])
    return [tile for row in rows for tile in sorted(row, key=lambda tile: tile.box.x0)]


def _goes_back(units: list[_Unit], size: float) -> bool:
    """Whether running text in stream order jumps up, or to the left without going below the block that it leaves.

    This happens if frames were written in any order, or all lines by height. A narrow side bar, a box or a map that was
    written last is not such a jump: the text beside it keeps its order.
    """
    running = [unit for unit in units if _is_running(unit, size)]
    for a, b in pairwise(running):
        alike = 0.6 < a.box.width / max(1.0, b.box.width) < 1.67
        back = b.box.x1 < a.box.x0 + 2.0 and b.box.top < a.box.bottom - size
        up = _same_column(a.box, b.box) and b.box.bottom < a.box.top
        if alike and (back or up):
            return True
    return False


def _is_running(unit: _Unit, size: float) -> bool:
    draft = unit.drafts[0]
    plain = len(unit.drafts) == 1 and draft.role is BlockRole.PARAGRAPH and abs(draft.size - size) < 0.08 * size
    return plain and len(draft.text.split()) >= RUNNING_WORDS


# A sheet with at least this aspect ratio and this height in points may have two pages.
SPREAD, SPREAD_HEIGHT = 1.2, 750.0
_NUMBER = re.compile(r"(?<!\d)\d{1,3}(?!\d)")


def _middle_of_spread(drafts: Sequence[Draft], width: float, height: float, size: float) -> float | None:
    """The fold of a sheet with two pages: no block crosses it, text is on both sides, and both have page numbers or the
    sheet is as large as two. None if the written order already follows the pages.
    """
    fold = width / 2
    if width < SPREAD * height or any(d.box.x0 < fold - 2.0 and d.box.x1 > fold + 2.0 for d in drafts):
        return None
    aside = (BlockRole.HEADER, BlockRole.FOOTER)
    sides: list[set[int]] = []
    for results in ([d for d in drafts if d.box.x1 <= fold + 2.0], [d for d in drafts if d.box.x0 >= fold - 2.0]):
        if not any(_is_running(_Unit(d.box, d.size, [d]), size) for d in results):
            return None
        sides.append({int(n) for d in results if d.role in aside for n in _NUMBER.findall(d.text)})
    numbered = any(number + 1 in sides[1] for number in sides[0])
    # A single jump back is a box of the left page that was written after an article on both pages.
    right = [d.box.x0 >= fold - 2.0 for d in drafts if _is_running(_Unit(d.box, d.size, [d]), size)]
    if not right[0] and sum(a and not b for a, b in pairwise(right)) < 2:
        return None
    return fold if numbered or height >= SPREAD_HEIGHT else None


def mend_order(
    drafts: list[Draft], size: float, frames: Sequence[Box] = (), sheet: tuple[float, float] = (0.0, 0.0)
) -> list[Draft]:
    """The blocks of a page in reading order. `size` is the body type size, `frames` are drawn boxes around text.

    `sheet` is the page's (width, height) in points. Of two pages on one sheet, the left one is read first.
    """
    fold = _middle_of_spread(drafts, *sheet, size) if drafts else None
    if fold is None:
        return _page_order(drafts, size, frames)
    left = [draft for draft in drafts if draft.box.x0 < fold - 2.0]
    right = [draft for draft in drafts if draft.box.x0 >= fold - 2.0]
    return [*_page_order(left, size, frames), *_page_order(right, size, frames)]


def _page_order(drafts: list[Draft], size: float, frames: Sequence[Box]) -> list[Draft]:
    """The blocks of one page in reading order.

    The content stream proposes an order, and geometry checks it: if running text jumps back to a column on its left,
    columns and bands come from the gutters. In both cases each block is moved before the first block below it in its
    column, because word processors write headings and text boxes after the running text. Running headers come first,
    footnotes and footers last, wherever they were written. The blocks in a frame are read together.
    """
    headers = [draft for draft in drafts if draft.role is BlockRole.HEADER]
    last = (BlockRole.FOOTNOTE, BlockRole.FOOTER)
    footers = sorted((draft for draft in drafts if draft.role in last), key=lambda draft: last.index(draft.role))
    body = [draft for draft in drafts if draft.role not in (BlockRole.HEADER, *last)]
    bars = _title_bars(body, frames)
    framed: dict[int, list[Draft]] = {}
    for draft in body:
        number = bars.get(id(draft), draft.frame)
        if number is not None:
            framed.setdefault(number, []).append(draft)
    units = _units([draft for draft in body if draft.frame is None and id(draft) not in bars])
    units += _framed_units(framed, frames, size)
    place = {id(draft): number for number, draft in enumerate(body)}
    units.sort(key=lambda unit: min(place[id(draft)] for draft in unit.drafts))
    return [*headers, *(draft for unit in _mended(units, size) for draft in unit.drafts), *footers]


# The largest distance of a title above its frame, in its type sizes.
BAR_GAP = 1.4


def _title_bars(drafts: Sequence[Draft], frames: Sequence[Box]) -> dict[int, int]:
    """Draft id → frame, for each short line in a bar directly above its frame."""
    bars: dict[int, int] = {}
    for number, frame in enumerate(frames):
        inner = [draft for draft in drafts if draft.frame == number]
        for draft in drafts if inner else ():
            box, size = draft.box, draft.size
            within = box.x0 > frame.x0 - size and box.x1 < frame.x1 + size
            near = -0.3 * size < frame.top - box.bottom < BAR_GAP * size
            marked = draft.bold > inner[0].bold or size > HEAD_SIZE * inner[0].size
            if draft.frame is None and within and near and marked and len(draft.text.split()) < RUNNING_WORDS + 4:
                bars[id(draft)] = number
    return bars


def _framed_units(framed: Mapping[int, list[Draft]], frames: Sequence[Box], size: float) -> list[_Unit]:
    """Makes one unit of the frames of a grid: the heading above governs them all."""
    units = []
    numbers = sorted(framed)
    for grid in in_grids([frames[number] for number in numbers]):
        results = [numbers[at] for at in grid]
        inner = [draft for number in results for u in _mended(_units(framed[number]), size) for draft in u.drafts]
        units.append(_Unit(Box.around(frames[number] for number in results), inner[0].size, inner))
    return units


def _with_openings_first(units: list[_Unit], size: float) -> list[_Unit]:
    """If a column starts in the middle of a sentence that a column on its left leaves open, the left one is read first.

    Columns beside a picture may share no height, so that no gutter shows, and may be written from the right.
    """
    running = [at for at, unit in enumerate(units) if _is_running(unit, size)]
    for place, at in enumerate(running):
        before = units[running[place - 1]] if place else None
        if not _opens_within(units[at]) or (before is not None and _is_left_open(before)):
            continue
        for end in running[place + 1 :]:
            left = units[end].box.x1 < units[at].box.x0 + 2.0
            if left and _is_left_open(units[end]) and not _is_followed(units, running, end):
                column = [i for i in range(at + 1, end + 1) if units[i].box.x1 < units[at].box.x0 + 2.0]
                rest = [i for i in range(at, len(units)) if i not in column]
                return [units[i] for i in (*range(at), *column, *rest)]
    return units


def _opens_within(unit: _Unit) -> bool:
    return unit.drafts[0].text[:1].islower()


def _is_left_open(unit: _Unit) -> bool:
    return not unit.drafts[-1].text.rstrip().endswith(SENTENCE_END)


def _is_followed(units: Sequence[_Unit], running: Sequence[int], end: int) -> bool:
    after = next((i for i in running if i > end), None)
    return after is not None and _opens_within(units[after])


def _mended(units: list[_Unit], size: float) -> list[_Unit]:
    units = _with_openings_first(units, size)
    regions = [list(range(len(units)))]
    if _goes_back(units, size):
        heads = frozenset(i for i, unit in enumerate(units) if unit.drafts[0].size > HEAD_SIZE * size)
        regions = reading_regions([unit.box for unit in units], size, heads=heads)
    return [unit for region in regions for unit in _from_above([units[i] for i in region])]


def _from_above(units: list[_Unit]) -> list[_Unit]:
    above = [[i for i, upper in enumerate(units) if i != j and _is_above(upper, units[j])] for j in range(len(units))]
    ordered: list[_Unit] = []
    given: set[int] = set()
    for start in range(len(units)):
        waiting = [start]
        while waiting:
            at = waiting[-1]
            first = next((i for i in above[at] if i not in given), None)
            if at not in given and first is not None and first not in waiting:
                waiting.append(first)
                continue
            waiting.pop()
            if at not in given:
                given.add(at)
                ordered.append(units[at])
    return ordered
