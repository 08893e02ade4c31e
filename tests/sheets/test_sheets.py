"""Reading the sheets that people write, and reporting their mistakes."""

from __future__ import annotations

import contextlib
import csv
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tfextract.sheets import Code, Decision, SheetError, Sheets, read_bounds, read_sheets
from tfextract.sheets.bounds import COLUMNS as BOUND_COLUMNS
from tfextract.sheets.documents import COLUMNS as DOCUMENT_COLUMNS
from tfextract.sheets.indicators import COLUMNS as INDICATOR_COLUMNS
from tfextract.sheets.indicators import MATCH_COLUMNS
from tfextract.sheets.reviews import COLUMNS, append_rows

REVIEWS = "document_id,fact_id,fact_kind,decision,column_name,new_value,sentence,reviewer,reviewed_at\n"
SOUND = 'd1,f1,count,edit,value,"1,200","12 hundred, printed",Ada,2026-05-01T10:00:00+02:00\n'
INDICATORS = "id,name,unit,basis,aggregation,baseline,targets,synonyms\n"


def read(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Sheets:
    (folder / name).write_text(text, encoding)
    return read_sheets([folder])


def problems_of(sheets: Sheets) -> list[str]:
    return [f"{problem.line} {problem.column} {problem.message}" for problem in sheets.problems]


def test_a_review_is_read(tmp_path: Path) -> None:
    ((_, review),) = read(tmp_path, "reviews.csv", REVIEWS + SOUND).reviews
    assert (review.decision, review.column_name, review.new_value, review.line) == (Decision.EDIT, "value", "1,200", 2)
    assert review.reviewed_at == datetime(2026, 5, 1, 8, tzinfo=UTC)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_semicolons_and_a_mark_at_the_start_are_what_some_spreadsheets_write(tmp_path: Path, encoding: str) -> None:
    text = REVIEWS.replace(",", ";") + "d1;f1;count;accept;;;Twelve; Ada ;2026-05-01\n"
    ((_, review),) = read(tmp_path, "reviews.csv", text, encoding).reviews
    assert (review.decision, review.sentence, review.reviewer) == (Decision.ACCEPT, "Twelve", "Ada")


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("d1,f1,count,amend,,,s,Ada,2026-05-01", "decision 'amend': it can be accept, reject, edit, add"),
        ("d1,f1,phase,accept,,,s,Ada,2026-05-01", "fact_kind 'phase': it can be achievement, count, product"),
        ("d1,,count,accept,,,s,Ada,2026-05-01", "fact_id is empty"),
        ("d1,1.23E+15,count,accept,,,s,Ada,2026-05-01", "fact_id '1.23E+15' is no id: if a spreadsheet"),
        ("d1,f1,count,edit,colour,red,s,Ada,2026-05-01", "column_name 'colour' cannot be edited"),
        ("d1,f1,count,edit,claim,plan,s,Ada,2026-05-01", "new_value 'plan': it can be achieved"),
        ("d1,f1,count,edit,value,,s,Ada,2026-05-01", "new_value is empty, but value is always known"),
        ("d1,f1,count,edit,value,many,s,Ada,2026-05-01", "new_value 'many' is no number"),
        ("d1,f1,count,accept,,,s,,2026-05-01", "reviewer is empty: give who decided this"),
        ("d1,f1,count,accept,,,s,Ada,1 May", "reviewed_at '1 May' is no time"),
        ("d1,f1,count,accept,,,s,Ada,0001-01-01T00:00+14:00", "reviewed_at '0001-01-01T00:00+14:00' is no time"),
        (f"d1,f1,count,edit,value,{'9' * 400},s,Ada,2026-05-01", f"new_value '{'9' * 60}…' is no number"),
        ("d1,,count,add,,unit=pilots,s,Ada,2026-05-01", "new_value an added count needs value_printed"),
        ("d1,f1,count,accept,,,s,Ada,2026-05-01,and,more", "None has 11 cells, the first line 9"),
    ],
)
def test_a_wrong_row_is_reported_with_its_line_and_column_and_the_others_are_read(
    tmp_path: Path, row: str, problem: str
) -> None:
    sheets = read(tmp_path, "reviews.csv", f'{REVIEWS}d1,f2,count,accept,,,"two\nlines",Ada,2026-05-01\n{row}\n{SOUND}')
    assert len(sheets.reviews) == 2
    (found,) = problems_of(sheets)
    assert found.startswith(f"4 {problem}")


