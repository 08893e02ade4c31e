"""Sheets that people write: what is read, and how a mistake is told."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tfextract.sheets import Code, Decision, SheetError, Sheets, read_sheets
from tfextract.sheets.reviews import COLUMNS, append_rows

REVIEWS = "document_id,fact_id,fact_kind,decision,column_name,new_value,sentence,reviewer,reviewed_at\n"
SOUND = 'd1,f1,count,edit,value,"1,200","12 hundred, printed",Ada,2026-05-01T10:00:00+02:00\n'
INDICATORS = "id,name,unit,basis,aggregation,baseline,targets,synonyms\n"


def read(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Sheets:
    (folder / name).write_text(text, encoding)
    return read_sheets([folder])


def told(sheets: Sheets) -> list[str]:
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
        ("d1,,count,add,,unit=pilots,s,Ada,2026-05-01", "new_value an added count needs value_printed"),
        ("d1,f1,count,accept,,,s,Ada,2026-05-01,and,more", "None has 11 cells, the first line 9"),
    ],
)
def test_a_wrong_row_is_told_with_its_line_and_column_and_the_others_are_read(
    tmp_path: Path, row: str, problem: str
) -> None:
    sheets = read(tmp_path, "reviews.csv", f'{REVIEWS}d1,f2,count,accept,,,"two\nlines",Ada,2026-05-01\n{row}\n{SOUND}')
    assert len(sheets.reviews) == 2
    (found,) = told(sheets)
    assert found.startswith(f"4 {problem}")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("document_id,fact_kind\n", "line 1: the column decision is missing"),
        (REVIEWS.replace("fact_id", "colour"), "line 1: the column 'colour' is not known"),
        (REVIEWS.replace("new_value", "column_name"), "line 1: the column column_name is there twice"),
    ],
)
def test_a_sheet_without_its_columns_is_not_gone_on_with(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SheetError, match=said):
        read(tmp_path, "reviews.csv", text)


def test_a_sheet_in_another_encoding_is_told(tmp_path: Path) -> None:
    with pytest.raises(SheetError, match="save it as"):
        read(tmp_path, "reviews.csv", REVIEWS + SOUND.replace("Ada", "Zoë"), "latin-1")


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
        ("a.pdf,,,,,peace:1", "dac_markers 'peace' is no DAC marker"),
        ("b.pdf,,,,,", "document b.pdf has a row already, in line 2"),
    ],
)
def test_what_is_wrong_with_a_document_is_told(tmp_path: Path, row: str, problem: str) -> None:
    header = "document,report_year,as_of,sdg,dac_sectors,dac_markers\n"
    sheets = read(tmp_path, "documents.csv", f"{header}b.pdf,,,,,\n{row}\n")
    assert len(sheets.documents) == 1
    assert told(sheets)[0].startswith(f"3 {problem}")


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
def test_what_is_wrong_with_an_indicator_is_told(tmp_path: Path, row: str, problem: str) -> None:
    sheets = read(tmp_path, "indicators.csv", f"{INDICATORS}wells,n,wells,cumulative,sum,,,\n{row}\n")
    assert told(sheets)[0].startswith(f"3 {problem}")


def test_rows_are_added_in_the_order_and_with_the_separator_that_is_there(tmp_path: Path) -> None:
    path = tmp_path / "reviews.csv"
    path.write_text("reviewer;note;document_id\nAda;so;d1", "utf-8")
    append_rows(path, COLUMNS, [{"document_id": "d2", "reviewer": "Bo", "note": "a;b"}])
    assert path.read_text("utf-8") == 'reviewer;note;document_id\nAda;so;d1\nBo;"a;b";d2\n'


def test_what_was_said_of_a_fact_has_the_same_id_wherever_it_stands(tmp_path: Path) -> None:
    first = read(tmp_path, "reviews.csv", REVIEWS + SOUND).reviews[0][1]
    again = read(tmp_path, "reviews.csv", REVIEWS + SOUND.replace("f1", "f0") + SOUND).reviews[1][1]
    assert first.review_id == again.review_id
