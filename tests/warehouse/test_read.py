from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from tests import readers
from tfextract.errors import UserError
from tfextract.ingest import ingest
from tfextract.model import Box, FileStatus, Issue, PageStatus
from tfextract.settings import Settings
from tfextract.warehouse import (
    Change,
    check,
    connect,
    fetch_fact,
    history,
    is_behind,
    known_documents,
    publish,
    run_query,
    schema,
    status_summary,
)

from .beginnings import Beginnings
from .samples import STATEMENT, change, read_document, run_record, source_file, with_facts


@pytest.fixture
def warehouse(tmp_path: Path, beginnings: Beginnings) -> Path:
    return beginnings.begin(tmp_path / "w.duckdb", change(read_document(), read_document("beacon")))


def test_a_query_gives_columns_and_rows(warehouse: Path) -> None:
    result = run_query(warehouse, "SELECT title, 1 AS one FROM documents ORDER BY title;")
    assert result.columns == ("title", "one")
    assert result.rows == (("Report of beacon", 1), ("Report of lighthouse", 1))


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM counts",
        "CREATE TABLE mine AS SELECT 1",
        "DROP VIEW pledges",
        "COPY counts TO '{file}'",
        "EXPORT DATABASE '{file}'",
        "ATTACH '{file}' AS other",
        "SELECT * FROM read_text('{warehouse}')",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "SELECT 1; COPY counts TO '{file}'",
    ],
)
def test_a_query_changes_nothing_and_writes_nowhere(warehouse: Path, sql: str) -> None:
    before = warehouse.read_bytes()
    out = warehouse.with_name("out")
    with pytest.raises(UserError, match="the query failed"):
        run_query(warehouse, sql.format(file=out, warehouse=warehouse))
    assert warehouse.read_bytes() == before
    assert not list(out.parent.glob("out*"))


def test_a_wrong_query_says_where(warehouse: Path) -> None:
    with pytest.raises(UserError, match=r"(?s)titel.*LINE 1"):
        run_query(warehouse, "SELECT titel FROM documents")
    with pytest.raises(UserError, match="the query is empty"):
        run_query(warehouse, "  -- nothing\n")


def older(path: Path, migrations: int) -> Path:
    """A warehouse as a version made it that knew only the first few migrations."""
    with duckdb.connect(str(path)) as connection, pytest.MonkeyPatch.context() as patched:
        known = schema.migrations()[:migrations]
        patched.setattr(schema, "migrations", lambda: known)
        patched.setattr(history, "make_tables", lambda _: None)
        patched.setattr(schema, "files", lambda _: path.parent)
        path.with_name("views.sql").write_text("SELECT 1")
        schema.migrate(connection)
    return path


@pytest.mark.parametrize("ask", [lambda place: fetch_fact(place, "c-light"), status_summary, check, known_documents,
                                 lambda place: run_query(place, "FROM shortfalls")])  # fmt: skip
def test_a_warehouse_of_an_older_version_says_so_and_what_to_do(tmp_path: Path, ask: Callable[[Path], object]) -> None:
    with pytest.raises(UserError, match=r"older version .* `tfextract ingest`"):
        ask(older(tmp_path / "w.duckdb", 1))


def test_what_an_older_version_left_behind_can_still_be_listed_to_be_read_again(tmp_path: Path) -> None:
    assert known_documents(older(tmp_path / "w.duckdb", 2)) == ()


def test_an_ingest_that_finds_nothing_brings_an_older_warehouse_up_to_date(tmp_path: Path) -> None:
    place = older(tmp_path / "w.duckdb", len(schema.migrations()) - 1)
    assert is_behind(place)
    (tmp_path / "raw").mkdir()
    ingest([tmp_path / "raw"], place, Settings(raw=tmp_path / "raw"), load=readers.load)
    assert not is_behind(place)


def test_no_warehouse_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="run an ingest first"):
        run_query(tmp_path / "none.duckdb", "SELECT 1")
    (tmp_path / "text.duckdb").write_text("hello " * 1000)
    with pytest.raises(UserError, match=r"text\.duckdb cannot be opened"):
        connect(tmp_path / "text.duckdb")


def test_a_fact_with_its_evidence_and_its_file(warehouse: Path) -> None:
    fact = fetch_fact(warehouse, "c-lighthouse")
    assert (fact.kind, fact.document_id, fact.path) == ("count", "lighthouse000000", "/raw/lighthouse.pdf")
    assert fact.columns[:3] == (("count_id", "c-lighthouse"), ("document_id", "lighthouse000000"), ("page", 1))
    (line,) = fact.evidence
    assert (line.quote, line.start, line.box, line.rule_id) == (STATEMENT, 0, Box(50, 40, 300, 52), "rule.test")


@pytest.mark.parametrize(
    ("start", "kind"),
    [("a-l", "achievement"), ("p-l", "product"), ("h-l", "phase"), ("k-l", "contact"), (" c-lighthouse ", "count")],
)
def test_the_start_of_an_id_is_enough(warehouse: Path, start: str, kind: str) -> None:
    assert fetch_fact(warehouse, start).kind == kind


