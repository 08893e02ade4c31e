from __future__ import annotations

import json
from pathlib import Path

import pytest

from tfextract.errors import UserError
from tfextract.evaluate.gold import GoldIndicatorRow, GoldShortfall, GoldValue, load_gold

ABOUT = {"slug": "river", "sha256": "0" * 64, "publisher": "The River Fund", "title": "Report", "language": "en"}
COUNT = {"value": 240, "kind": "count", "qualifier": "exact", "unit": "farmers", "quote": "240 farmers"}


def _gold(folder: Path, content: object) -> Path:
    path = folder / "river.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return path


def test_a_gold_file_is_read(tmp_path: Path) -> None:
    page = {"page": 1, "counts": [COUNT | {"claim": "achieved", "claim_alts": ["context"], "note": "of its own"}]}
    [read] = load_gold([_gold(tmp_path, {"document": ABOUT | {"report_year": None}, "pages": [page]})])
    assert (read.report_year, read.asks_year, read.pages[0].headings) == (None, True, None)
    [count] = read.pages[0].counts
    assert (count.value, count.claims, count.optional) == (240.0, ("achieved", "context"), False)


def test_shortfalls_and_indicator_rows_are_read(tmp_path: Path) -> None:
    value = {"column": "2019", "value": 60, "unit": "%"}
    page = {"page": 1, "shortfalls": [{"text": "Late.", "stance": "late"}], "indicator_rows": []}
    other = {
        "page": 2,
        "indicator_rows": [{"indicator": "Wells", "values": [value, {"column": "2020", "value": None}]}],
    }
    [read] = load_gold([_gold(tmp_path, {"document": ABOUT, "pages": [page, other]})])
    assert [(one.shortfalls, one.indicator_rows) for one in read.pages] == [
        ((GoldShortfall("Late.", "late", None, False),), ()),
        (None, (GoldIndicatorRow("Wells", (GoldValue("2019", 60.0, "%"),)),)),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "river.json cannot be read as a gold file: EOF"),
        ([1], "river.json: a gold file is an object with 'document' and 'pages'"),
        ({"document": ABOUT}, "a gold file is an object with 'document' and 'pages'"),
        ({"document": ABOUT | {"slug": 3}, "pages": []}, "river.json, document: the field 'slug' must be a text"),
        (
            {"document": ABOUT, "pages": [{"page": 1}, {"page": 2, "counts": [COUNT | {"value": "240"}]}]},
            "river.json, pages 2, counts 1: the field 'value' must be a number",
        ),
        (
            {"document": ABOUT, "pages": [{"page": 1, "products": [{"product_type": "report"}]}]},
            "river.json, pages 1, products 1: the field 'title' is missing",
        ),
        ({"document": ABOUT, "pages": [7]}, "river.json, pages 1 must be an object with its fields"),
    ],
)
def test_what_is_wrong_is_named_with_file_and_place(tmp_path: Path, content: object, message: str) -> None:
    with pytest.raises(UserError) as raised:
        load_gold([_gold(tmp_path, content)])
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)
