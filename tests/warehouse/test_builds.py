"""Builds that were published before, staged changes, and what a run that ended without a publish leaves."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tfextract.errors import UserError
from tfextract.warehouse import (
    Change,
    discard,
    kept_builds,
    marks,
    publish,
    roll_back,
    run_query,
    running,
    stage,
    staged,
    take,
)
from tfextract.warehouse import builds as builds_module

from .beginnings import Beginnings
from .samples import change, read_document, run_record, source_file

Begin = Callable[..., Path]


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    return tmp_path / "w.duckdb"


@pytest.fixture
def begin(warehouse: Path, beginnings: Beginnings) -> Begin:
    """The warehouse as `put` makes it of the numbers from 1."""
    return lambda *numbers: beginnings.begin(warehouse, *map(numbered, numbers))


def numbered(number: int) -> Change:
    return change(read_document(f"doc{number}"))


def put(warehouse: Path, *numbers: int) -> None:
    for number in numbers:
        publish(warehouse, numbered(number), run_record(f"run-{number}", day=number))


def last_run(warehouse: Path) -> object:
    return run_query(warehouse, "SELECT arg_max(run_id, run_no) FROM runs").rows[0][0]


def back(warehouse: Path, to: str | None = None, name: str = "back") -> None:
    run = replace(run_record(name), job="rollback")
    with running(warehouse, run):
        roll_back(warehouse, run, to)


def test_the_last_three_builds_are_kept(warehouse: Path, begin: Begin) -> None:
    begin(1, 2, 3, 4)
    put(warehouse, 5)
    assert [build.run_id for build in kept_builds(warehouse)] == ["run-4", "run-3", "run-2"]


def test_rolling_back_goes_one_build_at_a_time_and_ends_in_words(warehouse: Path, begin: Begin) -> None:
    begin(1, 2, 3)
    before = kept_builds(warehouse)[0].path.read_bytes()
    back(warehouse)
    assert warehouse.read_bytes() == before
    back(warehouse)
    assert last_run(warehouse) == "run-1"
    with pytest.raises(UserError, match="no earlier build"):
        back(warehouse)
    assert last_run(warehouse) == "run-1"


def test_what_was_gone_back_from_can_be_had_again_until_the_next_publish(warehouse: Path, begin: Begin) -> None:
    begin(1, 2, 3)
    back(warehouse)
    back(warehouse, "run-3")
    assert last_run(warehouse) == "run-3"
    back(warehouse)
    put(warehouse, 4)
    assert [build.run_id for build in kept_builds(warehouse)] == ["run-2", "run-1"]
    with pytest.raises(UserError, match="no build is of run run-3; kept are: run-2, run-1"):
        back(warehouse, "run-3")


def test_a_rollback_is_among_the_runs_at_the_next_publish(warehouse: Path, begin: Begin) -> None:
    begin(1, 2)
    back(warehouse)
    put(warehouse, 3)
    rows = run_query(warehouse, "SELECT run_id, job, outcome, message FROM runs ORDER BY run_no").rows
    assert rows[1:] == (
        ("back", "rollback", "rolled_back", "back to run run-1 from run run-2"),
        ("run-3", "ingest", "complete", None),
    )
    assert marks(warehouse) == ()


def test_a_published_file_that_cannot_be_read_can_be_gone_back_from(warehouse: Path, begin: Begin) -> None:
    begin(1, 2)
    warehouse.write_bytes(b"overwritten by mistake")
    back(warehouse)
    assert last_run(warehouse) == "run-1"


def test_without_second_names_on_the_file_system_builds_are_copies(
    warehouse: Path, begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError("not permitted")

    monkeypatch.setattr(os, "link", refuse)
    begin(1)
    put(warehouse, 2)
    assert [build.run_id for build in kept_builds(warehouse)] == ["run-1"]
    back(warehouse)
    assert last_run(warehouse) == "run-1"


def _killed(warehouse: Path, at: str) -> None:
    def die(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    if at == "kept":
        builds_module.prune = die  # type: ignore[assignment]
        real = Path.replace
        Path.replace = lambda self, to: die() if self.name.startswith(".w.duckdb.draft-") else real(self, to)  # type: ignore[method-assign,assignment,return-value]
    else:
        builds_module.prune = die  # type: ignore[assignment]
    run = run_record("run-killed")
    with running(warehouse, run):
        publish(warehouse, change(read_document("doc2")), run)


def in_a_process(what: Callable[..., None], *args: object) -> int | None:
    process = multiprocessing.get_context("spawn").Process(target=what, args=args)
    process.start()
    process.join(120)
    return process.exitcode


@pytest.mark.parametrize(("at", "last"), [("kept", "run-1"), ("published", "run-killed")])
def test_killed_around_the_moment_of_publishing(warehouse: Path, begin: Begin, at: str, last: str) -> None:
    """Before the new file takes the place of the old one all is as before, after it all is as the run leaves it."""
    begin(1)
    assert in_a_process(_killed, warehouse, at) == -signal.SIGKILL
    assert last_run(warehouse) == last
    messages: list[str] = []
    with running(warehouse, run_record("run-3"), messages.append):
        publish(warehouse, change(read_document("doc3")), run_record("run-3"))
    assert any("Removed what a killed run left behind" in line for line in messages) == (at == "kept")
    assert any("run-killed was killed" in line for line in messages) == (at == "kept")
    assert last_run(warehouse) == "run-3"
    rows = run_query(warehouse, "SELECT run_id, outcome FROM runs").rows
    outcomes = {run: outcome for run, outcome in rows}  # noqa: C416
    assert outcomes["run-killed"] == ("killed" if at == "kept" else "complete")
    assert len(kept_builds(warehouse)) == (1 if at == "kept" else 2)


def test_a_run_that_does_nothing_or_fails_is_among_the_runs(warehouse: Path) -> None:
    with running(warehouse, run_record("run-idle")):
        pass
    with pytest.raises(RuntimeError), running(warehouse, run_record("run-failed")):
        raise RuntimeError("no room left")
    assert not warehouse.exists()
    put(warehouse, 1)
    assert run_query(warehouse, "SELECT run_id, outcome, message FROM runs ORDER BY run_no").rows == (
        ("run-failed", "failed", "no room left"),
        ("run-idle", "unchanged", None),
        ("run-1", "complete", None),
    )


def keep_aside(warehouse: Path, changed: Change, name: str = "run-9") -> None:
    run = run_record(name, reader_version="v2")
    with running(warehouse, run):
        done = publish(warehouse, changed, run, approve=lambda _: False)
        assert not done.published
        stage(warehouse, changed, run, done.differences)


OTHERWISE = read_document("doc1", statement="The Lighthouse\ud83d Fund trained 95 pilots in Kenya.")


def test_what_is_staged_changes_nothing_until_it_is_published(warehouse: Path, begin: Begin) -> None:
    begin(1)
    before = warehouse.read_bytes()
    keep_aside(warehouse, change(OTHERWISE))
    assert warehouse.read_bytes() == before
    [waiting] = staged(warehouse)
    assert (waiting.run.run_id, waiting.differences.changed, waiting.document_ids) == (
        "run-9", 2, ("doc1000000000000",),
    )  # fmt: skip
    # Half a surrogate pair, which is no UTF-8, comes through too.
    assert take(warehouse, "run-9") == (waiting, change(OTHERWISE))


def test_a_staged_run_goes_into_the_warehouse_of_its_day(warehouse: Path, begin: Begin) -> None:
    begin(1)
    keep_aside(warehouse, change(OTHERWISE))
    put(warehouse, 2)
    head, held = take(warehouse, "run")
    publish(warehouse, held, replace(head.run, run_id="run-10"))
    assert run_query(warehouse, "SELECT document_id, value FROM counts ORDER BY 1").rows == (
        ("doc1000000000000", 95.0),
        ("doc2000000000000", 120.0),
    )


def test_a_staged_document_whose_file_was_replaced_is_left_out(warehouse: Path, begin: Begin) -> None:
    begin(1, 2)
    keep_aside(warehouse, change(OTHERWISE, read_document("doc2")))
    new = replace(source_file("doc3"), path="/raw/doc1.pdf", file_name="doc1.pdf")
    publish(warehouse, Change((new,), (read_document("doc3"),), ()), run_record("run-3"))
    _, held = take(warehouse, "run-9")
    assert [read.document.file_name for read in held.documents] == ["doc2.pdf"]
    assert [file.file_name for file in held.files] == ["doc2.pdf"]


def test_a_discarded_run_is_gone_and_reported(warehouse: Path, begin: Begin) -> None:
    begin(1)
    keep_aside(warehouse, change(OTHERWISE))
    discard(warehouse, "run-9")
    assert staged(warehouse) == ()
    with pytest.raises(UserError, match="no run run-9 is staged; staged are: none"):
        take(warehouse, "run-9")
    put(warehouse, 2)
    assert run_query(warehouse, "SELECT outcome FROM runs WHERE run_id = 'run-9'").rows == (("discarded",),)


def test_a_staged_file_that_cannot_be_read_is_reported_in_words(warehouse: Path, begin: Begin) -> None:
    begin(1)
    keep_aside(warehouse, change(OTHERWISE))
    (path,) = (tmp for tmp in warehouse.parent.rglob("*.jsonl.gz"))
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(UserError, match="cannot be used"):
        staged(warehouse)
