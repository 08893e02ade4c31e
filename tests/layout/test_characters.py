"""Characters beyond U+FFFF, which pdfium returns in halves. A /ToUnicode map defines the letters."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from pathlib import Path

import pdfplumber
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfbase.pdfmetrics import stringWidth

from tfextract.layout import read_layout
from tfextract.layout.glyphs import characters
from tfextract.model import Box, Layout, PageStatus

LINE = "In 2031 the fund trained 240 farmers and dug 36 wells in the north of the valley"


def mapped_pdf(lines: list[str], meanings: Mapping[str, str]) -> bytes:
    """The lines in Helvetica; a letter in `meanings` means the UTF-16 units given there in hexadecimal."""
    letters = "\n".join(f"<{ord(letter):02X}> <{units}>" for letter, units in meanings.items())
    plain = "\n".join(f"<{code:02X}> <{code:04X}>" for code in range(32, 127) if chr(code) not in meanings)
    count = 95
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        "1 begincodespacerange <00> <FF> endcodespacerange\n"
        f"{count} beginbfchar\n{letters}\n{plain}\nendbfchar\nendcmap end end"
    )
    drawn = "\n".join(f"BT /F 11 Tf 60 {700 - 30 * at} Td ({line}) Tj ET" for at, line in enumerate(lines))
    # pdfminer looks up the widths of standard fonts by the characters that letters mean, so this is none of them.
    widths = " ".join(str(round(stringWidth(chr(code), "Helvetica", 1000))) for code in range(32, 127))
    font = f"/FirstChar 32 /LastChar 126 /Widths [{widths}] /FontDescriptor 7 0 R"
    objects = [
        "<</Type /Catalog /Pages 2 0 R>>",
        "<</Type /Pages /Kids [3 0 R] /Count 1>>",
        "<</Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources <</Font <</F 5 0 R>>>>>>",
        f"<</Length {len(drawn)}>> stream\n{drawn}\nendstream",
        "<</Type /Font /Subtype /Type1 /BaseFont /Harbour /Encoding /WinAnsiEncoding /ToUnicode 6 0 R " + font + ">>",
        f"<</Length {len(cmap)}>> stream\n{cmap}\nendstream",
        "<</Type /FontDescriptor /FontName /Harbour /Flags 32 /FontBBox [-166 -225 1000 931] /ItalicAngle 0 "
        "/Ascent 718 /Descent -207 /CapHeight 718 /StemV 88>>",
    ]
    body, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj {content} endobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    count = len(objects) + 1
    end = (
        f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer <</Root 1 0 R /Size {count}>>\nstartxref\n{len(body)}\n"
    )
    return f"{body}{end}%%EOF".encode("ascii")


def read(folder: Path, lines: list[str], meanings: Mapping[str, str]) -> Layout:
    path = folder / "mapped.pdf"
    path.write_bytes(mapped_pdf(lines, meanings))
    return read_layout(path.read_bytes(), path.name, "d")


@pytest.mark.parametrize(
    ("units", "printed"),
    [
        ("D83DDE00", "\U0001f600"),
        ("D835DC00", "A"),
        ("D835DFD7", "9"),
        ("D840DC00", "\U00020000"),
        ("D83D", ""),
        ("DE00", ""),
        ("DE00D83D", ""),
    ],
)
def test_a_pair_is_its_character_and_half_a_pair_is_dropped(tmp_path: Path, units: str, printed: str) -> None:
    layout = read(tmp_path, [LINE, "The harbour ~ was mended"], {"~": units})
    assert layout.pages[0].status is PageStatus.READ
    text = " ".join(block.text for block in layout.blocks)
    assert text.split() == [*LINE.split(), "The", "harbour", *printed.split(), "was", "mended"]
    text.encode("utf-8")


def test_words_of_mathematical_letters_are_plain_words_in_their_place(tmp_path: Path) -> None:
    letters = "Pumpswork"
    meanings = {char: (chr(_bold(char))).encode("utf-16-be").hex() for char in set(letters)}
    layout = read(tmp_path, [LINE.upper(), "Pumps work"], meanings)
    block = layout.blocks[-1]
    assert block.text == "Pumps work"
    with pdfplumber.open(tmp_path / "mapped.pdf") as pdf:
        for piece in block.pieces:
            inside = "".join(char["text"] for char in pdf.pages[0].chars if holds(piece.box, char))
            assert unicodedata.normalize("NFKC", inside) == block.text[piece.start : piece.end]


def holds(box: Box, char: Mapping[str, float]) -> bool:
    x, y = (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2
    return box.x0 < x < box.x1 and box.top < y < box.bottom


def _bold(char: str) -> int:
    return 0x1D400 + ord(char) - ord("A") if char.isupper() else 0x1D41A + ord(char) - ord("a")


@given(st.text(st.characters(exclude_categories=("Cs",))))  # type: ignore[arg-type]
def test_utf_16_units_give_back_their_characters(text: str) -> None:
    raw = text.encode("utf-16-be")
    units = [int.from_bytes(raw[at : at + 2]) for at in range(0, len(raw), 2)]
    assert "".join(chr(code) for _, code in characters(units)) == text


@given(st.lists(st.integers(0, 2**32 - 1) | st.integers(0xD7F0, 0xE010)))
def test_any_units_give_characters_that_can_be_written(units: list[int]) -> None:
    found = list(characters(units))
    "".join(chr(code) for _, code in found).encode("utf-8")
    assert [index for index, _ in found] == sorted({index for index, _ in found})
