"""What the README tells a reader to type is typed here; the runbook's turn is tests/long/test_runbook.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flows.pages import do_what_it_says, marked
from tests.flows.places import Workplace


def test_a_block_is_found_by_its_mark_and_its_language() -> None:
    text = "\n<!-- test -->\n```sh\nmake run\n```\n\n```sh\nrm -rf /\n```\n<!-- test -->\n\n```sql\nSELECT 1\n```\n"
    assert marked(text, "sh") == ["make run\n"]
    assert marked(text, "sql") == ["SELECT 1\n"]


def test_the_marked_commands_and_queries_do_what_they_say(workplace: Workplace, project: Path) -> None:
    do_what_it_says(project / "README.md", workplace)


@pytest.mark.parametrize("target", ["run", "test", "lint", "lock", "accuracy"])
def test_the_makefile_has_the_target(workplace: Workplace, target: str) -> None:
    done = workplace.run("make", "--dry-run", target)
    assert done.returncode == 0, done.stderr
    assert ".venv/bin" in done.stdout or target == "lock"
