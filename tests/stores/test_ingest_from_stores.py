"""An ingest from a bucket: like from a folder, each object fetched once, nothing lost if the store fails."""

from __future__ import annotations

import logging
import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests import readers
from tests.stores.server import SECRET, Bucket, StoreServer
from tests.warehouse.beginnings import Beginnings
from tfextract import planning
from tfextract.errors import UserError
from tfextract.ingest import ingest
from tfextract.locations import Place, place
from tfextract.model import FileStatus
from tfextract.outcome import IngestReport
from tfextract.planning import AS_USUAL, PlanOptions
from tfextract.settings import Settings
from tfextract.sources import find
from tfextract.warehouse import read_ledger, run_query

pytestmark = pytest.mark.usefixtures("shared_readers")
DENIED = "403 Forbidden"
BUSY = "503 Slow Down"


@dataclass
class Reports:
    """A bucket with scripted documents below `raw/`, and a warehouse."""

    bucket: Bucket
    warehouse: Path
    settings: Settings = field(default_factory=lambda: Settings(workers=2))

    @property
    def raw(self) -> Place:
        return place(f"{self.bucket.url}/raw")

    def write(self, name: str, word: str = "fine") -> None:
        self.bucket.put(f"raw/{name}", f"%PDF-{word} of {name}")

    def ingest(self, *places: Place, options: PlanOptions = AS_USUAL) -> IngestReport:
        self.bucket.forget()
        return ingest(places or [self.raw], self.warehouse, self.settings, load=readers.load, options=options)

    def statuses(self) -> dict[str, str]:
        ledger = read_ledger(self.warehouse)
        return {path.removeprefix(f"{self.raw}/"): entry.status.value for path, entry in ledger.items()}


@pytest.fixture
def reports(bucket: Bucket, tmp_path: Path, beginnings: Beginnings) -> Reports:
    made = Reports(bucket, beginnings.begin(tmp_path / "w.duckdb"))
    for name in ("a.pdf", "b.pdf", "sub/c.PDF"):
        made.write(name)
    return made


def test_each_object_is_fetched_once_and_none_again(reports: Reports) -> None:
    reports.bucket.put("raw/notes.txt", "no PDF")
    reports.bucket.put("raw/.hidden/d.pdf", "%PDF-fine")
    reports.bucket.put("rawer/e.pdf", "%PDF-fine")
    first = reports.ingest()
    assert sorted(Path(path).name for path in reports.bucket.gets("")) == ["a.pdf", "b.pdf", "c.PDF"]
    assert first.exit_status == 0
    assert reports.statuses() == {"a.pdf": "read", "b.pdf": "read", "sub/c.PDF": "read"}
    again = reports.ingest()
    assert (reports.bucket.gets(""), again.published, len(again.kept)) == ([], False, 3)


