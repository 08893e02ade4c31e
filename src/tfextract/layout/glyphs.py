"""Reads the glyphs of a page through one interface, independent of the library.

pdfium is the first source, because it keeps the order of the content stream, which is good evidence of reading order.
"""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from string import ascii_letters, digits

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from tfextract.errors import UnreadableFileError
from tfextract.faults import described
from tfextract.layout import text_calls
from tfextract.layout.container import Container
from tfextract.layout.elements import StructureTree
from tfextract.layout.forms import attached_names, holds_fields, with_fields
from tfextract.layout.marked_content import NO_MARK, ContentMark, read_marks
from tfextract.layout.outline import Jump, read_links
from tfextract.layout.painting import Painting
from tfextract.layout.turning import PageSpace, direction, page_space, turn_for, turned
from tfextract.layout.visibility import Hiding, PageContext, hidden_glyphs
from tfextract.model import Box, FileStatus, Link

# If the font has no weight, pdfium estimates it from the stem width: 625 for Noto Sans Regular.
BOLD_WEIGHT = 700
PLAIN_NAMES = ("regular", "roman", "book", "light", "medium")
# Size range of drawn bullets in points. On a page with many paths (a map, a chart) dots are not bullets.
DOT_MIN, DOT_MAX = 1.2, 9.0
MANY_PATHS = 3000
ITALIC_FLAG = 1 << 6
FORCE_BOLD_FLAG = 1 << 18


# Not frozen: a document has a million glyphs, and creating a frozen one takes three times as long. No code changes one.
@dataclass(slots=True)
class Glyph:
    """One printed character. `text` can have several letters (a ligature), and is a blank for a printed space.

    `box` is the loose box (from descender to ascender) so that the glyphs of one line share top and bottom. `baseline`
    is its y in page space. `spaced` is set if a space precedes the glyph. `owner` identifies the text object that
    printed it, 0 if none did. `mark` is its marked content. `face` is its font's name without the subset tag, "" if the
    font has none.
    """

    text: str
    box: Box
    baseline: float
    size: float
    bold: bool
    italic: bool
    color: int
    upright: bool
    spaced: bool
    hyphen: bool
    owner: int = 0
    mark: ContentMark = NO_MARK
    face: str = ""


@dataclass(frozen=True, slots=True)
class PageDrawings:
    """What a page has besides visible letters: the boxes of lines, areas and pictures in order. `image_share` is the
    share of the page under pictures, `hidden_share` the share of its text that is not painted (an OCR layer).
    """

    paths: tuple[Box, ...] = ()
    images: tuple[Box, ...] = ()
    image_share: float = 0.0
    hidden_share: float = 0.0

    @property
    def dots(self) -> tuple[Box, ...]:
        """Small shapes that are as high as wide: bullets are often drawn."""
        return tuple(box for box in self.paths[:MANY_PATHS] if _is_dot(box.width, box.height))


@dataclass(frozen=True, slots=True)
class GlyphPage:
    """A page in reading orientation: turned clockwise by `turn` degrees from the display, with its boxes and size.

    `hidden` counts the letters that were removed because no reader sees them.
    """

    page: int
    width: float
    height: float
    label: str | None
    glyphs: tuple[Glyph, ...]
    links: tuple[Link, ...]
    drawn: PageDrawings
    unmapped: int
    hidden: tuple[tuple[Hiding, int], ...] = ()
    turn: int = 0
    has_fields: bool = False
    attached: tuple[str, ...] = ()
    jumps: tuple[Jump, ...] = ()
    space: PageSpace | None = None


# Called with the page number before a page. If it returns a reason, the page is skipped.
Admit = Callable[[int], str | None]


@dataclass(frozen=True, slots=True)
class PageFailure:
    """`given_up`: the page was not started."""

    page: int
    message: str
    given_up: bool = False


UNKNOWN = 0xFFFD
_NO_LETTER = frozenset({0, UNKNOWN})
_BLANK = ord(" ")
# pdfium need not be asked whether these are hyphens.
_NO_HYPHEN = frozenset(map(ord, f"{ascii_letters}{digits} "))


