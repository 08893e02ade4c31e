"""PDFs drawn at random from a seed, each with the list of what was set: items, their order, their headings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from io import BytesIO
from random import Random

from reportlab.pdfgen.canvas import Canvas

from tests.layout import story
from tests.layout.marks import STYLES, MarkStyle, make_mark, register_fonts, width_of
from tests.layout.typeset import Column, Line, Sheet, Stroke, Type, fit, height_of, lines_of, set_column
from tfextract.model import BlockRole

FAMILIES = (("Helvetica", "Helvetica-Bold"), ("Times-Roman", "Times-Bold"), ("Vera", "Vera-Bold"))
FORMATS = ((595, 842), (612, 792), (842, 595), (595, 842), (420, 595))
WRITING_ORDERS = ("reading", "reading", "reading", "reading", "frames_shuffled", "by_height", "boxes_last")
COLORS = ((0, 0, 0), (0.1, 0.3, 0.5), (0.5, 0.1, 0.1), (0.1, 0.4, 0.2))


@dataclass(frozen=True, slots=True)
class Item:
    """One item that was set. `texts` has every text that is right for it (a figure before or after its label).

    `thread` names the chain of items whose order is fixed: the main text, a side bar. `kind` names the class of
    layout that a failure belongs to.
    """

    role: BlockRole
    texts: tuple[str, ...]
    heading: str | None
    thread: str
    kind: str


@dataclass(frozen=True, slots=True)
class Made:
    seed: int
    pdf: bytes
    items: tuple[Item, ...]
    recipe: str


@dataclass(frozen=True, slots=True)
class Style:
    """How one document looks; drawn once."""

    width: float
    height: float
    columns: int
    margin: float
    gutter: float
    body: Type
    bold: Type
    headings: tuple[Type, ...]
    marks: tuple[MarkStyle, ...]
    hanging: bool
    item_gap: float
    paragraph_gap: float
    first_indent: float
    justify: bool
    hyphenate: bool
    stopped_items: bool
    writing_order: str
    rules_between: bool
    running: str | None
    footnote: bool
    figure_label: str
    upper_headings: bool


@dataclass(slots=True)
class Setting:
    """The document in the making: sheets so far, the place reached, what was set."""

    rng: Random
    style: Style
    sheets: list[Sheet] = field(default_factory=list)
    y: float = 0.0
    frames: int = 0
    items: list[Item] = field(default_factory=list)
    heading: str | None = None
    left: float = 0.0
    right: float = 0.0
    spare_headings: list[str] = field(default_factory=list)

    @property
    def sheet(self) -> Sheet:
        return self.sheets[-1]

    @property
    def top(self) -> float:
        return self.style.margin + 1.5 * self.style.body.leading

    @property
    def foot(self) -> float:
        reserve = 5.5 if self.style.footnote else 2.5
        return self.style.height - self.style.margin - reserve * self.style.body.leading

    def new_sheet(self) -> None:
        self.sheets.append(Sheet(self.style.width, self.style.height))
        self.y = self.top
        self.left, self.right = self.style.margin, self.style.width - self.style.margin

    def add(self, role: BlockRole, texts: Iterable[str], kind: str, *, thread: str = "main") -> None:
        self.items.append(Item(role, tuple(texts), self.heading, thread, kind))

    def new_frame(self) -> int:
        self.frames += 1
        return self.frames


def _draw_style(rng: Random) -> Style:
    width, height = rng.choice(FORMATS)
    small = width < 500
    columns = (
        rng.choice((1, 1, 2)) if small else rng.choice((1, 2, 2, 3, 3, 4)) if width > 800 else rng.choice((1, 2, 2, 3))
    )
    family, heavy = rng.choice(FAMILIES)
    size = rng.choice((8.0, 9.0, 9.5, 10.0, 11.0)) - (1.5 if columns > 2 and width < 800 else 0.0)
    size = max(7.5, size)
    leading = size * rng.choice((1.18, 1.25, 1.35, 1.5))
    body = Type(family, size, leading)
    color = rng.choice(COLORS)
    big = size * rng.choice((1.5, 1.7, 2.0))
    middle = size * rng.choice((1.2, 1.3))
    third = Type(heavy, size, leading, rng.choice((color, (0, 0, 0))))
    heads = (Type(heavy, big, 1.2 * big, color), Type(heavy, middle, 1.2 * middle, color), third)
    gap = leading * rng.choice((0.5, 0.7, 0.9))
    indented, hanging = rng.random() < 0.25, rng.random() < 0.8
    return Style(
        width=width,
        height=height,
        columns=columns,
        margin=rng.choice((36.0, 48.0, 60.0)) if not small else 34.0,
        gutter=rng.choice((1.6, 2.0, 2.6)) * size,
        body=body,
        bold=Type(heavy, size, leading),
        headings=heads,
        marks=tuple(rng.sample(STYLES, 2)),
        hanging=hanging,
        item_gap=leading * rng.choice((0.0, 0.2, 0.5)),
        paragraph_gap=0.0 if indented else gap,
        first_indent=1.6 * size if indented else 0.0,
        justify=rng.random() < 0.35,
        hyphenate=rng.random() < 0.25,
        # Without a hanging indent only a full stop shows where an item ends at a column's foot.
        stopped_items=rng.random() < 0.6 or not hanging,
        writing_order=rng.choice(WRITING_ORDERS),
        rules_between=rng.random() < 0.2,
        running=rng.choice((None, "header", "footer", "both")),
        footnote=rng.random() < 0.25,
        figure_label=rng.choice(("after", "under", "above", "beside")),
        upper_headings=rng.random() < 0.12,
    )


def _heading_lines(setting: Setting, level: int, width: float, before: float) -> tuple[str, list[Line]]:
    text = setting.spare_headings.pop()
    if setting.style.upper_headings and level < 3:
        text = text.upper()
    lines = lines_of(text, setting.style.headings[level - 1], width, before=before, keep=True)
    return text, lines


def _paragraph(setting: Setting, width: float, *, thread: str = "main", note: str = "") -> list[Line]:
    style = setting.style
    text = story.paragraph(setting.rng)
    setting.add(BlockRole.PARAGRAPH, [text], "paragraph", thread=thread)
    return lines_of(
        text,
        style.body,
        width,
        indent=style.first_indent,
        before=style.paragraph_gap,
        justify=style.justify,
        hyphenate=style.hyphenate,
        raised=note,
    )


def _list(setting: Setting, width: float, *, thread: str = "main") -> list[Line]:
    """A list with or without a lead-in; some of its items may contain a list."""
    style, rng = setting.style, setting.rng
    lines: list[Line] = []
    if rng.random() < 0.4:
        text = rng.choice(story.LEAD_INS)
        setting.add(BlockRole.PARAGRAPH, [text], "lead_in", thread=thread)
        lead = lines_of(text, style.body, width, indent=style.first_indent, before=style.paragraph_gap, keep=True)
        lines += lead
    nested = rng.random() < 0.3
    for place in range(rng.randint(2, 6)):
        before = style.item_gap if lines and place else style.paragraph_gap
        lines += _item(setting, style.marks[0], width, 0.0, place, before, thread)
        if nested and rng.random() < 0.4:
            for inner in range(rng.randint(2, 3)):
                indent = 1.8 * style.body.size
                lines += _item(setting, style.marks[1], width, indent, inner, style.item_gap, thread)
    return lines


def _item(
    setting: Setting, mark: MarkStyle, width: float, indent: float, place: int, before: float, thread: str
) -> list[Line]:
    style = setting.style
    text = story.item(setting.rng, stopped=style.stopped_items)
    hanging = style.hanging or indent > 0
    kind = f"item/{mark.name}{'/nested' if indent else ''}{'' if hanging else '/flush'}"
    setting.add(BlockRole.LIST_ITEM, [text], kind, thread=thread)
    start = indent + width_of(mark, style.body) + 0.7 * style.body.size
    return lines_of(
        text,
        style.body,
        width,
        indent=start,
        hang=start if hanging else indent,
        before=before,
        hyphenate=style.hyphenate,
        mark=make_mark(mark, style.body, indent, place),
    )


def _body(setting: Setting, width: float) -> list[Line]:
    """Lines of one section's body: paragraphs, lists, now and then a heading of a lower level."""
    lines: list[Line] = []
    kinds = setting.rng.choices(("paragraph", "list", "subheading"), (4, 5, 2), k=setting.rng.randint(2, 5))
    for place, kind in enumerate(kinds):
        if kind == "subheading" and place and len(setting.spare_headings) > 8:
            level = setting.rng.choice((2, 2, 3))
            text, heading = _heading_lines(setting, level, width, setting.style.body.leading)
            setting.heading = None
            setting.add(BlockRole.HEADING, [text], f"heading/{level}")
            setting.heading = text
            lines += heading
            lines += _paragraph(setting, width)
        elif kind == "list":
            lines += _list(setting, width)
        else:
            lines += _paragraph(setting, width)
    return lines


