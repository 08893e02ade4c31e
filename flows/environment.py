"""What Prefect and Python must find in the environment, set by the project before Prefect is imported.

A user's shell may hold settings of other projects (a profile, a log level, a proxy, PYTHONWARNINGS); a run of this
project looks the same under all of them.
"""

from __future__ import annotations

import os
import warnings
from pathlib import Path
from urllib.parse import urlsplit

from tfextract.errors import UserError
from tfextract.settings import load_settings

_ABOVE = Path(__file__).resolve().parents[1]
# The checkout; where the package is installed without one, the folder that a run is started in.
PROJECT = _ABOVE if (_ABOVE / "prefect.yaml").is_file() else Path.cwd()

# How to reach a server that was named. Not all of PREFECT_API_…: the old name of the server's database starts so too.
_REACHING = (
    "PREFECT_API_URL",
    "PREFECT_API_KEY",
    "PREFECT_API_AUTH_STRING",
    "PREFECT_API_SSL_CERT_FILE",
    "PREFECT_API_TLS_INSECURE_SKIP_VERIFY",
    "PREFECT_API_ENABLE_HTTP2",
    "PREFECT_CLIENT_",
)
# What a Prefect worker hands to the run it starts.
_HANDED_ON = "PREFECT__"
_OURS = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_CLI_PROMPT": "false",
    "PREFECT_DEBUG_MODE": "false",
    # The least that Prefect allows.
    "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",
    # Our ledger decides what is stale: a cached result would be that of other bytes at the same path.
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    # The flow says on the screen what it did; Prefect's own lines go to a server that somebody looks at.
    "PREFECT_LOGGING_LEVEL": "INFO",
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
}
# They change what Python prints or how it starts, in this process's children too.
_PYTHON = (
    "PYTHONWARNINGS",
    "PYTHONDEVMODE",
    "PYTHONASYNCIODEBUG",
    "PYTHONVERBOSE",
    "PYTHONINSPECT",
    "PYTHONPROFILEIMPORTTIME",
    "PYTHONTRACEMALLOC",
    "PYTHONHOME",
)
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def prepare() -> None:
    kept = (_HANDED_ON, *_REACHING) if os.environ.get("PREFECT_API_URL") else (_HANDED_ON,)
    for name in list(os.environ):
        if name.startswith("PREFECT_") and not name.startswith(kept):
            del os.environ[name]
    for name in _PYTHON:
        os.environ.pop(name, None)
    home = state_folder()
    os.environ.update(_OURS | {"PREFECT_HOME": str(home), "PREFECT_PROFILES_PATH": str(home / "profiles.toml")})
    if uses_own_server():
        os.environ["PREFECT_LOGGING_TO_API_ENABLED"] = "false"
    _reach_loopback()
    # PYTHONWARNINGS has done its work when this runs; with `error` Prefect's imports would end in tracebacks.
    warnings.resetwarnings()
    warnings.simplefilter("ignore")


def served(page: str) -> dict[str, str]:
    """For the parts of `make serve`, which use the server they name and tell it all."""
    alone = ("PREFECT_LOGGING_TO_API_ENABLED", "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE", "PREFECT_SERVER_LOGGING_LEVEL")
    kept = {name: value for name, value in os.environ.items() if name not in alone}
    # The page's own address is for the links in what automations send.
    named = {"PREFECT_API_URL": f"{page}/api", "PREFECT_UI_URL": page}
    # Runs and their logs are kept for 90 days; Prefect by itself keeps them for ever.
    forgetting = {"PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs"}
    return kept | named | forgetting | {"PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "INFO"}


def state_folder() -> Path:
    """Where Prefect keeps its database, its logs and what it knows of runs."""
    try:
        return PROJECT / load_settings().state_folder
    except UserError:
        # Whoever starts a flow tells what is wrong with the settings.
        return PROJECT / ".prefect"


def alive_folder() -> Path:
    """The locks of the runs that are under way on this machine."""
    return state_folder() / "alive"


def uses_own_server() -> bool:
    """True where a server was not named and Prefect starts one for the run."""
    return "PREFECT_API_URL" not in os.environ


def _reach_loopback() -> None:
    """No proxy stands between a run and a server on this machine."""
    host = urlsplit(os.environ.get("PREFECT_API_URL", "http://127.0.0.1")).hostname
    for name in _PROXIES:
        for spelled in (name, name.lower()):
            # Left out of NO_PROXY, it is still read by the HTTP client, which ends where it cannot speak to a socks5://.
            if host in _LOOPBACK:
                os.environ.pop(spelled, None)
    given = {os.environ.get(name, "") for name in ("NO_PROXY", "no_proxy")}
    direct = ",".join(sorted({host for hosts in given for host in hosts.split(",") if host} | set(_LOOPBACK)))
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = direct
