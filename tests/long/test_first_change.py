"""docs/first-change.md, done as it says in a copy of the checkout."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

PAGE = "docs/first-change.md"
_BLOCK = re.compile(r"<!-- (?P<mark>change: \S+|step) -->\n```\w+\n(?P<text>.*?)```", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of what git knows, with the project's interpreter; its own source comes before the installed one."""

    folder: Path

    def run(self, script: str) -> str:
        script = script.replace(".venv/bin/python", sys.executable)
        script = script.replace(".venv/bin/tfextract", f"{sys.executable} -m tfextract")
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=self.folder,
            env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(self.folder / "src"), "HOME": str(self.folder)},
            capture_output=True,
            text=True,
            timeout=500,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def copy(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Copy:
    folder = tmp_path_factory.mktemp("copy")
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=project, capture_output=True, text=True, check=True
    )
    for name in listed.stdout.splitlines():
        if (project / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(project / name, folder / name)
    return Copy(folder)


def test_every_step_of_the_page_works(copy: Copy) -> None:
    blocks = list(_BLOCK.finditer((copy.folder / PAGE).read_text("utf-8")))
    assert [block["mark"] for block in blocks].count("step") >= 4
    assert copy.run(".venv/bin/python -c 'import tfextract; print(tfextract.__file__)'").startswith(str(copy.folder))
    for block in blocks:
        if block["mark"] == "step":
            copy.run(block["text"])
        else:
            path = copy.folder / block["mark"].removeprefix("change: ")
            before = path.read_text("utf-8") + "\n" if path.exists() else ""
            path.write_text(before + block["text"], "utf-8")
    assert (copy.folder / "page.png").stat().st_size > 0
