"""What a Prefect server knows of a run, as its page shows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.flows.places import ask, until


def states_of(api: str, run: Any) -> list[str]:
    """The names of the states it went through, in their order."""
    history = ask(api, f"flow_run_states/?flow_run_id={run['id']}")
    return [state["name"] for state in sorted(history, key=lambda state: state["timestamp"])]


def artifacts_of(api: str, run: Any) -> dict[str, Any]:
    found = ask(api, "artifacts/filter", {"artifacts": {"flow_run_id": {"any_": [run["id"]]}}})
    return {artifact["key"]: artifact["data"] for artifact in found}


def logged_by(api: str, run: Any, words: str, why: Callable[[], str] = str) -> list[str]:
    """The lines with these words; the last lines of a run reach the server a moment after the run has ended."""

    def lines() -> list[str]:
        found = ask(api, "logs/filter", {"logs": {"flow_run_id": {"any_": [run["id"]]}}})
        return [line["message"] for line in found if words in line["message"]]

    return until(lines, why)
