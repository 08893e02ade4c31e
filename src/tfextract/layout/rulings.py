"""Gets the straight edges of a page from pdfium, and tables from pdfplumber's finder.

pdfplumber itself would read the file again with pdfminer, which is the slowest step on a page of tables. The edges here
are those that it would find: of single lines, then rectangles, then all other shapes.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pdfplumber
import pypdfium2.raw as pdfium_c
from pdfplumber.table import TableFinder

from tfextract.layout.turning import PageSpace
from tfextract.model import Box

# In these versions the finder needs only the attributes of `_Page`.
FED = pdfplumber.__version__.startswith("0.11.")
# Forms that are nested deeper are skipped.
DEEPEST = 12

Point = tuple[float, float]
# x' = a·x + c·y + e, y' = b·x + d·y + f
Matrix = tuple[float, float, float, float, float, float]
Edge = dict[str, float | str]


@dataclass(slots=True)
class _Subpath:
    """`points` without the control points of curves. `straight`: all parts are lines. `closed`: closed only at its
    end."""

    points: list[Point]
    straight: bool = True
    closed: bool = False


@dataclass(slots=True)
class _Page:
    """The attributes of a page that pdfplumber's finder needs for the line strategy."""

    edges: list[Edge]
    bbox: tuple[float, float, float, float]


@dataclass(slots=True)
class _Edges:
    lines: list[Edge] = field(default_factory=list)
    rectangles: list[Edge] = field(default_factory=list)
    curves: list[Edge] = field(default_factory=list)

    def add(self, subpath: _Subpath) -> None:
        points, count = subpath.points, len(subpath.points)
        if subpath.straight and (count == 2 or (count == 3 and subpath.closed)):
            self.lines.append(_line(points[0], points[1]))
        elif subpath.straight and count == 5 and _is_rectangle(points):
            self.rectangles += _sides(points)
        else:
            self.curves += _straight_parts(points)


def ruled_tables(page: Any, space: PageSpace) -> list[list[Box]]:
    """The cells of each table on the pdfium page, in pdfplumber's order, with boxes in the given space."""
    edges = _Edges()
    matrix = _into(space)
    for handle, placed in _paths(page.raw, matrix, DEEPEST):
        for subpath in _subpaths(handle, placed):
            edges.add(subpath)
    page_of_edges: Any = _Page([*edges.lines, *edges.rectangles, *edges.curves], (0.0, 0.0, space.width, space.height))
    return [[Box(*cell) for cell in table.cells] for table in TableFinder(page_of_edges).tables]


def _into(space: PageSpace) -> Matrix:
    """The matrix from user space to the page as in `PageSpace.displayed`."""
    left, top, width, height = space.left, space.top, space.width, space.height
    return {
        0: (1.0, 0.0, 0.0, -1.0, -left, top),
        90: (0.0, 1.0, 1.0, 0.0, height - top, -left),
        180: (-1.0, 0.0, 0.0, 1.0, width + left, height - top),
        270: (0.0, -1.0, -1.0, 0.0, top, width + left),
    }[space.rotation]


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    o, p, q, r, s, t = outer
    return (a * o + b * q, a * p + b * r, c * o + d * q, c * p + d * r, e * o + f * q + s, e * p + f * r + t)


def _matrix_of(handle: Any) -> Matrix:
    m = pdfium_c.FS_MATRIX()
    if not pdfium_c.FPDFPageObj_GetMatrix(handle, ctypes.byref(m)):
        return (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    return (m.a, m.b, m.c, m.d, m.e, m.f)


def _paths(page: Any, matrix: Matrix, depth: int) -> Iterator[tuple[Any, Matrix]]:
    """The painted paths in order, each with its matrix, including those in forms."""
    for at in range(pdfium_c.FPDFPage_CountObjects(page)):
        yield from _of_object(pdfium_c.FPDFPage_GetObject(page, at), matrix, depth)


def _of_object(handle: Any, matrix: Matrix, depth: int) -> Iterator[tuple[Any, Matrix]]:
    kind = pdfium_c.FPDFPageObj_GetType(handle)
    if kind == pdfium_c.FPDF_PAGEOBJ_PATH:
        yield handle, _times(_matrix_of(handle), matrix)
    elif kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth:
        placed = _times(_matrix_of(handle), matrix)
        for at in range(pdfium_c.FPDFFormObj_CountObjects(handle)):
            yield from _of_object(pdfium_c.FPDFFormObj_GetObject(handle, at), placed, depth - 1)


def _subpaths(handle: Any, matrix: Matrix) -> Iterator[_Subpath]:
    a, b, c, d, e, f = matrix
    x, y = ctypes.c_float(), ctypes.c_float()
    at_x, at_y = ctypes.byref(x), ctypes.byref(y)
    current: _Subpath | None = None
    bends = 0
    for at in range(pdfium_c.FPDFPath_CountSegments(handle)):
        segment = pdfium_c.FPDFPath_GetPathSegment(handle, at)
        kind = pdfium_c.FPDFPathSegment_GetType(segment)
        if not pdfium_c.FPDFPathSegment_GetPoint(segment, at_x, at_y):
            continue
        point = (a * x.value + c * y.value + e, b * x.value + d * y.value + f)
        if kind == pdfium_c.FPDF_SEGMENT_MOVETO:
            if current is not None and len(current.points) > 1:
                yield current
            current, bends = _Subpath([point]), 0
            continue
        if current is None:
            continue
        if kind == pdfium_c.FPDF_SEGMENT_BEZIERTO:
            # Two control points precede the end point of a curve.
            current.straight, bends = False, (bends + 1) % 3
            if bends:
                continue
        if current.closed:
            current.straight = False
        current.closed = bool(pdfium_c.FPDFPathSegment_GetClose(segment))
        current.points.append(point)
    if current is not None and len(current.points) > 1:
        yield current


def _line(start: Point, end: Point) -> Edge:
    """A slanting line counts as vertical, as in pdfplumber."""
    x0, x1 = sorted((start[0], end[0]))
    top, bottom = sorted((start[1], end[1]))
    return _edge(x0, top, x1, bottom, "h" if top == bottom else "v")


def _edge(x0: float, top: float, x1: float, bottom: float, orientation: str) -> Edge:
    size: Edge = {"width": x1 - x0, "height": bottom - top, "orientation": orientation, "object_type": "edge"}
    return {"x0": x0, "top": top, "x1": x1, "bottom": bottom, **size}


def _is_rectangle(points: Sequence[Point]) -> bool:
    (x0, y0), (x1, y1), (x2, y2), (x3, y3), last = points
    level_first = y0 == y1 and x1 == x2 and y2 == y3 and x3 == x0
    upright_first = x0 == x1 and y1 == y2 and x2 == x3 and y3 == y0
    return last == points[0] and (level_first or upright_first)


def _sides(points: Sequence[Point]) -> list[Edge]:
    x0, x1 = sorted((points[0][0], points[2][0]))
    top, bottom = sorted((points[0][1], points[2][1]))
    return [
        _edge(x0, top, x1, top, "h"),
        _edge(x0, bottom, x1, bottom, "h"),
        _edge(x0, top, x0, bottom, "v"),
        _edge(x1, top, x1, bottom, "v"),
    ]


def _straight_parts(points: Sequence[Point]) -> Iterator[Edge]:
    """The horizontal and vertical segments between consecutive points."""
    for (x0, y0), (x1, y1) in pairwise(points):
        if x0 == x1:
            yield _edge(x0, min(y0, y1), x0, max(y0, y1), "v")
        elif y0 == y1:
            yield _edge(min(x0, x1), y0, max(x0, x1), y0, "h")
