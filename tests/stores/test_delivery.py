"""A build is sent elsewhere whole or not at all, and a reader there finds it by the manifest."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import fsspec
import pytest

from tests import readers
from tests.command import Command
from tests.stores.server import Bucket, StoreServer
from tfextract.delivery import pull, read_manifest
from tfextract.errors import RunFailedError, UserError
from tfextract.ingest import ingest
from tfextract.locations import Place, place
from tfextract.outcome import IngestReport
from tfextract.settings import Settings
from tfextract.warehouse import run_query

pytestmark = pytest.mark.usefixtures("shared_readers")


class Published:
    """A folder of scripted documents whose warehouse is also sent to a location."""

    def __init__(self, folder: Path, location: Place) -> None:
        self.folder, self.location = folder, location
        self.raw = folder / "raw"
        self.raw.mkdir()
        self.warehouse = folder / "w.duckdb"
        self.keep = 3

    def ingest(self, name: str | None = None) -> IngestReport:
        if name is not None:
            (self.raw / name).write_text(f"%PDF-fine of {name}")
        settings = Settings(workers=1, publish_to=self.location, publish_keep=self.keep)
        return ingest([self.raw], self.warehouse, settings, load=readers.load)

    def pulled(self) -> list[str]:
        """The documents that a reader elsewhere has."""
        file = self.folder / "elsewhere" / "copy.duckdb"
        pull(self.location, file)
        return [str(name) for (name,) in run_query(file, "SELECT file_name FROM documents ORDER BY 1").rows]


@pytest.fixture(params=["s3", "memory", "folder"])
def published(request: pytest.FixtureRequest, tmp_path: Path, bucket: Bucket) -> Iterator[Published]:
    places = {"s3": f"{bucket.url}/w", "memory": f"memory://{tmp_path.name}", "folder": str(tmp_path / "share")}
    yield Published(tmp_path, place(places[request.param]))
    fsspec.filesystem("memory").store.clear()


@pytest.fixture
def in_bucket(tmp_path: Path, bucket: Bucket) -> Published:
    return Published(tmp_path, place(f"{bucket.url}/w"))


def test_a_build_goes_elsewhere_and_comes_back(published: Published) -> None:
    done = published.ingest("a.pdf")
    assert (done.exit_status, done.delivered is not None and done.delivered.sent) == (0, True)
    assert published.pulled() == ["a.pdf"]
    manifest = read_manifest(published.location)
    assert {"tfextract.duckdb", "parquet/documents.parquet", "parquet/counts.parquet"} <= {
        file.name for file in manifest.files
    }
    published.ingest("b.pdf")
    assert published.pulled() == ["a.pdf", "b.pdf"]
    assert read_manifest(published.location).before == manifest.build


def test_what_is_there_already_is_not_sent_again(in_bucket: Published, bucket: Bucket) -> None:
    in_bucket.ingest("a.pdf")
    bucket.forget()
    done = in_bucket.ingest()
    assert done.delivered is not None
    assert done.delivered.sent is False
    assert not [path for method, path, _ in bucket.server.asked if method == "PUT"]


def test_older_builds_go_and_the_last_two_stay(published: Published) -> None:
    published.keep = 2
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        published.ingest(name)
    manifest = read_manifest(published.location)
    store, path = fsspec.url_to_fs(str(published.location))
    builds = sorted(name.rstrip("/").rpartition("/")[2] for name in store.ls(f"{path}/builds", detail=False))
    assert builds == sorted([manifest.build, str(manifest.before)])


def test_what_a_sender_that_was_killed_left_goes_and_what_is_of_others_stays(published: Published) -> None:
    published.ingest("a.pdf")
    store, path = fsspec.url_to_fs(str(published.location))
    begun = f"{path}/builds/000009-run-0badf00d/tfextract.duckdb"
    theirs = f"{path}/builds/of-somebody-else/file"
    draft = f"{path}/latest.json.draft-1"
    for name in (begun, theirs, draft):
        store.makedirs(name.rpartition("/")[0], exist_ok=True)
        store.pipe_file(name, b"half")
    published.ingest("b.pdf")
    store.invalidate_cache()
    assert [store.exists(name) for name in (begun, theirs, draft)] == [False, True, False]
    assert published.pulled() == ["a.pdf", "b.pdf"]


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("at", ["documents.parquet", "latest.json"])
def test_a_failure_on_the_way_leaves_the_build_before_and_the_next_run_catches_up(
    in_bucket: Published, server: StoreServer, bucket: Bucket, at: str
) -> None:
    in_bucket.ingest("a.pdf")
    server.plant(lambda method, path: method in ("PUT", "POST") and path.endswith(at), "503 Slow Down", "SlowDown")
    done = in_bucket.ingest("b.pdf")
    assert (done.exit_status, done.published) == (3, True)
    assert done.delivered is not None
    assert done.delivered.failed is not None
    assert in_bucket.pulled() == ["a.pdf"]
    assert run_query(in_bucket.warehouse, "SELECT count(*) FROM documents").rows == ((2,),)
    server.planted.clear()
    caught_up = in_bucket.ingest()
    assert (caught_up.exit_status, caught_up.published) == (0, False)
    assert in_bucket.pulled() == ["a.pdf", "b.pdf"]


@pytest.mark.usefixtures("impatient")
def test_a_location_that_denies_is_reported_and_the_warehouse_here_is_published(
    in_bucket: Published, server: StoreServer, bucket: Bucket
) -> None:
    server.plant(lambda _, path: path.startswith(f"/{bucket.name}"), "403 Forbidden", "AccessDenied")
    done = in_bucket.ingest("a.pdf")
    assert (done.exit_status, done.published) == (3, True)
    assert done.delivered is not None
    assert "denied" in str(done.delivered.failed)


def test_duckdb_reads_the_parquet_where_it_lies(in_bucket: Published) -> None:
    """As docs/operation.md shows it."""
    in_bucket.ingest("a.pdf")
    location = str(in_bucket.location)
    store = fsspec.filesystem("s3")
    build = json.loads(store.cat_file(f"{location}/latest.json"))["build"]
    with duckdb.connect() as connection:
        connection.register_filesystem(store)
        rows = connection.execute(
            f"SELECT d.file_name, f.status FROM '{location}/builds/{build}/parquet/documents.parquet' AS d "
            f"JOIN '{location}/builds/{build}/parquet/files.parquet' AS f USING (document_id)"
        ).fetchall()
    assert rows == [("a.pdf", "read")]


def test_bytes_that_are_not_those_of_the_manifest_replace_nothing(in_bucket: Published, bucket: Bucket) -> None:
    in_bucket.ingest("a.pdf")
    file = in_bucket.folder / "elsewhere" / "copy.duckdb"
    assert in_bucket.pulled() == ["a.pdf"]
    before = file.read_bytes()
    in_bucket.ingest("b.pdf")
    build = read_manifest(in_bucket.location).build
    bucket.put(f"w/builds/{build}/tfextract.duckdb", b"something else")
    with pytest.raises(RunFailedError, match="not those that the manifest names"):
        pull(in_bucket.location, file)
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_where_nothing_was_published_nothing_can_be_pulled(bucket: Bucket, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="nothing was published"):
        pull(place(f"{bucket.url}/none"), tmp_path / "w.duckdb")


def test_a_rollback_goes_elsewhere_too_and_pull_is_a_command(command: Command, bucket: Bucket) -> None:
    location = f"{bucket.url}/w"
    command.monkeypatch.setenv("TFEXTRACT_PUBLISH_TO", location)
    (command.folder / "raw").mkdir()
    (command.folder / "raw" / "documents.csv").write_text("document,title\nother.pdf,x\n")
    assert "Published to" in command.run("ingest", "raw").out
    first = read_manifest(place(location))
    assert command.run("pull", location, "copy.duckdb").status == 0
    done = command.run("rollback")
    assert (done.status, "Published to" in done.out) == (0, True)
    assert read_manifest(place(location)).run_no < first.run_no
    again = command.run("pull", location, "copy.duckdb")
    assert (again.status, again.out.count(first.build)) == (0, 0)
    assert "you already have it" in command.run("pull", location, "copy.duckdb").out
