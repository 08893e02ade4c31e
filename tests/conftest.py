from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine is no failure of what is tested.
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")

ROOT = Path(__file__).resolve().parents[1]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests on the suite's one Prefect server go to one process, and first, since they take longest."""
    flows = ROOT / "tests" / "flows"
    for item in items:
        if item.path.is_relative_to(flows):
            item.add_marker(pytest.mark.xdist_group("flows"))
    items.sort(key=lambda item: not item.path.is_relative_to(flows))


@pytest.fixture(scope="session")
def project() -> Path:
    return ROOT


@pytest.fixture(autouse=True, scope="session")
def _no_settings_of_the_shell() -> Iterator[None]:
    """A TFEXTRACT_… variable of the person who runs the suite must not decide what it finds."""
    kept = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("TFEXTRACT_")}
    yield
    os.environ.update(kept)