def test_the_rows_are_those_of_a_folder(reports: Reports, tmp_path: Path, beginnings: Beginnings) -> None:
    """Apart from the places of the files."""
    folder = tmp_path / "raw"
    for name in ("a.pdf", "b.pdf", "sub/c.PDF"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(reports.bucket.get(f"raw/{name}"))
    local = beginnings.begin(tmp_path / "local.duckdb")
    reports.ingest()
    ingest([folder], local, reports.settings, load=readers.load)
    for table, columns in (
        ("documents", "document_id, sha256, file_name, page_count, status"),
        ("achievements", "COLUMNS(lambda c: c NOT LIKE '%_run')"),
        ("pages", "COLUMNS(lambda c: c NOT LIKE '%_run')"),
        ("files", "file_name, document_id, size, status"),
    ):
        sql = f"SELECT {columns} FROM {table} ORDER BY ALL"
        assert run_query(reports.warehouse, sql) == run_query(local, sql)


def test_the_warehouse_knows_an_object_by_address_and_etag(reports: Reports) -> None:
    reports.ingest()
    rows = run_query(reports.warehouse, "SELECT path, etag FROM files WHERE file_name = 'a.pdf'").rows
    etag = reports.bucket.client.head_object(Bucket=reports.bucket.name, Key="raw/a.pdf")["ETag"].strip('"')
    assert rows == ((f"{reports.raw}/a.pdf", etag),)


def test_a_replaced_object_is_read_again_and_the_same_bytes_are_not_fetched(reports: Reports) -> None:
    reports.ingest()
    reports.write("b.pdf")
    reports.bucket.put("raw/a.pdf", "%PDF-fine anew")
    done = reports.ingest()
    assert [Path(path).name for path in reports.bucket.gets()] == ["a.pdf"]
    assert [(o.asked.file.name, o.asked.reason.value) for o in done.outcomes] == [("a.pdf", "changed")]


def test_an_object_of_the_same_size_and_time_is_distinguished_by_its_etag(
    reports: Reports, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports.ingest()
    entry = read_ledger(reports.warehouse)[f"{reports.raw}/a.pdf"]
    reports.bucket.put("raw/a.pdf", "%PDF-fine as a.pdf")
    before = find

    def same_time(paths: list[Place]) -> object:
        listing = before(paths)
        listing.files[:] = [
            type(f)(f.path, f.size, entry.modified_at, f.etag) if f.name == "a.pdf" else f for f in listing.files
        ]
        return listing

    monkeypatch.setattr(planning, "find", same_time)
    assert [o.asked.file.name for o in reports.ingest().outcomes] == ["a.pdf"]


def test_stale_documents_are_fetched_once_and_not_hashed_before(
    reports: Reports, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports.ingest()
    monkeypatch.setattr("tfextract.versions.reader_version", lambda _: "another")
    done = reports.ingest()
    assert len(reports.bucket.gets("")) == len(done.outcomes) == 3


def test_what_no_copy_waits_of_is_fetched_a_second_time(reports: Reports) -> None:
    reports.settings = Settings(workers=1, fetched_mb=0)
    assert reports.ingest().exit_status == 0
    assert len(reports.bucket.gets("")) == 6


def test_objects_that_are_no_pdf_or_too_large_are_skipped(reports: Reports) -> None:
    reports.bucket.put("raw/empty.pdf", b"")
    reports.bucket.put("raw/letter.pdf", "Dear reader")
    reports.bucket.put("raw/large.pdf", b"%PDF-fine" + bytes(1_100_000))
    reports.settings = Settings(workers=1, document_size_mb=1)
    assert reports.ingest().exit_status == 3
    assert {n: s for n, s in reports.statuses().items() if s != "read"} == {
        "empty.pdf": "empty",
        "large.pdf": "failed",
        "letter.pdf": "not_pdf",
    }
    assert not any("large" in path or "empty" in path for path in reports.bucket.gets())
    assert reports.ingest().exit_status == 0


def test_two_objects_of_the_same_bytes_are_one_document_and_no_copy_is_left_waiting(reports: Reports) -> None:
    reports.bucket.put("raw/z.pdf", reports.bucket.get("raw/a.pdf"))
    assert reports.ingest().exit_status == 0
    assert reports.statuses()["z.pdf"] == "duplicate"
    assert not [
        left
        for folder in Path(tempfile.gettempdir()).glob(f"tfextract-fetched-{os.getpid()}.*")
        for left in folder.iterdir()
    ]


def test_a_removed_object_is_missing_and_its_facts_stay(reports: Reports) -> None:
    reports.ingest()
    reports.bucket.remove("raw/a.pdf")
    done = reports.ingest()
    assert [str(path) for path in done.missing] == [f"{reports.raw}/a.pdf"]
    assert reports.statuses()["a.pdf"] == "missing"
    assert run_query(reports.warehouse, "SELECT count(*) FROM documents").rows == ((3,),)
    reports.write("a.pdf")
    assert (reports.ingest().exit_status, reports.statuses()["a.pdf"]) == (0, "read")


def test_a_bucket_that_is_empty_all_at_once_changes_nothing_unasked(reports: Reports) -> None:
    reports.ingest()
    reports.bucket.remove("raw/a.pdf", "raw/b.pdf", "raw/sub/c.PDF")
    done = reports.ingest()
    assert (done.exit_status, done.published, len(done.vanished)) == (3, False, 3)
    assert set(reports.statuses().values()) == {"read"}
    assert len(reports.ingest(options=PlanOptions(accept_missing=True)).missing) == 3


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    ("status", "code", "expected"), [(DENIED, "AccessDenied", "denied"), (BUSY, "SlowDown", "answer")]
)
def test_a_store_that_denies_or_does_not_answer_changes_nothing_and_is_reported_once(
    reports: Reports, server: StoreServer, status: str, code: str, expected: str
) -> None:
    reports.bucket.put("raw/documents.csv", "document,title\na.pdf,A title\n")
    reports.ingest()
    server.plant(lambda _, path: path.startswith(f"/{reports.bucket.name}"), status, code)
    done = reports.ingest()
    assert (done.exit_status, done.published, done.broken_sheets) == (3, False, ())
    [folder] = done.unlisted
    assert (folder.path, expected in folder.message) == (reports.raw, True)
    assert set(reports.statuses().values()) == {"read"}
    server.planted.clear()
    assert reports.ingest().published is False


def test_a_bucket_that_does_not_exist_is_wrong_use(reports: Reports) -> None:
    with pytest.raises(UserError, match="does not exist"):
        reports.ingest(place("s3://there-is-none-of-this-name/raw"))


@pytest.mark.usefixtures("impatient")
def test_a_moment_of_503_is_waited_for(reports: Reports, server: StoreServer) -> None:
    server.plant(lambda method, path: method == "GET" and path.endswith("a.pdf"), "503 Service Unavailable", "x", 2)
    server.plant(lambda _, path: path == f"/{reports.bucket.name}", "500 Internal Server Error", "x", 1)
    assert reports.ingest().exit_status == 0
    assert set(reports.statuses().values()) == {"read"}


@pytest.mark.usefixtures("impatient")
def test_an_object_that_cannot_be_fetched_is_reported_and_tried_again_by_the_next_run(
    reports: Reports, server: StoreServer
) -> None:
    server.plant(lambda method, path: method == "GET" and path.endswith("a.pdf"), "503 Service Unavailable", "x")
    done = reports.ingest()
    assert done.exit_status == 3
    assert [(s.file.name, s.status) for s in done.skipped] == [("a.pdf", FileStatus.FAILED)]
    assert "cannot be fetched" in done.skipped[0].message
    server.planted.clear()
    assert (reports.ingest().exit_status, reports.statuses()["a.pdf"]) == (0, "read")


@pytest.mark.usefixtures("impatient")
def test_a_known_object_that_cannot_be_fetched_stays_as_it_was(reports: Reports, server: StoreServer) -> None:
    reports.ingest()
    reports.bucket.put("raw/a.pdf", "%PDF-fine anew")
    server.plant(lambda method, path: method == "GET" and path.endswith("a.pdf"), "503 Service Unavailable", "x")
    done = reports.ingest()
    assert [(item.path.name, done.exit_status, done.published) for item in done.unlisted] == [("a.pdf", 3, False)]
    server.planted.clear()
    assert [o.asked.file.name for o in reports.ingest().outcomes] == ["a.pdf"]


def test_sheets_lie_in_the_bucket_or_where_the_setting_says(reports: Reports, tmp_path: Path) -> None:
    reports.bucket.put("raw/documents.csv", "document,source\na.pdf,https://example.org/a\n")
    reports.ingest()
    sources = "SELECT file_name, source_uri FROM documents WHERE source_uri IS NOT NULL"
    assert run_query(reports.warehouse, sources).rows == (("a.pdf", "https://example.org/a"),)
    (tmp_path / "sheets").mkdir()
    (tmp_path / "sheets" / "documents.csv").write_text("document,source\nb.pdf,https://example.org/b\n")
    reports.settings = Settings(workers=1, sheets=tmp_path / "sheets")
    reports.ingest()
    assert len(run_query(reports.warehouse, sources).rows) == 2


def test_a_bucket_of_more_than_a_page_is_listed_to_its_end(reports: Reports, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tfextract.stores._KEYS_OF_A_PAGE", 2)
    assert reports.ingest().exit_status == 0
    assert len(reports.statuses()) == 3
    listings = [path for method, path, _ in reports.bucket.server.asked if path == f"/{reports.bucket.name}"]
    assert len(listings) == 2


@pytest.mark.parametrize("key", ["é ü.pdf", "a+b&c=d.pdf", "100%.pdf", "a//b.pdf", "what?.pdf", "x#1.pdf", "#.pdf"])
def test_keys_are_taken_as_they_are(reports: Reports, key: str) -> None:
    reports.write(key)
    assert reports.ingest().exit_status == 0
    assert reports.statuses()[key] == "read"
    assert reports.ingest().published is False


@pytest.mark.usefixtures("impatient")
def test_no_credential_is_in_a_message_a_log_or_the_warehouse(
    reports: Reports, server: StoreServer, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.INFO)
    server.plant(lambda method, path: method == "GET" and path.endswith("a.pdf"), DENIED, "SignatureDoesNotMatch")
    server.plant(lambda method, path: method == "GET" and path.endswith("b.pdf"), "503 Service Unavailable", "x")
    done = reports.ingest()
    assert len(done.skipped) == 2
    output = f"{caplog.text}{capfd.readouterr()}{done.skipped}{done.unlisted}"
    whole = reports.warehouse.read_bytes()
    for word in (SECRET, "AKIAIOSFODNN7EXAMPLE"):
        assert word not in output
        assert word.encode() not in whole
