from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from tests.command import Command
from tests.seed import SEED
from tests.warehouse.beginnings import Beginnings
from tests.warehouse.samples import change, read_document
from tfextract.model import ReadDocument
from tfextract.settings import Settings, load_settings

# Half a second of imports, for the tests that read.
if TYPE_CHECKING:
    from tfextract.pipeline import Reader

# A busy machine is no failure of what is tested.
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")

ROOT = Path(__file__).resolve().parents[1]


def _is_of_flows(nodeid: str) -> bool:
    return nodeid.startswith("tests/flows/")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The flows' tests come first, since they take longest."""
    items.sort(key=lambda item: not _is_of_flows(item.nodeid))


class FlowsInOneProcess(LoadScopeScheduling):
    """The tests on the suite's one Prefect server go to one process, the others to whichever is free.

    The mark `xdist_group` does not reach xdist 3.8 under pytest 9.2, where the id it is written into is read-only.
    """

    def _split_scope(self, nodeid: str) -> str:
        return "flows" if _is_of_flows(nodeid) else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> FlowsInOneProcess:
    return FlowsInOneProcess(config, log)


@pytest.fixture(scope="session")
def project() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def beginnings(tmp_path_factory: pytest.TempPathFactory) -> Beginnings:
    return Beginnings(tmp_path_factory.mktemp("beginnings"))


@pytest.fixture(scope="session")
def reader() -> Reader:
    from tfextract.pipeline import Reader

    return Reader.load(Settings())


@pytest.fixture(scope="session")
def seed(reader: Reader) -> ReadDocument:
    """The brochure in raw/, read."""
    return reader.read(SEED)


@pytest.fixture
def command(
    tmp_path: Path, beginnings: Beginnings, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Iterator[Command]:
    """In a folder with a warehouse of one document."""
    monkeypatch.chdir(tmp_path)
    warehouse = beginnings.begin(tmp_path / "warehouse" / "tfextract.duckdb", change(read_document()))
    load_settings.cache_clear()
    yield Command(tmp_path, warehouse, monkeypatch, capfd)
    load_settings.cache_clear()


@pytest.fixture(autouse=True, scope="session")
def _no_settings_of_the_shell() -> Iterator[None]:
    """A TFEXTRACT_… variable of the person who runs the suite must not decide what it finds."""
    kept = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("TFEXTRACT_")}
    # Nobody else writes to the files that a test has just written.
    os.environ["TFEXTRACT_REST_SECONDS"] = "0"
    yield
    del os.environ["TFEXTRACT_REST_SECONDS"]
    os.environ.update(kept)
