"""Exported tables are complete, and harmless in a spreadsheet. openpyxl reads the workbooks back."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl
import pyarrow.csv
import pyarrow.parquet
import pytest

from tests.warehouse.beginnings import Beginnings
from tests.warehouse.samples import change, read_document, run_record
from tests.warehouse.world import Sheet, world
from tfextract.errors import UserError
from tfextract.export import ExportFormat, export_tables
from tfextract.export.cells import harmless, printable
from tfextract.export.workbook import CELL_CHARACTERS, write_workbook
from tfextract.model import Claim, ProductClass
from tfextract.warehouse import open_tables, publish, run_query

HOSTILE = '=HYPERLINK("http://example.org","open")'


@pytest.fixture(scope="module")
def warehouse(beginnings: Beginnings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = beginnings.begin(tmp_path_factory.mktemp("export") / "w.duckdb", world())
    sheet = Sheet("hostile", "@Trust", 2015)
    sheet.product("p1", HOSTILE, ProductClass.MEDIA, languages=("en", "fr"))
    sheet.product("p2", "A title with a bell \x07 in it", ProductClass.MEDIA)
    sheet.achievement("long", "Very long. " * 4000)
    sheet.count("minus", -5, "degrees", Claim.CHANGE)
    publish(path, change(sheet.read()), run_record("run-2"))
    return path


def read_csv(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def test_csv_holds_every_table_and_row(warehouse: Path, tmp_path: Path) -> None:
    done = export_tables(warehouse, tmp_path / "out", ExportFormat.CSV)
    with open_tables(warehouse) as tables:
        names = {relation.name for relation in tables.relations}
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        f"{name}.csv" for name in (*names, "data_dictionary")
    }
    counts = dict(done.rows)
    every = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM \"{name}\"" for name in names)
    for name, expected in run_query(warehouse, every).rows:
        assert (len(read_csv(tmp_path / "out" / f"{name}.csv")), counts[str(name)]) == (expected, expected), name


def test_csv_cells_are_no_formulas_and_numbers_stay_numbers(warehouse: Path, tmp_path: Path) -> None:
    export_tables(warehouse, tmp_path, ExportFormat.CSV, ["products", "counts", "documents"])
    titles = {row["product_id"]: row for row in read_csv(tmp_path / "products.csv")}
    assert titles["hostile-p1"]["title"] == f"'{HOSTILE}"
    assert titles["hostile-p1"]["languages"] == "en; fr"
    assert titles["hostile-p2"]["languages"] == ""
    (minus,) = (row for row in read_csv(tmp_path / "counts.csv") if row["count_id"] == "hostile-minus")
    assert (minus["value"], minus["value_printed"], minus["headline"]) == ("-5", "'-5", "false")
    assert {row["publisher"] for row in read_csv(tmp_path / "documents.csv")} >= {"'@Trust", "Beacon Trust"}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "  =", "\ufeff="])
def test_what_a_spreadsheet_would_run_is_quoted(start: str) -> None:
    assert harmless(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("text", ["", "plain", "5 = 5", "a-b", "’tis", "–5"])
def test_other_text_is_left_alone(text: str) -> None:
    assert harmless(text) == text


def test_parquet_keeps_types_and_lists(warehouse: Path, tmp_path: Path) -> None:
    export_tables(warehouse, tmp_path, ExportFormat.PARQUET, ["products"])
    table = pyarrow.parquet.read_table(tmp_path / "products.parquet")
    rows = {row["product_id"]: row for row in table.to_pylist()}
    assert rows["hostile-p1"]["title"] == HOSTILE
    assert rows["hostile-p1"]["languages"] == ["en", "fr"]
    assert rows["hostile-p1"]["confidence"] == 0.9


def test_the_workbook_opens_with_the_dictionary_first(warehouse: Path, tmp_path: Path) -> None:
    done = export_tables(warehouse, tmp_path, ExportFormat.XLSX)
    book = openpyxl.load_workbook(tmp_path / "tfextract.xlsx")
    assert book.sheetnames == ["data_dictionary", *(name for name, _ in done.rows)]
    meanings = {(row[0], row[1] or None): row[3] for row in book["data_dictionary"].iter_rows(values_only=True)}
    assert meanings["counts", "whole_id"] == "count_id of the total this count is a part of."
    assert str(meanings["pledges", None]).startswith("What was pledged")
    assert all(meanings.values())
    for name, count in done.rows:
        assert book[name].max_row == count + 1, name


def test_workbook_cells_are_text_that_runs_nothing(warehouse: Path, tmp_path: Path) -> None:
    done = export_tables(warehouse, tmp_path, ExportFormat.XLSX, ["products", "achievements", "counts", "documents"])
    book = openpyxl.load_workbook(tmp_path / "tfextract.xlsx")
    cells = {cell.value: cell for row in book["products"].iter_rows() for cell in row}
    assert (cells[HOSTILE].data_type, cells[HOSTILE].quotePrefix, cells[HOSTILE].hyperlink) == ("s", True, None)
    assert "A title with a bell \ufffd in it" in cells
    assert not any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    longest = max(len(str(cell.value)) for row in book["achievements"].iter_rows() for cell in row)
    assert (longest, done.cut) == (CELL_CHARACTERS, 1)
    started = [cell for cell in next(book["documents"].iter_rows(min_row=2)) if cell.is_date]
    assert len(started) == 3


def test_a_table_longer_than_a_sheet_goes_on_in_the_next(tmp_path: Path) -> None:
    rows = pyarrow.table({"n": list(range(5))}).to_reader()
    counts, cut = write_workbook(tmp_path / "w.xlsx", ("first", ("a",), [("x",)]), [("numbers", rows)], sheet_rows=3)
    book = openpyxl.load_workbook(tmp_path / "w.xlsx")
    assert book.sheetnames == ["first", "numbers", "numbers (2)", "numbers (3)"]
    numbers = [value for name in book.sheetnames[1:] for (value,) in book[name].iter_rows(min_row=2, values_only=True)]
    assert (numbers, counts, cut) == ([0, 1, 2, 3, 4], (("numbers", 5),), 0)


def test_characters_that_xml_cannot_hold_are_replaced() -> None:
    assert printable("a\x00b\tc\ud800d\ufffee") == "a\ufffdb\tc\ufffdd\ufffde"


def test_an_export_replaces_the_one_before_and_leaves_other_files(warehouse: Path, tmp_path: Path) -> None:
    (tmp_path / "pledges.csv").write_text("old")
    (tmp_path / "mine.txt").write_text("mine")
    export_tables(warehouse, tmp_path, ExportFormat.CSV, ["pledges"])
    assert {path.name for path in tmp_path.iterdir()} == {"pledges.csv", "mine.txt", "data_dictionary.csv"}
    assert {row["phase"] for row in read_csv(tmp_path / "pledges.csv")} == {"Phase one", "Phase two"}


def test_wrong_use_is_a_plain_message(warehouse: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"no table or view plegdes; it has .*pledges"):
        export_tables(warehouse, tmp_path, ExportFormat.CSV, ["plegdes"])
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="could not be written"):
        export_tables(warehouse, tmp_path / "file", ExportFormat.CSV)
    empty = tmp_path / "empty.duckdb"
    publish(empty, change(read_document()), run_record())
    assert dict(export_tables(empty, tmp_path / "out", ExportFormat.XLSX, ["reviews"]).rows) == {"reviews": 0}
