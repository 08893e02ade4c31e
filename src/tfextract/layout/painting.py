"""The areas and pictures below and above the text of a page, in painting order."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from tfextract.model import Box

# Shapes smaller than this, in points, can neither be the background of a letter nor cover it.
SMALLEST = 3.0
# Opacity of 255: paint from the first value on covers what is below, and paint up to the second is invisible.
OPAQUE, CLEAR = 200, 12
# The segments of a closed rectangle. A path with more may have any shape in its box.
RECTANGLE_SEGMENTS, CLIP_SEGMENTS = 6, 40

# How many pairs of texts and areas are compared at a time.
MAX_PAIRS = 2_000_000

RGB = tuple[int, int, int]
_AREAS = (pdfium_c.FPDF_PAGEOBJ_PATH, pdfium_c.FPDF_PAGEOBJ_IMAGE, pdfium_c.FPDF_PAGEOBJ_SHADING)


def address(handle: Any) -> int:
    """The identity of a page object."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0


def page_object(at: int) -> Any:
    return ctypes.cast(at, pdfium_c.FPDF_PAGEOBJECT)


@dataclass(frozen=True, slots=True)
class Paint:
    color: RGB
    alpha: int


def fill_of(handle: Any) -> Paint | None:
    """None for a pattern."""
    return _paint(pdfium_c.FPDFPageObj_GetFillColor, handle)


def stroke_of(handle: Any) -> Paint | None:
    return _paint(pdfium_c.FPDFPageObj_GetStrokeColor, handle)


def _paint(ask: Any, handle: Any) -> Paint | None:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not ask(handle, *(ctypes.byref(part) for part in (red, green, blue, alpha))):
        return None
    return Paint((red.value, green.value, blue.value), alpha.value)


def clip_corners(item: pdfium.PdfObject) -> list[tuple[float, float, float, float]]:
    """Left, bottom, right, top of each clip path of the object, in its coordinate space."""
    clip = pdfium_c.FPDFPageObj_GetClipPath(item.raw)
    count = pdfium_c.FPDFClipPath_CountPaths(clip) if clip else 0
    return [corners for number in range(count) if (corners := _path_corners(clip, number)) is not None]


def _path_corners(clip: Any, number: int) -> tuple[float, float, float, float] | None:
    count = pdfium_c.FPDFClipPath_CountPathSegments(clip, number)
    # A path with many segments is a drawing, whose box shows little.
    if not 0 < count <= CLIP_SEGMENTS:
        return None
    x, y = ctypes.c_float(), ctypes.c_float()
    points = []
    for at in range(count):
        segment = pdfium_c.FPDFClipPath_GetPathSegment(clip, number, at)
        if pdfium_c.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y)):
            points.append((x.value, y.value))
    if not points:
        return None
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


@dataclass(frozen=True, slots=True)
class Area:
    """A filled shape, picture or shading. `paint` is None if it has several colours. A `whole` one fills its box."""

    kind: int
    box: Box
    paint: Paint | None
    whole: bool

    @property
    def covers(self) -> bool:
        return self.kind != pdfium_c.FPDF_PAGEOBJ_PATH or self.paint is None or self.paint.alpha >= OPAQUE


