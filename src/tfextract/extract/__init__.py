"""Blocks → facts: pure functions over plain data; the spaCy pipeline is passed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tfextract.extract.achievements import achievements_of, judge, title_above
from tfextract.extract.contacts import find_contacts
from tfextract.extract.counts import find_counts
from tfextract.extract.describe import describe
from tfextract.extract.evidence import Ids
from tfextract.extract.indicator_tables import find_indicator_counts
from tfextract.extract.mentions import find_mentions
from tfextract.extract.nlp import describe_model, load_nlp
from tfextract.extract.products import find_products
from tfextract.extract.programme import find_funds, find_phases
from tfextract.extract.shortfalls import find_rated_rows, find_shortfalls
from tfextract.extract.text import Passage, read_footnotes, read_passages
from tfextract.model import Document, Facts, Issue, Layout

if TYPE_CHECKING:
    from spacy.language import Language

# The rules are English; of other languages only what needs no grammar (contacts) is taken.
RULE_LANGUAGES = ("en",)


@dataclass(frozen=True, slots=True)
class Extractor:
    nlp: Language | None

    @classmethod
    def load(cls, spacy_model: str | None) -> Extractor:
        """Raises UserError where the named model cannot be loaded."""
        return cls(load_nlp(spacy_model))

    @property
    def model(self) -> str:
        return describe_model(self.nlp)

    def describe(self, document: Document, layout: Layout) -> Document:
        return describe(document, layout)

    def extract(self, document: Document, layout: Layout) -> Facts:
        ids = Ids(document.document_id)
        if document.language is not None and document.language not in RULE_LANGUAGES:
            message = f"the document is in {document.language}: facts are taken from English text alone, so none were"
            issue = Issue("language_not_covered", message, document.file_name, document.document_id)
            return Facts(contacts=find_contacts(layout.blocks, ids), issues=(issue,))
        return self.facts(document, layout, read_passages(layout.blocks, self.nlp))

    def facts(self, document: Document, layout: Layout, passages: Sequence[Passage]) -> Facts:
        """From what was parsed before: all of an English document, or the passages of some of its pages."""
        ids = Ids(document.document_id)
        funds = find_funds(layout.blocks, document.title)
        judged = judge(passages)
        above = title_above(layout.blocks, document.title)
        achievements = achievements_of(judged, ids, above)
        counts = find_counts(passages, achievements, ids, document, above)
        in_tables = find_indicator_counts(layout, ids, document)
        read = (*passages, *read_footnotes(layout.blocks))
        products = find_products(read, layout.pages, ids, document.title, above)
        entities, mentions = find_mentions(achievements, counts, products, read)
        return Facts(
            achievements=achievements,
            shortfalls=find_shortfalls(judged, ids, above) + find_rated_rows(layout, ids),
            counts=counts + in_tables,
            products=products,
            entities=entities,
            mentions=mentions,
            funds=funds,
            phases=find_phases(layout.blocks, document.document_id, funds),
            contacts=find_contacts(layout.blocks, ids),
        )
