"""The server Prefect starts for one run and stops when the program ends."""

from __future__ import annotations

import time
from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.events.worker import EventsWorker

from flows.environment import uses_own_server

_AT_MOST = 20.0


def drain(flow_run_id: UUID) -> None:
    """Waits until the server has written down how every task ended.

    Cut off in the middle of that, it fills the screen with the tracebacks of its cancelled writers.
    """
    if not uses_own_server():
        return
    EventsWorker.drain_all(timeout=_AT_MOST)
    deadline = time.monotonic() + _AT_MOST
    with get_client(sync_client=True) as client:
        before = -1
        while time.monotonic() < deadline:
            runs = client.read_task_runs(flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=[flow_run_id])))
            if len(runs) == before and all(run.state is not None and run.state.is_final() for run in runs):
                return
            before = len(runs)
            time.sleep(0.3)
