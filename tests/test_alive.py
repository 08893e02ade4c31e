"""A run at work holds a lock that ends with its process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tfextract import alive

_HOLD = """
import sys, pathlib
from tfextract import alive
print(alive.hold(pathlib.Path(sys.argv[1]), "run"), flush=True)
"""


def _holder(folder: Path, then: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLD + then, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "True\n"
    return process


def test_who_lives_is_not_gone_and_who_was_killed_is(tmp_path: Path) -> None:
    with _holder(tmp_path, "sys.stdin.read()") as process:
        assert not alive.gone(tmp_path, "run")
        assert alive.held(tmp_path, "run")
        assert not alive.hold(tmp_path, "run")
        process.kill()
        process.wait()
        assert alive.gone(tmp_path, "run")
        assert not alive.held(tmp_path, "run")
    alive.forget(tmp_path, "run")
    assert not alive.gone(tmp_path, "run")


def test_who_ended_by_itself_leaves_nothing(tmp_path: Path) -> None:
    with _holder(tmp_path, "") as process:
        process.wait()
    assert not alive.gone(tmp_path, "run")
    assert list(tmp_path.iterdir()) == []


def test_who_never_was_on_this_machine_is_not_gone(tmp_path: Path) -> None:
    assert not alive.gone(tmp_path, "elsewhere")
    assert not alive.held(tmp_path, "elsewhere")
