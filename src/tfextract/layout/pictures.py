"""Detects lines of print in a page's picture that its text layer lacks, from pixels and without OCR."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium

from tfextract.model import Box

if TYPE_CHECKING:
    from tfextract.layout.glyphs import Glyph

# Dots on the page's longer side: 10 point type on A4 is then 15 dots high.
LONG_SIDE = 1263
# The smallest grey difference between print and background, of 255.
CONTRAST, AROUND = 22, 10
# A band of print in a strip of the page: the number of strokes side by side, and of dot rows. It has blank rows above
# and below. Grass and fabric have strokes without blank rows, plain areas have neither.
STRIP, STROKES, BLANK = 160, 10, 1
X_HEIGHTS, REACH = (4, 14), 5

Dots = npt.NDArray[np.bool_]


def grey_page(pdf: pdfium.PdfDocument, page: int, turn: int = 0) -> npt.NDArray[np.float64]:
    """The page's brightness from 0 to 255, row by row from the top, after turning it clockwise."""
    shown = pdf[page - 1]
    try:
        return grey_picture(shown, turn)
    finally:
        shown.close()


def grey_picture(page: pdfium.PdfPage, turn: int) -> npt.NDArray[np.float64]:
    """Like `grey_page`, for an open page."""
    picture = page.render(scale=LONG_SIDE / max(page.get_size()), rotation=turn, grayscale=True).to_pil().convert("L")
    return np.asarray(picture, dtype=np.float64)


def unread_bands(grey: npt.NDArray[np.float64], page_width: float, glyphs: Iterable[Glyph]) -> list[Box]:
    """Boxes, in points, of the bands of print without glyphs."""
    dots = grey.shape[1] / page_width
    around = _mean_around(grey)
    known = np.zeros(grey.shape, dtype=np.bool_)
    for glyph in glyphs:
        box = glyph.box
        known[_span(box.top, box.bottom, dots), _span(box.x0, box.x1, dots)] = True
    bands: list[Box] = []
    for ink in ((grey < around - CONTRAST) & ~known, (grey > around + CONTRAST) & ~known):
        for left in range(0, grey.shape[1] - STRIP + 1, STRIP):
            for top, bottom in _bands(ink[:, left : left + STRIP]):
                bands.append(Box(left / dots, top / dots, (left + STRIP) / dots, bottom / dots))
    return bands


def _span(low: float, high: float, dots: float) -> slice:
    return slice(max(0, int(low * dots)), max(0, int(high * dots) + 1))


def _mean_around(grey: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    side = 2 * AROUND + 1
    sums = np.pad(grey, ((AROUND + 1, AROUND), (AROUND + 1, AROUND)), mode="edge").cumsum(0).cumsum(1)
    mean: npt.NDArray[np.float64] = sums[side:, side:] - sums[:-side, side:] - sums[side:, :-side]
    mean += sums[:-side, :-side]
    mean /= side**2
    return mean


def _bands(strip: Dots) -> Iterable[tuple[int, int]]:
    """(first row, row after the last) of each band of print in a strip."""
    starts = strip.copy()
    starts[:, 1:] &= ~strip[:, :-1]
    strokes = starts.sum(axis=1)
    printed = (strokes >= STROKES) & (strip.sum(axis=1) < 0.65 * STRIP)
    blank = strokes <= BLANK
    edges = np.flatnonzero(np.diff(np.concatenate(([False], printed, [False])).astype(np.int8)))
    for top, bottom in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if not X_HEIGHTS[0] <= bottom - top <= X_HEIGHTS[1]:
            continue
        over, under = blank[max(0, top - REACH - 1) : top], blank[bottom : bottom + REACH + 1]
        if over.any() and under.any():
            yield top, bottom
