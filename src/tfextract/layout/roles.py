"""Assigns the role of each block (heading, list item, call-out, running header …) from the habits of its document."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from tfextract.layout.body import Habits
from tfextract.layout.drafts import Draft, with_mark
from tfextract.layout.heading_context import HeadingContext
from tfextract.layout.heading_model import heading_chances, heading_weights
from tfextract.layout.heading_wording import FIGURE_WITH_NOUN, names_photographer
from tfextract.layout.list_marks import BULLET
from tfextract.layout.patterns import CAPTION, SECTION_NUMBER
from tfextract.layout.structure import Structure
from tfextract.model import BlockRole

PAGE_NUMBER = re.compile(
    r"(?:page\s+)?[ivxlc]{1,6}|(?:page\s+)?\d{1,4}(?:\s*(?:/|of|\|)\s*\d{1,4})?|[–-]\s*\d{1,4}\s*[–-]", re.I
)
RUNNING_WORDS = re.compile(r"\d+")
FOOTNOTE_MARK = re.compile(r"(?:\d{1,3}|[*†‡])$")
# The share of the page's height, at the top and at the foot, for running headers and footers.
MARGIN = 0.1
_CAPTION_LABEL = re.compile(r"(?:figure|fig\.|table|chart|graph|map)\s+[\dIVX.-]+[.:]?", re.IGNORECASE)
_INTEGER = re.compile(r"[1-9]\d?")
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class PageSize:
    width: float
    height: float


def margin_role(draft: Draft, size: PageSize) -> BlockRole | None:
    box = draft.box
    if box.bottom < MARGIN * size.height:
        return BlockRole.HEADER
    if box.top > (1 - MARGIN) * size.height:
        return BlockRole.FOOTER
    return None


def _running_key(draft: Draft, role: BlockRole) -> tuple[str, str]:
    return role.value, RUNNING_WORDS.sub("#", draft.text).casefold()


def mark_running(pages: dict[int, list[Draft]], sizes: dict[int, PageSize]) -> None:
    """Marks running headers and footers: text that repeats in the margins of at least three pages, text on the line of
    a page number, and single page numbers."""
    tally: Counter[tuple[str, str]] = Counter()
    candidates: list[tuple[Draft, BlockRole]] = []
    numbers: dict[tuple[int, BlockRole], list[Draft]] = {}
    for page, drafts in pages.items():
        keys = set()
        for draft in drafts:
            role = margin_role(draft, sizes[page])
            if role is not None and len(draft.text) < 200:
                candidates.append((draft, role))
                if PAGE_NUMBER.fullmatch(draft.text.strip()):
                    numbers.setdefault((page, role), []).append(draft)
                keys.add(_running_key(draft, role))
        tally.update(keys)
    for draft, role in candidates:
        if PAGE_NUMBER.fullmatch(draft.text.strip()):
            draft.role = BlockRole.FOOTER
        elif tally[_running_key(draft, role)] >= 3 or _beside_one(draft, numbers.get((draft.page, role), [])):
            draft.role = role


def _beside_one(draft: Draft, numbers: list[Draft]) -> bool:
    """Whether a line is level with a page number in its margin: "Annual Report 2019 … 7" on a leaflet."""
    middle = (draft.box.top + draft.box.bottom) / 2
    return len(draft.lines) == 1 and any(number.box.top <= middle <= number.box.bottom for number in numbers)


def mark_footnotes(drafts: list[Draft], habits: Habits, size: PageSize) -> None:
    """Call it before the reading order is decided: a footnote may be anywhere in the stream and is read last."""
    for draft in drafts:
        if draft.role is BlockRole.PARAGRAPH and _is_footnote(draft, habits, size):
            draft.role = BlockRole.FOOTNOTE


def _is_footnote(draft: Draft, habits: Habits, size: PageSize) -> bool:
    first = draft.fragments[0]
    word = first.words[0]
    noted = first.marker is not None and not re.match(BULLET, first.marker)
    marked = noted or word.raised or bool(FOOTNOTE_MARK.match(word.text))
    return marked and draft.size < 0.93 * habits.size and draft.box.top > 0.5 * size.height


def _is_figure(word: str) -> bool:
    """Whether it is a number for a call-out, and not a year or a section number."""
    return any(char.isdigit() for char in word) and not YEAR.search(word)


def _is_callout(draft: Draft, habits: Habits) -> bool:
    if len(draft.text.split()) > 60:
        return False
    words = [word for fragment in draft.fragments for word in fragment.words]
    numbered = SECTION_NUMBER.fullmatch(words[0].text) is not None
    return any(word.size >= 1.3 * habits.size and _is_figure(word.text) for word in words[numbered:])


def assign_roles(drafts: Sequence[Draft], habits: Habits, titles: Sequence[str], structure: Structure) -> None:
    """`titles` are the lines of contents pages. Blocks that already have a role keep it."""
    main = [draft for draft in drafts if draft.role not in (BlockRole.HEADER, BlockRole.FOOTER)]
    for draft in _sections(main):
        draft.role = BlockRole.PARAGRAPH
    around = HeadingContext.of(main, habits, titles, structure)
    for draft, chance in zip(main, heading_chances(around), strict=True):
        if draft.run_in:
            draft.role = BlockRole.HEADING
        elif draft.role is BlockRole.PARAGRAPH:
            draft.role = _role(draft, chance, habits)
            if draft.role is BlockRole.HEADING and draft.marker is not None and not re.match(BULLET, draft.marker):
                # "2.1 Overview": the section number is a part of the heading.
                page, first = draft.lines[0]
                draft.lines[0] = (page, with_mark(first))
    for above, draft in pairwise(main):
        # "Figure 8" on a separate line, with its title below as large as a heading.
        if above.role is BlockRole.CAPTION and len(above.text.split()) <= 3 and draft.role is BlockRole.HEADING:
            draft.role = BlockRole.CAPTION


def _sections(drafts: Sequence[Draft]) -> list[Draft]:
    """Call-outs with consecutive numbers in one type are sections, not figures: "2 Methods", "3 Findings"."""
    numbered: dict[tuple[float, bool, int], list[Draft]] = defaultdict(list)
    for draft in drafts:
        first = draft.fragments[0].words[0]
        if draft.role is BlockRole.CALLOUT and _INTEGER.fullmatch(first.text) and abs(first.size - draft.size) < 0.5:
            numbered[draft.size, draft.bold, int(first.text)].append(draft)
    return [
        results[0]
        for (size, bold, number), results in numbered.items()
        if len(results) == 1 and any(len(numbered.get((size, bold, number + step), ())) == 1 for step in (-1, 1))
    ]


def _role(draft: Draft, chance: float, habits: Habits) -> BlockRole:
    if _CAPTION_LABEL.fullmatch(draft.text) or names_photographer(draft.text):
        return BlockRole.CAPTION
    callout = _is_callout(draft, habits)
    if chance >= heading_weights().threshold and not (callout and FIGURE_WITH_NOUN.fullmatch(draft.text)):
        return BlockRole.HEADING
    if CAPTION.match(draft.text) and len(draft.text.split()) < 40:
        return BlockRole.CAPTION
    if draft.marker is not None:
        return BlockRole.LIST_ITEM
    return BlockRole.CALLOUT if callout else BlockRole.PARAGRAPH
