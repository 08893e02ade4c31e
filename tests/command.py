"""Runs the command line as a person does, in this process or in another one."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tfextract.__main__ import main


@dataclass(frozen=True, slots=True)
class Done:
    status: int
    out: str
    err: str

    def is_a_sentence(self) -> bool:
        """Whether the error is one line without a traceback."""
        return self.err.startswith("tfextract: ") and self.err.count("\n") == 1 and "Traceback" not in self.out


@dataclass(slots=True)
class Command:
    """Runs in its own folder. `warehouse` is the default one there."""

    folder: Path
    warehouse: Path
    monkeypatch: pytest.MonkeyPatch
    capfd: pytest.CaptureFixture[str]

    def run(self, *words: str) -> Done:
        self.monkeypatch.setattr(sys, "argv", ["tfextract", *words])
        self.capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        output = self.capfd.readouterr()
        return Done(int(ended.value.code or 0), output.out, output.err)

    def shell(self, script: str, **more: str) -> Done:
        """Runs a shell script in which `tfextract` is the command."""
        ours = f'tfextract() {{ "{sys.executable}" -m tfextract "$@"; }}\n{script}'
        environment = {"PATH": "/usr/bin:/bin", **more}
        done = subprocess.run(
            ["bash", "-c", ours],
            capture_output=True,
            text=True,
            cwd=self.folder,
            env=environment,
            check=False,
            timeout=300,
        )
        return Done(done.returncode, done.stdout, done.stderr)
