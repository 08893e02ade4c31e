"""Finds the warehouse's sentence for a drawn box or for selected words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from tfextract.errors import UnreadableFileError, UserError
from tfextract.warehouse.added import StoredBlock, same_words

Rectangle = tuple[float, float, float, float]
# Similarity of 100. Below it the words in the box are not those of the block.
_SURE = 80.0
_LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Chosen:
    """`box` in points from the page's top left, or the selected words."""

    box: Rectangle | None = None
    text: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Chosen:
        try:
            x0, top, x1, bottom = (float(given[name]) for name in ("x0", "top", "x1", "bottom"))
        except (KeyError, ValueError):
            return cls(None, " ".join(given.get("text", "").split())[:_LONGEST])
        if not all(abs(side) < 1e5 for side in (x0, top, x1, bottom)):
            return cls()
        return cls((min(x0, x1), min(top, bottom), max(x0, x1), max(top, bottom)))


def sentence_in(blocks: Sequence[StoredBlock], chosen: Chosen, words_in: Callable[[Rectangle], str]) -> str:
    """The printed sentence of one block, '' if none fits. `words_in` reads the PDF's words in a box."""
    if chosen.box is None:
        return _as_printed(blocks, chosen.text) or chosen.text
    touched = [block for block in blocks if _overlap(block, chosen.box) > 0]
    touched.sort(key=lambda block: -_overlap(block, chosen.box or (0, 0, 0, 0)))
    try:
        words = " ".join(words_in(chosen.box).split())
    except (UserError, UnreadableFileError):
        words = ""
    if words and (printed := _as_printed(touched or blocks, words)) is not None:
        return printed
    # A scanned page has no words in the PDF.
    return touched[0].text if touched else ""


def _as_printed(blocks: Sequence[StoredBlock], words: str) -> str | None:
    """The block text that is most similar to the words. A PDF splits words at line ends, a block does not."""
    best: tuple[float, str] | None = None
    for block in blocks:
        exact = same_words(words, block.text)
        if exact is not None:
            return block.text[exact[0] : exact[1]]
        near = fuzz.partial_ratio_alignment(words, block.text, score_cutoff=_SURE)
        if near is None or (best is not None and near.score <= best[0]):
            continue
        # If the words are longer than the block, the whole block is meant.
        whole = len(words) >= len(block.text)
        start, end = (0, len(block.text)) if whole else (near.dest_start, near.dest_end)
        best = (near.score, _whole_words(block.text, start, end))
    return None if best is None else best[1]


def _whole_words(text: str, start: int, end: int) -> str:
    before = re.search(r"\S*$", text[:start])
    behind = re.match(r"\S*", text[end:])
    low = start - len(before[0]) if before is not None else start
    high = end + len(behind[0]) if behind is not None else end
    return text[low:high].strip()


def _overlap(block: StoredBlock, box: Rectangle) -> float:
    x0, top, x1, bottom = box
    wide = min(block.x1, x1) - max(block.x0, x0)
    high = min(block.bottom, bottom) - max(block.top, top)
    return wide * high if wide > 0 and high > 0 else 0.0
