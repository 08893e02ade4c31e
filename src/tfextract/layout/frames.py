"""Finds drawn boxes that contain text: side bars, boxes in rows and grids."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from tfextract.layout.fragments import Fragment
from tfextract.model import Box

# In points. A shorter or narrower box is a rule, a bullet or the background of a label.
MIN_WIDTH, MIN_HEIGHT = 60.0, 24.0
# A bar over a box is at least as high as a line of small type.
MIN_BAR = 9.0
# A box of at least this share of the page's width or height is a panel behind the page's columns.
PANEL = 0.95
TALL_PANEL = 0.97
# The fewest lines of text in a frame, the fewest long lines, and the words of a long line. A table's shaded row or
# label column and a chart's background have none.
LINES, LONG_LINES, LONG_LINE = 3, 2, 4
# A page with more boxes than this is a drawing or a form.
MANY_FRAMES = 40
# Text may extend beyond its box by this many points, because loose glyph boxes are higher than the ink.
SLACK = 3.0
# Boxes of one row have equal tops, and of one grid equal left edges, within this many points.
ALIGNED = 4.0


def _holds(frame: Box, box: Box) -> bool:
    across = frame.x0 - SLACK <= box.x0 and box.x1 <= frame.x1 + SLACK
    return across and frame.top - SLACK <= box.top and box.bottom <= frame.bottom + SLACK


def _touches(frame: Box, box: Box) -> bool:
    across = frame.shared_width(box)
    return across > SLACK and frame.shared_height(box) > 0.4 * box.height


def find_frames(paths: Sequence[Box], fragments: Sequence[Fragment], width: float, height: float) -> list[Box]:
    """The outermost boxes that contain lines of text and that no line crosses. None on a page full of shapes."""
    boxes = {path for path in paths if MIN_WIDTH <= path.width < PANEL * width and path.height >= MIN_HEIGHT}
    boxes = {box for box in boxes if box.height < TALL_PANEL * height}
    if len(boxes) > MANY_FRAMES:
        return []
    kept: list[Box] = []
    for box in sorted(boxes, key=lambda box: (-box.width * box.height, box.top, box.x0)):
        touched = [fragment for fragment in fragments if _touches(box, fragment.box)]
        whole = all(_holds(box, fragment.box) for fragment in touched)
        clear = not any(_touches(frame, box) for frame in kept) and not _cuts_text(box, fragments)
        if whole and clear and _is_text(touched):
            kept.append(box)
    return [_with_title_bar(frame, paths, fragments) for frame in kept]


def _with_title_bar(frame: Box, paths: Sequence[Box], fragments: Sequence[Fragment]) -> Box:
    """The frame with the bar of its width right above it that contains its heading."""
    for bar in paths:
        flush = abs(bar.x0 - frame.x0) < ALIGNED and abs(bar.x1 - frame.x1) < ALIGNED
        above = abs(bar.bottom - frame.top) < ALIGNED and MIN_BAR < bar.height < 0.5 * frame.height
        if not (flush and above):
            continue
        touched = [fragment for fragment in fragments if _touches(bar, fragment.box)]
        if 0 < len(touched) < LINES and all(_holds(bar, fragment.box) for fragment in touched):
            return Box.around([bar, frame])
    return frame


def _is_text(lines: Sequence[Fragment]) -> bool:
    return len(lines) >= LINES and sum(len(line.words) >= LONG_LINE for line in lines) >= LONG_LINES


def _cuts_text(box: Box, fragments: Sequence[Fragment]) -> bool:
    """Whether an edge of the box is between two lines of one text, as with curved backgrounds or picture masks."""
    for last, line in pairwise(fragments):
        step = line.baseline - last.baseline
        flush = abs(line.box.x0 - last.box.x0) < 1.0 and line.size == last.size and line.marker is None
        if flush and 0 < step < 1.6 * line.size and _holds(box, last.box) != _holds(box, line.box):
            return True
    return False


def frame_of(box: Box, frames: Sequence[Box]) -> int | None:
    """The frame that contains the box."""
    return next((number for number, frame in enumerate(frames) if _holds(frame, box)), None)


def in_grids(frames: Sequence[Box]) -> list[list[int]]:
    """Indices of the frames by grid, each grid row by row. A single frame is a grid by itself.

    A row has two or more frames with equal tops. Consecutive rows with the same left edges are one grid.
    """
    rows: list[list[int]] = []
    for number in sorted(range(len(frames)), key=lambda n: (frames[n].top, frames[n].x0)):
        if rows and abs(frames[rows[-1][0]].top - frames[number].top) < ALIGNED:
            rows[-1].append(number)
        else:
            rows.append([number])
    grids: list[list[list[int]]] = []
    for row in rows:
        row.sort(key=lambda n: frames[n].x0)
        if grids and _under(frames, grids[-1][-1], row):
            grids[-1].append(row)
        else:
            grids.append([row])
    return [[number for row in grid for number in row] for grid in grids]


def _under(frames: Sequence[Box], upper: Sequence[int], lower: Sequence[int]) -> bool:
    if len(upper) < 2 or len(lower) < 2 or len(lower) > len(upper):
        return False
    aligned = all(abs(frames[a].x0 - frames[b].x0) < ALIGNED for a, b in zip(upper, lower, strict=False))
    bottom = max(frames[n].bottom for n in upper)
    return aligned and -ALIGNED < frames[lower[0]].top - bottom < 0.5 * min(frames[n].height for n in upper) + 20.0
