"""Wrong use, Ctrl-C and a full disk end with a sentence and an exit status."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.command import Command
from tfextract.cli import checks
from tfextract.errors import RunFailedError
from tfextract.warehouse import NO_DIFFERENCES, Change, publish, run_query, running, stage, staged

from .warehouse.samples import change, read_document, run_record


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        (("query", ""), 2, "the query is empty"),
        (("query", "SELEC 1"), 2, "the query failed"),
        (("query", "SELECT \udcff"), 2, "a word of the command is not in UTF-8"),
        (("ingest", "warehouse", "--warehouse", "/dev/null"), 2, "/dev/null is no file: name the DuckDB file"),
        (("query", "none/such.sql"), 2, "none/such.sql cannot be opened: No such file"),
        (("query", "SELECT 1", "--warehouse", "."), 2, ". is a folder: name the DuckDB file"),
        (("query", "SELECT 1", "--warehouse", "none"), 2, "there is no warehouse at none"),
        (("ingest", "none"), 2, "none does not exist"),
        (("ingest", "warehouse", "--limit", "much"), 2, "the limit 'much' is none"),
        (("ingest", "warehouse", "--warehouse", "warehouse"), 2, "warehouse is a folder: name the DuckDB file"),
        (("extract", "warehouse"), 2, "warehouse does not exist: name a PDF"),
        (("explain",), 2, "name a fact by its id"),
        (("explain", "zz"), 2, "no fact in"),
        (("show", ""), 2, "give the id of a fact"),
        (("show",), 2, "name a fact by its id, or a page"),
        (("show", "--page", "none.pdf", "1"), 2, "none.pdf does not exist: name a PDF"),
        (("publish", "r"), 2, "no run r is staged"),
        (("rollback", "--to", "r"), 2, "no build is of run r"),
        (("export", "tfextract.toml"), 1, "tfextract.toml could not be written: File exists"),
        (("export", "/proc/none"), 1, "/proc/none could not be written: No such file"),
        (("sheets", "none"), 2, "there is no folder none"),
        (("documents", "--warehouse", "."), 2, ". is a folder"),
        (("indicators", "--import", "warehouse/tfextract.duckdb"), 2, "holds a byte that no text has"),
        (("indicators", "--import", "warehouse"), 2, "warehouse cannot be opened: Is a directory"),
        (("add", "x", "--kind", "count", "--sentence", "s", "--by", "me"), 2, "say which words are meant"),
    ],
)
def test_wrong_use_ends_in_a_sentence(command: Command, words: tuple[str, ...], status: int, message: str) -> None:
    (command.folder / "tfextract.toml").touch()
    done = command.run(*words)
    assert (done.status, "Traceback" in done.err) == (status, False), done.err
    assert message in done.err
    assert done.err.startswith("tfextract: ")


@pytest.mark.parametrize("words", [("ingest", ""), ("export", ""), ("query",), ("status", "--nonsense"), ("nonsense",)])
def test_wrong_words_are_reported_by_the_parser(command: Command, words: tuple[str, ...]) -> None:
    before = sorted(command.folder.rglob("*"))
    done = command.run(*words)
    assert (done.status, "Traceback" in done.err) == (2, False)
    assert "Usage: " in done.err
    assert sorted(command.folder.rglob("*")) == before


def test_what_nobody_foresaw_ends_in_a_sentence_too(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down() -> None:
        raise KeyError("a thing\nof two lines")

    monkeypatch.setattr(checks, "load_settings", break_down)
    done = command.run("status")
    assert (done.status, done.is_a_sentence()) == (1, True)
    assert "KeyError" in done.err
    assert "TFEXTRACT_DEBUG=1" in done.err
    monkeypatch.setenv("TFEXTRACT_DEBUG", "1")
    with pytest.raises(KeyError):
        command.run("status")


def test_the_version_is_that_of_the_package(command: Command) -> None:
    done = command.run("--version")
    assert (done.status, done.out) == (0, f"tfextract {version('tfextract')}\n")


def test_check_looks_over_the_whole_warehouse(command: Command) -> None:
    done = command.run("check")
    assert (done.status, done.out) == (0, "every check holds\n")
    torn = f"import duckdb; duckdb.connect({str(command.warehouse)!r}).execute('DELETE FROM evidence')"
    subprocess.run([sys.executable, "-c", torn], check=True)
    done = command.run("check")
    assert done.status == 1
    assert "failed: " in done.out
    assert "checks failed" in done.out.splitlines()[-1] or "check failed" in done.out.splitlines()[-1]


# More than fits into a pipe.
MANY = "SELECT repeat('x', 80) AS words FROM range(4000)"


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_a_pipe_that_is_closed_early_is_no_error(command: Command, form: str) -> None:
    done = command.shell(f'tfextract query --format {form} "{MANY}" | head -n 1; echo "${{PIPESTATUS[0]}}"')
    assert (done.out.splitlines()[-1], done.err) == ("141", "")


def test_streams_that_are_closed_or_full_or_ascii(command: Command) -> None:
    query = "tfextract query --format csv 'SELECT 1'"
    full = command.shell(f"{query} >/dev/full")
    assert (full.status, full.is_a_sentence()) == (1, True)
    assert "the disk is full" in full.err
    closed = command.shell(f"{query} <&- >&- 2>&-")
    assert (closed.status, closed.out, closed.err) == (0, "", "")
    plain = command.shell("tfextract query \"SELECT 'é→' AS a\" && tfextract query --format json \"SELECT 'é→' AS a\"",
                          PYTHONIOENCODING="ascii")  # fmt: skip
    assert (plain.status, plain.err) == (0, "")
    assert r'"\u00e9\u2192"' in plain.out


def test_a_folder_that_is_gone_is_named(command: Command) -> None:
    done = command.shell("mkdir gone && cd gone && rmdir ../gone && tfextract ingest none")
    assert (done.status, done.err) == (1, "tfextract: the working folder no longer exists: change to another folder\n")


# A command that prints when it has started, and then waits to be stopped.
_STOPPED = """
import os, signal, sys, time
from tfextract import __main__
from tfextract.cli import checks
# Tests that a shell started in its background inherit that Ctrl-C is ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
def wait():
    print("under way", flush=True)
    time.sleep(600)
