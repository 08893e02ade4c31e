"""Where the document itself leads a reader: its bookmarks, and the links within it."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from tfextract.layout.turning import PageSpace
from tfextract.model import Box, Link

# More bookmarks are an index, or a ring.
MAX_ENTRIES, DEEPEST = 3000, 12


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A bookmark. `level` counts from 1; `page` from 1, None where it leads nowhere in the file; `y` is in points from
    the top of the page as displayed, None where it names no place on the page.
    """

    title: str
    level: int
    page: int | None
    y: float | None = None


@dataclass(frozen=True, slots=True)
class InnerLink:
    """A link from a place of the document to another, as in a table of contents; `to_y` as in OutlineEntry."""

    page: int
    box: Box
    to_page: int
    to_y: float | None = None


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """A place in the file: the page from 1 and, where it names one, the height in that page's user space."""

    page: int
    height: float | None = None

    def y(self, spaces: Mapping[int, PageSpace]) -> float | None:
        """In points from the top of the page as it is read; None where the page was not read."""
        space = spaces.get(self.page)
        if self.height is None or space is None:
            return None
        return space.displayed(space.left, self.height, space.left, self.height).top


@dataclass(frozen=True, slots=True)
class Bookmark:
    title: str
    level: int
    target: LinkTarget | None


@dataclass(frozen=True, slots=True)
class Jump:
    """A link to another place of the file; `box` is on its own page as it is read."""

    page: int
    box: Box
    target: LinkTarget


def read_bookmarks(pdf: pdfium.PdfDocument) -> tuple[Bookmark, ...]:
    """In the order of the outline, those of each level under their parent."""
    try:
        return tuple(_bookmarks(pdf))
    # A title that is no text, a destination that leads through broken objects: bookmarks are not worth a document.
    except Exception:
        return ()


def _bookmarks(pdf: pdfium.PdfDocument) -> Iterator[Bookmark]:
    met: set[int] = set()
    waiting = [(pdfium_c.FPDFBookmark_GetFirstChild(pdf.raw, None), 1)]
    while waiting:
        handle, level = waiting.pop()
        at = ctypes.cast(handle, ctypes.c_void_p).value if handle else None
        if at is None or at in met or len(met) >= MAX_ENTRIES:
            continue
        met.add(at)
        title = " ".join(_title(handle).split())
        if title:
            yield Bookmark(title, level, _target(pdf, _destination(pdf, handle)))
        waiting.append((pdfium_c.FPDFBookmark_GetNextSibling(pdf.raw, handle), level))
        if level < DEEPEST:
            waiting.append((pdfium_c.FPDFBookmark_GetFirstChild(pdf.raw, handle), level + 1))


def _title(handle: Any) -> str:
    size = pdfium_c.FPDFBookmark_GetTitle(handle, None, 0)
    buffer = ctypes.create_string_buffer(size)
    pdfium_c.FPDFBookmark_GetTitle(handle, buffer, size)
    return buffer.raw[: max(0, size - 2)].decode("utf-16-le", "replace")


def _destination(pdf: pdfium.PdfDocument, handle: Any) -> Any:
    # pdfium looks at the bookmark's action as well.
    return pdfium_c.FPDFBookmark_GetDest(pdf.raw, handle)


def _target(pdf: pdfium.PdfDocument, destination: Any) -> LinkTarget | None:
    if not destination:
        return None
    index = pdfium_c.FPDFDest_GetDestPageIndex(pdf.raw, destination)
    if not 0 <= index < len(pdf):
        return None
    has_x, has_y, has_zoom = (ctypes.c_int() for _ in range(3))
    x, y, zoom = (ctypes.c_float() for _ in range(3))
    refs = [ctypes.byref(part) for part in (has_x, has_y, has_zoom, x, y, zoom)]
    if pdfium_c.FPDFDest_GetLocationInPage(destination, *refs) and has_y.value:
        return LinkTarget(index + 1, y.value)
    return LinkTarget(index + 1, _fit_height(destination))


def _fit_height(destination: Any) -> float | None:
    """The height at which a destination that fits the page's width begins."""
    count = ctypes.c_ulong()
    values = (ctypes.c_float * 4)()
    view = pdfium_c.FPDFDest_GetView(destination, ctypes.byref(count), values)
    across = view in (pdfium_c.PDFDEST_VIEW_FITH, pdfium_c.PDFDEST_VIEW_FITBH)
    # pdfium gives 0 where the height is left out, and nothing begins at the page's foot.
    return float(values[0]) if across and count.value and values[0] else None


def read_links(page: pdfium.PdfPage, number: int, space: PageSpace) -> tuple[tuple[Link, ...], tuple[Jump, ...]]:
    """(links to addresses, links within the file) of the page, as it is read in this space."""
    links: list[Link] = []
    jumps: list[Jump] = []
    for annot in _link_annotations(page):
        box = _box(annot, space)
        action = pdfium_c.FPDFLink_GetAction(annot)
        uri = _uri(page.pdf, action) if action else None
        if box is None:
            continue
        if uri:
            links.append(Link(number, box, uri))
        elif target := _target(page.pdf, pdfium_c.FPDFLink_GetDest(page.pdf.raw, annot)):
            jumps.append(Jump(number, box, target))
    return tuple(links), tuple(jumps)


def _link_annotations(page: pdfium.PdfPage) -> Iterator[Any]:
    start, annot = ctypes.c_int(0), pdfium_c.FPDF_LINK()
    while pdfium_c.FPDFLink_Enumerate(page.raw, ctypes.byref(start), ctypes.byref(annot)):
        yield annot


def _box(annot: Any, space: PageSpace) -> Box | None:
    rect = pdfium_c.FS_RECTF()
    if not pdfium_c.FPDFLink_GetAnnotRect(annot, ctypes.byref(rect)):
        return None
    # pdfium gives an annotation's corners as they were written, in any order.
    left, right = sorted((rect.left, rect.right))
    bottom, top = sorted((rect.bottom, rect.top))
    return space.displayed(left, bottom, right, top)


def _uri(pdf: pdfium.PdfDocument, action: Any) -> str | None:
    length = pdfium_c.FPDFAction_GetURIPath(pdf.raw, action, None, 0)
    if length <= 1:
        return None
    buffer = ctypes.create_string_buffer(length)
    pdfium_c.FPDFAction_GetURIPath(pdf.raw, action, buffer, length)
    return buffer.value.decode("utf-8", "replace")


def outline_entries(bookmarks: Iterable[Bookmark], spaces: Mapping[int, PageSpace]) -> tuple[OutlineEntry, ...]:
    return tuple(
        OutlineEntry(mark.title, mark.level, mark.target.page, mark.target.y(spaces))
        if mark.target
        else OutlineEntry(mark.title, mark.level, None)
        for mark in bookmarks
    )


def inner_links(jumps: Iterable[Jump], spaces: Mapping[int, PageSpace]) -> tuple[InnerLink, ...]:
    return tuple(InnerLink(jump.page, jump.box, jump.target.page, jump.target.y(spaces)) for jump in jumps)