SAVE = "save it as “CSV UTF-8”"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", ", line 1: the column document_id is missing"),
        (b"document_id,fact_kind\n", ", line 1: the column decision is missing"),
        (REVIEWS.replace("fact_id", "colour").encode(), ", line 1: the column 'colour' is not known"),
        (REVIEWS.replace("new_value", "column_name").encode(), ", line 1: the column column_name is there twice"),
        (REVIEWS.encode("utf-16"), f" is in UTF-16: {SAVE}"),
        (
            REVIEWS.encode("utf-16-le"),
            ", line 1: holds a byte that no text has (NUL), as a damaged file or one in UTF",
        ),
        ((REVIEWS + SOUND).encode() + b"d1\0\n", ", line 3: holds a byte that no text has (NUL)"),
        ((REVIEWS + SOUND + SOUND.replace("Ada", "Zoë")).encode("cp1252"), f", line 3: is not in UTF-8: {SAVE}"),
        (b"PK\x03\x04 and so on", f" is a workbook and no text: {SAVE}"),
        (f"{REVIEWS}{SOUND}d1,{'x' * 200_000}\n".encode(), ", line 3: a cell has more than 131,072 characters: check"),
        (f'{REVIEWS}d1,"f1,count\n{SOUND}'.encode(), ", line 2: this is not CSV"),
        (f'{REVIEWS}{SOUND}d1,"f1,count\n'.encode(), ", line 3: a quote that begins in this row is closed nowhere"),
    ],
)
def test_a_sheet_that_cannot_be_read_is_reported_with_its_line_and_the_others_are_read(
    tmp_path: Path, content: bytes, expected: str
) -> None:
    (tmp_path / "documents.csv").write_text("document\na.pdf\n")
    path = tmp_path / "reviews.csv"
    path.write_bytes(content)
    sheets = read_sheets([tmp_path])
    assert next(str(problem) for problem in sheets.broken).startswith(f"{path}{expected}")
    assert [entry.document for _, entry in sheets.documents] == ["a.pdf"]
    assert [sheet.path.name for sheet in sheets.read] == ["documents.csv"]


def test_what_is_there_and_cannot_be_opened_is_no_missing_sheet(tmp_path: Path) -> None:
    (tmp_path / "reviews.csv").mkdir()
    (tmp_path / "matches.csv").symlink_to(tmp_path / "not mounted" / "matches.csv")
    broken = {problem.path.name: problem.message for problem in read_sheets([tmp_path]).broken}
    assert broken == {
        "matches.csv": "cannot be opened: No such file or directory",
        "reviews.csv": "cannot be opened: Is a directory",
    }