checks.load_settings = wait
sys.argv = ["tfextract", "status"]
__main__.main()
"""


def test_ctrl_c_ends_in_a_sentence() -> None:
    with subprocess.Popen([sys.executable, "-c", _STOPPED], stdout=-1, stderr=-1, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "under way\n"
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (130, "tfextract: stopped; nothing is half written\n")


@pytest.fixture
def no_file_grows() -> Iterator[int]:
    """As on a full disk, files of this process stop growing somewhere; the system then says EFBIG."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    yield before[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, ignored)


@pytest.mark.parametrize("room", ["for nothing", "for half the copy", "for the copy alone"])
def test_without_room_a_publish_leaves_the_warehouse_and_nothing_else(
    command: Command, no_file_grows: int, room: str
) -> None:
    before = command.warehouse.read_bytes()
    beside = sorted(path.name for path in command.warehouse.parent.rglob("*"))
    size = {"for nothing": 0, "for half the copy": len(before) // 2, "for the copy alone": len(before) + 10_000}[room]
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, no_file_grows))
    words = " ".join(str(number) for number in range(20_000))
    more = [
        read_document(f"report {number}", statement=f"A fund trained {number} pilots. {words}") for number in range(3)
    ]
    with pytest.raises(RunFailedError) as failed, running(command.warehouse, run_record("run-2")):
        publish(command.warehouse, change(*more), run_record("run-2"))
    resource.setrlimit(resource.RLIMIT_FSIZE, (no_file_grows, no_file_grows))
    assert failed.value.exit_status == 1
    assert "\n" not in str(failed.value)
    assert "may not grow" in str(failed.value)
    assert command.warehouse.read_bytes() == before
    left = {path.name for path in command.warehouse.parent.rglob("*")} - set(beside)
    assert {name for name in left if not name.startswith("run-2") and not name.endswith(".lock")} == set()
    publish(command.warehouse, change(*more[:1]), run_record("run-3"))


def test_without_room_nothing_is_staged_and_no_half_row_is_added(command: Command, no_file_grows: int) -> None:
    sheet = command.folder / "reviews.csv"
    command.run("review", _fact(command), "--accept", "--by", "Ada", "--sheets", ".")
    before = sheet.read_bytes()
    with running(command.warehouse, run_record("run-2")):
        resource.setrlimit(resource.RLIMIT_FSIZE, (20, no_file_grows))
        with pytest.raises(RunFailedError, match="could not be kept"):
            stage(command.warehouse, change(read_document()), run_record("run-2"), NO_DIFFERENCES)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 20, no_file_grows))
    done = command.run("review", _fact(command), "--reject", "--by", "Ada", "--sheets", ".")
    resource.setrlimit(resource.RLIMIT_FSIZE, (no_file_grows, no_file_grows))
    assert (done.status, done.is_a_sentence()) == (1, True)
    assert "reviews.csv cannot be written" in done.err
    assert sheet.read_bytes() == before
    assert staged(command.warehouse) == ()


def test_a_read_only_folder_is_named(command: Command, tmp_path: Path) -> None:
    """Nobody can write a file in /proc."""
    with (
        pytest.raises(RunFailedError, match="nothing can be written beside /proc/w"),
        running(Path("/proc/w.duckdb"), run_record("run-2")),
    ):
        pass
    for words in (("export", "/proc"), ("show", _fact(command), "--out", "/proc/x.png")):
        done = command.run(*words)
        assert done.status in {1, 2}
        assert done.is_a_sentence()


def _fact(command: Command) -> str:
    return str(run_query(command.warehouse, "SELECT count_id FROM counts").rows[0][0])


def test_a_warehouse_that_is_open_for_writing_elsewhere_is_named(command: Command) -> None:
    hold = textwrap.dedent(f"""
        import duckdb, sys
        held = duckdb.connect({str(command.warehouse)!r})
        print("held", flush=True)
        sys.stdin.read()
    """)
    before = command.warehouse.read_bytes()
    with subprocess.Popen([sys.executable, "-c", hold], stdin=-1, stdout=-1, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        for words in (("status",), ("query", "SELECT 1"), ("ingest", "warehouse")):
            done = command.run(*words)
            assert (done.status, done.is_a_sentence()) == (1, True)
            assert f"is open for writing in another program (process {holder.pid})" in done.err
        with pytest.raises(RunFailedError, match="is open for writing in another program"):
            publish(command.warehouse, Change((), (), ()), run_record("run-2"))
        holder.communicate("")
    assert command.warehouse.read_bytes() == before
    assert command.run("query", "SELECT 1").status == 0
