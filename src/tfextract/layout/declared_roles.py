"""Assigns roles from the document's tags, if the look of the page allows them.

Tags are one source of evidence. Repeated margin text, small type and list marks are also found without them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tfextract.layout.body import Habits
from tfextract.layout.drafts import Draft
from tfextract.layout.elements import CAPTIONS, ITEMS, NOTES
from tfextract.layout.roles import PageSize, margin_role
from tfextract.layout.structure import Structure
from tfextract.model import BlockRole

# A longer caption is text that was placed under a picture.
CAPTION_WORDS = 60
# Notes are smaller than the text by at least this factor.
NOTE_SIZE = 0.97


def mark_artifacts(drafts: Sequence[Draft], structure: Structure, sizes: Mapping[int, PageSize]) -> None:
    """Marks running heads and feet: untagged text in a margin of a tagged page."""
    for draft in drafts:
        if draft.role is not BlockRole.PARAGRAPH or structure.tagging(draft.page) is None:
            continue
        if all(word.mark.artifact for fragment in draft.fragments for word in fragment.words):
            draft.role = margin_role(draft, sizes[draft.page]) or draft.role


def mark_notes(drafts: Sequence[Draft], structure: Structure, habits: Habits) -> None:
    """Marks footnotes that have no mark, or whose mark was not read."""
    for draft in drafts:
        if draft.role is BlockRole.PARAGRAPH and _is_within(draft, NOTES, structure):
            small = draft.size < NOTE_SIZE * habits.size
            draft.role = BlockRole.FOOTNOTE if small else draft.role


def mark_captions(drafts: Sequence[Draft], structure: Structure) -> None:
    for draft in drafts:
        if draft.role is BlockRole.PARAGRAPH and _is_within(draft, CAPTIONS, structure):
            short = draft.marker is None and len(draft.text.split()) < CAPTION_WORDS
            draft.role = BlockRole.CAPTION if short else draft.role


def mark_items(drafts: Sequence[Draft], structure: Structure) -> None:
    """Marks the first paragraph of each tagged list item whose mark is a picture or a letter of the text."""
    begun: set[int] = set()
    for draft in drafts:
        match = structure.match_of(draft)
        tagging = structure.tagging(draft.page)
        if structure.tree is None or match is None or tagging is None:
            continue
        item = structure.tree.within(match.element.number, ITEMS)
        if item is None or item.number in begun:
            continue
        begun.add(item.number)
        if draft.role is BlockRole.PARAGRAPH and tagging.parts:
            draft.role = BlockRole.LIST_ITEM


def _is_within(draft: Draft, roles: frozenset[str], structure: Structure) -> bool:
    """Whether most of the draft's letters are in an element with one of the roles, on a page with reliable tags."""
    match, tagging = structure.match_of(draft), structure.tagging(draft.page)
    if structure.tree is None or match is None or tagging is None or not tagging.parts:
        return False
    return structure.tree.within(match.element.number, roles) is not None
