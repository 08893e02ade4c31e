"""Facts → DuckDB: the warehouse's tables, publishing to it and reading from it. The only place that imports duckdb."""

from tfextract.warehouse.checks import Check, ChecksFailedError, Finding
from tfextract.warehouse.load import Change, RunRecord
from tfextract.warehouse.publishing import PublishReport, publish
from tfextract.warehouse.read import (
    FactRecord,
    LedgerEntry,
    QueryResult,
    StatusSummary,
    UnreadFile,
    check,
    connect,
    fetch_fact,
    read_ledger,
    run_query,
    status_summary,
)
from tfextract.warehouse.tables import Column, OpenWarehouse, Relation, open_tables

__all__ = [
    "Change",
    "Check",
    "ChecksFailedError",
    "Column",
    "FactRecord",
    "Finding",
    "LedgerEntry",
    "OpenWarehouse",
    "PublishReport",
    "QueryResult",
    "Relation",
    "RunRecord",
    "StatusSummary",
    "UnreadFile",
    "check",
    "connect",
    "fetch_fact",
    "open_tables",
    "publish",
    "read_ledger",
    "run_query",
    "status_summary",
]
