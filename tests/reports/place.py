"""A warehouse of invented documents with their PDFs, and reports parsed as a browser parses them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import lxml.html

from tests.pdfs import text_pdf
from tests.warehouse.samples import run_record, source_file
from tfextract.model import ReadDocument
from tfextract.reports.writing import Written, write_reports
from tfextract.sheets import read_sheets
from tfextract.sheets.reviews import append_rows
from tfextract.sources import FileBytes
from tfextract.warehouse import Change, publish


class InProcess:
    """Answers questions about PDFs here, as a reader process does there."""

    def ask(self, path: Path, question: Callable[..., bytes], *given: object) -> bytes:
        return question(None, FileBytes.of(path.read_bytes(), path.name), *given)


@dataclass
class Place:
    folder: Path
    runs: int = 0

    @property
    def warehouse(self) -> Path:
        return self.folder / "w.duckdb"

    def publish(self, *documents: ReadDocument) -> None:
        """Each gets a PDF of its own bytes, and the id that these have."""
        self.runs += 1
        named = [self._with_pdf(read) for read in documents]
        files = tuple(
            replace(
                source_file(read.document.file_name.removesuffix(".pdf"), read.document.status, str(self.folder)),
                document_id=read.document.document_id,
            )
            for read in named
        )
        record = run_record(f"run-{self.runs}", day=self.runs)
        sheets = read_sheets([self.folder])
        assert not sheets.broken
        assert not sheets.problems
        publish(self.warehouse, Change(files, tuple(named), (), sheets=sheets), record)

    def _with_pdf(self, read: ReadDocument) -> ReadDocument:
        pdf = text_pdf(read.document.file_name, *(block.text[:60] for block in read.layout.blocks))
        (self.folder / read.document.file_name).write_bytes(pdf)
        sha256 = FileBytes.of(pdf, "").sha256
        old, new = read.document.document_id, sha256[:16]
        issues = tuple(replace(issue, document_id=new) for issue in read.facts.issues)
        moved = tuple(replace(issue, document_id=new) for issue in read.layout.issues)
        assert old != new
        return replace(
            read,
            document=replace(read.document, document_id=new, sha256=sha256),
            facts=replace(read.facts, issues=issues),
            layout=replace(read.layout, issues=moved),
        )

    def write(self, name: str, columns: Sequence[str], *rows: dict[str, str]) -> None:
        (self.folder / name).unlink(missing_ok=True)
        append_rows(self.folder / name, columns, rows)

    def report(self, *document_ids: str) -> list[Written]:
        from tfextract.warehouse.documents import document_ids as known

        chosen = document_ids or known(self.warehouse)
        return list(write_reports(self.warehouse, chosen, self.folder / "reports", InProcess()))  # type: ignore[arg-type]

    def page(self) -> lxml.html.HtmlElement:
        """The report of the one document there is."""
        [written] = self.report()
        return read_html(written.path)


def read_html(path: Path) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(path.read_text("utf-8"))


def words(element: lxml.html.HtmlElement) -> str:
    return " ".join(" ".join(element.itertext()).split())


def is_self_contained(page: lxml.html.HtmlElement) -> None:
    """The page runs and fetches nothing, and all its links are within it."""
    assert page.xpath("//script | //iframe | //object | //embed | //link | //form | //base") == []
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    for name, value in ((name, value) for element in page.iter() for name, value in element.attrib.items()):
        assert not name.startswith("on"), f"{name}={value}"
        if name in ("href", "src", "xlink:href", "action", "background", "poster", "srcset"):
            assert value.startswith(("#", "data:image/")), value
            assert not value.startswith("#") or value[1:] in ids, value
    for style in [*page.xpath("//style/text()"), *page.xpath("//@style")]:
        assert not re.search(r"url\(|@import|expression", style), style
    [policy] = page.xpath('//meta[@http-equiv="Content-Security-Policy"]/@content')
    assert "default-src 'none'" in policy


def is_well_made(page: lxml.html.HtmlElement) -> None:
    """Landmarks, headings in order, names for what is no text."""
    assert page.get("lang") == "en"
    assert len(page.xpath("//h1")) == len(page.xpath("//main")) == 1
    assert len(page.xpath("//title")) == 1
    ranks = [int(heading.tag[1]) for heading in page.xpath("//h1 | //h2 | //h3 | //h4")]
    assert ranks[0] == 1
    assert all(later <= before + 1 for before, later in itertools.pairwise(ranks)), ranks
    assert [
        svg
        for svg in page.xpath("//svg[not(@aria-hidden)]")
        if not (svg.get("aria-label") or svg.get("aria-labelledby"))
    ] == []
    assert [image for image in page.xpath("//img") if not image.get("alt")] == []
    assert [head for head in page.xpath("//th") if not head.get("scope")] == []
