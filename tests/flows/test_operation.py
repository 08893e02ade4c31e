"""The examples of docs/operation.md. tests/long/test_operation.py tests what it promises for a night."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.flows.places import ask, block


@pytest.fixture(scope="module")
def page(project: Path) -> Path:
    return project / "docs" / "operation.md"


def test_a_server_that_is_started_so_reports_nothing(prefect_server: str) -> None:
    assert ask(prefect_server, "admin/settings")["server"]["analytics_enabled"] is False


def test_a_server_that_is_started_so_forgets_old_runs(prefect_server: str) -> None:
    assert "flow_runs" in ask(prefect_server, "admin/settings")["server"]["services"]["db_vacuum"]["enabled"]


def test_the_settings_are_settings(page: Path) -> None:
    from tfextract.settings import Settings

    given = tomllib.loads(block(page, "settings"))
    assert set(given) <= set(Settings.model_fields)
    assert Settings(**given).state_folder == Path("/var/lib/tfextract/prefect")


def test_the_unit_starts_what_the_page_describes(page: Path) -> None:
    """That systemd takes it, and that it starts, is shown in tests/long/test_operation.py."""
    assert "/opt/tfextract/.venv/bin/python -m flows.serve" in block(page, "unit")


def test_the_automations_are_those_of_the_page(page: Path) -> None:
    """What they do is shown in tests/long/test_automations.py."""
    [command] = [line for line in block(page, "automations").splitlines() if "flows.automations" in line]
    assert command.split()[-2:] == ["--webhook", "http://127.0.0.1:8090/tfextract"]
