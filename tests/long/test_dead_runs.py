"""A run whose process is gone is marked as crashed by the next one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb

from tests import pdfs
from tests.flows.places import PATIENCE, Workplace, ask, clean_environment


def test_a_killed_run_is_marked_by_the_next(workplace: Workplace, prefect_server: str, tmp_path: Path) -> None:
    pdfs.write_folder(tmp_path / "orphans")
    command = [sys.executable, "-m", "flows.ingest", "orphans", "--warehouse", str(tmp_path / "w.duckdb")]
    env = clean_environment() | workplace.env | {"PYTHONPATH": str(workplace.folder)}
    with subprocess.Popen(command, cwd=tmp_path, env=env, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        assert run.stdout.readline().startswith("Reading")
        run.kill()
        run.communicate(timeout=PATIENCE)

    def runs() -> dict[str, str]:
        found = ask(prefect_server, "flow_runs/filter", {"sort": "START_TIME_ASC"})
        return {each["id"]: each["state_name"] for each in found if each["name"].startswith("ingest orphans")}

    assert list(runs().values()) == ["Running"]
    done = workplace.ingest(tmp_path / "orphans", warehouse=tmp_path / "w.duckdb")
    assert done.returncode == 3, done.stderr
    assert "was killed before it ended" in done.stdout
    assert list(runs().values()) == ["Crashed", "NewlySkipped"]
    with duckdb.connect(tmp_path / "w.duckdb", read_only=True) as connection:
        outcomes = connection.execute("SELECT outcome FROM runs ORDER BY run_no").fetchall()
    assert outcomes[0] == ("killed",)


def test_a_run_killed_before_it_held_its_lock_is_marked_when_its_host_starts_again(
    workplace: Workplace, prefect_server: str
) -> None:
    flow = ask(prefect_server, "flows/", {"name": "ingest"})
    running = {"type": "RUNNING", "name": "Running"}
    run = ask(prefect_server, "flow_runs/", {"flow_id": flow["id"], "name": "early", "state": running})
    assert ask(prefect_server, f"flow_runs/{run['id']}")["state_name"] == "Running"
    done = workplace.run(sys.executable, "-m", "flows.dead")
    assert "The run 'early' is marked as crashed" in done.stdout, done.stderr
    assert ask(prefect_server, f"flow_runs/{run['id']}")["state_name"] == "Crashed"
