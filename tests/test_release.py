from __future__ import annotations

import re
import tomllib
from importlib.metadata import version
from pathlib import Path


def test_there_is_one_version(project: Path) -> None:
    """pyproject.toml says which; the changelog has a section for it, the newest with a day."""
    stated = tomllib.loads((project / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    sections = re.findall(r"^## (\S+)(?: \((\d{4}-\d\d-\d\d)\))?$", (project / "CHANGELOG.md").read_text("utf-8"), re.M)
    assert sections[0][0] == "Unreleased"
    assert sections[1][0] == stated
    assert version("tfextract") == stated


def test_the_changelog_has_the_usual_sections(project: Path) -> None:
    text = (project / "CHANGELOG.md").read_text("utf-8")
    known = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security", "Facts gained and lost"}
    assert set(re.findall(r"^### (.+)$", text, re.M)) <= known
