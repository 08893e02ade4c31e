"""Reads the document's bookmarks and internal links."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from tfextract.layout.turning import PageSpace
from tfextract.model import Box, Link

# More bookmarks than this are an index or a cycle.
MAX_ENTRIES, DEEPEST = 3000, 12


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """A bookmark. `level` counts from 1. `page` counts from 1, None if the target is not in the file. `y` is in points
    from the top of the displayed page, None if it has no position on the page.
    """

    title: str
    level: int
    page: int | None
    y: float | None = None


@dataclass(frozen=True, slots=True)
class InnerLink:
    """A link inside the document, as in a table of contents. `to_y` as in OutlineEntry."""

    page: int
    box: Box
    to_page: int
    to_y: float | None = None


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """A target in the file: the page from 1 and, if given, the height in that page's user space."""

    page: int
    height: float | None = None

    def y(self, spaces: Mapping[int, PageSpace]) -> float | None:
        """In points from the top of the page in reading orientation. None if the page was not read."""
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
    """A link to another place in the file. `box` is on its page in reading orientation."""

    page: int
    box: Box
    target: LinkTarget


def read_bookmarks(pdf: pdfium.PdfDocument) -> tuple[Bookmark, ...]:
    """The bookmarks in outline order, children after their parent."""
    try:
        return tuple(_bookmarks(pdf))
    # An invalid title or a destination with broken objects: bookmarks are not important enough to fail the document.
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
    # pdfium also uses the bookmark's action.
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
    """The height of a destination that fits the page's width."""
    count = ctypes.c_ulong()
    values = (ctypes.c_float * 4)()
    view = pdfium_c.FPDFDest_GetView(destination, ctypes.byref(count), values)
    across = view in (pdfium_c.PDFDEST_VIEW_FITH, pdfium_c.PDFDEST_VIEW_FITBH)
    # pdfium returns 0 for a missing height, and nothing starts at the foot of a page.
    return float(values[0]) if across and count.value and values[0] else None


def read_links(page: pdfium.PdfPage, number: int, space: PageSpace) -> tuple[tuple[Link, ...], tuple[Jump, ...]]:
    """(links to addresses, links inside the file) of the page, with boxes in this space."""
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
    # pdfium returns an annotation's corners as written, in any order.
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