def _columns(setting: Setting, count: int, height: float) -> list[Column]:
    span = setting.right - setting.left
    width = _column_width(setting, count)
    step = width + (span - count * width) / max(1, count - 1) if count > 1 else 0.0
    number = len(setting.sheets) - 1
    return [Column(number, setting.left + at * step, setting.y, height, setting.new_frame()) for at in range(count)]


def _column_width(setting: Setting, count: int) -> float:
    return (setting.right - setting.left - (count - 1) * setting.style.gutter) / count


def _balanced(lines: list[Line], count: int, room: float) -> float | None:
    """The least height at which the lines fill `count` columns; None if they do not fit into `room`."""
    height = height_of(lines) / count
    while height <= room:
        rest = lines
        for _ in range(count):
            taken = fit(rest, height)
            rest = rest[taken:]
        if not rest:
            return height
        height += 3.0
    return None


def _flow(setting: Setting, lines: list[Line], count: int) -> None:
    """Sets the lines in columns from the place reached; full pages first, the last band balanced."""
    step = setting.style.body.leading
    while lines:
        room = setting.foot - setting.y
        if room < 6 * step:
            setting.new_sheet()
            continue
        height = _balanced(lines, count, room)
        columns = _columns(setting, count, height if height is not None else room)
        low = setting.y
        for place, column in enumerate(columns):
            taken = fit(lines, column.height)
            if taken:
                low = max(low, set_column(setting.sheet, column, lines[:taken]))
                if place and setting.style.rules_between:
                    _rule(setting, column.x - setting.style.gutter / 2, setting.y, low)
            lines = lines[taken:]
        setting.y = low + step
        if lines:
            setting.new_sheet()


