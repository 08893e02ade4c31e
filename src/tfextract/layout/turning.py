"""Handles pages with sideways or upside-down text: they are read as if turned, and their boxes are returned as
displayed.

A turn is clockwise, in degrees: 0, 90, 180 or 270.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tfextract.model import Block, Box, Layout, Page

if TYPE_CHECKING:
    import pypdfium2 as pdfium

# With fewer letters, such as a picture with a sideways credit, the page is not turned. A heading, a page number and
# axis names may be oriented differently from the rest.
FEW_LETTERS, NEARLY_ALL = 40, 0.7


def turned(box: Box, width: float, height: float, turn: int) -> Box:
    """The box after turning a page of this width and height."""
    if turn == 90:
        return Box(height - box.bottom, box.x0, height - box.top, box.x1)
    if turn == 180:
        return Box(width - box.x1, height - box.bottom, width - box.x0, height - box.top)
    if turn == 270:
        return Box(box.top, width - box.x1, box.bottom, width - box.x0)
    return box


@dataclass(frozen=True, slots=True)
class PageSpace:
    """User space of a page (origin bottom left, before rotation): left and upper edge of the visible part, its size,
    and its clockwise rotation in degrees for display or reading.
    """

    left: float
    top: float
    width: float
    height: float
    rotation: int

    def displayed(self, left: float, bottom: float, right: float, top: float) -> Box:
        """A box of user space as displayed or in reading orientation."""
        box = Box(left - self.left, self.top - top, right - self.left, self.top - bottom)
        return turned(box, self.width, self.height, self.rotation) if self.rotation else box


def page_space(page: pdfium.PdfPage, turn: int = 0) -> PageSpace:
    """The space of a page as displayed, turned further by `turn`."""
    left, bottom, right, top = page.get_bbox()
    return PageSpace(left, top, right - left, top - bottom, (page.get_rotation() + turn) % 360)


def direction(along_x: float, along_y: float) -> int | None:
    """The turn that makes text along this vector upright (x to the right, y upwards). None for slanting text."""
    for turn in (0, 90, 180, 270):
        if along_x > 0 and abs(along_y) <= 0.3 * along_x:
            return turn
        along_x, along_y = along_y, -along_x
    return None


def turn_for(letters: Counter[int | None]) -> int:
    """The turn for reading a page, from the number of letters in each direction."""
    turn, count = max(letters.items(), key=lambda item: item[1], default=(0, 0))
    return turn or 0 if count >= FEW_LETTERS and count >= NEARLY_ALL * letters.total() else 0


def as_displayed(layout: Layout, turns: Mapping[int, int]) -> Layout:
    """The layout with turned pages turned back. `turns` is by page and may omit unturned pages."""
    if not any(turns.values()):
        return layout
    sizes = {page.page: (page.width, page.height) for page in layout.pages}

    def back(number: int, box: Box) -> Box:
        return turned(box, *sizes[number], (360 - turns.get(number, 0)) % 360)

    def page_back(page: Page) -> Page:
        links = tuple(replace(link, box=back(page.page, link.box)) for link in page.links)
        sideways = turns.get(page.page, 0) in {90, 270}
        width, height = (page.height, page.width) if sideways else (page.width, page.height)
        return replace(page, width=width, height=height, links=links)

    def block_back(block: Block) -> Block:
        pieces = tuple(replace(piece, box=back(piece.page, piece.box)) for piece in block.pieces)
        return replace(block, box=back(block.page, block.box), pieces=pieces)

    return replace(
        layout,
        pages=tuple(page_back(page) for page in layout.pages),
        blocks=tuple(block_back(block) for block in layout.blocks),
    )
