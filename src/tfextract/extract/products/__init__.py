"""Named deliverables: entries of product lists, and titles in running text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from tfextract.confidence import Curve, curve
from tfextract.extract.achievements import theme_of
from tfextract.extract.evidence import Ids, evidence_of, page_of
from tfextract.extract.products.again import names_of, told_again
from tfextract.extract.products.cards import carded
from tfextract.extract.products.details import is_own, items_of, languages_of, masked, role_of, state_of, url_of
from tfextract.extract.products.entries import listed
from tfextract.extract.products.repeats import once_a_page, with_repeats
from tfextract.extract.products.spans import Title
from tfextract.extract.products.titles import running_titles
from tfextract.extract.products.types import ProductType
from tfextract.extract.sections import Section
from tfextract.extract.text import Passage
from tfextract.model import Block, BlockRole, Link, Page, Product

__all__ = ["find_products"]

# A line may have as many words beside the document's title: its publisher's name.
RUNNING_HEAD_WORDS = 4


def _names_itself(passage: Passage, entry: Title, own: str | None) -> bool:
    """A short line with the document's own title and nothing said of it: its running head, or its title page."""
    text = passage.block.text
    if own is None or not is_own(entry.text, own) or passage.block.role is BlockRole.LIST_ITEM:
        return False
    left = len(text.split()) - len(entry.text.split())
    return left <= RUNNING_HEAD_WORDS and not text.rstrip().endswith(".")


def _titles_of(passage: Passage, links: Mapping[int, tuple[Link, ...]]) -> list[Title]:
    """An item of a list is its entries alone; in a series the words around a title say more of it than its place."""
    entries = listed(passage)
    if entries and passage.section is Section.PRODUCTS and passage.block.role is BlockRole.LIST_ITEM:
        return entries
    running = list(running_titles(passage, links))
    free = [
        entry for entry in entries if not any(title.start < entry.end and entry.start < title.end for title in running)
    ]
    return sorted((*running, *free), key=lambda title: title.start)


def _told_under(block: Block, titles: list[Title], headed: Mapping[str, ProductType]) -> list[Title]:
    """Without what only takes up the title that heads the block: "Weir Atlas / The atlas of nine weirs is …"."""
    above = headed.get(block.heading or "")
    if above is None:
        return titles
    return [title for title in titles if title.type != above and title.rule_id != "product.series"]


def find_products(
    passages: Iterable[Passage],
    pages: Sequence[Page],
    ids: Ids,
    title: str | None,
    above: str | None = None,
    sure: Curve | None = None,
) -> tuple[Product, ...]:
    """`title` is the document's; `above` the same where it is no theme (`title_above`); `sure` the measured curve
    unless another is given."""
    links = {page.page: page.links for page in pages}
    sure = sure or curve("product")
    read = tuple(passages)
    seen = list(_seen(read, links, title))
    named = tuple(dict.fromkeys(name for _, entry in seen for name in names_of(entry)))
    told = {
        (page_of(passage.block, entry.start, entry.end), one.name)
        for passage, entry in seen
        for one in named
        if one.name in entry.text
    }
    order = {passage.block.block_no: at for at, passage in enumerate(read)}
    everywhere = [*seen, *told_again(read, named, told)]
    everywhere.sort(key=lambda both: (order[both[0].block.block_no], both[1].start))
    found = [_product(passage, entry, ids, links, title, above, sure) for passage, entry in everywhere]
    return with_repeats(once_a_page(found))


def _seen(
    passages: Sequence[Passage], links: Mapping[int, tuple[Link, ...]], title: str | None
) -> Iterator[tuple[Passage, Title]]:
    cards = carded(passages)
    headed = {card.text: card.type for card in cards.values()}
    for passage in passages:
        block = passage.block
        card = cards.get((block.page, block.block_no))
        if block.role is BlockRole.HEADING and card is None:
            continue
        for entry in _told_under(block, _titles_of(passage, links), headed) if card is None else [card]:
            if not _names_itself(passage, entry, title):
                yield passage, entry


def _product(
    passage: Passage,
    entry: Title,
    ids: Ids,
    links: Mapping[int, tuple[Link, ...]],
    title: str | None,
    above: str | None,
    sure: Curve,
) -> Product:
    block = passage.block
    page = page_of(block, entry.start, entry.end)
    around = masked(block.text, entry.start, entry.end)
    return Product(
        product_id=ids.give("product", page, entry.text),
        page=page,
        title=entry.text,
        product_type=entry.type.name,
        product_class=entry.type.product_class,
        evidence=evidence_of(block, entry.start, entry.end, entry.rule_id),
        confidence=sure.confidence(entry.confidence),
        role=role_of(passage, around, entry.text, title),
        state=state_of(around),
        languages=languages_of(entry.text, around),
        url=url_of(passage, entry.start, entry.end, links),
        items=items_of(entry.text, entry.type),
        theme=theme_of(passage, above),
    )
