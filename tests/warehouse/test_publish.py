from __future__ import annotations

import fcntl
import multiprocessing
import os
import signal
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from tfextract.errors import UserError
from tfextract.model import Entity, EntityKind, FileStatus, Issue, Mention, SourceFile
from tfextract.sheets import Bound
from tfextract.warehouse import (
    Change,
    ChecksFailedError,
    RunRecord,
    connect,
    publish,
    read_ledger,
    run_query,
)
from tfextract.warehouse import load as load_module

from .beginnings import Beginnings
from .samples import MODIFIED, STATEMENT, TITLE, change, read_document, run_record, source_file, with_facts

COUNTED = (
    "documents pages blocks table_cells achievements shortfalls counts products entities mentions funds document_funds "
    "phases priority_areas contacts evidence issues files"
).split()


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    """A path without a file."""
    return tmp_path / "inner" / "w.duckdb"


@pytest.fixture
def empty(warehouse: Path, beginnings: Beginnings) -> None:
    """The warehouse has its tables, whose making takes longer than most that is published into them."""
    beginnings.begin(warehouse)


@pytest.fixture
def lighthouse(warehouse: Path, beginnings: Beginnings) -> None:
    """Into the warehouse run-1 put the lighthouse."""
    beginnings.begin(warehouse, change(read_document()))


@pytest.fixture
def two(warehouse: Path, beginnings: Beginnings) -> Path:
    """A warehouse into which run-1 put two documents that share an entity and a fund."""
    return beginnings.begin(warehouse, change(read_document(), read_document("beacon")))


def sizes(warehouse: Path) -> dict[str, int]:
    sql = " UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in COUNTED)
    return {str(table): int(str(count)) for table, count in run_query(warehouse, sql).rows}


def test_one_document_fills_every_table(warehouse: Path) -> None:
    report = publish(warehouse, change(read_document()), run_record())
    assert (report.documents, report.achievements, report.counts, report.products, report.issues) == (1, 1, 1, 1, 1)
    assert report.leftovers == ()
    assert report.warnings == ()
    assert sizes(warehouse) == dict.fromkeys(COUNTED, 1) | {"blocks": 6, "evidence": 7}


@pytest.mark.usefixtures("lighthouse")
def test_values_arrive_as_they_were(warehouse: Path) -> None:
    row = run_query(warehouse, "SELECT value, kind, claim, as_of, headline, quote FROM counts").rows[0]
    assert row == (120.0, "count", "achieved", None, True, STATEMENT)
    assert run_query(warehouse, "SELECT languages, items FROM products").rows == ((["en", "fr"], []),)
    assert run_query(warehouse, "SELECT heading_path, x0, bottom FROM blocks WHERE block_no = 1").rows == (
        (["Results"], 50.0, 52.0),
    )


@pytest.mark.usefixtures("empty")
def test_no_language_found_is_not_determined(warehouse: Path) -> None:
    read = read_document()
    product = replace(read.facts.products[0], languages=())
    publish(warehouse, change(with_facts(read, products=(product,))), run_record())
    assert run_query(warehouse, "SELECT languages FROM products").rows == ((None,),)


def test_publishing_the_same_again_changes_nothing_but_the_runs(two: Path) -> None:
    before = sizes(two)
    publish(two, change(read_document(), read_document("beacon")), run_record("run-2"))
    assert sizes(two) == before
    assert run_query(two, "SELECT run_id, outcome FROM runs ORDER BY run_id").rows == (
        ("run-1", "complete"),
        ("run-2", "complete"),
    )


def test_a_document_read_again_replaces_its_rows_and_no_others(two: Path) -> None:
    again = read_document(statement="The Lighthouse Fund trained 95 harbour pilots in Kenya.")
    publish(two, change(again), run_record("run-2", reader_version="v2"))
    assert run_query(two, "SELECT count_id, value FROM counts ORDER BY 1").rows == (
        ("c-beacon", 120.0),
        ("c-lighthouse", 95.0),
    )
    assert run_query(two, "SELECT file_name, reader_version FROM documents ORDER BY 1").rows == (
        ("beacon.pdf", "v1"),
        ("lighthouse.pdf", "v2"),
    )


