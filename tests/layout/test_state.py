from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFilter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from tests.layout.pages import Print
from tests.layout.pages import read as read_pages
from tests.pdfs import scanned_pdf, text_pdf
from tfextract.layout import ocr, read_layout
from tfextract.model import Layout, PageStatus, TextSource

LINES = (
    "Harbour repairs in the western bay",
    "In 2021 the council rebuilt 14 landing stages for small boats.",
    "Some 320 fishers use them every day of the season now.",
    "The market hall was opened again with forty new stalls.",
    "Three schools on the islands had their roofs mended.",
    "A handbook on safe landing came out in two languages.",
)
without_ocr = pytest.mark.usefixtures("_no_ocr")


@pytest.fixture
def _no_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_installed", lambda: False)


def read(folder: Path, content: bytes) -> Layout:
    path = folder / "page.pdf"
    path.write_bytes(content)
    return read_layout(path.read_bytes(), path.name, "0" * 16)


def codes(layout: Layout) -> list[str]:
    return [issue.code for issue in layout.issues]


def on_canvas(draw: object) -> bytes:
    target = BytesIO()
    canvas = Canvas(target, pagesize=(600, 800), invariant=1)
    draw(canvas)  # type: ignore[operator]
    canvas.showPage()
    canvas.save()
    return target.getvalue()


@without_ocr
def test_a_scanned_page_is_reported_with_what_to_install(tmp_path: Path) -> None:
    layout = read(tmp_path, scanned_pdf(LINES))
    assert (layout.pages[0].status, layout.pages[0].text_source) == (PageStatus.IMAGE_ONLY, TextSource.NONE)
    assert codes(layout) == ["page_image_only"]
    assert "pip install 'tfextract[ocr]'" in layout.issues[0].message
    assert layout.issues[0].page == 1


@without_ocr
def test_a_photograph_is_no_unread_page(tmp_path: Path) -> None:
    noise = Image.effect_noise((600, 800), 90).filter(ImageFilter.GaussianBlur(2))
    layout = read(tmp_path, on_canvas(lambda canvas: canvas.drawImage(ImageReader(noise), 0, 0, 600, 800)))
    assert layout.issues == ()


@without_ocr
def test_text_drawn_as_outlines_is_reported(tmp_path: Path) -> None:
    letters = Image.new("1", (900, 1200), 0)
    draw = ImageDraw.Draw(letters)
    for number, line in enumerate(LINES):
        draw.text((60, 80 + 30 * number), line, fill=1, font_size=20)

    def outlines(canvas: Canvas) -> None:
        for y in range(letters.height):
            row = [letters.getpixel((x, y)) for x in range(letters.width)]
            for x, dot in enumerate(row):
                if dot:
                    canvas.rect(x / 1.5, 800 - y / 1.5, 0.67, 0.67, stroke=0, fill=1)

    layout = read(tmp_path, on_canvas(outlines))
    assert (layout.pages[0].status, codes(layout)) == (PageStatus.OUTLINED, ["page_outlined"])


@without_ocr
def test_text_in_cipher_is_reported(tmp_path: Path) -> None:
    shifted = ["".join(chr(ord(char) - 29) if char.isalpha() else char for char in line) for line in LINES * 2]
    layout = read(tmp_path, text_pdf(*shifted))
    assert (layout.pages[0].status, codes(layout)) == (PageStatus.GARBLED, ["page_garbled"])


@without_ocr
def test_a_table_in_cipher_is_reported(tmp_path: Path) -> None:
    """Its digits are shifted with its letters, so that its entries have no figures."""
    rows = [("Harbour", "Keeper", "Boats"), ("Long Sand", "Ada Brook", "14"), ("Mill Pool", "Bea Carr", "131")] * 9
    printed = [
        Print(60 + 150 * at, 60 + 22 * row, "".join(chr(ord(char) - 13) if char.isalnum() else char for char in text))
        for row, cells in enumerate(rows)
        for at, text in enumerate(cells)
    ]
    read_pages(tmp_path, printed)
    layout = read_layout((tmp_path / "page.pdf").read_bytes(), "page.pdf", "d")
    assert (layout.pages[0].status, codes(layout)) == (PageStatus.GARBLED, ["page_garbled"])


@without_ocr
@pytest.mark.parametrize(
    "cells",
    [
        ("Grthn", "100", "23", "7"),
        ("District 4", "136", "36", "9"),
        ("HVTB-3", "$1,204", "+14%", "<5"),
        ("WKSH", "2031", "NGO", "17"),
    ],
)
def test_a_page_of_names_codes_and_figures_is_no_cipher(tmp_path: Path, cells: tuple[str, ...]) -> None:
    heading = [Print(60, 50, "Harbours", 12)]
    printed = [Print(60 + 110 * at, 80 + 18 * row, text) for row in range(36) for at, text in enumerate(cells)]
    read_pages(tmp_path, heading + printed)
    layout = read_layout((tmp_path / "page.pdf").read_bytes(), "page.pdf", "d")
    assert (layout.pages[0].status, codes(layout)) == (PageStatus.READ, [])


@without_ocr
def test_a_noisy_ocr_layer_is_reported_and_kept(tmp_path: Path) -> None:
    noisy = [line.replace("har", "h~r").replace("in", "1n").replace("sch", "zxch") for line in LINES]
    layout = read(tmp_path, scanned_pdf(LINES, noisy))
    assert (layout.pages[0].status, codes(layout)) == (PageStatus.READ, ["page_noisy_ocr"])
    assert layout.blocks


@without_ocr
def test_a_clean_ocr_layer_is_text(tmp_path: Path) -> None:
    layout = read(tmp_path, scanned_pdf(LINES, LINES))
    assert (layout.pages[0].text_source, layout.issues) == (TextSource.TEXT_LAYER, ())
