"""Makes pictures of parts of pages, small enough to embed in another file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final

import msgspec
import pypdfium2 as pdfium
from PIL import Image, ImageDraw

from tfextract.errors import UserError
from tfextract.layout.glyphs import open_pdf
from tfextract.layout.render import FRAME, MARGIN
from tfextract.model import Box
from tfextract.sources import FileBytes

# (dots per point, quality): the first with which all parts fit is used. The last is still legible.
_LEVELS: Final = ((1.7, 55), (1.4, 45), (1.15, 36), (0.95, 28))
# The pixel limit of a page: a poster is drawn with fewer dots.
_LONGEST = 3000.0
# The size limit for all parts of one file.
MAX_BYTES = 24_000_000


@dataclass(frozen=True, slots=True)
class PagePart:
    """A part of a page to draw, with frames around words. Boxes are in PDF points from the page's top left."""

    page: int
    box: Box
    frames: tuple[Box, ...] = ()


def crops_answer(
    _: object, file: FileBytes, document_id: str, parts: Sequence[PagePart], form: str, room: int
) -> bytes:
    """Pictures of the parts for `decode_crops`, as the answer of a reader process. A part without area has none.

    `form` is WEBP or JPEG, `room` the size limit for all pictures in bytes. If even the coarsest do not fit, the last
    parts have none. Raises UserError if the file is no longer that document.
    """
    if file.document_id != document_id:
        raise UserError(f"{file.file_name} holds other bytes than when it was read: ingest it again")
    pdf = open_pdf(file.data)
    try:
        for dots, quality in _LEVELS[:-1]:
            pictures = _within(pdf, parts, form, (dots, quality), room)
            if len(pictures) == len(parts):
                break
        else:
            pictures = _within(pdf, parts, form, _LEVELS[-1], MAX_BYTES)
    finally:
        pdf.close()
    return msgspec.msgpack.encode([*pictures, *[b""] * (len(parts) - len(pictures))])


def decode_crops(answer: bytes, parts: int) -> list[bytes]:
    """One picture for each part. b"" if there is none, or the data is not a picture."""
    try:
        pictures = msgspec.msgpack.decode(answer, type=list[bytes])
    except (msgspec.DecodeError, msgspec.ValidationError):
        pictures = []
    kept = [picture if _is_picture(picture) else b"" for picture in pictures[:parts]]
    return [*kept, *[b""] * (parts - len(kept))]


def _is_picture(data: bytes) -> bool:
    return data.startswith(b"\xff\xd8\xff") or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")


def _within(
    pdf: pdfium.PdfDocument, parts: Sequence[PagePart], form: str, level: tuple[float, int], room: int
) -> list[bytes]:
    """The first pictures that fit."""
    made: list[bytes] = []
    for picture in _pictures(pdf, parts, form, *level):
        room -= len(picture)
        if room < 0:
            break
        made.append(picture)
    return made


def _pictures(
    pdf: pdfium.PdfDocument, parts: Sequence[PagePart], form: str, dots: float, quality: int
) -> Iterator[bytes]:
    """Draws a page once for consecutive parts."""
    drawn: tuple[int, Image.Image, float] | None = None
    for part in parts:
        if not 1 <= part.page <= len(pdf):
            yield b""
            continue
        if drawn is None or drawn[0] != part.page:
            page = pdf[part.page - 1]
            used = min(dots, _LONGEST / max(*page.get_size(), 1.0))
            drawn = part.page, page.render(scale=used).to_pil().convert("RGB"), used
        yield _encoded(drawn[1], part, drawn[2], form, quality)


def _encoded(image: Image.Image, part: PagePart, dots: float, form: str, quality: int) -> bytes:
    left, top, right, bottom = (round(corner) for corner in _corners(part.box, dots))
    left, top, right, bottom = max(left, 0), max(top, 0), min(right, image.width), min(bottom, image.height)
    if right <= left or bottom <= top:
        return b""
    cut = image.crop((left, top, right, bottom))
    draw = ImageDraw.Draw(cut)
    for frame in part.frames:
        x0, y0, x1, y1 = _corners(frame, dots)
        around = (x0 - left - MARGIN, y0 - top - MARGIN, x1 - left + MARGIN, y1 - top + MARGIN)
        if around[2] > around[0] and around[3] > around[1]:
            draw.rectangle(around, outline=FRAME, width=2)
    target = BytesIO()
    cut.save(target, form, quality=quality, method=4)
    return target.getvalue()


def _corners(box: Box, dots: float) -> tuple[float, float, float, float]:
    return box.x0 * dots, box.top * dots, box.x1 * dots, box.bottom * dots
