"""The server's automations: it calls a webhook, and marks runs without a heartbeat."""

from __future__ import annotations

import json
import queue
import sys
import threading
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests import pdfs
from tests.flows.places import PATIENCE, Workplace, ask, until

Calls = queue.Queue[dict[str, Any]]


@pytest.fixture(scope="module")
def webhook() -> Iterator[tuple[str, Calls]]:
    """An address on this machine, and what is posted to it."""
    calls: Calls = queue.Queue()

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            calls.put(json.loads(body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    with HTTPServer(("127.0.0.1", 0), Receiver) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/tfextract", calls
        server.shutdown()


@pytest.fixture(scope="module")
def calls(workplace: Workplace, webhook: tuple[str, Calls]) -> Calls:
    address, calls = webhook
    command = (sys.executable, "-m", "flows.automations", "--webhook", address)
    for _ in range(2):
        done = workplace.run(*command)
        assert (done.returncode, done.stderr) == (0, "")
    return calls


def test_a_second_call_replaces_the_automations(calls: Calls, prefect_server: str) -> None:
    names = [automation["name"] for automation in ask(prefect_server, "automations/filter", {})]
    assert sorted(name for name in names if name.startswith("tfextract")) == [
        "tfextract: a run gives no sign of life",
        "tfextract: a run wants a person",
    ]


def test_a_newly_unreadable_document_calls_a_person(calls: Calls, workplace: Workplace, tmp_path: Path) -> None:
    raw = tmp_path / "quarterly"
    pdfs.write_folder(raw)
    for file in raw.iterdir():
        if file.name not in ("letter.pdf", "nothing.pdf"):
            file.unlink()
    assert workplace.ingest(raw, warehouse=tmp_path / "w.duckdb").returncode == 3
    call = calls.get(timeout=PATIENCE)
    while "quarterly" not in call["run"]:
        call = calls.get(timeout=PATIENCE)
    assert call["state"] == "NewlySkipped"
    assert "letter.pdf" in call["message"]
    assert "/runs/flow-run/" in call["page"]
    # What was reported is not reported again.
    assert workplace.ingest(raw, warehouse=tmp_path / "w.duckdb").returncode == 0
    assert calls.empty()


def test_a_run_without_a_sign_of_life_is_marked_as_crashed(workplace: Workplace, prefect_server: str) -> None:
    # Sooner than the setting allows, and than a live run sends a heartbeat.
    sooner = "from flows.automations import bury, put; put(bury({}))"
    assert workplace.run(sys.executable, "-c", sooner.format(10)).returncode == 0
    flow = ask(prefect_server, "flows/", {"name": "ingest"})
    running = {"type": "RUNNING", "name": "Running"}
    run = ask(prefect_server, "flow_runs/", {"flow_id": flow["id"], "name": "silent", "state": running})
    heartbeat = {
        "id": str(uuid.uuid4()),
        "occurred": datetime.now(UTC).isoformat(),
        "event": "prefect.flow-run.heartbeat",
        "resource": {"prefect.resource.id": f"prefect.flow-run.{run['id']}", "prefect.resource.name": "silent"},
        "related": [
            {
                "prefect.resource.id": f"prefect.flow.{flow['id']}",
                "prefect.resource.role": "flow",
                "prefect.resource.name": "ingest",
            }
        ],
    }
    ask(prefect_server, "events", [heartbeat])
    until(lambda: ask(prefect_server, f"flow_runs/{run['id']}")["state_name"] == "Crashed")
    assert workplace.run(sys.executable, "-c", sooner.format(600)).returncode == 0


def test_living_runs_are_not_to_be_marked(workplace: Workplace) -> None:
    done = workplace.run(sys.executable, "-m", "flows.automations", "--dead-after", "30")
    assert (done.returncode, "living runs" in done.stderr) == (2, True)


def test_without_a_named_server_there_is_nothing_to_set(lonely_workplace: Workplace) -> None:
    done = lonely_workplace.run(sys.executable, "-m", "flows.automations")
    assert done.returncode == 2
    assert "PREFECT_API_URL" in done.stderr
