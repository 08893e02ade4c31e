"""`tfextract read` and `tfextract load` as a person types them, on real PDFs, with parts in a bucket."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command import Command
from tests.stores.server import SECRET, serving


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The location of a folder in it; the server is found as one in the world is, by the environment."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serving() as server:
        yield f"{server.bucket().url}/parts"


def test_a_missing_part_ends_in_one_sentence(command: Command) -> None:
    (command.folder / "raw").mkdir()
    command.run("read", "raw", "--part", "1/2", "--out", "parts")

    loaded = command.run("load", "parts", "--warehouse", "loaded.duckdb")

    assert (loaded.status, loaded.is_a_sentence()) == (1, True)
    assert "nothing was published: part-2-of-2 is missing. --partial publishes the parts that are whole" in loaded.err
    assert not (command.folder / "loaded.duckdb").exists()


@pytest.mark.parametrize("given", [("--part", "3/2", "--out", "parts"), ("--part", "1/2", "--out", "nosuch://parts")])
def test_wrong_use_ends_in_one_sentence(command: Command, given: tuple[str, ...]) -> None:
    (command.folder / "raw").mkdir()
    done = command.run("read", "raw", *given)
    assert (done.status, done.is_a_sentence()) == (2, True)
    assert not Path(command.folder, "parts").exists()


def test_a_bucket_that_is_not_there_ends_in_one_sentence_without_the_key(command: Command, bucket: str) -> None:
    (command.folder / "raw").mkdir()
    done = command.run("read", "raw", "--part", "1/1", "--out", "s3://nowhere/parts")
    assert (done.status, done.is_a_sentence()) == (1, True)
    assert "s3://nowhere/parts could not be" in done.err
    assert SECRET not in done.err
