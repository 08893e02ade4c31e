"""What the README and the runbook tell a reader to type is typed here: blocks below the line `<!-- test -->`."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import duckdb
import pytest

from tests.flows.places import Workplace

_BLOCK = re.compile(r"^( *)<!-- test -->\s*\n *```(sh|sql)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)


def marked(text: str, language: str) -> list[str]:
    """Blocks in a numbered list are indented."""
    return [textwrap.dedent(block) for _, kind, block in _BLOCK.findall(text) if kind == language]


def test_a_block_is_found_by_its_mark_and_its_language() -> None:
    text = "\n<!-- test -->\n```sh\nmake run\n```\n\n```sh\nrm -rf /\n```\n<!-- test -->\n\n```sql\nSELECT 1\n```\n"
    assert marked(text, "sh") == ["make run\n"]
    assert marked(text, "sql") == ["SELECT 1\n"]


@pytest.mark.parametrize("page", ["README.md", "docs/runbook.md"])
def test_the_marked_commands_and_queries_do_what_they_say(workplace: Workplace, project: Path, page: str) -> None:
    text = (project / page).read_text("utf-8")
    commands, queries = marked(text, "sh"), marked(text, "sql")
    assert commands, f"{page} has no ```sh block below a line <!-- test -->"
    assert queries, f"{page} has no ```sql block below a line <!-- test -->"
    # In the order of the page, in one place: `make run` first makes what the others look at.
    for command in commands:
        # The suite would start itself.
        typed = re.sub(r"^make test$", "true", command, flags=re.MULTILINE)
        done = workplace.run("bash", "-euo", "pipefail", "-c", typed)
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stdout + done.stderr
    with duckdb.connect(workplace.folder / "warehouse" / "tfextract.duckdb", read_only=True) as connection:
        for query in queries:
            assert connection.execute(query).fetchall(), f"no row comes of:\n{query}"


@pytest.mark.parametrize("target", ["run", "test", "lint", "lock", "accuracy"])
def test_the_makefile_has_the_target(workplace: Workplace, target: str) -> None:
    done = workplace.run("make", "--dry-run", target)
    assert done.returncode == 0, done.stderr
    assert ".venv/bin" in done.stdout or target == "lock"
