"""Every query of docs/analyst-guide.md gives the right answer on the seed brochure and the invented programme."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tfextract.model import ReadDocument
from tfextract.warehouse import Change, publish, run_query

from .beginnings import Beginnings
from .samples import run_record, source_file
from .world import world

Rows = Sequence[tuple[object, ...]]
GUIDE = Path(__file__).parents[2] / "docs" / "analyst-guide.md"
PICTURE = (2, "image_only", "page 2 is a picture: have it read by OCR")

# By question and number of the query: the columns to look at, and their expected values.
ANSWERS: dict[tuple[int, int], tuple[str, Rows]] = {
    (2, 0): (
        "report_year value unit countries",
        [(2014, 120, "harbour pilots", ["Kenya", "Peru"]), (2015, 150, "harbour pilots", ["Kenya"])],
    ),
    (3, 0): ("unit year value more", [("harbour pilots", 2014, 120, None), ("harbour pilots", 2015, 150, 30)]),
    (4, 0): (
        "achievement value claim",
        [
            ("The Fund trained 150 harbour pilots in Kenya, 60 of them women.", 150, "achieved"),
            ("The Fund trained 150 harbour pilots in Kenya, 60 of them women.", 60, "achieved"),
            ("A sea chart was drawn for every harbour.", None, None),
            ("The Fund lit 45 lamps; 40 were planned.", 45, "achieved"),
            ("The Fund lit 45 lamps; 40 were planned.", 40, "target"),
            ("30 women and 70 men joined the crews.", 70, "achieved"),
            ("30 women and 70 men joined the crews.", 30, "achieved"),
        ],
    ),
    (7, 0): (
        "fact_kind what",
        [
            ("achievement", "30 women and 70 men joined the crews."),
            ("achievement", "The Fund lit 45 lamps; 40 were planned."),
            ("achievement", "The Fund trained 150 harbour pilots in Kenya, 60 of them women."),
            ("product", "Papers: Tides, Winds and Ice"),
            ("product", "Report on Ports of Kenya"),
        ],
    ),
    (8, 0): ("country results", [("Kenya", 4), ("Peru", 1)]),
    (11, 0): (
        "phase year amount currency",
        [("Phase I", year, 2e6, "USD") for year in (2013, 2014, 2015)]
        + [("Phase II", year, 2e6, "USD") for year in (2016, 2017, 2018)],
    ),
    (12, 0): (
        "fund currency pledged",
        [("The Lighthouse Fund", "USD", 19e6), ("China Trust Fund", "USD", 12e6)],
    ),
    (13, 0): ("report_year money_role currency value", [(2015, "expenditure", "USD", 2.5e6)]),
    (15, 0): (
        "report_year title languages",
        [
            (2014, "Handbook on Night Navigation", ["en", "fr"]),
            (2015, "Handbook on Night Navigation", ["en", "fr"]),
        ],
    ),
    (16, 0): (
        "product_class language entries works",
        [
            ("guide_or_tool", "en", 1, 1),
            ("guide_or_tool", "fr", 1, 1),
            ("publication", "en", 1, 1),
            ("publication", None, 1, 3),
        ],
    ),
    (17, 0): (
        "baseline target actual percent_of_target met",
        [
            (None, 10, 4, None, True),
            (None, 40, 45, 112.5, True),
            (120, 200, 150, 75, False),
            (None, 500, None, None, None),
        ],
    ),
    (18, 0): ("document target actual percent_of_target", [("Report lh2015", 200, 150, 75)]),
    (19, 0): (
        "unit percent_women computed women people",
        [
            ("crew", 30, "of_women_and_men", 30, 100),
            ("harbour pilots", 40, "of_whole", 60, 150),
            ("ship owners", 45, "printed", None, None),
        ],
    ),
    (20, 0): (
        "file_name page status message",
        [
            ("beacon.pdf", *PICTURE),
            ("lh2014.pdf", *PICTURE),
            ("lh2015.pdf", *PICTURE),
            ("sealed.pdf", None, "encrypted", "the file is encrypted: save it without its password"),
        ],
    ),
    (20, 1): (
        "path page quote rule_id confidence",
        [("/raw/lh2015.pdf", 1, "150 harbour pilots (pilots)", "rule.test", 0.8)],
    ),
    (22, 0): (
        "target met printed_in",
        [(10, True, "text"), (40, True, "text"), (200, False, "text"), (500, None, "text")],
    ),
}  # fmt: skip
# These answers have more rows of the seed than a test should pin: which rows must, and must not, be among them.
AMONG: dict[tuple[int, int], tuple[str, Rows, Rows]] = {
    (1, 0): ("value unit", [(81, "countries"), (94, "knowledge products")], [(73e6, "USD")]),
    (5, 0): (
        "publisher report_year theme achievements",
        [("Beacon Trust", 2015, "Results", 2), ("Lighthouse Fund", 2015, "Results", 4)],
        [("Lighthouse Fund", 2015, "Results", 5)],
    ),
    (6, 0): (
        "document result_level text",
        [(f"Report {name}", "outcome", "A sea chart was drawn for every harbour.") for name in ("lh2014", "lh2015")],
        [("Report beacon", "output", "The Trust taught 80 keepers in Peru.")],
    ),
    (9, 0): (
        "fact_kind role value document",
        [("count", "location", 120, "Report lh2014"), ("count", "location", 150, "Report lh2015")],
        [("product", "in_title", None, "Report lh2015")],
    ),
    (10, 0): ("kind name role facts", [("country", "Norway", "donor", 1)], [("country", "Kenya", "location", 4)]),
    (21, 0): (
        "value_printed unit claim_open time_open",
        [("45", "lamps", None, "its sentence does not say whether it is of a period or of a day")],
        [("200", "harbour pilots", None, None), ("150", "harbour pilots", None, None)],
    ),
    (14, 0): ("value unit", [(2e9, "women"), (73e6, "USD")], [(120, "harbour pilots"), (94, "knowledge products")]),
}


def _queries() -> dict[tuple[int, int], str]:
    """By number of the question and place of the query under it."""
    found = {}
    for part in re.split(r"^### (?=\d+\. )", GUIDE.read_text("utf-8"), flags=re.M)[1:]:
        number = int(part.split(".", 1)[0])
        for place, sql in enumerate(re.findall(r"^```sql\n(.*?)^```", part, flags=re.M | re.S)):
            found[number, place] = sql
    return found


QUERIES = _queries()


@pytest.fixture(scope="module")
def warehouse(beginnings: Beginnings, seed: ReadDocument, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = beginnings.begin(tmp_path_factory.mktemp("guide") / "w.duckdb", world())
    file = replace(source_file("china-trust-fund-phase-2"), document_id=seed.document.document_id)
    publish(path, Change((file,), (seed,), ()), run_record("run-2"))
    return path


def _answer(warehouse: Path, query: tuple[int, int], columns: str) -> Rows:
    result = run_query(warehouse, QUERIES[query])
    at = [result.columns.index(column) for column in columns.split()]
    return [tuple(row[place] for place in at) for row in result.rows]


def test_there_are_twenty_two_questions_and_each_answer_is_known() -> None:
    assert [number for number, place in QUERIES if place == 0] == list(range(1, 23))
    assert set(QUERIES) == set(ANSWERS) | set(AMONG)


@pytest.mark.parametrize("query", ANSWERS, ids=str)
def test_the_answer_is_right(warehouse: Path, query: tuple[int, int]) -> None:
    columns, expected = ANSWERS[query]
    assert _answer(warehouse, query, columns) == expected


@pytest.mark.parametrize("query", AMONG, ids=str)
def test_the_answer_holds_what_it_must_and_nothing_it_must_not(warehouse: Path, query: tuple[int, int]) -> None:
    columns, within, without = AMONG[query]
    rows = _answer(warehouse, query, columns)
    assert [row for row in within if row not in rows] == []
    assert [row for row in without if row in rows] == []
