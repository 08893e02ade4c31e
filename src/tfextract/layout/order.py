"""Reading order of the blocks of one page: the content stream proposes, geometry mends."""

from __future__ import annotations

from dataclasses import dataclass

from tfextract.layout.blocks import Draft
from tfextract.model import BlockRole, Box


def _same_column(a: Box, b: Box) -> bool:
    overlap = min(a.x1, b.x1) - max(a.x0, b.x0)
    return overlap > 0.5 * min(a.width, b.width)


@dataclass(slots=True)
class _Unit:
    """What is read in one go: a block, or the call-outs of one grid; `first` is its place in the content stream."""

    first: int
    box: Box
    size: float
    drafts: list[Draft]


def _stands_above(upper: _Unit, lower: _Unit) -> bool:
    a, b = upper.box, lower.box
    return _same_column(a, b) and a.bottom <= b.top + 0.3 * min(upper.size, lower.size) and a.top < b.top


# Tiles of one grid stand at most this many type sizes (of their large figure) apart.
TILE_GAP = 3.0


def _near(a: Box, b: Box, reach: float) -> bool:
    across = max(a.x0, b.x0) - min(a.x1, b.x1)
    down = max(a.top, b.top) - min(a.bottom, b.bottom)
    return across < reach and down < reach and (across < 0 or down < 0)


def _units(drafts: list[Draft]) -> list[_Unit]:
    """Call-outs of like type near each other form one grid: the heading above it governs every tile."""
    units: list[_Unit] = []
    for place, draft in enumerate(drafts):
        box, size = draft.box, draft.size
        grid = None
        if draft.role is BlockRole.CALLOUT:
            large = max(word.size for fragment in draft.fragments for word in fragment.words)
            grid = next((u for u in units if _joins(u, box, size, TILE_GAP * large)), None)
        if grid is None:
            units.append(_Unit(place, box, size, [draft]))
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


def mend_order(drafts: list[Draft]) -> list[Draft]:
    """Stream order, with each block pulled before the first block that stands under it in its column.

    Word processors write headings and text boxes after the running text of their page; running headers come first and
    footers last, wherever they were written.
    """
    headers = [draft for draft in drafts if draft.role is BlockRole.HEADER]
    footers = [draft for draft in drafts if draft.role is BlockRole.FOOTER]
    main = _units([draft for draft in drafts if draft.role not in (BlockRole.HEADER, BlockRole.FOOTER)])
    above = [[i for i, upper in enumerate(main) if i != j and _stands_above(upper, main[j])] for j in range(len(main))]
    ordered: list[Draft] = []
    given: set[int] = set()
    for start in range(len(main)):
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
                ordered.extend(main[at].drafts)
    return [*headers, *ordered, *footers]