@pytest.mark.usefixtures("empty")
def test_entities_and_funds_live_as_long_as_a_document_needs_them(warehouse: Path) -> None:
    harbour = Entity("organisation:harbour board", EntityKind.ORGANISATION, "Harbour Board")
    read = read_document()
    mention = Mention("a-lighthouse", harbour.entity_id, 1, "Harbour Board")
    both = with_facts(read, entities=(*read.facts.entities, harbour), mentions=(*read.facts.mentions, mention))
    publish(warehouse, change(both, read_document("beacon")), run_record())
    assert sizes(warehouse)["entities"] == 2

    without = with_facts(read, entities=(), mentions=(), funds=(), phases=())
    publish(warehouse, change(without), run_record("run-2"))
    # Kenya and the fund are still needed by the other document.
    assert run_query(warehouse, "SELECT entity_id FROM entities").rows == (("country:KEN",),)
    assert sizes(warehouse)["funds"] == 1

    bare = with_facts(read_document("beacon"), entities=(), mentions=(), funds=(), phases=())
    publish(warehouse, change(bare), run_record("run-3"))
    assert (sizes(warehouse)["entities"], sizes(warehouse)["funds"]) == (0, 0)


@pytest.mark.usefixtures("lighthouse")
def test_a_later_reading_renames_a_shared_entity(warehouse: Path) -> None:
    renamed = with_facts(
        read_document("beacon"), entities=(Entity("country:KEN", EntityKind.COUNTRY, "Republic of Kenya", "KEN"),)
    )
    publish(warehouse, change(renamed), run_record("run-2"))
    assert run_query(warehouse, "SELECT name FROM entities").rows == (("Republic of Kenya",),)


@pytest.mark.usefixtures("empty")
def test_half_a_surrogate_pair_costs_one_character_and_moves_no_span(warehouse: Path) -> None:
    read = read_document(statement="The Lighthouse\ud83d Fund trained 120 pilots.")
    publish(warehouse, change(read), run_record())
    assert run_query(warehouse, "SELECT text FROM achievements").rows == (
        ("The Lighthouse\ufffd Fund trained 120 pilots.",),
    )


@pytest.mark.usefixtures("lighthouse")
def test_open_readers_keep_what_they_opened(warehouse: Path) -> None:
    with connect(warehouse) as reader:
        publish(warehouse, change(read_document("beacon")), run_record("run-2"))
        assert reader.execute("SELECT count(*) FROM documents").fetchall() == [(1,)]
        assert run_query(warehouse, "SELECT count(*) FROM documents").rows == ((2,),)


@pytest.mark.usefixtures("lighthouse")
def test_a_failing_check_leaves_the_published_file_as_it_was(warehouse: Path) -> None:
    before = warehouse.read_bytes()
    wrong = replace(change(read_document("buoy")), bounds=(Bound("lighthouse-fund", "counts", 9),))
    with pytest.raises(ChecksFailedError, match=r"fund_below_minimum.*\n.*minimum=9"):
        publish(warehouse, wrong, run_record("run-2"))
    assert warehouse.read_bytes() == before
    assert sorted(path.name for path in warehouse.parent.iterdir()) == ["w.duckdb", "w.duckdb.runs"]
    assert [path.name for path in (warehouse.parent / "w.duckdb.runs").rglob("*.duckdb")] == []


@pytest.mark.usefixtures("lighthouse")
def test_a_fault_of_no_one_document_names_none(warehouse: Path) -> None:
    with pytest.raises(ChecksFailedError, match="duplicate_shared") as caught:
        publish(warehouse, change(read_document("beacon")), run_record())
    assert caught.value.document_ids == frozenset()


