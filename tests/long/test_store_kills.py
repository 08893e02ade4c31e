from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.store_kills import KINDS, StoreKiller
from tests.stores.server import serving


@pytest.fixture(scope="module")
def killer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoreKiller]:
    with serving() as server:
        yield StoreKiller.at(tmp_path_factory.mktemp("killed") / "place", server, seed=5)


@pytest.mark.parametrize("kind", KINDS)
def test_a_command_over_a_bucket_that_is_killed_loses_nothing(killer: StoreKiller, kind: str) -> None:
    done = [killer.draw(kind) for _ in range(2)]
    assert any(one.killed for one in done)
