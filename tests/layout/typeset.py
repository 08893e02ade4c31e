"""A small typesetter over reportlab: text → lines → columns → pages, each stroke kept until the page is written.

Strokes are kept because the order in which a page is written is drawn at random too: a column may be written before
the one on its left, a box after everything else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

SENTENCE_END = (".", "!", "?", ":")


@dataclass(frozen=True, slots=True)
class Type:
    font: str
    size: float
    leading: float
    color: tuple[float, float, float] = (0, 0, 0)

    def width(self, text: str) -> float:
        return float(stringWidth(text, self.font, self.size))


@dataclass(frozen=True, slots=True)
class Stroke:
    """One thing drawn; `y` is the distance from the page's top. `frame` is the column or box it belongs to."""

    draw: Callable[[Canvas], None]
    x: float
    y: float
    frame: int
    ground: bool = False


@dataclass(slots=True)
class Sheet:
    width: float
    height: float
    strokes: list[Stroke] = field(default_factory=list)

    def text(
        self, x: float, y: float, words: str, type_: Type, frame: int, *, stretch: float = 0.0, raised: float = 0.0
    ) -> None:
        """Words `raised` above a line whose baseline is `y` below the page's top; `stretch` is added to each blank."""

        def draw(canvas: Canvas) -> None:
            canvas.setFillColorRGB(*type_.color)
            canvas.setFont(type_.font, type_.size)
            if stretch <= 0:
                canvas.drawString(x, self.height - y + raised, words)
                return
            at = x
            for word in words.split(" "):
                canvas.drawString(at, self.height - y, word)
                at += type_.width(word) + type_.width(" ") + stretch

        self.strokes.append(Stroke(draw, x, y, frame))

    def shape(self, x: float, y: float, frame: int, draw: Callable[[Canvas], None], *, ground: bool = False) -> None:
        self.strokes.append(Stroke(draw, x, y, frame, ground))

    def rectangle(
        self, x: float, y: float, width: float, height: float, *, fill: tuple[float, float, float] | None
    ) -> None:
        def draw(canvas: Canvas) -> None:
            canvas.setStrokeColorRGB(0.3, 0.3, 0.3)
            if fill is not None:
                canvas.setFillColorRGB(*fill)
            canvas.rect(
                x, self.height - y - height, width, height, stroke=int(fill is None), fill=int(fill is not None)
            )

        self.shape(x, y, -1, draw, ground=True)


Mark = Callable[[Sheet, float, float, int], None]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a column, `x` from the column's left; `drop` is the step from the line above.

    `keep` forbids a break after it. `mark` draws the list mark on the line's baseline.
    """

    words: str
    type_: Type
    x: float
    drop: float
    before: float = 0.0
    keep: bool = False
    stretch: float = 0.0
    mark: Mark | None = None
    raised: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    sheet: int
    x: float
    top: float
    height: float
    frame: int


def wrap(text: str, type_: Type, first: float, rest: float, *, hyphenate: bool = False) -> list[str]:
    """Lines of at most `first` and then `rest` points; a word longer than a line sticks out."""
    lines: list[str] = []
    current = ""
    words = text.split(" ")
    while words:
        word = words.pop(0)
        room = rest if lines else first
        tried = f"{current} {word}" if current else word
        if type_.width(tried) <= room or not current:
            current = tried
            continue
        cut = _cut(word, current, type_, room) if hyphenate else 0
        if cut:
            lines.append(f"{current} {word[:cut]}-")
            words.insert(0, word[cut:])
        else:
            lines.append(current)
            words.insert(0, word)
        current = ""
    return [*lines, current]


def _cut(word: str, current: str, type_: Type, room: float) -> int:
    """Where a long plain word is split so that its head still fits; 0 where it is not."""
    if len(word) < 10 or not word.isalpha() or not word.islower():
        return 0
    vowels = "aeiouy"
    places = [at for at in range(4, len(word) - 3) if word[at - 1] in vowels and word[at] not in vowels]
    fits = [at for at in places if type_.width(f"{current} {word[:at]}-") <= room]
    return fits[-1] if fits else 0


def lines_of(
    text: str,
    type_: Type,
    width: float,
    *,
    indent: float = 0.0,
    hang: float = 0.0,
    before: float = 0.0,
    justify: bool = False,
    hyphenate: bool = False,
    keep: bool = False,
    mark: Mark | None = None,
    raised: str = "",
) -> list[Line]:
    """`indent` is that of the first line, `hang` that of the others; `raised` is a footnote mark after the text."""
    wrapped = wrap(text, type_, width - indent, width - hang, hyphenate=hyphenate)
    lines = []
    for place, words in enumerate(wrapped):
        x = hang if place else indent
        last = place == len(wrapped) - 1
        spare = width - x - type_.width(words)
        stretch = spare / words.count(" ") if justify and not last and words.count(" ") else 0.0
        lines.append(
            Line(
                words=words,
                type_=type_,
                x=x,
                drop=type_.leading,
                before=0.0 if place else before,
                # Where a sentence ends at a column's foot, nothing shows that its block continues.
                keep=keep or (not last and words.endswith(SENTENCE_END)),
                stretch=stretch if stretch < 2.5 * type_.size else 0.0,
                mark=None if place else mark,
                raised=raised if last else "",
            )
        )
    return lines


def height_of(lines: list[Line]) -> float:
    return sum(line.drop + line.before for line in lines) - (lines[0].before if lines else 0.0)


def fit(lines: list[Line], height: float) -> int:
    """How many lines fit into a column of this height without a forbidden break."""
    used, count = 0.0, 0
    for place, line in enumerate(lines):
        used += line.drop + (line.before if place else 0.0)
        if used > height:
            break
        count = place + 1
    if count == len(lines):
        return count
    while count and lines[count - 1].keep:
        count -= 1
    return count


def set_column(sheet: Sheet, column: Column, lines: list[Line]) -> float:
    """Draws the lines and gives the y of the last baseline."""
    y = column.top
    for place, line in enumerate(lines):
        y += line.drop + (line.before if place else 0.0)
        x = column.x + line.x
        if line.mark is not None:
            line.mark(sheet, column.x, y, column.frame)
        sheet.text(x, y, line.words, line.type_, column.frame, stretch=line.stretch)
        if line.raised:
            small = Type(line.type_.font, 0.6 * line.type_.size, line.type_.leading, line.type_.color)
            end = x + line.type_.width(line.words)
            sheet.text(end + 0.3, y, line.raised, small, column.frame, raised=0.35 * line.type_.size)
    return y
