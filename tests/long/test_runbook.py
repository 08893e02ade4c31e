"""Runs the commands of the runbook, from a year's first ingest to the rollback to the build before."""

from __future__ import annotations

from pathlib import Path

from tests.flows.pages import do_what_it_says
from tests.flows.places import Workplace


def test_the_marked_commands_and_queries_do_what_they_say(workplace: Workplace, project: Path) -> None:
    do_what_it_says(project / "docs" / "runbook.md", workplace)
