"""`make serve`: server, page, schedule and worker of one host. What happens when it dies: tests/long/test_host.py."""

from __future__ import annotations

import contextlib
import signal
import socket
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flows.hosts import Host, new_host
from tests.flows.places import NOISE, PATIENCE, Workplace, ask, clean_environment, until

_DEPLOYMENT = "deployments/name/ingest/nightly"


@pytest.fixture
def host(lonely_workplace: Workplace, tmp_path: Path) -> Iterator[Host]:
    with new_host(lonely_workplace, tmp_path) as host:
        yield host


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks for processes in /proc")
def test_it_starts_all_and_stops_all(host: Host) -> None:
    with host.start("CRON=0 4 * * *", "TIMEZONE=Europe/Rome") as serve:

        def worker_is_there() -> bool:
            with contextlib.suppress(OSError):
                return bool(ask(host.api, "work_pools/tfextract")["status"] == "READY")
            return False

        until(worker_is_there, host.log)
        [schedule] = ask(host.api, _DEPLOYMENT)["schedules"]
        assert schedule["active"]
        assert schedule["schedule"] == {"cron": "0 4 * * *", "timezone": "Europe/Rome", "day_or": True}
        settings = ask(host.api, "admin/settings")["server"]
        assert settings["analytics_enabled"] is False
        assert settings["api"]["host"] == "127.0.0.1"
        assert len(host.processes()) >= 3
        stdout, stderr = host.stop(serve)
    assert serve.returncode in (0, 130, -signal.SIGINT)
    assert f"http://127.0.0.1:{host.port}" in stdout
    assert stdout.splitlines()[-1] == "Stopped."
    assert not NOISE.search(stdout + stderr)
    assert host.processes() == []
    # The next start finds the schedule as it was.
    with sqlite3.connect(host.folder / "state" / "prefect.db") as database:
        assert database.execute("SELECT active FROM deployment_schedule").fetchall() == [(1,)]


def test_a_port_that_is_taken_is_named(host: Host) -> None:
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
