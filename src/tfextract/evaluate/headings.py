"""Compares headings with the annotated ones, and the themes that they give to the facts below them.

A heading matches an annotated one on its page at a ratio ≥ 85 over case-folded text with white space collapsed and
without the stop or colon of a run-in heading. Levels are compared in pairs: for two matched headings of one document
with different annotated levels, whether ours have the same order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz import fuzz

from tfextract.evaluate.gold import GoldDocument, GoldHeading, GoldPage
from tfextract.evaluate.scoring import ALIKE, Difference, Tally, collapsed, match
from tfextract.model import Block, BlockRole, Layout


@dataclass(frozen=True, slots=True)
class Headings:
    """`levels` is (same order, asked) over pairs of matched headings. None if no page has annotated headings."""

    tally: Tally
    levels: tuple[int, int]
    differences: tuple[Difference, ...] = ()

    def figures(self) -> dict[str, float]:
        alike, asked = self.levels
        return {"headings_f1": self.tally.f1, "heading_levels": alike / asked if asked else 1.0}


def plain(text: str) -> str:
    return collapsed(text).rstrip(".: ")


def _likeness(block: Block, wanted: GoldHeading) -> float | None:
    alike = fuzz.ratio(plain(block.text), plain(wanted.text))
    return alike if alike >= ALIKE else None


def _page(slug: str, page: GoldPage, layout: Layout) -> tuple[Tally, list[tuple[int, int]], list[Difference]]:
    """The page's sums, the (our level, annotated level) of its matched headings, and what differs."""
    blocks = [block for block in layout.blocks if block.role is BlockRole.HEADING and block.page == page.page]
    wanted = page.headings or ()
    pairs = match(blocks, wanted, _likeness, lambda heading: heading.optional)
    matched = {to for _, to in pairs}
    required = [(at, to) for at, to in pairs if not wanted[to].optional]
    extra = [block.text for at, block in enumerate(blocks) if at not in {at for at, _ in pairs}]
    missed = [heading.text for to, heading in enumerate(wanted) if to not in matched and not heading.optional]
    differences = [Difference("extra", "headings", slug, page.page, text) for text in extra]
    differences += [Difference("miss", "headings", slug, page.page, text) for text in missed]
    levels = [(blocks[at].level, wanted[to].level) for at, to in pairs]
    return Tally(len(required), len(required), len(extra), len(missed)), levels, differences


def measure_headings(gold: Sequence[GoldDocument], layouts: Mapping[str, Layout]) -> Headings | None:
    """`layouts` by slug. None if no page has annotated headings."""
    tally = Tally()
    alike = asked = 0
    differences: list[Difference] = []
    annotated = False
    for doc in gold:
        levels: list[tuple[int, int]] = []
        for page in doc.pages:
            if page.headings is None:
                continue
            annotated = True
            sums, of_page, different = _page(doc.slug, page, layouts[doc.slug])
            tally += sums
            levels += of_page
            differences += different
        ordered = [((a[0] > b[0]) - (a[0] < b[0]), (a[1] > b[1]) - (a[1] < b[1])) for a, b in combinations(levels, 2)]
        asked += sum(theirs != 0 for _, theirs in ordered)
        alike += sum(ours == theirs for ours, theirs in ordered if theirs != 0)
    return Headings(tally, (alike, asked), tuple(differences)) if annotated else None


def format_headings(measured: Headings, *, show: bool = False) -> str:
    tally, (alike, asked) = measured.tally, measured.levels
    line = (
        f"headings P {tally.precision:.3f} R {tally.recall:.3f} F1 {tally.f1:.3f} "
        f"of {tally.matched + tally.missed}, "
        f"levels ordered alike {alike / asked if asked else 1.0:.3f} of {asked} pairs"
    )
    return "\n".join([line, *(map(str, measured.differences) if show else ())])
