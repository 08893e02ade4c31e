from __future__ import annotations

from pathlib import Path

import pytest

from tfextract.errors import UserError
from tfextract.warehouse import Bound, Change, ChecksFailedError, publish, read_bounds, run_query

from .samples import change, read_document, run_record


def test_a_sheet_gives_its_bounds(tmp_path: Path) -> None:
    sheet = tmp_path / "bounds.csv"
    assert read_bounds(sheet) == ()
    # As a spreadsheet saves it: a mark at the start, line ends of two characters.
    lines = ("\ufefffund,what,minimum,maximum,note", "Harbour Fund,counts,4,,", "f2,products,,9,few", "")
    sheet.write_bytes("\r\n".join(lines).encode())
    assert read_bounds(sheet) == (
        Bound("Harbour Fund", "counts", minimum=4),
        Bound("f2", "products", maximum=9, note="few"),
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (",counts,1,,", "line 2: the column fund is empty"),
        ("f,pages,1,,", "line 2: what is 'pages'"),
        ("f,counts,,,", "line 2: neither a minimum nor a maximum"),
        ("f,counts,many,,", "line 2: minimum is 'many'"),
        ("f,counts,-1,,", "line 2: minimum is '-1'"),
        ("f,counts,9,1,", "line 2: the minimum 9 is above the maximum 1"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str, said: str) -> None:
    sheet = tmp_path / "bounds.csv"
    sheet.write_text(f"fund,what,minimum,maximum,note\n{line}\n")
    with pytest.raises(UserError, match=said):
        read_bounds(sheet)


def test_a_wrong_heading_is_told(tmp_path: Path) -> None:
    sheet = tmp_path / "bounds.csv"
    sheet.write_text("fund;what;minimum\n")
    with pytest.raises(UserError, match="the first line must name the columns"):
        read_bounds(sheet)


def test_below_the_minimum_nothing_is_published_and_above_the_maximum_is_told(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    plain = change(read_document())
    low = Change(plain.files, plain.documents, (), (Bound("lighthouse-fund", "counts", minimum=2),))
    with pytest.raises(ChecksFailedError, match=r"fund_below_minimum.*\n.*what=counts, found=1, minimum=2"):
        publish(warehouse, low, run_record())
    assert not warehouse.exists()
    high = Change(plain.files, plain.documents, (), (Bound("lighthouse-fund", "counts", maximum=0),))
    done = publish(warehouse, high, run_record())
    assert [finding.check.name for finding in done.warnings] == ["warn_fund_above_maximum"]
    publish(warehouse, plain, run_record("run-2"))
    assert run_query(warehouse, "SELECT count(*) FROM bounds").rows == ((1,),), "a change that says nothing of them"
