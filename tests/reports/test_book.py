"""The workbook that a reviewer gets, fills in and sends back."""

from __future__ import annotations

import csv
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.reports.place import InProcess, Place
from tests.warehouse.world import Sheet
from tfextract.errors import UserError
from tfextract.model import Claim, ProductClass
from tfextract.reports import book_back
from tfextract.reports.book import write_book
from tfextract.reports.book_back import RowOutcome, take_back
from tfextract.warehouse import run_query

HOSTILE = '=HYPERLINK("http://evil.example","open")'


def mill() -> Sheet:
    sheet = Sheet("mill", "Mill Trust", 2015)
    sheet.achievement("weir", "A weir was built above the mill.")
    sheet.achievement("plan", "The mill is described here.")
    sheet.count("sacks", 4100, "sacks", Claim.ACHIEVED)
    sheet.count("bakers", 500, "bakers", None)
    sheet.product("book", "Handbook of Millstones", ProductClass.GUIDE_OR_TOOL)
    sheet.product("evil", HOSTILE, ProductClass.MEDIA)
    return sheet


@pytest.fixture(scope="module")
def written_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = Place(tmp_path_factory.mktemp("book") / "place")
    place.folder.mkdir()
    place.publish(mill().read())
    done = write_book(place.warehouse, place.folder / "review.xlsx", InProcess())  # type: ignore[arg-type]
    assert (done.facts, done.pictured, done.messages) == (6, 6, ())
    return place.folder


@pytest.fixture
def place(written_once: Path, tmp_path: Path) -> Place:
    shutil.copytree(written_once, tmp_path / "place")
    return Place(tmp_path / "place", runs=1)


@pytest.fixture
def book(place: Place) -> Path:
    return place.folder / "review.xlsx"


def column(page: Worksheet, name: str) -> int:
    return [cell.value for cell in page[1]].index(name) + 1


def row_of(page: Worksheet, fact_id: str) -> int:
    at = column(page, "id")
    return next(row for row in range(2, page.max_row + 1) if page.cell(row, at).value == fact_id)


def fill(path: Path, sheet: str, fact_id: str, **cells: object) -> None:
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    for name, value in cells.items():
        page.cell(row_of(page, fact_id), column(page, name)).value = value
    book.save(path)


def returned(place: Place, book: Path) -> list[RowOutcome]:
    return list(take_back(place.warehouse, place.folder, book, "Ada"))


def written(place: Place) -> list[dict[str, str]]:
    path = place.folder / "reviews.csv"
    return list(csv.DictReader(path.read_text("utf-8").splitlines())) if path.exists() else []


def test_each_kind_has_a_sheet_with_a_verdict_to_choose(book: Path) -> None:
    opened = openpyxl.load_workbook(book)
    assert opened.sheetnames == ["Read me", "Achievements", "Counts", "Products", "Pages", "As exported"]
    assert opened["As exported"].sheet_state == "veryHidden"
    for name in ("Achievements", "Counts", "Products"):
        page = opened[name]
        assert [cell.value for cell in page[1]][:3] == ["verdict", "comment", "see"]
        assert page.max_row == 3
        choices = {str(one.sqref)[0]: one.formula1 for one in page.data_validations.dataValidation}
        assert choices["A"] == '"accept,reject,edit"'
        assert page.freeze_panes == "C2"


def test_every_row_leads_to_a_picture_of_its_place_within_the_file(book: Path) -> None:
    opened = openpyxl.load_workbook(book)
    pages = opened["Pages"]
    assert len(pages._images) == 6
    for name in ("Achievements", "Counts", "Products"):
        for row in (2, 3):
            link = opened[name].cell(row, 3)
            assert link.value == "page 1"
            assert link.hyperlink.target is None
            target = link.hyperlink.location.split("!")[1]
            assert pages[target].hyperlink.location == f"'{name}'!A{row}"
    with zipfile.ZipFile(book) as packed:
        assert [entry for entry in packed.namelist() if "externalLink" in entry or entry.endswith(".bin")] == []
        relations = "".join(packed.read(entry).decode() for entry in packed.namelist() if entry.endswith(".rels"))
        assert 'TargetMode="External"' not in relations


def test_what_a_report_prints_is_text_and_no_formula(book: Path) -> None:
    opened = openpyxl.load_workbook(book)
    kinds = {cell.data_type for page in opened for row in page.iter_rows() for cell in row}
    assert "f" not in kinds
    page = opened["Products"]
    cell = page.cell(row_of(page, "mill-evil"), column(page, "title"))
    assert (cell.value, cell.data_type, cell.quotePrefix) == (HOSTILE, "s", True)


