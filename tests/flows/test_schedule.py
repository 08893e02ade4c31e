"""The night run: the deployment of prefect.yaml on a real server, with a worker, started by the schedule alone."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from tests import pdfs
from tests.flows.places import Workplace, ask, clean_environment, until


@dataclass
class Night:
    api: str
    raw: Path
    warehouse: Path
    worker_log: Path

    def runs(self) -> list[Any]:
        scheduled = {"deployments": {"name": {"any_": ["nightly"]}}, "sort": "EXPECTED_START_TIME_ASC"}
        return list(ask(self.api, "flow_runs/filter", scheduled))

    def states(self, run: Any) -> list[str]:
        history = ask(self.api, f"flow_run_states/?flow_run_id={run['id']}")
        return [state["name"] for state in sorted(history, key=lambda state: state["timestamp"])]

    def ended(self) -> list[Any]:
        return [run for run in self.runs() if run["state_type"] not in ("SCHEDULED", "PENDING", "RUNNING")]


@pytest.fixture(scope="module")
def night(workplace: Workplace, prefect_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Night]:
    """A folder and a warehouse outside the project, and a worker that waits for what the server schedules."""
    folder = tmp_path_factory.mktemp("night")
    night = Night(prefect_server, folder / "raw", folder / "warehouse.duckdb", folder / "worker.log")
    pdfs.write_folder(night.raw)
    described = yaml.safe_load((workplace.folder / "prefect.yaml").read_text("utf-8"))
    # All of prefect.yaml but the hour.
    described["deployments"][0]["schedules"] = [{"slug": "nightly", "interval": 10}]
    (folder / "prefect.yaml").write_text(yaml.safe_dump(described), "utf-8")
    settings = {"TFEXTRACT_RAW": str(night.raw), "TFEXTRACT_WAREHOUSE": str(night.warehouse)}
    worker_env = clean_environment() | workplace.env | settings | {"PREFECT_WORKER_QUERY_SECONDS": "1"}
    prefect = workplace.folder / ".venv" / "bin" / "prefect"
    for command in (
        ["work-pool", "create", "tfextract", "--type", "process"],
        ["deploy", "--prefect-file", folder / "prefect.yaml", "--name", "nightly"],
    ):
        done = workplace.run(prefect, "--no-prompt", *command)
        assert done.returncode == 0, done.stdout + done.stderr
    with night.worker_log.open("w") as log:
        worker = subprocess.Popen(
            [prefect, "worker", "start", "--pool", "tfextract", "--limit", "1"],
            cwd=workplace.folder,
            env=worker_env,
            stdout=log,
            stderr=log,
        )
        try:
            yield night
        finally:
            [deployment] = ask(night.api, "deployments/filter", {"deployments": {"name": {"any_": ["nightly"]}}})
            ask(night.api, f"deployments/{deployment['id']}/pause_deployment", {})
            worker.terminate()
            worker.wait(60)


def test_a_run_that_the_server_scheduled_reads_and_publishes(night: Night) -> None:
    run = until(night.ended, night.worker_log.read_text)[0]
    assert run["auto_scheduled"]
    assert run["created_by"]["type"] == "SCHEDULE"
    assert run["state_type"] == "COMPLETED", run["state"]
    states = night.states(run)
    assert states[0] == "Scheduled"
    assert "Running" in states
    with duckdb.connect(night.warehouse, read_only=True) as connection:
        [(read,)] = connection.execute("SELECT count(*) FROM documents WHERE status = 'read'").fetchall()
    assert read == 2
