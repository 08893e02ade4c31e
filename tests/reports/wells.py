"""A fund of wells with three yearly reports, two of them in a series, and indicators of which one has no figure."""

from __future__ import annotations

from pathlib import Path

from tests.reports.place import Place
from tests.warehouse.world import Sheet
from tfextract.model import Basis, Claim, Qualifier
from tfextract.sheets.indicators import COLUMNS, MATCH_COLUMNS
from tfextract.warehouse import run_query

WELLS = {
    "id": "wells",
    "name": "Wells & springs <in use>",
    "unit": "wells",
    "basis": "cumulative",
    "aggregation": "latest",
    "targets": "2015=900",
}
EMPTY = {"id": "ponds", "name": "Ponds dug", "unit": "ponds", "basis": "in_period", "aggregation": "latest"}


def place_of_wells(folder: Path) -> Place:
    place = Place(folder)
    documents = []
    for year, value, more in ((2012, 300, {}), (2013, 450, {"qualifier": Qualifier.OVER}), (2014, 700, {})):
        sheet = Sheet(f"annual{year}", "Well Fund", year)
        sheet.count("wells", value, "wells", Claim.ACHIEVED, basis=Basis.CUMULATIVE, **more)
        documents.append(sheet.read())
    place.publish(*documents)
    rows = run_query(place.warehouse, "SELECT count_id, document_id, value_printed, quote FROM counts").rows
    taken = [
        dict(zip(("count_id", "document_id", "value_printed", "sentence"), map(str, row), strict=True))
        | {"indicator_id": "wells", "decision": "accept", "reviewer": "Ada", "reviewed_at": "2026-05-01"}
        for row in rows
    ]
    place.write("indicators.csv", COLUMNS, WELLS, EMPTY)
    place.write("matches.csv", MATCH_COLUMNS, *taken)
    place.publish()
    return place
