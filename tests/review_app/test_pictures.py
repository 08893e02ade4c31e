"""Pictures of pages and words in a box come from a limited reader process; this one opens no PDF."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.pdfs import LINES, text_pdf
from tests.review_app.served import Served, served
from tests.warehouse.samples import MODIFIED, read_document, run_record
from tfextract.layout import glyphs, render
from tfextract.model import Block, BlockRole, Box, Document, Facts, FileStatus, Layout, ReadDocument, SourceFile
from tfextract.review_app import pictures as kept
from tfextract.review_app.pictures import PictureCache
from tfextract.settings import Settings
from tfextract.warehouse import Change, publish
from tfextract.warehouse.pages import Shown
from tfextract.workers import Workers

MADE = datetime(2026, 5, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def river(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, str]]:
    folder = tmp_path_factory.mktemp("river")
    data = text_pdf()
    (folder / "river.pdf").write_bytes(data)
    sha256 = hashlib.sha256(data).hexdigest()
    layout = read_document().layout
    # The words as they are read, except one that is broken in print.
    blocks = tuple(
        Block(number, 1, BlockRole.PARAGRAPH, line, Box(0, 40 * number, 600, 40 * number + 30), (), None, ())
        for number, line in enumerate(LINES, start=1)
    )
    document = Document(sha256[:16], sha256, "river.pdf", 1, FileStatus.READ)
    read = ReadDocument(document, Layout(layout.pages, blocks, ()), Facts())
    file = SourceFile(str(folder / "river.pdf"), "river.pdf", len(data), MODIFIED, FileStatus.READ, sha256[:16])
    publish(folder / "w.duckdb", Change((file,), (read,), ()), run_record())
    with pytest.MonkeyPatch.context() as patch:
        for module in (glyphs, render):
            patch.setattr(module, "open_pdf", _refuse)
        with served(folder / "w.duckdb", folder) as one:
            yield one, sha256[:16]


def _refuse(*_: object) -> None:
    raise AssertionError("a PDF was opened in the process of the application")


def test_a_picture_is_a_bounded_jpeg_that_a_browser_may_keep(river: tuple[Served, str]) -> None:
    one, document_id = river
    answer = one.get(f"/documents/{document_id}/pages/1/picture")
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["cache-control"] == "private, max-age=86400"


def test_a_missing_page_is_named_in_the_picture(river: tuple[Served, str]) -> None:
    one, document_id = river
    answer = one.get(f"/documents/{document_id}/pages/7/picture")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "there is no page 7" in answer.text
    assert one.get(f"/documents/{document_id}/pages/7").status == 404


def test_the_words_in_a_box_are_the_sentence_of_the_block(river: tuple[Served, str]) -> None:
    one, document_id = river
    form = one.get(f"/documents/{document_id}/pages/1/add?x0=0&top=0&x1=600&bottom=800").text
    assert LINES[0] in form
    for nonsense in ("x0=nan&top=0&x1=1&bottom=1", "x0=1e9&top=0&x1=1&bottom=1", "x0=a&top=0&x1=1&bottom=1", "x0=1"):
        assert one.get(f"/documents/{document_id}/pages/1/add?{nonsense}").status == 200


def test_pictures_are_kept_in_a_folder_of_bounded_size_that_goes(
    river: tuple[Served, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, document_id = river
    asked: list[int] = []

    def ask(_: object, path: Path, __: object, page: int, *___: object) -> bytes:
        asked.append(page)
        target = BytesIO()
        Image.new("RGB", (2, 2)).save(target, "JPEG")
        return target.getvalue()

    monkeypatch.setattr(kept, "MAX_KEPT", 2)
    monkeypatch.setattr(Workers, "ask", ask)
    with Shown(one.warehouse) as shown:
        document = shown.document(document_id)
    with PictureCache(Settings()) as pictures:
        for page in (1, 1, 2, 1, 3, 1, 2):
            pictures.picture(document, page)
        assert asked == [1, 2, 3, 2]
        folder = pictures.folder
        assert len(list(folder.iterdir())) == 2
    assert not folder.exists()


def test_a_file_that_was_replaced_is_not_shown_as_the_document(river: tuple[Served, str]) -> None:
    one, document_id = river
    (one.raw / "river.pdf").write_bytes(text_pdf("Another report"))
    try:
        with Shown(one.warehouse) as shown, PictureCache(Settings()) as pictures:
            document = shown.document(document_id)
            with pytest.raises(Exception, match="was replaced since it was read"):
                pictures.picture(document, 1)
    finally:
        (one.raw / "river.pdf").write_bytes(text_pdf())
