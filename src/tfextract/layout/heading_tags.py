"""Features from the structure tree: the custom style name and the standard type of a block."""

from __future__ import annotations

import re

from tfextract.layout.candidates import HeadingCandidate
from tfextract.layout.elements import HEADINGS
from tfextract.layout.structure import Structure
from tfextract.rules import word_table

_ROLES = {
    **dict.fromkeys(HEADINGS, "heading"),
    **{"P": "paragraph", "LBody": "item", "LI": "item", "Lbl": "item", "TD": "cell", "TH": "cell"},
    **{"Caption": "caption", "Note": "note", "Span": "span", "Figure": "figure"},
}
# Tables of words in style names, and their features.
_STYLES = ("style_heading", "style_body", "style_list", "style_aside")


def of_tags(candidate: HeadingCandidate, structure: Structure) -> set[str]:
    """The features of the block's style name and standard type in the structure tree."""
    if structure.tree is None:
        return {"untagged"}
    match = structure.match_of(candidate.draft)
    if match is None:
        return {"tag_none"}
    # A standard type ("LBody", "H2") as style name adds nothing to the role.
    own = "" if match.style == match.role else re.sub(r"(?<=[a-z])(?=[A-Z])", " ", match.style)
    words = set(re.findall(r"[a-z]+", own.casefold()))
    names = {f"tag_{_ROLES.get(match.role, 'other')}", "tag_whole" if match.whole else "tag_part"}
    names |= {table for table in _STYLES if any(_has(word, word_table("headings.toml", table)) for word in words)}
    if match.whole and not match.element.is_piece:
        names.add("tag_group")
    return names


def _has(word: str, known: frozenset[str]) -> bool:
    return word in known or any(len(part) > 3 and part in word for part in known)
