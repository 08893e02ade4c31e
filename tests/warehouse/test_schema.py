"""The contract with analysts: tables, columns and types, each with a comment."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from tfextract.errors import UserError
from tfextract.warehouse import connect, history, publish
from tfextract.warehouse.dictionary import dictionary
from tfextract.warehouse.schema import migrate, migrations

from .beginnings import Beginnings
from .samples import change, public_columns, read_document, run_record

# The columns that must stay; written here a second time so that renaming one fails a test.
PUBLIC = """
files: path file_name document_id size modified_at status first_seen last_seen
documents: document_id sha256 file_name title publisher language report_year period_start period_end published_on
documents: source_uri supersedes page_count status ingested_at
pages: document_id page page_label width height status text_source
blocks: document_id page block_no role text heading heading_path x0 top x1 bottom
table_cells: document_id page table_no row_no col_no row_header col_header text
achievements: achievement_id document_id page text theme heading_path lead_in context_before result_level repeat_of
achievements: confidence
shortfalls: shortfall_id document_id page text stance theme heading_path confidence
counts: count_id document_id page value value_high value_printed kind qualifier unit currency claim basis per as_of
counts: period_start period_end period_source label quote theme achievement_id whole_id dimension dimension_value
counts: compares_with repeat_of money_role headline confidence claim_source
products: product_id document_id page title product_type product_class role state languages url items theme repeat_of
products: confidence
entities: entity_id kind name code
mentions: fact_id entity_id role inherited page quote
funds: fund_id name
document_funds: document_id fund_id
phases: phase_id fund_id document_id name start_year end_year amount currency frequency
priority_areas: phase_id position text
contacts: document_id page organisation address phone email website
evidence: fact_id document_id page block_no x0 top x1 bottom char_start char_end quote rule_id
issues: document_id file_name page code message
runs: run_id
reviews: review_id
schema_migrations: version
"""
TYPES = {
    ("counts", "value"): "DOUBLE",
    ("counts", "as_of"): "DATE",
    ("counts", "headline"): "BOOLEAN",
    ("counts", "count_id"): "VARCHAR",
    ("mentions", "inherited"): "BOOLEAN",
    ("products", "languages"): "VARCHAR[]",
    ("products", "items"): "VARCHAR[]",
    ("blocks", "heading_path"): "VARCHAR[]",
    ("achievements", "confidence"): "DOUBLE",
    ("documents", "period_start"): "DATE",
    ("documents", "ingested_at"): "TIMESTAMP",
}


@pytest.fixture(scope="module")
def warehouse(beginnings: Beginnings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return beginnings.begin(tmp_path_factory.mktemp("schema") / "w.duckdb", change(read_document()))


def test_every_public_column_is_there_with_its_type(warehouse: Path) -> None:
    with connect(warehouse) as connection:
        rows = connection.execute("SELECT table_name, column_name, data_type FROM duckdb_columns()").fetchall()
    types = {(table, column): kind for table, column, kind in rows}
    assert set(public_columns(PUBLIC)) - set(types) == set()
    assert {key: types[key] for key in TYPES} == TYPES


def test_every_table_view_and_column_says_what_it_is(warehouse: Path) -> None:
    with connect(warehouse) as connection:
        bare = connection.execute(
            "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal AND comment IS NULL "
            "UNION ALL SELECT table_name, '' FROM duckdb_tables() WHERE NOT internal AND comment IS NULL "
            "UNION ALL SELECT view_name, '' FROM duckdb_views() WHERE NOT internal AND comment IS NULL"
        ).fetchall()
    assert bare == []


def test_no_keys_slow_the_load(warehouse: Path) -> None:
    with connect(warehouse) as connection:
        kinds = connection.execute("SELECT DISTINCT constraint_type FROM duckdb_constraints()").fetchall()
    assert kinds == [("NOT NULL",)]


def test_the_file_is_in_the_format_that_older_tools_read(warehouse: Path) -> None:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        tags = connection.execute(
            "SELECT tags['storage_version'] FROM duckdb_databases() WHERE path IS NOT NULL"
        ).fetchall()
    assert tags[0][0].startswith("v1.2.")


def test_migrations_are_applied_once() -> None:
    with duckdb.connect() as connection:
        known = [(migration.version, migration.name) for migration in migrations()]
        assert migrate(connection) == tuple(version for version, _ in known)
        assert migrate(connection) == ()
        assert connection.execute("SELECT version, name FROM schema_migrations ORDER BY 1").fetchall() == known


@pytest.mark.parametrize(
    "harm",
    [
        "DROP VIEW pledges",
        "CREATE OR REPLACE VIEW unread AS FROM unread LIMIT 0",
        "DROP MACRO TABLE history.counts_as_of",
        "COMMENT ON COLUMN pledges.pledged IS NULL",
    ],
)
def test_a_spoilt_schema_is_restored_at_the_next_publish(warehouse: Path, tmp_path: Path, harm: str) -> None:
    spoilt = Path(shutil.copy(warehouse, tmp_path))
    with duckdb.connect(str(spoilt)) as connection:
        connection.execute(harm)
    publish(spoilt, change(read_document("other")), run_record("run-2"))
    assert defined(spoilt) == defined(warehouse)


def defined(warehouse: Path) -> list[tuple[object, ...]]:
    with connect(warehouse) as connection:
        return connection.execute(
            "SELECT view_name, sql FROM duckdb_views() WHERE NOT internal "
            "UNION ALL SELECT function_name, NULL FROM duckdb_functions() WHERE NOT internal "
            "UNION ALL SELECT table_name || '.' || column_name, comment FROM duckdb_columns() WHERE NOT internal "
            "ORDER BY ALL"
        ).fetchall()


def test_views_that_are_as_they_should_be_are_left_alone(
    warehouse: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = Path(shutil.copy(warehouse, tmp_path))
    monkeypatch.setattr(history, "make_tables", lambda _: pytest.fail("made again"))
    publish(copy, change(read_document("other")), run_record("run-2"))


def test_a_warehouse_of_a_newer_version_is_left_alone() -> None:
    with duckdb.connect() as connection:
        migrate(connection)
        connection.execute("INSERT INTO schema_migrations VALUES (999, 'from_the_future', now()::TIMESTAMP)")
        with pytest.raises(UserError, match="newer version"):
            migrate(connection)


def test_the_data_dictionary_is_up_to_date() -> None:
    page = Path(__file__).parents[2] / "docs" / "data-dictionary.md"
    assert page.read_text("utf-8") == dictionary()
