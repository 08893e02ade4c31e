"""Names are unique, because readers see names before imports."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest


def test_no_two_classes_share_a_name(project: Path) -> None:
    where: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted((project / "src").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef):
                where[node.name].append(str(path.relative_to(project)))
    assert {name: paths for name, paths in where.items() if len(paths) > 1} == {}


@pytest.mark.parametrize("page", ["ARCHITECTURE.md", "CONTRIBUTING.md", "docs/first-change.md"])
def test_what_a_page_names_is_there(project: Path, page: str) -> None:
    named = re.findall(r"`((?:src|flows|bench(?!/results)|tests|docs)/[\w./-]+)`", (project / page).read_text("utf-8"))
    assert named
    assert [path for path in named if not (project / path).exists()] == []
