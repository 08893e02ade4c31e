"""A report of thousands of facts shows the first of each section and says how many more there are, and where."""

from __future__ import annotations

import lxml.html
import pytest

from tests.reports.place import InProcess, Place, read_html, words
from tests.reports.test_brief import report
from tests.warehouse.world import Sheet
from tfextract.model import Claim
from tfextract.reports import cutting, writing
from tfextract.reports.cutting import cut
from tfextract.warehouse.documents import document_ids


def test_the_first_results_are_shown_and_the_others_counted() -> None:
    whole = report(3, 4, 2)
    shown = cut(whole, 5)
    assert [(theme.name, len(theme.results), theme.left_out) for theme in shown.themes] == [
        ("Theme 0", 3, 0),
        ("Theme 1", 2, 2),
    ]
    assert shown.left_out == {"results": 4}
    assert shown.summary == whole.summary


def test_a_report_that_is_short_enough_is_whole() -> None:
    whole = report(3, 4, 2)
    assert cut(whole, 9) == whole


def test_the_page_says_how_many_are_left_out_and_where_they_are(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = Sheet("annual", "Well Fund", 2014)
    for value in range(5, 12):
        sheet.count(f"k{value}", value, "wells", Claim.ACHIEVED)
    place.publish(sheet.read())
    monkeypatch.setattr(writing, "cut", lambda report: cutting.cut(report, 3))
    [written] = writing.write_reports(place.warehouse, document_ids(place.warehouse), place.folder, InProcess())  # type: ignore[arg-type]
    page = read_html(written.path)
    [note] = page.xpath('//p[@class="more cut"]')
    assert words(note).startswith("4 figures more are not shown")
    assert "review export review.xlsx" in words(note)
    assert len(figures(page)) == 3
    # The brief and the totals are about all figures.
    assert len(written.report.others) == 7


def figures(page: lxml.html.HtmlElement) -> list[lxml.html.HtmlElement]:
    return list(page.xpath('//section[@aria-labelledby="figures"]/ul/li'))
