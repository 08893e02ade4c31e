"""Joins large figures with their labels, which are below, beside or above them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tfextract.layout.body import Habits
from tfextract.layout.drafts import Draft
from tfextract.layout.figures import FIGURE, LARGE, is_figure
from tfextract.layout.tiles import Side
from tfextract.model import BlockRole, Box

APART = (BlockRole.HEADER, BlockRole.FOOTER, BlockRole.FOOTNOTE, BlockRole.TABLE)
LABEL_WORDS = 25
# The largest distance from a figure to its label, in type sizes.
REACH = 1.6
# A figure with the first words of its label in the same type: "2,400 households" above "with clean water".
_OPEN_FIGURE = re.compile(FIGURE.pattern + r"(?:\s+[^\W\d]+){1,3}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Pair:
    cost: float
    figure: int
    label: int
    side: Side
    # Figures of one type on a page have their labels on the same side.
    kin: tuple[int, int]

    @property
    def label_first(self) -> bool:
        return self.side in (Side.ABOVE, Side.LEFT)


@dataclass(frozen=True, slots=True)
class _Appearance:
    """The properties of a draft that pairing needs, computed once because every pair of blocks is compared."""

    text: str
    page: int
    box: Box
    size: float
    bold: bool
    color: int
    numeral: bool

    @classmethod
    def of(cls, draft: Draft) -> _Appearance:
        text = draft.text.strip()
        numeral = draft.marker is None and is_figure(text)
        return cls(text, draft.page, draft.box, draft.size, draft.bold, draft.color, numeral)


def _is_open_figure(figure: _Appearance, label: _Appearance) -> bool:
    return bool(_OPEN_FIGURE.fullmatch(figure.text)) and label.text[:1].islower()


def _outranks(figure: _Appearance, label: _Appearance, habits: Habits) -> bool:
    """Whether the figure is larger than its label, or of the same size but bolder or in another colour."""
    if figure.size >= 1.15 * label.size:
        return True
    marked = figure.bold > label.bold or figure.color != habits.color
    return marked and figure.size >= 0.95 * label.size


def _side(figure: _Appearance, label: _Appearance) -> tuple[float, Side] | None:
    """(distance in type sizes of the figure, the label's side) if the two are adjacent."""
    a, b = figure.box, label.box
    size = max(figure.size, label.size)
    over = a.shared_width(b)
    if over > 0.5 * min(a.width, b.width):
        below, above = (b.top - a.bottom) / size, (a.top - b.bottom) / size
        if -0.45 < below < REACH:
            return max(0.0, below), Side.BELOW
        if -0.45 < above < 0.8 * REACH:
            # A label is more often below its figure than above it.
            return max(0.0, above) + 0.4, Side.ABOVE
    level = a.shared_height(b)
    if level > 0.3 * min(a.height, b.height):
        right, left = (b.x0 - a.x1) / size, (a.x0 - b.x1) / size
        if -0.1 < right < REACH:
            return max(0.0, right) + 0.1, Side.RIGHT
        if -0.1 < left < 0.8 * REACH:
            return max(0.0, left) + 0.5, Side.LEFT
    return None


def _pairs(drafts: Sequence[Draft], habits: Habits) -> list[_Pair]:
    looks = {
        at: _Appearance.of(draft) for at, draft in enumerate(drafts) if draft.role not in (*APART, BlockRole.CALLOUT)
    }
    labels = [at for at, appearance in looks.items() if drafts[at].marker is None and _may_label(appearance)]
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
                apart = 0.3 * (abs(at - other) != 1) + 0.5 * (drafts[at].frame != drafts[other].frame)
                pairs.append(_Pair(side[0] + apart, at, other, side[1], (figure.page, round(figure.size))))
    return _on_usual_side(pairs)


# The bonus for the side where most figures of one type have their label, in type sizes.
USUAL_SIDE = 0.6


def _on_usual_side(pairs: Sequence[_Pair]) -> list[_Pair]:
    """The pairs, likeliest first. Gives a bonus to the side where most figures of the type have their label."""
    figures: dict[tuple[tuple[int, int], Side], set[int]] = {}
    for pair in pairs:
        figures.setdefault((pair.kin, pair.side), set()).add(pair.figure)
    usual: dict[tuple[int, int], Side] = {}
    for kin in {pair.kin for pair in pairs}:
        votes = sorted(
            ((len(results), side) for (k, side), results in figures.items() if k == kin), key=lambda v: -v[0]
        )
        if votes[0][0] > 1 and (len(votes) == 1 or votes[0][0] > votes[1][0]):
            usual[kin] = votes[0][1]
    gained = [replace(p, cost=p.cost - USUAL_SIDE * (usual.get(p.kin) is p.side)) for p in pairs]
    return sorted(gained, key=lambda pair: pair.cost)


def _may_label(appearance: _Appearance) -> bool:
    words = len(appearance.text.split())
    return not appearance.numeral and words <= LABEL_WORDS and any(char.isalpha() for char in appearance.text)


def join_callouts(drafts: list[Draft], habits: Habits) -> list[Draft]:
    """Joins each figure with its nearest label into one call-out, at the position of the first of the two."""
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
    kept = [draft for i, draft in enumerate(drafts) if i not in gone]
    for draft in kept:
        if draft.role is BlockRole.PARAGRAPH and _is_bare_figure(draft, kept, habits):
            draft.role = BlockRole.CALLOUT
    return kept


# A figure with this many words is a call-out, not the heading of a section.
FIGURE_WORDS = 6
_FIGURE_WITH_NOUN = re.compile(rf"{FIGURE.pattern}(?:\s+[^\W\d]+[,’'-]?[^\W\d]*){{0,{FIGURE_WORDS}}}", re.IGNORECASE)


def _is_bare_figure(draft: Draft, drafts: Sequence[Draft], habits: Habits) -> bool:
    """Whether it is a large number, alone or with its noun ("5.68 Million Visitors"), and not a heading of text below
    it."""
    if draft.marker is not None or draft.size < LARGE * habits.size:
        return False
    first = draft.fragments[0].words[0].text
    if not _FIGURE_WITH_NOUN.fullmatch(draft.text) or (first.isdigit() and not is_figure(first)):
        return False
    return is_figure(draft.text) or not any(_heads(draft, other) for other in drafts)


def _heads(draft: Draft, other: Draft) -> bool:
    """Whether running text starts directly below the draft, on its left edge."""
    if other is draft or other.page != draft.page or other.role is BlockRole.CALLOUT or len(other.text.split()) < 8:
        return False
    gap = other.box.top - draft.box.bottom
    return abs(other.box.x0 - draft.box.x0) < 2 * draft.size and -0.5 * draft.size < gap < 2 * draft.size


def _ends_label(callout: Draft, rest: Draft) -> bool:
    """Whether it is the rest of a label in smaller type: "2,400 households" above "with clean water"."""
    if rest.page != callout.page or rest.role is not BlockRole.PARAGRAPH or not rest.text[:1].islower():
        return False
    last, first = callout.fragments[-1], rest.fragments[0]
    if is_figure(last.text):
        return False
    gap = first.box.top - last.box.bottom
    over = last.box.shared_width(first.box)
    near = over > 0.5 * min(last.box.width, first.box.width) and -0.3 * last.size < gap < 0.6 * last.size
    return near and first.size < last.size and len(rest.text.split()) <= LABEL_WORDS
