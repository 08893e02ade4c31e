"""What a fact of a page is called, and which are worth a look first."""

from __future__ import annotations

import pytest

from tfextract.review_app.shown import Item
from tfextract.warehouse.pages import ShownFact


def item(printed: str, unit: str | None, confidence: float | None = 0.9, **columns: object) -> Item:
    given = {"value": 45.0, "value_printed": printed, "unit": unit, "qualifier": "exact", "currency": None} | columns
    return Item(ShownFact("c", "count", "d", 1, "words", confidence, None, given, (), (0, 0), None), "C1", None, ())


@pytest.mark.parametrize(
    ("printed", "unit", "heading"),
    [
        ("45", "%", "45%"),
        ("45%", "%", "45%"),
        ("80-90 percent", "%", "80-90 percent"),
        ("half", "%", "half"),
        ("45", "mills", "45 mills"),
        ("45", None, "45"),
    ],
)
def test_a_count_is_headed_by_its_number_and_unit_once(printed: str, unit: str | None, heading: str) -> None:
    assert item(printed, unit).heading == heading


def test_a_fact_is_unsure_where_its_report_says_so() -> None:
    assert [item("45", "mills", sure).unsure for sure in (0.59, 0.6, None)] == [True, False, False]
