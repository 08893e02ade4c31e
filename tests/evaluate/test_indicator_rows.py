"""Rows of indicator tables against invented tables."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.extract.builders import table_layout
from tfextract.evaluate.gold import GoldDocument, GoldIndicatorRow, GoldPage, GoldValue
from tfextract.evaluate.indicator_rows import (
    IndicatorRows,
    format_indicator_rows,
    measure_indicator_rows,
    name_likeness,
    names_column,
)
from tfextract.extract.evidence import Ids
from tfextract.extract.indicator_tables import find_indicator_counts
from tfextract.model import Document, Facts, FileStatus, Layout

DOCUMENT = Document("d", "0" * 64, "d.pdf", 1, FileStatus.READ, report_year=2019)
TABLE = """
Indicator | Baseline 2017 | Target 2021
Number of judges trained in law | 40 | 1,200
Courts with a well (%) | 12 | 60
"""


def _row(indicator: str, **values: float) -> GoldIndicatorRow:
    columns = {"baseline": "Baseline 2017", "target": "Target 2021", "later": "Target 2022"}
    return GoldIndicatorRow(indicator, tuple(GoldValue(columns[name], value, None) for name, value in values.items()))


def _measured(layout: Layout, *wanted: GoldIndicatorRow, counts: bool = True) -> IndicatorRows:
    page = GoldPage(1, (), (), (), indicator_rows=wanted)
    gold = GoldDocument("lakes", "0", "River Office", "Report", "en", (page,), Path("lakes.json"))
    facts = Facts(counts=find_indicator_counts(layout, Ids("d"), DOCUMENT) if counts else ())
    measured = measure_indicator_rows([gold], {"lakes": layout}, {"lakes": facts})
    assert measured is not None
    return measured


def _sums(measured: IndicatorRows) -> tuple[int, int, int, int, int]:
    return measured.rows, measured.named, measured.values, measured.read, measured.counted


def test_values_are_read_under_their_column_and_counted() -> None:
    rows = (_row("Number of judges trained in law", baseline=40, target=1200), _row("Courts with a well", target=60))
    measured = _measured(table_layout(TABLE), *rows)
    assert _sums(measured) == (2, 2, 3, 3, 3)
    assert measured.differences == ()
    assert set(measured.figures().values()) == {1.0}


@pytest.mark.parametrize(
    ("row", "reason", "named"),
    [
        (_row("Number of lawyers fined in spring", target=1200), "no name, no count", 0),
        (_row("Number of judges trained in law", later=1200), "no column", 1),
        (_row("Number of judges trained in law", target=1300), "no value, no count", 1),
    ],
)
def test_a_miss_says_what_is_missing_first(row: GoldIndicatorRow, reason: str, named: int) -> None:
    measured = _measured(table_layout(TABLE), row)
    assert (measured.named, measured.read) == (named, 0)
    assert measured.differences[0].text.startswith(f"[{reason}] {row.indicator}: ")
    assert format_indicator_rows(measured, show=True).count("\n") == 1


def test_a_page_without_cells_has_no_table() -> None:
    layout = replace(table_layout(TABLE), table_cells=())
    measured = _measured(layout, _row("Number of judges trained in law", baseline=40, target=1200))
    assert [one.text for one in measured.differences] == [
        "[no table, no count] Number of judges trained in law: Baseline 2017 40; Target 2021 1200"
    ]


def test_rows_that_a_table_has_on_another_page_are_not_asked() -> None:
    layout = table_layout(TABLE)
    cells = tuple(replace(cell, page=2) if cell.row_no == 2 else cell for cell in layout.table_cells)
    moved = replace(layout, table_cells=cells)
    assert _measured(moved, _row("Number of judges trained in law", target=1200)).named == 0
    assert _measured(moved, _row("Courts with a well", target=60)).named == 1


def test_a_value_in_a_cell_may_be_no_count() -> None:
    measured = _measured(table_layout(TABLE), _row("Courts with a well", target=60), counts=False)
    assert (measured.read, measured.counted) == (1, 0)
    assert measured.differences[0].text.startswith("[no count]")


def test_scales_of_the_headers_apply_and_percentages_are_plain() -> None:
    layout = table_layout("In thousands | North | Share (%)\nJudges | 1,250 | 12.5\nBoats | (40) | 3")
    values = (GoldValue("North", 1_250_000, None), GoldValue("Share", 12.5, "%"))
    measured = _measured(layout, GoldIndicatorRow("Judges", values), counts=False)
    boats = GoldIndicatorRow("Boats", (GoldValue("North", -40_000, None),))
    assert measured.read + _measured(layout, boats, counts=False).read == 3


def test_rows_of_one_name_are_taken_by_their_values() -> None:
    layout = table_layout("Group | 2018 | 2019\nJudges | 4 | 5\nJudges | 7 | 9")
    second = GoldIndicatorRow("Judges", (GoldValue("2018", 7, None), GoldValue("2019", 9, None)))
    first = GoldIndicatorRow("Judges", (GoldValue("2018", 4, None), GoldValue("2019", 5, None)))
    assert _sums(_measured(layout, second, first)) == (2, 2, 4, 4, 4)


def test_one_count_stands_for_one_value() -> None:
    layout = table_layout("Group | 2018 | 2019\nJudges | 4 | 4")
    row = GoldIndicatorRow("Judges", (GoldValue("2018", 4, None), GoldValue("2019", 4, None)))
    counts = find_indicator_counts(layout, Ids("d"), DOCUMENT)
    gold = GoldDocument("a", "0", "", "", "en", (GoldPage(1, (), (), (), indicator_rows=(row,)),), Path("a.json"))
    measured = measure_indicator_rows([gold], {"a": layout}, {"a": Facts(counts=counts[:1])})
    assert measured is not None
    assert (measured.read, measured.counted) == (2, 1)


def test_pages_without_the_field_are_not_asked() -> None:
    gold = GoldDocument("a", "0", "", "", "en", (GoldPage(1, (), (), ()),), Path("a.json"))
    assert measure_indicator_rows([gold], {"a": table_layout(TABLE)}, {"a": Facts()}) is None


@pytest.mark.parametrize(
    ("header", "column", "named"),
    [
        ("2010 / Number", "2010 Number", True),
        ("Target for 2024 (%)", "2024 targets", True),
        ("Target FY2025", "Target FY2024", False),
        ("2010 / Percent", "2010 Number", False),
        ("", "2010", False),
    ],
)
def test_a_header_names_a_column_by_its_words_and_figures(header: str, column: str, named: bool) -> None:
    assert names_column(header, column) is named


@pytest.mark.parametrize(
    ("row", "indicator", "alike"),
    [
        ("Courts / With a well", "With a well", True),
        ("Courts / With a well", "Courts with a well", True),
        ("Severe frost", "Severe", False),
    ],
)
def test_the_titles_of_its_groups_may_be_part_of_a_rows_name(row: str, indicator: str, alike: bool) -> None:
    assert (name_likeness(row, indicator) >= 80) is alike
