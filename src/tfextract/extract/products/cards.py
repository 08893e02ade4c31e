"""Titles that stand alone, and the line beside them that says what they are: cards, and headings under "Publications".

"POLICY BRIEF / Wells at Work"; "Wells at Work / Policy brief · May 2019"; "Weir Watch / An online map of mills that …".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from tfextract.extract.products.named import distinctive, is_coined, is_known, names_body, said_by
from tfextract.extract.products.spans import DATE_WORD, Title
from tfextract.extract.products.types import (
    HEAD_END,
    PUBLICATION,
    YEAR,
    ProductType,
    names_other,
    type_of_phrase,
    type_of_title,
)
from tfextract.extract.sections import Section, section_of
from tfextract.extract.text import Passage
from tfextract.model import Block, BlockRole

LONGEST_LABEL, LONGEST_TITLE = 4, 24
# Of the types whose word may be a section's, those that label a card: "Methodology" and "Review" do not.
LABELS = frozenset({"tool", "map", "platform", "index", "film", "game", "application"})
# A heading of so many words under "Publications" is a title though it names no type; a shorter one may be a theme.
FEWEST_UNTYPED = 5
# A label stands right above or below its title: no more than so many of its own heights away.
REACH = 3.0
# "Report | March 2021": a date beside the type.
LABEL_END = re.compile(r"\s*(?:[|·•,–-]\s*)?(?:(?:[A-Z][a-z]+\s)?\d{4})?$")
# "Policy brief · May 2019 · flagship": parts of a line under a title.
LABEL_PARTS = re.compile(r"\s+[|·•]\s+")
DATED = re.compile(rf"(?:{DATE_WORD.pattern})(?:[\s,]+(?:{DATE_WORD.pattern}))*")
NAMING = re.compile(r"\s+(?:Launch|Release|Launched|Released)$")


def carded(passages: Sequence[Passage]) -> Mapping[tuple[int, int], Title]:
    """Titles by the page and number of their block."""
    found: dict[tuple[int, int], Title] = {}
    dates = {at for at, passage in enumerate(passages) if DATED.fullmatch(passage.block.text.strip(" ."))}
    kept = [(at, passage.block) for at, passage in enumerate(passages) if at not in dates]
    for place, (at, block) in enumerate(kept):
        text = NAMING.sub("", block.text.rstrip(" ."))
        above = kept[place - 1][1] if place else None
        below = kept[place + 1][1] if place + 1 < len(kept) else None
        kind = next(_said(block, text, above, below, dated=at - 1 in dates), None)
        if kind is not None and _is_title(text):
            found[block.page, block.block_no] = Title(0, len(text), text, kind, "product.card", 0.6)
    return found


def _said(block: Block, text: str, above: Block | None, below: Block | None, *, dated: bool) -> Iterator[ProductType]:
    """What the lines around a block say it is the title of, the best sign first; `dated`: a date stands above it."""
    kind = None if below is None or block.role is BlockRole.PARAGRAPH else _label_under(block, below)
    if kind is not None:
        yield kind
    kind = None if above is None or block.role is BlockRole.LIST_ITEM else _label(above, dated=dated)
    if kind is not None and above is not None and _is_near(above, block):
        yield kind
    if block.role is BlockRole.HEADING:
        if _under_publications(block, text, below):
            yield type_of_title(text) or PUBLICATION
        described = None if below is None else _described(block, below)
        if described is not None:
            yield described


def _label_under(title: Block, below: Block) -> ProductType | None:
    """The type at the head of a line of parts right under a title."""
    first, *rest = LABEL_PARTS.split(below.text.strip())
    kind = type_of_phrase(first) if rest and len(first.split()) <= LONGEST_LABEL else None
    return kind if kind is not None and below.role is not BlockRole.HEADING and _is_near(title, below) else None


def _label(block: Block, *, dated: bool) -> ProductType | None:
    words = LABEL_END.sub("", block.text.strip())
    if block.role is BlockRole.LIST_ITEM or not 0 < len(words.split()) <= LONGEST_LABEL or words.endswith((".", ":")):
        return None
    kind = type_of_phrase(words)
    # A label is one thing, and names no subject: "Annual Mill Report" opens a chapter, "Reports" a list, but with a
    # date under it "Reports" is the shelf that one stands on.
    if kind is None or distinctive(words) > 0 or type_of_phrase(words.split()[-1]) is None:
        return None
    return kind if (kind.sure or kind.name in LABELS) and (dated or not words.casefold().endswith("s")) else None


def _is_near(upper: Block, lower: Block) -> bool:
    gap = lower.box.top - upper.box.bottom
    size = min(upper.box.bottom - upper.box.top, lower.box.bottom - lower.box.top)
    near = -0.5 * size <= gap <= REACH * size and abs(upper.box.x0 - lower.box.x0) <= 3 * size
    return upper.page == lower.page and near


def _under_publications(block: Block, text: str, below: Block | None) -> bool:
    """A heading right under "Publications" with something said of it: a title, unless it is short and names no type."""
    parent = block.heading_path[-1] if block.heading_path else ""
    if section_of(parent, "heading") is not Section.PRODUCTS or section_of(text, "heading") is not None:
        return False
    told = below is not None and below.role is not BlockRole.HEADING and below.role is not BlockRole.LIST_ITEM
    head = HEAD_END.split(text, maxsplit=1)[0]
    return told and not names_other(head) and (type_of_title(text) is not None or len(text.split()) >= FEWEST_UNTYPED)


def _described(block: Block, below: Block) -> ProductType | None:
    """What a text right under a coined name opens with: "Weir Watch / An online map of mills that …"."""
    if not is_coined(block.text) or not _is_near(block, below):
        return None
    told = said_by("product_tail", below.text, "run_in")
    return None if told is None else told[0]


def _is_title(text: str) -> bool:
    named = text[:1].isupper() and not is_known(text) and not names_body(text)
    return len(text.split()) <= LONGEST_TITLE and named and (distinctive(text) > 0 or YEAR.search(text) is not None)
