"""The messages of a flow whose cluster fails. tests/long/test_dask.py shows that nothing is lost."""

from __future__ import annotations

import sys
from concurrent.futures import CancelledError
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from distributed import KilledWorker

from tfextract.errors import RunFailedError, UserError
from tfextract.model import FileStatus
from tfextract.parts.exchange import batches
from tfextract.planning import plan
from tfextract.settings import Runner, Settings


class Lost:
    """A task that ends so."""

    def __init__(self, error: BaseException) -> None:
        self._error = error

    def result(self, **_: object) -> Any:
        raise self._error


def reading(settings: Settings, error: BaseException) -> list[Any]:
    from flows import cluster

    to_read = plan([settings.raw], settings.warehouse, settings).to_read
    part = SimpleNamespace(to_read=to_read)
    [group] = batches([to_read])
    exchange = SimpleNamespace(has=lambda _: False, storage=SimpleNamespace(location="s3://archive/parts/run-1"))
    runner = SimpleNamespace(address="tcp://scheduler:8786")
    given = {id(part): [(batch, Lost(error)) for batch in group]}
    return cluster.Reading(runner, exchange, settings, lambda _: None, given).outcomes(part)  # type: ignore[arg-type]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.pdf").write_text("%PDF-1.4 a")
    return Settings(raw=tmp_path / "raw", warehouse=tmp_path / "w.duckdb", runner=Runner.DASK)


def test_a_batch_whose_workers_are_all_lost_is_tried_again_by_the_next_run(settings: Settings) -> None:
    lost = SimpleNamespace(address="tcp://a")
    [outcome] = reading(settings, KilledWorker("read part", lost, 3))  # type: ignore[arg-type]
    assert (outcome.status, outcome.passing) == (FileStatus.FAILED, True)
    assert outcome.message == "the workers that read it were lost, 4 times"


@pytest.mark.parametrize("error", [CancelledError(), OSError("closed")])
def test_a_lost_scheduler_is_reported_with_the_place_of_its_parts(settings: Settings, error: BaseException) -> None:
    with pytest.raises(RunFailedError, match=r"the Dask cluster \(tcp://scheduler:8786\) was lost: what was published"):
        reading(settings, error)


def test_without_dask_one_sentence_says_what_to_install(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows import cluster

    monkeypatch.setitem(sys.modules, "prefect_dask.task_runners", None)
    with pytest.raises(UserError, match=r"Dask is not installed here: .*pip install 'tfextract\[dask\]'"):
        cluster._started(settings).__enter__()


def test_workers_elsewhere_need_a_server_with_a_name(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows import cluster

    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    away = settings.model_copy(update={"dask_address": "tcp://scheduler:8786"})
    with pytest.raises(UserError, match="name one with PREFECT_API_URL"):
        cluster._named_server(away).__enter__()
