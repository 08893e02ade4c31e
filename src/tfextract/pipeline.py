"""One document: read its layout, extract its facts. Pure but for reading the file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from tfextract.errors import UnreadableFileError
from tfextract.extract import Extractor
from tfextract.extract.describe.language import load_languages
from tfextract.layout import read_layout
from tfextract.model import Document, FileStatus, Layout, OcrPages, ReadDocument
from tfextract.progress import Alone, Progress, status_of, without_facts
from tfextract.rules import use_folder
from tfextract.settings import Settings
from tfextract.sources import FileBytes, open_file, read_bytes


@dataclass(frozen=True, slots=True)
class Reader:
    """Holds what is loaded once for many documents: the rules and the spaCy pipeline."""

    extractor: Extractor
    ocr: OcrPages = OcrPages.ALL
    most_mb: int = Settings.model_fields["document_size_mb"].default

    @classmethod
    def load(cls, settings: Settings) -> Reader:
        """Raises UserError where a named model or a rule of one's own cannot be used."""
        use_folder(settings.rules_folder)
        load_languages()
        return cls(Extractor.load(settings.spacy_model, settings.encoder), settings.ocr, settings.document_size_mb)

    def read(self, path: Path) -> ReadDocument:
        """In this process. Raises UnreadableFileError where no page can be read from the file."""
        with open_file(path, self.most_mb) as file:
            return self.read_bytes(read_bytes(file, path.name, self.most_mb))

    def read_bytes(self, file: FileBytes, progress: Progress | None = None) -> ReadDocument:
        """Raises UnreadableFileError where no page can be read from the bytes."""
        progress = progress or Alone()
        layout = read_layout(file.data, file.file_name, file.document_id, self.ocr, progress)
        bare = Document(
            file.document_id, file.sha256, file.file_name, page_count=len(layout.pages), status=status_of(layout, ())
        )
        if bare.status is FileStatus.FAILED:
            raise _no_page(layout)
        progress.laid_out(ReadDocument(bare, layout))
        try:
            document, facts = self.extractor.read(bare, layout)
        # What breaks the search for facts in a way nobody foresaw must not cost the pages and their text.
        except Exception as error:
            message = f"no facts were taken from it: an error of the program ({type(error).__name__}: {error})"
            return without_facts(ReadDocument(bare, layout), message)
        return ReadDocument(replace(document, status=status_of(layout, facts.issues)), layout, facts)


def _no_page(layout: Layout) -> UnreadableFileError:
    first = next((issue for issue in layout.issues if issue.code in ("page_failed", "page_given_up")), None)
    why = "it has none" if first is None else f"page {first.page}: {first.message}"
    return UnreadableFileError(FileStatus.FAILED, f"none of its {len(layout.pages)} pages could be read ({why})")
