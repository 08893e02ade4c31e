"""Finds letters that no reader sees: not painted, covered, in the background colour, or in a layer that is off.

Two pictures of the page decide, with and without the doubtful letters: if they are equal, the letters are invisible.
Cheap checks (colours, later painting) only select the doubtful letters, so that most pages need no picture.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from tfextract.layout.painting import CLEAR, RGB, Area, Paint, Painting, clip_corners, fill_of, page_object, stroke_of
from tfextract.layout.pictures import grey_picture, unread_bands
from tfextract.model import Box

if TYPE_CHECKING:
    from tfextract.layout.glyphs import Glyph

# The smallest difference of legible print from its background in one of three colours, of 255.
FAINTEST = 12
# Colours closer than this are checked, because conversion and transparency may make them equal.
ALIKE = 60
# Letters this bright are checked if a picture or a shading may be their background.
PALE = 190
WHITE: RGB = (255, 255, 255)
# Resolution of the pictures: dots for the height of the smallest print, fewer for a poster.
LETTER_DOTS, MAX_DOTS = 10.0, 4_000_000
# Letters this high, in points and as a share of the page, are not print.
TINY, TINY_SHARE = 1.5, 1 / 400
# A scan: pictures cover this share of the page and are below this share of its letters.
SCAN_SHARE, SCAN_LETTERS = 0.6, 0.5
# The smallest share of dot columns with ink in a line of print.
MIN_INK, MAX_STRETCHES = 0.5, 2
STROKED, UNPAINTED = pdfium_c.FPDF_TEXTRENDERMODE_STROKE, pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE
CUTTING = pdfium_c.FPDF_TEXTRENDERMODE_CLIP

_Pixels = npt.NDArray[np.uint8]


class Hiding(StrEnum):
    """The reasons for invisible letters, in the words of the issue."""

    UNPAINTED = "written without paint"
    TRANSPARENT = "transparent"
    COVERED = "covered by what is painted later"
    SAME_COLOUR = "in the colour of the ground"
    LAYER = "in a layer that is switched off"
    CLIPPED = "cut off at the edge of a frame"
    TINY = "too small to be read"


def hidden_message(counts: Sequence[tuple[Hiding, int]]) -> str:
    """The issue message about removed letters of a page."""
    letters = sum(count for _, count in counts)
    why = ", ".join(f"{count} {why}" if len(counts) > 1 else str(why) for why, count in counts)
    left_out = "1 letter that cannot be seen was" if letters == 1 else f"{letters} letters that cannot be seen were"
    return f"{left_out} left out: {why}"


@dataclass(frozen=True, slots=True)
class _Text:
    """The letters of one text object, without blanks, as indices of the page's glyphs."""

    handle: int
    places: tuple[int, ...]
    bounds: Box
    size: float


@dataclass(frozen=True, slots=True)
class PageContext:
    """What the check needs besides the letters. `layers_off`: the document switches layers off.

    `place` converts corners (left, bottom, right, top) in an object's space into a box as displayed.
    """

    painting: Painting
    images: tuple[Box, ...]
    image_share: float
    width: float
    height: float
    turn: int
    layers_off: bool
    place: Callable[[pdfium.PdfObject, tuple[float, float, float, float]], Box]


def hidden_glyphs(page: pdfium.PdfPage, glyphs: Sequence[Glyph], around: PageContext) -> dict[int, Hiding]:
    """Indices in `glyphs` of the invisible letters, each with the reason.

    The text layer of a scan counts as visible, because its words are in the picture.
    """
    texts = list(_texts(glyphs, around))
    near = around.painting.near([(text.handle, text.bounds) for text in texts])
    doubts = {
        text.handle: why
        for text, (over, under) in zip(texts, near, strict=True)
        if (why := _doubt(text, around, over, under)) is not None
    }
    doubtful = [text for text in texts if text.handle in doubts]
    if not doubtful:
        return {}
    letters = sum(len(text.places) for text in texts)
    tiny = [text for text in doubtful if doubts[text.handle] is Hiding.TINY]
    unpainted = [text for text in doubtful if doubts[text.handle] is Hiding.UNPAINTED]
    painted = [text for text in doubtful if text not in unpainted and text not in tiny]
    hidden = {place for text in tiny for place in text.places}
    if not _is_layer_of_scan({place for text in unpainted for place in text.places}, letters, glyphs, around):
        hidden |= _over_no_print(page, glyphs, unpainted, texts, around)
    traceless = _without_trace(page, glyphs, painted, around)
    for text in painted:
        if not traceless.isdisjoint(text.places) and not _is_drawn(page, text, doubts[text.handle], traceless, around):
            traceless.difference_update(text.places)
    if _is_layer_of_scan(traceless, letters, glyphs, around):
        # Some OCR programs paint the words first and the scan over them.
        traceless &= _over_no_print(page, glyphs, painted, texts, around)
    hidings = {place: doubts[glyphs[place].owner] for place in hidden | traceless}
    return hidings | _blanks(glyphs, hidings)


