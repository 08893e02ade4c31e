"""The rows of the views for an invented programme whose right answers are known (world.py)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tfextract.warehouse import run_query

from .beginnings import Beginnings
from .world import world


@pytest.fixture(scope="module")
def warehouse(beginnings: Beginnings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return beginnings.begin(tmp_path_factory.mktemp("views") / "w.duckdb", world())


def ask(warehouse: Path, sql: str) -> list[tuple[object, ...]]:
    return list(run_query(warehouse, sql).rows)


def test_headlines_are_results_without_repeats(warehouse: Path) -> None:
    rows = ask(warehouse, "SELECT document, value, unit, claim FROM headline_results ORDER BY document, value DESC")
    assert rows == [
        ("Report beacon", 80, "keepers", "achieved"),
        ("Report lh2014", 120, "harbour pilots", "achieved"),
        ("Report lh2015", 150, "harbour pilots", "achieved"),
        ("Report lh2015", 25, "harbour pilots", "change"),
    ]


def test_a_phase_in_two_documents_is_pledged_once(warehouse: Path) -> None:
    rows = ask(warehouse, "SELECT phase, pledged, payments FROM pledges ORDER BY phase")
    assert rows == [("Phase one", 9e6, 3), ("Phase two", 10e6, 1)]


def test_pledges_by_year_add_up_to_the_pledges(warehouse: Path) -> None:
    rows = ask(warehouse, "SELECT phase, year, amount, currency FROM pledges_by_year ORDER BY phase, year")
    assert rows == [
        ("Phase one", 2013, 3e6, "USD"),
        ("Phase one", 2014, 3e6, "USD"),
        ("Phase one", 2015, 3e6, "USD"),
        ("Phase two", None, 10e6, "USD"),
    ]


def test_each_achievement_with_its_figures(warehouse: Path) -> None:
    rows = ask(
        warehouse,
        "SELECT achievement, value, claim FROM achievement_figures WHERE document = 'Report lh2015' "
        "ORDER BY achievement_id, value DESC",
    )
    assert rows == [
        ("The Fund trained 150 harbour pilots in Kenya, 60 of them women.", 150, "achieved"),
        ("The Fund trained 150 harbour pilots in Kenya, 60 of them women.", 60, "achieved"),
        ("A sea chart was drawn for every harbour.", None, None),
        ("The Fund lit 45 lamps; 40 were planned.", 45, "achieved"),
        ("The Fund lit 45 lamps; 40 were planned.", 40, "target"),
        ("30 women and 70 men joined the crews.", 70, "achieved"),
        ("30 women and 70 men joined the crews.", 30, "achieved"),
    ]


def test_products_by_class_and_language(warehouse: Path) -> None:
    rows = ask(
        warehouse,
        "SELECT product_class, language, entries, works FROM products_by_class "
        "WHERE report_year = 2015 AND publisher = 'Lighthouse Fund' ORDER BY ALL",
    )
    assert rows == [
        ("guide_or_tool", "en", 1, 1),
        ("guide_or_tool", "fr", 1, 1),
        ("publication", "en", 1, 1),
        ("publication", None, 1, 3),
    ]


def test_results_by_country_say_what_the_country_is_in_them(warehouse: Path) -> None:
    rows = ask(
        warehouse,
        "SELECT country, role, inherited, fact_kind, value, fact_id FROM results_by_country ORDER BY country, fact_id",
    )
    assert rows == [
        ("Kenya", "location", False, "achievement", None, "lh2014-a1"),
        ("Kenya", "location", False, "count", 120, "lh2014-pilots"),
        ("Kenya", "location", False, "achievement", None, "lh2015-a1"),
        ("Kenya", "in_title", False, "product", None, "lh2015-p5"),
        ("Kenya", "location", False, "count", 150, "lh2015-pilots"),
        ("Norway", "donor", False, "achievement", None, "lh2015-a4"),
        ("Peru", None, True, "achievement", None, "beacon-a1"),
        ("Peru", "location", False, "count", 120, "lh2014-pilots"),
    ]


def test_a_target_is_compared_with_what_was_done(warehouse: Path) -> None:
    rows = ask(
        warehouse,
        "SELECT target_id, baseline, target, actual, percent_of_target, met FROM target_against_actual "
        "ORDER BY target_id",
    )
    assert rows == [
        ("lh2015-goal", 120, 200, 150, 75, False),
        ("lh2015-next", None, 500, None, None, None),
        ("lh2015-planned-lamps", None, 40, 45, 112.5, True),
        ("lh2015-wrecks-limit", None, 10, 4, None, True),
    ]


def test_what_fell_short_is_what_the_document_shows(warehouse: Path) -> None:
    rows = ask(warehouse, "SELECT target_id, target, actual, percent_of_target FROM fell_short")
    assert rows == [("lh2015-goal", 200, 150, 75)]


def test_womens_share_is_printed_or_computed_never_guessed(warehouse: Path) -> None:
    rows = ask(warehouse, "SELECT count_id, percent_women, computed, women, people FROM womens_share ORDER BY count_id")
    assert rows == [
        ("lh2015-crew-w", 30, "of_women_and_men", 30, 100),
        ("lh2015-share", 45, "printed", None, None),
        ("lh2015-women", 40, "of_whole", 60, 150),
    ]


def test_new_is_what_no_earlier_report_of_the_publisher_has(warehouse: Path) -> None:
    rows = ask(
        warehouse,
        "SELECT publisher, fact_kind, what, earlier_documents FROM new_this_year WHERE report_year = 2015 "
        "ORDER BY publisher, fact_kind, what",
    )
    assert rows == [
        ("Beacon Trust", "achievement", "A sea chart was drawn for every harbour.", 0),
        ("Beacon Trust", "achievement", "The Trust taught 80 keepers in Peru.", 0),
        ("Lighthouse Fund", "achievement", "30 women and 70 men joined the crews.", 1),
        ("Lighthouse Fund", "achievement", "The Fund lit 45 lamps; 40 were planned.", 1),
        ("Lighthouse Fund", "achievement", "The Fund trained 150 harbour pilots in Kenya, 60 of them women.", 1),
        ("Lighthouse Fund", "product", "Papers: Tides, Winds and Ice", 1),
        ("Lighthouse Fund", "product", "Report on Ports of Kenya", 1),
    ]


def test_what_was_not_read_is_listed_by_file_and_page(warehouse: Path) -> None:
    rows = ask(warehouse, "SELECT file_name, page, status, message FROM unread ORDER BY file_name")
    picture = (2, "image_only", "page 2 is a picture: have it read by OCR")
    assert rows == [
        ("beacon.pdf", *picture),
        ("lh2014.pdf", *picture),
        ("lh2015.pdf", *picture),
        ("sealed.pdf", None, "encrypted", "the file is encrypted: save it without its password"),
    ]


def test_a_superseded_document_is_in_no_view(warehouse: Path) -> None:
    held = [
        view
        for (view,) in ask(
            warehouse,
            "SELECT DISTINCT view_name FROM duckdb_views() AS v JOIN duckdb_columns() ON table_name = view_name "
            "WHERE NOT v.internal AND v.schema_name = 'main' AND column_name = 'document_id'",
        )
    ]
    assert len(held) >= 10
    drafts = (f"SELECT '{view}' FROM {view} WHERE document_id LIKE 'draft%'" for view in held)
    assert ask(warehouse, " UNION ALL ".join(drafts)) == []
