"""Recognises large numbers that have a label above, below or beside them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from tfextract.layout.fragments import Fragment, Word, around

_COMPARISON = r"(?:[~≈<>≥≤+±–-]\s?)?"
_CURRENCY = r"(?:(?:[A-Z]{1,3}\s?)?[$€£¥₹]\s?|[A-Z]{2,3}\s?)?"
_SCALE = r"(?:\s?(?:%|per\s?cent|[x×]|k|m|mn|mm|b|bn|tn|millions?|billions?|trillions?|thousand|crores?|lakhs?)(?!\w))?"
_NUMBER = r"\d(?:[\d.,'’\s]*\d)?"
# A large number with its signs and scale: "> 30 K", "US$1.5 million +", "40–50%".
_AMOUNT = rf"{_CURRENCY}{_NUMBER}{_SCALE}"
FIGURE = re.compile(
    rf"{_COMPARISON}{_AMOUNT}(?:(?:\s?[–:/-]\s?|\s(?:in|out of|to)\s){_AMOUNT})?{_SCALE}\s?\+?", re.IGNORECASE
)
YEAR = re.compile(r"(?:19[5-9]|20[0-4])\d(?:\s?[–/-]\s?(?:\d\d){1,2})?")
_OPENS_FIGURE = re.compile(r"(?:[~≈<>≥≤+±]|(?:[A-Z]{1,3})?[$€£¥₹])?\d|[~≈<>≥≤$€£¥₹]$")
_OPENS_RESULT = re.compile(r"(?!(?:19|20)\d\d\b)[^\w\s]{0,2}\d")
# A number of at least this many body type sizes is a figure. Its label is smaller by the same factor.
LARGE, SMALLER = 1.25, 1.12
# The smallest gap between two figures of one line, in type sizes.
FIGURE_GAP = 0.55


def body_size(fragments: Iterable[Fragment]) -> float:
    sizes: Counter[float] = Counter()
    for fragment in fragments:
        sizes[round(fragment.size, 1)] += sum(len(word.text) for word in fragment.words)
    return sizes.most_common(1)[0][0] if sizes else 10.0


def is_figure(text: str) -> bool:
    """Whether the text is only a number that can have a label, and not a year or a step number ("02")."""
    return bool(FIGURE.fullmatch(text)) and not YEAR.fullmatch(text) and not re.fullmatch(r"0\d", text)


def is_number(text: str) -> bool:
    """Whether the text is only a number: a year, a step or a figure."""
    return FIGURE.fullmatch(text) is not None


def opens_result(word: str) -> bool:
    """Whether the word starts with a number that may be a result and is not a year."""
    return _OPENS_RESULT.match(word) is not None


def part_figures(fragments: Iterable[Fragment], size: float) -> list[Fragment]:
    """Cuts fragments before each further large figure: "48%   3,900   40,000" becomes three. `size` is the body type
    size."""
    cut = []
    for fragment in fragments:
        starts = [0]
        for at, (last, word) in enumerate(pairwise(fragment.words), start=1):
            opens = word.size >= LARGE * size and _OPENS_FIGURE.match(word.text)
            before = any(_is_large_number(w, size) for w in fragment.words[starts[-1] : at])
            after_label = before and last.size * SMALLER < word.size
            threshold = max(0.6 * last.size, 0.33 * word.size) if after_label else _figure_gap(last, word)
            if opens and (before or last.size * SMALLER < word.size) and word.box.x0 - last.box.x1 > threshold:
                starts.append(at)
        for first, end in zip(starts, [*starts[1:], len(fragment.words)], strict=True):
            cut.append(fragment if len(starts) == 1 else cut_out(fragment, fragment.words[first:end], first == 0))
    return cut


def _figure_gap(last: Word, word: Word) -> float:
    """The gap between two figures. In letter-spaced type, gaps between the digits of a number can be as wide."""
    grouped = re.fullmatch(r"\d{3}", word.text) is not None or last.text in ("~", "<", ">", "+")
    return (FIGURE_GAP if grouped else 0.65 * FIGURE_GAP) * word.size


def without_label(fragment: Fragment, size: float) -> list[Fragment]:
    """Splits the fragment into its large figure and the smaller type beside it, if it has both."""
    words = fragment.words
    large = [word.size >= LARGE * size for word in words]
    count = next((at for at, big in enumerate(large) if not big), len(words))
    if not 0 < count < len(words) or words[count].size * SMALLER > words[count - 1].size:
        return [fragment]
    if not is_figure(" ".join(word.text for word in words[:count])):
        return [fragment]
    return [cut_out(fragment, words[:count], marked=True), cut_out(fragment, words[count:], marked=False)]


def _is_large_number(word: Word, size: float) -> bool:
    return word.size >= LARGE * size and any(char.isdigit() for char in word.text)


def cut_out(fragment: Fragment, words: tuple[Word, ...], marked: bool) -> Fragment:
    sizes = Counter(round(word.size, 1) for word in words for _ in word.text)
    size = sizes.most_common(1)[0][0]
    baseline = Counter(round(word.baseline, 1) for word in words).most_common(1)[0][0]
    kept = replace(fragment, words=words, box=around(words), size=size, baseline=baseline)
    return kept if marked else replace(kept, marker=None, marker_box=None)
