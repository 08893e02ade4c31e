"""The night run that docs/operation.md promises, a run at once, the cron line and the unit."""

from __future__ import annotations

import shutil
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from tests import pdfs
from tests.flows.places import Workplace, ask, block, clean_environment, until
from tests.flows.runs import artifacts_of, logged_by, states_of


@pytest.fixture(scope="module")
def page(project: Path) -> Path:
    return project / "docs" / "operation.md"


@dataclass
class Night:
    api: str
    raw: Path
    warehouse: Path
    worker_log: Path

    def begun(self) -> list[Any]:
        return self._runs_beyond("SCHEDULED")

    def ended(self) -> list[Any]:
        return self._runs_beyond("SCHEDULED", "PENDING", "RUNNING")

    def _runs_beyond(self, *states: str) -> list[Any]:
        nightly = {"deployments": {"name": {"any_": ["nightly"]}}, "sort": "EXPECTED_START_TIME_ASC"}
        runs = ask(self.api, "flow_runs/filter", nightly)
        return [run for run in runs if run["state_type"] not in states]


@pytest.fixture(scope="module")
def night(
    workplace: Workplace, prefect_server: str, page: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Night]:
    """A folder and a warehouse outside the project, and a worker that has taken the first run the server scheduled."""
    folder = tmp_path_factory.mktemp("night")
    night = Night(prefect_server, folder / "raw", folder / "warehouse.duckdb", folder / "worker.log")
    pdfs.write_folder(night.raw)
    described = yaml.safe_load((workplace.folder / "prefect.yaml").read_text("utf-8"))
    # All of prefect.yaml but the hour.
    described["deployments"][0]["schedules"] = [{"slug": "nightly", "interval": 5}]
    (folder / "prefect.yaml").write_text(yaml.safe_dump(described), "utf-8")

    def here(mark: str) -> str:
        typed = block(page, "environment") + block(page, mark).replace("http://127.0.0.1:4200/api", prefect_server)
        return typed.replace("deploy --name", f"deploy --prefect-file {folder / 'prefect.yaml'} --name")

    pools = [pool["name"] for pool in ask(prefect_server, "work_pools/filter", {})]
    for mark in ("deploy",) if "tfextract" in pools else ("pool", "deploy"):
        done = workplace.run("bash", "-euc", here(mark))
        assert done.returncode == 0, done.stdout + done.stderr
    settings = {
        "PREFECT_WORKER_QUERY_SECONDS": "1",
        # Taken when it is due: one that is taken before it cannot be called off.
        "PREFECT_WORKER_PREFETCH_SECONDS": "0",
        "TFEXTRACT_RAW": str(night.raw),
        "TFEXTRACT_WAREHOUSE": str(night.warehouse),
        "TFEXTRACT_WORKERS": "1",
    }
    with night.worker_log.open("w") as log:
        worker = subprocess.Popen(
            ["bash", "-euc", here("worker").replace(".venv/bin/prefect", "exec .venv/bin/prefect")],
            cwd=workplace.folder,
            env=clean_environment() | settings,
            stdout=log,
            stderr=log,
        )
        try:
            until(night.begun, night.worker_log.read_text)
            # One run is enough to show it; each takes seconds.
            deployment = ask(night.api, "deployments/name/ingest/nightly")
            ask(night.api, f"deployments/{deployment['id']}/pause_deployment", {})
            yield night
        finally:
            worker.send_signal(signal.SIGTERM)
            worker.wait(60)


def test_a_run_that_the_server_scheduled_reads_and_publishes(night: Night) -> None:
    run = until(night.ended, night.worker_log.read_text)[0]
    assert run["auto_scheduled"]
    assert run["created_by"]["type"] == "SCHEDULE"
    assert (run["state_type"], run["state_name"]) == ("COMPLETED", "NewlySkipped")
    states = states_of(night.api, run)
    assert states[0] == "Scheduled"
    assert states[-2:] == ["Running", "NewlySkipped"]
    with duckdb.connect(night.warehouse, read_only=True) as connection:
        [(read,)] = connection.execute("SELECT count(*) FROM documents WHERE status = 'read'").fetchall()
    assert read == 2


def test_the_page_of_the_run_says_what_it_did(night: Night) -> None:
    run = until(night.ended, night.worker_log.read_text)[0]
    assert run["name"].startswith("ingest raw 20")
    assert "newly skipped: " in run["state"]["message"]
    artifacts = artifacts_of(night.api, run)
    assert artifacts["reading"] == 100.0
    assert "| --- | --- | ---: |" in artifacts["run"]
    for name in ("SECOND.PDF", "scan.pdf", "letter.pdf"):
        assert f"/{name} |" in artifacts["run"]
    assert str(night.warehouse).replace("_", r"\_") in artifacts["run"]
    [line] = logged_by(night.api, run, "SECOND.PDF: ", night.worker_log.read_text)
    assert ": 1 page, " in line
    assert line.endswith(" s")


def test_a_run_at_once(night: Night, workplace: Workplace, page: Path) -> None:
    typed = block(page, "quick run").replace("http://127.0.0.1:4200/api", night.api)
    done = workplace.run("bash", "-euc", typed)
    assert done.returncode == 0, done.stderr
    assert "ingest/nightly" in done.stdout


def test_the_cron_line_is_silent_as_long_as_nothing_is_wrong(
    lonely_workplace: Workplace, page: Path, tmp_path: Path
) -> None:
    pdfs.write_folder(tmp_path)
    for file in tmp_path.iterdir():
        if file.name not in ("river.pdf", "nothing.pdf"):
            file.unlink()
    line = block(page, "cron").split(maxsplit=5)[5]
    for there, here in (
        ("/opt/tfextract", lonely_workplace.folder),
        ("/srv/reports", tmp_path),
        ("/tmp/tfextract.log", tmp_path / "log"),
    ):
        assert there in line
        line = line.replace(there, str(here))
    endings = [
        lonely_workplace.run("sh", "-c", line, env={"TFEXTRACT_WAREHOUSE": str(tmp_path / "w.duckdb")})
        for _ in range(2)
    ]
    assert "nothing.pdf" in endings[0].stdout
    assert [done.returncode for done in endings] == [0, 0]
    assert endings[1].stdout == ""


def test_the_unit_is_one_that_systemd_takes(lonely_workplace: Workplace, page: Path, tmp_path: Path) -> None:
    unit = block(page, "unit")
    assert "/opt/tfextract/.venv/bin/python -m flows.serve" in unit
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is not here")
    unit = unit.replace("/opt/tfextract", str(lonely_workplace.folder))
    (tmp_path / "tfextract.service").write_text(unit, "utf-8")
    done = lonely_workplace.run("systemd-analyze", "verify", "--man=no", tmp_path / "tfextract.service")
    # It looks at other units of the machine as well.
    assert not [line for line in done.stderr.splitlines() if "tfextract.service" in line]
    command = unit.split("ExecStart=")[1].splitlines()[0].split()
    assert lonely_workplace.run(*command, "--help").returncode == 0
