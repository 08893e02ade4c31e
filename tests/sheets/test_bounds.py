"""Reading bounds.csv, and reporting its mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tfextract.sheets import Bound, SheetError, read_bounds


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
    ("line", "message"),
    [
        (",counts,1,,", "line 2, column fund: is empty"),
        ("f,pages,1,,", "line 2, column what: 'pages'"),
        ("f,counts,,,", "line 2: neither a minimum nor a maximum"),
        ("f,counts,many,,", "line 2, column minimum: 'many'"),
        ("f,counts,-1,,", "line 2, column minimum: '-1'"),
        ("f,counts,²,,", "line 2, column minimum: '²'"),
        ("f,counts,9,1,", "line 2, column minimum: 9 is above the maximum 1"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str, message: str) -> None:
    sheet = tmp_path / "bounds.csv"
    sheet.write_text(f"fund,what,minimum,maximum,note\n{line}\n", "utf-8")
    with pytest.raises(SheetError, match=message):
        read_bounds(sheet)


def test_every_wrong_line_is_named_and_a_wrong_heading(tmp_path: Path) -> None:
    sheet = tmp_path / "bounds.csv"
    sheet.write_text("fund;what;minimum\nf;counts;some\ng;counts;few\n")
    with pytest.raises(SheetError, match=r"line 2.*'some'.*\n.*line 3.*'few'"):
        read_bounds(sheet)
    sheet.write_text("fund;what;least\nf;counts;some\n")
    with pytest.raises(SheetError, match="line 1: the column 'least' is not known"):
        read_bounds(sheet)
