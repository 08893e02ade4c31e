"""Cards: a small line that is a type and nothing else, and the title set under it ("POLICY BRIEF / Wells at Work")."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from tfextract.extract.products.named import distinctive, is_known, names_body
from tfextract.extract.products.spans import Title
from tfextract.extract.products.types import ProductType, type_of_phrase
from tfextract.extract.text import Passage
from tfextract.model import Block, BlockRole

LONGEST_LABEL, LONGEST_TITLE = 4, 16
# A label stands right above its title: no more than so many of its own heights away.
REACH = 2.0
# "Report | March 2021": a date beside the type.
LABEL_END = re.compile(r"\s*(?:[|·•,–-]\s*)?(?:(?:[A-Z][a-z]+\s)?\d{4})?$")
NAMING = re.compile(r"\s+(?:Launch|Release|Launched|Released)$")


def carded(passages: Sequence[Passage]) -> Mapping[tuple[int, int], Title]:
    """Titles by the page and number of their block."""
    found = {}
    for label, titled in pairwise(passages):
        kind = _label(label.block)
        text = NAMING.sub("", titled.block.text.rstrip())
        if kind is not None and _is_under(label.block, titled.block) and _is_title(text):
            found[titled.block.page, titled.block.block_no] = Title(0, len(text), text, kind, "product.card", 0.6)
    return found


def _label(block: Block) -> ProductType | None:
    words = LABEL_END.sub("", block.text.strip())
    if block.role is BlockRole.LIST_ITEM or not 0 < len(words.split()) <= LONGEST_LABEL or words.endswith((".", ":")):
        return None
    kind = type_of_phrase(words)
    # "Reports" heads a list, "Data" a chapter; a label is one thing, and names no subject.
    alone = kind is not None and distinctive(words) == 0 and type_of_phrase(words.split()[-1]) is not None
    return kind if alone and not words.casefold().endswith("s") else None


def _is_under(label: Block, titled: Block) -> bool:
    gap = titled.box.top - label.box.bottom
    size = label.box.bottom - label.box.top
    near = -0.5 * size <= gap <= REACH * size and abs(label.box.x0 - titled.box.x0) <= 2 * size
    return label.page == titled.page and near


def _is_title(text: str) -> bool:
    named = text[:1].isupper() and not is_known(text) and not names_body(text)
    return len(text.split()) <= LONGEST_TITLE and named and distinctive(text) > 0 and not text.endswith(".")