def _rule(setting: Setting, x: float, top: float, bottom: float) -> None:
    height = setting.sheet.height

    def draw(canvas: Canvas) -> None:
        canvas.setStrokeColorRGB(0.6, 0.6, 0.6)
        canvas.setLineWidth(0.5)
        canvas.line(x, height - top, x, height - bottom)

    setting.sheet.shape(x, top, 0, draw)


def _section(setting: Setting) -> None:
    """A heading over all columns or in the first one, and its body; their number may differ from the last's."""
    style, rng = setting.style, setting.rng
    count = style.columns if rng.random() < 0.75 else max(1, style.columns - 1)
    width = _column_width(setting, count)
    spanning = count > 1 and rng.random() < 0.5
    setting.y += 0.8 * style.body.leading if setting.y > setting.top else 0
    room = setting.foot - setting.y
    if room < 12 * style.body.leading:
        setting.new_sheet()
    text, heading = _heading_lines(setting, 1, setting.right - setting.left if spanning else width, 0.0)
    setting.heading = None
    setting.add(BlockRole.HEADING, [text], "heading/spanning" if spanning else "heading/1")
    setting.heading = text
    if spanning:
        column = Column(0, setting.left, setting.y, 0.0, setting.new_frame())
        setting.y = set_column(setting.sheet, column, heading) + 0.6 * style.body.leading
        _flow(setting, _body(setting, width), count)
    else:
        _flow(setting, heading + _body(setting, width), count)


def _figures(setting: Setting) -> None:
    """A row of large figures, each with its label after, under, above or beside it."""
    style, rng = setting.style, setting.rng
    wide = setting.right - setting.left > 400
    beside = style.figure_label in ("beside", "after")
    count = rng.randint(2, 3 if beside else 4) if wide else 2
    big = Type(style.bold.font, style.body.size * rng.choice((2.2, 2.8, 3.4)), 0.0, style.headings[0].color)
    gutter = 2.2 * big.size
    width = (setting.right - setting.left - (count - 1) * gutter) / count
    if setting.foot - setting.y < 3 * big.size + 5 * style.body.leading:
        setting.new_sheet()
    setting.y += style.body.leading
    low = setting.y
    for place in range(count):
        figure = f"{rng.randint(1, 999):,}" if rng.random() < 0.6 else f"{rng.randint(2, 98)}%"
        label = rng.choice(story.LABELS)
        frame = setting.new_frame()
        x = setting.left + place * (width + gutter)
        texts = [f"{figure} {label}", f"{label} {figure}"]
        setting.add(BlockRole.CALLOUT, texts, f"callout/{style.figure_label}")
        low = max(low, _figure(setting, big, (figure, label), (x, width), frame))
    setting.y = low + 2 * style.body.leading


