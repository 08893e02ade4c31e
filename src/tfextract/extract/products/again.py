"""Mentions elsewhere of a name that one place says is a product's: "Our app, Weir Watch" … "Weir Watch has grown"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tfextract.extract.evidence import page_of
from tfextract.extract.products.named import is_coined, is_taken
from tfextract.extract.products.spans import Title
from tfextract.extract.products.types import ACRONYM_TAIL, ARTICLE, ProductType, type_of_phrase
from tfextract.extract.text import Passage
from tfextract.model import BlockRole, ProductClass

# Reports and laws are cited by their titles; a tool or a course is spoken of by its name.
BY_NAME = (ProductClass.PLATFORM_OR_DATA, ProductClass.GUIDE_OR_TOOL, ProductClass.TRAINING, ProductClass.MEDIA)


@dataclass(frozen=True, slots=True)
class Named:
    """A product's own name, and what it is a name of."""

    name: str
    type: ProductType


def names_of(title: Title) -> Iterator[Named]:
    """The title where it is a proper name, and that without its type word or its short form.

    A short form alone ("the LUMI spreadsheet") is a body's name as often, and is not looked for.
    """
    if title.type.product_class not in BY_NAME:
        return
    whole = ARTICLE.sub("", title.text)
    bare = ACRONYM_TAIL.sub("", whole)
    *words, last = bare.split(" ")
    stems = [bare, *([" ".join(words)] if words and type_of_phrase(last) is not None and last.islower() else [])]
    for name in stems:
        if _is_proper(name):
            yield Named(name, title.type)


def _is_proper(name: str) -> bool:
    words = name.split()
    capitals = sum(word[:1].isupper() or is_coined(word) for word in words)
    proper = (
        is_coined(name)
        if len(words) == 1
        else capitals > 1 and all(word[:1].isupper() or len(word) <= 3 for word in words)
    )
    return proper and not is_taken(name)


def told_again(
    passages: Sequence[Passage], named: Sequence[Named], seen: set[tuple[int, str]]
) -> Iterator[tuple[Passage, Title]]:
    """The first mention of each name on every page that `seen` (page, name) does not hold; `seen` grows."""
    for passage in passages:
        block = passage.block
        if block.role is BlockRole.HEADING:
            continue
        for one in named:
            if one.name not in block.text:
                continue
            match = re.search(rf"(?<![\w-]){re.escape(one.name)}(?![\w-])", block.text)
            if match is None:
                continue
            page = page_of(block, *match.span())
            if (page, one.name) not in seen:
                seen.add((page, one.name))
                yield passage, Title(match.start(), match.end(), one.name, one.type, "product.again", 0.6)
