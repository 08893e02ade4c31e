"""A run with Prefect's embedded server: without a network, and whatever the user's shell sets.

With a server that is named, tests/flows/test_flow_ingest.py runs under the same settings.
"""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.flows.places import HOSTILE, NOISE, Workplace

# `unshare -n` gives a network with only a loopback that is down; this turns it up (SIOCSIFFLAGS, IFF_UP).
_LOOPBACK_UP = """
import fcntl, os, socket, struct, sys
with socket.socket() as any_socket:
    fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh", b"lo", 1))
os.execvp(sys.argv[1], sys.argv[1:])
"""
_NO_NETWORK = ("unshare", "--map-root-user", "--net", sys.executable, "-c", _LOOPBACK_UP)


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
    command = (sys.executable, "-m", "flows.ingest", "raw", "--warehouse", warehouse)
    prefix = _NO_NETWORK if networked is None else ()
    # Only for the flow, not for the prefix.
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