def _texts(glyphs: Sequence[Glyph], around: PageContext) -> Iterator[_Text]:
    """Letters outside the page are removed elsewhere."""
    width, height = 2 * around.width, 2 * around.height
    places: dict[int, list[int]] = {}
    owner, of_owner = 0, list[int]()
    for place, glyph in enumerate(glyphs):
        if not glyph.owner or glyph.text.isspace():
            continue
        box = glyph.box
        if 0 <= box.x0 + box.x1 <= width and 0 <= box.top + box.bottom <= height:
            # The letters of an object are mostly in a row.
            if glyph.owner != owner:
                owner = glyph.owner
                of_owner = places.setdefault(owner, [])
            of_owner.append(place)
    for handle, results in places.items():
        boxes = [glyphs[place].box for place in results]
        x0, top = min([box.x0 for box in boxes]), min([box.top for box in boxes])
        x1, bottom = max([box.x1 for box in boxes]), max([box.bottom for box in boxes])
        yield _Text(handle, tuple(results), Box(x0, top, x1, bottom), max([glyphs[place].size for place in results]))


def _doubt(  # noqa: PLR0911 - a line for each reason
    text: _Text, around: PageContext, over: Sequence[int], under: Sequence[int]
) -> Hiding | None:
    """The most certain reason why the letters may be hidden. None without a reason."""
    if max(text.size, text.bounds.height) < min(TINY, TINY_SHARE * around.height):
        return Hiding.TINY
    handle = page_object(text.handle)
    mode = pdfium_c.FPDFTextObj_GetTextRenderMode(handle)
    if mode in {UNPAINTED, CUTTING}:
        return Hiding.UNPAINTED
    paint = stroke_of(handle) if mode == STROKED else fill_of(handle)
    if paint is not None and paint.alpha <= CLEAR:
        return Hiding.TRANSPARENT
    if around.painting.any_covers(over):
        return Hiding.COVERED
    if paint is not None and _is_lost_on_ground(paint, around.painting.areas_at(under)):
        return Hiding.SAME_COLOUR
    if around.layers_off:
        return Hiding.LAYER
    return Hiding.CLIPPED if _is_clipped(text, around) else None


def _is_lost_on_ground(paint: Paint, ground: Iterable[Area]) -> bool:
    for area in ground:
        if area.paint is None:
            return min(paint.color) >= PALE
        if _difference(paint.color, area.paint.color) < ALIKE:
            return True
        if area.whole:
            return False
        # Letters may be outside a shape that is not a rectangle, so areas below it count as well.
    return _difference(paint.color, WHITE) < ALIKE


def _difference(one: RGB, other: RGB) -> int:
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


def _clips(text: _Text, around: PageContext) -> list[Box]:
    item = around.painting.text(text.handle)
    return [] if item is None else [around.place(item, corners) for corners in clip_corners(item)]


def _is_clipped(text: _Text, around: PageContext) -> bool:
    """Whether a clip rectangle may cut off a letter."""
    bounds = text.bounds
    for box in _clips(text, around):
        wide, high = bounds.shared_width(box), bounds.shared_height(box)
        if wide < bounds.width - 0.4 * text.size or high < 0.5 * bounds.height:
            return True
    return False


