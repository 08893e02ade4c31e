"""What a block is on its page: heading, list item, call-out, running header …, told by the document's own habits."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from tfextract.layout.blocks import Draft
from tfextract.layout.lines import BULLET
from tfextract.model import BlockRole

PAGE_NUMBER = re.compile(
    r"(?:page\s+)?[ivxlc]{1,6}|(?:page\s+)?\d{1,4}(?:\s*(?:/|of|\|)\s*\d{1,4})?|[–-]\s*\d{1,4}\s*[–-]", re.I
)
RUNNING_WORDS = re.compile(r"\d+")
CAPTION = re.compile(r"(?:figure|fig\.|table|chart|map|box|photo|image|source|credit|graph)s?\b[\s:.\d©]", re.I)
NUMERAL = re.compile(
    r"[~<>+]?\s*(?:[A-Z]{2,3}\s*|[$€£¥]\s*)?\d[\d.,\s]*(?:%|\+|k|m|bn|million|billion|thousand)*\+?", re.I
)
FOOTNOTE_MARK = re.compile(r"(?:\d{1,3}|[*†‡])$")
# The part of the page's height, at the top and at the foot, in which running headers and footers stand.
MARGIN = 0.1
HEADING_WORDS = 24


@dataclass(frozen=True, slots=True)
class PageSize:
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Habits:
    """The document's body type: the size most letters have, whether that is bold, its colour."""

    size: float
    bold: bool
    color: int


def read_habits(drafts: list[Draft]) -> Habits:
    weights: Counter[tuple[float, bool, int]] = Counter()
    for draft in drafts:
        weights.update(draft.weights())
    if not weights:
        return Habits(10.0, bold=False, color=0)
    size, bold, color = weights.most_common(1)[0][0]
    return Habits(size, bold, color)


def _margin(draft: Draft, size: PageSize) -> BlockRole | None:
    box = draft.box
    if box.bottom < MARGIN * size.height:
        return BlockRole.HEADER
    if box.top > (1 - MARGIN) * size.height:
        return BlockRole.FOOTER
    return None


def _running_key(draft: Draft, role: BlockRole) -> tuple[str, str]:
    return role.value, RUNNING_WORDS.sub("#", draft.text).casefold()


def mark_running(pages: dict[int, list[Draft]], sizes: dict[int, PageSize]) -> None:
    """Running headers and footers repeat in the margins of at least three pages; page numbers stand there alone."""
    seen: Counter[tuple[str, str]] = Counter()
    candidates: list[tuple[Draft, BlockRole]] = []
    for page, drafts in pages.items():
        keys = set()
        for draft in drafts:
            role = _margin(draft, sizes[page])
            if role is not None and len(draft.text) < 200:
                candidates.append((draft, role))
                keys.add(_running_key(draft, role))
        seen.update(keys)
    for draft, role in candidates:
        if PAGE_NUMBER.fullmatch(draft.text.strip()):
            draft.role = BlockRole.FOOTER
        elif seen[_running_key(draft, role)] >= 3:
            draft.role = role


def _is_footnote(draft: Draft, habits: Habits, size: PageSize) -> bool:
    first = draft.fragments[0]
    word = first.words[0]
    marked = first.marker is not None or word.raised or bool(FOOTNOTE_MARK.match(word.text))
    return marked and draft.size < 0.93 * habits.size and draft.box.top > 0.5 * size.height


def _is_heading(draft: Draft, habits: Habits) -> bool:
    text = draft.text
    words = text.split()
    letters = sum(char.isalpha() for char in text)
    if len(words) > HEADING_WORDS or letters < 3 or letters < 0.5 * len(text.replace(" ", "")):
        return False
    if text.rstrip().endswith((".", ";", ",")) or text[:1].islower():
        return False
    larger = draft.size > 1.12 * habits.size
    marked_by_weight = draft.bold and not habits.bold and draft.size >= 0.95 * habits.size
    capitals = text.isupper() and letters > 5 and draft.size >= 0.95 * habits.size
    color = draft.weights().most_common(1)[0][0][2]
    coloured = color != habits.color and draft.size >= 1.05 * habits.size and len(words) <= 10
    if text.rstrip().endswith(":"):
        return larger
    return larger or marked_by_weight or capitals or coloured


def _is_callout(draft: Draft, habits: Habits) -> bool:
    if len(draft.text.split()) > 60:
        return False
    return any(
        word.size >= 1.3 * habits.size and any(char.isdigit() for char in word.text)
        for fragment in draft.fragments
        for word in fragment.words
    )


def is_numeral(draft: Draft, habits: Habits) -> bool:
    """A large figure set as a block of its own, its label beside it."""
    return draft.size >= 1.3 * habits.size and bool(NUMERAL.fullmatch(draft.text.strip()))


def _role(draft: Draft, habits: Habits, size: PageSize) -> BlockRole:
    marker = draft.marker
    if _is_footnote(draft, habits, size):
        return BlockRole.FOOTNOTE
    if CAPTION.match(draft.text) and len(draft.text.split()) < 40:
        return BlockRole.CAPTION
    if marker is not None and re.match(BULLET, marker):
        return BlockRole.LIST_ITEM
    if _is_heading(draft, habits) and not (_is_callout(draft, habits) and not draft.bold):
        return BlockRole.HEADING
    if marker is not None:
        return BlockRole.LIST_ITEM
    return BlockRole.CALLOUT if _is_callout(draft, habits) else BlockRole.PARAGRAPH


def assign_roles(drafts: list[Draft], habits: Habits, sizes: dict[int, PageSize]) -> None:
    for draft in drafts:
        if draft.role in (BlockRole.HEADER, BlockRole.FOOTER):
            continue
        draft.role = _role(draft, habits, sizes[draft.page])
