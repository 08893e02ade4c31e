"""Putting verdicts into the warehouse: what that would change first, then on a person's word the same and no other."""

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
    """What the sheets change; `digest` stands for it, and `problems` are rows or sheets that could not be used."""

    differences: Differences
    warnings: tuple[Finding, ...]
    problems: tuple[str, ...]
    digest: str

    @property
    def facts(self) -> tuple[FactDifference, ...]:
        return self.differences.facts[:MAX_SHOWN]


def preview(warehouse: Path, folders: Sequence[Place], settings: Settings) -> Preview:
    """Publishes nothing. Raises RunFailedError where another run is at work."""
    return _run(warehouse, folders, settings, None)[0]


def publish(warehouse: Path, folders: Sequence[Place], settings: Settings, known: str) -> tuple[Preview, bool]:
    """Publishes where what changes is what was seen; gives what it is now, and whether it was published."""
    return _run(warehouse, folders, settings, known)


def _run(warehouse: Path, folders: Sequence[Place], settings: Settings, known: str | None) -> tuple[Preview, bool]:
    run = new_run(settings, "publish")
    with running(warehouse, run, _no_waiting):
        wordings = [f"{sheet.path} {sheet.sha256}" for sheet in read_sheets(folders).read]
        # No file is looked at: what is new among the PDFs is the next ingest's.
        nothing = Plan(warehouse, run.reader_version, (), (), (), (), tuple(folders))
        done = publish_outcomes(
            nothing,
            (),
            settings,
            run,
            _no_waiting,
            lambda differences: known is not None and _digest(differences, wordings) == known,
            keep_refused=False,
        )
        # What fails is told by the next ingest, which tries again.
        if done.published:
            deliver(warehouse, settings)
    problems = tuple(str(problem) for problem in (*done.broken_sheets, *done.sheet_problems))
    checked = Preview(done.differences, done.warnings, problems, _digest(done.differences, wordings))
    return checked, done.published


def _no_waiting(words: str) -> None:
    """A browser does not wait for hours."""
    if "at work" in words:
        raise RunFailedError(f"{words.removesuffix(': waiting for it to finish')}: publish when it is done")


def _digest(differences: Differences, wordings: Sequence[str]) -> str:
    reported = repr((differences.documents, differences.facts, wordings))
    return hashlib.sha256(reported.encode("utf-8", "replace")).hexdigest()[:24]
