"""Kills runs at random moments: the warehouse has the old or the finished state, and the next run continues.

A few in the suite (test_kills.py); a hundred with `python -m bench.kills 100`.
"""

from __future__ import annotations

import multiprocessing
import random
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from tests.warehouse.samples import read_document
from tfextract.ingest import new_run
from tfextract.model import Achievement, Contact, Count, Facts, Phase, Product, ReadDocument, Shortfall
from tfextract.outcome import IngestReport, Outcome
from tfextract.planning import PlanOptions, plan
from tfextract.publication import publish_outcomes
from tfextract.settings import Settings
from tfextract.sources import digest
from tfextract.warehouse import check, kept_builds, roll_back, running, staged
from tfextract.warehouse.paths import WarehousePaths

# A process that starts is busy importing for longer than a run takes; these come from a server that has it all.
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.kills", "duckdb", "pyarrow", "pydantic"])

State = tuple[tuple[object, ...], ...]


@dataclass(frozen=True, slots=True)
class Place:
    folder: Path
    warehouse: Path

    @property
    def settings(self) -> Settings:
        return Settings(raw=self.folder)

    def write(self, name: str, pilots: int) -> None:
        (self.folder / f"{name}.pdf").write_text(f"%PDF-{pilots} pilots of {name}")

    def state(self) -> State:
        """What analysts see, without the times at which it came."""
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return tuple(
                connection.execute(
                    "SELECT f.file_name, d.document_id, c.value, a.text, count(e.fact_id) FROM files AS f "
                    "LEFT JOIN documents AS d USING (document_id) LEFT JOIN counts AS c USING (document_id) "
                    "LEFT JOIN achievements AS a USING (document_id) LEFT JOIN evidence AS e USING (document_id) "
                    "GROUP BY ALL ORDER BY ALL"
                ).fetchall()
            )


def read(path: Path) -> ReadDocument:
    """A sample document that says what the file says."""
    pilots = path.read_text().removeprefix("%PDF-").split()[0]
    made = read_document(path.stem, statement=f"The Lighthouse Fund trained {pilots} harbour pilots in Kenya.")
    document_id, sha256 = digest(path)
    facts = replace(made.facts, issues=())
    return replace(made, document=replace(made.document, document_id=document_id, sha256=sha256), facts=facts)


def _lines_of_evidence(facts: Facts) -> int:
    every: tuple[Achievement | Shortfall | Count | Product | Phase | Contact, ...]
    every = (*facts.achievements, *facts.shortfalls, *facts.counts, *facts.products, *facts.phases, *facts.contacts)
    areas = [area.evidence for phase in facts.phases for area in phase.priority_areas]
    return len([line for evidence in ([fact.evidence for fact in every] + areas) for line in evidence])


def ingest(place: Place, messages: list[str] | None = None) -> IngestReport:
    run = new_run(place.settings, "ingest")
    messages = [] if messages is None else messages
    with running(place.warehouse, run, messages.append):
        made = plan([place.folder], place.warehouse, place.settings)
        outcomes = [Outcome.read(asked, read(Path(str(asked.file.path)))) for asked in made.to_read]
        return publish_outcomes(made, outcomes, place.settings, run)


def keep_aside(place: Place) -> None:
    run = new_run(place.settings, "reprocess")
    with running(place.warehouse, run):
        made = plan([place.folder], place.warehouse, place.settings, PlanOptions(again=True))
        outcomes = [Outcome.read(asked, read(Path(str(asked.file.path)))) for asked in made.to_read]
        publish_outcomes(made, outcomes, place.settings, run, approve=lambda _: False)


def go_back(place: Place) -> None:
    run = new_run(place.settings, "rollback")
    with running(place.warehouse, run):
        roll_back(place.warehouse, run)


JOBS: dict[str, Callable[[Place], object]] = {"ingest": ingest, "reprocess": keep_aside, "rollback": go_back}


def work(place: Place, job: str, ready: object) -> None:
    ready.set()  # type: ignore[attr-defined]
    JOBS[job](place)


@dataclass(frozen=True, slots=True)
class Draw:
    """What became of a run that was killed; `after` where the warehouse is as the finished run leaves it."""

    job: str
    seconds: float
    killed: bool
    after: bool
    left: int


class Killer:
    """A warehouse whose runs are killed one after the other, and what it must contain after each."""

    def __init__(self, place: Place, seed: int) -> None:
        self.place = place
        self._random = random.Random(seed)
        self._number = 0
        place.folder.mkdir()
        for name in ("beacon", "buoy", "quay"):
            place.write(name, 10)
        ingest(place)
        self._change_folder()
        self._seconds = self._measured()

    def draw(self) -> Draw:
        """Raises AssertionError if anything is lost, torn or left lying about."""
        place = self.place
        self._change_folder()
        job = self._random.choices(list(JOBS), [6, 2, 2 if kept_builds(place.warehouse) else 0])[0]
        before = place.state()
        finished = self._finished(job)
        seconds = self._random.uniform(0, 1.2 * self._seconds)
        killed = self._run_and_kill(job, seconds)
        now = place.state()
        assert now in (before, finished), f"{job} killed after {seconds:.3f} s: neither before nor after"
        assert check(place.warehouse) == ()
        left = len(WarehousePaths.of(place.warehouse).drafts())
        messages: list[str] = []
        ingest(place, messages)
        assert place.state() == self._expected(), "the next run did not go on"
        assert WarehousePaths.of(place.warehouse).drafts() == []
        assert (left == 0) or any("left behind" in line for line in messages), "removed without a word"
        staged(place.warehouse)
        return Draw(job, seconds, killed, now == finished and before != finished, left)

    def _change_folder(self) -> None:
        """New bytes at a known path, and a new file."""
        self._number += 1
        self.place.write("beacon", 1000 + self._number)
        self.place.write(f"pier-{self._number:03}", self._number + 1)

    def _expected(self) -> State:
        rows = []
        for path in sorted(self.place.folder.iterdir()):
            made = read(path)
            count, achievement = made.facts.counts[0], made.facts.achievements[0]
            lines = _lines_of_evidence(made.facts)
            rows.append((path.name, made.document.document_id, count.value, achievement.text, lines))
        return tuple(rows)

    def _finished(self, job: str) -> State:
        if job == "ingest":
            return self._expected()
        if job == "rollback":
            return Place(self.place.folder, kept_builds(self.place.warehouse)[0].path).state()
        return self.place.state()

    def _measured(self) -> float:
        """The seconds that an undisturbed run takes, on a copy."""
        copy = self.place.warehouse.with_name("copy.duckdb")
        shutil.copy(self.place.warehouse, copy)
        ready = _CONTEXT.Event()
        process = _CONTEXT.Process(target=work, args=(Place(self.place.folder, copy), "ingest", ready))
        process.start()
        ready.wait(120)
        started = time.monotonic()
        process.join(120)
        assert process.exitcode == 0
        return time.monotonic() - started

    def _run_and_kill(self, job: str, seconds: float) -> bool:
        ready = _CONTEXT.Event()
        process = _CONTEXT.Process(target=work, args=(self.place, job, ready))
        process.start()
        ready.wait(120)
        process.join(seconds)
        process.kill()
        process.join(120)
        return process.exitcode != 0
