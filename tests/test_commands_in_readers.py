"""Commands about one PDF also read it in a limited process; this process opens none."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from typer.testing import CliRunner, Result

from tests.pdfs import text_pdf
from tfextract import cli
from tfextract.errors import UnreadableFileError
from tfextract.layout import crops, glyphs, render
from tfextract.settings import Settings
from tfextract.warehouse import run_query
from tfextract.workers import Load, Workers


class OneReader:
    """In place of Workers: the commands take turns at one process, which takes seconds to start."""

    def __init__(self) -> None:
        self._started: dict[Load, Workers] = {}

    @contextlib.contextmanager
    def __call__(self, settings: Settings, load: Load, *_: object) -> Iterator[Workers]:
        if load not in self._started:
            self._started[load] = Workers(settings, load)
        yield self._started[load]

    def close(self) -> None:
        for workers in self._started.values():
            workers.close()


@pytest.fixture(scope="module")
def one_reader() -> Iterator[OneReader]:
    with contextlib.closing(OneReader()) as made:
        yield made


@pytest.fixture(autouse=True)
def _not_here(monkeypatch: pytest.MonkeyPatch, one_reader: OneReader) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a PDF was opened in the process of the command")

    monkeypatch.setattr(glyphs, "open_pdf", refuse)
    monkeypatch.setattr(render, "open_pdf", refuse)
    monkeypatch.setattr(crops, "open_pdf", refuse)
    for module in ("workers", "ingest"):
        monkeypatch.setattr(f"tfextract.{module}.Workers", one_reader)


def run(*given: object) -> Result:
    return CliRunner().invoke(cli.app, [str(word) for word in given])


def test_extract_and_a_page_explained(tmp_path: Path) -> None:
    pdf = tmp_path / "river.pdf"
    pdf.write_bytes(text_pdf())
    assert json.loads(run("extract", pdf).output)["document"]["file_name"] == "river.pdf"
    assert "river.pdf, page 1" in run("explain", "--page", pdf, 1).output
    assert "pages 1 to 1" in str(run("explain", "--page", pdf, 2).exception)


def test_a_page_shown_as_it_was_read(tmp_path: Path) -> None:
    pdf, picture = tmp_path / "river.pdf", tmp_path / "page.png"
    pdf.write_bytes(text_pdf())
    assert (
        f"{picture}: page 1 of river.pdf, as tfextract reads it"
        in run("show", "--page", pdf, 1, "--out", picture).output
    )
    with Image.open(picture) as shown:
        assert shown.width > 1200
    assert "there is no page 2" in str(run("show", "--page", pdf, 2, "--out", picture).exception)
    assert "none.png could not be written" in str(run("show", "--page", pdf, 1, "--out", "/proc/none.png").exception)
    (letter := tmp_path / "letter.pdf").write_text("Dear reader")
    assert isinstance(run("show", "--page", letter, 1).exception, UnreadableFileError)


def test_a_file_that_is_no_pdf_is_refused_in_a_sentence(tmp_path: Path) -> None:
    letter = tmp_path / "letter.pdf"
    letter.write_text("Dear reader")
    assert isinstance(refused := run("extract", letter).exception, UnreadableFileError)
    assert str(refused) == "not a PDF: it only has the name of one"


def test_a_fact_explained_and_shown(tmp_path: Path) -> None:
    pdf, warehouse, picture = tmp_path / "river.pdf", tmp_path / "w.duckdb", tmp_path / "fact.png"
    pdf.write_bytes(text_pdf())
    given = ("--warehouse", warehouse)
    assert run("ingest", pdf, *given).exit_code == 0
    [[fact_id]] = run_query(warehouse, "SELECT count_id FROM counts WHERE value = 240").rows
    explained = run("explain", fact_id, *given).output
    assert "unit.grammar" in explained
    assert re.search(r"claim_by +model\n", explained)
    assert run("show", fact_id, "--out", picture, *given).exit_code == 0
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert Image.open(picture).size == (1200, 1600)


def test_reports_and_a_workbook_with_pictures(tmp_path: Path) -> None:
    pdf, warehouse = tmp_path / "river.pdf", tmp_path / "w.duckdb"
    pdf.write_bytes(text_pdf())
    given = ("--warehouse", warehouse)
    assert run("ingest", pdf, *given, "--came-in", tmp_path / "reports").exit_code == 0
    assert "river.pdf" in (tmp_path / "reports" / "came-in.md").read_text("utf-8")
    assert "Nothing" not in (tmp_path / "reports" / "came-in.html").read_text("utf-8")
    again = run("ingest", pdf, *given, "--came-in", tmp_path / "reports")
    assert "No document; 0 new facts, 0 changed, 0 gone" in again.output
    assert "Nothing new" in (tmp_path / "reports" / "came-in.html").read_text("utf-8")
    done = run("report", "river.pdf", "--out", tmp_path / "reports", *given)
    assert done.exit_code == 0, done.exception
    assert "data:image/webp;base64," in (tmp_path / "reports" / "river.html").read_text("utf-8")
    done = run("review", "export", tmp_path / "review.xlsx", *given)
    assert done.exit_code == 0, done.exception
    assert ", 0 with a picture" not in done.output
