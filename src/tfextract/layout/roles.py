"""What a block is on its page: heading, list item, call-out, running header …, told by the document's own habits."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise, zip_longest

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
HEADING_WORDS = 32
# A whole sentence set bold above what it is about may be longer.
SENTENCE_WORDS, SENTENCE_LINES = 40, 6
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
SECTION_NUMBER = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){1,3}\.?|\d{1,2}[.)]|[IVX]{1,5}[.)]|[A-Z][.)])")


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
    """Running headers and footers repeat in the margins of at least three pages, or stand on the line of a page number;
    page numbers stand there alone."""
    seen: Counter[tuple[str, str]] = Counter()
    candidates: list[tuple[Draft, BlockRole]] = []
    numbers: dict[tuple[int, BlockRole], list[Draft]] = {}
    for page, drafts in pages.items():
        keys = set()
        for draft in drafts:
            role = _margin(draft, sizes[page])
            if role is not None and len(draft.text) < 200:
                candidates.append((draft, role))
                if PAGE_NUMBER.fullmatch(draft.text.strip()):
                    numbers.setdefault((page, role), []).append(draft)
                keys.add(_running_key(draft, role))
        seen.update(keys)
    for draft, role in candidates:
        if PAGE_NUMBER.fullmatch(draft.text.strip()):
            draft.role = BlockRole.FOOTER
        elif seen[_running_key(draft, role)] >= 3 or _beside_one(draft, numbers.get((draft.page, role), [])):
            draft.role = role


def _beside_one(draft: Draft, numbers: list[Draft]) -> bool:
    """Whether a line shares its height with a page number of its margin: "Annual Report 2019 … 7" on a leaflet."""
    middle = (draft.box.top + draft.box.bottom) / 2
    return len(draft.lines) == 1 and any(number.box.top <= middle <= number.box.bottom for number in numbers)


def mark_footnotes(drafts: list[Draft], habits: Habits, size: PageSize) -> None:
    """Set before the reading order is: a footnote is written anywhere in the page's stream and read last."""
    for draft in drafts:
        if draft.role is BlockRole.PARAGRAPH and _is_footnote(draft, habits, size):
            draft.role = BlockRole.FOOTNOTE


def _is_footnote(draft: Draft, habits: Habits, size: PageSize) -> bool:
    first = draft.fragments[0]
    word = first.words[0]
    noted = first.marker is not None and not re.match(BULLET, first.marker)
    marked = noted or word.raised or bool(FOOTNOTE_MARK.match(word.text))
    return marked and draft.size < 0.93 * habits.size and draft.box.top > 0.5 * size.height


def _worded_as_heading(text: str) -> bool:
    letters = sum(char.isalpha() for char in text)
    limit = SENTENCE_WORDS if text.endswith(".") else HEADING_WORDS
    short = len(text.split()) <= limit and letters >= 3 and letters >= 0.5 * len(text.replace(" ", ""))
    return short and not text.endswith((";", ",")) and not text[:1].islower()


def _is_heading(draft: Draft, after: Draft | None, habits: Habits) -> bool:
    """`after` is the next block in reading order that is no running header or footer."""
    text = draft.text.rstrip()
    if not _worded_as_heading(text):
        return False
    marked_by_weight = draft.bold and not habits.bold and draft.size >= 0.95 * habits.size
    larger = draft.size > 1.12 * habits.size
    if text.endswith("."):
        # "Courts for every village." set bold above plain text is what that text is about.
        return marked_by_weight and len(draft.lines) <= SENTENCE_LINES and _governs(draft, after)
    if text.endswith(":"):
        return larger
    return larger or marked_by_weight or _is_small_heading(draft, after, habits)


def _is_small_heading(draft: Draft, after: Draft | None, habits: Habits) -> bool:
    """Capitals, or a colour of its own, where neither size nor weight tells."""
    words = draft.text.split()
    if draft.text.isupper() and sum(char.isalpha() for char in draft.text) > 5:
        near = habits.size if after is None else min(habits.size, after.size)
        return draft.size >= 0.95 * near and len(words) <= 12
    if draft.color == habits.color or len(words) > 10:
        return False
    return draft.size >= 1.05 * habits.size or (draft.size >= 0.95 * habits.size and _governs(draft, after))


def _governs(draft: Draft, after: Draft | None) -> bool:
    """Whether plainer text, or a lesser heading, follows right under the draft on its left edge."""
    if after is None or after.page != draft.page:
        return False
    lesser = after.bold and after.size < 0.95 * draft.size
    plainer = draft.bold > after.bold or (draft.bold == after.bold and after.color != draft.color)
    if not lesser and not (plainer and len(after.text.split()) > 5):
        return False
    gap = after.box.top - draft.box.bottom
    near = abs(after.box.x0 - draft.box.x0) < 4 * draft.size
    return near and -0.5 * draft.size < gap < 2.5 * draft.size


def _is_figure(word: str) -> bool:
    """A number worth a call-out: not a year, not a section's number."""
    return any(char.isdigit() for char in word) and not YEAR.search(word)


def _is_callout(draft: Draft, habits: Habits) -> bool:
    if len(draft.text.split()) > 60:
        return False
    words = [word for fragment in draft.fragments for word in fragment.words]
    numbered = SECTION_NUMBER.fullmatch(words[0].text) is not None
    return any(word.size >= 1.3 * habits.size and _is_figure(word.text) for word in words[numbered:])


def _role(draft: Draft, after: Draft | None, habits: Habits) -> BlockRole:
    if draft.run_in:
        return BlockRole.HEADING
    if CAPTION.match(draft.text) and len(draft.text.split()) < 40:
        return BlockRole.CAPTION
    return _text_role(draft, after, habits)


def _text_role(draft: Draft, after: Draft | None, habits: Habits) -> BlockRole:
    marker, callout = draft.marker, _is_callout(draft, habits)
    bulleted = marker is not None and re.match(BULLET, marker) is not None
    if not bulleted and _is_heading(draft, after, habits) and (draft.bold or not callout):
        return BlockRole.HEADING
    if marker is not None:
        return BlockRole.LIST_ITEM
    return BlockRole.CALLOUT if callout else BlockRole.PARAGRAPH


def assign_roles(drafts: list[Draft], habits: Habits) -> None:
    main = [draft for draft in drafts if draft.role not in (BlockRole.HEADER, BlockRole.FOOTER)]
    for draft, after in zip_longest(main, main[1:]):
        # A figure joined to its label is a call-out already.
        if draft.role is BlockRole.PARAGRAPH:
            draft.role = _role(draft, after, habits)
    for above, draft in pairwise(main):
        # "Figure 8" on a line of its own, its title set under it as large as a heading.
        if above.role is BlockRole.CAPTION and len(above.text.split()) <= 3 and draft.role is BlockRole.HEADING:
            draft.role = BlockRole.CAPTION
