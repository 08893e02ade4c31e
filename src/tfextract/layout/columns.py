"""Finds columns and bands of a page by geometry: recursive cuts at gutters and around blocks that span them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tfextract.model import Box

# The smallest width of a gutter in type sizes, but never less than MIN_GUTTER points.
GUTTER = 0.9
MIN_GUTTER = 7.0
# The largest share of a region's printed height that may span a gutter.
SPANNING = 0.6
# Boxes whose tops are this close, in type sizes, are in one row.
ROW = 0.6


@dataclass(frozen=True, slots=True)
class _Cut:
    """A cut at `x`: the boxes on the left, on the right, and those that span it."""

    x: float
    left: list[int]
    right: list[int]
    spanning: list[int]


def reading_regions(
    boxes: Sequence[Box], size: float, *, heads: frozenset[int] = frozenset(), lines: bool = False
) -> list[list[int]]:
    """Indices of the boxes by region, regions in reading order: bands from the top, in each its columns from the left.

    `size` is the body type's in points. A region keeps the order of the input. Blocks in rows are a grid and not
    columns, which does not apply to `lines` of running text, because they are always in rows. `heads` are large
    headings: one on the left, below white space over the whole width, starts a new band of columns, however short it
    is.
    """
    row = 0.0 if lines else ROW * size
    whole = list(range(len(boxes)))
    gutter = max(MIN_GUTTER, GUTTER * size)
    return [region for band in _headed_bands(whole, boxes, heads) for region in _regions(band, boxes, gutter, row)]


def _headed_bands(members: list[int], boxes: Sequence[Box], heads: frozenset[int]) -> list[list[int]]:
    if not members:
        return []
    left = min(boxes[i].x0 for i in members)
    cuts = sorted(
        boxes[head].top
        for head in heads
        if boxes[head].x0 < left + 0.25 * boxes[head].width + 2.0
        and not any(boxes[i].top < boxes[head].top - 1.0 and boxes[i].bottom > boxes[head].top + 1.0 for i in members)
    )
    bands: list[list[int]] = [[] for _ in range(len(cuts) + 1)]
    for i in members:
        bands[sum(cut <= boxes[i].top + 1.0 for cut in cuts)].append(i)
    return [band for band in bands if band]


def _regions(members: list[int], boxes: Sequence[Box], gutter: float, row: float) -> list[list[int]]:
    if len(members) < 2:
        return [members] if members else []
    cut = _best_cut(members, boxes, gutter, row)
    if cut is None:
        return [members]
    if not cut.spanning:
        return _regions(cut.left, boxes, gutter, row) + _regions(cut.right, boxes, gutter, row)
    regions: list[list[int]] = []
    for band in _bands(cut, boxes):
        if band[0] in cut.spanning:
            regions.append(band)
        else:
            regions += _regions(band, boxes, gutter, row)
    return regions


def _height(members: Sequence[int], boxes: Sequence[Box]) -> float:
    return sum(boxes[i].height for i in members)


def _best_cut(members: list[int], boxes: Sequence[Box], gutter: float, row: float) -> _Cut | None:
    """The gutter with the least print across it. None if no boxes are side by side."""
    best, best_cost = None, SPANNING
    whole = _height(members, boxes)
    for x in sorted({boxes[i].x0 for i in members})[1:]:
        left = [i for i in members if boxes[i].x1 <= x - gutter]
        right = [i for i in members if boxes[i].x0 >= x - 0.5]
        spanning = [i for i in members if boxes[i].x1 > x - gutter and boxes[i].x0 < x - 0.5]
        if not left or not right or not _beside(left, right, boxes) or _in_rows(left, right, boxes, row):
            continue
        cost = _height(spanning, boxes) / whole
        if cost < best_cost - 1e-9:
            best, best_cost = _Cut(x, left, right, spanning), cost
    return best


def _beside(left: Sequence[int], right: Sequence[int], boxes: Sequence[Box]) -> bool:
    """Whether a box on the left and a box on the right are at the same height."""
    return any(boxes[i].shared_height(boxes[j]) > 0 for i in left for j in right)


def _in_rows(left: Sequence[int], right: Sequence[int], boxes: Sequence[Box], row: float) -> bool:
    """Whether it is a grid, or headings beside their texts. These are read row by row and not cut into columns."""
    if len(left) < 2 or len(right) < 2:
        return False
    few, many = (left, right) if len(left) <= len(right) else (right, left)
    for i in few:
        level = [j for j in many if abs(boxes[i].top - boxes[j].top) < row]
        # A list beside a paragraph may have an item level with its top by chance, and more items below.
        beside = sum(boxes[i].shared_height(boxes[j]) > row for j in many)
        if not level or beside > len(level):
            return False
    return True


def _bands(cut: _Cut, boxes: Sequence[Box]) -> list[list[int]]:
    """The boxes that span the gutter one by one from the top, and the groups between them."""
    spanning = sorted(cut.spanning, key=lambda i: boxes[i].top)
    between: list[list[int]] = [[] for _ in range(len(spanning) + 1)]
    for i in sorted([*cut.left, *cut.right]):
        middle = (boxes[i].top + boxes[i].bottom) / 2
        above = sum((boxes[j].top + boxes[j].bottom) / 2 < middle for j in spanning)
        between[above].append(i)
    bands = [between[0]]
    for j, following in zip(spanning, between[1:], strict=True):
        bands += [[j], following]
    return [band for band in bands if band]
