"""Blocks over the whole document: what goes on over a column or page, call-outs with their labels, heading levels."""

from __future__ import annotations

from tfextract.layout.blocks import SENTENCE_END, Draft
from tfextract.layout.roles import Habits, is_numeral
from tfextract.model import BlockRole

FLOWING = (BlockRole.PARAGRAPH, BlockRole.LIST_ITEM)
# Words a line can end with only where the sentence goes on.
OPEN_ENDS = {
    "a",
    "an",
    "and",
    "as",
    "at",
    "by",
    "for",
    "from",
    "in",
    "into",
    "of",
    "on",
    "or",
    "the",
    "to",
    "with",
    "that",
}


def _adjacent(numeral: Draft, label: Draft) -> bool:
    a, b = numeral.box, label.box
    over = min(a.x1, b.x1) - max(a.x0, b.x0)
    reach = 1.2 * numeral.size
    if over > 0 and (-0.4 * numeral.size < b.top - a.bottom < reach or -0.4 * numeral.size < a.top - b.bottom < reach):
        return True
    level = min(a.bottom, b.bottom) - max(a.top, b.top)
    return level > 0.3 * min(a.height, b.height) and -2 < b.x0 - a.x1 < 1.5 * numeral.size


def join_callouts(drafts: list[Draft], habits: Habits) -> list[Draft]:
    """Joins a large figure set alone to the label after it in reading order, or to the one before."""
    joined: list[Draft] = []
    pending: Draft | None = None
    for draft in drafts:
        if pending is not None:
            if draft.page == pending.page and not is_numeral(draft, habits) and _adjacent(pending, draft):
                pending.lines.extend(draft.lines)
                pending.role = BlockRole.CALLOUT
                pending = None
                continue
            pending = None
        if is_numeral(draft, habits) and draft.role not in (BlockRole.HEADER, BlockRole.FOOTER):
            pending = draft
            draft.role = BlockRole.CALLOUT
        joined.append(draft)
    return joined


def _continues(before: Draft, after: Draft) -> bool:
    if before.role not in FLOWING or after.role is not BlockRole.PARAGRAPH or after.marker is not None:
        return False
    if abs(before.size - after.size) > 0.08 * before.size or before.bold != after.bold:
        return False
    last_page, last = before.lines[-1]
    first = after.fragments[0]
    elsewhere = after.page != last_page or first.box.bottom < last.box.top or first.box.x0 > last.box.x1
    if not elsewhere or after.page > last_page + 1:
        return False
    text = before.text.rstrip()
    if text.endswith(SENTENCE_END):
        return False
    open_end = text.split()[-1].casefold() in OPEN_ENDS or text.endswith((",", "-", "–"))
    return after.text[:1].islower() or open_end


def join_continued(drafts: list[Draft]) -> list[Draft]:
    """Joins what a column or page break parted; running headers, footers, captions and footnotes stand aside."""
    joined: list[Draft] = []
    flowing: Draft | None = None
    for draft in drafts:
        if flowing is not None and _continues(flowing, draft):
            flowing.lines.extend(draft.lines)
            continue
        if draft.role in FLOWING:
            flowing = draft
        elif draft.role is BlockRole.HEADING or draft.role is BlockRole.CALLOUT:
            flowing = None
        joined.append(draft)
    return joined


def rank_headings(drafts: list[Draft]) -> None:
    """Levels from 1 (the largest type of the document's headings), one for each look a heading has."""
    looks = {(round(d.size * 2) / 2, d.bold) for d in drafts if d.role is BlockRole.HEADING}
    ranks = {look: rank for rank, look in enumerate(sorted(looks, reverse=True), start=1)}
    for draft in drafts:
        if draft.role is BlockRole.HEADING:
            draft.level = ranks[(round(draft.size * 2) / 2, draft.bold)]


def nest_items(drafts: list[Draft]) -> None:
    """Depth of list items by the indent of their marks within one list."""
    stack: list[float] = []
    before: Draft | None = None
    for draft in drafts:
        if draft.role is not BlockRole.LIST_ITEM:
            before = draft if draft.role in (BlockRole.HEADING, BlockRole.PARAGRAPH) else before
            continue
        mark = draft.fragments[0].marker_box
        indent = mark.x0 if mark is not None else draft.box.x0
        moved = before is None or before.role is not BlockRole.LIST_ITEM or draft.box.top < before.box.top
        if moved:
            stack = []
        while stack and indent < stack[-1] - 0.5 * draft.size:
            stack.pop()
        if not stack or indent > stack[-1] + 0.5 * draft.size:
            stack.append(indent)
        draft.level = len(stack)
        before = draft
