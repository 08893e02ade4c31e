"""Which products repeat an earlier one, by type and similar titles. Both rows stay."""

from __future__ import annotations

import re
from dataclasses import replace

from rapidfuzz import fuzz

from tfextract.extract.evidence import folded
from tfextract.extract.products.entries import ENTRY_RULES
from tfextract.extract.products.types import ACRONYM_TAIL, ARTICLE, core_title, type_of_title, type_table, words_of
from tfextract.model import Product, ProductClass

NUMBERS = re.compile(r"\d+")
# The similarity (0 to 100) from which core titles of one type are the same product.
SAME_TITLE = 92.0
UNTYPED = "publication"


def once_a_page(products: list[Product]) -> list[Product]:
    """One row for each product on a page, the surest; entries of lists are rows of their own."""
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
    """Whether a title without a type is elsewhere on the page with one."""
    if product.product_type != UNTYPED or type_of_title(product.title) is not None:
        return False
    return (product.page, core_title(product.title)) in reported


def _is_short_for(product: Product, other: Product) -> bool:
    """Whether it is a short form of another on the page: "Mill Portal" of "Lakeside Mill Portal"."""
    if product.page != other.page or product.product_type != other.product_type:
        return False
    return folded(other.title).endswith(f" {folded(product.title)}")


def _name(title: str) -> str:
    """A title without its article, short form and type word, which a later mention may leave out."""
    words = list(words_of(ACRONYM_TAIL.sub("", ARTICLE.sub("", title))))
    while words and words[-1] in type_table().types:
        words.pop()
    return " ".join(words)


def _is_repeat(first: Product, again: Product) -> bool:
    """Whether they have the same type and core title; a flyer and the proceedings of one convention are two products.

    If their numbers (a year, a volume) differ, they are two. A platform or set of data is the same even if its type
    word is missing or another one ("Mill Log", "the Mill Log app").
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
