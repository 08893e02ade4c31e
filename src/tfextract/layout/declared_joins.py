"""Joins texts that are split by a column, a page or a box, if both parts belong to one tagged element."""

from __future__ import annotations

from collections.abc import Sequence

from tfextract.layout.drafts import Draft
from tfextract.layout.flow import FLOWING
from tfextract.layout.structure import Structure
from tfextract.layout.tagging import RUNNING_WORDS, ends_sentence
from tfextract.model import BlockRole


def join_declared(drafts: Sequence[Draft], structure: Structure) -> list[Draft]:
    """The drafts in reading order, with the parts of each element's text joined."""
    joined: list[Draft] = []
    open_ends: dict[int, Draft] = {}
    for draft in drafts:
        opening = _believed(draft, draft.page, draft.fragments[0].element, structure)
        before = open_ends.get(opening) if opening is not None else None
        whole = draft
        if before is not None and _continues_element(before, draft):
            before.lines.extend(draft.lines)
            whole = before
        else:
            joined.append(draft)
        page, last = whole.lines[-1]
        closing = _believed(whole, page, last.element, structure)
        if closing is not None:
            open_ends[closing] = whole
    return joined


def _believed(draft: Draft, page: int, element: int | None, structure: Structure) -> int | None:
    """The draft's element, if the draft may be a part of its text and the page's tags are reliable for joins."""
    tagging = structure.tagging(page)
    if element is None or tagging is None or not tagging.joins or draft.role not in FLOWING:
        return None
    return element if tagging.tree.elements[element].is_piece else None


def _continues_element(before: Draft, draft: Draft) -> bool:
    """Whether the break is inside a sentence. Labels and figures of a table row are not sentences."""
    page, last = before.lines[-1]
    running = len(last.words) >= RUNNING_WORDS and not ends_sentence(last) and not last.text.endswith((":", ";"))
    words = draft.text.split()
    opens = words[0][:1].islower() or len(words) >= RUNNING_WORDS
    near = draft.page <= page + 1 and draft.role is BlockRole.PARAGRAPH and draft.marker is None
    return running and near and opens and last.size == draft.fragments[0].size
