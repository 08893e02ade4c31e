"""A run with Prefect's embedded server: without a network, and whatever the user's shell sets."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.flows.places import NOISE, Workplace

# `unshare -n` gives a network with nothing but a loopback that is down; this turns it up (SIOCSIFFLAGS, IFF_UP).
_LOOPBACK_UP = """
import fcntl, os, socket, struct, sys
with socket.socket() as any_socket:
    fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh", b"lo", 1))
os.execv(sys.argv[1], sys.argv[1:])
"""

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


def test_an_ingest_needs_no_network(lonely_workplace: Workplace, tmp_path: Path) -> None:
    prefix = ("unshare", "--map-root-user", "--net", sys.executable, "-c", _LOOPBACK_UP)
    try:
        tried = subprocess.run([*prefix, "/bin/true"], capture_output=True, text=True, timeout=60, check=False)
    except FileNotFoundError:
        pytest.skip("no network namespace: unshare is not installed")
    if tried.returncode:
        pytest.skip(f"no network namespace: {tried.stderr.strip().splitlines()[-1]}")
    warehouse = tmp_path / "w.duckdb"
    done = lonely_workplace.run(sys.executable, "-m", "flows.ingest", "raw", "--warehouse", warehouse, prefix=prefix)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert re.search(r"1/1 +raw/china-trust-fund-phase-2\.pdf +read, 3 pages", done.stdout)
    assert warehouse.exists()


def test_what_the_shell_sets_for_others_does_not_show(lonely_workplace: Workplace, tmp_path: Path) -> None:
    done = lonely_workplace.ingest(Path("raw"), warehouse=tmp_path / "w.duckdb", env=HOSTILE)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert not NOISE.search(done.stdout)
    assert "china-trust-fund-phase-2.pdf" in done.stdout


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
