"""The fast ways to read the letters of a page give the same as the plain ones."""

from __future__ import annotations

import ctypes
from functools import reduce
from random import Random

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
import pytest

from tests.layout import generator
from tfextract.layout import text_calls
from tfextract.layout.glyph_words import FAKE_BOLD_SHIFT, printed_once
from tfextract.layout.glyphs import Glyph, _PdfiumPage
from tfextract.layout.turning import direction
from tfextract.model import Box


@pytest.mark.parametrize("seed", [3, 8])
def test_calls_without_conversion_answer_as_those_with_it(seed: int) -> None:
    pdf = pdfium.PdfDocument(generator.make(seed).pdf)
    text = pdf[0].get_textpage()
    places = text_calls.LetterPlaces(text.raw)
    rect, x, y = pdfium_c.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    assert text.count_chars() > 200
    for index in range(text.count_chars()):
        assert text_calls.unicode_at(text.raw, index) == pdfium_c.FPDFText_GetUnicode(text.raw, index)
        assert text_calls.is_generated(text.raw, index) == pdfium_c.FPDFText_IsGenerated(text.raw, index)
        assert text_calls.has_map_error(text.raw, index) == pdfium_c.FPDFText_HasUnicodeMapError(text.raw, index)
        assert text_calls.is_hyphen(text.raw, index) == pdfium_c.FPDFText_IsHyphen(text.raw, index)
        plain = ctypes.cast(pdfium_c.FPDFText_GetTextObject(text.raw, index), ctypes.c_void_p).value
        assert text_calls.text_object(text.raw, index) == plain
        assert pdfium_c.FPDFText_GetLooseCharBox(text.raw, index, ctypes.byref(rect))
        assert pdfium_c.FPDFText_GetCharOrigin(text.raw, index, ctypes.byref(x), ctypes.byref(y))
        assert places.place(index) == (rect.left, rect.top, rect.right, rect.bottom, x.value, y.value)


def test_a_letter_without_an_origin_has_its_box(monkeypatch: pytest.MonkeyPatch) -> None:
    text = pdfium.PdfDocument(generator.make(3).pdf)[0].get_textpage()
    places = text_calls.LetterPlaces(text.raw)
    whole = places.place(0)
    assert whole is not None
    monkeypatch.setattr(text_calls, "_origin", lambda *_: 0)
    assert places.place(0) == (*whole[:4], None, None)


def test_without_the_library_s_file_the_calls_are_those_of_pypdfium2(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_calls, "_LIBRARY", None)
    assert text_calls._quick("FPDFText_IsHyphen") is pdfium_c.FPDFText_IsHyphen
    pdf = pdfium.PdfDocument(generator.make(3).pdf)
    text = pdf[0].get_textpage()
    known = [text_calls.text_object(text.raw, index) for index in range(40)]
    monkeypatch.setattr(text_calls, "_text_object", pdfium_c.FPDFText_GetTextObject)
    assert [text_calls.text_object(text.raw, index) for index in range(40)] == known


@pytest.mark.parametrize("turn", [0, 90, 180])
def test_what_a_text_object_is_asked_once_holds_for_each_of_its_letters(turn: int) -> None:
    pdf = pdfium.PdfDocument(generator.make(5).pdf)
    source = _PdfiumPage(pdf[0], turn, {})
    matrix = pdfium_c.FS_MATRIX()
    found = [glyph for glyph in source.glyphs() if glyph is not None]
    printed = [i for i in range(source.text.count_chars()) if pdfium_c.FPDFText_IsGenerated(source.handle, i) != 1]
    assert len(found) == len(printed) > 200
    for glyph, index in zip(found, printed, strict=True):
        assert pdfium_c.FPDFText_GetMatrix(source.handle, index, ctypes.byref(matrix))
        scale = (matrix.c**2 + matrix.d**2) ** 0.5
        assert glyph.size == pdfium_c.FPDFText_GetFontSize(source.handle, index) * scale
        x, y = matrix.a, matrix.b
        for _ in range(turn // 90):
            x, y = y, -x
        assert glyph.upright == (direction(x, y) == 0)
        assert glyph.color == source._color(index)


def test_a_box_around_boxes_is_that_of_one_after_the_other() -> None:
    rng = Random(1)
    boxes = [Box(*(rng.uniform(-5, 600) for _ in range(4))) for _ in range(30)]
    for count in (1, 2, 30):
        assert Box.around(iter(boxes[:count])) == reduce(Box.union, boxes[:count])


def printed_once_plainly(glyphs: list[Glyph]) -> list[Glyph]:
    kept: list[Glyph] = []
    places: list[Glyph] = []
    for at, glyph in enumerate(glyphs):
        if glyph.text.isspace() or (at and glyphs[at - 1].box == glyph.box):
            kept.append(glyph)
            continue
        shift = FAKE_BOLD_SHIFT * glyph.size
        again = any(
            other.text == glyph.text
            and abs(glyph.box.x0 - other.box.x0) < shift
            and abs(glyph.baseline - other.baseline) < shift
            and abs(round(glyph.baseline) - round(other.baseline)) <= 1
            for other in places
        )
        if not again:
            places.append(glyph)
            kept.append(glyph)
    return kept


def test_letters_printed_again_are_found_as_by_looking_at_all_pairs() -> None:
    rng = Random(4)
    glyphs = []
    for _ in range(600):
        x, y, size = rng.uniform(0, 30), rng.choice((100.0, 100.4, 101.2, 112.0)), rng.choice((9.0, 12.0))
        box = Box(x, y - size, x + 5, y + 2)
        one = Glyph(rng.choice("lmn "), box, y, size, False, False, 0, True, False, False)
        glyphs += [one] * rng.choice((1, 1, 1, 2))
    found = list(printed_once(glyphs))
    assert found == printed_once_plainly(glyphs)
    assert len(found) < 500
