"""`tfextract report`, `review export` and `review import` as a person types them."""

from __future__ import annotations

import openpyxl
import pytest

from tests.command import Command


@pytest.mark.parametrize("words", [(), ("lighthouse.pdf", "--all"), ("--out", "there")])
def test_a_report_of_nothing_or_of_one_and_all_is_refused(command: Command, words: tuple[str, ...]) -> None:
    done = command.run("report", *words)
    assert done.status == 2
    assert done.is_a_sentence()
    assert "--all" in done.err


@pytest.mark.parametrize("named", ["lighthouse.pdf", "light", "/raw/lighthouse.pdf"])
def test_a_document_is_named_by_id_file_or_path(command: Command, named: str) -> None:
    done = command.run("report", named, "--out", "there")
    assert done.status == 0, done.err
    assert (command.folder / "there" / "lighthouse.html").is_file()
    assert (command.folder / "there" / "lighthouse-brief.html").is_file()
    assert "there/lighthouse.html: " in done.out
    assert "the PDF is no longer at /raw/lighthouse.pdf" in done.out


def test_an_unknown_document_is_named_with_what_to_do(command: Command) -> None:
    done = command.run("report", "beacon.pdf")
    assert done.status == 2
    assert "no document of " in done.err
    assert done.is_a_sentence()


def test_what_came_in_is_shown_on_the_screen_and_written(command: Command) -> None:
    done = command.run("report", "--came-in", "--out", "there")
    assert done.status == 0, done.err
    assert "1 new document; 7 new facts, 0 changed, 0 gone" in done.out
    assert (command.folder / "there" / "came-in.md").read_text("utf-8").startswith("# What came in")


def test_missing_series_are_named_with_what_to_do(command: Command) -> None:
    done = command.run("report", "--series")
    assert done.status == 2
    assert "indicators.csv" in done.err


def test_a_workbook_goes_out_and_comes_back_line_by_line(command: Command) -> None:
    out = command.run("review", "export", "review.xlsx", "--document", "lighthouse.pdf")
    assert out.status == 0, out.err
    assert "3 facts, 0 with a picture" in out.out
    opened = openpyxl.load_workbook("review.xlsx")
    opened["Counts"]["A2"] = "accept"
    opened["Products"]["A2"] = "=1+1"
    opened.save("review.xlsx")
    back = command.run("review", "import", "review.xlsx", "--by", "Ada", "--sheets", "sheets")
    assert back.status == 3, "a row could not be taken"
    counts, products, last = back.out.splitlines()
    assert counts.startswith("Counts, row 2: accepted: ")
    assert products.startswith("Products, row 2: not taken: there is a formula in verdict")
    assert last == "sheets/reviews.csv: 1 row added, for 1 fact; 1 not taken; the next ingest applies it"
    assert (command.folder / "sheets" / "reviews.csv").read_text("utf-8").count("accept") == 1


def test_a_missing_file_is_named_in_a_sentence(command: Command) -> None:
    done = command.run("review", "import", "none.xlsx", "--by", "Ada")
    assert done.status == 1
    assert done.is_a_sentence()
