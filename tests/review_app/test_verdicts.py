"""Decisions in the browser: rows of reviews.csv, shown as unpublished, withdrawn, and published."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command import Command
from tests.review_app.served import Served, served
from tests.warehouse.beginnings import Beginnings
from tests.warehouse.samples import STATEMENT, TITLE, change, read_document
from tfextract.deciding import review_fact
from tfextract.ingest import ingest
from tfextract.settings import Settings
from tfextract.sheets import Decision
from tfextract.warehouse import run_query

PAGE = "/documents/lighthouse000000/pages/1"


@pytest.fixture
def there(tmp_path: Path, beginnings: Beginnings) -> Iterator[Served]:
    (tmp_path / "raw").mkdir()
    with served(beginnings.begin(tmp_path / "w.duckdb", change(read_document())), tmp_path / "raw") as one:
        yield one


def rows(there: Served) -> list[dict[str, str]]:
    with there.sheet.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def publish(there: Served) -> str:
    shown = there.post("/publish/look").text
    digest = shown.split('name="digest" value="')[1].split('"')[0]
    return there.post("/publish", digest=digest).text


def test_a_verdict_is_the_row_the_command_line_writes(there: Served, tmp_path: Path) -> None:
    answer = there.post(f"{PAGE}/verdict", accept="c-lighthouse")
    assert (answer.status, answer.headers["location"]) == (303, f"{PAGE}#fact-c-lighthouse")
    review_fact(there.warehouse, tmp_path / "other", "c-lighthouse", Decision.ACCEPT, (), "Ada", "")
    with (tmp_path / "other" / "reviews.csv").open(encoding="utf-8", newline="") as file:
        [expected] = csv.DictReader(file)
    [written] = rows(there)
    assert written | {"reviewed_at": ""} == expected | {"reviewed_at": ""}


def test_a_verdict_shows_at_once_and_the_warehouse_stays_until_a_publish(there: Served) -> None:
    there.post(f"{PAGE}/verdict", reject="a-lighthouse")
    page = there.get(PAGE).text
    assert "<b>rejected</b> by Ada" in page
    assert "waits for a publish" in page
    assert "<b>2</b> to review" in page
    assert run_query(there.warehouse, "SELECT count(*) FROM achievements").rows == ((1,),)
    assert "1 row" in there.get("/publish").text
    assert "Published." in publish(there)
    assert run_query(there.warehouse, "SELECT count(*) FROM achievements").rows == ((0,),)
    # A rejected fact is no longer in its table, but is still shown and can be restored.
    page = there.get(PAGE).text
    assert 'id="fact-a-lighthouse" class="fact achievement rejected"' in page
    assert "waits for a publish" not in page
    there.post(f"{PAGE}/verdict", undo="a-lighthouse")
    assert "Taken back" in there.get("/publish").text
    publish(there)
    assert run_query(there.warehouse, "SELECT count(*) FROM achievements").rows == ((1,),)


def test_what_changes_is_shown_first_and_nothing_else_is_published(there: Served) -> None:
    there.post(f"{PAGE}/verdict", accept="p-lighthouse")
    shown = there.post("/publish/look").text
    assert "0 gained, 0 lost, 1 changed" in shown
    assert TITLE in shown
    assert run_query(there.warehouse, "SELECT review FROM products").rows == ((None,),)
    digest = shown.split('name="digest" value="')[1].split('"')[0]
    there.post(f"{PAGE}/verdict", reject="c-lighthouse")
    refused = there.post("/publish", digest=digest).text
    assert "Nothing was published" in refused
    assert "1 lost" in refused
    assert run_query(there.warehouse, "SELECT review FROM products").rows == ((None,),)
    assert "Published." in publish(there)
    assert run_query(there.warehouse, "SELECT review FROM products").rows == (("accepted",),)


def test_a_look_and_a_click_publish_nothing(there: Served) -> None:
    before = there.warehouse.read_bytes()
    there.post(f"{PAGE}/verdict", accept="c-lighthouse")
    for path in ("/", PAGE, "/publish", "/search?q=pilots", f"{PAGE}/facts/c-lighthouse", f"{PAGE}/add"):
        assert there.get(path).status == 200
    there.post("/publish/look")
    assert there.warehouse.read_bytes() == before


def test_an_analyst_reads_on_while_it_is_published(there: Served) -> None:
    import duckdb

    with duckdb.connect(there.warehouse, read_only=True) as reading:
        there.post(f"{PAGE}/verdict", reject="c-lighthouse")
        assert "Published." in publish(there)
        assert reading.execute("SELECT count(*) FROM counts").fetchall() == [(1,)]
    assert run_query(there.warehouse, "SELECT count(*) FROM counts").rows == ((0,),)


def test_an_edit_writes_what_was_changed_alone(there: Served) -> None:
    form = there.get(f"{PAGE}/facts/c-lighthouse").text
    assert 'name="value" value="120"' in form
    answer = there.post(
        f"{PAGE}/facts/c-lighthouse", value="1,200", unit="pilots", claim="target", basis="in_period", why="page 3"
    )
    assert answer.status == 303
    written = [(row["column_name"], row["old_value"], row["new_value"], row["note"]) for row in rows(there)]
    assert written == [
        ("value", "120", "1,200", "page 3"),
        ("unit", "harbour pilots", "pilots", "page 3"),
        ("claim", "achieved", "target", "page 3"),
    ]
    page = there.get(PAGE).text
    assert "<h3>1,200 pilots</h3>" in page
    publish(there)
    assert run_query(there.warehouse, "SELECT value, unit, claim, review FROM counts").rows == (
        (1200.0, "pilots", "target", "edited"),
    )


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"value": "many"}, "is no number"),
        ({"value": ""}, "always known"),
        ({"claim": "perhaps"}, "it can be achieved"),
        ({"period_start": "May"}, "is no date"),
        ({"unit": "harbour pilots"}, "nothing was changed"),
    ],
)
def test_an_impossible_edit_is_explained_beside_the_input(there: Served, fields: dict[str, str], message: str) -> None:
    answer = there.post(f"{PAGE}/facts/c-lighthouse", **fields)
    assert answer.status == 422
    assert message in answer.text
    assert not there.sheet.exists()


def test_an_edit_is_taken_back_whole_and_what_was_decided_before_stays(there: Served) -> None:
    there.post(f"{PAGE}/verdict", accept="p-lighthouse")
    there.post(f"{PAGE}/facts/c-lighthouse", unit="pilots", claim="target")
    before = there.sheet.read_bytes()
    assert len(rows(there)) == 3
    there.post(f"{PAGE}/verdict", undo="c-lighthouse")
    assert [row["fact_id"] for row in rows(there)] == ["p-lighthouse"]
    assert before.startswith(there.sheet.read_bytes())
    assert "to take back" in there.post(f"{PAGE}/verdict", undo="c-lighthouse").text


def test_taking_back_leaves_what_a_person_wrote_into_the_sheet(there: Served) -> None:
    mark = "\ufeff".encode()
    there.post(f"{PAGE}/verdict", accept="c-lighthouse")
    header, row = there.sheet.read_text("utf-8").splitlines()
    mine = row.replace("c-lighthouse,count", "p-lighthouse,product").replace(STATEMENT, f'"two\nlines, {TITLE}"')
    text = f"{header}\r\n{mine}\r\n\r\n{row}\r\n{mine.replace('Ada', 'Grace')}"
    there.sheet.write_bytes(mark + text.encode())
    there.post(f"{PAGE}/verdict", undo="c-lighthouse")
    assert there.sheet.read_bytes() == mark + text.replace(f"{row}\r\n", "").encode()


def test_a_fact_is_added_where_it_is_printed(there: Served) -> None:
    sentence = "USD 3 million a year from 2011 to 2013"
    form = there.get(f"{PAGE}/add?text={sentence.replace(' ', '%20')}").text
    assert sentence in form
    answer = there.post(
        f"{PAGE}/add", kind="count", sentence=sentence, value_printed="3", value="3000000", currency="USD",
        kind_of_number="money", title="not of a count",
    )  # fmt: skip
    assert answer.status == 303
    [row] = rows(there)
    assert (row["decision"], row["page"], row["sentence"]) == ("add", "1", sentence)
    assert row["new_value"] == "value_printed=3; value=3000000; currency=USD; kind=money"
    page = there.get(PAGE).text
    assert "<b>added</b> by Ada" in page
    assert 'class="box added"' in page
    publish(there)
    assert run_query(there.warehouse, "SELECT value, currency, page FROM counts WHERE review = 'added'").rows == (
        (3e6, "USD", 1),
    )
    page = there.get(PAGE).text
    assert "added" in page
    assert "waits for a publish" not in page


def test_an_addition_that_is_not_printed_says_so_before_a_publish(there: Served) -> None:
    there.post(f"{PAGE}/add", kind="achievement", sentence="The fund built a weir.")
    page = there.get(PAGE).text
    assert "cannot be added" in page
    assert "is not in the document" in page
    undo = page.split('name="undo" value="')[1].split('"')[0]
    there.post("/withdraw", undo=undo, document="lighthouse000000/pages/1")
    assert rows(there) == []


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"kind": "count", "sentence": STATEMENT}, "which words are meant"),
        ({"kind": "weir", "sentence": STATEMENT}, "say what it is"),
        ({"kind": "count", "sentence": " "}, "give the sentence"),
        ({"kind": "product", "sentence": TITLE, "title": "a; b"}, "semicolon"),
    ],
)
def test_what_makes_no_fact_is_explained(there: Served, fields: dict[str, str], message: str) -> None:
    answer = there.post(f"{PAGE}/add", **fields)
    assert answer.status == 422
    assert message in answer.text
    assert not there.sheet.exists()


def test_a_sheet_that_cannot_be_read_is_named_on_every_page(there: Served) -> None:
    there.sheet.write_text("what,is,this\n", "utf-8")
    for path in ("/", PAGE, "/publish"):
        answer = there.get(path)
        assert answer.status == 200
        assert "A sheet cannot be read" in answer.text
    refused = there.post(f"{PAGE}/verdict", accept="c-lighthouse")
    assert refused.status == 409
    assert "reviews.csv, line 1" in refused.text


def test_rows_of_a_sheet_that_is_gone_stay_in_force(there: Served) -> None:
    there.post(f"{PAGE}/verdict", accept="c-lighthouse")
    publish(there)
    there.sheet.unlink()
    assert "<b>accepted</b>" in there.get(PAGE).text
    assert "Nothing waits" in there.get("/publish").text
    assert "to take back" in there.post(f"{PAGE}/verdict", undo="c-lighthouse").text


def test_a_run_at_work_is_named_and_not_waited_for(there: Served) -> None:
    from tests.warehouse.samples import run_record
    from tfextract.warehouse import running

    there.post(f"{PAGE}/verdict", accept="c-lighthouse")
    with running(there.warehouse, run_record("run-9")):
        answer = there.post("/publish/look")
    assert answer.status == 409
    assert "is at work" in answer.text
    assert "publish when it is done" in answer.text


def test_an_ingest_applies_the_same_rows(there: Served) -> None:
    there.post(f"{PAGE}/facts/p-lighthouse", title="Night Navigation")
    ingest([there.raw], there.warehouse, Settings(raw=there.raw, warehouse=there.warehouse))
    assert run_query(there.warehouse, "SELECT title, review FROM products").rows == (("Night Navigation", "edited"),)
    assert "waits for a publish" not in there.get(PAGE).text


def test_the_command_takes_a_fact_or_a_command(command: Command) -> None:
    done = command.run("review", "c-light", "--accept", "--by", "Ada")
    assert (done.status, "1 row added" in done.out) == (0, True)
    assert command.run("review", "fact", "c-light", "--reject", "--by", "Ada").status == 0
    assert command.run("review", "--accept", "c-light", "--by", "Ada").status == 0
    assert "serve" in command.run("review", "--help").out
    assert command.run("review", "c-light", "--by", "Ada").is_a_sentence()
    assert command.run("review", "serve", "--warehouse", "none.duckdb").is_a_sentence()


def test_all_that_has_a_place_on_the_page_is_shown_and_three_kinds_are_for_review(there: Served) -> None:
    page = there.get(PAGE).text
    marks = {
        mark: f'title="Show it on the page">{mark}</a>' in page for mark in ("A1", "C1", "P1", "S1", "O1", "O2", "O3")
    }
    assert all(marks.values()), marks
    assert page.count('class="acts"') == 3
    for box in ("a-lighthouse", "c-lighthouse", "p-lighthouse", "s-lighthouse", "h-lighthouse", "k-lighthouse"):
        assert f'id="box-{box}"' in page
    only = there.get(f"{PAGE}?kind=other").text
    assert "phase" in only
    assert 'id="fact-c-lighthouse"' not in only
    assert there.get(f"{PAGE}?state=undecided").text.count('<li id="fact-') == 3
    assert there.get(f"{PAGE}?sure=unsure&kind=other").text.count('<li id="fact-') == 0


def test_what_cannot_be_done_is_explained_in_a_sentence(there: Served) -> None:
    page = there.get("/documents/none").text
    assert "<p>There is no such document in the warehouse: it may have been replaced by a newer version.</p>" in page
