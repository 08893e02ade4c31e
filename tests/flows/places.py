"""Where flows are run in these tests, and what their screens must not show."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")

NOISE = re.compile(r"Traceback|\b(ERROR|WARNING|CRITICAL|INFO|DEBUG)\b|\w(Error|Warning):")

# A guard against hanging, not a claim about speed.
PATIENCE = 600

# Variables that a shell may have for other projects.
HOSTILE = {
    "ALL_PROXY": "socks5://127.0.0.1:9",
    "HTTP_PROXY": "http://127.0.0.1:9",
    "http_proxy": "http://127.0.0.1:9",
    "NO_PROXY": "example.org",
    "PREFECT_API_DATABASE_CONNECTION_URL": "postgresql+asyncpg://nobody@127.0.0.1:9/none",
    "PREFECT_DEBUG_MODE": "1",
    "PREFECT_HOME": "/nowhere",
    "PREFECT_LOGGING_EXTRA_LOGGERS": "asyncio,httpx,tfextract",
    "PREFECT_LOGGING_LEVEL": "DEBUG",
    "PREFECT_LOGGING_ROOT_LEVEL": "DEBUG",
    "PREFECT_PROFILE": "none-of-this-name",
    "PREFECT_SERVER_EPHEMERAL_ENABLED": "0",
    "PREFECT_SERVER_LOGGING_LEVEL": "DEBUG",
    "PYTHONASYNCIODEBUG": "1",
    "PYTHONDEVMODE": "1",
    "PYTHONIOENCODING": "ascii",
    "PYTHONWARNINGS": "error",
    "COLUMNS": "20",
    "LC_ALL": "C",
    "NO_COLOR": "1",
    "TERM": "dumb",
}


@dataclass
class Workplace:
    """A copy of flows/, raw/ and the Makefile with a `.venv/bin` that leads to the programs of this suite.

    Prefect's files go to the copy's `.prefect`, so a run leaves nothing in the project.
    """

    folder: Path
    env: dict[str, str] = field(default_factory=dict)

    def run(
        self, *command: str | Path, env: dict[str, str] | None = None, prefix: tuple[str, ...] = ()
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*prefix, *map(str, command)],
            cwd=self.folder,
            env=clean_environment() | self.env | (env or {}),
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=PATIENCE,
            check=False,
        )

    def ingest(
        self, *paths: Path, warehouse: Path, env: dict[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        return self.run(sys.executable, "-m", "flows.ingest", *paths, "--warehouse", warehouse, env=env)


def clean_environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "TFEXTRACT_"))}
    return kept | {"TFEXTRACT_REST_SECONDS": "0"}


def block(page: Path, mark: str) -> str:
    """The block below the line `<!-- test: mark -->` of a page of the documentation."""
    [found] = re.findall(
        rf"<!-- test: {mark} -->\n+```\w*\n(.*?)^```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    return str(found)


def ask(api: str, path: str, body: object = None, method: str | None = None) -> Any:
    """What a Prefect server answers, past any proxy; a body makes it a POST where no method is named."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{api}/{path}", data, {"Content-Type": "application/json"}, method=method)
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    def answer() -> list[Any]:
        try:
            with direct.open(request, timeout=60) as answered:
                return [json.loads(answered.read() or b"null")]
        except urllib.error.HTTPError as error:
            # Its database is busy with another request: Prefect's own client asks again, too.
            if error.code == 503:
                return []
            raise

    [content] = until(answer)
    return content


def until(look: Callable[[], T], why: Callable[[], str] = str) -> T:
    """What `look` gives as soon as it gives something; a guard against hanging, not a claim about speed."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.2)
    raise AssertionError(f"nothing came in {PATIENCE} seconds: {why()}")
