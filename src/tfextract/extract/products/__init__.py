"""Named deliverables: entries of product lists, and titles in running text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from tfextract.extract.evidence import Ids, evidence_of, page_of
from tfextract.extract.products.again import AGAIN, mentions_of, names_of
from tfextract.extract.products.decide import Decided, decide, surroundings
from tfextract.extract.products.details import is_own, items_of, languages_of, masked, role_of, state_of, url_of
from tfextract.extract.products.repeats import once_a_page, with_repeats
from tfextract.extract.products.suggest import ProductCandidate, candidates
from tfextract.extract.text import Passage
from tfextract.extract.themes import ALL_HEADINGS, Themes, theme_of
from tfextract.model import BlockRole, Link, Page, Product

__all__ = ["find_products"]

# The most words of a running head beside the document's title, such as the publisher's name.
RUNNING_HEAD_WORDS = 4


def _names_itself(candidate: ProductCandidate, own: str | None) -> bool:
    """Whether it is the document's own title in a short line: in its running head, or on its title page."""
    block = candidate.passage.block
    if own is None or not is_own(candidate.text, own) or block.role is BlockRole.LIST_ITEM:
        return False
    left = len(block.text.split()) - len(candidate.text.split())
    return left <= RUNNING_HEAD_WORDS and not block.text.rstrip().endswith(".")


def find_products(
    passages: Iterable[Passage],
    pages: Sequence[Page],
    ids: Ids,
    title: str | None,
    themes: Themes = ALL_HEADINGS,
) -> tuple[Product, ...]:
    """`title` is the document's."""
    links = {page.page: page.links for page in pages}
    read = tuple(passages)
    product_candidates = [one for one in candidates(read, links) if not _names_itself(one, title)]
    around = surroundings(product_candidates, [passage.block.text for passage in read], title)
    decided = decide(product_candidates, around)
    everywhere = sorted((*decided, *_repeated(read, decided)), key=lambda one: one.candidate.place)
    return with_repeats(once_a_page([_product(one, ids, links, title, themes) for one in everywhere]))


def _repeated(passages: Sequence[Passage], decided: Sequence[Decided]) -> Iterator[Decided]:
    """Names of the decided products on other pages, with the confidence of the place where the name was found."""
    by_name = {name: one for one in decided for name in names_of(one.candidate.text, one.type)}
    known = {(one.candidate.page, name) for one in decided for name in by_name if name in one.candidate.text}
    for again in mentions_of(passages, tuple(by_name), known):
        first = by_name[again.text]
        yield replace(first, candidate=again, rule_id=AGAIN)


def _product(
    decided: Decided, ids: Ids, links: Mapping[int, tuple[Link, ...]], title: str | None, themes: Themes
) -> Product:
    candidate, kind = decided.candidate, decided.type
    passage, block, start, end = candidate.passage, candidate.passage.block, candidate.start, candidate.end
    page = page_of(block, start, end)
    around = masked(block.text, start, end)
    url = url_of(passage, start, end, links)
    return Product(
        product_id=ids.give("product", page, candidate.text),
        page=page,
        title=candidate.text,
        product_type=kind.name,
        product_class=kind.product_class,
        evidence=evidence_of(block, start, end, decided.rule_id),
        confidence=decided.weighed.confidence,
        contributions=decided.weighed.contributions(),
        role=role_of(passage, around, candidate.text, title),
        state=state_of(passage, around, url),
        languages=languages_of(candidate.text, around),
        url=url,
        items=items_of(candidate.text, kind),
        theme=theme_of(passage, themes),
    )