def test_at_most_five_rows_of_a_finding_are_shown(warehouse: Path) -> None:
    bounds = tuple(Bound("lighthouse-fund", "counts", minimum) for minimum in range(91, 98))
    with pytest.raises(ChecksFailedError) as caught:
        publish(warehouse, replace(change(read_document()), bounds=bounds), run_record())
    (finding,) = caught.value.findings
    assert finding.count == 7
    assert str(caught.value).count("minimum=9") == 5
    assert not warehouse.exists()


@pytest.mark.usefixtures("lighthouse")
def test_what_a_killed_run_left_is_removed_and_reported(warehouse: Path) -> None:
    for name in (".w.duckdb.draft-0123", ".w.duckdb.draft-0123.wal"):
        warehouse.with_name(name).write_bytes(b"half a copy")
    other = warehouse.with_name(".other.duckdb.draft-0123")
    other.write_bytes(b"of another warehouse")
    report = publish(warehouse, change(read_document("beacon")), run_record("run-2"))
    assert report.leftovers == (".w.duckdb.draft-0123", ".w.duckdb.draft-0123.wal")
    assert [path.name for path in warehouse.parent.glob(".*")] == [other.name]


def _killed_while_loading(warehouse: Path) -> None:
    load_module.add_run = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
    publish(warehouse, change(read_document("beacon")), run_record("run-2"))


@pytest.mark.usefixtures("lighthouse")
def test_a_run_killed_while_loading_harms_nothing(warehouse: Path) -> None:
    before = warehouse.read_bytes()
    process = multiprocessing.get_context("spawn").Process(target=_killed_while_loading, args=(warehouse,))
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGKILL
    assert warehouse.read_bytes() == before
    report = publish(warehouse, change(read_document("beacon")), run_record("run-3"))
    assert len(report.leftovers) >= 1
    assert sizes(warehouse)["documents"] == 2


def lock_file(warehouse: Path) -> Path:
    return warehouse.with_name("w.duckdb.runs") / "publish.lock"


def _publish_one(warehouse: Path, name: str) -> None:
    publish(warehouse, change(read_document(name)), run_record(f"run-{name}"))


def test_two_runs_at_once_lose_nothing(warehouse: Path) -> None:
    """Both find the warehouse locked and wait, so that both copy after the other; here they wait for us."""
    lock_file(warehouse).parent.mkdir(parents=True)
    context = multiprocessing.get_context("spawn")
    names = ("beacon", "buoy")
    with lock_file(warehouse).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        processes = [context.Process(target=_publish_one, args=(warehouse, name)) for name in names]
        for process in processes:
            process.start()
            process.join(1)
        assert not warehouse.exists()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0]
    assert run_query(warehouse, "SELECT file_name FROM documents ORDER BY 1").rows == (("beacon.pdf",), ("buoy.pdf",))
    assert sizes(warehouse)["files"] == 2


def test_a_run_that_waits_says_why(warehouse: Path) -> None:
    lock_file(warehouse).parent.mkdir(parents=True)
    messages: list[str] = []
    lock = lock_file(warehouse).open("a")
    lock.write('{"doing": "ingest run-0", "pid": 4711, "host": "desk", "since": "noon"}')
    lock.flush()
    fcntl.flock(lock, fcntl.LOCK_EX)

    def hear(message: str) -> None:
        messages.append(message)
        lock.close()

    publish(warehouse, change(read_document()), run_record(), hear)
    assert len(messages) == 1
    assert "another run (ingest run-0, process 4711 on desk, since noon) is at work" in messages[0]


@pytest.mark.usefixtures("lighthouse")
def test_changes_another_tool_left_in_its_log_are_kept(warehouse: Path) -> None:
    process = multiprocessing.get_context("spawn").Process(target=_write_and_die, args=(warehouse,))
    process.start()
    process.join(60)
    assert warehouse.with_name("w.duckdb.wal").exists()
    publish(warehouse, change(read_document("beacon")), run_record("run-2"))
    assert run_query(warehouse, "SELECT note FROM my_notes").rows == (("kept",),)
    assert not warehouse.with_name("w.duckdb.wal").exists()


