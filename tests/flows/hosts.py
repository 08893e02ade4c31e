"""A machine that runs `make serve`, with its folders outside the project."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.flows.places import PATIENCE, Workplace, ask, clean_environment


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

    def stop(self, serve: subprocess.Popen[str]) -> tuple[str, str]:
        """As Ctrl-C in its terminal; the output and the errors since they were last read."""
        os.killpg(serve.pid, signal.SIGINT)
        return serve.communicate(timeout=PATIENCE)

    def lose_power(self) -> None:
        for pid in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


@contextlib.contextmanager
def new_host(place: Workplace, folder: Path) -> Iterator[Host]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "raw").mkdir()
    host = Host(place, folder, port)
    try:
        yield host
    finally:
        host.lose_power()
