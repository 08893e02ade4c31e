"""Splits adjacent glyphs that are not one word: a raised mark after a word, a label after its figure."""

from __future__ import annotations

import re

from tfextract.layout.glyphs import Glyph

# The largest size of a raised or lowered letter, as a share of its line's type size.
RAISED = 0.88
# Units that are squared or cubed. After any other word a raised number is a footnote mark.
SQUARED = re.compile(r"(?:^|[\d/(])[kcdhµ]?m$|(?:^|[\d/(])mm$|(?:^|[\d/(])(?:ft|mi|yd)$", re.IGNORECASE)


def split_raised(glyphs: list[Glyph], size: float, baseline: float) -> list[list[Glyph]]:
    """Splits a footnote mark from its word ("1,598³"), so that it can be removed.

    Keeps the raised number of a unit ("km²") in its word.
    """
    first = len(glyphs)
    while first > 0 and _is_raised_mark(glyphs[first - 1], size, baseline):
        first -= 1
    word, mark = glyphs[: max(1, first)], glyphs[max(1, first) :]
    if not mark:
        return [glyphs]
    power = "".join(g.text for g in mark) in ("2", "3")
    if power and SQUARED.search("".join(g.text for g in word)):
        return [glyphs]
    return [word, mark]


def _is_raised_mark(glyph: Glyph, size: float, baseline: float) -> bool:
    raised = glyph.size < RAISED * size and baseline - glyph.baseline > 0.15 * size
    return raised and glyph.text in "0123456789*†‡,"


def split_label(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Splits a figure from a label in much smaller type directly after it: "2.3bn" and "households"."""
    for at in range(1, len(glyphs)):
        if glyphs[at].size < 0.62 * glyphs[at - 1].size:
            label = "".join(glyph.text for glyph in glyphs[at:])
            if any(glyph.text.isdigit() for glyph in glyphs[:at]) and len(label) > 2 and label.isalpha():
                return [glyphs[:at], glyphs[at:]]
    return [glyphs]
