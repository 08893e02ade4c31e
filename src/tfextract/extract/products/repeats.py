"""Which products are told again: rapidfuzz proposes, a rule decides, and both rows stay."""

from __future__ import annotations

import re
from dataclasses import replace

from rapidfuzz import fuzz

from tfextract.extract.evidence import folded
from tfextract.extract.products.entries import ENTRY_RULES
from tfextract.extract.products.types import ACRONYM_TAIL, ARTICLE, core_title, type_of_title, type_table, words_of
from tfextract.model import Product, ProductClass

NUMBERS = re.compile(r"\d+")
# Core titles at least this alike, of one type, are one product told again.
SAME_TITLE = 92.0
UNTYPED = "publication"


def once_a_page(products: list[Product]) -> list[Product]:
    """A product named three times on a page is one row of it, the surest; a second page gives a row of its own."""
    reported = {(product.page, core_title(product.title)) for product in products if product.product_type != UNTYPED}
    listed = {
        product.product_id
        for product in products
        if product.evidence[0].rule_id in ENTRY_RULES and not _is_reported(product, reported)
    }
    best: dict[tuple[int, str, str], Product] = {}
    for product in products:
        key = (product.page, product.product_type, core_title(product.title))
        if key not in best or product.confidence > best[key].confidence:
            best[key] = product
    kept = listed | {
        product.product_id
        for product in best.values()
        if not _is_reported(product, reported) and not any(_is_short_for(product, other) for other in best.values())
    }
    return [product for product in products if product.product_id in kept]


def with_repeats(products: list[Product]) -> tuple[Product, ...]:
    firsts: list[Product] = []
    marked = []
    for product in products:
        same = next((first for first in firsts if _is_repeat(first, product)), None)
        if same is None:
            firsts.append(product)
            marked.append(product)
        else:
            marked.append(replace(product, repeat_of=same.product_id))
    return tuple(marked)


def _is_reported(product: Product, reported: set[tuple[int, str]]) -> bool:
    """Whether the page says elsewhere of what type a title is that a list gives without one."""
    if product.product_type != UNTYPED or type_of_title(product.title) is not None:
        return False
    return (product.page, core_title(product.title)) in reported


def _is_short_for(product: Product, other: Product) -> bool:
    """On one page "Mill Portal" is the "Lakeside Mill Portal" told again."""
    if product.page != other.page or product.product_type != other.product_type:
        return False
    return folded(other.title).endswith(f" {folded(product.title)}")


def _name(title: str) -> str:
    """A title without its article, short form and type word, both of which a later mention leaves out."""
    words = list(words_of(ACRONYM_TAIL.sub("", ARTICLE.sub("", title))))
    while words and words[-1] in type_table().types:
        words.pop()
    return " ".join(words)


def _is_repeat(first: Product, again: Product) -> bool:
    """One type and one core title; a flyer and the proceedings on one convention are two products.

    Where the numbers differ, a year or a volume, it is another one. A named tool or set of data stays the same where
    its type word is left out or is another one of its class ("Mill Log", "the Mill Log app").
    """
    numbers, others = NUMBERS.findall(first.title), NUMBERS.findall(again.title)
    if numbers and others and numbers != others:
        return False
    if first.product_class is again.product_class is ProductClass.PLATFORM_OR_DATA:
        name = _name(first.title)
        if name and name == _name(again.title):
            return True
    if first.product_type != again.product_type:
        return False
    return fuzz.ratio(core_title(first.title), core_title(again.title)) >= SAME_TITLE
