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

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Looked:
    """What the sheets change; `seen` stands for it, and `problems` are rows or sheets that could not be used."""

    differences: Differences
    warnings: tuple[Finding, ...]
    problems: tuple[str, ...]
    seen: str

    @property
    def facts(self) -> tuple[FactDifference, ...]:
        return self.differences.facts[:MOST_SHOWN]


def look(warehouse: Path, folders: Sequence[Place], settings: Settings) -> Looked:
    """Publishes nothing. Raises RunFailedError where another run is at work."""
    return _run(warehouse, folders, settings, None)[0]


def publish(warehouse: Path, folders: Sequence[Place], settings: Settings, seen: str) -> tuple[Looked, bool]:
    """Publishes where what changes is what was seen; gives what it is now, and whether it was published."""
    return _run(warehouse, folders, settings, seen)


def _run(warehouse: Path, folders: Sequence[Place], settings: Settings, seen: str | None) -> tuple[Looked, bool]:
    run = new_run(settings, "publish")
    with running(warehouse, run, _no_waiting):
        said = [f"{sheet.path} {sheet.sha256}" for sheet in read_sheets(folders).read]
        # No file is looked at: what is new among the PDFs is the next ingest's.
        nothing = Plan(warehouse, run.reader_version, (), (), (), (), tuple(folders))
        done = publish_outcomes(
            nothing,
            (),
            settings,
            run,
            _no_waiting,
            lambda differences: seen is not None and _seen(differences, said) == seen,
            keep_refused=False,
        )
        # What fails is told by the next ingest, which tries again.
        if done.published:
            deliver(warehouse, settings)
    problems = tuple(str(problem) for problem in (*done.broken_sheets, *done.sheet_problems))
    looked = Looked(done.differences, done.warnings, problems, _seen(done.differences, said))
    return looked, done.published


def _no_waiting(words: str) -> None:
    """A browser does not wait for hours."""
    if "at work" in words:
        raise RunFailedError(f"{words.removesuffix(': waiting for it to finish')}: publish when it is done")


def _seen(differences: Differences, said: Sequence[str]) -> str:
    told = repr((differences.documents, differences.facts, said))
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:24]
