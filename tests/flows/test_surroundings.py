"""What a run takes from the user's shell; whole runs are in test_flow_ingest.py and tests/long/test_surroundings.py."""

from __future__ import annotations

import os

import pytest

from tests.flows.places import HOSTILE


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    # A copy that is put back, since what is tested writes to os.environ itself.
    monkeypatch.setattr(os, "environ", os.environ.copy())
    return monkeypatch


@pytest.mark.parametrize("named", ["http://127.0.0.1:4200/api", "https://prefect.example.org/api"])
def test_a_server_that_was_named_is_kept_with_what_reaches_it(environment: pytest.MonkeyPatch, named: str) -> None:
    from flows.environment import prepare, uses_own_server

    given = {"PREFECT_API_URL": named, "PREFECT_API_AUTH_STRING": "a:b", "HTTPS_PROXY": "http://proxy.example.org"}
    for name, value in (given | {"PREFECT_PROFILE": "other"}).items():
        environment.setitem(os.environ, name, value)
    prepare()
    assert not uses_own_server()
    assert (os.environ["PREFECT_API_URL"], os.environ["PREFECT_API_AUTH_STRING"]) == (named, "a:b")
    assert ("HTTPS_PROXY" in os.environ) == ("example.org" in named)
    assert "PREFECT_PROFILE" not in os.environ


def test_what_a_shell_holds_for_others_is_gone(environment: pytest.MonkeyPatch) -> None:
    from flows.environment import prepare, uses_own_server

    for name, value in HOSTILE.items():
        environment.setitem(os.environ, name, value)
    prepare()
    assert uses_own_server()
    # How the screen writes is the shell's to say.
    theirs = [name for name in HOSTILE if name.startswith(("PREFECT_", "PYTHON")) or name.upper().endswith("_PROXY")]
    theirs = [name for name in theirs if name not in ("NO_PROXY", "PYTHONIOENCODING")]
    assert [name for name in theirs if os.environ.get(name) == HOSTILE[name]] == []
    assert set(os.environ["NO_PROXY"].split(",")) == {"127.0.0.1", "::1", "example.org", "localhost"}


def test_telemetry_is_off_whatever_was_set(environment: pytest.MonkeyPatch) -> None:
    from flows.environment import prepare

    environment.setitem(os.environ, "DO_NOT_TRACK", "0")
    environment.setitem(os.environ, "PREFECT_SERVER_ANALYTICS_ENABLED", "true")
    prepare()
    assert (os.environ["DO_NOT_TRACK"], os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"]) == ("1", "false")
