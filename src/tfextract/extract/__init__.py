"""Blocks → facts: pure functions over plain data; the spaCy pipeline is passed in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tfextract.extract.describe import describe
from tfextract.extract.describe.language import language_name
from tfextract.extract.kinds import Finder, contacts_of, find_all
from tfextract.extract.known import Known
from tfextract.extract.nlp import describe_model, load_nlp
from tfextract.extract.score import SecondJudge
from tfextract.extract.text import Passage, read_passages
from tfextract.faults import Faults
from tfextract.model import Document, EncoderUse, Facts, Issue, Layout

if TYPE_CHECKING:
    from spacy.language import Language

# The rules are English. From documents in other languages only contacts are taken, which need no grammar.
RULE_LANGUAGES = ("en",)


@dataclass(frozen=True, slots=True)
class Extractor:
    nlp: Language | None
    second: SecondJudge | None = None

    @classmethod
    def load(cls, spacy_model: str | None, encoder: EncoderUse = EncoderUse.UNSURE) -> Extractor:
        """Raises UserError where the named model cannot be loaded."""
        return cls(load_nlp(spacy_model), SecondJudge.load(encoder))

    @property
    def model(self) -> str:
        return describe_model(self.nlp)

    def read(self, bare: Document, layout: Layout, known: Known | None = None) -> tuple[Document, Facts]:
        """The described document, and its facts with the issues of both steps.

        Parses and encoder scores that `known` holds are used again; new ones are added to it.
        """
        faults = Faults(bare.file_name, bare.document_id)
        document = describe(bare, layout, faults)
        facts = self._extract(document, layout, faults, known or Known())
        return document, replace(facts, issues=(*facts.issues, *faults.issues))

    def describe(self, document: Document, layout: Layout) -> Document:
        return describe(document, layout, Faults(document.file_name, document.document_id))

    def extract(self, document: Document, layout: Layout) -> Facts:
        faults = Faults(document.file_name, document.document_id)
        facts = self._extract(document, layout, faults, Known())
        return replace(facts, issues=(*facts.issues, *faults.issues))

    def facts(self, document: Document, layout: Layout, passages: Sequence[Passage]) -> Facts:
        """The facts of passages that are parsed already: all of an English document, or those of some of its pages."""
        faults = Faults(document.file_name, document.document_id)
        return replace(find_all(document, layout, passages, faults, self.second), issues=tuple(faults.issues))

    def _extract(self, document: Document, layout: Layout, faults: Faults, known: Known) -> Facts:
        if document.language is not None and document.language not in RULE_LANGUAGES:
            message = f"no facts were extracted because the document is in {language_name(document.language)}"
            issue = Issue("language_not_covered", message, document.file_name, document.document_id)
            return Facts(contacts=contacts_of(Finder.of(document, faults), layout.blocks), issues=(issue,))
        passages = read_passages(layout.blocks, self.nlp, faults=faults, parsed_by=known.parse)
        second = None if self.second is None else known.judge(self.second)
        facts = find_all(document, layout, passages, faults, second)
        known.remember()
        return facts
