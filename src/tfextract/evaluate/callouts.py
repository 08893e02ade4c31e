"""Measures call-outs: whether a large figure is in one block with the words for what it counts.

Covers each required gold count whose figure is large: a word of it is at least 1.3 times the page's body size, which is
the size of most letters. The figure is the number in the quote that equals the gold value, with or without a scale
word. It is searched in the text of the page's blocks and in their list marks. A figure in no block is skipped. So is
one whose quote is in a block of smaller type: a large "3" elsewhere is another figure. The label is the head noun of a
gold unit. For shares, money and counts without unit it is half of the longer words of the quote.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from tfextract.evaluate.gold import GoldCount, GoldDocument, GoldPage
from tfextract.evaluate.scoring import collapsed, full_counts, head_noun
from tfextract.model import Block, Facts, Layout

LARGE, QUOTE_ALIKE = 1.3, 85.0
SCALES = (1.0, 1e3, 1e5, 1e6, 1e7, 1e9, 1e12)
_NUMBER = re.compile(r"\d(?:[\d.,\u00a0 ]*\d)?")
_WORD = re.compile(r"[^\W\d_]{4,}")
_SAYS_NOTHING = frozenset(
    "million billion thousand hundred crore lakh percent over about more than nearly almost with from that this were "
    "have been which their".split()
)
_BY_QUOTE = ("percent", "money", "ratio")


@dataclass(frozen=True, slots=True)
class Callouts:
    """Counts over the required gold counts printed large: `asked`, of them `labelled` in one block with their label,
    `counted` as a count with a full match.
    """

    asked: int = 0
    labelled: int = 0
    counted: int = 0
    split: tuple[str, ...] = ()

    def __add__(self, other: Callouts) -> Callouts:
        return Callouts(
            self.asked + other.asked,
            self.labelled + other.labelled,
            self.counted + other.counted,
            self.split + other.split,
        )

    def figures(self) -> dict[str, float]:
        return {
            "callouts_labelled": self.labelled / self.asked if self.asked else 1.0,
            "callouts_counted": self.counted / self.asked if self.asked else 1.0,
        }


def _body_size(blocks: Sequence[Block], page: int) -> float:
    sizes: Counter[float] = Counter()
    for block in blocks:
        for piece in block.pieces:
            if piece.page == page:
                sizes[round(piece.size, 1)] += sum(char.isalpha() for char in block.text[piece.start : piece.end])
    return sizes.most_common(1)[0][0] if sizes else 0.0


def printed_figures(count: GoldCount) -> list[str]:
    """The printed digits of the numbers in the quote that equal the gold value after scaling."""
    results = []
    for number in _NUMBER.findall(count.quote):
        readings = {re.sub(r"[^\d]", "", number), re.sub(r"[^\d.]", "", number).strip(".")}
        readings.add(re.sub(r"[^\d,]", "", number).replace(",", "."))
        values = {float(text) for text in readings if re.fullmatch(r"\d+(?:\.\d+)?", text)}
        if any(abs(value * scale - count.value) < 1e-6 * max(1.0, count.value) for value in values for scale in SCALES):
            results.append(number.strip())
    return results


def _pattern(figure: str) -> re.Pattern[str]:
    """Matches the figure with or without white space between its characters, but not inside a longer number."""
    spaced = r"\s?".join(re.escape(char) for char in figure if not char.isspace())
    return re.compile(rf"(?<!\d)(?<!\d[.,]){spaced}(?![.,]?\d)")


def _is_large(block: Block, span: tuple[int, int], page: int, threshold: float) -> bool:
    start, end = span
    return any(
        piece.size >= threshold and piece.page == page
        for piece in block.pieces
        if piece.start < end and start < piece.end
    )


def has_label(text: str, count: GoldCount) -> bool:
    """Whether the block's text names what the gold count counts."""
    printed = collapsed(text)
    heads = {head_noun(unit) for unit in count.units} - {"", "%"}
    if any(head in printed for head in heads):
        return True
    if heads and count.kind not in _BY_QUOTE:
        return False
    words = {word for word in _WORD.findall(collapsed(count.quote)) if word not in _SAYS_NOTHING}
    return 2 * sum(word in printed for word in words) >= len(words)


def _blocks_with(
    count: GoldCount, blocks: Sequence[Block], page: int, threshold: float
) -> tuple[list[Block], list[Block]]:
    """Blocks with the figure in large type, and in smaller type."""
    large: list[Block] = []
    smaller: list[Block] = []
    for pattern in map(_pattern, printed_figures(count)):
        for block in blocks:
            spans = [match.span() for match in pattern.finditer(block.text)]
            marked = block.marker is not None and pattern.fullmatch(block.marker.strip("().")) is not None
            if not spans and not marked:
                continue
            places = spans or [(0, len(block.text))]
            (large if any(_is_large(block, span, page, threshold) for span in places) else smaller).append(block)
    return large, smaller


def _holds_label(block: Block, count: GoldCount) -> bool:
    """A figure that was read as a list mark is not in its block's text."""
    printed = any(_pattern(figure).search(block.text) for figure in printed_figures(count))
    return printed and has_label(block.text, count)


def _holds_quote(block: Block, count: GoldCount) -> bool:
    quote, text = collapsed(count.quote), collapsed(block.text)
    return len(quote) <= 1.2 * len(text) and fuzz.partial_ratio(quote, text) >= QUOTE_ALIKE


def judge_callouts(slug: str, page: GoldPage, layout: Layout, facts: Facts) -> Callouts:
    blocks = [block for block in layout.blocks if any(piece.page == page.page for piece in block.pieces)]
    threshold = LARGE * _body_size(blocks, page.page)
    full = full_counts(page, facts)
    sums = Callouts()
    for place, count in enumerate(page.counts):
        if count.optional:
            continue
        large, smaller = _blocks_with(count, blocks, page.page, threshold)
        labelled = any(_holds_label(block, count) for block in large)
        if not large or (not labelled and any(_holds_quote(block, count) for block in smaller)):
            continue
        lost = () if labelled else (f"split {slug} p{page.page}: {count.quote} [{count.unit}]: {large[0].text[:80]}",)
        sums += Callouts(1, labelled, place in full, lost)
    return sums


def measure_callouts(
    gold: Sequence[GoldDocument], layouts: Mapping[str, Layout], facts: Mapping[str, Facts]
) -> Callouts:
    """`layouts` and `facts` by slug."""
    judged = (judge_callouts(doc.slug, page, layouts[doc.slug], facts[doc.slug]) for doc in gold for page in doc.pages)
    return sum(judged, Callouts())


def format_callouts(callouts: Callouts, *, show: bool = False) -> str:
    figures = callouts.figures()
    line = (
        f"large figures in one block with their label {figures['callouts_labelled']:.3f} of {callouts.asked}, "
        f"counted in full {figures['callouts_counted']:.3f}"
    )
    return "\n".join([line, *callouts.split] if show else [line])
