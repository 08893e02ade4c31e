"""Draws a page as it is read: blocks with role and order, their headings, tables and pictures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from textwrap import wrap

from PIL import Image, ImageDraw, ImageFont

from tfextract.faults import Faults
from tfextract.layout import layout_of, read_pages
from tfextract.layout.render import PageImage, draw_page
from tfextract.layout.stages import ReadPage
from tfextract.layout.turning import turned
from tfextract.model import Block, BlockRole, Box, Issue, Layout, OcrPages, Page, PageStatus
from tfextract.progress import Alone
from tfextract.sources import FileBytes

Color = tuple[int, int, int]

COLORS: dict[BlockRole, Color] = {
    BlockRole.HEADING: (200, 30, 40),
    BlockRole.PARAGRAPH: (31, 90, 180),
    BlockRole.LIST_ITEM: (30, 130, 60),
    BlockRole.CALLOUT: (225, 110, 0),
    BlockRole.TABLE: (120, 60, 170),
    BlockRole.CAPTION: (0, 140, 150),
    BlockRole.FOOTNOTE: (140, 90, 50),
    BlockRole.HEADER: (110, 110, 110),
    BlockRole.FOOTER: (110, 110, 110),
}
INK, SURROUND, PAPER = (30, 30, 30), (150, 150, 150), (255, 255, 255)
# In dots: the longest side of a page, the width of the list, its line height, the type sizes of list and block numbers.
LONGEST, LIST_WIDTH, LINE, TYPE, NUMBER = 3400, 1100, 24, 17, 16
# Common characters that Pillow's default font lacks.
_SUBSTITUTES = str.maketrans("–—‒−•●▪", "----***")
# The tint of a block's area, 0 to 255.
TINT = 28


@dataclass(frozen=True, slots=True)
class TableShown:
    """A table's rows on one page. `columns` counts the columns with words."""

    number: int
    box: Box
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class PageAsRead:
    """The reading of one page. All boxes are as displayed, in points from the upper left corner.

    `frames` are drawn boxes that contain text, `pictures` areas without text.
    """

    page: Page
    blocks: tuple[Block, ...]
    tables: tuple[TableShown, ...]
    frames: tuple[Box, ...]
    pictures: tuple[Box, ...]
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A line of the list beside the picture."""

    text: str
    color: Color = INK
    indent: int = 0


def read_page(file: FileBytes, page: int, ocr_pages: OcrPages) -> PageAsRead:
    """Reads the page as part of its document, because running heads and type sizes are decided over the whole document.

    Raises UnreadableFileError if the PDF cannot be opened. `page` must exist.
    """
    faults = Faults(file.file_name, file.document_id)
    read = read_pages(file.data, faults, ocr_pages, Alone())
    layout = layout_of(read, faults)
    own = next(one for one in read.pages if one.number == page)
    blocks = tuple(block for block in layout.blocks if page in {block.page, *(piece.page for piece in block.pieces)})
    return PageAsRead(
        next(one for one in layout.pages if one.page == page),
        blocks,
        tuple(_tables(layout, blocks, page)),
        _displayed(own, own.frames),
        _displayed(own, own.images),
        tuple(issue for issue in layout.issues if issue.page == page),
    )


def _displayed(read: ReadPage, boxes: Sequence[Box]) -> tuple[Box, ...]:
    back = (360 - read.turn) % 360
    return tuple(turned(box, read.page.width, read.page.height, back) for box in boxes)


def _tables(layout: Layout, blocks: Sequence[Block], page: int) -> Iterator[TableShown]:
    by_number = {block.block_no: block for block in blocks}
    rows: dict[int, dict[int, Block]] = defaultdict(dict)
    columns: dict[int, set[int]] = defaultdict(set)
    for cell in layout.table_cells:
        if cell.page == page and cell.block_no in by_number:
            rows[cell.table_no][cell.row_no] = by_number[cell.block_no]
            columns[cell.table_no].add(cell.col_no)
    for number, results in sorted(rows.items()):
        yield TableShown(number, Box.around(row.box for row in results.values()), len(results), len(columns[number]))


def parts_of(block: Block, page: int) -> list[Box]:
    """The block's boxes on the page: one for each column that it is in."""
    pieces = [piece.box for piece in block.pieces if piece.page == page]
    if not pieces:
        return [block.box] if block.page == page else []
    parts = [pieces[0]]
    for last, box in pairwise(pieces):
        # The next column starts beside the last one and above its foot.
        if box.bottom < last.top and box.shared_width(parts[-1]) < 0:
            parts.append(box)
        else:
            parts[-1] = parts[-1].union(box)
    return parts


def entries(read: PageAsRead, file_name: str, pages: int) -> Iterator[LegendEntry]:
    """The list beside the picture: each heading path with its blocks in reading order."""
    yield LegendEntry(f"{file_name}, page {read.page.page} of {pages}")
    if read.page.status is not PageStatus.READ:
        yield LegendEntry(f"not read: {read.page.status.replace('_', ' ')}", COLORS[BlockRole.HEADING])
    for issue in read.issues:
        yield from (LegendEntry(line, COLORS[BlockRole.HEADING]) for line in wrap(issue.message, 110))
    above: tuple[str, ...] | None = None
    for block in read.blocks:
        aside = block.role in (BlockRole.HEADER, BlockRole.FOOTER)
        if not aside and block.heading_path != above:
            above = block.heading_path
            yield LegendEntry("")
            yield LegendEntry("under " + " > ".join(map(_short, above)) if above else "under no heading")
        yield LegendEntry(_block_text(block), COLORS[block.role], indent=1)
    if read.tables or read.pictures or read.frames:
        yield LegendEntry("")
    for table in read.tables:
        text = f"table {table.number}: rows {table.rows}, columns {table.columns}"
        yield LegendEntry(text, COLORS[BlockRole.TABLE])
    for name, boxes in (("pictures", read.pictures), ("drawn boxes around text", read.frames)):
        if boxes:
            yield LegendEntry(f"{name}: {len(boxes)}", SURROUND)