def test_a_filled_book_becomes_rows_of_reviews_csv_and_then_of_the_tables(place: Place, book: Path) -> None:
    fill(book, "Achievements", "mill-weir", verdict="accept")
    fill(book, "Achievements", "mill-plan", verdict="Reject", comment="describes the mill")
    fill(book, "Counts", "mill-sacks", verdict="edit", value=4200, unit="sacks of oats", comment="see the table")
    fill(book, "Counts", "mill-bakers", verdict="edit", claim="target", period_end=date(2016, 6, 30))
    fill(book, "Products", "mill-book", verdict="edit", theme=None, product_type="manual")
    results = returned(place, book)
    assert [str(one).split(":")[0] + ":" + str(one).split(":")[1] for one in results] == [
        "Achievements, row 2: accepted",
        "Achievements, row 3: rejected",
        "Counts, row 2: edited",
        "Counts, row 3: edited",
        "Products, row 2: edited",
    ]
    assert "value '4100' → '4200'; unit 'sacks' → 'sacks of oats'" in results[2].message
    assert "claim not determined → 'target'" in results[3].message
    assert not any(one.refused for one in results)
    rows = written(place)
    assert len(rows) == sum(one.rows for one in results) == 7
    assert {row["reviewer"] for row in rows} == {"Ada"}
    assert rows[1]["note"] == "describes the mill"

    place.publish()
    assert run_query(place.warehouse, "SELECT DISTINCT status FROM reviews").rows == (("applied",),)
    counts = run_query(place.warehouse, "SELECT value, unit, claim, period_end FROM counts ORDER BY value").rows
    assert counts == ((500.0, "bakers", "target", date(2016, 6, 30)), (4200.0, "sacks of oats", "achieved", None))
    [(reviewed,)] = run_query(place.warehouse, "SELECT review FROM achievements").rows
    assert reviewed == "accepted"


def test_a_book_that_comes_back_twice_adds_nothing_the_second_time(place: Place, book: Path) -> None:
    fill(book, "Counts", "mill-sacks", verdict="edit", unit="sacks of oats")
    fill(book, "Products", "mill-book", verdict="accept")
    assert [one.rows for one in returned(place, book)] == [1, 1]
    again = returned(place, book)
    assert [one.rows for one in again] == [0, 0]
    assert all("already" in one.message and not one.refused for one in again)
    assert len(written(place)) == 2


def test_a_fact_that_was_corrected_can_be_corrected_again(place: Place, book: Path) -> None:
    fill(book, "Counts", "mill-sacks", verdict="edit", unit="bags")
    returned(place, book)
    place.publish()
    write_book(place.warehouse, book, InProcess())  # type: ignore[arg-type]
    fill(book, "Counts", "mill-sacks", verdict="edit", unit="barrels")
    [results] = returned(place, book)
    assert "unit 'bags' → 'barrels'" in results.message
    assert [(row["old_value"], row["new_value"]) for row in written(place)] == [("sacks", "bags"), ("sacks", "barrels")]
    place.publish()
    [(unit,)] = run_query(place.warehouse, "SELECT unit FROM counts WHERE count_id = 'mill-sacks'").rows
    assert unit == "barrels"


def test_an_untouched_book_says_nothing(place: Place, book: Path) -> None:
    assert returned(place, book) == []
    assert written(place) == []


