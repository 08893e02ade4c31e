"""Handles the server that Prefect starts for one run and stops at the end of the program."""

from __future__ import annotations

import os
import signal
import sys
import time
from types import FrameType
from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.events.worker import EventsWorker

from flows.environment import uses_own_server

_TIMEOUT = 20.0


def drain(flow_run_id: UUID) -> None:
    """Waits until the server has stored the end of every task.

    Otherwise the tracebacks of its cancelled writers fill the screen.
    """
    if not uses_own_server():
        return
    EventsWorker.drain_all(timeout=_TIMEOUT)
    deadline = time.monotonic() + _TIMEOUT
    with get_client(sync_client=True) as client:
        before = -1
        while time.monotonic() < deadline:
            runs = client.read_task_runs(flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=[flow_run_id])))
            if len(runs) == before and all(run.state is not None and run.state.is_final() for run in runs):
                return
            before = len(runs)
            time.sleep(0.3)


def end_plainly_when_stopped() -> None:
    """Ctrl-C also stops Prefect's server, and its client would keep asking the dead server for minutes."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _end)


def _end(number: int, _: FrameType | None) -> None:
    for again in (signal.SIGINT, signal.SIGTERM):
        signal.signal(again, signal.SIG_IGN)
    os.write(2, b"\nStopped. The warehouse holds what was published before, and the next run goes on.\n")
    # Imported here because a run with a named server does not need it, and the import takes seconds.
    started = sys.modules.get("prefect.server.api.server")
    for server in list(started.SubprocessASGIServer._instances.values()) if started else []:
        if server.server_process is not None:
            server.server_process.kill()
    # No other clean-up is needed: the worker processes end when this process is gone.
    os._exit(128 + number)
