"""Which products are told again: rapidfuzz proposes, a rule decides, and both rows stay."""

from __future__ import annotations

from dataclasses import replace

from rapidfuzz import fuzz

from tfextract.extract.products.types import core_title
from tfextract.model import Product

# Core titles at least this alike, of one type, are one product told again.
SAME_TITLE = 92.0
# An entry of a list is a row of its own, whatever else the page names.
ENTRY_RULES = ("product.list", "product.split")


def once_a_page(products: list[Product]) -> list[Product]:
    """A product named three times on a page is one row of it, the surest; a second page gives a row of its own."""
    listed = {product.product_id for product in products if product.evidence[0].rule_id in ENTRY_RULES}
    best: dict[tuple[int, str, str], Product] = {}
    for product in products:
        key = (product.page, product.product_type, core_title(product.title))
        if key not in best or product.confidence > best[key].confidence:
            best[key] = product
    kept = listed | {product.product_id for product in best.values()}
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


def _is_repeat(first: Product, again: Product) -> bool:
    """One type and one core title; a flyer and the proceedings on one convention are two products."""
    if first.product_type != again.product_type:
        return False
    return fuzz.ratio(core_title(first.title), core_title(again.title)) >= SAME_TITLE
