"""`tfextract add`: copies a document beside the others and notes its address."""

from __future__ import annotations

import csv
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests import pdfs
from tests.command import Command
from tests.stores.server import Bucket, StoreServer
from tfextract.sources import digest

PDF = pdfs.text_pdf("A report", "It is short.")
OTHER = pdfs.text_pdf("Another report")


class _Web(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        known = {
            "/files/report.pdf": PDF,
            "/download": PDF,
            "/page.pdf": b"<html>",
            "/large.pdf": PDF + bytes(3_000_000),
        }
        content = known.get(path)
        self.send_response(404 if content is None else 200)
        self.send_header("Content-Length", str(len(content or b"")))
        self.end_headers()
        self.wfile.write(content or b"")

    def log_message(self, *_: object) -> None:
        return None


@pytest.fixture(scope="module")
def web() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Web)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def sources(command: Command, sheet: str = "raw/documents.csv") -> dict[str, str]:
    with (command.folder / sheet).open(newline="") as file:
        return {row["document"]: row["source"] for row in csv.DictReader(file)}


def names(command: Command) -> list[str]:
    return sorted(path.name for path in (command.folder / "raw").iterdir() if path.suffix != ".csv")


def test_a_file_and_a_folder_go_in_with_their_address(command: Command) -> None:
    (command.folder / "in").mkdir()
    (command.folder / "in" / "a.pdf").write_bytes(PDF)
    (command.folder / "b.pdf").write_bytes(OTHER)
    done = command.run("add", "in", "b.pdf")
    assert (done.status, done.out.count("added")) == (0, 2)
    assert names(command) == ["a.pdf", "b.pdf"]
    document_id, _ = digest(command.folder / "raw" / "a.pdf")
    assert sources(command)[document_id] == (command.folder / "in" / "a.pdf").as_uri()


def test_the_same_bytes_are_not_put_there_again_and_another_document_of_the_name_gets_its_own(command: Command) -> None:
    (command.folder / "a.pdf").write_bytes(PDF)
    (command.folder / "again.pdf").write_bytes(PDF)
    (command.folder / "other").mkdir()
    (command.folder / "other" / "a.pdf").write_bytes(OTHER)
    command.run("add", "a.pdf")
    assert "there already" in command.run("add", "again.pdf").out
    command.run("add", "other/a.pdf")
    _, sha256 = digest(command.folder / "other" / "a.pdf")
    assert names(command) == [f"a-{sha256[:8]}.pdf", "a.pdf"]
    assert (command.folder / "raw" / "a.pdf").read_bytes() == PDF
    assert len(sources(command)) == 2


def test_an_address_on_the_web_is_fetched_and_noted_without_its_token(command: Command, web: str) -> None:
    done = command.run("add", f"{web}/files/report.pdf?access_token=geheim", f"{web}/download?id=7")
    assert (done.status, "geheim" in done.out) == (0, False)
    assert names(command) == ["report.pdf"]
    assert list(sources(command).values()) == [f"{web}/files/report.pdf"]


@pytest.mark.parametrize(
    ("path", "message"), [("page.pdf", "not a PDF"), ("gone.pdf", "nothing of that name"), ("large.pdf", "larger than")]
)
def test_what_is_no_pdf_too_large_or_missing_is_reported_and_leaves_nothing(
    command: Command, web: str, path: str, message: str
) -> None:
    command.monkeypatch.setenv("TFEXTRACT_DOCUMENT_SIZE_MB", "1")
    done = command.run("add", f"{web}/{path}")
    assert (done.status, message in done.out) == (3, True)
    assert names(command) == []


def test_a_password_in_an_address_is_refused(command: Command) -> None:
    done = command.run("add", "https://ada:geheim@example.org/a.pdf")
    assert (done.status, done.is_a_sentence(), "geheim" in done.err) == (2, True, False)


def test_a_row_that_a_person_wrote_stays(command: Command) -> None:
    (command.folder / "raw").mkdir()
    sheet = command.folder / "raw" / "documents.csv"
    sheet.write_text("document,title,source\na.pdf,Mine,https://example.org/mine\n")
    (command.folder / "a.pdf").write_bytes(PDF)
    (command.folder / "b.pdf").write_bytes(OTHER)
    command.run("add", "a.pdf", "b.pdf", "--source", "https://example.org/both")
    noted = sources(command)
    assert (len(noted), noted["a.pdf"]) == (2, "https://example.org/mine")
    assert sheet.read_text().splitlines()[1] == "a.pdf,Mine,https://example.org/mine"


def test_documents_go_into_a_bucket_with_the_sheet_beside_them(command: Command, bucket: Bucket) -> None:
    bucket.put("from/a.pdf", PDF)
    raw = f"{bucket.url}/raw"
    (command.folder / "b.pdf").write_bytes(OTHER)
    assert command.run("add", f"{bucket.url}/from/a.pdf", "b.pdf", "--raw", raw).status == 0
    assert "there already" in command.run("add", f"{bucket.url}/from", "--raw", raw).out
    assert [key for key in bucket.names() if key.startswith("raw/")] == ["raw/a.pdf", "raw/b.pdf", "raw/documents.csv"]
    assert bucket.get("raw/a.pdf") == PDF
    assert f"{bucket.url}/from/a.pdf" in bucket.get("raw/documents.csv").decode()


def test_what_somebody_else_wrote_to_a_sheet_meanwhile_is_not_overwritten(
    command: Command, bucket: Bucket, server: StoreServer
) -> None:
    bucket.put("raw/documents.csv", "document,source\nx.pdf,https://example.org/x\n")
    (command.folder / "a.pdf").write_bytes(PDF)
    sheet = f"/{bucket.name}/raw/documents.csv"

    def meanwhile(method: str, path: str) -> bool:
        if method == "PUT" and path == sheet and not asked:
            asked.append(path)
            bucket.put("raw/documents.csv", "document,source\ny.pdf,https://example.org/y\n")
        return False

    asked: list[str] = []
    server.plant(meanwhile, "", "")
    done = command.run("add", "a.pdf", "--raw", f"{bucket.url}/raw")
    assert (done.status, "meanwhile" in done.err) == (1, True), done
    assert bucket.get("raw/documents.csv").decode().splitlines()[1:] == ["y.pdf,https://example.org/y"]
    again = command.run("add", "a.pdf", "--raw", f"{bucket.url}/raw")
    assert (again.status, len(bucket.get("raw/documents.csv").decode().splitlines())) == (0, 3)


def test_a_fact_is_still_added_with_its_kind(command: Command) -> None:
    done = command.run("add", "report.pdf", "--sentence", "Ten wells were dug.")
    assert (done.status, "--kind" in done.err) == (2, True)


def test_a_file_that_is_not_there_is_wrong_use(command: Command) -> None:
    done = command.run("add", str(Path("nowhere.pdf")))
    assert (done.status, done.is_a_sentence()) == (2, True)
