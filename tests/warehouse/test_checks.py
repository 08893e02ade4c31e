"""Every check finds a fault that is planted for it, and none finds anything in a sound warehouse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from tfextract.warehouse import check, publish
from tfextract.warehouse.checks import checks, mark_everything, run_checks
from tfextract.warehouse.load import load, mark_changed
from tfextract.warehouse.schema import migrate

from .samples import change, read_document, run_record, with_facts

FAULTS = [
    (
        "orphan_document",
        "INSERT INTO document_funds BY NAME SELECT 'gone' AS document_id, 'lighthouse-fund' AS fund_id",
    ),
    ("orphan_document", "INSERT INTO issues VALUES ('gone', 'x.pdf', NULL, 'c', 'm', NULL)"),
    ("orphan_page", "UPDATE blocks SET page = 9 WHERE block_no = 2"),
    ("orphan_page", "UPDATE counts SET page = 0"),
    ("orphan_page", "UPDATE evidence SET page = 9"),
    ("orphan_link", "UPDATE counts SET achievement_id = 'p-lighthouse'"),
    ("orphan_link", "UPDATE counts SET whole_id = 'gone'"),
    ("orphan_link", "UPDATE products SET repeat_of = product_id"),
    ("orphan_mention", "UPDATE mentions SET fact_id = 'gone'"),
    ("orphan_mention", "DELETE FROM entities"),
    ("orphan_fund", "UPDATE document_funds SET fund_id = 'gone'"),
    ("orphan_fund", "UPDATE priority_areas SET phase_id = 'gone'"),
    ("file_without_document", "UPDATE files SET document_id = 'gone'"),
    ("file_without_document", "UPDATE files SET document_id = NULL"),
    ("fact_without_evidence", "DELETE FROM evidence WHERE fact_id = 's-lighthouse'"),
    ("orphan_page", "UPDATE shortfalls SET page = 9"),
    ("impossible_value", "UPDATE shortfalls SET confidence = -0.1"),
    ("not_determined", "UPDATE shortfalls SET stance = 'so-so'"),
    ("duplicate_ids", "INSERT INTO shortfalls FROM shortfalls"),
    ("fact_without_evidence", "DELETE FROM evidence WHERE fact_id = 'k-lighthouse'"),
    ("fact_without_evidence", "DELETE FROM evidence WHERE fact_id = (SELECT priority_area_id FROM priority_areas)"),
    ("evidence_without_fact", "INSERT INTO evidence FROM (SELECT * REPLACE ('gone' AS fact_id) FROM evidence LIMIT 1)"),
    ("evidence_outside_page", "UPDATE evidence SET x1 = 596.1"),
    ("evidence_outside_page", "UPDATE evidence SET top = -1.1, bottom = 3"),
    ("evidence_outside_page", "UPDATE evidence SET bottom = top - 1"),
    ("evidence_outside_page", "UPDATE evidence SET x0 = 'nan'"),
    ("quote_not_in_block", "UPDATE evidence SET quote = quote || ' '"),
    ("quote_not_in_block", "UPDATE evidence SET char_start = char_start + 1"),
    ("quote_not_in_block", "UPDATE evidence SET block_no = 99"),
    ("quote_not_in_block", "UPDATE evidence SET quote = '', char_end = char_start"),
    ("duplicate_ids", "INSERT INTO contacts FROM contacts"),
    ("duplicate_ids", "INSERT INTO documents FROM documents"),
    ("duplicate_shared", "INSERT INTO entities FROM entities"),
    ("duplicate_shared", "INSERT INTO files FROM files"),
    ("duplicate_shared", "INSERT INTO runs FROM runs"),
    ("duplicate_rows", "INSERT INTO pages FROM pages"),
    ("duplicate_rows", "INSERT INTO blocks FROM blocks"),
    ("duplicate_rows", "INSERT INTO table_cells FROM table_cells"),
    ("impossible_year", "UPDATE documents SET report_year = 20122"),
    ("impossible_year", "UPDATE documents SET period_end = DATE '2011-12-31'"),
    ("impossible_year", "UPDATE phases SET end_year = 2009"),
    ("impossible_year", "UPDATE counts SET as_of = DATE '0201-01-01'"),
    ("impossible_value", "UPDATE counts SET value = 'inf'"),
    ("impossible_value", "UPDATE counts SET value_high = value - 1"),
    ("impossible_value", "UPDATE products SET confidence = 1.5"),
    ("not_determined", "UPDATE counts SET kind = 'money', unit = NULL, value_printed = '5,000'"),
    ("not_determined", "UPDATE counts SET period_start = DATE '2012-01-01'"),
    ("not_determined", "UPDATE counts SET dimension_value = 'women'"),
    ("not_determined", "UPDATE phases SET page = NULL"),
    ("not_determined", "UPDATE products SET title = ' '"),
    ("not_determined", "UPDATE contacts SET organisation = NULL, email = NULL"),
    ("orphan_run", "UPDATE counts SET first_run = 'gone'"),
    ("orphan_run", "UPDATE evidence SET since_run = 'gone'"),
    ("fund_below_minimum", "INSERT INTO bounds VALUES ('lighthouse-fund', 'counts', 2, NULL, NULL)"),
    ("fund_below_minimum", "INSERT INTO bounds VALUES ('the lighthouse FUND', 'documents', 2, 9, NULL)"),
    ("warn_fund_above_maximum", "INSERT INTO bounds VALUES ('lighthouse-fund', 'achievements', NULL, 0, NULL)"),
    ("warn_fund_unknown", "INSERT INTO bounds VALUES ('harbour-fund', 'counts', 1, NULL, NULL)"),
    ("warn_unit_missing", "UPDATE counts SET unit = NULL"),
    ("warn_share_over_100", "UPDATE counts SET kind = 'percent'"),
]
SOUND = [
    # The document does not show which dollar it is.
    "UPDATE counts SET kind = 'money', currency = NULL, unit = NULL, value_printed = '$5 million'",
    "UPDATE counts SET kind = 'percent', claim = 'change'",
    "UPDATE evidence SET x1 = 595.9, top = -0.9",
    "UPDATE counts SET value_high = value + 5",
    "INSERT INTO bounds VALUES ('lighthouse-fund', 'counts', 1, 1, NULL)",
    "INSERT INTO bounds VALUES ('The Lighthouse Fund', 'products', 0, 5, NULL)",
    "INSERT INTO issues VALUES (NULL, 'x.pdf', NULL, 'empty', 'm', '/raw/x.pdf')",
    "INSERT INTO files SELECT * REPLACE ('/b.pdf' AS path, 'encrypted' AS status, 'gone' AS document_id) FROM files",
]


@pytest.fixture(scope="module")
def loaded() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        migrate(connection)
        load(connection, change(read_document()), run_record())
        mark_everything(connection)
        assert run_checks(connection) == ()
        yield connection


@pytest.fixture
def sound(loaded: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    loaded.execute("BEGIN")
    yield loaded
    loaded.execute("ROLLBACK")


def found(connection: duckdb.DuckDBPyConnection) -> set[str]:
    mark_everything(connection)
    return {finding.check.name for finding in run_checks(connection)}


@pytest.mark.parametrize(("name", "fault"), FAULTS)
def test_a_planted_fault_is_found(sound: duckdb.DuckDBPyConnection, name: str, fault: str) -> None:
    sound.execute(fault)
    mark_everything(sound)
    # Only this check: all of them take twenty times as long, and find other faults as well.
    [check] = [check for check in checks() if check.name == name]
    assert sound.execute(check.sql).fetchall()


@pytest.mark.parametrize("harmless", SOUND)
def test_what_is_allowed_is_not_found(sound: duckdb.DuckDBPyConnection, harmless: str) -> None:
    sound.execute(harmless)
    assert found(sound) == set()


def test_every_check_has_a_planted_fault() -> None:
    assert {name for name, _ in FAULTS} == {check.name for check in checks()}


def test_every_check_says_what_a_row_means() -> None:
    assert [check.name for check in checks() if not check.meaning.endswith(".")] == []


def test_checks_look_at_the_changed_documents_alone(sound: duckdb.DuckDBPyConnection) -> None:
    sound.execute("UPDATE counts SET page = 9")
    mark_changed(sound, ["another"])
    assert run_checks(sound) == ()
    mark_changed(sound, ["lighthouse000000"])
    assert {finding.check.name for finding in run_checks(sound)} == {"orphan_page"}


def test_an_id_that_another_document_has_is_found_from_either(sound: duckdb.DuckDBPyConnection) -> None:
    sound.execute("INSERT INTO counts FROM (SELECT * REPLACE ('another' AS document_id) FROM counts)")
    mark_changed(sound, ["another"])
    assert "duplicate_ids" in {finding.check.name for finding in run_checks(sound)}


def test_a_published_warehouse_can_be_checked_as_a_whole(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    publish(warehouse, change(read_document()), run_record())
    assert check(warehouse) == ()
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("DELETE FROM evidence")
    assert [finding.check.name for finding in check(warehouse)] == ["fact_without_evidence"]


def test_warnings_are_reported_and_stop_nothing(tmp_path: Path) -> None:
    read = read_document()
    count = replace(read.facts.counts[0], unit=None)
    report = publish(tmp_path / "w.duckdb", change(with_facts(read, counts=(count,))), run_record())
    assert [finding.check.name for finding in report.warnings] == ["warn_unit_missing"]
