"""Writes artifacts to the server. Does nothing if the server was started for this run only."""

from __future__ import annotations

import threading
import time
from typing import cast
from uuid import UUID

from prefect.artifacts import (
    create_markdown_artifact,
    create_progress_artifact,
    update_progress_artifact,
)

from flows.environment import uses_own_server
from tfextract.limits import Limit
from tfextract.outcome import IngestReport
from tfextract.reports.came_in import summary
from tfextract.run_report import page

# Limits the updates: a document may be read faster than the server stores an update.
_EVERY = 2.0


class ReadingProgress:
    """How much of the plan is read. Thread-safe."""

    def __init__(self, documents: int) -> None:
        self._all = documents
        self._done = 0
        self._updated_at = time.monotonic()
        self._lock = threading.Lock()
        self._artifact: UUID | None = None
        if documents and not uses_own_server():
            made = create_progress_artifact(0.0, key="reading", description=self._words())
            self._artifact = cast(UUID, made)

    def one_more(self) -> None:
        with self._lock:
            self._done += 1
            now = time.monotonic()
            if self._artifact is None or (now - self._updated_at < _EVERY and self._done < self._all):
                return
            self._updated_at = now
            update_progress_artifact(self._artifact, 100.0 * self._done / self._all, description=self._words())

    def _words(self) -> str:
        return f"{self._done} of {self._all} documents read"


def leave_page(report: IngestReport, limit: Limit, run: str) -> None:
    if uses_own_server():
        return
    create_markdown_artifact(page(report, limit), key="run", description="What this run did.")
    came_in = summary(report.warehouse, run)
    if came_in is not None:
        create_markdown_artifact(came_in, key="came-in", description="What came in.")
