"""A warehouse in memory and the folder of its sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import duckdb

from tfextract.model import ReadDocument
from tfextract.sheets import read_sheets
from tfextract.sheets.reviews import append_rows
from tfextract.warehouse.checks import mark_everything, run_checks
from tfextract.warehouse.load import Change, load

from .samples import change, run_record, source_file


class Place:
    """Every change is checked as a whole."""

    def __init__(self, folder: Path, connection: duckdb.DuckDBPyConnection) -> None:
        self.folder = folder
        self._connection = connection
        self._runs = 0

    def write(self, name: str, columns: Sequence[str], *rows: dict[str, str]) -> None:
        (self.folder / name).unlink(missing_ok=True)
        append_rows(self.folder / name, columns, rows)

    def publish(self, *documents: ReadDocument) -> None:
        self._publish(change(*documents))

    def overwrite(self, name: str, document: ReadDocument) -> None:
        """The document takes the place of what lay in the file of this name."""
        file = replace(source_file(name), document_id=document.document.document_id)
        self._publish(Change((file,), (document,), ()))

    def _publish(self, found: Change) -> None:
        self._runs += 1
        made = replace(found, sheets=read_sheets([self.folder]))
        load(self._connection, made, run_record(f"run-{self._runs}", day=self._runs))
        mark_everything(self._connection)
        assert [finding for finding in run_checks(self._connection) if not finding.check.warning] == []

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        return list(self._connection.execute(sql).fetchall())
