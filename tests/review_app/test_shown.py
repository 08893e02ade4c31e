"""The names of a page's facts in the list, and which need a look first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tfextract.model import Box
from tfextract.review_app.shown import Item, drawn_once, items_of
from tfextract.review_app.verdicts import Verdicts
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


HEADING, LABEL = Box(200, 90, 230, 98), Box(50, 100, 120, 108)


class BoxesOnly:
    """The facts of a page, in the place of a warehouse."""

    def __init__(self, *boxes: tuple[Box, ...]) -> None:
        self._facts = [replace(item("45", "mills").fact, fact_id=f"{at}", boxes=own) for at, own in enumerate(boxes)]

    def facts(self, *_: object) -> list[ShownFact]:
        return self._facts


def items(*boxes: tuple[Box, ...]) -> tuple[Item, ...]:
    return items_of(BoxesOnly(*boxes), Verdicts(), "d", 1)  # type: ignore[arg-type]


def test_a_box_of_several_facts_is_drawn_once() -> None:
    first, second = items((HEADING, LABEL), (HEADING, Box(50, 110, 120, 118)))
    assert [one.again for one in drawn_once((first, second))] == [frozenset(), {second.boxes[0]}]
    # Where a filter leaves the first out, the second has the box.
    assert [one.again for one in drawn_once((second,))] == [frozenset()]


def test_the_mark_of_a_number_in_a_row_is_beside_it() -> None:
    [in_row] = items((HEADING, LABEL, Box(200, 100, 230, 108)))
    left, top, _, height = in_row.tag
    assert left >= 230
    assert top + height / 2 == pytest.approx(104)
    [in_text] = items((Box(50, 90, 230, 98), Box(50, 100, 120, 108)))
    assert in_text.tag[0] < 120
