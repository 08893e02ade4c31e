"""The facts of a page are listed in the order of print."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.reports.place import Place
from tests.warehouse.world import Sheet
from tfextract.model import Claim
from tfextract.warehouse.documents import document_ids, read_reported
from tfextract.warehouse.pages import Shown


def test_figures_under_one_heading_of_a_table_are_in_the_order_of_its_cells(tmp_path: Path) -> None:
    sheet = Sheet("mill", "Mill Trust", 2015)
    year = sheet._printed("Year ending 2014")
    for key, value in (("c", 300), ("a", 200), ("b", 100)):
        sheet.count(key, value, "sacks", Claim.ACHIEVED)
        # All begin at the heading of their column.
        sheet.counts[-1] = replace(sheet.counts[-1], evidence=(*year, *sheet.counts[-1].evidence))
    place = Place(tmp_path)
    place.publish(sheet.read())
    [document] = document_ids(place.warehouse)
    assert [figure.value for figure in read_reported(place.warehouse, document).figures] == [300, 200, 100]
    with Shown(place.warehouse) as shown:
        assert [fact.columns["value"] for fact in shown.facts(document, 1)] == [300, 200, 100]
