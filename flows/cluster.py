"""Reads the documents of a flow on a Dask cluster: an existing one, or a temporary one on this machine."""

from __future__ import annotations

import atexit
import contextlib
import gc
import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from prefect.futures import PrefectFuture
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows import tasks
from flows.environment import uses_own_server
from tfextract.errors import RunFailedError, UserError
from tfextract.ingest import Tell
from tfextract.model import FileStatus
from tfextract.outcome import Outcome
from tfextract.parts.exchange import Batch, Exchange, batches, place_of
from tfextract.parts.manifest import Manifest
from tfextract.publication import DocumentPortion
from tfextract.settings import Settings
from tfextract.warehouse import RunRecord

if TYPE_CHECKING:
    from prefect_dask.task_runners import DaskTaskRunner

Say = Callable[[str], None]
_NOT_INSTALLED = (
    "the setting runner is dask, and Dask is not installed here: .venv/bin/python -m pip install 'tfextract[dask]'"
)
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(slots=True)
class Reading:
    """The batches given to workers, and what earlier runs left."""

    runner: DaskTaskRunner
    exchange: Exchange
    settings: Settings
    tell: Tell
    _given: dict[int, list[tuple[Batch, PrefectFuture[Manifest]]]]

    def outcomes(self, part: DocumentPortion) -> list[Outcome]:
        """The outcomes in the order of the part. Raises RunFailedError if the cluster is gone."""
        outcomes = {asked.file.key: self.exchange.earlier(asked) for asked in part.to_read if self.exchange.has(asked)}
        for outcome in outcomes.values():
            self.tell(outcome)
        for batch, future in self._given[id(part)]:
            for outcome in self._taken(batch, future):
                outcomes[outcome.asked.file.key] = outcome
                self.tell(outcome)
        return [outcomes[asked.file.key] for asked in part.to_read]

    def _taken(self, batch: Batch, future: PrefectFuture[Manifest]) -> tuple[Outcome, ...]:
        from concurrent.futures import CancelledError

        from distributed import KilledWorker

        try:
            manifest = future.result(raise_on_failure=True)
        except KilledWorker as lost:
            message = f"the workers that read it were lost, {lost.allowed_failures + 1} times"
            return tuple(Outcome(asked, FileStatus.FAILED, message=message, passing=True) for asked in batch.to_read)
        except (CancelledError, OSError) as error:
            raise RunFailedError(
                f"the scheduler of the Dask cluster ({self.runner.address or 'of this machine'}) was lost: what was "
                f"published before stays, and what was read since is in {self.exchange.storage.location}, where the "
                "next run takes it from"
            ) from error
        return self.exchange.take(batch, manifest)


@contextlib.contextmanager
def reading(
    parts: tuple[DocumentPortion, ...], settings: Settings, run: RunRecord, say: Say, tell: Tell
) -> Iterator[Reading]:
    """Submits all batches at once, in publishing order. Reports lost workers.

    Raises UserError if Dask is not installed or the cluster cannot be reached.
    """
    with (
        Exchange(place_of(settings), run.run_id, run.reader_version) as exchange,
        _named_server(settings),
        _started(settings) as runner,
    ):
        if exchange.left:
            say(f"Taken in from runs that ended early: {exchange.left} documents that were read.")
        groups = [[asked for asked in part.to_read if not exchange.has(asked)] for part in parts]
        given: dict[int, list[tuple[Batch, PrefectFuture[Manifest]]]] = {}
        with _losses_told(runner, say):
            for part, cut in zip(parts, batches(groups), strict=True):
                given[id(part)] = [(batch, _submit(runner, batch, exchange, settings, run)) for batch in cut]
            yield Reading(runner, exchange, settings, tell, given)


def _submit(
    runner: DaskTaskRunner, batch: Batch, exchange: Exchange, settings: Settings, run: RunRecord
) -> PrefectFuture[Manifest]:
    # Not wrapped (tasks.whole), because Dask turns the wrapper into a tuple. There is little to walk through.
    given: dict[str, Any] = {
        "batch": batch.to_read,
        "share": batch.share,
        "storage": exchange.storage,
        "settings": settings,
        "reader_version": run.reader_version,
    }
    future: PrefectFuture[Manifest] = runner.submit(tasks.read_part, given)
    return future


@contextlib.contextmanager
def _started(settings: Settings) -> Iterator[DaskTaskRunner]:
    # A closed cluster keeps tasks of lost workers with time zones of pydantic-core. Freeing them at shutdown crashes
    # the process with SIGSEGV. Registered first, this handler runs after distributed's.
    atexit.register(gc.collect)
    # Set before distributed is imported, here and in local workers, because it writes to the screen.
    os.environ.setdefault("DASK_LOGGING__DISTRIBUTED", "critical")
    try:
        from prefect_dask.task_runners import DaskTaskRunner
    except ImportError as error:
        raise UserError(_NOT_INSTALLED) from error
    if settings.dask_address is None:
        local = {
            "n_workers": settings.workers,
            "threads_per_worker": 1,
            "dashboard_address": None,
            # No memory limit for workers: their reader processes have their own limits.
            "memory_limit": 0,
        }
        runner = DaskTaskRunner(cluster_class="distributed.LocalCluster", cluster_kwargs=local)
    else:
        runner = DaskTaskRunner(address=settings.dask_address)
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(runner)
            _ = runner.client
        except (OSError, ValueError) as error:
            where = settings.dask_address or "of this machine"
            raise RunFailedError(f"the Dask cluster {where} does not answer: {error}") from error
        yield runner


@contextlib.contextmanager
def _named_server(settings: Settings) -> Iterator[None]:
    """Workers report their tasks to the run's server. A server that Prefect started for the run has no address in the
    settings yet."""
    if not uses_own_server():
        yield
        return
    host = urlsplit(settings.dask_address or "tcp://127.0.0.1").hostname
    if host not in _LOOPBACK:
        raise UserError(
            f"workers of the Dask cluster {settings.dask_address} do not reach the server that is started for a run: "
            "name one with PREFECT_API_URL"
        )
    from prefect.server.api.server import SubprocessASGIServer

    with temporary_settings({PREFECT_API_URL: SubprocessASGIServer().api_url}):
        yield


@contextlib.contextmanager
def _losses_told(runner: DaskTaskRunner, say: Say) -> Iterator[None]:
    lock, ended = threading.Lock(), False

    def hear(event: tuple[float, dict[str, Any]]) -> None:
        _, reported = event
        with lock:
            if reported.get("action") == "remove-worker" and not ended:
                say(f"The worker {reported['worker']} was lost; what it was reading is read by others.")

    client: Any = runner.client
    client.subscribe_topic("all", hear)
    try:
        yield
    finally:
        with lock:
            ended = True
        with contextlib.suppress(Exception):
            client.unsubscribe_topic("all")