def _figure(setting: Setting, big: Type, words: tuple[str, str], place: tuple[float, float], frame: int) -> float:
    style, sheet = setting.style, setting.sheet
    figure, label = words
    x, width = place
    base = setting.y + big.size
    side = big.width(figure) + 0.35 * big.size
    if style.figure_label == "under":
        sheet.text(x, base, figure, big, frame)
        column = Column(0, x, base + 0.25 * style.body.size, 0.0, frame)
        return set_column(sheet, column, lines_of(label, style.body, width))
    if style.figure_label == "above":
        last = set_column(sheet, Column(0, x, setting.y, 0.0, frame), lines_of(label, style.body, width))
        sheet.text(x, last + 1.0 * big.size, figure, big, frame)
        return last + big.size
    sheet.text(x, base, figure, big, frame)
    lines = lines_of(label, style.body, max(60.0, width - side))
    if style.figure_label == "after":
        first = base - lines[0].drop
    else:
        middle = base - 0.36 * big.size
        first = middle - height_of(lines) / 2 - 0.15 * style.body.size
    return max(base, set_column(sheet, Column(0, x + side, first, 0.0, frame), lines))


def _boxes(setting: Setting) -> None:
    """Boxes in a grid, each with its own heading and a list or a paragraph; read row by row."""
    style, rng = setting.style, setting.rng
    across = rng.choice((2, 2, 3)) if setting.right - setting.left > 450 else 2
    gap, pad = 1.4 * style.body.size, 0.9 * style.body.size
    width = (setting.right - setting.left - (across - 1) * gap) / across
    fill = rng.choice((None, (0.9, 0.94, 0.97), (0.95, 0.93, 0.86)))
    for _ in range(rng.randint(1, 2)):
        filled = [_box_lines(setting, width - 2 * pad) for _ in range(across)]
        height = max(height_of(lines) for lines in filled) + 2 * pad
        if setting.y + height > setting.foot:
            setting.new_sheet()
        for place, lines in enumerate(filled):
            x = setting.left + place * (width + gap)
            frame = setting.new_frame()
            setting.sheet.rectangle(x, setting.y, width, height, fill=fill)
            set_column(setting.sheet, Column(0, x + pad, setting.y + pad - 0.25 * style.body.size, 0.0, frame), lines)
        setting.y += height + gap
    setting.y += style.body.leading


def _box_lines(setting: Setting, width: float) -> list[Line]:
    setting.heading = None
    text, lines = _heading_lines(setting, 2, width, 0.0)
    setting.add(BlockRole.HEADING, [text], "heading/box")
    setting.heading = text
    if setting.rng.random() < 0.5:
        return lines + _paragraph(setting, width)
    for place in range(setting.rng.randint(1, 3)):
        before = setting.style.item_gap if place else 0.3 * setting.style.body.leading
        lines = lines + _item(setting, setting.style.marks[0], width, 0.0, place, before, "main")
    return lines


def _side_bar(setting: Setting) -> None:
    """A filled column at the page's outer edge with its own thread, beside the main text of the page."""
    style, rng = setting.style, setting.rng
    if setting.sheet.strokes:
        setting.new_sheet()
    wide = 0.28 * style.width
    at_right = rng.random() < 0.6
    x = setting.right - wide if at_right else setting.left
    pad = 0.9 * style.body.size
    kept, setting.heading = setting.heading, None
    text, lines = _heading_lines(setting, 2, wide - 2 * pad, 0.0)
    setting.add(BlockRole.HEADING, [text], "heading/side_bar", thread="side_bar")
    setting.heading = text
    lines = lines + _paragraph(setting, wide - 2 * pad, thread="side_bar")
    lines = lines + _list(setting, wide - 2 * pad, thread="side_bar")
    setting.heading = kept
    height = height_of(lines) + 2 * pad + style.body.leading
    if setting.top + height > setting.foot:
        # Too long for one page: it is not set, and its text is not expected.
        setting.items = [item for item in setting.items if item.thread != "side_bar"]
        return
    setting.sheet.rectangle(x, setting.top - pad, wide, setting.foot - setting.top + pad, fill=(0.92, 0.92, 0.88))
    set_column(setting.sheet, Column(0, x + pad, setting.top, 0.0, setting.new_frame()), lines)
    if at_right:
        setting.right = x - style.gutter
    else:
        setting.left = x + wide + style.gutter


