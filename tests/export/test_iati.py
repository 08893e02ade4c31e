"""Results as IATI XML: valid by the schema of the standard, and saying what the accepted figures say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest
from lxml import etree

from tests.warehouse.beginnings import Beginnings
from tests.warehouse.samples import change, run_record
from tests.warehouse.world import Sheet, lighthouse_2014, lighthouse_2015, world
from tfextract.errors import UserError
from tfextract.export import Reporter, export_iati
from tfextract.model import Basis, Claim, CountKind, PeriodSource, Qualifier
from tfextract.warehouse import publish, read_results

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parent / "iati-2.03" / "iati-activities-schema.xsd"))
REPORTER = Reporter("XM-EX-1", "The <Lighthouse> Fund", "40", "XM-EX-1-LH")
YEAR = {"period_start": date(2016, 1, 1), "period_end": date(2016, 12, 31), "period_source": PeriodSource.SENTENCE}

Match = tuple[str, str, str, str]


@pytest.fixture
def warehouse(tmp_path: Path, beginnings: Beginnings) -> Path:
    return beginnings.begin(tmp_path / "w.duckdb", world())


def accept(warehouse: Path, indicators: list[tuple[object, ...]], *matches: Match) -> None:
    """Indicators as (id, name, unit, aggregation, baseline, baseline year); matches as (indicator, count, decision,
    status)."""
    with duckdb.connect(str(warehouse)) as connection:
        for row in indicators:
            connection.execute(
                "INSERT INTO indicators (indicator_id, name, unit, basis, aggregation, baseline, baseline_year, "
                "synonyms, sheet, line) VALUES ($1, $2, $3, 'in_period', $4, $5, $6, [], 'indicators.csv', 2)",
                row,
            )
        for indicator, count, decision, status in matches:
            connection.execute(
                "INSERT INTO matches (match_id, indicator_id, count_id, document_id, decision, value_printed, "
                "sentence, reviewer, reviewed_at, status, applied_to, sheet, line) "
                "VALUES ($1, $2, $3, '', $4, '', '', 'A', '2026-01-01', $5, CASE WHEN $5 = 'applied' THEN $3 END, "
                "'matches.csv', 2)",
                (f"{indicator}-{count}", indicator, count, decision, status),
            )


PILOTS = ("pilots", "Harbour pilots trained", "harbour pilots", "latest", None, None)


def written(warehouse: Path, fund: str | None = None) -> Callable[[str], list[str]]:
    """Writes the file, validates it with the schema, and returns the result of an XPath in it."""
    path = warehouse.with_name("out") / "iati.xml"
    export_iati(warehouse, path, REPORTER, fund)
    tree = etree.parse(path)
    SCHEMA.assertValid(tree)
    return lambda xpath: [str(found) for found in tree.xpath(xpath)]


def test_baseline_target_and_actual_stand_in_their_period(warehouse: Path) -> None:
    accept(
        warehouse,
        [PILOTS],
        ("pilots", "lh2014-pilots", "accept", "applied"),
        ("pilots", "lh2015-pilots", "accept", "applied"),
        ("pilots", "lh2015-goal", "accept", "applied"),
    )
    find = written(warehouse, "The Lighthouse Fund")
    assert find("//iati-activities/@version") == ["2.03"]
    assert find("//indicator/@measure") == ["1"]
    assert find("//period/period-start/@iso-date") == ["2014-01-01", "2015-01-01"]
    assert find("//period[1]/actual/@value") == ["120"]
    assert find("//period[1]/target/@value") == []
    assert (find("//period[2]/target/@value"), find("//period[2]/actual/@value")) == (["200"], ["150"])
    assert find("//period[1]/actual/comment/narrative/text()") == ["trained 120 harbour pilots – Report lh2014, page 1"]
    assert find("//activity-date/@iso-date") == ["2013-01-01", "2020-12-31"]
    assert find("//reporting-org/narrative/text()") == ["The <Lighthouse> Fund"]


def test_only_what_a_person_accepted_and_what_holds_is_reported(warehouse: Path) -> None:
    accept(
        warehouse,
        [PILOTS, ("keepers", "Keepers taught", "keepers", "sum", None, None)],
        ("pilots", "lh2014-pilots", "accept", "applied"),
        ("pilots", "lh2015-pilots", "accept", "held"),
        ("keepers", "beacon-keepers", "reject", "applied"),
    )
    assert written(warehouse)("//period//@value") == ["120"]


def test_the_registry_gives_the_baseline_and_the_target_that_no_report_prints(warehouse: Path) -> None:
    accept(
        warehouse,
        [("pilots", "Harbour pilots trained", "harbour pilots", "latest", 1200.5, 2010)],
        ("pilots", "lh2014-pilots", "accept", "applied"),
    )
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("INSERT INTO indicator_targets VALUES ('pilots', 2014, 90, 'indicators.csv')")
    find = written(warehouse)
    assert (find("//baseline/@year"), find("//baseline/@value")) == (["2010"], ["1200.5"])
    assert find("//period/target/@value") == ["90"]
    assert find("//indicator/@ascending") == ["0"]


def test_parts_have_their_dimension_and_shares_their_measure(warehouse: Path) -> None:
    sheet = Sheet("extra", "Lighthouse Fund", 2016)
    for which, value in (("women", 61.25), ("men", 38.75)):
        sheet.count(which, value, "keepers", Claim.ACHIEVED, kind=CountKind.PERCENT, dimension="sex",
                    dimension_value=which, qualifier=Qualifier.OVER, basis=Basis.IN_PERIOD, **YEAR)  # fmt: skip
    sheet.count("undated", 7, "keepers", Claim.ACHIEVED, kind=CountKind.PERCENT)
    publish(warehouse, change(sheet.read()), run_record("run-2"))
    accept(
        warehouse,
        [("share", "Share of \x07 women", "%", "latest", None, None)],
        *(("share", f"extra-{key}", "accept", "applied") for key in ("women", "men", "undated")),
    )
    find = written(warehouse)
    assert find("//indicator/@measure") == ["2"]
    assert find("//result/title/narrative/text()") == ["Share of \ufffd women"]
    assert find("//actual/dimension/@value") == ["men", "women"]
    assert find("//actual/@value") == ["38.75", "61.25"]
    assert "(over)" in find("//actual/comment/narrative/text()")[0]
    assert read_results(warehouse).without_period == 1


@pytest.mark.parametrize(("aggregation", "value"), [("sum", "190"), ("latest", "150")])
def test_several_figures_of_a_period_become_one(warehouse: Path, aggregation: str, value: str) -> None:
    sheet = Sheet("early", "Lighthouse Fund", 2014)
    sheet.count("pilots", 40, "harbour pilots", Claim.ACHIEVED, period_start=date(2015, 1, 1),
                period_end=date(2015, 12, 31), period_source=PeriodSource.SENTENCE)  # fmt: skip
    publish(warehouse, change(sheet.read()), run_record("run-2"))
    accept(
        warehouse,
        [("pilots", "Harbour pilots trained", "harbour pilots", aggregation, None, None)],
        ("pilots", "early-pilots", "accept", "applied"),
        ("pilots", "lh2015-pilots", "accept", "applied"),
    )
    assert written(warehouse)("//actual/@value") == [value]


def test_nothing_to_report_is_a_plain_message(warehouse: Path) -> None:
    accept(warehouse, [PILOTS])
    with pytest.raises(UserError, match="no figure has both an accepted match"):
        export_iati(warehouse, warehouse.with_name("iati.xml"), REPORTER)
    with pytest.raises(UserError, match=r"there is no fund Sea Fund; there are The Lighthouse Fund"):
        export_iati(warehouse, warehouse.with_name("iati.xml"), REPORTER, "Sea Fund")
    assert not warehouse.with_name("iati.xml").exists()


def test_the_schema_refuses_what_is_not_iati() -> None:
    assert not SCHEMA.validate(etree.fromstring("<iati-activities version='2.03'><iati-activity/></iati-activities>"))


def test_the_levels_of_its_statements_make_the_type_of_a_result(warehouse: Path) -> None:
    assert lighthouse_2014().achievements[0].result_level is lighthouse_2015().achievements[0].result_level is None
    accept(
        warehouse,
        [PILOTS, ("keepers", "Keepers taught", "keepers", "sum", None, None)],
        ("pilots", "lh2014-pilots", "accept", "applied"),
        ("keepers", "beacon-keepers", "accept", "applied"),
    )
    assert written(warehouse)("//result/@type") == ["1", "9"]