def test_a_priority_area_is_a_fact_as_well(warehouse: Path) -> None:
    ((area_id,), *_) = run_query(warehouse, "SELECT priority_area_id FROM priority_areas").rows
    fact = fetch_fact(warehouse, str(area_id))
    assert (fact.kind, fact.evidence[0].quote) == ("priority area", "Safe harbours")


def test_an_id_that_is_not_one_fact_is_refused(warehouse: Path) -> None:
    with pytest.raises(UserError, match=r"2 facts .* c-beacon \(count\), c-lighthouse \(count\)"):
        fetch_fact(warehouse, "c-")
    with pytest.raises(UserError, match="no fact in"):
        fetch_fact(warehouse, "c-%")
    with pytest.raises(UserError, match="give the id"):
        fetch_fact(warehouse, " ")


def test_a_whole_id_wins_over_longer_ones_that_start_with_it(warehouse: Path) -> None:
    read = read_document()
    longer = replace(read.facts.products[0], product_id="p-lighthouse-2")
    publish(warehouse, change(with_facts(read, products=(*read.facts.products, longer))), run_record("run-2"))
    assert fetch_fact(warehouse, "p-lighthouse").fact_id == "p-lighthouse"


def test_the_file_of_a_fact_is_one_that_is_still_there(warehouse: Path) -> None:
    gone, copy = source_file(status=FileStatus.MISSING), source_file(status=FileStatus.DUPLICATE, folder="/copies")
    publish(warehouse, Change((gone, copy), (), ()), run_record("run-2"))
    assert fetch_fact(warehouse, "c-lighthouse").path == "/copies/lighthouse.pdf"


def test_the_status_sums_up_what_is_there(warehouse: Path) -> None:
    sealed_issue = Issue("encrypted", "the file is encrypted: save it without its password", "sealed.pdf")
    sealed = source_file("sealed", FileStatus.ENCRYPTED)
    publish(warehouse, Change((sealed,), (), (sealed_issue,)), run_record("run-2", reader_version="v2"))
    publish(warehouse, change(read_document("beacon")), run_record("run-3", reader_version="v2"))
    status = status_summary(warehouse)
    assert dict(status.rows)["counts"] == 2
    assert dict(status.files) == {FileStatus.READ: 2, FileStatus.ENCRYPTED: 1}
    assert status.versions == (("v2", 1), ("v1", 1))
    (unread,) = status.unread
    assert (unread.path, unread.status) == ("/raw/sealed.pdf", FileStatus.ENCRYPTED)
    assert unread.message is not None
    assert "without its password" in unread.message
    assert status.last_run_at is not None


def test_pledges_are_amount_times_years_and_each_phase_counts_once(warehouse: Path) -> None:
    # Both documents have the same phase.
    assert run_query(warehouse, "SELECT fund, phase, payments, pledged, currency FROM pledges").rows == (
        ("The Lighthouse Fund", "Phase one", 3, 9e6, "USD"),
    )


@pytest.mark.parametrize(("frequency", "pledged"), [("total", 3e6), (None, None)])
def test_what_is_not_determined_is_not_multiplied(
    beginnings: Beginnings, tmp_path: Path, frequency: str | None, pledged: float | None
) -> None:
    read = read_document()
    phase = replace(read.facts.phases[0], frequency=frequency)
    publish(beginnings.begin(tmp_path / "w.duckdb"), change(with_facts(read, phases=(phase,))), run_record())
    assert run_query(tmp_path / "w.duckdb", "SELECT pledged FROM pledges").rows == ((pledged,),)


def test_headline_results_have_a_figure_once(warehouse: Path) -> None:
    read = read_document()
    (first,) = read.facts.counts
    again = replace(first, count_id="c-again", repeat_of=first.count_id)
    target = replace(first, count_id="c-target", claim=None)
    publish(warehouse, change(with_facts(read, counts=(first, again, target))), run_record("run-2"))
    rows = run_query(warehouse, "SELECT count_id FROM headline_results ORDER BY 1").rows
    assert rows == (("c-beacon",), ("c-lighthouse",))


def test_products_produced_leaves_out_what_is_not(warehouse: Path) -> None:
    read = read_document()
    (first,) = read.facts.products
    others = (
        replace(first, product_id="p-again", repeat_of=first.product_id),
        replace(first, product_id="p-unknown", role=None),
    )
    publish(warehouse, change(with_facts(read, products=(first, *others))), run_record("run-2"))
    rows = run_query(warehouse, "SELECT product_id FROM products_produced ORDER BY 1").rows
    assert rows == (("p-beacon",), ("p-lighthouse",))


def test_unread_shows_pages_of_documents_that_were_read_in_part(warehouse: Path) -> None:
    read = read_document()
    scan = replace(read.layout.pages[0], page=2, status=PageStatus.IMAGE_ONLY)
    issue = Issue("image_only", "a picture of a page", "lighthouse.pdf", page=2)
    layout = replace(read.layout, pages=(*read.layout.pages, scan), issues=(issue,))
    publish(warehouse, change(replace(read, layout=layout)), run_record("run-2"))
    assert run_query(warehouse, "FROM unread").rows == (
        ("/raw/lighthouse.pdf", "lighthouse.pdf", 2, "image_only", "a picture of a page"),
    )
