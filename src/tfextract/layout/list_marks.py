"""Finds the marks of list items: printed in the line, separately, or drawn."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from tfextract.layout.fragments import Fragment, Word, around
from tfextract.model import Box

# Bullets that occur in PDFs: general and private-use dots, Wingdings letters mapped to U+F0xx, squares, arrows. Word's
# second level is a single "o" in Courier.
BULLET = (
    r"(?:[•●○◦▪▫■□◆◇▶►▸➢➤➔→✓✔✗✘❖❑❒»›▹▷★☆➜➡⇒⬤⦁⚫✦█▌▐▬◼◻◾◽⬛⬜☐☑☒✅"
    r"\u2023\u2043\u2219\u27a4\uf0a7\uf0b7\uf0d8\uf0fc\uf076\uf0a8\uf075\uf06e\uf071·]|o(?!\S))"
)
MARKER = re.compile(
    rf"(?P<marker>{BULLET}|[–—‒-]|\(?(?:[ivx]{{1,4}}|[a-z]|\d{{1,3}})\)|\d{{1,3}}\.(?:\d{{1,2}}\.?)?|[a-z]\.|\*)(?=\s|$)"
)
# The text of a mark that has no letter.
DRAWN_MARK = "•"
DECIMAL = re.compile(r"\d+\.\d+")
# The smallest gap between a single letter and the text that it marks, in type sizes.
LETTER_MARK_GAP = 0.4
SCALE_WORD = re.compile(r"(?:million|billion|trillion|thousand|hundred|crore|lakh|mn|bn|m|k)s?\b|[%+x×]", re.IGNORECASE)


def _is_figure_before(mark: Word, first: Word) -> bool:
    """Whether a decimal number is not a section number: "37.6 million trees", "7.4 MILLION", a figure larger than its
    label."""
    if not first.text[:1].isupper() or SCALE_WORD.match(first.text):
        return True
    return mark.size > 1.15 * first.size


def without_own_marker(fragment: Fragment) -> Fragment:
    """ "• Text" as a fragment "Text" whose marker is "•"."""
    match = MARKER.match(fragment.words[0].text)
    if match is None or match.end() != len(fragment.words[0].text) or len(fragment.words) < 2:
        return fragment
    mark, rest = fragment.words[0], fragment.words[1:]
    # "o Item" has a tab's gap. In Portuguese "o" is an article.
    if mark.text == "o" and rest[0].box.x0 - mark.box.x1 < LETTER_MARK_GAP * mark.size:
        return fragment
    if DECIMAL.fullmatch(mark.text) and _is_figure_before(mark, rest[0]):
        return fragment
    return replace(fragment, words=rest, box=around(rest), marker=match["marker"], marker_box=fragment.words[0].box)


def _host(mark: Fragment, fragments: list[Fragment]) -> int | None:
    """Index of the fragment on the right of a separate list mark."""
    best, best_gap = None, 4.0 * mark.size
    for index, other in enumerate(fragments):
        if other is mark or other.marker is not None:
            continue
        if DECIMAL.fullmatch(mark.text) and _is_figure_before(mark.words[0], other.words[0]):
            continue
        middle = (mark.box.top + mark.box.bottom) / 2
        gap = other.box.x0 - mark.box.x1
        near = abs(other.baseline - mark.baseline) < 0.45 * max(other.size, mark.size)
        if (near or other.box.top < middle < other.box.bottom) and -0.5 < gap < best_gap:
            best, best_gap = index, gap
    return best


def join_marks(fragments: Sequence[Fragment]) -> list[Fragment]:
    """Joins each separate mark with the fragment after it, as its marker."""
    fragments = list(fragments)
    marks = [f for f in fragments if f.marker is None and len(f.words) == 1 and MARKER.fullmatch(f.words[0].text)]
    dropped: set[int] = set()
    for mark in marks:
        place = _host(mark, fragments)
        if place is not None:
            host = fragments[place]
            fragments[place] = replace(host, marker=mark.text, marker_box=mark.box)
            dropped.add(id(mark))
        elif mark.text == DRAWN_MARK:
            # A bullet before nothing is dropped.
            dropped.add(id(mark))
    return [fragment for fragment in fragments if id(fragment) not in dropped]


def with_drawn_marks(fragments: list[Fragment], dots: Sequence[Box]) -> list[Fragment]:
    """Adds drawn bullets, which are close before their lines at equal distances. A single dot near a line by chance is
    not a bullet."""
    lines = {dot: next((i for i, line in enumerate(fragments) if _marks(dot, line)), None) for dot in dots}
    marked = list(fragments)
    for dot, place in lines.items():
        if place is None or marked[place].marker is not None:
            continue
        line = fragments[place]
        kin = (other for other in dots if abs(other.width - dot.width) < 0.5 and abs(other.top - dot.top) > 1.0)
        in_column = any(abs(other.x0 - dot.x0) < 1.0 for other in kin)
        if in_column or _at_like_gap(dot, line, fragments, lines) or _in_margin(dot, line, fragments):
            marked[place] = replace(line, marker=DRAWN_MARK, marker_box=dot)
    return marked


def _at_like_gap(dot: Box, line: Fragment, fragments: Sequence[Fragment], lines: Mapping[Box, int | None]) -> bool:
    """Whether another dot of the same size has the same distance to its line: a single item in its column."""
    for other, place in lines.items():
        alike = abs(other.width - dot.width) < 0.3 and abs(other.height - dot.height) < 0.3
        if other is dot or place is None or not alike:
            continue
        if abs((fragments[place].box.x0 - other.x1) - (line.box.x0 - dot.x1)) < 0.6:
            return True
    return False


def _in_margin(dot: Box, line: Fragment, fragments: Sequence[Fragment]) -> bool:
    """Whether the dot is at the left edge of two nearby lines of the same type: the only item of its page."""
    flush = [f for f in fragments if abs(f.box.x0 - dot.x0) < 0.6 and f.size == line.size]
    return sum(abs(f.baseline - line.baseline) < 4 * line.size for f in flush) >= 2


def _marks(dot: Box, line: Fragment) -> bool:
    gap = line.box.x0 - dot.x1
    middle = (dot.top + dot.bottom) / 2
    level = line.baseline - 0.9 * line.size < middle < line.baseline + 0.15 * line.size
    small = dot.height < 0.75 * line.size
    worded = any(char.isalpha() for char in line.text)
    return line.marker is None and worded and level and small and 0.1 * line.size < gap < 2.5 * line.size