class Painting:
    """Areas by their position in the painting order, and the positions of the text objects."""

    def __init__(self) -> None:
        self._places: dict[int, int] = {}
        self._texts: dict[int, pdfium.PdfObject] = {}
        self._items: list[pdfium.PdfObject] = []
        self._orders: list[int] = []
        self._boxes: list[Box] = []
        self._areas: dict[int, Area | None] = {}

    def add(self, item: pdfium.PdfObject, box: Box | None) -> None:
        """Adds objects in painting order. `box`, as displayed, is called only for areas."""
        order = len(self._places) + len(self._items)
        if item.type == pdfium_c.FPDF_PAGEOBJ_TEXT:
            at = address(item.raw)
            self._places[at] = order
            self._texts[at] = item
        elif item.type in _AREAS and box is not None and box.width >= SMALLEST and box.height >= SMALLEST:
            self._items.append(item)
            self._orders.append(order)
            self._boxes.append(box)

    @cached_property
    def _frame(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
        boxes = np.array([(b.x0, b.top, b.x1, b.bottom) for b in self._boxes], dtype=np.float64).reshape(-1, 4)
        return np.array(self._orders, dtype=np.int64), boxes

    @property
    def texts(self) -> set[int]:
        return set(self._texts)

    def text(self, at: int) -> pdfium.PdfObject | None:
        return self._texts.get(at)

    def order(self, text: int) -> int:
        """-1 if it is nested too deep in forms."""
        return self._places.get(text, -1)

    @property
    def areas(self) -> int:
        return len(self._items)

    def near(self, texts: Sequence[tuple[int, Box]]) -> list[tuple[Sequence[int], Sequence[int]]]:
        """For each text object and its box: the areas that may cover it, and those below that contain it, lowest first.
        Called once for all texts of a page, because each may be a single letter.
        """
        if not self._items or not texts:
            return [((), ()) for _ in texts]
        orders, areas = self._frame
        results = []
        step = max(1, MAX_PAIRS // len(orders))
        for start in range(0, len(texts), step):
            results += self._near(texts[start : start + step], orders, areas)
        return results

    def _near(
        self, texts: Sequence[tuple[int, Box]], orders: npt.NDArray[np.int64], areas: npt.NDArray[np.float64]
    ) -> list[tuple[Sequence[int], Sequence[int]]]:
        boxes = np.array([(box.x0, box.top, box.x1, box.bottom) for _, box in texts])
        x0, top, x1, bottom = (boxes[:, at, None] for at in range(4))
        slack = 0.3 * (bottom - top)
        order = np.array([self.order(text) for text, _ in texts])[:, None]
        known = order >= 0
        over = (orders > order) & known
        over &= np.minimum(areas[:, 2], x1) - np.maximum(areas[:, 0], x0) > 1.5
        over &= np.minimum(areas[:, 3], bottom) - np.maximum(areas[:, 1], top) > slack
        under = (orders < order) | ~known
        under &= (areas[:, 0] <= x0 + 1) & (areas[:, 2] >= x1 - 1)
        under &= (areas[:, 1] <= top + slack) & (areas[:, 3] >= bottom - slack)
        results: list[tuple[list[int], list[int]]] = [([], []) for _ in texts]
        for side, pairs in enumerate((over, under)):
            for text, area in np.argwhere(pairs).tolist():
                results[text][side].append(area)
        return list(results)

    def any_covers(self, places: Iterable[int]) -> bool:
        return any(area.covers for at in places if (area := self._area(at)) is not None)

    def areas_at(self, places: Sequence[int]) -> Iterator[Area]:
        """The areas at a point, topmost first."""
        return (area for at in reversed(places) if (area := self._area(at)) is not None)

    def _area(self, at: int) -> Area | None:
        """None for a shape that is not filled."""
        if at not in self._areas:
            self._areas[at] = _read_area(self._items[at], self._boxes[at])
        return self._areas[at]


def _read_area(item: pdfium.PdfObject, box: Box) -> Area | None:
    if item.type != pdfium_c.FPDF_PAGEOBJ_PATH:
        return Area(item.type, box, None, whole=False)
    mode, stroked = ctypes.c_int(), ctypes.c_int()
    if not pdfium_c.FPDFPath_GetDrawMode(item.raw, ctypes.byref(mode), ctypes.byref(stroked)) or not mode.value:
        return None
    paint = fill_of(item.raw)
    if paint is not None and paint.alpha <= CLEAR:
        return None
    whole = pdfium_c.FPDFPath_CountSegments(item.raw) <= RECTANGLE_SEGMENTS
    level: Any = item
    while level is not None:
        whole = whole and not pdfium_c.FPDFPageObj_HasTransparency(level.raw)
        level = level.container
    return Area(item.type, box, paint, whole)
