from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import WorkStealingScheduling

from tests.command import Command
from tests.seed import SEED
from tests.shared import SharedReaders
from tests.warehouse.beginnings import Beginnings
from tests.warehouse.samples import change, read_document
from tfextract.model import ReadDocument
from tfextract.settings import load_settings

# Half a second of imports, for the tests that read.
if TYPE_CHECKING:
    from tfextract.pipeline import Reader

# A busy machine is no failure of what is tested.
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")

ROOT = Path(__file__).resolve().parents[1]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The flows' tests come first, since they take longest, then those that read, so that few processes load spaCy."""
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    if item.nodeid.startswith("tests/flows/"):
        return 0
    reads = item.nodeid.startswith("tests/extract/") or "reader" in getattr(item, "fixturenames", ())
    return 1 if reads else 2


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> WorkStealingScheduling:
    """Each process begins with consecutive tests, and one that is done takes over the end of another's.

    So fixtures of a module are made once, and the tests on the suite's one Prefect server stay in one process.
    """
    return WorkStealingScheduling(config, log)


@pytest.fixture(scope="session")
def project() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def beginnings(tmp_path_factory: pytest.TempPathFactory) -> Beginnings:
    return Beginnings(tmp_path_factory.mktemp("beginnings"))


@pytest.fixture(scope="session")
def reader() -> Reader:
    """As `Reader.load` makes it, with the spaCy pipeline that the tests of rules have loaded."""
    from tests.extract.builders import nlp
    from tfextract.extract import Extractor
    from tfextract.extract.score import SecondJudge
    from tfextract.model import EncoderUse
    from tfextract.pipeline import Reader

    return Reader(Extractor(nlp(), SecondJudge.load(EncoderUse.UNSURE)))


@pytest.fixture(scope="session")
def seed(reader: Reader) -> ReadDocument:
    """The brochure in raw/, read."""
    return reader.read(SEED)


@pytest.fixture(scope="session")
def _all_shared() -> Iterator[SharedReaders]:
    with contextlib.closing(SharedReaders()) as made:
        yield made


@pytest.fixture(scope="module")
def shared_readers(_all_shared: SharedReaders) -> Iterator[None]:
    """The ingests of a module start no scripted reader where one of the same kind is there."""
    with pytest.MonkeyPatch.context() as patch:
        for module in ("ingest", "reprocess"):
            patch.setattr(f"tfextract.{module}.Workers", _all_shared)
        yield


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
    # No other process writes to the files that a test has just written.
    os.environ["TFEXTRACT_REST_SECONDS"] = "0"
    yield
    del os.environ["TFEXTRACT_REST_SECONDS"]
    os.environ.update(kept)
