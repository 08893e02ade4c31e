"""A host that runs `make serve` loses its power in the middle of a run, and is switched on again."""

from __future__ import annotations

import signal
import sqlite3
from pathlib import Path

import duckdb
import pytest

from tests import pdfs
from tests.flows.hosts import Host, new_host
from tests.flows.places import NOISE, PATIENCE, Workplace, ask, until


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="looks for processes in /proc")
def test_a_run_whose_host_died_is_marked_and_the_schedule_goes_on(
    lonely_workplace: Workplace,
    tmp_path: Path,
) -> None:
    with new_host(lonely_workplace, tmp_path) as host:
        _die_and_start_again(host)


def _die_and_start_again(host: Host) -> None:
    pdfs.write_folder(host.folder / "raw")
    with host.start("CRON=* * * * * */15") as first:
        run = until(lambda: host.runs("RUNNING"), host.log)[0]
        host.lose_power()
        first.communicate(timeout=PATIENCE)

    with host.start("CRON=* * * * * */15") as second:
        assert second.stdout is not None
        assert f"The run '{run['name']}' is marked as crashed" in second.stdout.readline()
        done = until(lambda: host.runs("COMPLETED"), host.log)[0]
        assert ask(host.api, f"flow_runs/{run['id']}")["state_name"] == "Crashed"
        assert (done["auto_scheduled"], done["created_by"]["type"]) == (True, "SCHEDULE")
        with duckdb.connect(host.warehouse, read_only=True) as connection:
            assert connection.execute("SELECT count(*) FROM documents WHERE status = 'read'").fetchall() == [(2,)]
        stdout, stderr = host.stop(second)
    assert second.returncode in (0, 130, -signal.SIGINT)
    assert stdout.splitlines()[-1] == "Stopped."
    assert not NOISE.search(stdout + stderr)
    assert host.processes() == []
    # A restart finds the schedule as it was.
    with sqlite3.connect(host.folder / "state" / "prefect.db") as database:
        assert database.execute("SELECT active FROM deployment_schedule").fetchall() == [(1,)]
        assert database.execute("SELECT count(*) FROM flow_run WHERE state_type = 'RUNNING'").fetchall() == [(0,)]
