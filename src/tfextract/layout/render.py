"""Pictures of pages, with the boxes of a fact drawn in."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageDraw

from tfextract.errors import UserError
from tfextract.layout.glyphs import open_pdf
from tfextract.model import Box
from tfextract.sources import FileBytes

DOTS_PER_POINT = 2.0
FRAME = (214, 39, 40)
# Points between the words and the frame around them.
MARGIN = 1.5


def render_page(data: bytes, page: int, boxes: Sequence[Box]) -> Image.Image:
    """The page at 144 dots an inch with a frame around each box (PDF points, origin top left).

    Raises UnreadableFileError where the PDF cannot be opened, UserError where it has no such page.
    """
    pdf = open_pdf(data)
    try:
        if not 1 <= page <= len(pdf):
            raise UserError(f"the PDF has {len(pdf)} pages, not a page {page}: was the file replaced since?")
        image: Image.Image = pdf[page - 1].render(scale=DOTS_PER_POINT).to_pil().convert("RGB")
    finally:
        pdf.close()
    draw = ImageDraw.Draw(image)
    for box in boxes:
        corners = (box.x0 - MARGIN, box.top - MARGIN, box.x1 + MARGIN, box.bottom + MARGIN)
        draw.rectangle([side * DOTS_PER_POINT for side in corners], outline=FRAME, width=3)
    return image


def png_answer(_: object, file: FileBytes, page: int, boxes: Sequence[Box]) -> bytes:
    """`render_page` as a reader process answers it."""
    target = BytesIO()
    render_page(file.data, page, boxes).save(target, "PNG")
    return target.getvalue()