def _is_drawn(page: pdfium.PdfPage, text: _Text, why: Hiding, traceless: set[int], around: PageContext) -> bool:
    """Whether the letters would be visible without what hides them. Letters of a damaged font also leave no trace:
    pdfium cannot draw them, but other programs can.
    """
    left_out = [place in traceless for place in text.places]
    # A cover hides a consecutive part of a line. A font lacks single letters.
    stretches = sum(now and not before for before, now in pairwise([False, *left_out]))
    if stretches > MAX_STRETCHES:
        return False
    if why is Hiding.TRANSPARENT:
        return True
    if why is Hiding.CLIPPED:
        return any(
            text.bounds.shared_width(box) <= 0.9 * text.bounds.width
            or text.bounds.shared_height(box) < 0.5 * text.bounds.height
            for box in _clips(text, around)
        )
    raw = pdfium_c.FPDFTextObj_GetRenderedBitmap(page.pdf.raw, page.raw, page_object(text.handle), 2.0)
    if not raw:
        return False
    alone = pdfium.PdfBitmap.from_raw(raw).to_numpy()
    if alone.shape[2] < 4:
        return False
    ink = alone[..., 3] > CLEAR
    return bool(max(ink.any(axis=0).mean(), ink.any(axis=1).mean() if around.turn else 0.0) >= MIN_INK)


def _is_layer_of_scan(places: set[int], letters: int, glyphs: Sequence[Glyph], around: PageContext) -> bool:
    """Whether these are most of the page's letters, and are on pictures that fill most of it."""
    if around.image_share < SCAN_SHARE or len(places) <= SCAN_LETTERS * letters:
        return False
    return sum(_on_any(glyphs[place].box, around.images) for place in places) > SCAN_LETTERS * letters


def _on_any(box: Box, images: Sequence[Box]) -> bool:
    x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
    return any(image.x0 <= x <= image.x1 and image.top <= y <= image.bottom for image in images)


@dataclass(frozen=True, slots=True)
class _View:
    """A part of the page in dots: `left` and `top` are its corner in points, `scale` the dots per point."""

    left: float
    top: float
    scale: float
    crop: tuple[float, float, float, float]
    turn: int

    @classmethod
    def of(cls, texts: Sequence[_Text], around: PageContext) -> _View:
        width, height = around.width, around.height
        part = Box.around(text.bounds for text in texts)
        left, top = (
            float(int(min(max(0.0, low - 2), side - 2))) for low, side in ((part.x0, width), (part.top, height))
        )
        right, bottom = (
            max(0.0, min(side - 1, side - high - 2)) for high, side in ((part.x1, width), (part.bottom, height))
        )
        area = max(1.0, (width - left - right) * (height - top - bottom))
        wanted = LETTER_DOTS / max(TINY, min(text.size for text in texts))
        return cls(left, top, min(wanted, (MAX_DOTS / area) ** 0.5), (left, bottom, right, top), around.turn)

    def picture(self, page: pdfium.PdfPage) -> _Pixels:
        """Rows from the top, three colours."""
        plain = {"may_draw_forms": False, "draw_annots": False}
        dots: _Pixels = page.render(scale=self.scale, crop=self.crop, rotation=self.turn, **plain).to_numpy()
        return dots

    def dots(self, box: Box) -> tuple[slice, slice]:
        """Rows and columns of the picture in the box."""
        corners = (box.x0 - self.left, box.top - self.top, box.x1 - self.left, box.bottom - self.top)
        x0, y0, x1, y1 = (corner * self.scale for corner in corners)
        return slice(max(0, int(y0)), max(0, int(y1) + 1)), slice(max(0, int(x0)), max(0, int(x1) + 1))


@contextmanager
def _taken_out(texts: Sequence[_Text], unlisted: Iterable[int]) -> Iterator[None]:
    """Removes the text objects from the page inside the context.

    If words are printed twice in one place, pdfium lists one of them. The visible one may be the other.
    """
    handles = [page_object(at) for at in (*(text.handle for text in texts), *unlisted)]
    for handle in handles:
        pdfium_c.FPDFPageObj_SetIsActive(handle, False)
    try:
        yield
    finally:
        for handle in handles:
            pdfium_c.FPDFPageObj_SetIsActive(handle, True)