def _block_text(block: Block) -> str:
    level = f" {block.level}" if block.level else ""
    after = f" (led in by {block.lead_in_no})" if block.lead_in_no is not None else ""
    return f"{block.block_no} {block.role.replace('_', ' ')}{level}{after}: {' '.join(block.text.split())}"


def _short(text: str, limit: int = 40) -> str:
    text = " ".join(text.split())
    return text if len(text) <= limit else f"{text[: limit - 2]} …"


def draw(shown: PageImage, read: PageAsRead, listed: Sequence[LegendEntry]) -> Image.Image:
    """The page with the reading drawn on it, and the list on its right."""
    page = shown.image.convert("RGBA")
    over = Image.new("RGBA", page.size)
    marks = ImageDraw.Draw(over)
    for box in read.pictures:
        corners = _dots(box, shown.dots)
        marks.rectangle(corners, outline=SURROUND, width=2)
        marks.line(corners, fill=SURROUND, width=1)
        marks.line((corners[0], corners[3], corners[2], corners[1]), fill=SURROUND, width=1)
    for box in read.frames:
        marks.rectangle(_dots(box, shown.dots, 3.0), outline=SURROUND, width=2)
    for table in read.tables:
        corners = _dots(table.box, shown.dots, 4.0)
        marks.rectangle(corners, outline=COLORS[BlockRole.TABLE], width=4)
        _tag(marks, (corners[0], corners[3]), f"table {table.number}", COLORS[BlockRole.TABLE])
    # A run-in heading is inside the box of its paragraph.
    for block in sorted(read.blocks, key=lambda block: block.role is BlockRole.HEADING):
        color = COLORS[block.role]
        name = f"{block.block_no}" + (f" H{block.level}" if block.role is BlockRole.HEADING else "")
        for part in parts_of(block, read.page.page):
            corners = _dots(part, shown.dots, 1.5)
            marks.rectangle(corners, outline=color, width=2, fill=(*color, TINT))
            _tag(marks, (corners[0], corners[1]), name, color)
    page = Image.alpha_composite(page, over).convert("RGB")
    whole = Image.new("RGB", (page.width + LIST_WIDTH, max(page.height, (len(listed) + 2) * LINE)), PAPER)
    whole.paste(page)
    _write_list(ImageDraw.Draw(whole), page.width + LINE, listed)
    return whole


def _dots(box: Box, dots: float, around: float = 0.0) -> tuple[float, float, float, float]:
    """The corners in dots, sorted so that left ≤ right and top ≤ bottom."""
    across, down = sorted((box.x0, box.x1)), sorted((box.top, box.bottom))
    left, top, right, bottom = across[0] - around, down[0] - around, across[1] + around, down[1] + around
    return (left * dots, top * dots, right * dots, bottom * dots)


def _tag(marks: ImageDraw.ImageDraw, corner: tuple[float, float], name: str, color: Color) -> None:
    """Draws the name on a coloured patch left of the corner, or at the page's edge if there is no room."""
    font = ImageFont.load_default(NUMBER)
    x, y = max(0.0, corner[0] - marks.textlength(name, font) - 6), max(0.0, corner[1])
    marks.rectangle(marks.textbbox((x + 3, y), name, font), outline=color, width=0, fill=color)
    marks.text((x + 3, y), name, fill=PAPER, font=font)


def _write_list(pen: ImageDraw.ImageDraw, left: float, listed: Sequence[LegendEntry]) -> None:
    font = ImageFont.load_default(TYPE)
    for row, entry in enumerate(listed, start=1):
        x = left + entry.indent * LINE
        pen.text((x, row * LINE), _fitting(pen, entry.text, left + LIST_WIDTH - 2 * LINE - x, font), entry.color, font)


def _fitting(
    pen: ImageDraw.ImageDraw, text: str, width: float, font: ImageFont.ImageFont | ImageFont.FreeTypeFont
) -> str:
    """The start of the text that fits into `width` dots."""
    # No letter is narrower than an eighth of its height, which limits the text to measure.
    text = text[: int(8 * width / TYPE)].translate(_SUBSTITUTES)
    if pen.textlength(text, font) <= width:
        return text
    while text and pen.textlength(f"{text} …", font) > width:
        text = text[: -max(1, len(text) // 20)]
    return f"{text} …"


def page_answer(_: object, file: FileBytes, page: int, ocr_pages: OcrPages) -> bytes:
    """The PNG of a page as it is read, as the answer of a reader process.

    Raises UnreadableFileError if the PDF cannot be opened, UserError if it has no such page.
    """
    shown = draw_page(file.data, page, longest=LONGEST)
    read = read_page(file, page, ocr_pages)
    target = BytesIO()
    draw(shown, read, list(entries(read, file.file_name, shown.of))).save(target, "PNG")
    return target.getvalue()
