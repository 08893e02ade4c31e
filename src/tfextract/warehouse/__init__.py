"""Facts → DuckDB: the warehouse's tables, publishing to it and reading from it. The only place that imports duckdb."""

from tfextract.warehouse.builds import Build, kept_builds, newest_run, roll_back
from tfextract.warehouse.checks import Check, ChecksFailedError, Finding
from tfextract.warehouse.history import NO_DIFFERENCES, Differences, DocumentDifference, FactDifference
from tfextract.warehouse.journal import RunMark, begin_portion, marks, running
from tfextract.warehouse.load import Change, RunRecord
from tfextract.warehouse.paths import kept_folder
from tfextract.warehouse.publishing import Approve, PublishReport, publish
from tfextract.warehouse.read import (
    FactRecord,
    KnownDocument,
    KnownSheets,
    LedgerEntry,
    QueryResult,
    StatusSummary,
    UnreadFile,
    check,
    connect,
    fetch_fact,
    is_behind,
    known_documents,
    known_sheets,
    read_ledger,
    run_query,
    status_summary,
)
from tfextract.warehouse.results import (
    FundResults,
    IndicatorResult,
    ResultBaseline,
    ResultPeriod,
    ResultValue,
    read_results,
)
from tfextract.warehouse.staging import Spool, Staged, discard, forget, stage, staged, take
from tfextract.warehouse.tables import Column, OpenWarehouse, Relation, open_tables
from tfextract.warehouse.withholding import CONTRADICTS, WHOLE_DOCUMENT, Withheld

__all__ = [
    "CONTRADICTS",
    "NO_DIFFERENCES",
    "WHOLE_DOCUMENT",
    "Approve",
    "Build",
    "Change",
    "Check",
    "ChecksFailedError",
    "Column",
    "Differences",
    "DocumentDifference",
    "FactDifference",
    "FactRecord",
    "Finding",
    "FundResults",
    "IndicatorResult",
    "KnownDocument",
    "KnownSheets",
    "LedgerEntry",
    "OpenWarehouse",
    "PublishReport",
    "QueryResult",
    "Relation",
    "ResultBaseline",
    "ResultPeriod",
    "ResultValue",
    "RunMark",
    "RunRecord",
    "Spool",
    "Staged",
    "StatusSummary",
    "UnreadFile",
    "Withheld",
    "begin_portion",
    "check",
    "connect",
    "discard",
    "fetch_fact",
    "forget",
    "is_behind",
    "kept_builds",
    "kept_folder",
    "known_documents",
    "known_sheets",
    "marks",
    "newest_run",
    "open_tables",
    "publish",
    "read_ledger",
    "read_results",
    "roll_back",
    "run_query",
    "running",
    "stage",
    "staged",
    "status_summary",
    "take",
]
