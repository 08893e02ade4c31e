from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tfextract.warehouse.schema import migrate

from .people import Place


@pytest.fixture(scope="session")
def migrated() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        migrate(connection)
        yield connection


@pytest.fixture
def place(tmp_path: Path, migrated: duckdb.DuckDBPyConnection) -> Iterator[Place]:
    migrated.execute("BEGIN")
    yield Place(tmp_path / "raw", migrated)
    migrated.execute("ROLLBACK")