def characters(units: Iterable[int]) -> Iterator[tuple[int, int]]:
    """(index, code point) of each character. pdfium returns one beyond U+FFFF as two UTF-16 halves in one box.

    A lone half, or an invalid code point, becomes U+FFFD.
    """
    high: int | None = None
    for index, unit in enumerate(units):
        if high is not None:
            if 0xDC00 <= unit <= 0xDFFF:
                yield index, 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00)
                high = None
                continue
            yield index - 1, UNKNOWN
            high = None
        if 0xD800 <= unit <= 0xDBFF:
            high = unit
        else:
            yield index, UNKNOWN if 0xDC00 <= unit <= 0xDFFF or unit > 0x10FFFF else unit
    if high is not None:
        yield index, UNKNOWN


@lru_cache(maxsize=4096)
def _font_style(name: str, flags: int, weight: int) -> tuple[bool, bool]:
    lowered = name.lower()
    bold = any(word in lowered for word in ("bold", "black", "heavy", "demi"))
    if not bold and not any(word in lowered for word in PLAIN_NAMES):
        bold = weight >= BOLD_WEIGHT
    italic = "italic" in lowered or "oblique" in lowered or bool(flags & ITALIC_FLAG)
    return bold or bool(flags & FORCE_BOLD_FLAG), italic


@lru_cache(maxsize=4096)
def _face(name: str) -> str:
    """The name without the tag of six capitals that marks a subset font."""
    return name[7:] if name[6:7] == "+" and name[:6].isupper() else name


@dataclass(frozen=True, slots=True)
class _Print:
    """The common properties of a text object's letters. `known`: pdfium returns their matrix. `turn` is None for
    slanted text.
    """

    known: bool
    turn: int | None
    size: float
    bold: bool
    italic: bool
    color: int
    face: str
    owner: int
    mark: ContentMark


