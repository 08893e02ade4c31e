"""Draws pages with the boxes of a fact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from math import inf

from PIL import Image, ImageDraw

from tfextract.errors import UserError
from tfextract.layout.glyphs import open_pdf
from tfextract.model import Box
from tfextract.sources import FileBytes

DOTS_PER_POINT = 2.0
FRAME = (214, 39, 40)
# The distance in points between words and their frame.
MARGIN = 1.5


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page as displayed, in colour, with `dots` per point. `of` is the number of pages in its file."""

    image: Image.Image
    dots: float
    of: int


def draw_page(data: bytes, page: int, advice: str = "", longest: float = inf) -> PageImage:
    """The page at 144 dots per inch, or fewer if its longer side would exceed `longest` dots.

    Raises UnreadableFileError if the PDF cannot be opened, UserError with `advice` if it has no such page.
    """
    pdf = open_pdf(data)
    try:
        if not 1 <= page <= len(pdf):
            raise UserError(f"the PDF has pages 1 to {len(pdf)}: there is no page {page}{advice}")
        shown = pdf[page - 1]
        dots = min(DOTS_PER_POINT, longest / max(*shown.get_size(), 1.0))
        return PageImage(shown.render(scale=dots).to_pil().convert("RGB"), dots, len(pdf))
    finally:
        pdf.close()


def render_page(data: bytes, page: int, boxes: Sequence[Box]) -> Image.Image:
    """The page at 144 dots per inch with a frame around each box (PDF points, origin top left).

    Raises UnreadableFileError if the PDF cannot be opened, UserError if it has no such page.
    """
    image = draw_page(data, page, ": was the file replaced since?").image
    draw = ImageDraw.Draw(image)
    for box in boxes:
        corners = (box.x0 - MARGIN, box.top - MARGIN, box.x1 + MARGIN, box.bottom + MARGIN)
        draw.rectangle([side * DOTS_PER_POINT for side in corners], outline=FRAME, width=3)
    return image


def png_answer(_: object, file: FileBytes, page: int, boxes: Sequence[Box]) -> bytes:
    """`render_page` as the answer of a reader process."""
    target = BytesIO()
    render_page(file.data, page, boxes).save(target, "PNG")
    return target.getvalue()


def picture_answer(_: object, file: FileBytes, page: int, document_id: str, longest: float) -> bytes:
    """The page without frames as a JPEG, as the answer of a reader process. Raises UserError if the file is now another
    document."""
    _must_be(file, document_id)
    target = BytesIO()
    draw_page(file.data, page, longest=longest).image.save(target, "JPEG", quality=82, optimize=True)
    return target.getvalue()


def text_answer(
    _: object, file: FileBytes, page: int, document_id: str, box: tuple[float, float, float, float]
) -> bytes:
    """The text layer's words in a box (left, top, right, bottom in points, origin top left), in UTF-8."""
    _must_be(file, document_id)
    pdf = open_pdf(file.data)
    try:
        if not 1 <= page <= len(pdf):
            return b""
        shown = pdf[page - 1]
        height = shown.get_size()[1]
        left, top, right, bottom = box
        text: str = shown.get_textpage().get_text_bounded(left, height - bottom, right, height - top)
        return text.encode("utf-8", "replace")
    finally:
        pdf.close()


def _must_be(file: FileBytes, document_id: str) -> None:
    if file.document_id != document_id:
        raise UserError(f"{file.file_name} was replaced since it was read: ingest the new one")
