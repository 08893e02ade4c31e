"""Publishes verdicts: first a preview, then, after confirmation, exactly the previewed change."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tfextract.delivery import deliver
from tfextract.errors import RunFailedError
from tfextract.ingest import new_run
from tfextract.locations import Place
from tfextract.planning import Plan
from tfextract.publication import publish_outcomes
from tfextract.settings import Settings
from tfextract.sheets import read_sheets
from tfextract.warehouse import Differences, FactDifference, Finding, running

MAX_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Preview:
    """The changes from the sheets. `digest` identifies them. `problems` are unusable rows or sheets."""

    differences: Differences
    warnings: tuple[Finding, ...]
    problems: tuple[str, ...]
    digest: str

    @property
    def facts(self) -> tuple[FactDifference, ...]:
        return self.differences.facts[:MAX_SHOWN]


def preview(warehouse: Path, folders: Sequence[Place], settings: Settings) -> Preview:
    """Publishes nothing. Raises RunFailedError if another run is active."""
    return _run(warehouse, folders, settings, None)[0]


def publish(warehouse: Path, folders: Sequence[Place], settings: Settings, known: str) -> tuple[Preview, bool]:
    """Publishes if the changes equal the preview. Returns the present changes, and whether they were published."""
    return _run(warehouse, folders, settings, known)


def _run(warehouse: Path, folders: Sequence[Place], settings: Settings, known: str | None) -> tuple[Preview, bool]:
    run = new_run(settings, "publish")
    with running(warehouse, run, _no_waiting):
        hashes = [f"{sheet.path} {sheet.sha256}" for sheet in read_sheets(folders).read]
        # Reads no PDFs: the next ingest handles new ones.
        nothing = Plan(warehouse, run.reader_version, (), (), (), (), tuple(folders))
        done = publish_outcomes(
            nothing,
            (),
            settings,
            run,
            _no_waiting,
            lambda differences: known is not None and _digest(differences, hashes) == known,
            keep_refused=False,
        )
        # The next ingest tries again and reports a failure.
        if done.published:
            deliver(warehouse, settings)
    problems = tuple(str(problem) for problem in (*done.broken_sheets, *done.sheet_problems))
    checked = Preview(done.differences, done.warnings, problems, _digest(done.differences, hashes))
    return checked, done.published


def _no_waiting(words: str) -> None:
    """Does not wait for another run, because a browser would time out."""
    if "at work" in words:
        raise RunFailedError(f"{words.removesuffix(': waiting for it to finish')}: publish when it is done")


def _digest(differences: Differences, hashes: Sequence[str]) -> str:
    reported = repr((differences.documents, differences.facts, hashes))
    return hashlib.sha256(reported.encode("utf-8", "replace")).hexdigest()[:24]
