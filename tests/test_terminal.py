"""The output of the command line: text of reports cannot move the cursor, and every form of output can be read."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import readers
from tests.command import Command
from tfextract import output
from tfextract.ingest import ingest
from tfextract.report import ScreenProgress, show
from tfextract.settings import Settings
from tfextract.terminal import screen, visible, visible_lines

# Clears the screen; a bell; writes from right to left; the one-byte form of ESC [; a line of its own.
BAD = "\x1b[2J\x07\u202egnp\x9b31m\rover\ndone \u2028\x7f"
MOVES = set(BAD) - set("[2Jgnp31mover done")


@given(st.text())
def test_what_is_shown_has_no_character_that_moves_anything(text: str) -> None:
    for shown, ours in ((visible(text), ""), (visible_lines(text), "\n")):
        assert all(mark in ours or mark.isprintable() or ord(mark) > 0x9F for mark in shown)
        assert not MOVES & set(shown) - set(ours)


def test_what_moves_a_cursor_is_shown_by_its_number() -> None:
    assert visible("a\x1b[2J\u202eb\n\x9b\ud800é") == r"a\x1b[2J\u202eb\n\x9b\ud800é"
    assert visible_lines("a\nb\r") == "a\nb\\r"


def test_a_table_and_a_record_show_them(capsys: pytest.CaptureFixture[str]) -> None:
    output.write_rows((BAD,), [(BAD,)], "table")
    output.write_rows((BAD,), [(BAD * 20,)], "table")
    out = capsys.readouterr().out
    assert r"\x1b[2J\x07\u202egnp\x9b31m\rover\ndone \u2028\x7f" in out
    assert not (MOVES - {"\n"}) & set(out)
    assert "-[ record 1 ]-" in out


def test_names_and_messages_of_an_ingest_show_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / f"report {BAD}.pdf").write_text("%PDF-report")
    (raw / f"copy {BAD}.pdf").write_text("%PDF-report")
    (raw / f"empty {BAD}.pdf").write_text("")
    progress = ScreenProgress(screen())
    settings = Settings(workers=1, raw=raw)
    report = ingest(
        [raw], tmp_path / "w.duckdb", settings, tell=progress.tell, announce=progress.announce, load=readers.load
    )
    show(report, screen())
    out = capsys.readouterr().out
    assert not (MOVES - {"\n"}) & set(out)
    assert out.count(r"\x1b[2J") >= 4
    assert "\ndone" not in out, "a name that holds a line end stays in its line"


def test_a_table_that_is_too_wide_is_shown_record_by_record(capsys: pytest.CaptureFixture[str]) -> None:
    output.write_rows(("id", "quote"), [(1, "a" * 130), (22, None)], "table")
    assert "│" in capsys.readouterr().out, "it just fits"
    output.write_rows(("id", "quote"), [(1, "a" * 160), (22, None)], "table")
    assert capsys.readouterr().out.splitlines() == [
        "-[ record 1 ]-",
        "id    | 1",
        f"quote | {'a' * 160}",
        "-[ record 2 ]-",
        "id    | 22",
        "quote |",
        "2 rows",
    ]


def test_no_row_is_no_record(capsys: pytest.CaptureFixture[str]) -> None:
    output.write_rows(("a" * 200,), [], "table")
    assert "record" not in capsys.readouterr().out


def test_json_stays_data_and_has_nothing_that_moves_a_cursor(capsys: pytest.CaptureFixture[str]) -> None:
    output.write_rows(("text", "many", "none"), [(BAD, {"a": [1.5, float("nan")]}, None)], "json")
    out = capsys.readouterr().out
    assert json.loads(out) == [{"text": BAD, "many": {"a": [1.5, None]}, "none": None}]
    assert not (MOVES - {"\n"}) & set(out)


def test_csv_is_what_an_export_writes(command: Command) -> None:
    done = command.run(
        "query",
        "--format",
        "csv",
        "SELECT '=1+1' AS a, '+x' AS b, true AS c, 5.0::DOUBLE AS d, ['x', 'y'] AS e, NULL AS f, -1 AS g",
    )
    rows = list(csv.reader(io.StringIO(done.out, newline="")))
    assert rows == [["a", "b", "c", "d", "e", "f", "g"], ["'=1+1", "'+x", "true", "5", "x; y", "", "-1"]]
