"""The flow on a Dask cluster of several worker processes, some of them killed: the rows are those of one process."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from tests import pdfs
from tests.flows.places import NOISE, PATIENCE, Workplace, clean_environment, until
from tests.rows import rows_of
from tfextract.ingest import ingest
from tfextract.settings import Settings

DOCUMENTS = 24
# Guards against hanging: each worker of a cluster, and each of its readers, takes seconds of a processor to start.
_LONG = 2 * PATIENCE


@dataclass
class Archive:
    raw: Path
    rows: dict[str, list[str]]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    folder = tmp_path_factory.mktemp("dask")
    pdfs.write_folder(folder / "raw")
    for number in range(DOCUMENTS):
        lines = (f"The Quay Fund, report {number}", f"In 2021 the fund trained {1000 + number:,} pilots in Kenya.")
        (folder / "raw" / f"report-{number:02}.pdf").write_bytes(pdfs.text_pdf(*lines, *pdfs.LINES))
    ingest([folder / "raw"], folder / "w.duckdb", Settings(raw=folder / "raw", workers=2))
    return Archive(folder / "raw", rows_of(folder / "w.duckdb"))


@dataclass
class Flow:
    """A run of the flow that reads on a cluster, watched while it works."""

    process: subprocess.Popen[str]
    warehouse: Path
    messages: list[str] = field(default_factory=list)

    @classmethod
    def start(cls, workplace: Workplace, raw: Path, warehouse: Path, *more: str) -> Flow:
        command = [sys.executable, "-m", "flows.ingest", str(raw), "--warehouse", str(warehouse), "--runner", "dask"]
        env = clean_environment() | workplace.env
        return cls(
            subprocess.Popen(
                [*command, *more],
                cwd=workplace.folder,
                env=env,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            ),
            warehouse,
        )

    def until_some_is_read(self, parts: int = 1) -> None:
        folder = self.warehouse.with_name(f"{self.warehouse.name}.runs") / "parts"
        deadline = time.monotonic() + _LONG
        while time.monotonic() < deadline and self.process.poll() is None:
            if len(list(folder.glob("*/*.json"))) >= parts:
                return
            time.sleep(0.1)
        self.process.kill()
        raise AssertionError(self.process.communicate())

    def end(self) -> tuple[int, str, str]:
        try:
            out, err = self.process.communicate(timeout=_LONG)
        finally:
            self.process.kill()
        return self.process.returncode, out, err


def readers_below(process: int) -> list[psutil.Process]:
    """Processes that have reader processes of their own: workers of the cluster."""
    found = []
    for child in psutil.Process(process).children(recursive=True):
        try:
            if any("tfextract.reader_process" in word for word in child.cmdline()):
                found.append(child.parent())
        except psutil.NoSuchProcess:
            continue
    return [worker for worker in found if worker is not None]


def test_a_worker_killed_in_the_middle_costs_nothing(workplace: Workplace, archive: Archive, tmp_path: Path) -> None:
    flow = Flow.start(workplace, archive.raw, tmp_path / "w.duckdb", "--workers", "3")
    flow.until_some_is_read()
    victim = until(lambda: readers_below(flow.process.pid))[0]
    victim.send_signal(signal.SIGKILL)

    status, out, err = flow.end()

    assert (status, err) == (3, "")
    assert "was lost; what it was reading is read by others." in out
    assert not NOISE.search(out)
    assert rows_of(tmp_path / "w.duckdb") == archive.rows
    # No parts and nothing of the cluster are left.
    assert list((tmp_path / "w.duckdb.runs" / "parts").iterdir()) == []
    assert not victim.is_running()


@dataclass
class Cluster:
    """A scheduler and two workers, as docs/operation.md starts them; the folder is that of the checkout."""

    folder: Path
    env: dict[str, str]
    port: int
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"tcp://127.0.0.1:{self.port}"

    def start(self) -> None:
        self._run("dask_scheduler", "--host", "127.0.0.1", "--port", str(self.port), "--no-dashboard")
        until(self._answers)
        for _ in range(2):
            self._run("dask_worker", self.address, "--nthreads", "1", "--no-dashboard", "--memory-limit", "0")

    def _run(self, program: str, *words: str) -> None:
        command = [sys.executable, "-m", f"distributed.cli.{program}", *words]
        self.processes.append(
            subprocess.Popen(
                command, cwd=self.folder, env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
        )

    def _answers(self) -> bool:
        with socket.socket() as tried:
            return tried.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self) -> None:
        for process in self.processes:
            process.terminate()
        deadline = time.monotonic() + 20
        for process in self.processes:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.processes.clear()


@pytest.fixture
def new_cluster(workplace: Workplace) -> Iterator[Callable[[], Cluster]]:
    made: list[Cluster] = []

    def new() -> Cluster:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        made.append(Cluster(workplace.folder, clean_environment() | workplace.env, port))
        made[-1].start()
        return made[-1]

    yield new
    for cluster in made:
        cluster.stop()


def test_a_lost_scheduler_is_reported_and_the_next_run_uses_what_was_read(
    workplace: Workplace, archive: Archive, tmp_path: Path, new_cluster: Callable[[], Cluster]
) -> None:
    cluster = new_cluster()
    flow = Flow.start(workplace, archive.raw, tmp_path / "w.duckdb", "--dask-address", cluster.address)
    flow.until_some_is_read(2)
    os.kill(cluster.processes[0].pid, signal.SIGKILL)

    status, _, err = flow.end()

    assert status == 1
    assert f"the scheduler of the Dask cluster ({cluster.address}) was lost" in err
    assert "Traceback" not in err
    cluster.stop()

    again = Flow.start(workplace, archive.raw, tmp_path / "w.duckdb", "--dask-address", new_cluster().address)
    status, out, err = again.end()

    assert (status, err) == (3, "")
    assert "Taken in from runs that ended early: " in out
    assert rows_of(tmp_path / "w.duckdb") == archive.rows


def test_a_cluster_that_is_not_there_ends_in_one_sentence(
    workplace: Workplace, archive: Archive, tmp_path: Path
) -> None:
    flow = Flow.start(workplace, archive.raw, tmp_path / "w.duckdb", "--dask-address", "tcp://127.0.0.1:9")
    status, _, err = flow.end()
    assert status == 1
    assert "the Dask cluster tcp://127.0.0.1:9 does not answer" in err
    assert "Traceback" not in err