def _without_trace(
    page: pdfium.PdfPage, glyphs: Sequence[Glyph], texts: Sequence[_Text], around: PageContext
) -> set[int]:
    """Indices of letters whose removal does not change the picture of the page."""
    if not texts:
        return set()
    view = _View.of(texts, around)
    whole = view.picture(page)
    unlisted = around.painting.texts - {glyph.owner for glyph in glyphs}
    with _taken_out(texts, unlisted):
        bare = view.picture(page)
        hidden = _unmarked(view, whole, bare, glyphs, texts)
    under = list(_overprinted(texts, hidden, around.painting))
    if under:
        with _taken_out(under, unlisted):
            hidden |= _unmarked(view, whole, view.picture(page), glyphs, under)
    return hidden


def _unmarked(view: _View, whole: _Pixels, bare: _Pixels, glyphs: Sequence[Glyph], texts: Sequence[_Text]) -> set[int]:
    hidden: set[int] = set()
    for text in texts:
        marked = [_differs(whole, bare, view.dots(_core(glyphs[place]))) for place in text.places]
        letters = [known for place, known in zip(text.places, marked, strict=True) if glyphs[place].text.isalnum()]
        if not letters and any(marked):
            continue
        # A comma takes the result of the letter before it: its few dots are not enough.
        known = letters[0] if letters else False
        for place, mark in zip(text.places, marked, strict=True):
            if glyphs[place].text.isalnum():
                known = mark
            if not known:
                hidden.add(place)
    return hidden


def _differs(one: _Pixels, other: _Pixels, part: tuple[slice, slice]) -> bool:
    a, b = one[part], other[part]
    return bool((np.maximum(a, b) - np.minimum(a, b) >= FAINTEST).any())


def _core(glyph: Glyph) -> Box:
    """The part of the letter's box that its neighbours above and below do not overlap."""
    box = glyph.box
    if not glyph.upright:
        return box
    return Box(box.x0, box.top + 0.25 * box.height, box.x1, box.bottom - 0.12 * box.height)


def _overprinted(texts: Sequence[_Text], hidden: set[int], painting: Painting) -> Iterator[_Text]:
    """Texts below other doubtful words: the print in their place may be that of the words above."""
    shown = [text for text in texts if not hidden.issuperset(text.places)]
    for text in shown:
        above = (other for other in shown if painting.order(other.handle) > painting.order(text.handle))
        if any(_lies_under(text, other) for other in above):
            yield text


def _lies_under(text: _Text, other: _Text) -> bool:
    wide, high = text.bounds.shared_width(other.bounds), text.bounds.shared_height(other.bounds)
    return wide > 0.5 * text.bounds.width and high > 0.5 * text.bounds.height


def _over_no_print(
    page: pdfium.PdfPage,
    glyphs: Sequence[Glyph],
    unpainted: Sequence[_Text],
    texts: Sequence[_Text],
    around: PageContext,
) -> set[int]:
    """Indices of unpainted letters where the page without text shows no print, so that they are not the text layer of a
    picture."""
    if not unpainted:
        return set()
    if not around.painting.areas:
        return {place for text in unpainted for place in text.places}
    with _taken_out(texts, around.painting.texts - {text.handle for text in texts}):
        bands = unread_bands(grey_picture(page, around.turn), around.width, ())
    hidden: set[int] = set()
    for text in unpainted:
        printed = sum(_on_any(glyphs[place].box, bands) for place in text.places)
        if printed < 0.5 * len(text.places):
            hidden.update(text.places)
    return hidden


def _blanks(glyphs: Sequence[Glyph], hidings: dict[int, Hiding]) -> dict[int, Hiding]:
    """Indices of the blanks between hidden letters of one text object."""
    last: dict[int, Hiding | None] = {}
    blanks: dict[int, Hiding] = {}
    for place, glyph in enumerate(glyphs):
        if not glyph.text.isspace():
            last[glyph.owner] = hidings.get(place)
        elif (why := last.get(glyph.owner)) is not None:
            blanks[place] = why
    return blanks
