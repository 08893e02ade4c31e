"""Cells of indicator tables as counts, from invented tables."""

from __future__ import annotations

import pytest

from tests.extract.builders import table_layout
from tfextract.extract.evidence import Ids
from tfextract.extract.indicator_tables import find_indicator_counts
from tfextract.model import Claim, Count, CountKind, Document, FileStatus

DOCUMENT = Document("d", "0" * 64, "d.pdf", 1, FileStatus.READ, report_year=2019)


def _found(printed: str) -> list[Count]:
    return list(find_indicator_counts(table_layout(printed), Ids("d"), DOCUMENT))


TABLE = """
Indicator | Baseline 2017 | Target 2021 | Actual 2019
Number of judges trained in law | 40 | 1,200 | 640
Percentage of courts with a well | 12% | 60 | 45
"""


def test_each_cell_is_a_count_with_the_claim_of_its_column() -> None:
    found = _found(TABLE)
    assert [(c.value, c.claim, c.unit, c.kind) for c in found] == [
        (40, Claim.BASELINE, "judges", CountKind.COUNT),
        (1200, Claim.TARGET, "judges", CountKind.COUNT),
        (640, Claim.ACHIEVED, "judges", CountKind.COUNT),
        (12, Claim.BASELINE, "courts", CountKind.PERCENT),
        (60, Claim.TARGET, "courts", CountKind.PERCENT),
        (45, Claim.ACHIEVED, "courts", CountKind.PERCENT),
    ]
    assert found[1].label == "Number of judges trained in law, Target 2021: 1,200"
    assert found[0].period_start is not None
    assert found[0].period_start.year == 2017


def test_row_and_column_header_are_its_evidence() -> None:
    target = _found(TABLE)[1]
    assert [row.quote for row in target.evidence] == ["1,200", "Target 2021", "Number of judges trained in law"]


def test_baseline_and_target_point_to_the_actual_of_their_row() -> None:
    baseline, target, actual, *_ = _found(TABLE)
    assert (baseline.compares_with, target.compares_with, actual.compares_with) == (
        actual.count_id, actual.count_id, None,
    )  # fmt: skip


def test_columns_of_years() -> None:
    found = _found("Output | 2018 | 2019 | 2020\nWells dug | 40 | 64 | 90")
    assert [(c.value, c.claim, c.unit) for c in found] == [
        (40, Claim.BASELINE, "Wells dug"),
        (64, Claim.ACHIEVED, "Wells dug"),
        (90, Claim.TARGET, "Wells dug"),
    ]


def test_fiscal_years_of_two_digits_are_years() -> None:
    found = _found("Output | FY18 | FY19\nWells dug | 40 | 64")
    assert [(c.value, c.claim) for c in found] == [(40, Claim.BASELINE), (64, Claim.ACHIEVED)]
    assert [c.period_start.year for c in found if c.period_start is not None] == [2018, 2019]


@pytest.mark.parametrize("row", ["Cases per million people", "Cases (per thousand people)"])
def test_a_rate_per_thousand_or_million_has_no_scale(row: str) -> None:
    assert [c.value for c in _found(f"Output | 2018 | 2019\n{row} | 40 | 64")] == [40, 64]


def test_figures_in_thousands_of_a_currency() -> None:
    (found, _) = _found("Cost | 2019 €000 | 2018 €000\nSeed | 1,250 | (40)")
    assert (found.value, found.kind, found.currency) == (1_250_000, CountKind.MONEY, "EUR")
    assert _found("Cost | 2019 €000 | 2018 €000\nSeed | 1,250 | (40)")[1].value == -40_000


def test_a_sign_printed_once_is_that_of_the_accounts() -> None:
    found = _found("Costs | 2018 | 2019\nSeed | $40 | $50\nRent | 12 | 14\nNumber of clerks | 3 | 4")
    assert [c.currency for c in found] == ["USD"] * 4 + [None] * 2


@pytest.mark.parametrize(
    "printed",
    [
        "Town | Judges | Courts\nNorth | 40 | 12\nSouth | 64 | 9",
        "Indicator | Target\nNumber of judges | to be set in 2020\nNumber of courts | see page 12 of the plan",
        "Indicator | Target\nYear of the law | 2021",
    ],
)
def test_other_tables_and_cells_of_words_make_no_counts(printed: str) -> None:
    assert _found(printed) == []


@pytest.mark.parametrize(
    ("above", "value", "unit"),
    [
        ("Income and spending (in thousands of US dollars)", 1_410_000, "USD"),
        ("Accounts, EUR million", 1.41e9, "EUR"),
        ("All amounts in euros", 1410, "EUR"),
        ("Accounts in £’000", 1_410_000, "GBP"),
        ("Income and spending", 1410, "Grants received"),
    ],
)
def test_the_line_above_a_table_states_scale_and_currency(above: str, value: float, unit: str) -> None:
    layout = table_layout("Income | 2018 | 2019\nGrants received | 1,250 | 1,410\nNumber of staff | 12 | 14", above)
    found = list(find_indicator_counts(layout, Ids("d"), DOCUMENT))
    assert (found[1].value, found[1].unit) == (value, unit)
    assert found[3].value == 14
