"""Where a view could claim too much: figures that only seem to belong together, and what is not determined."""

from __future__ import annotations

from pathlib import Path

import pytest

from tfextract.model import Claim, CountKind, Entity, EntityKind, Fund, Mention, MentionRole, ProductClass, Qualifier
from tfextract.warehouse import publish, run_query

from .beginnings import Beginnings
from .samples import change, run_record, with_facts
from .world import Sheet

ACHIEVED, TARGET = Claim.ACHIEVED, Claim.TARGET


def _edge() -> Sheet:
    sheet = Sheet("edge", "Edge Trust", 2020)
    twice = sheet.achievement("a1", "The Trust set 12 buoys of 20 planned, 7 of them lit.")
    sheet.count("buoys", 12, "buoys", ACHIEVED, achievement_id=twice)
    sheet.count("buoys-again", 12, "buoys", ACHIEVED, achievement_id=twice, repeat_of="edge-buoys")
    sheet.count("buoys-lit", 7, "buoys", ACHIEVED, achievement_id=twice, dimension="other", dimension_value="lit")
    sheet.count("buoys-goal", 20, "buoys", TARGET, achievement_id=twice)
    masts = sheet.achievement("a2", "The Trust put up 3 masts; 5, later 9, were planned.")
    sheet.count("masts", 3, "masts", ACHIEVED, achievement_id=masts)
    sheet.count("masts-goal", 5, "masts", TARGET, achievement_id=masts)
    sheet.count("masts-goal-later", 9, "masts", TARGET, achievement_id=masts)
    sheet.count("wrecks", 30, "wrecks", ACHIEVED)
    sheet.count("wrecks-before", 50, "wrecks", Claim.BASELINE, compares_with="edge-wrecks")
    sheet.count("wrecks-goal", 20, "wrecks", TARGET, compares_with="edge-wrecks")
    sheet.count("leaks", 4, "leaks", ACHIEVED, qualifier=Qualifier.OVER)
    sheet.count("leaks-goal", 10, "leaks", TARGET, qualifier=Qualifier.UP_TO, compares_with="edge-leaks")
    sheet.count("ropes", 60, "ropes", ACHIEVED, qualifier=Qualifier.UP_TO)
    sheet.count("ropes-goal", 50, "ropes", TARGET, compares_with="edge-ropes")
    crew = sheet.achievement("a3", "30 women and 70 men joined; 90 men were to.")
    part = {"achievement_id": crew, "dimension": "sex"}
    sheet.count("crew-w", 30, "crew", ACHIEVED, dimension_value="women", **part)
    sheet.count("crew-m", 70, "crew", ACHIEVED, dimension_value="men", **part)
    sheet.count("crew-goal", 90, "crew", TARGET, dimension_value="men", **part)
    sheet.count("both", 500, "sailors", ACHIEVED, dimension="sex", dimension_value="women and men",
                kind=CountKind.PERCENT)  # fmt: skip
    sheet.count("few", 5, "cooks", ACHIEVED)
    sheet.count("few-women", 8, "cooks", ACHIEVED, whole_id="edge-few", dimension="sex", dimension_value="women")
    sheet.mention("edge-buoys-goal", "KEN", MentionRole.LOCATION)
    sheet.funds.append(Fund("lighthouse-fund", "The Lighthouse Fund"))
    sheet.phase("Ended phase", 2021, 2022, 4e6, "year")
    sheet.phase("Endless phase", 2023, None, 4e6, "year")
    return sheet


def _anonymous(name: str, year: int) -> Sheet:
    """Its publisher is not known, so no other report is known to be of the same publisher."""
    sheet = Sheet(name, None, year)
    sheet.achievement("a1", "A quay was mended.")
    return sheet


def _repeated() -> Sheet:
    sheet = Sheet("retold", "Edge Trust", 2021)
    sheet.achievement("a2", "THE TRUST put up 3 masts; 5, later 9, were planned.")
    sheet.product("p1", "Map of Masts", ProductClass.PUBLICATION)
    return sheet


@pytest.fixture(scope="module")
def warehouse(beginnings: Beginnings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = beginnings.begin(tmp_path_factory.mktemp("edges") / "w.duckdb")
    edge = _edge().read()
    region = Entity("region:002", EntityKind.REGION, "Africa", "002")
    edge = with_facts(
        edge,
        entities=(*edge.facts.entities, region),
        mentions=(*edge.facts.mentions, Mention("edge-a1", "region:002", 1, "Africa", MentionRole.LOCATION)),
    )
    reads = (edge, _anonymous("anon14", 2014).read(), _anonymous("anon15", 2015).read(), _repeated().read())
    publish(path, change(*reads), run_record())
    return path


def ask(warehouse: Path, sql: str) -> list[tuple[object, ...]]:
    return list(run_query(warehouse, sql).rows)


def test_targets_meet_only_what_surely_belongs_to_them(warehouse: Path) -> None:
    rows = ask(
        warehouse, "SELECT target_id, baseline, target, actual, met FROM target_against_actual ORDER BY target_id"
    )
    assert rows == [
        ("edge-buoys-goal", None, 20, 12, False),
        ("edge-crew-goal", None, 90, None, None),
        ("edge-leaks-goal", None, 10, 4, None),
        ("edge-masts-goal", None, 5, None, None),
        ("edge-masts-goal-later", None, 9, None, None),
        ("edge-ropes-goal", None, 50, 60, None),
        ("edge-wrecks-goal", 50, 20, 30, False),
    ]


def test_a_share_needs_its_own_whole(warehouse: Path) -> None:
    assert ask(warehouse, "SELECT count_id, percent_women, people FROM womens_share") == [("edge-crew-w", 30, 100)]


def test_a_figure_repeated_in_its_statement_is_one(warehouse: Path) -> None:
    rows = ask(warehouse, "SELECT count_id FROM achievement_figures WHERE achievement_id = 'edge-a1' ORDER BY 1")
    assert rows == [("edge-buoys",), ("edge-buoys-goal",), ("edge-buoys-lit",)]


def test_a_target_and_a_region_are_no_results_of_a_country(warehouse: Path) -> None:
    assert ask(warehouse, "SELECT * FROM results_by_country") == []


def test_a_yearly_pledge_without_an_end_has_no_sum(warehouse: Path) -> None:
    rows = ask(warehouse, "SELECT phase, year, amount FROM pledges_by_year ORDER BY phase, year")
    assert rows == [("Ended phase", 2021, 4e6), ("Ended phase", 2022, 4e6), ("Endless phase", None, None)]


def test_new_is_decided_by_publisher_and_without_regard_to_case(warehouse: Path) -> None:
    rows = ask(
        warehouse,
        "SELECT document, what, earlier_documents FROM new_this_year WHERE report_year <> 2020 ORDER BY document",
    )
    assert rows == [
        ("Report anon14", "A quay was mended.", 0),
        ("Report anon15", "A quay was mended.", 0),
        ("Report retold", "Map of Masts", 1),
    ]
