"""One Prefect server for all tests of flows, and a place with a copy of the project's parts that a run needs."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.flows.places import PATIENCE, Workplace, block, clean_environment


@pytest.fixture(scope="session")
def lonely_workplace(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Workplace:
    """Runs in it start Prefect's embedded server, as a user's `make run` does."""
    folder = tmp_path_factory.mktemp("workplace")
    for name in ("flows", "raw"):
        shutil.copytree(project / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("Makefile", "prefect.yaml", "requirements.lock", "pyproject.toml"):
        shutil.copy(project / name, folder / name)
    (folder / "warehouse").mkdir()
    programs = folder / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name in ("python", "tfextract", "prefect"):
        there = Path(sys.executable).with_name(name)
        (programs / name).write_text(f'#!/bin/sh\nexec "{there}" "$@"\n')
        (programs / name).chmod(0o755)
    # Newer than the lock file: make finds the environment ready.
    (folder / ".venv" / ".ready").touch()
    return Workplace(folder)


@pytest.fixture(scope="package")
def workplace(lonely_workplace: Workplace, prefect_server: str) -> Workplace:
    """Runs in it use the one Prefect server."""
    return Workplace(lonely_workplace.folder, {"PREFECT_API_URL": prefect_server})


@pytest.fixture(scope="package")
def prefect_server(
    lonely_workplace: Workplace, project: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The API's address of a real `prefect server`, started as docs/operation.md says.

    It ends with the tests of flows: an idle server takes three seconds of processor time a minute.
    """
    home = tmp_path_factory.mktemp("server")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    page = project / "docs" / "operation.md"
    typed = block(page, "environment") + block(page, "server").replace("4200", str(port))
    assert str(port) in typed
    env = clean_environment() | {
        "PREFECT_UI_ENABLED": "0",
        # The server's own scheduler runs more often than every minute.
        "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "2",
        "PREFECT_SERVER_SERVICES_SCHEDULER_RECENT_DEPLOYMENTS_LOOP_SECONDS": "1",
        "NO_PROXY": "127.0.0.1",
    }
    # The state of the server is not that of the runs.
    command = [
        "bash",
        "-euc",
        typed.replace("$PWD/.prefect", str(home)).replace(".venv/bin/prefect", "exec .venv/bin/prefect"),
    ]
    with (home / "log").open("w+") as log:
        server = subprocess.Popen(command, cwd=lonely_workplace.folder, env=env, stdout=log, stderr=log)
        try:
            _wait_until_healthy(f"http://127.0.0.1:{port}/api", server, home / "log")
            yield f"http://127.0.0.1:{port}/api"
        finally:
            server.terminate()
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _wait_until_healthy(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with direct.open(f"{url}/health", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"the Prefect server did not start:\n{log.read_text()[-4000:]}")
