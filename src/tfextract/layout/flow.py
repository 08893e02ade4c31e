"""Works on the blocks of the whole document: joins them over columns and pages, ranks headings, nests lists."""

from __future__ import annotations

from itertools import zip_longest

from tfextract.layout.drafts import Draft
from tfextract.layout.patterns import OPEN_ENDS, SENTENCE_END
from tfextract.model import BlockRole

FLOWING = (BlockRole.PARAGRAPH, BlockRole.LIST_ITEM)
# The fewest words of a full line of running text.
FULL_WORDS = 4
# A parenthesis that starts the next column: "—over the right answer".
_DASHES = "–— "
# Roles that may be between two parts of a paragraph at the end of a column or page.
PASSED_OVER = (BlockRole.HEADER, BlockRole.FOOTER, BlockRole.FOOTNOTE)


def _continues(before: Draft, after: Draft, *, runs_on: bool) -> bool:
    """`runs_on`: only blocks that text can flow around are between the two."""
    if before.role not in FLOWING or after.role is not BlockRole.PARAGRAPH or after.marker is not None:
        return False
    last_page, last = before.lines[-1]
    first = after.fragments[0]
    elsewhere = after.page != last_page or first.box.bottom < last.box.top or first.box.x0 > last.box.x1
    if not elsewhere or after.page > last_page + 1:
        return False
    text = before.text.rstrip()
    if _ends(before):
        return False
    open_end = text.split()[-1].casefold() in OPEN_ENDS or text.endswith((",", "-", "–"))
    return after.text.lstrip(_DASHES)[:1].islower() or open_end or (runs_on and _is_full(before, after))


def _is_full(before: Draft, after: Draft) -> bool:
    """Whether `after`, in the next column or page, starts with a word that did not fit on the last line of `before`.

    Labels and cells have no sentence end to check.
    """
    page, last = before.lines[-1]
    first = after.fragments[0]
    under = [f for p, f in before.lines if p == page and f.box.x0 < last.box.x1 and f.box.x1 > last.box.x0]
    if not _ends(after) or (page == after.page and first.baseline > under[0].baseline - last.size):
        return False
    width = max(f.box.x1 for f in after.fragments) - min(f.box.x0 for f in after.fragments)
    right = max(*(f.box.x1 for f in under), min(f.box.x0 for f in under) + width)
    return len(last.words) >= FULL_WORDS and right - last.box.x1 < first.words[0].box.width + last.size


def join_continued(drafts: list[Draft]) -> list[Draft]:
    """Joins blocks that a column or page break split.

    A text continues in the next block of the same type. A box, a map with labels, a heading above the next column,
    captions and footnotes may be between the two parts. Those headings do not govern what follows the second part.
    """
    joined: list[Draft] = []
    headings = 0
    headings_before: dict[int, int] = {}
    resumed: Draft | None = None
    last_of: dict[tuple[int, bool], Draft] = {}
    last: Draft | None = None
    stopped = True
    for draft in drafts:
        if draft.role not in PASSED_OVER:
            draft.resumes, resumed = resumed, None
        if draft.role not in FLOWING:
            last = last if draft.role in PASSED_OVER else None
            headings += draft.role is BlockRole.HEADING
            joined.append(draft)
            continue
        appearance = (round(draft.size), draft.bold)
        before = last_of.get(appearance)
        if before is not None and _continues(before, draft, runs_on=before is last and stopped):
            before.lines.extend(draft.lines)
            resumed = before if headings > headings_before[id(before)] else draft.resumes
            continue
        # If the items of a list end without a stop, a full last line does not show that the item continues.
        stopped = draft.role is BlockRole.PARAGRAPH or last is None or _ends(last)
        last_of[appearance] = last = draft
        headings_before[id(draft)] = headings
        joined.append(draft)
    return joined


def join_headings(drafts: list[Draft]) -> list[Draft]:
    """Joins a heading in two types or on two lines: "LATEST" beside a larger "Research"."""
    joined: list[Draft] = []
    for draft in drafts:
        if joined and _is_one_heading(joined[-1], draft):
            joined[-1].lines.extend(draft.lines)
        else:
            joined.append(draft)
    return joined


def _is_one_heading(before: Draft, draft: Draft) -> bool:
    headings = before.role is BlockRole.HEADING and draft.role is BlockRole.HEADING
    if not headings or before.run_in or draft.run_in or before.page != draft.page or before.frame != draft.frame:
        return False
    a, b, size = before.fragments[-1].box, draft.fragments[0].box, max(before.size, draft.size)
    if len(draft.lines) == 1 and a.shared_height(b) > 0.5 * min(a.height, b.height):
        return -0.2 * size < b.x0 - a.x1 < 1.2 * size
    last, first = before.fragments[-1], draft.fragments[0]
    alike = _style(before) == _style(draft) and last.words[-1].face == first.words[0].face
    under = a.shared_width(b) > 0.5 * min(a.width, b.width) and 0.6 < (first.baseline - last.baseline) / size < 1.4
    return alike and under and not _ends(before) and draft.marker is None


def _ends(draft: Draft) -> bool:
    return draft.text.rstrip().endswith(SENTENCE_END)


def _style(draft: Draft) -> tuple[float, bool]:
    return (round(draft.size * 2) / 2, draft.bold)


def rank_headings(drafts: list[Draft]) -> None:
    """Assigns a level to each heading style, from 1 for the largest type.

    Run-in headings rank below all others, those of list items below those of paragraphs.
    """
    headings = [draft for draft in drafts if draft.role is BlockRole.HEADING]
    ranks = {
        appearance: rank for rank, appearance in enumerate(sorted({_style(d) for d in headings}, reverse=True), start=1)
    }
    for draft, then in zip_longest(drafts, drafts[1:]):
        if draft.role is not BlockRole.HEADING:
            continue
        in_item = then is not None and then.role is BlockRole.LIST_ITEM
        draft.level = len(ranks) + 1 + in_item if draft.run_in else ranks[_style(draft)]


def nest_items(drafts: list[Draft]) -> None:
    """Sets the depth of list items by the indents of their marks in a list."""
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
