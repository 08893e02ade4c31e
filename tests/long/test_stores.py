"""Stores over minutes: the flow with a bucket, the commands of docs/operation.md, a reader during many builds."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import duckdb
import fsspec
import pytest
from bench.stores import brochure, rows

from tests import readers
from tests.flows.places import Workplace, block, clean_environment
from tests.stores.server import SECRET, Bucket, StoreServer, serving
from tfextract.delivery import pull, read_manifest
from tfextract.ingest import ingest
from tfextract.locations import place
from tfextract.settings import Settings

_BROCHURES = 12
_BUILDS = 20


@pytest.fixture(scope="module")
def server() -> Iterator[StoreServer]:
    with serving() as made:
        yield made


@pytest.fixture
def bucket(server: StoreServer) -> Bucket:
    return server.bucket()


def test_the_flow_ingests_a_bucket_as_the_command_line_a_folder(
    workplace: Workplace, bucket: Bucket, tmp_path: Path
) -> None:
    """Byte for byte the same facts; and no credential in what the flow's server keeps of it."""
    (tmp_path / "raw").mkdir()
    for number in range(_BROCHURES):
        (tmp_path / "raw" / f"{number}.pdf").write_bytes(brochure(number))
        bucket.put(f"raw/{number}.pdf", brochure(number))
    bucket.forget()
    flow = [sys.executable, "-m", "flows.ingest", f"{bucket.url}/raw", "--publish-to", f"{bucket.url}/w"]
    done = workplace.run(*flow, "--warehouse", tmp_path / "flow.duckdb")
    assert (done.returncode, done.stderr) == (0, "")
    assert len(bucket.gets()) == _BROCHURES
    cli = (sys.executable, "-m", "tfextract", "ingest", tmp_path / "raw", "--warehouse", tmp_path / "folder.duckdb")
    assert workplace.run(*cli).returncode == 0
    assert rows(tmp_path / "flow.duckdb") == rows(tmp_path / "folder.duckdb")
    pull(place(f"{bucket.url}/w"), tmp_path / "pulled.duckdb")
    assert rows(tmp_path / "pulled.duckdb") == rows(tmp_path / "flow.duckdb")
    kept = [path for path in (workplace.folder / ".prefect").rglob("*") if path.is_file()]
    assert not [path for path in kept if SECRET.encode() in path.read_bytes()]
    assert SECRET not in done.stdout


def test_the_flow_refuses_a_password_before_anything_keeps_it(workplace: Workplace) -> None:
    done = workplace.run(sys.executable, "-m", "flows.ingest", "s3://KEY:geheim@bucket/raw")
    assert (done.returncode, "carries a password" in done.stderr) == (2, True)
    assert "geheim" not in done.stdout + done.stderr


def test_what_the_page_types_does_what_it_says(
    workplace: Workplace, bucket: Bucket, project: Path, tmp_path: Path
) -> None:
    page = project / "docs" / "operation.md"
    bucket.put("raw/report.pdf", brochure(1))

    def typed(mark: str) -> str:
        return block(page, mark).replace("agency-reports", bucket.name).replace("export AWS_PROFILE=reports\n", "")

    for mark in ("store", "pull"):
        done = workplace.run("bash", "-euc", typed(mark), env={"TFEXTRACT_WAREHOUSE": str(tmp_path / "w.duckdb")})
        assert done.returncode == 0, done.stdout + done.stderr
    shown = subprocess.run(
        [sys.executable, "-c", typed("parquet")],
        capture_output=True,
        text=True,
        env=clean_environment(),
        cwd=tmp_path,
        check=False,
    )
    assert "report.pdf" in shown.stdout, shown.stderr


def test_a_reader_elsewhere_is_always_whole(bucket: Bucket, tmp_path: Path) -> None:
    """Builds are published and pruned one after the other while a reader pulls them and reads their Parquet."""
    location = place(f"{bucket.url}/w")
    (tmp_path / "raw").mkdir()
    settings = Settings(workers=1, publish_to=location, publish_keep=2)
    counts: list[int] = []
    wrong: list[str] = []
    over = threading.Event()

    def publish(number: int) -> None:
        (tmp_path / "raw" / f"{number}.pdf").write_text(f"%PDF-fine {number}")
        done = ingest([tmp_path / "raw"], tmp_path / "w.duckdb", settings, load=readers.load)
        assert done.delivered is not None
        assert done.delivered.sent

    def read() -> None:
        file = tmp_path / "elsewhere" / "w.duckdb"
        store = fsspec.filesystem("s3")
        while not over.is_set():
            manifest, _ = pull(location, file)
            with duckdb.connect(str(file), read_only=True) as connection:
                [(documents, last)] = connection.execute(
                    "SELECT (SELECT count(*) FROM documents), (SELECT max(run_no) FROM runs)"
                ).fetchall()
            if last != manifest.run_no or (counts and documents < counts[-1]):
                wrong.append(f"{manifest.build}: {documents} documents, run {last}")
            counts.append(documents)
            _read_parquet(store, documents)

    def _read_parquet(store: object, at_least: int) -> None:
        build = read_manifest(location).build
        with duckdb.connect() as connection:
            connection.register_filesystem(store)
            folder = f"{location}/builds/{build}/parquet"
            [(documents, files)] = connection.execute(
                f"SELECT (SELECT count(*) FROM '{folder}/documents.parquet'), "
                f"(SELECT count(*) FROM '{folder}/files.parquet' WHERE status = 'read')"
            ).fetchall()
        if documents != files or documents < at_least:
            wrong.append(f"{build}: {documents} documents and {files} files")

    publish(0)
    reader = threading.Thread(target=lambda: wrong.extend(_failure(read)))
    reader.start()
    for number in range(1, _BUILDS):
        publish(number)
    over.set()
    reader.join()
    assert not wrong
    assert len(set(counts)) > 2


def _failure(read: object) -> list[str]:
    try:
        read()  # type: ignore[operator]
    except Exception as error:
        return [f"{type(error).__name__}: {error}"]
    return []
