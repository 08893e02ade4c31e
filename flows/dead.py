"""Reports flow runs whose process is gone. If the host or the worker died as well, nobody else tells the server.

python -m flows.dead
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.states import Crashed, Scheduled

from flows.environment import alive_folder, uses_own_server
from tfextract import alive


def begin(flow_run_id: object) -> list[str]:
    """Marks this run as alive and dead runs as crashed. Returns messages about the dead ones."""
    if uses_own_server():
        return []
    alive.hold(alive_folder(), str(flow_run_id))
    with get_client(sync_client=True) as client:
        return _mark_crashed(client, _was_killed)


def restart() -> list[str]:
    """For the only host of a server, before its worker starts. Runs that were handed out but not started become due
    again."""
    with get_client(sync_client=True) as client:
        reported = _mark_crashed(client, _is_not_here)
        for run in _runs_in(client, StateType.PENDING):
            client.set_flow_run_state(run.id, Scheduled(message="Its host stopped before it began."), force=True)
            reported.append(f"The run {run.name!r} had not begun when its host stopped: it is due now.")
    return reported


def _was_killed(run: FlowRun) -> bool:
    return alive.gone(alive_folder(), str(run.id))


def _is_not_here(run: FlowRun) -> bool:
    """Prefect calls a run running some moments before it holds its lock. Killed in between, it left no lock."""
    return not alive.held(alive_folder(), str(run.id))


def _mark_crashed(client: SyncPrefectClient, is_dead: Callable[[FlowRun], bool]) -> list[str]:
    reported = []
    for run in _runs_in(client, StateType.RUNNING, StateType.CANCELLING):
        if is_dead(run):
            message = "Its process is gone: it was killed, or its host stopped. The warehouse did not change."
            client.set_flow_run_state(run.id, Crashed(message=message), force=True)
            alive.forget(alive_folder(), str(run.id))
            reported.append(f"The run {run.name!r} is marked as crashed: its process is gone.")
    return reported


def _runs_in(client: SyncPrefectClient, *types: StateType) -> list[FlowRun]:
    state = FlowRunFilterState(type=FlowRunFilterStateType(any_=list(types)))
    return client.read_flow_runs(flow_run_filter=FlowRunFilter(state=state))


def main() -> int:
    for line in restart():
        sys.stdout.write(f"{line}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
