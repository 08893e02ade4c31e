"""Measures each block's type, wording and surroundings, from which headings are recognised."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tfextract.layout.drafts import Draft
from tfextract.layout.fragments import Word
from tfextract.model import Box

# A block has a trait if more than this share of its letters has it.
MAJORITY = 0.8
# The smallest overlap of two blocks in one column, as a share of the narrower one's width.
COLUMN_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class Style:
    """The type of most letters of a block. `size` is in points, rounded to halves."""

    size: float
    bold: bool
    italic: bool
    color: int
    capitals: bool
    face: str


@dataclass(frozen=True)
class HeadingCandidate:
    """A block that may be a heading. `size` is in points, boxes are in page coordinates."""

    draft: Draft
    text: str
    words: tuple[Word, ...]
    lines: int
    style: Style
    size: float
    box: Box

    @classmethod
    def of(cls, draft: Draft) -> HeadingCandidate:
        words = tuple(word for fragment in draft.fragments for word in fragment.words)
        return cls(draft, draft.text.strip(), words, len(draft.lines), style_of(words), draft.size, draft.box)

    @cached_property
    def letters(self) -> int:
        return sum(char.isalpha() for char in self.text)

    @cached_property
    def is_running(self) -> bool:
        """Whether it is running text: several words, most of them in lower case."""
        small = sum(word.text[:1].islower() for word in self.words)
        return len(self.words) >= 8 and small >= 0.4 * len(self.words)


def style_of(words: Sequence[Word]) -> Style:
    sizes: Counter[float] = Counter()
    colors: Counter[int] = Counter()
    faces: Counter[str] = Counter()
    total = bold = italic = capitals = letters = 0
    for word in words:
        length = len(word.text)
        total += length
        sizes[round(word.size * 2) / 2] += length
        colors[word.color] += length
        faces[word.face] += length
        bold += length * word.bold
        italic += length * word.italic
        own = sum(char.isalpha() for char in word.text)
        letters += own
        capitals += own * word.text.isupper()
    return Style(
        max(sizes, key=sizes.__getitem__, default=0.0),
        bold > MAJORITY * total,
        italic > MAJORITY * total,
        max(colors, key=colors.__getitem__, default=0),
        letters >= 3 and capitals > MAJORITY * letters,
        max(faces, key=faces.__getitem__, default=""),
    )


@dataclass(frozen=True, slots=True)
class Place:
    """The neighbours of a block on its page: the nearest blocks in its column by index, and the gaps in points.

    `above` and `below` are None if there is no block. `level` are the blocks beside it.
    """

    above: int | None
    below: int | None
    gap_above: float
    gap_below: float
    level: tuple[int, ...]


def by_page(candidates: Sequence[HeadingCandidate]) -> Mapping[int, list[int]]:
    """The indices of the candidates of each page."""
    pages: dict[int, list[int]] = defaultdict(list)
    for at, candidate in enumerate(candidates):
        pages[candidate.draft.page].append(at)
    return pages


def places_of(candidates: Sequence[HeadingCandidate], pages: Mapping[int, list[int]]) -> list[Place]:
    """The place of each candidate on its page. `pages` comes from `by_page`."""
    places: dict[int, Place] = {}
    for results in pages.values():
        of_page = _places_on_page(results, [candidates[at] for at in results])
        places.update(zip(results, of_page, strict=True))
    return [places[at] for at in range(len(candidates))]


def _places_on_page(numbers: Sequence[int], candidates: Sequence[HeadingCandidate]) -> list[Place]:
    edges = np.array([(c.box.x0, c.box.x1, c.box.top, c.box.bottom, c.size) for c in candidates], float)
    x0, x1, top, bottom, size = edges.T
    across = np.minimum(x1[:, None], x1) - np.maximum(x0[:, None], x0)
    narrow = np.minimum((x1 - x0)[:, None], x1 - x0)
    column = across > COLUMN_SHARE * narrow
    np.fill_diagonal(column, val=False)
    # For each block the gaps down to the others, and up to them.
    down = np.where(column & (top > bottom[:, None] - 0.4 * size[:, None]), top - bottom[:, None], np.inf)
    up = np.where(column & (bottom < top[:, None] + 0.4 * size[:, None]), top[:, None] - bottom, np.inf)
    shared = np.minimum(bottom[:, None], bottom) - np.maximum(top[:, None], top)
    low = np.minimum((bottom - top)[:, None], bottom - top)
    beside = (shared > 0.5 * low) & ~column
    np.fill_diagonal(beside, val=False)
    return [
        Place(
            numbers[int(up[at].argmin())] if np.isfinite(up[at]).any() else None,
            numbers[int(down[at].argmin())] if np.isfinite(down[at]).any() else None,
            float(up[at].min()),
            float(down[at].min()),
            tuple(numbers[int(other)] for other in np.flatnonzero(beside[at])),
        )
        for at in range(len(candidates))
    ]


@dataclass(frozen=True, slots=True)
class StyleUse:
    """How a document uses one style: number of blocks, mean number of words, share above running text."""

    blocks: int
    words: float
    above_text: float


def style_uses(candidates: Sequence[HeadingCandidate], places: Sequence[Place]) -> Mapping[Style, StyleUse]:
    results: dict[Style, list[int]] = defaultdict(list)
    for at, candidate in enumerate(candidates):
        results[candidate.style].append(at)
    return {style: _use_of(numbers, candidates, places) for style, numbers in results.items()}


def _use_of(numbers: Sequence[int], candidates: Sequence[HeadingCandidate], places: Sequence[Place]) -> StyleUse:
    below = [places[at].below for at in numbers]
    above_text = sum(at is not None and candidates[at].is_running for at in below)
    return StyleUse(
        len(numbers),
        sum(len(candidates[at].words) for at in numbers) / len(numbers),
        above_text / len(numbers),
    )
