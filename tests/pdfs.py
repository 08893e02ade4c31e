"""Invented PDFs, good and bad. As a script: `python tests/pdfs.py FOLDER` writes one of each."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

LINES = (
    "The River Fund in brief",
    "In 2021 the fund trained 240 farmers in three districts.",
    "Some 1,350 households gained access to clean water.",
    "The handbook Wells for Villages was published in two languages.",
)


def text_pdf(*lines: str) -> bytes:
    """One page with one line of print for each of the lines, or for each of LINES."""
    return _pdf(lines or LINES)


def encrypted_pdf() -> bytes:
    return _pdf(LINES, StandardEncryption("unknown", strength=128))


def truncated_pdf() -> bytes:
    whole = text_pdf()
    return whole[: len(whole) // 3]


def scan_pdf() -> bytes:
    """A picture of a page and no letters."""
    picture = Image.new("L", (600, 800), 255)
    ImageDraw.Draw(picture).text((60, 60), "A page somebody scanned", fill=0)
    target = BytesIO()
    canvas = Canvas(target, pagesize=(600, 800), invariant=1)
    canvas.drawImage(ImageReader(picture), 0, 0, 600, 800)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def picture_of(lines: Sequence[str]) -> ImageReader:
    """A printed page as a scan, 1200 by 1600 dots."""
    picture = Image.new("L", (1200, 1600), 255)
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(30)
    for number, line in enumerate(lines):
        draw.text((100, 120 + 56 * number), line, fill=20, font=font)
    return ImageReader(picture)


def scanned_pdf(lines: Sequence[str], layer: Sequence[str] = ()) -> bytes:
    """One page that is a picture of the lines; `layer` is hidden text over it, as OCR writes it."""
    target = BytesIO()
    canvas = Canvas(target, pagesize=(600, 800), invariant=1)
    canvas.drawImage(picture_of(lines), 0, 0, 600, 800)
    text = canvas.beginText(50, 730)
    text.setTextRenderMode(3)
    text.setFont("Helvetica", 13, 28)
    text.textLines(list(layer))
    canvas.drawText(text)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def write_folder(folder: Path) -> None:
    """Two good documents, one of them under two names, and every bad input."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "river.pdf": text_pdf(),
        "SECOND.PDF": text_pdf("The Hill Fund in brief", "In 2022 the fund planted 5,000 trees."),
        "river-copy.pdf": text_pdf(),
        "locked.pdf": encrypted_pdf(),
        "cut.pdf": truncated_pdf(),
        "scan.pdf": scan_pdf(),
        "nothing.pdf": b"",
        "letter.pdf": b"Dear reader, this is a text file.\n",
        ".hidden.pdf": text_pdf("Hidden"),
        "notes.txt": b"not looked at",
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)


def _pdf(lines: tuple[str, ...], encrypt: StandardEncryption | None = None) -> bytes:
    target = BytesIO()
    # invariant: the same lines give the same bytes, and so the same document.
    canvas = Canvas(target, pagesize=(600, 800), invariant=1, encrypt=encrypt)
    for number, line in enumerate(lines):
        canvas.setFont("Helvetica-Bold" if number == 0 else "Helvetica", 18 if number == 0 else 11)
        canvas.drawString(60, 720 - 40 * number, line)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


if __name__ == "__main__":
    write_folder(Path(sys.argv[1]))
