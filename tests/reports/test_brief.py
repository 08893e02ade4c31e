"""The parts of a report that are in its brief of one printed page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.reports.test_completeness import figure, reading
from tfextract.reports.brief import brief_of
from tfextract.reports.document import DocumentReport, document_report
from tfextract.reports.words import CLASSES
from tfextract.warehouse.documents import (
    ReportedCountry,
    ReportedDocument,
    ReportedProduct,
    ReportedShortfall,
    ReportedStatement,
    ReportedTarget,
)

PRODUCT = ReportedProduct("p", 1, "Handbook", "guide", "media", "produced", "released", None, None, 0.9, None)
LONG = "The mill ground oats for nine villages along the lower river and taught their bakers to bake with barley. " * 3


def statements(*sizes: int, text: str = LONG) -> ReportedDocument:
    """So many results under each of several headings."""
    made = [
        ReportedStatement(f"{theme}-{at}", 1, text, f"Theme {theme}", None, None, at / 100, None)
        for theme, size in enumerate(sizes)
        for at in range(size)
    ]
    return replace(reading("read"), statements=tuple(made))


def report(*sizes: int, text: str = LONG) -> DocumentReport:
    return document_report(statements(*sizes, text=text))


def test_the_largest_themes_are_shown_in_the_order_of_the_document() -> None:
    brief = brief_of(report(1, 9, 2, 8, 7, 1, 6, 5))
    assert [theme.name for theme in brief.themes] == ["Theme 1", "Theme 3", "Theme 4", "Theme 6", "Theme 7"]


def test_the_surest_results_of_a_theme_are_shown() -> None:
    brief = brief_of(report(9))
    shown = [result.statement.fact_id for result in brief.themes[0].surest(brief.each)]
    assert shown == ["0-4", "0-5", "0-6", "0-7", "0-8"]


@pytest.mark.parametrize("sizes", [(9,), (9, 9), (9, 9, 9), (9,) * 5, (9,) * 50, (1,) * 50])
def test_long_statements_leave_room_for_fewer(sizes: tuple[int, ...]) -> None:
    short, long = brief_of(report(*sizes, text="A mill.")), brief_of(report(*sizes))
    assert len(long.themes) * long.each <= len(short.themes) * short.each
    # Four lines each at most: what fits on a page of 42 lines.
    assert sum(len(theme.surest(long.each)) for theme in long.themes) <= 10


def test_without_results_a_brief_is_empty() -> None:
    assert brief_of(report()).themes == ()


def test_the_number_of_a_chapter_or_a_step_is_no_headline() -> None:
    large = replace(figure("Stage 13", "13"), fact_id="a", headline=True, claim="achieved", unit="Stage")
    chapter = replace(
        figure("2.1 Mills of the valley", "2.1"), fact_id="b", headline=True, claim="achieved", in_heading=True
    )
    money = replace(
        figure("USD 2 million a year", "USD 2 million", kind="money"), headline=True, claim="achieved", in_heading=True
    )
    shown = document_report(replace(reading("read"), figures=(large, chapter, money)))
    assert [tile.wording for tile in shown.tiles] == ["USD 2 million"]
    assert len(shown.others) == 2


def test_a_figure_that_is_rather_wrong_is_no_headline_unless_a_person_took_it() -> None:
    large = replace(figure("40 mills mended", "40"), fact_id="a", headline=True, claim="achieved", confidence=0.55)
    wrong = replace(figure("214 Mill Lane", "214"), fact_id="b", headline=True, claim="achieved", confidence=0.4)
    taken = replace(wrong, fact_id="c", review="accepted")
    shown = document_report(replace(reading("read"), figures=(large, wrong, taken)))
    assert [tile.fact_id for tile in shown.tiles] == ["a", "c"]
    assert [other.fact_id for other in shown.others] == ["b"]


def test_the_surest_headlines_are_in_the_brief() -> None:
    figures = tuple(
        replace(figure(f"{at} mills mended", f"{at}"), fact_id=f"{at}", headline=True, claim="achieved", confidence=at)
        for at in (0.9, 0.55, 0.8, 0.7, 0.95, 0.6, 0.85, 0.75)
    )
    shown = brief_of(document_report(replace(reading("read"), figures=figures)))
    assert [tile.fact_id for tile in shown.tiles] == ["0.9", "0.8", "0.7", "0.95", "0.85", "0.75"]


def test_unsure_results_are_left_to_the_report_where_there_are_others() -> None:
    unsure = statements(4, 1)
    sure = replace(unsure.statements[0], fact_id="sure", confidence=0.9)
    brief = brief_of(document_report(replace(unsure, statements=(*unsure.statements, sure))))
    [theme] = brief.themes
    assert [result.statement.fact_id for result in theme.results] == ["sure"]
    assert (theme.left_out, brief.unsure) == (4, False)
    assert brief_of(document_report(unsure)).unsure


def test_long_targets_and_shortfalls_leave_room_for_fewer() -> None:
    target = ReportedTarget("t", 1, LONG, "count", "mills", None, 5, None, None, None, None, None, 0.9)
    unsure = replace(target, fact_id="u", confidence=0.4)
    shortfall = ReportedShortfall("s", 1, LONG, "late", None, 0.8)
    given = replace(reading("read"), targets=(unsure, *(target,) * 9), shortfalls=(shortfall,) * 9)
    brief = brief_of(document_report(given))
    assert (len(brief.targets), len(brief.shortfalls)) == (4, 2)
    assert unsure not in brief.targets
    country = ReportedCountry("A country with a very long name indeed", None, 1, 0, ())
    full = replace(given, countries=(country,) * 12, products=tuple(replace(PRODUCT, product_class=c) for c in CLASSES))
    brief = brief_of(document_report(full))
    assert len(brief.targets) + len(brief.shortfalls) < 6
