"""The lines of a text recogniser become blocks. The recogniser is a stub, so that the extra is not needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.pdfs import scanned_pdf
from tfextract.layout import ocr, read_layout
from tfextract.model import Layout, OcrPages, PageStatus, TextSource

LINES = (
    "Harbour repairs in the western bay",
    "In 2021 the council rebuilt 14 landing stages for small boats,",
    "and some 320 fishers use them every day of the season now.",
    "The market hall was opened again with forty new stalls in it.",
    "A handbook on safe landing came out in two languages as well.",
)
NOISY = [line.replace("har", "h~r").replace("in", "1n").replace("sch", "zxch") for line in LINES]
# A line's height and the distance to the next, and the width of a letter, in points.
HEIGHT, LEADING, LETTER = 15.0, 18.0, 5.6


@dataclass(frozen=True)
class Recognised:
    """As rapidocr gives it: four corners in dots, a text and a score for each line."""

    boxes: list[list[tuple[float, float]]]
    txts: tuple[str, ...]
    scores: tuple[float, ...]


@dataclass
class Recogniser:
    lines: Sequence[tuple[float, float, str, float]]
    asked: int = 0

    def __call__(self, _: object) -> Recognised | None:
        self.asked += 1
        return Recognised(
            [_corners(x, top, text) for x, top, text, _ in self.lines],
            tuple(text for _, _, text, _ in self.lines),
            tuple(score for _, _, _, score in self.lines),
        )


def _corners(x: float, top: float, text: str) -> list[tuple[float, float]]:
    right, bottom = x + LETTER * len(text), top + HEIGHT
    points = [(x, top), (right, top), (right, bottom), (x, bottom)]
    return [(a * ocr.DOTS_PER_POINT, b * ocr.DOTS_PER_POINT) for a, b in points]


def column(lines: Sequence[str], x: float = 50, score: float = 0.95) -> list[tuple[float, float, str, float]]:
    return [(x, 60 + LEADING * place, line, score) for place, line in enumerate(lines)]


def recognise(monkeypatch: pytest.MonkeyPatch, lines: Sequence[tuple[float, float, str, float]]) -> Recogniser:
    made = Recogniser(lines)
    monkeypatch.setattr(ocr, "is_installed", lambda: True)
    monkeypatch.setattr(ocr, "_engine", lambda: made)
    return made


def read(folder: Path, layer: Sequence[str] = (), pages: OcrPages = OcrPages.ALL) -> Layout:
    path = folder / "page.pdf"
    path.write_bytes(scanned_pdf(LINES, layer))
    return read_layout(path.read_bytes(), path.name, "0" * 16, pages)


def words(layout: Layout) -> list[str]:
    return " ".join(block.text for block in layout.blocks).split()


def test_words_of_a_recognised_line_stay_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recognise(monkeypatch, column(LINES))
    assert words(read(tmp_path)) == " ".join(LINES).split()


def test_short_words_in_condensed_type_stay_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.layout.test_ocr.LETTER", 2.6)
    line = "As is to be set by us in it, we do so at no 1."
    recognise(monkeypatch, column([line]))
    assert words(read(tmp_path)) == line.split()


def test_two_columns_are_read_one_after_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left = ["The left part of the page tells", "of boats that came home early", "and of nets that were mended."]
    right = ["The right part of it tells of", "roads that were laid in spring", "and of trees set along them."]
    rows = [line for pair in zip(column(left), column(right, x=320), strict=True) for line in pair]
    recognise(monkeypatch, rows)
    assert words(read(tmp_path)) == " ".join(left + right).split()


def test_lines_of_doubt_are_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recognise(monkeypatch, [*column(LINES[:3]), (50, 400, "xq iil", ocr.SURE - 0.1)])
    assert words(read(tmp_path)) == " ".join(LINES[:3]).split()


def test_a_page_where_nothing_is_recognised_is_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recognise(monkeypatch, [])
    assert read(tmp_path).pages[0].status is PageStatus.EMPTY


@pytest.mark.parametrize(
    ("layer", "pages", "source", "codes"),
    [
        ((), OcrPages.ALL, TextSource.OCR, []),
        ((), OcrPages.UNREAD, TextSource.OCR, []),
        ((), OcrPages.NONE, TextSource.NONE, ["page_image_only"]),
        (NOISY, OcrPages.ALL, TextSource.OCR, []),
        (NOISY, OcrPages.UNREAD, TextSource.TEXT_LAYER, ["page_noisy_ocr"]),
        (NOISY, OcrPages.NONE, TextSource.TEXT_LAYER, ["page_noisy_ocr"]),
        (LINES, OcrPages.ALL, TextSource.TEXT_LAYER, []),
    ],
)
def test_only_the_pages_asked_for_are_recognised(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    layer: Sequence[str],
    pages: OcrPages,
    source: TextSource,
    codes: list[str],
) -> None:
    recogniser = recognise(monkeypatch, column(LINES))
    layout = read(tmp_path, layer, pages)
    assert (layout.pages[0].text_source, [issue.code for issue in layout.issues]) == (source, codes)
    assert recogniser.asked == (source is TextSource.OCR)


@pytest.mark.skipif(not ocr.is_installed(), reason="the extra `ocr` is not installed: pip install 'tfextract[ocr]'")
def test_a_picture_of_lines_is_read_word_by_word(tmp_path: Path) -> None:
    layout = read(tmp_path)
    assert (layout.pages[0].status, layout.pages[0].text_source) == (PageStatus.READ, TextSource.OCR)
    assert layout.issues == ()
    # rapidocr 3.10 misreads the fourth line of this picture, with a score above SURE; the others are read to the word.
    readable = " ".join([*LINES[:3], LINES[4]]).split()
    assert set(readable) <= set(words(layout))
