"""Large figures set apart from their labels, joined again: the label stands below, beside or above its figure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tfextract.layout.blocks import Draft
from tfextract.layout.body import Habits
from tfextract.layout.patterns import NUMERAL
from tfextract.model import BlockRole, Box

APART = (BlockRole.HEADER, BlockRole.FOOTER, BlockRole.FOOTNOTE, BlockRole.TABLE)
LABEL_WORDS = 25
# Points of one type size that a label may stand off its figure.
REACH = 1.6
_YEAR = re.compile(r"(?:19[5-9]|20[0-4])\d")
# A figure with the first words of its label in the same type: "2,400 households" above "with clean water".
_OPEN_FIGURE = re.compile(NUMERAL.pattern + r"(?:\s+[^\W\d]+){1,3}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Pair:
    cost: float
    figure: int
    label: int
    label_first: bool


@dataclass(frozen=True, slots=True)
class _Look:
    """What pairing asks of a draft, taken once: there are as many pairs as blocks times blocks."""

    text: str
    page: int
    box: Box
    size: float
    bold: bool
    color: int
    numeral: bool

    @classmethod
    def of(cls, draft: Draft) -> _Look:
        text = draft.text.strip()
        numeral = draft.marker is None and bool(NUMERAL.fullmatch(text)) and not _YEAR.fullmatch(text)
        return cls(text, draft.page, draft.box, draft.size, draft.bold, draft.color, numeral)


def _is_open_figure(figure: _Look, label: _Look) -> bool:
    return bool(_OPEN_FIGURE.fullmatch(figure.text)) and label.text[:1].islower()


def _outranks(figure: _Look, label: _Look, habits: Habits) -> bool:
    """Whether the figure is set larger than its label, or as large and bolder or in a colour of its own."""
    if figure.size >= 1.15 * label.size:
        return True
    marked = figure.bold > label.bold or figure.color != habits.color
    return marked and figure.size >= 0.95 * label.size


def _side(figure: _Look, label: _Look) -> tuple[float, bool] | None:
    """(distance in type sizes of the figure, whether the label is read first) where the two stand side by side."""
    a, b = figure.box, label.box
    size = max(figure.size, label.size)
    over = a.shared_width(b)
    if over > 0.5 * min(a.width, b.width):
        below, above = (b.top - a.bottom) / size, (a.top - b.bottom) / size
        if -0.45 < below < REACH:
            return max(0.0, below), False
        if -0.45 < above < 0.8 * REACH:
            # A tile's label stands under its figure more often than over it.
            return max(0.0, above) + 0.4, True
    level = a.shared_height(b)
    if level > 0.3 * min(a.height, b.height):
        right, left = (b.x0 - a.x1) / size, (a.x0 - b.x1) / size
        if -0.1 < right < REACH:
            return max(0.0, right) + 0.1, False
        if -0.1 < left < 0.8 * REACH:
            return max(0.0, left) + 0.5, True
    return None


def _pairs(drafts: Sequence[Draft], habits: Habits) -> list[_Pair]:
    looks = {at: _Look.of(draft) for at, draft in enumerate(drafts) if draft.role not in APART}
    labels = [at for at, look in looks.items() if drafts[at].marker is None and _may_label(look)]
    pairs = []
    for at, figure in looks.items():
        if not figure.numeral and len(figure.text.split()) > 4:
            continue
        for other in labels:
            label = looks[other]
            fits = figure.numeral or _is_open_figure(figure, label)
            if at == other or label.page != figure.page or not fits or not _outranks(figure, label, habits):
                continue
            side = _side(figure, label)
            if side is not None:
                apart = 0.0 if abs(at - other) == 1 else 0.3
                pairs.append(_Pair(side[0] + apart, at, other, side[1]))
    return sorted(pairs, key=lambda pair: pair.cost)


def _may_label(look: _Look) -> bool:
    words = len(look.text.split())
    return not look.numeral and words <= LABEL_WORDS and any(char.isalpha() for char in look.text)


def join_callouts(drafts: list[Draft], habits: Habits) -> list[Draft]:
    """Each figure takes its nearest label; label and figure become one call-out at the place of the first of them."""
    taken: set[int] = set()
    gone: set[int] = set()
    for pair in _pairs(drafts, habits):
        if pair.figure in taken or pair.label in taken:
            continue
        taken |= {pair.figure, pair.label}
        figure, label = drafts[pair.figure], drafts[pair.label]
        place, other = sorted((pair.figure, pair.label))
        lines = [*label.lines, *figure.lines] if pair.label_first else [*figure.lines, *label.lines]
        drafts[place].lines = lines
        drafts[place].role = BlockRole.CALLOUT
        gone.add(other)
    for place, callout in enumerate(drafts):
        if callout.role is BlockRole.CALLOUT and place in taken - gone:
            rest = next((i for i, d in enumerate(drafts) if i not in taken and _ends_label(callout, d)), None)
            if rest is not None:
                callout.lines.extend(drafts[rest].lines)
                taken.add(rest)
                gone.add(rest)
    return [draft for i, draft in enumerate(drafts) if i not in gone]


def _ends_label(callout: Draft, rest: Draft) -> bool:
    """The rest of a label that goes on in smaller type: "2,400 households" above "with clean water"."""
    if rest.page != callout.page or rest.role is not BlockRole.PARAGRAPH or not rest.text[:1].islower():
        return False
    last, first = callout.fragments[-1], rest.fragments[0]
    gap = first.box.top - last.box.bottom
    over = last.box.shared_width(first.box)
    near = over > 0.5 * min(last.box.width, first.box.width) and -0.3 * last.size < gap < 0.6 * last.size
    return near and first.size < last.size and len(rest.text.split()) <= LABEL_WORDS
