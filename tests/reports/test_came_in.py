"""What a run brought: new, changed, gone, restated and repeated facts, targets that are due, what needs a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.reports.place import Place, is_self_contained, is_well_made, read_html, words
from tests.warehouse.world import Sheet
from tfextract.errors import UserError
from tfextract.model import Basis, Claim, Issue, PeriodSource, ProductClass, Qualifier, ReadDocument
from tfextract.reports import came_in
from tfextract.sheets.indicators import COLUMNS, MATCH_COLUMNS
from tfextract.warehouse import run_query
from tfextract.warehouse.came_in import CameIn, read_came_in, total

TODAY = date(2017, 1, 1)
BOOK = "Handbook of Millstones and Sluices"


def annual(year: int, *, sacks: float = 4000, name: str | None = None) -> Sheet:
    sheet = Sheet(name or f"annual{year}", "Mill Trust", year)
    sheet.achievement("weir", f"A weir was built above the mill in {year}.")
    sheet.count("sacks", sacks, "sacks", Claim.ACHIEVED, basis=Basis.CUMULATIVE, as_of=date(2014, 12, 31))
    sheet.count(
        "aim",
        500,
        "bakers",
        Claim.TARGET,
        label="500 bakers taught",
        period_start=date(2016, 1, 1),
        period_end=date(2016, 12, 31),
        period_source=PeriodSource.SENTENCE,
    )
    sheet.product("book", BOOK, ProductClass.GUIDE_OR_TOOL)
    return sheet


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Run 1 brings 2014, run 2 accepts its figure for an indicator, run 3 brings 2015 with another value."""
    place = Place(tmp_path_factory.mktemp("came-in"))
    place.publish(annual(2014).read())
    indicator = {
        "id": "sacks",
        "name": "Sacks <ground>",
        "unit": "sacks",
        "basis": "cumulative",
        "aggregation": "latest",
    }
    place.write("indicators.csv", COLUMNS, indicator)
    later = annual(2015, sacks=4100)
    at = {"basis": Basis.CUMULATIVE, "as_of": date(2014, 12, 31), "qualifier": Qualifier.OVER}
    later.count("rounded", 4050, "sacks", Claim.ACHIEVED, **at)
    place.publish(later.read())
    rows = run_query(
        place.warehouse, "SELECT count_id, document_id, value_printed, quote FROM counts WHERE claim = 'achieved'"
    ).rows
    taken = [
        dict(zip(("count_id", "document_id", "value_printed", "sentence"), map(str, row), strict=True))
        | {"indicator_id": "sacks", "decision": "accept", "reviewer": "Ada", "reviewed_at": "2026-05-01"}
        for row in rows
    ]
    place.write("matches.csv", MATCH_COLUMNS, *taken)
    place.publish(_with_issue(annual(2016, name="notes").read()))
    return place


def _with_issue(read: ReadDocument) -> ReadDocument:
    issues = (
        Issue("page_failed", "page <2> could not be read | at all", "notes.pdf", read.document.document_id, 2),
        Issue("hidden_text", "a letter was left out", "notes.pdf", read.document.document_id, 1),
    )
    return replace(read, layout=replace(read.layout, issues=issues))


@pytest.fixture(scope="module")
def third(place: Place) -> CameIn:
    return read_came_in(place.warehouse, TODAY)


def test_the_last_run_is_reported_where_none_is_named(place: Place, third: CameIn) -> None:
    assert third.run.run_id == "run-3"
    assert [document.file_name for document in third.documents if document.is_new] == ["notes.pdf"]
    assert total(third.documents) == (4, 0, 0)
    first = read_came_in(place.warehouse, TODAY, "run-1")
    assert [(document.file_name, document.new) for document in first.documents] == [("annual2014.pdf", 4)]


def test_what_an_earlier_document_has_already_is_a_repeat(third: CameIn) -> None:
    assert [(one.words, one.document, one.first_document) for one in third.repeated] == [
        (BOOK, "Report notes", "Report annual2014")
    ]


