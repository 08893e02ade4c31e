"""Reads one document: its layout, then its facts. Reading the file is the only side effect."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from tfextract.errors import UnreadableFileError
from tfextract.extract import Extractor
from tfextract.extract.describe.language import load_languages
from tfextract.extract.known import Known
from tfextract.kept import JUDGED, PARSES, KeptReading, Versions
from tfextract.layout import read_layout
from tfextract.model import Document, FileStatus, Layout, OcrPages, ReadDocument
from tfextract.progress import Alone, Progress, status_of, without_facts
from tfextract.rules import use_folder
from tfextract.settings import Settings
from tfextract.sources import ID_DIGITS, FileBytes, open_file, read_bytes
from tfextract.versions import kept_versions


@dataclass(frozen=True, slots=True)
class Reader:
    """Holds the rules and the spaCy pipeline, which are loaded once for many documents."""

    extractor: Extractor
    ocr: OcrPages = OcrPages.ALL
    max_mb: int = Settings.model_fields["document_size_mb"].default
    versions: Versions | None = None

    @classmethod
    def load(cls, settings: Settings) -> Reader:
        """Raises UserError if a named model or a user's own rule cannot be used."""
        use_folder(settings.rules_folder)
        load_languages()
        extractor = Extractor.load(settings.spacy_model, settings.encoder)
        return cls(extractor, settings.ocr, settings.document_size_mb, kept_versions(settings))

    def read(self, path: Path) -> ReadDocument:
        """Reads in this process. Raises UnreadableFileError if no page can be read from the file."""
        with open_file(path, self.max_mb) as file:
            return self.read_bytes(read_bytes(file, path.name, self.max_mb))

    def read_bytes(self, file: FileBytes, progress: Progress | None = None) -> ReadDocument:
        """Raises UnreadableFileError if no page can be read from the bytes."""
        progress = progress or Alone()
        layout = read_layout(file.data, file.file_name, file.document_id, self.ocr, progress)
        kept = self._kept(file.sha256, progress)
        if kept is not None:
            kept.set_layout(layout)
        bare = _bare(file.file_name, file.sha256, layout)
        if bare.status is FileStatus.FAILED:
            raise _no_page(layout)
        return self._with_facts(bare, layout, kept, progress)

    def read_again(self, file_name: str, sha256: str, progress: Progress) -> ReadDocument | None:
        """Reads from the kept layout of the bytes with this hash. None if there is no valid one."""
        kept = self._kept(sha256, progress)
        layout = None if kept is None else kept.layout(file_name)
        if layout is None:
            return None
        progress.all_read()
        return self._with_facts(_bare(file_name, sha256, layout), layout, kept, progress)

    def _kept(self, sha256: str, progress: Progress) -> KeptReading | None:
        if self.versions is None or not progress.keeps:
            return None
        return KeptReading.opened(progress.kept(), sha256, self.versions)

    def _with_facts(self, bare: Document, layout: Layout, kept: KeptReading | None, progress: Progress) -> ReadDocument:
        progress.laid_out(ReadDocument(bare, layout))
        known = Known() if kept is None else Known(kept.bytes_of(PARSES), kept.bytes_of(JUDGED))
        try:
            document, facts = self.extractor.read(bare, layout, known)
        # An unexpected exception in the extraction must not lose the pages and their text.
        except Exception as error:
            message = f"no facts were taken from it: an error of the program ({type(error).__name__}: {error})"
            return without_facts(ReadDocument(bare, layout), message)
        if kept is not None:
            if known.changed:
                kept.set_bytes(PARSES, known.parses)
                kept.set_bytes(JUDGED, known.judged)
            if kept.changed:
                progress.keep(kept.packed())
        return ReadDocument(replace(document, status=status_of(layout, facts.issues)), layout, facts)


def _bare(file_name: str, sha256: str, layout: Layout) -> Document:
    pages = len(layout.pages)
    return Document(sha256[:ID_DIGITS], sha256, file_name, page_count=pages, status=status_of(layout, ()))


def _no_page(layout: Layout) -> UnreadableFileError:
    first = next((issue for issue in layout.issues if issue.code in ("page_failed", "page_given_up")), None)
    why = "it has none" if first is None else f"page {first.page}: {first.message}"
    return UnreadableFileError(FileStatus.FAILED, f"none of its {len(layout.pages)} pages could be read ({why})")