@given(
    name=st.sampled_from(["reviews.csv", "documents.csv", "indicators.csv", "matches.csv", "bounds.csv"]),
    cells=st.lists(
        st.text(max_size=12)
        | st.from_regex(r"-?[0-9²٣,.]{1,400}", fullmatch=True)
        | st.sampled_from(
            ["0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00", "count", "edit", "add", "gender:²", "²"]
        ),
        max_size=16,
    ),
)
def test_no_cell_breaks_more_than_its_row(
    tmp_path_factory: pytest.TempPathFactory, name: str, cells: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("sheets")
    columns = {
        "reviews.csv": COLUMNS,
        "documents.csv": DOCUMENT_COLUMNS,
        "indicators.csv": INDICATOR_COLUMNS,
        "matches.csv": MATCH_COLUMNS,
        "bounds.csv": BOUND_COLUMNS,
    }[name]
    with (folder / name).open("w", encoding="utf-8", errors="replace", newline="") as file:
        csv.writer(file).writerows([columns, [cell.replace("\0", "") for cell in cells]])
    assert not read_sheets([folder]).broken
    with contextlib.suppress(SheetError):
        read_bounds(folder / "bounds.csv")


def test_documents_have_dates_and_codes(tmp_path: Path) -> None:
    text = "document,report_year,as_of,sdg,dac_sectors,dac_markers\na.pdf,2014,2014-06-30,6; 13.2,410; 14030,gender:2\n"
    ((_, entry),) = read(tmp_path, "documents.csv", text).documents
    assert (entry.document, entry.report_year, entry.as_of) == ("a.pdf", 2014, date(2014, 6, 30))
    assert entry.codes == (
        Code("sdg", "6"), Code("sdg", "13.2"), Code("dac_sector", "410"), Code("dac_sector", "14030"),
        Code("dac_marker", "1", "gender", 2),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("a.pdf,14,,,,", "report_year '14' is no year"),
        ("a.pdf,,30.6.2014,,,", "as_of '30.6.2014' is no date"),
        ("a.pdf,,,18,,", "sdg '18': write goals 1 to 17"),
        ("a.pdf,,,,41,", "dac_sectors '41': write DAC sectors"),
        ("a.pdf,,,,,gender", "dac_markers 'gender': write the score"),
        ("a.pdf,,,,,gender:3", "dac_markers 'gender:3': write the score after a colon, 0 to 2"),
        ("a.pdf,,,,,gender:²", "dac_markers 'gender:²': write the score"),
        ("a.pdf,,,,,peace:1", "dac_markers 'peace' is no DAC marker"),
        ("b.pdf,,,,,", "document b.pdf has a row already, in line 2"),
    ],
)
def test_what_is_wrong_with_a_document_is_reported(tmp_path: Path, row: str, problem: str) -> None:
    header = "document,report_year,as_of,sdg,dac_sectors,dac_markers\n"
    sheets = read(tmp_path, "documents.csv", f"{header}b.pdf,,,,,\n{row}\n")
    assert len(sheets.documents) == 1
    assert problems_of(sheets)[0].startswith(f"3 {problem}")


def test_indicators_have_targets_and_synonyms(tmp_path: Path) -> None:
    row = "wells,Wells in use,wells,cumulative,latest,900,2014=4000; 2015=6000,borehole; water point\n"
    ((_, found),) = read(tmp_path, "indicators.csv", INDICATORS + row).indicators
    assert (found.baseline, found.targets) == (900, ((2014, 4000), (2015, 6000)))
    assert found.synonyms == ("borehole", "water point")


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("my wells,n,wells,cumulative,latest,,,", "id 'my wells': write letters"),
        ("w,n,wells,total,latest,,,", "basis 'total': it can be cumulative"),
        ("w,n,wells,cumulative,latest,,4000,", "targets '4000': write year=value"),
        ("wells,n,wells,cumulative,latest,,,", "id wells is there already, in line 2"),
    ],
)
def test_what_is_wrong_with_an_indicator_is_reported(tmp_path: Path, row: str, problem: str) -> None:
    sheets = read(tmp_path, "indicators.csv", f"{INDICATORS}wells,n,wells,cumulative,sum,,,\n{row}\n")
    assert problems_of(sheets)[0].startswith(f"3 {problem}")


def test_rows_are_added_in_the_order_and_with_the_separator_that_is_there(tmp_path: Path) -> None:
    path = tmp_path / "reviews.csv"
    path.write_text("reviewer;note;document_id\nAda;so;d1", "utf-8")
    append_rows(path, COLUMNS, [{"document_id": "d2", "reviewer": "Bo", "note": "a;b"}])
    assert path.read_text("utf-8") == 'reviewer;note;document_id\nAda;so;d1\nBo;"a;b";d2\n'


def test_a_review_has_the_same_id_in_any_line(tmp_path: Path) -> None:
    first = read(tmp_path, "reviews.csv", REVIEWS + SOUND).reviews[0][1]
    again = read(tmp_path, "reviews.csv", REVIEWS + SOUND.replace("f1", "f0") + SOUND).reviews[1][1]
    assert first.review_id == again.review_id
