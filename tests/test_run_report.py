"""The report of a run for its operator: lines, the end state, and a page."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.warehouse.samples import read_document
from tfextract.limits import Limit
from tfextract.model import FileStatus
from tfextract.outcome import IngestReport, Outcome
from tfextract.planning import Reason, Skip, ToRead
from tfextract.run_report import ending, page, published_lines, reading_line
from tfextract.sources import InputFile
from tfextract.warehouse import WHOLE_DOCUMENT, Differences, Withheld
from tfextract.warehouse.history import DocumentDifference

LIMIT = Limit.parse("20%")


def found(name: str) -> InputFile:
    return InputFile(Path("/reports") / name, 100, datetime(2026, 1, 1, tzinfo=UTC))


def outcome(name: str, status: FileStatus = FileStatus.READ, message: str | None = None) -> Outcome:
    asked = ToRead(found(name), name, None, Reason.NEW, None)
    if message is not None:
        return Outcome(asked, status, message=message, seconds=2.34)
    return replace(Outcome.read(asked, read_document(name)), status=status, document=None, seconds=2.34)


def report(*outcomes: Outcome, skipped: tuple[Skip, ...] = (), staged: str | None = None) -> IngestReport:
    return IngestReport(Path("/w.duckdb"), outcomes, skipped, (), (), True, staged=staged)


def test_a_document_has_one_line_with_pages_facts_issues_and_seconds() -> None:
    read = outcome("lake.pdf")
    assert reading_line(read) == "/reports/lake.pdf: 1 page, 3 facts, 1 issue, 2.3 s"
    cut = outcome("cut.pdf", FileStatus.DAMAGED, "it ends too soon")
    assert reading_line(cut) == "/reports/cut.pdf: damaged: it ends too soon, 2.3 s"


def test_what_publishing_withholds_is_reported_as_withheld_and_not_as_read() -> None:
    lake, river = outcome("lake.pdf"), outcome("river.pdf")
    assert list(published_lines(report(lake, river))) == []
    rows = Withheld("lake.pdf", "lake.pdf", "counts", 4, 2, "impossible_value", "A value that is no number.")
    [line] = published_lines(report(lake.published([rows]), river))
    assert line.startswith("/reports/lake.pdf: partial: 2 rows of counts of page 4 left out by the check impossible_")
    whole = replace(rows, table=WHOLE_DOCUMENT)
    [line] = published_lines(report(lake.published([whole]), river))
    assert line.startswith("/reports/lake.pdf: withheld: what was read from it contradicts itself (impossible_value)")
    [line] = published_lines(report(replace(lake, status=FileStatus.PARTIAL)))
    assert line == "/reports/lake.pdf: partial: the table issues says what is missing"


@pytest.mark.parametrize(
    ("done", "name", "words"),
    [
        (report(outcome("lake.pdf")), "Completed", "1 document read"),
        (report(outcome("cut.pdf", FileStatus.DAMAGED, "cut")), "NewlySkipped", "newly skipped: /reports/cut.pdf"),
        (
            report(skipped=(Skip(found("letter.pdf"), FileStatus.NOT_PDF, "no PDF", True),)),
            "NewlySkipped",
            "/reports/letter.pdf",
        ),
        (report(skipped=(Skip(found("letter.pdf"), FileStatus.NOT_PDF, "no PDF", False),)), "Completed", "0 documents"),
        (report(staged="R1"), "Staged", "tfextract publish R1"),
        (report(outcome("cut.pdf", FileStatus.DAMAGED, "cut"), staged="R1"), "Staged", "/reports/cut.pdf"),
    ],
)
def test_an_ending_has_the_name_of_its_exit_status(done: IngestReport, name: str, words: str) -> None:
    assert ending(done).name == name
    assert words in ending(done).message
    assert {"Completed": 0, "NewlySkipped": 3, "Staged": 4}[name] == done.exit_status


def test_a_long_list_of_skipped_files_is_cut() -> None:
    done = report(*(outcome(f"{number}.pdf", FileStatus.DAMAGED, "cut") for number in range(9)))
    assert ending(done).message.endswith("and 4 more")


def test_the_page_has_documents_skips_changes_and_how_to_go_on() -> None:
    skip = Skip(found("a|b`c.pdf"), FileStatus.EMPTY, "it holds\nnothing", True)
    changes = Differences((DocumentDifference("d", "lake.pdf", "count", 10, 1, 2, 3),))
    done = replace(report(outcome("lake_1.pdf"), skipped=(skip,), staged="R1"), differences=changes)
    text = page(done, LIMIT)
    assert r"| /reports/lake\_1.pdf | read | " in text
    assert text.split("## Documents")[1].split("##")[0].count(" 2.3 s |") == 1
    # A name cannot break the table.
    assert r"| /reports/a\|b\`c.pdf | empty | it holds nothing |" in text
    assert "| lake.pdf | count | 10 | 1 | 2 | 3 |" in text
    assert "```\ntfextract publish R1\ntfextract discard R1\n```" in text