def _write_and_die(warehouse: Path) -> None:
    connection = duckdb.connect(str(warehouse))
    connection.execute("CREATE TABLE my_notes AS SELECT 'kept' AS note")
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_file_of_somebody_else_is_not_touched(warehouse: Path) -> None:
    warehouse.parent.mkdir()
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("CREATE TABLE recipes (name VARCHAR)")
    before = warehouse.read_bytes()
    with pytest.raises(UserError, match="not a warehouse of tfextract"):
        publish(warehouse, change(read_document()), run_record())
    assert warehouse.read_bytes() == before
    warehouse.write_text("not a database at all")
    with pytest.raises(UserError, match="could not be changed"):
        publish(warehouse, change(read_document()), run_record())
    assert warehouse.read_text() == "not a database at all"


@pytest.mark.usefixtures("lighthouse")
def test_a_link_to_the_warehouse_stays_a_link(warehouse: Path, tmp_path: Path) -> None:
    link = tmp_path / "it's linked.duckdb"
    link.symlink_to(warehouse)
    publish(link, change(read_document("beacon")), run_record("run-2"))
    assert link.is_symlink()
    assert sizes(warehouse)["documents"] == 2


def files_only(*files: SourceFile, issues: tuple[Issue, ...] = ()) -> Change:
    return Change(files, (), issues)


@pytest.mark.usefixtures("empty")
def test_the_ledger_gives_back_what_was_recorded(warehouse: Path) -> None:
    assert read_ledger(warehouse) == {}
    publish(warehouse, change(read_document()), run_record())
    publish(warehouse, files_only(source_file("hollow", FileStatus.EMPTY)), run_record("run-2", reader_version="v2"))
    ledger = read_ledger(warehouse)
    assert set(ledger) == {"/raw/lighthouse.pdf", "/raw/hollow.pdf"}
    entry = ledger["/raw/lighthouse.pdf"]
    assert (entry.size, entry.modified_at, entry.document_id) == (1234, MODIFIED, "lighthouse000000")
    assert (entry.status, entry.reader_version) == (FileStatus.READ, "v1")
    assert ledger["/raw/hollow.pdf"].document_id is None
    assert ledger["/raw/hollow.pdf"].reader_version == "v2"


@pytest.mark.usefixtures("lighthouse")
def test_a_file_keeps_when_it_was_first_and_last_found(warehouse: Path) -> None:
    publish(warehouse, files_only(source_file()), run_record("run-2", day=2))
    publish(warehouse, files_only(source_file(status=FileStatus.MISSING)), run_record("run-3", day=3))
    rows = run_query(warehouse, "SELECT day(first_seen), day(last_seen), status FROM files").rows
    assert rows == ((1, 2, "missing"),)


@pytest.mark.usefixtures("lighthouse")
def test_a_file_overwritten_with_new_bytes_supersedes_the_old_document(warehouse: Path) -> None:
    new = read_document("beacon")
    file = replace(source_file("beacon"), path="/raw/lighthouse.pdf", file_name="lighthouse.pdf")
    publish(warehouse, Change((file,), (new,), ()), run_record("run-2"))
    assert run_query(warehouse, "SELECT document_id, status, supersedes FROM documents").rows == (
        ("beacon0000000000", "read", "lighthouse000000"),
    )
    assert run_query(warehouse, "SELECT DISTINCT document_id FROM evidence").rows == (("beacon0000000000",),)
    assert run_query(warehouse, "SELECT document_id FROM headline_results").rows == (("beacon0000000000",),)


