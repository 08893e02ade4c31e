"""Rows and their runs: unchanged rows stay, others go to history, and any earlier run can be queried."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from tfextract.model import FileStatus, ReadDocument
from tfextract.warehouse import Change, Differences, connect, publish, run_query

from .beginnings import Beginnings
from .samples import change, read_document, run_record, source_file, with_facts

OTHERWISE = "The Lighthouse Fund trained 95 harbour pilots in Kenya."
PATH = Path("/raw/lighthouse.pdf")


@pytest.fixture
def warehouse(tmp_path: Path, beginnings: Beginnings) -> Path:
    """In which run-1 put the lighthouse."""
    return beginnings.begin(tmp_path / "w.duckdb", change(read_document()))


@pytest.fixture
def superseded(tmp_path: Path, beginnings: Beginnings) -> Path:
    """In which run-2 then found the beacon where the lighthouse had been."""
    return beginnings.begin(tmp_path / "w.duckdb", change(read_document()), at_path(read_document("beacon")))


def put(warehouse: Path, number: int, *documents: ReadDocument) -> Differences:
    return publish(warehouse, change(*documents), run_record(f"run-{number}", day=number)).differences


def runs_of(warehouse: Path, table: str) -> tuple[tuple[object, ...], ...]:
    return run_query(warehouse, f"SELECT first_run, since_run, last_run FROM {table}").rows


def at_path(read: ReadDocument, status: FileStatus = FileStatus.READ) -> Change:
    """The document as the new content of lighthouse.pdf."""
    name = read.document.document_id.rstrip("0")
    return Change((replace(source_file(name, status), path=str(PATH), file_name=PATH.name),), (read,), ())


def test_an_unchanged_fact_keeps_its_first_run(warehouse: Path) -> None:
    differences = put(warehouse, 2, read_document())
    for table in ("counts", "achievements", "shortfalls", "products", "phases", "contacts", "priority_areas"):
        assert runs_of(warehouse, table) == (("run-1", "run-1", "run-2"),)
    assert run_query(warehouse, "SELECT DISTINCT since_run FROM evidence").rows == (("run-1",),)
    assert run_query(warehouse, "SELECT since_run FROM entities").rows == (("run-1",),)
    assert run_query(warehouse, "SELECT count(*) FROM history.versions WHERE until_run IS NOT NULL").rows == ((0,),)
    assert (differences.count, differences.before) == (0, 7)


def test_the_view_of_versions_has_present_and_replaced_rows(warehouse: Path) -> None:
    standing = "SELECT kind FROM history.versions WHERE until_run IS NULL ORDER BY kind"
    kinds = ("achievement", "contact", "count", "phase", "priority area", "product", "shortfall")
    assert run_query(warehouse, standing).rows == tuple((kind,) for kind in kinds)
    put(warehouse, 2, read_document(statement=OTHERWISE))
    replaced = "SELECT kind FROM history.versions WHERE until_run = 'run-2' ORDER BY kind"
    assert run_query(warehouse, replaced).rows == (("achievement",), ("count",))


def test_a_changed_fact_is_a_new_row_of_a_known_fact(warehouse: Path) -> None:
    differences = put(warehouse, 2, read_document(statement=OTHERWISE))
    assert runs_of(warehouse, "counts") == (("run-1", "run-2", "run-2"),)
    assert runs_of(warehouse, "products") == (("run-1", "run-1", "run-2"),)
    assert run_query(warehouse, "SELECT value, since_run, last_run, until_run FROM history.counts").rows == (
        (120.0, "run-1", "run-1", "run-2"),
    )
    assert (differences.gained, differences.lost, differences.changed) == (0, 0, 2)
    [changed] = [fact for fact in differences.facts if fact.kind == "count"]
    assert changed.change == "changed"
    assert "value: 120.0 → 95.0" in (changed.columns or "")


def test_facts_gained_and_lost_are_counted_by_kind_and_document(tmp_path: Path) -> None:
    read = read_document()
    warehouse = tmp_path / "w.duckdb"
    put(warehouse, 1, with_facts(read, products=()), read_document("beacon"))
    differences = put(warehouse, 2, with_facts(read, contacts=()), read_document("beacon"), read_document("buoy"))
    moved = {row.kind: (row.gained, row.lost) for row in differences.documents if row.gained or row.lost}
    assert moved == {"product": (1, 0), "contact": (0, 1)}
    assert {row.file_name for row in differences.documents} == {"lighthouse.pdf", "beacon.pdf"}, "buoy is new"
    assert run_query(warehouse, "SELECT facts_gained, facts_lost FROM runs WHERE run_id = 'run-2'").rows == ((1, 1),)


def test_a_fact_that_comes_back_keeps_its_first_run(warehouse: Path) -> None:
    put(warehouse, 2, with_facts(read_document(), products=()))
    put(warehouse, 3, read_document())
    assert runs_of(warehouse, "products") == (("run-1", "run-3", "run-3"),)


def test_as_of_a_run_or_a_date_the_tables_are_as_they_were(warehouse: Path) -> None:
    put(warehouse, 2, read_document(statement=OTHERWISE), read_document("beacon"))
    put(warehouse, 3, with_facts(read_document(), products=()))
    with duckdb.connect(str(warehouse)) as connection:
        # The runs end when the test runs; for this they end on their days.
        connection.execute("UPDATE runs SET finished_at = started_at")
    shown = {1: ([120.0], 1, 7), 2: ([120.0, 95.0], 2, 14), 3: ([120.0, 120.0], 1, 13)}
    for number, expected in shown.items():
        for moment in (f"run-{number}", f"2026-05-0{number}", f"2026-05-0{number} 23:00:00"):
            values = run_query(warehouse, f"SELECT value FROM history.counts_as_of('{moment}') ORDER BY document_id")
            sizes = run_query(
                warehouse,
                f"SELECT (SELECT count(*) FROM history.products_as_of('{moment}')), "
                f"(SELECT count(*) FROM history.evidence_as_of('{moment}'))",
            )
            assert ([value for (value,) in values.rows], *sizes.rows[0]) == expected, moment


def test_a_moment_before_all_runs_is_an_error_and_not_an_empty_answer(warehouse: Path) -> None:
    with connect(warehouse) as connection, pytest.raises(duckdb.Error, match="no run has this id"):
        connection.execute("FROM history.counts_as_of('run-7')").fetchall()


def test_a_superseded_document_leaves_the_public_tables_and_stays_in_history(warehouse: Path) -> None:
    done = publish(warehouse, at_path(read_document("beacon")), run_record("run-2"))
    assert run_query(warehouse, "SELECT document_id, supersedes FROM documents").rows == (
        ("beacon0000000000", "lighthouse000000"),
    )
    assert run_query(warehouse, "SELECT document_id FROM counts").rows == (("beacon0000000000",),)
    assert run_query(warehouse, "SELECT document_id FROM history.counts_as_of('run-1')").rows == (
        ("lighthouse000000",),
    )
    assert run_query(warehouse, "SELECT document_id, until_run FROM history.files").rows == (
        ("lighthouse000000", "run-2"),
    )
    assert done.differences.lost == 7


def test_a_document_read_again_still_supersedes(superseded: Path) -> None:
    publish(superseded, at_path(read_document("beacon", statement=OTHERWISE)), run_record("run-3"))
    assert run_query(superseded, "SELECT supersedes FROM documents").rows == (("lighthouse000000",),)


def test_a_broken_copy_over_a_document_does_not_empty_the_tables(warehouse: Path) -> None:
    broken = replace(source_file("broken", FileStatus.DAMAGED), path=str(PATH), file_name=PATH.name)
    publish(warehouse, Change((broken,), (), ()), run_record("run-2"))
    assert run_query(warehouse, "SELECT document_id FROM counts").rows == (("lighthouse000000",),)
    publish(warehouse, at_path(read_document("beacon")), run_record("run-3"))
    assert run_query(warehouse, "SELECT document_id, supersedes FROM documents").rows == (
        ("beacon0000000000", "lighthouse000000"),
    )


def test_bytes_that_are_back_are_current_again(superseded: Path) -> None:
    publish(superseded, at_path(read_document()), run_record("run-3"))
    assert run_query(superseded, "SELECT document_id FROM current_documents").rows == (("lighthouse000000",),)
    assert runs_of(superseded, "counts") == (("run-1", "run-3", "run-3"),)


def test_an_old_version_put_back_elsewhere_is_not_hidden_by_the_new_one(superseded: Path) -> None:
    elsewhere = Change((source_file(folder="/old"),), (read_document(),), ())
    publish(superseded, elsewhere, run_record("run-3"))
    assert run_query(superseded, "SELECT count(*) FROM current_documents").rows == ((2,),)
    sql = "SELECT supersedes FROM history.documents_as_of('run-2')"
    assert run_query(superseded, sql).rows == (("lighthouse000000",),)


def test_history_follows_columns_that_come_later(warehouse: Path) -> None:
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("ALTER TABLE products ADD COLUMN shelf VARCHAR")
        connection.execute("COMMENT ON COLUMN products.shelf IS 'Where it stands.'")
        connection.execute("UPDATE products SET shelf = 'A4'")
    put(warehouse, 2, with_facts(read_document(), products=()))
    assert run_query(warehouse, "SELECT shelf FROM history.products").rows == (("A4",),)
    assert run_query(warehouse, "SELECT shelf FROM history.products_as_of('run-1')").rows == (("A4",),)