@pytest.mark.parametrize(
    ("sheet", "fact", "cells", "why"),
    [
        ("Counts", "mill-sacks", {"verdict": '=IF(1,"accept","")'}, "there is a formula in verdict"),
        ("Counts", "mill-sacks", {"verdict": "edit", "value": "=40*100"}, "there is a formula in value"),
        ("Counts", "mill-sacks", {"verdict": "accept", "comment": HOSTILE}, "there is a formula in comment"),
        ("Counts", "mill-sacks", {"verdict": "perhaps"}, "'perhaps' is none: it can be accept, reject, edit"),
        ("Counts", "mill-sacks", {"verdict": "edit"}, "no yellow cell was changed"),
        ("Counts", "mill-sacks", {"verdict": "accept", "unit": "bags"}, "it says accept, and unit was changed"),
        ("Counts", "mill-sacks", {"unit": "bags", "value": 1}, "value, unit were changed without a verdict"),
        ("Counts", "mill-sacks", {"comment": "hm"}, "a comment and no verdict"),
        ("Counts", "mill-sacks", {"verdict": "edit", "value": "many"}, "column value 'many' is no number"),
        ("Counts", "mill-sacks", {"verdict": "edit", "claim": "maybe"}, "'maybe': it can be"),
        ("Counts", "mill-sacks", {"verdict": "edit", "value": None}, "value is always known"),
        ("Counts", "mill-sacks", {"verdict": "accept", "id": "ffff"}, "has no fact 'ffff'"),
        ("Counts", "mill-sacks", {"verdict": "accept", "id": None}, "its id is empty"),
        ("Counts", "mill-sacks", {"verdict": "accept", "id": "mill-book"}, "a fact of another sheet"),
        ("Counts", "mill-sacks", {"verdict": "accept", "id": "mill-bakers"}, "value, unit, claim, label were changed"),
    ],
)  # fmt: skip
def test_a_row_that_says_nothing_usable_is_refused_with_its_line(
    place: Place, book: Path, sheet: str, fact: str, cells: dict[str, Any], why: str
) -> None:
    fill(book, "Counts", "mill-bakers", verdict="accept")
    fill(book, sheet, fact, **cells)
    results = returned(place, book)
    refused = [one for one in results if one.refused]
    assert len(refused) == 1
    assert why in str(refused[0])
    assert refused[0].sheet == sheet
    assert len(written(place)) == 1, "the others are taken"


def test_rows_may_be_sorted_and_deleted(place: Place, book: Path) -> None:
    fill(book, "Counts", "mill-bakers", verdict="reject")
    opened = openpyxl.load_workbook(book)
    opened["Counts"].delete_rows(row_of(opened["Counts"], "mill-sacks"))
    del opened["Products"]
    opened.save(book)
    [results] = returned(place, book)
    assert str(results).startswith("Counts, row 2: rejected")


def test_of_two_rows_of_one_fact_the_first_is_taken(place: Place, book: Path) -> None:
    fill(book, "Counts", "mill-sacks", verdict="reject")
    opened = openpyxl.load_workbook(book)
    page = opened["Counts"]
    page.append([cell.value for cell in page[row_of(page, "mill-sacks")]])
    opened.save(book)
    first, second = returned(place, book)
    assert (first.rows, second.rows) == (1, 0)
    assert "an earlier row has the same fact" in str(second)


def test_a_verdict_about_words_that_read_otherwise_by_now_is_not_taken(place: Place, book: Path) -> None:
    fill(book, "Counts", "mill-sacks", verdict="accept")
    fill(book, "Counts", "mill-bakers", verdict="accept")
    changed = mill()
    changed.counts = [count for count in changed.counts if count.count_id != "mill-sacks"]
    place.publish(changed.read())
    results = {one.row: str(one) for one in returned(place, book)}
    assert "the warehouse has no fact 'mill-sacks': export the workbook again" in results[2]
    other = mill()
    other.counts[1] = replace(other.counts[1], unit="millers")
    place.publish(other.read())
    (place.folder / "reviews.csv").unlink()
    results = {one.row: str(one) for one in returned(place, book)}
    assert "unit reads 'millers' by now, and 'bakers' in the workbook" in results[3]


def _text(path: Path) -> None:
    path.write_text("verdict,id\n", "utf-8")


def _other_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("notes.txt", "no workbook")


def _other_book(path: Path) -> None:
    openpyxl.Workbook().save(path)


@pytest.mark.parametrize("make", [_text, _other_zip, _other_book])
def test_another_file_is_refused_by_name(place: Place, book: Path, make: Callable[[Path], None]) -> None:
    other = place.folder / "other.xlsx"
    make(other)
    with pytest.raises(UserError, match=r"other\.xlsx"):
        returned(place, other)


def test_a_book_that_unpacks_to_too_much_is_not_opened(
    place: Place, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(book_back, "MAX_BYTES", 1000)
    with pytest.raises(UserError, match="more than a review workbook has"):
        returned(place, book)


def test_a_missing_column_is_named(place: Place, book: Path) -> None:
    opened = openpyxl.load_workbook(book)
    opened["Counts"].delete_cols(column(opened["Counts"], "claim"))
    opened.save(book)
    with pytest.raises(UserError, match="lacks the column claim"):
        returned(place, book)


def test_without_facts_there_is_no_book(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.publish(Sheet("bare", None, None).read())
    with pytest.raises(UserError, match="no facts to review"):
        write_book(place.warehouse, place.folder / "b.xlsx", InProcess())  # type: ignore[arg-type]
