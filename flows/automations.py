"""Creates automations: the server reacts when a run needs a person, or stops sending heartbeats.

python -m flows.automations --webhook http://127.0.0.1:8090/tfextract
"""

from __future__ import annotations

import argparse
import sys
from datetime import timedelta
from typing import cast
from uuid import UUID

from prefect.blocks.webhook import Webhook
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import StateType
from prefect.events.actions import CallWebhook, ChangeFlowRunState
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture
from prefect.events.schemas.events import ResourceSpecification
from pydantic import SecretStr

from flows.environment import uses_own_server

_BLOCK = "tfextract"
_CALL = "tfextract: a run wants a person"
_BURY = "tfextract: a run gives no sign of life"
# The state names of tfextract.run_report.ending other than Completed, and those of Prefect.
WANTS_A_PERSON = ("NewlySkipped", "Staged", "Failed", "Crashed")
_ENDED = ("Completed", "Cancelled", *WANTS_A_PERSON)
# A run sends a heartbeat every PREFECT_FLOWS_HEARTBEAT_FREQUENCY seconds, by default 180.
_DEAD_AFTER = 600.0
# Three heartbeats at Prefect's shortest interval. With less, live runs would be marked as crashed.
_MIN_DEAD_AFTER = 90.0
_RUNS = ResourceSpecification({"prefect.resource.id": "prefect.flow-run.*"})
_OF_OURS = ResourceSpecification(
    {"prefect.resource.role": "flow", "prefect.resource.name": ["ingest", "reprocess"]},
)
# The server renders this template (Jinja).
_PAYLOAD = """{"run": {{ flow_run.name | tojson }}, "state": {{ flow_run.state.name | tojson }},
"message": {{ flow_run.state.message | tojson }}, "page": {{ flow_run | ui_url | tojson }}}"""


def call(url: str) -> AutomationCore:
    """Posts the end of a run to the address as JSON: run, state, message, page."""
    block_id = cast(UUID, Webhook(url=SecretStr(url)).save(_BLOCK, overwrite=True))
    return AutomationCore(
        name=_CALL,
        description="A document could not be read, a change waits for a person, or a run ended badly.",
        trigger=EventTrigger(
            expect={f"prefect.flow-run.{state}" for state in WANTS_A_PERSON},
            match=_RUNS,
            match_related=_OF_OURS,
            for_each={"prefect.resource.id"},
            posture=Posture.Reactive,
            threshold=1,
            within=timedelta(0),
        ),
        actions=[CallWebhook(block_document_id=block_id, payload=_PAYLOAD)],
    )


def bury(after: float) -> AutomationCore:
    """Marks a run without heartbeats for this many seconds as crashed, even if no other run follows."""
    return AutomationCore(
        name=_BURY,
        description="Its process is gone: it was killed, or its host stopped.",
        trigger=EventTrigger(
            after={"prefect.flow-run.heartbeat"},
            expect={"prefect.flow-run.heartbeat", *(f"prefect.flow-run.{state}" for state in _ENDED)},
            match=_RUNS,
            match_related=_OF_OURS,
            for_each={"prefect.resource.id"},
            posture=Posture.Proactive,
            threshold=1,
            within=timedelta(seconds=after),
        ),
        actions=[
            ChangeFlowRunState(
                name="Crashed",
                state=StateType.CRASHED,
                force=True,
                message=f"No sign of life for {after:g} seconds: its process is gone.",
            )
        ],
    )


def put(wanted: AutomationCore) -> None:
    """Replaces the automation with the same name. It stays off if a person switched it off."""
    with get_client(sync_client=True) as client:
        known = client.read_automations_by_name(wanted.name)
        client.create_automation(wanted.model_copy(update={"enabled": all(old.enabled for old in known)}))
        for old in known:
            client.delete_automation(old.id)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m flows.automations", description=__doc__)
    parser.add_argument("--webhook", help="is posted the runs that want a person")
    parser.add_argument(
        "--dead-after",
        type=float,
        default=_DEAD_AFTER,
        help=f"seconds without a sign of life after which a run is marked as crashed (default: {_DEAD_AFTER:g})",
    )
    given = parser.parse_args()
    if uses_own_server():
        sys.stderr.write("name the server: PREFECT_API_URL=http://127.0.0.1:4200/api\n")
        return 2
    if given.dead_after < _MIN_DEAD_AFTER:
        sys.stderr.write(f"--dead-after must be {_MIN_DEAD_AFTER:g} or more, or living runs are marked as crashed\n")
        return 2
    put(bury(given.dead_after))
    if given.webhook:
        put(call(given.webhook))
    return 0


if __name__ == "__main__":
    sys.exit(main())
