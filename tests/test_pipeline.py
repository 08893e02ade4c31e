"""One document in one process: its status says whether anything is missing."""

from __future__ import annotations

import pytest

from tests.pdfs import text_pdf
from tfextract.errors import UnreadableFileError
from tfextract.extract import Extractor
from tfextract.model import Document, Facts, FileStatus, Issue, Layout, Page, PageStatus, ReadDocument, TextSource
from tfextract.pipeline import Reader
from tfextract.progress import Alone, status_of
from tfextract.sources import FileBytes

FILE = FileBytes.of(text_pdf(), "nowhere.pdf")


class Without(Alone):
    """Page 1 of one is left out."""

    def admit(self, page: int) -> str | None:
        return f"page {page} is left out"


def layout(*statuses: PageStatus, code: str | None = None) -> Layout:
    pages = tuple(Page(at, 1.0, 1.0, status, TextSource.NONE) for at, status in enumerate(statuses, 1))
    return Layout(pages, (), issues=() if code is None else (Issue(code, "", "a.pdf"),))


@pytest.mark.parametrize(
    ("made", "status"),
    [
        (layout(PageStatus.READ, PageStatus.EMPTY), FileStatus.READ),
        (layout(PageStatus.READ, PageStatus.FAILED), FileStatus.PARTIAL),
        (layout(PageStatus.READ, PageStatus.IMAGE_ONLY), FileStatus.PARTIAL),
        (layout(PageStatus.READ, code="tables_not_read"), FileStatus.PARTIAL),
        (layout(PageStatus.READ, code="rotated_text"), FileStatus.READ),
        (layout(PageStatus.IMAGE_ONLY, PageStatus.FAILED), FileStatus.NO_TEXT),
        (layout(PageStatus.FAILED, PageStatus.FAILED), FileStatus.FAILED),
    ],
)
def test_the_status_says_whether_anything_is_missing(made: Layout, status: FileStatus) -> None:
    assert status_of(made, ()) is status


def test_bytes_are_read_without_their_file_and_with_their_own_id() -> None:
    read = Reader(Extractor(None)).read_bytes(FILE)
    assert (read.document.document_id, read.document.file_name) == (FILE.document_id, "nowhere.pdf")
    assert read.document.status is FileStatus.READ


def test_where_every_page_is_left_out_the_document_has_failed() -> None:
    with pytest.raises(UnreadableFileError, match="page 1 is left out") as caught:
        Reader(Extractor(None)).read_bytes(FILE, Without())
    assert caught.value.status is FileStatus.FAILED


def test_an_error_in_the_search_for_facts_keeps_pages_and_text(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise KeyError("unforeseen")

    monkeypatch.setattr(Extractor, "read", fail)
    read = Reader(Extractor(None)).read_bytes(FILE)
    assert read.document.status is FileStatus.PARTIAL
    assert read.layout.blocks
    assert [issue.code for issue in read.facts.issues] == ["extraction_failed"]


def test_pages_and_text_are_counted_before_facts_are_extracted(monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []

    class Hearing(Alone):
        def laid_out(self, read: ReadDocument) -> None:
            order.append(f"{len(read.layout.pages)} page")

    def extract(_: Extractor, document: Document, layout: Layout, *__: object) -> tuple[Document, Facts]:
        order.append("facts")
        return document, Facts()

    monkeypatch.setattr(Extractor, "read", extract)
    Reader(Extractor(None)).read_bytes(FILE, Hearing())
    assert order == ["1 page", "facts"]
