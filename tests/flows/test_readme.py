"""Runs the commands of the README. tests/long/test_runbook.py runs those of the runbook."""

from __future__ import annotations

import http.cookiejar
import signal
import subprocess
import urllib.request
from pathlib import Path

import pytest

from tests.flows.pages import do_what_it_says, marked
from tests.flows.places import Workplace, block, clean_environment


def test_a_block_is_found_by_its_mark_and_its_language() -> None:
    text = "\n<!-- test -->\n```sh\nmake run\n```\n\n```sh\nrm -rf /\n```\n<!-- test -->\n\n```sql\nSELECT 1\n```\n"
    assert marked(text, "sh") == ["make run\n"]
    assert marked(text, "sql") == ["SELECT 1\n"]


def test_the_marked_commands_and_queries_do_what_they_say(workplace: Workplace, project: Path) -> None:
    do_what_it_says(project / "README.md", workplace)
    _review_is_served(block(project / "README.md", "review"), workplace)


def _review_is_served(command: str, workplace: Workplace) -> None:
    """Starts what the README says, opens the address it prints, and ends it as a person does."""
    started = subprocess.Popen(
        ["bash", "-euc", f"exec {command}"],
        cwd=workplace.folder,
        env=clean_environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert started.stdout is not None
        address = started.stdout.readline().split()[-1]
        direct = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        )
        with direct.open(address, timeout=60) as answer:
            assert "china-trust-fund-phase-2.pdf" in answer.read().decode()
        started.send_signal(signal.SIGINT)
        assert started.wait(60) == 0
    finally:
        started.kill()
        started.communicate()


@pytest.mark.parametrize("target", ["run", "test", "lint", "lock", "accuracy", "test-browser"])
def test_the_makefile_has_the_target(workplace: Workplace, target: str) -> None:
    done = workplace.run("make", "--dry-run", target)
    assert done.returncode == 0, done.stderr
    assert ".venv/bin" in done.stdout or target == "lock"
