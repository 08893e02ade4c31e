"""One document: read its layout, extract its facts. Pure but for reading the file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tfextract.extract import Extractor
from tfextract.layout import read_layout
from tfextract.model import LOSS_CODES, Document, FileStatus, OcrPages, PageStatus, ReadDocument
from tfextract.rules import use_folder
from tfextract.settings import Settings
from tfextract.sources import digest


@dataclass(frozen=True, slots=True)
class Reader:
    """Holds what is loaded once for many documents: the rules and the spaCy pipeline."""

    extractor: Extractor
    ocr: OcrPages = OcrPages.ALL

    @classmethod
    def load(cls, settings: Settings) -> Reader:
        """Raises UserError where a named model or a rule of one's own cannot be used."""
        use_folder(settings.rules_folder)
        return cls(Extractor.load(settings.spacy_model), settings.ocr)

    def read(self, path: Path) -> ReadDocument:
        """Raises UnreadableFileError where no page can be read from the file."""
        document_id, sha256 = digest(path)
        layout = read_layout(path, document_id, self.ocr)
        unread = [page for page in layout.pages if page.status not in (PageStatus.READ, PageStatus.EMPTY)]
        lost = any(issue.code in LOSS_CODES for issue in layout.issues)
        status = FileStatus.PARTIAL if unread or lost else FileStatus.READ
        if not any(page.status is PageStatus.READ for page in layout.pages):
            status = FileStatus.NO_TEXT
        bare = Document(document_id, sha256, path.name, page_count=len(layout.pages), status=status)
        document = self.extractor.describe(bare, layout)
        facts = self.extractor.extract(document, layout)
        return ReadDocument(document, layout, facts)
