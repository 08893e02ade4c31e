"""Mentions elsewhere of a name that one place says is a product's: "Our app, Weir Watch" … "Weir Watch has grown"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tfextract.extract.evidence import page_of
from tfextract.extract.products.named import is_coined, is_taken
from tfextract.extract.products.suggest import ProductCandidate, candidate_at
from tfextract.extract.products.types import ACRONYM_TAIL, ARTICLE, ProductType, type_of_phrase
from tfextract.extract.text import Passage
from tfextract.model import BlockRole, ProductClass

# Reports and laws are cited by their titles; a tool or a course is spoken of by its name.
BY_NAME = (ProductClass.PLATFORM_OR_DATA, ProductClass.GUIDE_OR_TOOL, ProductClass.TRAINING, ProductClass.MEDIA)


AGAIN = "product.again"


def names_of(title: str, kind: ProductType) -> Iterator[str]:
    """The title where it is a proper name, and that without its type word or its short form.

    A short form alone ("the LUMI spreadsheet") is a body's name as often, and is not looked for.
    """
    if kind.product_class not in BY_NAME:
        return
    bare = ACRONYM_TAIL.sub("", ARTICLE.sub("", title))
    *words, last = bare.split(" ")
    stems = [bare, *([" ".join(words)] if words and type_of_phrase(last) is not None and last.islower() else [])]
    yield from (name for name in stems if _is_proper(name))


def _is_proper(name: str) -> bool:
    words = name.split()
    capitals = sum(word[:1].isupper() or is_coined(word) for word in words)
    proper = (
        is_coined(name)
        if len(words) == 1
        else capitals > 1 and all(word[:1].isupper() or len(word) <= 3 for word in words)
    )
    return proper and not is_taken(name)


def mentions_of(
    passages: Sequence[Passage], names: Sequence[str], known: set[tuple[int, str]]
) -> Iterator[ProductCandidate]:
    """The first mention of each name on every page that `known` (page, name) does not hold; `known` grows."""
    for passage in passages:
        block = passage.block
        if block.role is BlockRole.HEADING:
            continue
        for name in names:
            match = re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", block.text) if name in block.text else None
            if match is None:
                continue
            page = page_of(block, *match.span())
            if (page, name) not in known:
                known.add((page, name))
                yield candidate_at(passage, *match.span(), frozenset({AGAIN}))
