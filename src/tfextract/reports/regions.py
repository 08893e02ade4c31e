"""Chooses the part of a page to show for each fact. Facts that are close together share a picture."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tfextract.layout.crops import PagePart
from tfextract.model import Box

# The margin around the words of a fact in points, and the smallest view.
_BESIDE, _ABOVE = 26.0, 20.0
_NARROWEST, _LOWEST = 240.0, 60.0
# Two parts are merged if the merged area is hardly larger than both.
_GROWS = 1.1


@dataclass(frozen=True, slots=True)
class Sight:
    """The view for one fact: `view` in picture number `region`, with `frames` around its words."""

    page: int
    region: int
    view: Box
    frames: tuple[Box, ...]


def sights(
    places: Mapping[str, tuple[int, Sequence[Box]]], sizes: Mapping[int, tuple[float, float]]
) -> tuple[dict[str, Sight], tuple[PagePart, ...]]:
    """(the view of each fact, the parts to draw) from (page, boxes) of each fact and the page sizes.

    Facts without a box or on an unknown page have no view. All values are PDF points from the page's top left.
    """
    views = {
        fact: (page, view(boxes, *sizes[page])) for fact, (page, boxes) in places.items() if boxes and page in sizes
    }
    parts: list[PagePart] = []
    for page in sorted({page for page, _ in views.values()}):
        own = [box for of, box in views.values() if of == page]
        parts += [PagePart(page, box) for box in merged(own)]
    shown = {}
    for fact, (page, box) in views.items():
        region = next(at for at, part in enumerate(parts) if part.page == page and _holds(part.box, box))
        shown[fact] = Sight(page, region, box, tuple(places[fact][1]))
    return shown, tuple(parts)


def view(boxes: Iterable[Box], width: float, height: float) -> Box:
    """A view around all boxes with a margin, inside the page."""
    first, *rest = boxes
    for box in rest:
        first = first.union(box)
    x0, x1 = _stretched(first.x0 - _BESIDE, first.x1 + _BESIDE, _NARROWEST, width)
    top, bottom = _stretched(first.top - _ABOVE, first.bottom + _ABOVE, _LOWEST, height)
    return Box(x0, top, x1, bottom)


def _stretched(low: float, high: float, threshold: float, end: float) -> tuple[float, float]:
    missing = max(0.0, threshold - (high - low)) / 2
    low, high = low - missing, high + missing
    if low < 0:
        low, high = 0.0, high - low
    if high > end:
        low, high = low - (high - end), end
    return max(0.0, low), min(high, end)


def merged(boxes: Sequence[Box]) -> list[Box]:
    """Merges boxes if that hardly enlarges the shown area."""
    left = sorted(boxes, key=lambda box: (box.top, box.x0))
    done: list[Box] = []
    while left:
        box = left.pop(0)
        at = next((at for at, other in enumerate(left) if _worth(box, other)), None)
        if at is None:
            done.append(box)
        else:
            left[at] = box.union(left[at])
    return done


def _worth(one: Box, other: Box) -> bool:
    union = one.union(other)
    return union.width * union.height <= _GROWS * (one.width * one.height + other.width * other.height) and (
        one.shared_width(other) > 0 and one.shared_height(other) > 0
    )


def _holds(box: Box, other: Box) -> bool:
    return (
        box.x0 <= other.x0 + 0.01
        and box.top <= other.top + 0.01
        and box.x1 >= other.x1 - 0.01
        and box.bottom >= other.bottom - 0.01
    )
