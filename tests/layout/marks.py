"""List marks of every kind: glyphs of text, symbol and private-use fonts, drawn shapes, numbers, letters."""

from __future__ import annotations

from dataclasses import dataclass

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from tests.layout.typeset import Mark, Sheet, Type

PRIVATE_FONT = "PrivateMarks"
# What symbol fonts put there: the letters of Wingdings for a square, an arrow, a tick.
PRIVATE_MARKS = {"\uf0b7": "•", "\uf0a7": "•", "\uf0d8": "»", "\uf0fc": "¤"}


def register_fonts() -> None:
    """Vera (it comes with reportlab) under its own names, and once more with private-use marks."""
    for name, file in (("Vera", "Vera"), ("Vera-Bold", "VeraBd"), (PRIVATE_FONT, "Vera")):
        pdfmetrics.registerFont(TTFont(name, f"{file}.ttf"))
    face = pdfmetrics.getFont(PRIVATE_FONT).face
    for private, like in PRIVATE_MARKS.items():
        face.charToGlyph[ord(private)] = face.charToGlyph[ord(like)]
        face.charWidths[ord(private)] = face.charWidths[ord(like)]


@dataclass(frozen=True, slots=True)
class MarkStyle:
    """`letters` as printed in `font` (the text's own where None); `numbered` is a format; a drawn shape has neither."""

    name: str
    font: str | None = None
    letters: str = ""
    numbered: str = ""


STYLES = (
    MarkStyle("dot", None, "•"),
    MarkStyle("dash", None, "–"),
    MarkStyle("hyphen", None, "-"),
    MarkStyle("star", None, "*"),
    MarkStyle("dingbat_disc", "ZapfDingbats", "●"),
    MarkStyle("dingbat_square", "ZapfDingbats", "■"),
    MarkStyle("dingbat_arrow", "ZapfDingbats", "➤"),
    MarkStyle("dingbat_tick", "ZapfDingbats", "✔"),
    MarkStyle("private_dot", PRIVATE_FONT, "\uf0b7"),
    MarkStyle("private_square", PRIVATE_FONT, "\uf0a7"),
    MarkStyle("private_arrow", PRIVATE_FONT, "\uf0d8"),
    MarkStyle("private_tick", PRIVATE_FONT, "\uf0fc"),
    MarkStyle("drawn_circle"),
    MarkStyle("drawn_square"),
    MarkStyle("number_stop", numbered="{number}."),
    MarkStyle("number_bracket", numbered="{number})"),
    MarkStyle("letter_brackets", numbered="({letter})"),
    MarkStyle("letter_bracket", numbered="{letter})"),
)


def width_of(style: MarkStyle, type_: Type) -> float:
    if style.numbered:
        return type_.width(style.numbered.format(number=9, letter="b"))
    if style.letters:
        return Type(style.font or type_.font, type_.size, type_.leading).width(style.letters)
    return 0.4 * type_.size


def make_mark(style: MarkStyle, type_: Type, indent: float, place: int) -> Mark:
    """The mark of the item at this place of its list, `indent` from the column's left."""
    if not style.numbered and not style.letters:
        return _drawn(style.name == "drawn_circle", type_, indent)
    words = style.letters or style.numbered.format(number=place + 1, letter="abcdefghijklmnop"[place])
    letter_type = Type(style.font or type_.font, type_.size, type_.leading, type_.color)

    def printed(sheet: Sheet, x: float, y: float, frame: int) -> None:
        sheet.text(x + indent, y, words, letter_type, frame)

    return printed


def _drawn(circle: bool, type_: Type, indent: float) -> Mark:
    side = 0.38 * type_.size

    def draw_at(sheet: Sheet, x: float, y: float, frame: int) -> None:
        def draw(canvas: Canvas) -> None:
            canvas.setFillColorRGB(0.1, 0.3, 0.5)
            left, bottom = x + indent, sheet.height - y + 0.14 * type_.size
            if circle:
                canvas.circle(left + side / 2, bottom + side / 2, side / 2, stroke=0, fill=1)
            else:
                canvas.rect(left, bottom, side, side, stroke=0, fill=1)

        sheet.shape(x + indent, y, frame, draw)

    return draw_at