def test_a_figure_that_a_new_document_changes_is_restated(place: Place) -> None:
    second = read_came_in(place.warehouse, TODAY, "run-2")
    [restated] = second.restated
    assert (restated.indicator, restated.was, restated.was_in) == ("Sacks <ground>", "4000", "Report annual2014")
    assert (restated.now, restated.now_in, restated.page) == ("4100", "Report annual2015", 1)
    assert read_came_in(place.warehouse, TODAY).restated == ()


def test_targets_are_due_when_their_time_is_up_and_nothing_shows_them_met(place: Place, third: CameIn) -> None:
    assert {(due.words, due.value, due.actual) for due in third.due} == {("500 bakers taught", 500.0, None)}
    assert len(third.due) == 3
    assert read_came_in(place.warehouse, date(2016, 12, 30)).due == ()


def test_what_needs_a_person_is_shown_and_what_is_only_noted_is_not(third: CameIn) -> None:
    of_run = [(one.file_name, one.code) for one in third.wanting if one.of_run]
    assert of_run == [("notes.pdf", "image_only"), ("notes.pdf", "page_failed")]
    assert {one.file_name for one in third.wanting if not one.of_run} == {"annual2014.pdf", "annual2015.pdf"}
    assert "hidden_text" not in {one.code for one in third.wanting}


def test_facts_that_changed_and_facts_that_are_gone(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.publish(annual(2014).read())
    again = annual(2014)
    again.achievements[0] = replace(again.achievements[0], theme="Weirs")
    again.products.clear()
    place.publish(again.read())
    found = read_came_in(place.warehouse, TODAY)
    [document] = found.documents
    assert (document.is_new, document.new, document.changed, document.lost) == (False, 0, 1, 1)
    assert [fact.fact_id for fact in found.changed] == ["annual2014-weir"]
    assert [(fact.kind, fact.words) for fact in found.lost] == [("product", BOOK)]
    assert (
        came_in.line(found)
        == "1 document read again; 0 new facts, 1 changed, 1 gone; 1 target due; 1 file needs a person."
    )


def test_a_run_that_found_nothing_says_so(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.publish(annual(2014).read())
    place.publish()
    page = came_in.as_html(read_came_in(place.warehouse, date(2014, 1, 1)))
    assert "No document; 0 new facts, 0 changed, 0 gone" in page
    assert "Nothing new" in page


def test_the_summary_is_a_page_and_markdown_of_the_same(place: Place, tmp_path: Path) -> None:
    written = came_in.write_came_in(place.warehouse, tmp_path / "out", None, TODAY)
    page = read_html(written.html)
    is_self_contained(page)
    is_well_made(page)
    text = written.markdown.read_text("utf-8")
    for phrase in (written.line, "notes.pdf", BOOK, "500 bakers taught"):
        assert phrase in words(page)
        assert phrase in text
    assert "page <2> could not be read | at all" in words(page)
    assert r"page \<2\> could not be read \| at all" in text
    assert came_in.summary(place.warehouse, "run-3") is not None


def test_new_facts_stand_under_their_documents_the_surest_of_each(tmp_path: Path) -> None:
    place = Place(tmp_path)
    sheets = []
    for year in range(2001, 2005):
        sheet = annual(year)
        sheet.achievement("sure", f"A bridge was built in {year}.", confidence=0.99)
        sheets.append(sheet.read())
    place.publish(*sheets)
    found = read_came_in(place.warehouse, date(2014, 1, 1))
    shown = came_in.by_document(found.new)
    assert [document for document, _ in shown] == [f"Report annual{year}" for year in range(2001, 2005)]
    for year, (_, facts) in zip(range(2001, 2005), shown, strict=True):
        assert {f"A bridge was built in {year}.", f"A weir was built above the mill in {year}."} < {
            fact.words for fact in facts
        }
    assert {len(facts) for _, facts in shown} == {came_in.MAX_LINES // 4}
    text = came_in.as_markdown(found)
    assert "### Report annual2004\n\n- achievement: A bridge was built in 2004. (page 1)" in text
    assert "and 8 more" in text
    assert "and 8 more" in came_in.as_html(found)


def test_a_run_that_nobody_knows_is_an_error_of_the_caller(place: Place) -> None:
    with pytest.raises(UserError, match="knows no run run-9"):
        read_came_in(place.warehouse, TODAY, "run-9")
    assert came_in.summary(place.warehouse, "run-9") is None
