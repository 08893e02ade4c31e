from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.stores.server import Bucket, StoreServer, serving


@pytest.fixture(scope="session")
def _server() -> Iterator[StoreServer]:
    with serving() as made:
        yield made


@pytest.fixture
def server(_server: StoreServer) -> Iterator[StoreServer]:
    yield _server
    _server.planted.clear()


@pytest.fixture
def bucket(server: StoreServer) -> Bucket:
    return server.bucket()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rounds follow each other at once. s3fs has rounds of its own, with waits between them."""
    monkeypatch.setattr("tfextract.store_errors._FIRST_WAIT", 0.0)
    monkeypatch.setattr("s3fs.core.S3FileSystem.retries", 1)
