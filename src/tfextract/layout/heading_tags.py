"""What the structure tree calls a block: by its maker's name of the style, and by the standard type."""

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
# Tables of words of style names, and the features that say so.
_STYLES = ("style_heading", "style_body", "style_list", "style_aside")


def of_tags(candidate: HeadingCandidate, structure: Structure) -> set[str]:
    """What the structure tree calls the block, by its maker's style name and by the standard type."""
    if structure.tree is None:
        return {"untagged"}
    standing = structure.standing(candidate.draft)
    if standing is None:
        return {"tag_none"}
    # Of a standard type ("LBody", "H2") the role says all there is.
    own = "" if standing.style == standing.role else re.sub(r"(?<=[a-z])(?=[A-Z])", " ", standing.style)
    words = set(re.findall(r"[a-z]+", own.casefold()))
    names = {f"tag_{_ROLES.get(standing.role, 'other')}", "tag_whole" if standing.whole else "tag_part"}
    names |= {table for table in _STYLES if any(_has(word, word_table("headings.toml", table)) for word in words)}
    if standing.whole and not standing.element.is_piece:
        names.add("tag_group")
    return names


def _has(word: str, known: frozenset[str]) -> bool:
    return word in known or any(len(part) > 3 and part in word for part in known)
