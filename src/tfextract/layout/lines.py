"""Groups glyphs in content stream order into words and line fragments."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from tfextract.layout.fragments import Fragment, Word, around
from tfextract.layout.glyph_words import read_runs
from tfextract.layout.glyphs import Glyph
from tfextract.layout.list_marks import DRAWN_MARK, join_marks, with_drawn_marks, without_own_marker
from tfextract.layout.marked_content import prevailing
from tfextract.layout.word_parts import RAISED, split_label, split_raised
from tfextract.model import Box

# Ligatures, and mathematical letters, which Word uses for formulas and some designers for headings.
FOLDED = (("\ufb00", "\ufb06"), ("\U0001d400", "\U0001d7ff"))


def _clean(text: str) -> str:
    """Replaces presentation forms by plain letters. Keeps characters with a meaning (½, ², ™)."""
    if text.isascii() and text.isprintable():
        return text
    parts = []
    for char in text:
        if unicodedata.category(char) in ("Cc", "Cf"):
            continue
        parts.append(unicodedata.normalize("NFKC", char) if _is_folded(char) else char)
    return "".join(parts)


def _is_folded(char: str) -> bool:
    return any(first <= char <= last for first, last in FOLDED)


def _word(glyphs: list[Glyph], baseline: float, size: float) -> Word | None:
    text = _clean("".join([glyph.text for glyph in glyphs]))
    if not text:
        return None
    box = Box.around([glyph.box for glyph in glyphs])
    first = glyphs[0]
    raised = first.size < RAISED * size and baseline - first.baseline > 0.15 * size
    bold = sum([glyph.bold for glyph in glyphs]) * 2 > len(glyphs)
    # A hyphen or a full stop may be a separate element.
    mark = prevailing([glyph.mark for glyph in glyphs])
    return Word(
        text, box, first.baseline, first.size, bold, first.italic, first.color, raised, mark,
        face=first.face, soft=glyphs[-1].mark.soft,
    )  # fmt: skip


def _is_nameless_mark(groups: list[list[Glyph]]) -> bool:
    """Whether it is a bullet from a symbol font without names: a control character apart from the next text."""
    first = groups[0]
    if len(first) != 1 or unicodedata.category(first[0].text[:1] or " ") != "Cc":
        return False
    return len(groups) == 1 or groups[1][0].box.x0 - first[0].box.x1 > 0.4 * first[0].size


def _fragment(groups: list[list[Glyph]]) -> Fragment | None:
    flat = [glyph for group in groups for glyph in group]
    # The line has the size and baseline of most of its glyphs, not of a raised mark or a drop cap.
    exact: dict[tuple[float, float], int] = {}
    for glyph in flat:
        place = (glyph.size, glyph.baseline)
        exact[place] = exact.get(place, 0) + 1
    weights: dict[tuple[float, float], int] = {}
    for (own_size, own_baseline), count in exact.items():
        key = (round(own_size, 1), round(own_baseline, 1))
        weights[key] = weights.get(key, 0) + count
    size, baseline = max(weights, key=lambda key: weights[key])
    words = []
    if _is_nameless_mark(groups):
        groups = [[replace(groups[0][0], text=DRAWN_MARK)], *groups[1:]]
    for group in groups:
        for part in (part for label in split_label(group) for part in split_raised(label, size, baseline)):
            word = _word(part, baseline, size)
            if word is not None:
                words.append(word)
    if not words:
        return None
    return Fragment(tuple(words), around(words), baseline, size)


def read_fragments(glyphs: Iterable[Glyph], dots: Sequence[Box] = ()) -> list[Fragment]:
    """Fragments in content stream order, with list marks joined to the fragment after them.

    `dots` are boxes of small drawn shapes, some of which may be bullets.
    """
    results = [_fragment(run) for run in read_runs(glyphs)]
    fragments = [without_own_marker(fragment) for fragment in results if fragment is not None]
    kept = [fragment for fragment in join_marks(fragments) if not _is_icon(fragment)]
    return with_drawn_marks(_cut_at_columns(kept), dots)


# A left edge with at least this many line starts belongs to a column.
EDGE_LINES = 4
# The narrowest gutter in type sizes. Justified lines have such gaps as well, but not before a column's edge.
NARROW_GUTTER = 0.8


def _cut_at_columns(fragments: list[Fragment]) -> list[Fragment]:
    """Cuts fragments that cross a narrow gutter at the left edge of the next column."""
    lefts = [f.box.x0 if f.marker_box is None else f.marker_box.x0 for f in fragments if len(f.words) >= 3]
    lefts += [word.box.x0 for f in fragments for last, word in pairwise(f.words) if _is_wide(last, word, f.size)]
    edges = Counter(round(x) for x in lefts)
    columns = {x for x in edges if edges[x - 1] + edges[x] + edges[x + 1] >= EDGE_LINES}
    cut = []
    for fragment in fragments:
        starts = [0]
        for at, (last, word) in enumerate(pairwise(fragment.words), start=1):
            # Two words or fewer before the gap are a number or mark with its tab, not a column's line.
            if _is_wide(last, word, fragment.size) and at - starts[-1] > 2 and round(word.box.x0) in columns:
                starts.append(at)
        if len(starts) == 1:
            cut.append(fragment)
            continue
        pieces = [fragment.words[a:b] for a, b in zip(starts, [*starts[1:], None], strict=True)]
        cut.append(replace(fragment, words=pieces[0], box=around(pieces[0])))
        cut += [without_own_marker(Fragment(p, around(p), p[0].baseline, p[0].size)) for p in pieces[1:]]
    return cut


def _is_wide(last: Word, word: Word, size: float) -> bool:
    return word.box.x0 - last.box.x1 > NARROW_GUTTER * size


def _is_icon(fragment: Fragment) -> bool:
    """Whether it is a letter of an icon font: alone, in the private use area, without meaning."""
    return fragment.marker is None and all(
        unicodedata.category(char) == "Co" for word in fragment.words for char in word.text
    )
