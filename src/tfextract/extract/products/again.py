"""Further mentions of a product's name: "Our app, Weir Watch" on one page, "Weir Watch has grown" on another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tfextract.extract.evidence import page_of
from tfextract.extract.products.named import is_coined, is_taken
from tfextract.extract.products.suggest import ProductCandidate, candidate_at
from tfextract.extract.products.types import ACRONYM_TAIL, ARTICLE, ProductType, type_of_phrase
from tfextract.extract.text import Passage
from tfextract.model import BlockRole, ProductClass

# Classes whose products are mentioned by name; reports and laws are cited by title.
BY_NAME = (ProductClass.PLATFORM_OR_DATA, ProductClass.GUIDE_OR_TOOL, ProductClass.TRAINING, ProductClass.MEDIA)


AGAIN = "product.again"


def names_of(title: str, kind: ProductType) -> Iterator[str]:
    """The title if it is a proper name, also without its type word and without its short form.

    A short form alone ("the LUMI spreadsheet") is as often an organisation's name, and is not looked for.
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
    """The first mention of each name on every page without it in `known` (page, name). Adds to `known`."""
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
