"""Invisible text is removed and reported. Visible text is never removed."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from tests.layout.test_state import read
from tests.objects import FONT, FREE, one_page, stream, text
from tfextract.layout.visibility import Hiding

HEAD = text(50, 740, "Review of the Moss Fund")
VISIBLE = text(50, 700, "The fund trained 480 welders in 2023.")
WORDS = "The fund trained 999 divers in 2023."
LETTERS = sum(not char.isspace() for char in WORDS)
# A picture of two by two dots: its pixels from the upper left, three bytes of hexadecimal each.
DARK, BRIGHT = "203040" * 4, "FFFFFF" * 4


def area(color: str, x: float = 40, y: float = 590, width: float = 400, height: float = 30) -> str:
    return f"q {color} rg {x} {y} {width} {height} re f Q\n"


def picture(x: float = 40, y: float = 590, width: float = 400, height: float = 30) -> str:
    return f"q {width} 0 0 {height} {x} {y} cm /Im1 Do Q\n"


def image(pixels: str = DARK) -> str:
    kind = "/Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceRGB /BitsPerComponent 8"
    return stream(pixels + ">", f"{kind} /Filter /ASCIIHexDecode")


def line(before: str = "", words: str = WORDS, size: float = 12) -> str:
    return text(50, 600, words, size, before)


WHITE = "1 1 1 rg"
SHADING = (
    "/Shading << /Sh1 << /ShadingType 2 /ColorSpace /DeviceRGB /Coords [40 0 440 0] "
    "/Function << /FunctionType 2 /N 1 /Domain [0 1] /C0 [0 0 0.5] /C1 [0.3 0 0.4] >> >> >>"
)
GRAPHICS = "/ExtGState << /Clear << /ca 0 >> /Half << /ca 0.5 >> >>"
RESOURCES = f"/XObject << /Im1 {FREE} 0 R /Fm1 {FREE + 1} 0 R >> {SHADING} {GRAPHICS}"


def page(content: str, form: str = "", pixels: str = DARK, catalog: str = "", properties: str = "") -> bytes:
    shape = f"/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /Font << /F1 5 0 R >> {properties} >>"
    return one_page(
        HEAD + VISIBLE + content,
        catalog=catalog,
        resources=RESOURCES + properties,
        more={FREE: image(pixels), FREE + 1: stream(form, shape), FREE + 2: "<< /Type /OCG /Name (Notes) >>"},
    )


HIDDEN = {
    "white on paper": (line(WHITE), Hiding.SAME_COLOUR),
    "nearly white on paper": (line("0.97 0.97 0.97 rg"), Hiding.SAME_COLOUR),
    "the colour of its panel": (area("0.2 0.4 0.7") + line("0.2 0.4 0.7 rg"), Hiding.SAME_COLOUR),
    "white on a white area over a picture": (picture() + area("1 1 1") + line(WHITE), Hiding.SAME_COLOUR),
    "white in a cell of a ruled table": (
        "40 590 400 30 re S 240 590 m 240 620 l S\n" + line(WHITE) + text(300, 600, "41"),
        Hiding.SAME_COLOUR,
    ),
    "without paint": (line("3 Tr"), Hiding.UNPAINTED),
    "under a later area": (line() + area("0.2 0.4 0.7"), Hiding.COVERED),
    "under a later white area with new words": (
        line() + area("1 1 1") + line("", "The fund trained 12 cooks in 2023."),
        Hiding.COVERED,
    ),
    "under a later area with new words in white": (
        line() + area("0.2 0.4 0.7") + line(WHITE, "The fund trained 12 cooks in 2023."),
        Hiding.COVERED,
    ),
    "under a later picture": (line() + picture(), Hiding.COVERED),
    "under a later picture with new words in white": (
        line() + picture() + line(WHITE, "The fund trained 12 cooks in 2023."),
        Hiding.COVERED,
    ),
    "transparent": (line("/Clear gs"), Hiding.TRANSPARENT),
    "clipped away": ("q 40 300 20 20 re W n " + line() + "Q\n", Hiding.CLIPPED),
    "a point high": (line(size=0.9), Hiding.TINY),
}


@pytest.mark.parametrize("name", HIDDEN)
def test_invisible_text_is_left_out_and_reported(name: str, tmp_path: Path) -> None:
    content, why = HIDDEN[name]
    layout = read(tmp_path, page(content))
    assert "999" not in " ".join(block.text for block in layout.blocks)
    assert "480" in " ".join(block.text for block in layout.blocks)
    hidden = [issue for issue in layout.issues if issue.code == "hidden_text"]
    assert [(issue.page, issue.message) for issue in hidden] == [
        (1, f"{LETTERS} letters that cannot be seen were left out: {why}")
    ]


def test_hidden_text_within_a_form_object(tmp_path: Path) -> None:
    layout = read(tmp_path, page("/Fm1 Do\n", form=line("3 Tr") + text(50, 560, "The fund dug 35 wells in 2023.")))
    words = " ".join(block.text for block in layout.blocks)
    assert "999" not in words
    assert "35 wells" in words


def test_only_the_covered_words_of_a_line_are_left_out(tmp_path: Path) -> None:
    whole = line("", "The fund trained 4 cooks and 6 bakers in 2023.")
    layout = read(tmp_path, page(whole + area("1 1 1", x=135, width=122)))
    assert [block.text for block in layout.blocks][-1] == "The fund trained in 2023."


SHOWN = {
    "white on a dark panel": area("0.2 0.4 0.7") + line(WHITE),
    "white on a picture": picture() + line(WHITE),
    "white on a shading": "q 40 590 400 30 re W n /Sh1 sh Q\n" + line(WHITE),
    "white on a round shape": "q 0 0 0.4 rg 40 560 m 40 660 500 660 500 560 c f Q\n" + line(WHITE),
    "white on a panel within a form object": "/Fm1 Do\n" + line(WHITE),
    "black under a half transparent area": line() + "q /Half gs 1 1 0 rg 40 590 400 30 re f Q\n",
    "black in a frame drawn later": line() + "40 590 400 30 re S\n",
    "black with a line drawn through": line() + area("0 0 0", y=604, height=0.6),
    "grey watermark": line("0.85 0.85 0.85 rg"),
    "white letters with an outline": line("2 Tr 1 1 1 rg 0 0 0 RG"),
    "printed twice for weight": line() + text(50.3, 600, WORDS),
    "printed twice in white on a picture": picture() + line(WHITE) + line(WHITE),
    "covered and printed again": line() + area("1 1 1") + line(),
    "white over its own shadow on a picture": picture() + text(51, 599, WORDS, before="0 0 0 rg") + line(WHITE),
    "cut to a frame that holds it": "q 40 580 400 60 re W n " + line() + "Q\n",
}


@pytest.mark.parametrize("name", SHOWN)
def test_what_a_reader_sees_is_read(name: str, tmp_path: Path) -> None:
    layout = read(tmp_path, page(SHOWN[name], form=area("0.1 0.1 0.3")))
    assert WORDS in [block.text for block in layout.blocks]
    assert layout.issues == ()


LAYER = f"/OCProperties << /OCGs [{FREE + 2} 0 R] /D << %s >> >>"
OFF, ALL_OFF, ON = f"/OFF [{FREE + 2} 0 R]", "/BaseState /OFF", f"/ON [{FREE + 2} 0 R]"
ALONE = f"/Properties << /L1 {FREE + 2} 0 R >>"
MEMBER = f"/Properties << /L1 << /Type /OCMD /OCGs [{FREE + 2} 0 R] /P /AllOn >> >>"


@pytest.mark.parametrize("usual", [OFF, ALL_OFF])
@pytest.mark.parametrize("properties", [ALONE, MEMBER])
def test_a_layer_that_is_switched_off_is_left_out(usual: str, properties: str, tmp_path: Path) -> None:
    content = f"/OC /L1 BDC {line()} EMC\n"
    layout = read(tmp_path, page(content, catalog=LAYER % usual, properties=properties))
    assert [block.text for block in layout.blocks] == [
        "Review of the Moss Fund",
        "The fund trained 480 welders in 2023.",
    ]
    message = f"{LETTERS} letters that cannot be seen were left out: {Hiding.LAYER}"
    assert [issue.message for issue in layout.issues] == [message]


@pytest.mark.parametrize("usual", [ON, f"/BaseState /OFF {ON}", ""])
def test_a_layer_that_is_shown_is_read(usual: str, tmp_path: Path) -> None:
    layout = read(tmp_path, page(f"/OC /L1 BDC {line()} EMC\n", catalog=LAYER % usual, properties=ALONE))
    assert WORDS in [block.text for block in layout.blocks]
    assert layout.issues == ()


SCAN_LINES = (
    "Harbour repairs in the western bay",
    "In 2021 the council rebuilt 14 landing stages for small boats.",
    "Some 320 fishers use them every day of the season now.",
    "The market hall was opened again with forty new stalls.",
)


def scan(content: str, lines: Sequence[str]) -> bytes:
    """The content is below or above a picture of the lines that fills the page, `/Im1`."""
    target = Image.new("L", (1200, 1600), 255)
    draw, font = ImageDraw.Draw(target), ImageFont.load_default(26)
    for number, words in enumerate(lines):
        draw.text((100, 100 + 60 * number), words, fill=20, font=font)
    kind = "/Type /XObject /Subtype /Image /Width 1200 /Height 1600 /ColorSpace /DeviceGray /BitsPerComponent 8"
    pixels = zlib.compress(target.tobytes()).hex()
    more = {FREE: stream(pixels + ">", f"{kind} /Filter [/ASCIIHexDecode /FlateDecode]")}
    return one_page(content, resources=f"/XObject << /Im1 {FREE} 0 R >>", more=more)


OVER_PAGE = picture(0, 0, 600, 800)
LAYER_OF_SCAN = "".join(text(50, 738 - 30 * at, words, 13, "3 Tr") for at, words in enumerate(SCAN_LINES))


@pytest.mark.parametrize(
    "content",
    [OVER_PAGE + LAYER_OF_SCAN, LAYER_OF_SCAN.replace("3 Tr", "") + OVER_PAGE],
    ids=["unpainted over the scan", "painted under the scan"],
)
def test_the_text_layer_of_a_scan_is_its_text(content: str, tmp_path: Path) -> None:
    layout = read(tmp_path, scan(content, SCAN_LINES))
    words = " ".join(block.text for block in layout.blocks)
    assert all(line in words for line in SCAN_LINES)
    assert layout.issues == ()


def test_a_page_under_a_blank_picture_is_no_scan(tmp_path: Path) -> None:
    layout = read(tmp_path, scan(LAYER_OF_SCAN.replace("3 Tr", "") + OVER_PAGE, ()))
    assert layout.blocks == ()
    assert [issue.code for issue in layout.issues] == ["hidden_text"]


def test_hidden_words_on_a_designed_page_with_a_picture_behind(tmp_path: Path) -> None:
    shown = "".join(text(50, 700 - 30 * at, words, 13, WHITE) for at, words in enumerate(SCAN_LINES))
    layout = read(tmp_path, page(OVER_PAGE + shown + line("3 Tr")))
    words = " ".join(block.text for block in layout.blocks)
    assert all(line in words for line in SCAN_LINES)
    assert "999" not in words


def test_letters_that_a_damaged_font_does_not_draw_are_not_hidden(tmp_path: Path) -> None:
    drawn = {char: "600 0 d0 0 0 500 700 re f" if char in "aei" else "600 0 d0" for char in "abcdefghi"}
    procs = " ".join(f"/{char} {FREE + at} 0 R" for at, char in enumerate(drawn))
    names = " ".join(f"/{char}" for char in drawn)
    font = (
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 600 700] /FontMatrix [0.001 0 0 0.001 0 0] /FirstChar 97 "
        f"/LastChar 105 /Widths [{'600 ' * 9}] /Encoding << /Differences [97 {names}] >> "
        f"/CharProcs << {procs} >> /ToUnicode {FREE + 20} 0 R >>"
    )
    codes = (
        "begincmap 1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfrange <61> <69> <0061> endbfrange endcmap"
    )
    more = {FONT: font, FREE + 20: stream(codes), **{FREE + at: stream(proc) for at, proc in enumerate(drawn.values())}}
    words = "abcdefghihgfedcba" * 3
    layout = read(tmp_path, one_page(line("", words) + "0.9 g 40 602 20 3 re f\n", more=more))
    assert (layout.issues, [b.text for b in layout.blocks]) == ((), [words])
