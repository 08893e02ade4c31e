"""`tfextract read` and `tfextract load` on real PDFs, with the parts in a bucket."""

from __future__ import annotations

from tests import pdfs
from tests.command import Command
from tests.parts.test_commands import bucket
from tests.rows import rows_of

__all__ = ["bucket"]


def test_a_folder_read_in_two_parts_through_a_bucket_is_as_one_ingest(command: Command, bucket: str) -> None:
    raw = command.folder / "raw"
    pdfs.write_folder(raw)
    for part in ("2/2", "1/2"):
        read = command.run("read", "raw", "--part", part, "--out", bucket)
        assert (read.status, read.err) == (0, "")
        assert f"{bucket}: part-{part[0]}-of-2-" in read.out

    loaded = command.run("load", bucket, "--warehouse", "loaded.duckdb")

    assert (loaded.status, loaded.err) == (3, "")
    assert command.run("ingest", "raw", "--warehouse", "ingested.duckdb").status == 3
    assert rows_of(command.folder / "loaded.duckdb") == rows_of(command.folder / "ingested.duckdb")
    again = command.run("load", bucket, "--warehouse", "loaded.duckdb")
    assert (again.status, "Nothing to read" in again.out) == (0, True)