class _PdfiumPage:
    """Calls pdfium's C interface for the glyphs of one page, with reused buffers."""

    def __init__(self, page: pdfium.PdfPage, turn: int, marks: Mapping[int, ContentMark]) -> None:
        self.page = page
        self.marks = marks
        self.text = page.get_textpage()
        self.handle = self.text.raw
        self.space = page_space(page, turn)
        self.displayed = self.space.displayed
        self.shown = page.get_size() if turn in {0, 180} else page.get_size()[::-1]
        self.directions: Counter[int | None] = Counter()
        self._name = ctypes.create_string_buffer(256)
        self._flags = ctypes.c_int()
        self._rgba = [ctypes.c_uint() for _ in range(4)]
        self._matrix = pdfium_c.FS_MATRIX()
        self._styles: dict[int | None, tuple[bool, bool, int, str]] = {}
        self.painting = Painting()

    def _print_at(self, index: int, owner: int | None) -> _Print:
        """Called once for a text object, because all its letters share the result."""
        style = self._styles.get(owner)
        if style is None:
            length = pdfium_c.FPDFText_GetFontInfo(self.handle, index, self._name, 256, ctypes.byref(self._flags))
            name = self._name.raw[: max(0, length - 1)].decode("utf-8", "replace") if 0 < length <= 256 else ""
            weight = pdfium_c.FPDFText_GetFontWeight(self.handle, index)
            style = (*_font_style(name, self._flags.value, weight), self._color(index), _face(name))
            self._styles[owner] = style
        reported, turn, size = self._turn_size(index)
        return _Print(reported, turn, size, *style, owner or 0, self.marks.get(owner or 0, NO_MARK))

    def _color(self, index: int) -> int:
        red, green, blue, alpha = self._rgba
        refs = [ctypes.byref(part) for part in (red, green, blue, alpha)]
        if not pdfium_c.FPDFText_GetFillColor(self.handle, index, *refs):
            return 0
        return int((red.value << 16) | (green.value << 8) | blue.value)

    def _turn_size(self, index: int) -> tuple[bool, int | None, float]:
        """(whether pdfium returns the letter's matrix, its turn as displayed, its size in points)."""
        nominal = pdfium_c.FPDFText_GetFontSize(self.handle, index)
        if not pdfium_c.FPDFText_GetMatrix(self.handle, index, ctypes.byref(self._matrix)):
            return False, 0, nominal
        m = self._matrix
        scale = (m.c**2 + m.d**2) ** 0.5
        along_x, along_y = m.a, m.b
        for _ in range(self.space.rotation // 90):
            along_x, along_y = along_y, -along_x
        return True, direction(along_x, along_y), nominal * scale

    def glyphs(self) -> Iterator[Glyph | None]:
        """Glyphs in content stream order. None for a character that the font does not map."""
        handle, displayed, place_of = self.handle, self.displayed, text_calls.LetterPlaces(self.handle).place
        from_left, from_top, plain = self.space.left, self.space.top, self.space.rotation == 0
        is_generated, has_map_error = text_calls.is_generated, text_calls.has_map_error
        is_hyphen, text_object, directions = text_calls.is_hyphen, text_calls.text_object, self.directions
        spaced = False
        shared: _Print | None = None
        units = [text_calls.unicode_at(handle, index) for index in range(self.text.count_chars())]
        for index, code in characters(units):
            # pdfium only generates blanks and ends of lines.
            if code <= _BLANK and is_generated(handle, index) == 1:
                spaced = True
                continue
            if code in _NO_LETTER:
                yield None
                continue
            if has_map_error(handle, index) == 1:
                yield None
            place = place_of(index)
            if place is None:
                continue
            left, top, right, bottom, x, y = place
            if plain:
                box = Box(left - from_left, from_top - top, right - from_left, from_top - bottom)
                baseline = box.bottom if y is None else from_top - y
            else:
                box = displayed(left, bottom, right, top)
                baseline = box.bottom if x is None or y is None else displayed(x, y, x, y).top
            owner = text_object(handle, index)
            if shared is None or owner is None or owner != shared.owner:
                shared = self._print_at(index, owner)
            if shared.known:
                directions[shared.turn] += 1
            # pdfium returns 0x02 for a hyphen that it assumes is only at the line end.
            hyphen = code == 2 or (code not in _NO_HYPHEN and is_hyphen(handle, index) == 1)
            yield Glyph(
                "-" if code == 2 else chr(code),
                box,
                baseline,
                shared.size,
                shared.bold,
                shared.italic,
                shared.color,
                shared.turn == 0,
                spaced,
                hyphen,
                shared.owner,
                shared.mark,
                shared.face,
            )
            spaced = False

    def drawn(self) -> PageDrawings:
        paths: list[Box] = []
        images: list[Box] = []
        texts = hidden = 0
        for item in self.page.get_objects(max_depth=4):
            box = None
            if item.type == pdfium_c.FPDF_PAGEOBJ_TEXT:
                texts += 1
                hidden += pdfium_c.FPDFTextObj_GetTextRenderMode(item.raw) == pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE
            elif item.type == pdfium_c.FPDF_PAGEOBJ_IMAGE:
                box = self._bounds(item)
                images.append(box)
            elif item.type == pdfium_c.FPDF_PAGEOBJ_PATH:
                box = self._bounds(item)
                if box.x1 > 0 and box.bottom > 0 and box.x0 < self.shown[0] and box.top < self.shown[1]:
                    paths.append(box)
            elif item.type == pdfium_c.FPDF_PAGEOBJ_SHADING:
                box = self._bounds(item)
            self.painting.add(item, box)
        covered = sum(box.width * box.height for box in images) / max(1.0, self.space.width * self.space.height)
        return PageDrawings(tuple(paths), tuple(images), min(1.0, covered), hidden / max(1, texts))

    def _bounds(self, item: pdfium.PdfObject) -> Box:
        """Boxes as displayed. The matrices of the surrounding forms are applied to objects in a form."""
        return self.place(item, item.get_bounds())

    def place(self, item: pdfium.PdfObject, around: tuple[float, float, float, float]) -> Box:
        """`around` is left, bottom, right and top in the object's coordinate space."""
        left, bottom, right, top = around
        corners = [(left, bottom), (right, bottom), (left, top), (right, top)]
        form = item.container
        while form is not None:
            matrix = form.get_matrix()
            corners = [matrix.on_point(x, y) for x, y in corners]
            form = form.container
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        return self.displayed(min(xs), min(ys), max(xs), max(ys))


def _is_dot(width: float, height: float) -> bool:
    return DOT_MIN <= width <= DOT_MAX and DOT_MIN <= height <= DOT_MAX and 0.75 < width / height < 1.34


def open_pdf(data: bytes) -> pdfium.PdfDocument:
    """Raises UnreadableFileError with the matching status if pdfium cannot open the file.

    pdfium reads from these bytes, so they are kept as long as the document.
    """
    try:
        pdf = pdfium.PdfDocument(data)
        if len(pdf) == 0:
            raise UnreadableFileError(FileStatus.DAMAGED, "the PDF has no pages: fetch it again")
    except pdfium.PdfiumError as error:
        if pdfium_c.FPDF_GetLastError() == pdfium_c.FPDF_ERR_PASSWORD or "password" in str(error).lower():
            message = "the PDF is encrypted and asks for a password: save a copy without one and ingest that"
            raise UnreadableFileError(FileStatus.ENCRYPTED, message) from error
        message = "the PDF is damaged or cut short and cannot be opened: fetch it again"
        raise UnreadableFileError(FileStatus.DAMAGED, message) from error
    return pdf


def read_glyph_pages(
    pdf: pdfium.PdfDocument, admit: Admit, container: Container, tree: StructureTree | None = None
) -> Iterator[GlyphPage | PageFailure]:
    for index in range(len(pdf)):
        refused = admit(index + 1)
        if refused is not None:
            yield PageFailure(index + 1, refused, given_up=True)
            continue
        try:
            yield _read_page(pdf, index, container, tree)
        except Exception as error:
            yield PageFailure(index + 1, f"pdfium could not load the page ({described(error)})")


def read_metadata(pdf: pdfium.PdfDocument) -> tuple[tuple[str, str], ...]:
    """The PDF's info dictionary, sorted, without entries whose value is not text."""
    results = []
    for key in pdf.METADATA_KEYS:
        try:
            results.append((key, pdf.get_metadata_value(key)))
        except ValueError:
            continue
    return tuple(sorted(results))


def _label(pdf: pdfium.PdfDocument, index: int) -> str | None:
    """The page label. None if it has none, or an invalid one (half a UTF-16 pair)."""
    try:
        return pdf.get_page_label(index) or None
    except ValueError:
        return None


def _read_page(pdf: pdfium.PdfDocument, index: int, container: Container, tree: StructureTree | None) -> GlyphPage:
    page = pdf[index]
    links: tuple[Link, ...] = ()
    jumps: tuple[Jump, ...] = ()
    try:
        attached = tuple(attached_names(page))
        if has_fields := holds_fields(page):
            links, jumps = read_links(page, index + 1, _PdfiumPage(page, 0, {}).space)
            page = with_fields(pdf, page, index)
        marks = {} if tree is None else read_marks(page, index + 1, tree)
        source = _PdfiumPage(page, 0, marks)
        results = list(source.glyphs())
        if not has_fields:
            links, jumps = read_links(page, index + 1, source.space)
        if turn := turn_for(source.directions):
            width, height = source.shown
            links = tuple(replace(link, box=turned(link.box, width, height, turn)) for link in links)
            jumps = tuple(replace(jump, box=turned(jump.box, width, height, turn)) for jump in jumps)
            source = _PdfiumPage(page, turn, marks)
            results = list(source.glyphs())
        glyphs = tuple(glyph for glyph in results if glyph is not None)
        width, height = source.shown
        label = _label(pdf, index) if container.labels else None
        unmapped = len(results) - len(glyphs)
        drawn = source.drawn()
        around = PageContext(
            source.painting, drawn.images, drawn.image_share, width, height, turn, container.layers_off, source.place
        )
        hidden = hidden_glyphs(page, glyphs, around)
        visited = tuple(glyph for place, glyph in enumerate(glyphs) if place not in hidden) if hidden else glyphs
        reasons = tuple(Counter(why for at, why in hidden.items() if not glyphs[at].text.isspace()).most_common())
        return GlyphPage(
            index + 1, width, height, label, visited, links, drawn, unmapped, reasons, turn, has_fields, attached,
            jumps, source.space,
        )  # fmt: skip
    finally:
        page.close()
