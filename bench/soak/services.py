"""A Prefect server, the deployment of prefect.yaml with a schedule of seconds, and a worker."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

PROJECT = Path(__file__).resolve().parents[2]
_HEALTHY_WITHIN = 300.0
_ENDED_WITHIN = 30.0


@dataclass(frozen=True, slots=True)
class Services:
    """What runs in `place`, a folder with copies of flows/ and prefect.yaml, its own raw/ and warehouse/."""

    place: Path
    api: str
    server: int
    worker: int

    @property
    def raw(self) -> Path:
        return self.place / "raw"

    @property
    def warehouse(self) -> Path:
        return self.place / "warehouse" / "tfextract.duckdb"

    def runs(self) -> list[dict[str, Any]]:
        """All runs the server knows of, the oldest first."""
        results: list[dict[str, Any]] = []
        while True:
            asked = {"sort": "EXPECTED_START_TIME_ASC", "limit": 200, "offset": len(results)}
            more = _post(f"{self.api}/flow_runs/filter", asked)
            results += more
            if len(more) < 200:
                return results


@contextlib.contextmanager
def services(place: Path, every: int) -> Iterator[Services]:
    """Starts the parts in order and ends them in reverse. Schedules a run every few seconds.

    The only code that starts the parts.
    """
    for name in ("raw", "warehouse", "home", "tmp"):
        (place / name).mkdir(parents=True)
    shutil.copytree(PROJECT / "flows", place / "flows", ignore=shutil.ignore_patterns("__pycache__"))
    described = yaml.safe_load((PROJECT / "prefect.yaml").read_text("utf-8"))
    for deployment in described["deployments"]:
        deployment["schedules"] = [{"interval": every}]
    (place / "prefect.yaml").write_text(yaml.safe_dump(described), "utf-8")
    port = _free_port()
    env = _environment(place, port)
    with contextlib.ExitStack() as parts:
        start = ("server", "start", "--host", "127.0.0.1", "--port", str(port))
        server = parts.enter_context(_part(place, "server", start, env))
        _wait_until_healthy(server, env["PREFECT_API_URL"], place / "server.log")
        pool = described["deployments"][0]["work_pool"]["name"]
        _once(place, ("work-pool", "create", pool, "--type", "process"), env)
        _once(place, ("deploy", "--all"), env)
        command = ("worker", "start", "--pool", pool, "--type", "process", "--limit", "1")
        worker = parts.enter_context(_part(place, "worker", command, env))
        yield Services(place, env["PREFECT_API_URL"], server.pid, worker.pid)


def _environment(place: Path, port: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "TFEXTRACT_"))}
    return kept | {
        "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
        "PREFECT_HOME": str(place / ".prefect"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "NO_PROXY": "127.0.0.1",
        "HOME": str(place / "home"),
        "TMPDIR": str(place / "tmp"),
        "TFEXTRACT_RAW": str(place / "raw"),
        "TFEXTRACT_WAREHOUSE": str(place / "warehouse" / "tfextract.duckdb"),
    }


@contextlib.contextmanager
def _part(place: Path, name: str, command: Sequence[str], env: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    with (place / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "prefect", "--no-prompt", *command],
            cwd=place,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            for number in (signal.SIGTERM, signal.SIGKILL):
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, number)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(_ENDED_WITHIN)


def _once(place: Path, command: Sequence[str], env: dict[str, str]) -> None:
    whole = [sys.executable, "-m", "prefect", "--no-prompt", *command]
    done = subprocess.run(whole, cwd=place, env=env, capture_output=True, text=True, check=False, timeout=300)
    if done.returncode != 0:
        raise RuntimeError(f"prefect {' '.join(command)}: {done.stdout[-2000:]}{done.stderr[-2000:]}")


def _wait_until_healthy(server: subprocess.Popen[bytes], api: str, log: Path) -> None:
    deadline = time.monotonic() + _HEALTHY_WITHIN
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(OSError), _open(urllib.request.Request(f"{api}/health")):
            return
        time.sleep(0.5)
    raise RuntimeError(f"the server did not start: {log.read_text('utf-8', 'replace')[-2000:]}")


def _post(url: str, asked: dict[str, Any]) -> Any:
    request = urllib.request.Request(url, json.dumps(asked).encode(), {"Content-Type": "application/json"})
    with _open(request) as answer:
        return json.load(answer)


def _open(request: urllib.request.Request) -> Any:
    return urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
