from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

_PROGRAM = """
import atexit, pathlib, sys
from flows.ending import end_process
atexit.register(pathlib.Path(sys.argv[1]).write_text, "stopped")
if sys.argv[2] == "cluster":
    sys.modules["distributed"] = sys
end_process(3)
"""


@pytest.mark.parametrize("runner", ["cluster", "threads"])
def test_exit_handlers_run_whatever_ran_the_tasks(tmp_path: Path, runner: str) -> None:
    """Prefect's own server is stopped by one."""
    note = tmp_path / "note"
    done = subprocess.run([sys.executable, "-c", _PROGRAM, str(note), runner], check=False)
    assert done.returncode == 3
    assert note.read_text() == "stopped"