@pytest.mark.usefixtures("lighthouse")
def test_a_second_copy_elsewhere_keeps_a_document_current(warehouse: Path) -> None:
    copy = source_file(status=FileStatus.DUPLICATE, folder="/archive")
    publish(warehouse, files_only(copy), run_record("run-2"))
    new = replace(source_file("beacon"), path="/raw/lighthouse.pdf")
    publish(warehouse, Change((new,), (read_document("beacon"),), ()), run_record("run-3"))
    assert run_query(warehouse, "SELECT DISTINCT status FROM documents").rows == (("read",),)


@pytest.mark.usefixtures("empty")
def test_issues_of_a_file_go_when_the_file_is_looked_at_again(warehouse: Path) -> None:
    hollow, other = source_file("hollow", FileStatus.EMPTY), source_file("hollow", FileStatus.EMPTY, "/other")
    messages = tuple(Issue("empty", "the file is empty", "hollow.pdf") for _ in range(2))
    publish(warehouse, files_only(hollow, other, issues=messages), run_record())
    publish(warehouse, change(read_document()), run_record("run-2"))
    sql = "SELECT path, code FROM issues ORDER BY path NULLS FIRST"
    assert run_query(warehouse, sql).rows == (
        (None, "number_unclear"),
        ("/other/hollow.pdf", "empty"),
        ("/raw/hollow.pdf", "empty"),
    )
    publish(warehouse, change(read_document("hollow")), run_record("run-3"))
    assert run_query(warehouse, "SELECT path FROM issues WHERE code = 'empty'").rows == (("/other/hollow.pdf",),)
    assert run_query(warehouse, "SELECT outcome, documents_skipped FROM runs ORDER BY run_id").rows == (
        ("partial", 2),
        ("complete", 0),
        ("complete", 0),
    )


@pytest.mark.usefixtures("empty")
def test_a_run_says_what_it_did(warehouse: Path) -> None:
    record: RunRecord = replace(run_record(), documents_unchanged=4)
    publish(warehouse, change(read_document()), record)
    result = run_query(warehouse, "SELECT * EXCLUDE (started_at, finished_at, duration, settings, libraries) FROM runs")
    row = dict(zip(result.columns, result.rows[0], strict=True))
    assert row == {
        "run_id": "run-1", "reader_version": "v1", "code_version": "0.1.0", "rules_hash": "abcd",
        "model": "rules only", "documents_read": 1, "documents_unchanged": 4, "documents_skipped": 0,
        "achievements": 1, "counts": 1, "products": 1, "issues": 1, "outcome": "complete",
        "run_no": 1, "job": "ingest", "phases": 1, "contacts": 1, "mentions": 1, "facts_gained": 0, "facts_lost": 0,
        "facts_changed": 0, "errors": [], "message": None,
    }  # fmt: skip


@pytest.mark.usefixtures("lighthouse")
def test_the_title_of_a_product_is_its_evidence(warehouse: Path) -> None:
    sql = "SELECT e.quote, e.char_start, e.rule_id FROM evidence AS e JOIN products AS p ON p.product_id = e.fact_id"
    assert run_query(warehouse, sql).rows == ((TITLE, 0, "rule.test"),)


@pytest.mark.usefixtures("empty")
def test_a_file_that_was_only_touched_keeps_its_issue(warehouse: Path) -> None:
    hollow = source_file("hollow", FileStatus.EMPTY)
    publish(warehouse, files_only(hollow, issues=(Issue("empty", "the file is empty", "hollow.pdf"),)), run_record())
    touched = replace(hollow, modified_at=MODIFIED.replace(year=2027))
    publish(warehouse, files_only(touched), run_record("run-2"))
    assert run_query(warehouse, "SELECT message FROM unread").rows == (("the file is empty",),)
    again = Issue("empty", "still empty", "hollow.pdf")
    publish(warehouse, files_only(touched, issues=(again,)), run_record("run-3"))
    assert run_query(warehouse, "SELECT message FROM unread").rows == (("still empty",),)
