"""`make serve`: server, page, schedule and worker of one host, stopped, killed and started again."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sqlite3
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests import pdfs
from tests.flows.places import NOISE, PATIENCE, Workplace, ask, clean_environment, until

_DEPLOYMENT = "deployments/name/ingest/nightly"


@dataclass
class Host:
    place: Workplace
    folder: Path
    port: int

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.port}/api"

    @property
    def warehouse(self) -> Path:
        return self.folder / "warehouse.duckdb"

    def start(self, *parameters: str) -> subprocess.Popen[str]:
        settings = {
            "TFEXTRACT_RAW": str(self.folder / "raw"),
            "TFEXTRACT_WAREHOUSE": str(self.warehouse),
            "TFEXTRACT_STATE_FOLDER": str(self.folder / "state"),
            "TFEXTRACT_SERVE_PORT": str(self.port),
        }
        return subprocess.Popen(
            ["make", "--no-print-directory", "serve", *parameters],
            cwd=self.place.folder,
            env=clean_environment() | settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def runs(self, state: str) -> list[Any]:
        """None as long as the server does not answer."""
        with contextlib.suppress(OSError):
            runs = ask(self.api, "flow_runs/filter", {"sort": "START_TIME_ASC"})
            return [run for run in runs if run["state_type"] == state]
        return []

    def processes(self) -> list[int]:
        """Everything that was started with this place's settings, the worker's runs and their readers too."""
        mark = f"TFEXTRACT_STATE_FOLDER={self.folder / 'state'}".encode()
        found = []
        for environ in Path("/proc").glob("[0-9]*/environ"):
            with contextlib.suppress(OSError):
                if mark in environ.read_bytes().split(b"\0"):
                    found.append(int(environ.parent.name))
        return found

    def log(self) -> str:
        return "\n".join(path.read_text("utf-8", "replace")[-3000:] for path in (self.folder / "state").glob("*.log"))


@pytest.fixture
def host(lonely_workplace: Workplace, tmp_path: Path) -> Iterator[Host]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (tmp_path / "raw").mkdir()
    host = Host(lonely_workplace, tmp_path, port)
    yield host
    for pid in host.processes():
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks for processes in /proc")
def test_a_host_that_dies_and_is_started_again(host: Host) -> None:
    pdfs.write_folder(host.folder / "raw")
    with host.start("CRON=* * * * * */15") as first:
        run = until(lambda: host.runs("RUNNING"), host.log)[0]
        # The power fails.
        for pid in host.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        first.communicate(timeout=PATIENCE)

    with host.start("CRON=* * * * * */15") as second:
        assert second.stdout is not None
        assert f"The run '{run['name']}' is marked as crashed" in second.stdout.readline()
        done = until(lambda: host.runs("COMPLETED"), host.log)[0]
        assert ask(host.api, f"flow_runs/{run['id']}")["state_name"] == "Crashed"
        assert (done["auto_scheduled"], done["created_by"]["type"]) == (True, "SCHEDULE")
        with duckdb.connect(host.warehouse, read_only=True) as connection:
            assert connection.execute("SELECT count(*) FROM documents WHERE status = 'read'").fetchall() == [(2,)]
        settings = ask(host.api, "admin/settings")["server"]
        assert settings["analytics_enabled"] is False
        assert settings["api"]["host"] == "127.0.0.1"
        os.killpg(second.pid, signal.SIGINT)
        stdout, stderr = second.communicate(timeout=PATIENCE)
    assert second.returncode in (0, 130, -signal.SIGINT, 2)
    assert stdout.splitlines()[-1] == "Stopped."
    assert not NOISE.search(stdout + stderr)
    assert host.processes() == []
    # A restart finds the schedule as it was.
    with sqlite3.connect(host.folder / "state" / "prefect.db") as database:
        assert database.execute("SELECT active FROM deployment_schedule").fetchall() == [(1,)]
        assert database.execute("SELECT count(*) FROM flow_run WHERE state_type = 'RUNNING'").fetchall() == [(0,)]


def test_a_port_that_is_taken_is_told(host: Host) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", host.port))
        taken.listen()
        with host.start() as serve:
            _, stderr = serve.communicate(timeout=PATIENCE)
    assert serve.returncode == 2
    assert stderr.startswith(f"port {host.port} cannot be used")
    assert "Traceback" not in stderr


def test_what_a_person_paused_stays_paused(
    workplace: Workplace, prefect_server: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from flows import serve

    monkeypatch.setattr(serve, "state_folder", lambda: tmp_path)
    monkeypatch.setattr(serve, "PROJECT", workplace.folder)
    env = clean_environment() | {"PREFECT_API_URL": prefect_server, "PREFECT_HOME": str(tmp_path), "DO_NOT_TRACK": "1"}
    if not serve._known("work_pools/tfextract", env):
        serve._once(["work-pool", "create", "tfextract", "--type", "process"], env)
    serve.deploy(serve.Schedule("0 4 1 1 *", "UTC"), env)
    for active in (False, True):
        deployment = ask(prefect_server, _DEPLOYMENT)
        [schedule] = deployment["schedules"]
        path = f"deployments/{deployment['id']}/schedules/{schedule['id']}"
        ask(prefect_server, path, {"active": active}, method="PATCH")
        serve.deploy(serve.Schedule(f"0 {5 + active} 1 1 *", "UTC"), env)
        [schedule] = ask(prefect_server, _DEPLOYMENT)["schedules"]
        assert (schedule["active"], schedule["schedule"]["cron"]) == (active, f"0 {5 + active} 1 1 *")
