"""Runs the commands of a page of the documentation: the blocks below the line `<!-- test -->`."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import duckdb

from tests.flows.places import Workplace

_BLOCK = re.compile(r"^( *)<!-- test -->\s*\n *```(sh|sql)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)


def marked(text: str, language: str) -> list[str]:
    """Blocks in a numbered list are indented."""
    return [textwrap.dedent(block) for _, kind, block in _BLOCK.findall(text) if kind == language]


def do_what_it_says(page: Path, workplace: Workplace) -> None:
    """Its commands end well and its queries give rows."""
    text = page.read_text("utf-8")
    commands, queries = marked(text, "sh"), marked(text, "sql")
    assert commands, f"{page} has no ```sh block below a line <!-- test -->"
    assert queries, f"{page} has no ```sql block below a line <!-- test -->"
    # In the order of the page, in one place: the first makes what the others look at.
    for command in commands:
        # The suite would start itself.
        typed = re.sub(r"^make test$", "true", command, flags=re.MULTILINE)
        done = workplace.run("bash", "-euo", "pipefail", "-c", typed)
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stdout + done.stderr
    with duckdb.connect(workplace.folder / "warehouse" / "tfextract.duckdb", read_only=True) as connection:
        for query in queries:
            assert connection.execute(query).fetchall(), f"no row comes of:\n{query}"