def _footnote(setting: Setting) -> None:
    """A note at the foot of the first page; its mark is after a paragraph on that page."""
    style = setting.style
    small = Type(style.body.font, 0.75 * style.body.size, 0.95 * style.body.size)
    paragraph = _paragraph(setting, _column_width(setting, 1), note="1")
    _flow(setting, paragraph, 1)
    text = story.sentence(setting.rng)
    note = Item(BlockRole.FOOTNOTE, (text, f"1 {text}"), None, "notes", "footnote")
    setting.items.append(note)
    sheet, top = setting.sheets[0], setting.foot + 1.2 * style.body.leading
    frame = setting.new_frame()
    raised = Type(small.font, 0.65 * small.size, small.leading)
    sheet.text(style.margin, top + small.leading - 0.3 * small.size, "1", raised, frame)
    width = style.width - 2 * style.margin
    lines = lines_of(text, small, width, indent=0.8 * small.size)
    set_column(sheet, Column(0, style.margin, top, 0.0, frame), lines)


def _running(setting: Setting) -> None:
    """Page numbers on every page; a running title where three pages or more repeat it."""
    style = setting.style
    small = Type(style.body.font, 0.85 * style.body.size, style.body.leading)
    low = style.height - 0.55 * style.margin
    for number, sheet in enumerate(setting.sheets, start=1):
        sheet.text(style.width / 2, low, str(number), small, 0)
        if len(setting.sheets) < 3 or style.running is None:
            continue
        if style.running in ("header", "both"):
            sheet.text(style.margin, 0.6 * style.margin, "The Quill Fund annual report", small, 0)
        if style.running in ("footer", "both"):
            sheet.text(style.margin, low, "The Quill Fund", small, 0)


def _written(strokes: list[Stroke], order: str, rng: Random) -> list[Stroke]:
    """Grounds first; the rest in the order in which this document's maker would write it."""
    grounds = [stroke for stroke in strokes if stroke.ground]
    others = [stroke for stroke in strokes if not stroke.ground]
    if order == "frames_shuffled":
        frames = sorted({stroke.frame for stroke in others})
        rng.shuffle(frames)
        others.sort(key=lambda stroke: frames.index(stroke.frame))
    elif order == "by_height":
        others.sort(key=lambda stroke: (round(stroke.y), stroke.x))
    elif order == "boxes_last":
        frames = sorted({stroke.frame for stroke in others})
        late = set(rng.sample(frames, len(frames) // 3))
        others.sort(key=lambda stroke: stroke.frame in late)
    return grounds + others


def make(seed: int) -> Made:
    """The same seed gives the same bytes."""
    register_fonts()
    rng = Random(seed)
    setting = Setting(rng, _draw_style(rng), spare_headings=story.headings(rng))
    setting.new_sheet()
    if setting.style.footnote:
        setting.heading = None
        _footnote(setting)
    parts: list[Callable[[Setting], None]] = [_section]
    parts += rng.choices((_section, _figures, _boxes, _side_bar), (5, 2, 2, 1), k=rng.randint(1, 4))
    side_bar_set = False
    for part in parts:
        if len(setting.spare_headings) < 9 or (part is _side_bar and side_bar_set):
            continue
        side_bar_set = side_bar_set or part is _side_bar
        part(setting)
        # What follows a row of figures or boxes begins with a heading of its own: whose it is must be plain.
        if part in (_boxes, _side_bar) and len(setting.spare_headings) > 8:
            _section(setting)
    _running(setting)
    target = BytesIO()
    canvas = Canvas(target, pagesize=(setting.style.width, setting.style.height), invariant=1)
    for sheet in setting.sheets:
        for stroke in _written(sheet.strokes, setting.style.writing_order, rng):
            stroke.draw(canvas)
        canvas.showPage()
    canvas.save()
    style = setting.style
    recipe = (
        f"{style.columns} columns, {style.width:.0f}x{style.height:.0f}, {style.body.font} {style.body.size}, "
        f"written {style.writing_order}, marks {'/'.join(mark.name for mark in style.marks)}"
    )
    return Made(seed, target.getvalue(), tuple(setting.items), recipe)
