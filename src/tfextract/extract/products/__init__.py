"""Named deliverables: entries of product lists, and titles in running text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tfextract.extract.achievements import theme_of
from tfextract.extract.confidence import Curve, curve
from tfextract.extract.evidence import Ids, evidence_of, page_of
from tfextract.extract.products.details import is_own, items_of, languages_of, masked, role_of, state_of, url_of
from tfextract.extract.products.repeats import once_a_page, with_repeats
from tfextract.extract.products.spans import Title
from tfextract.extract.products.titles import running_titles
from tfextract.extract.products.types import HEAD_END, ProductType, type_of_phrase, type_of_title
from tfextract.extract.sections import Section
from tfextract.extract.sentences import split_sentences
from tfextract.extract.text import Passage
from tfextract.model import BlockRole, Page, Product, ProductClass
from tfextract.rules import rules_of

__all__ = ["find_products"]

# A line may have as many words beside the document's title: its publisher's name.
RUNNING_HEAD_WORDS = 4


def _entries(text: str) -> list[tuple[int, int, str]]:
    """(start, end, rule id) of the entries of one list item, more than one where it runs them together."""
    for rule in rules_of("product_split"):
        cuts = [match.span() for match in rule.matches(text)]
        if cuts:
            starts = [0, *(end for _, end in cuts)]
            ends = [*(start for start, _ in cuts), len(text)]
            return [(start, end, rule.id) for start, end in zip(starts, ends, strict=True)]
    return [(0, len(text), "product.list")]


def _tells(passage: Passage) -> bool:
    """Whether a list item under "Resources" is a statement: several sentences, or a subject and its verb."""
    if len(split_sentences(passage.block.text)) > 1:
        return True
    if type_of_phrase(HEAD_END.split(passage.block.text, maxsplit=1)[0]) is not None:
        return False
    doc = passage.doc
    return doc is not None and any(
        token.dep_ == "ROOT"
        and token.pos_ in ("VERB", "AUX")
        and any(c.dep_ in ("nsubj", "nsubjpass") for c in token.children)
        for token in doc
    )


def _listed(passage: Passage) -> list[Title]:
    found = []
    for start, end, rule_id in _entries(passage.block.text):
        text = passage.block.text[start:end].strip()
        known = type_of_title(text)
        confidence = 0.9 if known is not None else 0.6
        kind = known or ProductType("publication", ProductClass.PUBLICATION)
        found.append(Title(start, end, text, kind, rule_id, confidence))
    return found


def _names_itself(passage: Passage, entry: Title, own: str | None) -> bool:
    """A short line with the document's own title and nothing said of it: its running head, or its title page."""
    text = passage.block.text
    if own is None or not is_own(entry.text, own) or passage.block.role is BlockRole.LIST_ITEM:
        return False
    left = len(text.split()) - len(entry.text.split())
    return left <= RUNNING_HEAD_WORDS and not text.rstrip().endswith(".")


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
    found: list[Product] = []
    for passage in passages:
        block = passage.block
        listed = passage.section is Section.PRODUCTS and block.role is BlockRole.LIST_ITEM and not _tells(passage)
        if block.role is BlockRole.HEADING:
            continue
        for entry in _listed(passage) if listed else running_titles(passage):
            if _names_itself(passage, entry, title):
                continue
            page = page_of(block, entry.start, entry.end)
            around = masked(block.text, entry.start, entry.end)
            found.append(
                Product(
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
            )
    return with_repeats(once_a_page(found))
