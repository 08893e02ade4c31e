"""Sets the environment for Prefect and Python before Prefect is imported.

A user's shell may have settings of other projects (a profile, a log level, a proxy, PYTHONWARNINGS). They must not
affect a run of this project.
"""

from __future__ import annotations

import os
import warnings
from pathlib import Path
from urllib.parse import urlsplit

from tfextract.errors import UserError
from tfextract.settings import load_settings

_ABOVE = Path(__file__).resolve().parents[1]
# The checkout. For an installed package, the working directory.
PROJECT = _ABOVE if (_ABOVE / "prefect.yaml").is_file() else Path.cwd()

# Variables for reaching a named server. Not all of PREFECT_API_…, because the old name of the server's database starts
# like that.
_REACHING = (
    "PREFECT_API_URL",
    "PREFECT_API_KEY",
    "PREFECT_API_AUTH_STRING",
    "PREFECT_API_SSL_CERT_FILE",
    "PREFECT_API_TLS_INSECURE_SKIP_VERIFY",
    "PREFECT_API_ENABLE_HTTP2",
    "PREFECT_CLIENT_",
)
# Variables that a Prefect worker passes to its runs.
_HANDED_ON = "PREFECT__"
_OURS = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_CLI_PROMPT": "false",
    "PREFECT_DEBUG_MODE": "false",
    # Prefect's minimum.
    "PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30",
    # No result cache: the ledger decides what is stale, and a cached result may be from other bytes at the same path.
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    # The flow prints what it did. Prefect's log lines go only to a named server.
    "PREFECT_LOGGING_LEVEL": "INFO",
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
}
# These change what Python prints or how it starts, also in child processes.
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
    # PYTHONWARNINGS already took effect. With `error`, Prefect's imports would fail with tracebacks.
    warnings.resetwarnings()
    warnings.simplefilter("ignore")


def served(page: str) -> dict[str, str]:
    """The environment for the parts of `make serve`, which use a named server and send it all logs."""
    alone = ("PREFECT_LOGGING_TO_API_ENABLED", "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE", "PREFECT_SERVER_LOGGING_LEVEL")
    kept = {name: value for name, value in os.environ.items() if name not in alone}
    # The address of the page is for links in the messages of automations.
    named = {"PREFECT_API_URL": f"{page}/api", "PREFECT_UI_URL": page}
    # Keeps runs and their logs for 90 days. By default Prefect keeps them forever.
    forgetting = {"PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs"}
    return kept | named | forgetting | {"PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "INFO"}


def state_folder() -> Path:
    """The folder of Prefect's database, logs and run data."""
    try:
        return PROJECT / load_settings().state_folder
    except UserError:
        # The caller of the flow reports wrong settings.
        return PROJECT / ".prefect"


def alive_folder() -> Path:
    """The folder with locks of active runs on this machine."""
    return state_folder() / "alive"


def uses_own_server() -> bool:
    """Whether no server is named, so that Prefect starts one for the run."""
    return "PREFECT_API_URL" not in os.environ


def _reach_loopback() -> None:
    """Prevents a proxy between a run and a server on this machine."""
    host = urlsplit(os.environ.get("PREFECT_API_URL", "http://127.0.0.1")).hostname
    for name in _PROXIES:
        for spelled in (name, name.lower()):
            # Even with NO_PROXY the HTTP client parses the proxy, and fails on a socks5:// that it does not support.
            if host in _LOOPBACK:
                os.environ.pop(spelled, None)
    given = {os.environ.get(name, "") for name in ("NO_PROXY", "no_proxy")}
    direct = ",".join(sorted({host for hosts in given for host in hosts.split(",") if host} | set(_LOOPBACK)))
    os.environ["NO_PROXY"] = os.environ["no_proxy"] = direct
