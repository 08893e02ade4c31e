"""The elements of a tagged PDF, which declare what each piece of text is.

An element is a node of the structure tree: a paragraph, a heading, a cell. Its `style` is its custom name (in files
from InDesign the paragraph style), its `role` the standard type for that name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

# Roles of parts of a line, which are never a piece.
INLINE = frozenset("Span Quote Reference Link Annot Em Strong Sub Code Ruby RB RT RP Warichu WT WP".split())
# Roles that contain other elements: they do not separate letters that are directly in them.
GROUPING = frozenset(
    "Document DocumentFragment Part Art Sect Div NonStruct Private TOC Index L Table TR THead TBody TFoot "
    "Figure Formula Form Artifact StructTreeRoot".split()
)
HEADINGS = frozenset("H H1 H2 H3 H4 H5 H6 Title".split())
CELLS = frozenset(("TH", "TD"))
NOTES = frozenset(("Note", "FENote"))
CAPTIONS = frozenset(("Caption",))
ITEMS = frozenset(("LI",))


@dataclass(frozen=True, slots=True)
class Element:
    """`number` is its position in the tree order. `lang` and `actual_text` are not inherited and may be None."""

    number: int
    style: str
    role: str
    parent: int | None
    lang: str | None = None
    actual_text: str | None = None

    @property
    def is_piece(self) -> bool:
        """Whether a reader sees it as one piece: a paragraph, a heading, an item, a cell."""
        return self.role not in GROUPING and self.role not in INLINE


@dataclass(frozen=True, slots=True)
class StructureTree:
    """`content` maps (page from 1, marked content id) to its element, for content outside form XObjects."""

    elements: tuple[Element, ...]
    content: Mapping[tuple[int, int], int]

    def ancestors(self, number: int) -> Iterator[Element]:
        """The element itself, its parent, … up to the root."""
        at: int | None = number
        while at is not None:
            yield self.elements[at]
            at = self.elements[at].parent

    def piece(self, number: int) -> int:
        """The element that a part of a line (a span, a link) belongs to, else the element itself."""
        return next((e.number for e in self.ancestors(number) if e.role not in INLINE), number)

    def within(self, number: int, roles: frozenset[str]) -> Element | None:
        """The element or its nearest ancestor with one of the roles."""
        return next((element for element in self.ancestors(number) if element.role in roles), None)

    def lang(self, number: int) -> str | None:
        return next((element.lang for element in self.ancestors(number) if element.lang), None)
