"""Where flows are run in these tests, and what their screens must not show."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

NOISE = re.compile(r"Traceback|\b(ERROR|WARNING|CRITICAL|INFO|DEBUG)\b|\w(Error|Warning):")

# A guard against hanging, not a claim about speed.
PATIENCE = 180


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
