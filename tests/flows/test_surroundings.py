"""A run with Prefect's embedded server: without a network, and whatever the user's shell sets."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.flows.places import NOISE, Workplace

# `unshare -n` gives a network with nothing but a loopback that is down; this turns it up (SIOCSIFFLAGS, IFF_UP).
_LOOPBACK_UP = """
import fcntl, os, socket, struct, sys
with socket.socket() as any_socket:
    fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh", b"lo", 1))
os.execvp(sys.argv[1], sys.argv[1:])
"""
_NO_NETWORK = ("unshare", "--map-root-user", "--net", sys.executable, "-c", _LOOPBACK_UP)

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
class Run:
    """`networked` says why it had a network, where the system gives no place without one."""

    warehouse: Path
    done: subprocess.CompletedProcess[str]
    networked: str | None


@pytest.fixture(scope="module")
def run(lonely_workplace: Workplace, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """One run under all of it: with a server of its own it takes longer than any other."""
    warehouse = tmp_path_factory.mktemp("surroundings") / "w.duckdb"
    networked = why_no_namespace()
    command = [sys.executable, "-m", "flows.ingest", "raw", "--warehouse", warehouse]
    prefix = _NO_NETWORK if networked is None else ()
    # Not for what stands before it.
    hostile = ("env", *(f"{name}={value}" for name, value in HOSTILE.items()))
    return Run(warehouse, lonely_workplace.run(*command, prefix=(*prefix, *hostile)), networked)


def why_no_namespace() -> str | None:
    try:
        tried = subprocess.run([*_NO_NETWORK, "/bin/true"], capture_output=True, text=True, timeout=60, check=False)
    except FileNotFoundError:
        return "unshare is not installed"
    return tried.stderr.strip().splitlines()[-1] if tried.returncode else None


def test_an_ingest_needs_no_network(run: Run) -> None:
    if run.networked is not None:
        pytest.skip(f"no network namespace: {run.networked}")
    assert (run.done.returncode, run.done.stderr) == (0, ""), run.done.stdout
    assert re.search(r"1/1 +raw/china-trust-fund-phase-2\.pdf +read, 3 pages", run.done.stdout)
    assert run.warehouse.exists()


def test_what_the_shell_sets_for_others_does_not_show(run: Run) -> None:
    assert (run.done.returncode, run.done.stderr) == (0, ""), run.done.stdout
    assert not NOISE.search(run.done.stdout)
    assert "china-trust-fund-phase-2.pdf" in run.done.stdout


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    # A copy that is put back, since what is tested writes to os.environ itself.
    monkeypatch.setattr(os, "environ", os.environ.copy())
    return monkeypatch


@pytest.mark.parametrize("named", ["http://127.0.0.1:4200/api", "https://prefect.example.org/api"])
def test_a_server_that_was_named_is_kept_with_what_reaches_it(environment: pytest.MonkeyPatch, named: str) -> None:
    from flows.environment import prepare, uses_own_server

    given = {"PREFECT_API_URL": named, "PREFECT_API_AUTH_STRING": "a:b", "HTTPS_PROXY": "http://proxy.example.org"}
    for name, value in (given | {"PREFECT_PROFILE": "other"}).items():
        environment.setitem(os.environ, name, value)
    prepare()
    assert not uses_own_server()
    assert (os.environ["PREFECT_API_URL"], os.environ["PREFECT_API_AUTH_STRING"]) == (named, "a:b")
    assert ("HTTPS_PROXY" in os.environ) == ("example.org" in named)
    assert "PREFECT_PROFILE" not in os.environ


def test_telemetry_is_off_whatever_was_set(environment: pytest.MonkeyPatch) -> None:
    from flows.environment import prepare

    environment.setitem(os.environ, "DO_NOT_TRACK", "0")
    environment.setitem(os.environ, "PREFECT_SERVER_ANALYTICS_ENABLED", "true")
    prepare()
    assert (os.environ["DO_NOT_TRACK"], os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"]) == ("1", "false")
