"""The first line of a report: how much was read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from tfextract.reports import words
from tfextract.reports.completeness import completeness, pages_text
from tfextract.warehouse.documents import AboutDocument, DocumentFigure, ReportedDocument, ReportedIssue, ReportedPage

ONE, NONE = "The one page read", "0 of 2 pages read"


def reading(
    *states: str, count: int | None = None, issue: tuple[int | None, str] | None = None, source: str = "text_layer"
) -> ReportedDocument:
    issues = () if issue is None else (ReportedIssue(*issue, "…"),)
    pages = tuple(ReportedPage(at, None, 595, 842, state, source) for at, state in enumerate(states, start=1))
    about = AboutDocument(
        "d", "d.pdf", None, None, None, None, None, None, count or len(pages), "read", datetime(2026, 1, 1, tzinfo=UTC),
        None, None, (),
    )  # fmt: skip
    return ReportedDocument(about, pages, issues, (), (), (), (), (), (), (), {})


@pytest.mark.parametrize(
    ("document", "line", "whole"),
    [
        (reading("read"), "The one page read.", True),
        (reading("read", "read"), "All 2 pages read.", True),
        (reading("read", "empty"), "All 2 pages read; page 2 is blank.", True),
        (reading("read", "image_only"), "1 of 2 pages read; page 2 is a picture.", False),
        (reading("image_only", "image_only", "read"), "1 of 3 pages read; pages 1–2 are pictures.", False),
        (reading("read", count=2), "1 of 2 pages read; page 2 was not read.", False),
        (reading("failed", "garbled"), f"{NONE}; page 2 has letters without meaning; page 1 could not be read.", False),
        (reading("read", issue=(1, "tables_not_read")), f"{ONE}; tables not parsed on page 1.", False),
        (reading("read", issue=(None, "row_withheld")), f"{ONE}; facts left out that contradict themselves.", False),
        (reading("read", issue=(1, "hidden_text")), f"{ONE}; hidden text left out on page 1.", True),
        (reading("read", issue=(None, "extraction_failed")), f"{ONE}; facts could not be looked for.", False),
        (reading("read", source="ocr"), "The one page read; page 1 read from a picture.", True),
    ],
)  # fmt: skip
def test_the_line_says_what_is_missing(document: ReportedDocument, line: str, whole: bool) -> None:
    found = completeness(document)
    assert (found.line, found.whole) == (line, whole)


def test_pages_are_listed_as_ranges() -> None:
    assert pages_text([7]) == "page 7"
    assert pages_text([12, 3, 5, 6, 7, 5]) == "pages 3, 5–7 and 12"


def figure(label: str, printed: str, qualifier: str = "exact", kind: str = "count") -> DocumentFigure:
    return DocumentFigure(
        "c", 1, 1.0, printed, kind, qualifier, "mills", None, None, None, None, label, label, None, False, False,
        None, None, 0.9, None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("printed", "qualifier", "kind", "expected"),
    [
        ("94", "over", "count", "over 94"),
        ("45", "exact", "percent", "45%"),
        ("45 per cent", "approx", "percent", "about 45 per cent"),
        ("USD 3 million", "up_to", "money", "up to USD 3 million"),
    ],
)
def test_a_number_is_spoken_with_its_exactness(printed: str, qualifier: str, kind: str, expected: str) -> None:
    assert words.spoken(printed, qualifier, kind) == expected


@pytest.mark.parametrize(
    ("label", "printed", "expected"),
    [
        ("Over 94 mills ground", "94", "mills ground"),
        ("45% of mills", "45", "of mills"),
        ("mills in 94 villages", "94", "mills in 94 villages"),
        ("94", "94", "94"),
        ("940 mills", "94", "940 mills"),
    ],
)
def test_a_caption_does_not_say_the_number_again(label: str, printed: str, expected: str) -> None:
    assert words.caption(figure(label, printed)) == expected


def test_what_is_not_known_is_not_stated() -> None:
    assert words.number(None) == words.period(None, None) == "not stated"
    assert words.period(date(2014, 1, 1), date(2015, 12, 31)) == "2014–2015"
    assert words.period(date(2014, 7, 1), date(2015, 6, 30)) == "1 July 2014 – 30 June 2015"
    assert (words.number(4100.0), words.number(0.5)) == ("4,100", "0.5")


@pytest.mark.parametrize(
    ("printed", "kind", "unit", "expected"),
    [
        ("one in three", "percent", "%", "one in three"),
        ("4,100", "money", "USD", "USD 4,100"),
        ("$4,100", "money", "USD", "$4,100"),
        ("4.1 millions", "money", "USD", "4.1 millions"),
    ],
)
def test_a_number_has_the_sign_that_is_printed_once_for_a_table(
    printed: str, kind: str, unit: str, expected: str
) -> None:
    assert words.spoken(printed, "exact", kind, unit) == expected


@pytest.mark.parametrize(
    ("label", "printed", "expected"),
    [
        ("Share of mills that grind: 55%", "55%", "Share of mills that grind"),
        ("Repairs of mills, 2010: (4,100)", "4,100", "Repairs of mills, 2010"),
        ("mills: 94", "9", "mills: 94"),
    ],
)
def test_a_caption_does_not_end_with_the_number(label: str, printed: str, expected: str) -> None:
    assert words.caption(figure(label, printed)) == expected


def test_two_large_numbers_in_one_block_have_their_own_words() -> None:
    label = "40 mills, mended 12 weirs"
    first = replace(figure(label, "40"), headline=True)
    second = replace(figure(label, "12"), headline=True, fact_id="d")
    assert [one.label for one in words.apart((first, second))] == ["40 mills, mended", "12 weirs"]
    alone = replace(second, fact_id="e", label="of the 12 weirs")
    for kept in ((first, replace(second, headline=False)), (first, replace(second, page=2)), (alone, alone)):
        assert words.apart(kept) == kept


def test_the_unit_is_shown_where_the_number_does_not_include_it() -> None:
    assert words.counted_thing(replace(figure("…", "8"), unit="-figure gift")) == "figure gift"
    assert words.counted_thing(replace(figure("…", "5%", kind="percent"), unit="%")) == ""
    assert words.counted_thing(replace(figure("…", "$5", kind="money"), unit="USD")) == ""
    assert words.counted_thing(replace(figure("…", "5"), unit=None)) == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a mill, a weir", "a mill, a weir"),
        ("a mill, a weir and ponds", "a mill, a weir…"),
        ("a mill, a weir, ponds", "a mill, a weir…"),
        ("a mill has a 104 sacks", "a mill has a…"),
        ("abcdefghijklmnopqrst", "abcdefghijklmno…"),
    ],
)
def test_words_are_cut_behind_a_word(text: str, expected: str) -> None:
    assert words.shortened(text, 16) == expected
