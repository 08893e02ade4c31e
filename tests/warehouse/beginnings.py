"""Warehouses that tests begin with: published once in a session, and copied for each test."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import duckdb

from tfextract.warehouse import Change, publish
from tfextract.warehouse.paths import WarehousePaths
from tfextract.warehouse.schema import CATALOG, STORAGE_VERSION, migrate

from .samples import run_record


class Beginnings:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[tuple[Change, ...], Path] = {}

    def begin(self, warehouse: Path, *changes: Change) -> Path:
        """A new file to which the changes were published as run-1, run-2, … of the 1st, 2nd, … of May.

        Of no change it has its tables, and no run.
        """
        if changes not in self._made:
            self._made[changes] = self._make(changes)
        made, copy = WarehousePaths.of(self._made[changes]), WarehousePaths.of(warehouse)
        copy.target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(made.target, copy.target)
        shutil.copytree(made.folder, copy.folder)
        return warehouse

    def _make(self, changes: tuple[Change, ...]) -> Path:
        warehouse = Path(tempfile.mkdtemp(dir=self._folder)) / "w.duckdb"
        if changes:
            self.begin(warehouse, *changes[:-1])
            publish(warehouse, changes[-1], run_record(f"run-{len(changes)}", day=len(changes)))
        else:
            _make_tables(warehouse)
        return warehouse


def _make_tables(warehouse: Path) -> None:
    WarehousePaths.of(warehouse).make()
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{warehouse}' AS {CATALOG} (STORAGE_VERSION '{STORAGE_VERSION}')")
        connection.execute(f"USE {CATALOG}")
        migrate(connection)
