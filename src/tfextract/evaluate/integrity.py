"""Measures whether the layout keeps each statement whole, alone and under its heading. Every rule depends on this.

A gold achievement or product is whole if at least 98 per cent of it is in one block. It is alone if three things hold:
only a list mark or the end of a sentence comes before it, nothing comes after it unless it ends in punctuation, and the
block has no statement of another theme. Products are mostly named inside a sentence, so only wholeness is measured for
them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from tfextract.evaluate.gold import GoldAchievement, GoldDocument, GoldPage
from tfextract.model import Block, Layout

WHOLE, THEME_ALIKE = 98.0, 80.0
_BEFORE = re.compile(r"(?:^|[.!?:;…]['\"”’)\]]*(?:\s*\d{1,2})?|^\W*\S{1,4})\s*$")
_ENDS = re.compile(r"[.!?:;…]['\"”’)\]]*(?:\d{1,2})?$")


@dataclass(frozen=True, slots=True)
class Integrity:
    """Counts over required gold achievements and products: `asked` in all, `whole` and alone, `verbatim` in a block
    after collapsing white space. Of the `themed` achievements that are whole, `headed` have the right heading.
    """

    asked: int = 0
    whole: int = 0
    verbatim: int = 0
    themed: int = 0
    headed: int = 0
    broken: tuple[str, ...] = ()

    def __add__(self, other: Integrity) -> Integrity:
        return Integrity(
            self.asked + other.asked,
            self.whole + other.whole,
            self.verbatim + other.verbatim,
            self.themed + other.themed,
            self.headed + other.headed,
            self.broken + other.broken,
        )

    def figures(self) -> dict[str, float]:
        return {
            "statements_whole": self.whole / max(1, self.asked),
            "statements_verbatim": self.verbatim / max(1, self.asked),
            "headings": self.headed / max(1, self.themed),
        }


@dataclass(frozen=True, slots=True)
class Wanted:
    """A gold text with white space collapsed. `in_sentence`: it need not be alone."""

    text: str
    theme: str | None
    in_sentence: bool


def _collapsed(text: str) -> str:
    return " ".join(text.split())


def _place(text: str, block: str) -> tuple[int, int] | None:
    at = block.find(text)
    if at >= 0:
        return at, at + len(text)
    if len(block) < 0.9 * len(text):
        return None
    alignment = fuzz.partial_ratio_alignment(text, block, score_cutoff=WHOLE)
    return None if alignment is None else (alignment.dest_start, alignment.dest_end)


def _is_separate(wanted: Wanted, block: str, place: tuple[int, int]) -> bool:
    start, end = place
    if wanted.in_sentence:
        return True
    after = block[end:].strip()
    return bool(_BEFORE.search(block[:start])) and (not after or bool(_ENDS.search(wanted.text)))


def _holds_another(theme: str | None, block: str, others: Iterable[GoldAchievement]) -> bool:
    return any(other.theme != theme and _collapsed(other.text) in block for other in others)


def wanted_of(page: GoldPage) -> list[Wanted]:
    products = [Wanted(_collapsed(p.titles[0]), None, True) for p in page.products if not p.optional]
    return [Wanted(_collapsed(a.text), a.theme, False) for a in page.achievements if not a.optional] + products


def _is_headed(block: Block, theme: str) -> bool:
    wanted = _collapsed(theme).casefold()
    return any(fuzz.ratio(_collapsed(text).casefold(), wanted) >= THEME_ALIKE for text in block.heading_path)


def judge_integrity(slug: str, page: GoldPage, layout: Layout) -> Integrity:
    blocks = [block for block in layout.blocks if any(piece.page == page.page for piece in block.pieces)]
    texts = [_collapsed(block.text) for block in blocks]
    sums = Integrity()
    for wanted in wanted_of(page):
        sums += _judge(f"{slug} p{page.page}", wanted, blocks, texts, page.achievements)
    return sums


def measure_integrity(gold: Sequence[GoldDocument], layouts: Mapping[str, Layout]) -> Integrity:
    """`layouts` by slug."""
    judged = (judge_integrity(doc.slug, page, layouts[doc.slug]) for doc in gold for page in doc.pages)
    return sum(judged, Integrity())


def format_integrity(integrity: Integrity, *, show: bool = False) -> str:
    figures = integrity.figures()
    lines = [
        f"statements whole and alone in a block {figures['statements_whole']:.3f} of {integrity.asked}, "
        f"verbatim {figures['statements_verbatim']:.3f}",
        f"heading right {figures['headings']:.3f} of {integrity.themed} achievements found whole",
    ]
    return "\n".join([*lines, *integrity.broken] if show else lines)


def _judge(
    where: str, wanted: Wanted, blocks: Sequence[Block], texts: Sequence[str], others: Sequence[GoldAchievement]
) -> Integrity:
    verbatim = any(wanted.text in text for text in texts)
    for block, text in zip(blocks, texts, strict=True):
        place = _place(wanted.text, text)
        if place is None or not _is_separate(wanted, text, place):
            continue
        if not wanted.in_sentence and _holds_another(wanted.theme, text, others):
            continue
        themed = wanted.theme is not None
        headed = wanted.theme is not None and _is_headed(block, wanted.theme)
        lost = (f"heading {where}: {block.heading_path} ≠ {wanted.theme}: {wanted.text}",) if themed > headed else ()
        return Integrity(1, 1, verbatim, themed, headed, lost)
    return Integrity(1, 0, verbatim, broken=(f"broken {where}: {wanted.text}",))
