"""Whole ingests killed at drawn moments: real documents, real readers, real publishes, and the run after them.

`kills.py` kills only the publishing, hundreds of times in the same time; here the reading is killed too. Each takes
seconds: they are in tests/long and not in the suite, and `make kills` runs a hundred.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import random
import signal
import tempfile
import time
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

import duckdb

from tests import pdfs
from tfextract.ingest import ingest, new_run, read_all
from tfextract.pipeline import Reader
from tfextract.planning import Plan, PlanOptions, plan
from tfextract.publication import publish_outcomes
from tfextract.settings import Settings
from tfextract.warehouse import check, marks, running
from tfextract.warehouse.paths import WarehousePaths
from tfextract.workers import Workers

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.whole_kills"])
# A guard against hanging, on a machine under load.
PATIENCE = 600.0

# The rows of a file in the public tables: the status and the figures of the document.
State = dict[str, tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Yard:
    """Where it happens. `scratch` is the folder for temporary files of all that is started."""

    folder: Path
    warehouse: Path
    scratch: Path

    @property
    def settings(self) -> Settings:
        return Settings(raw=self.folder, warehouse=self.warehouse, workers=2)

    def write(self, name: str, figure: int) -> None:
        """Writes a file with its own time stamp, long ago, so that it counts as complete."""
        path = self.folder / name
        path.write_bytes(
            pdfs.text_pdf(f"The Quay Fund, report {figure}", f"In 2021 the fund trained {figure:,} pilots in Kenya.")
        )
        at = 1_600_000_000 + figure
        os.utime(path, (at, at))

    def state(self) -> State:
        sql = (
            "SELECT f.file_name, f.status, list_sort(list(c.value)) FROM files AS f "
            "LEFT JOIN counts AS c USING (document_id) GROUP BY ALL"
        )
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return {name: (status, tuple(values)) for name, status, values in connection.execute(sql).fetchall()}

    def outcomes(self) -> dict[str, str]:
        """How each run ended, also those that are not in the warehouse yet."""
        known = {mark.run.run_id: mark.outcome for mark in marks(self.warehouse)}
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return known | dict(connection.execute("SELECT run_id, outcome FROM runs").fetchall())


def work(yard: Yard, job: str, moments: Connection) -> None:
    """The run; says `started`, how many documents it will read, each that was read, and `ended`."""
    tempfile.tempdir = os.environ["TMPDIR"] = str(yard.scratch)

    def planned(made: Plan) -> None:
        moments.send(len(made.to_read))

    moments.send("started")
    if job == "ingest":
        ingest([yard.folder], yard.warehouse, yard.settings, announce=planned, tell=lambda _: moments.send("read"))
    else:
        _keep_aside(yard, moments)
    moments.send("ended")


def _keep_aside(yard: Yard, moments: Connection) -> None:
    """All read again, and staged for a person who has not decided yet."""
    run = new_run(yard.settings, "reprocess")
    with running(yard.warehouse, run):
        made = plan([yard.folder], yard.warehouse, yard.settings, PlanOptions(again=True))
        moments.send(len(made.to_read))
        with Workers(yard.settings, Reader.load) as workers:
            outcomes = read_all(made.to_read, workers, 2, lambda _: moments.send("read"))
        publish_outcomes(made, outcomes, yard.settings, run, approve=lambda _: False)


@dataclass(slots=True)
class Durations:
    """The seconds that each part of an undisturbed run takes."""

    plan: float = 0.0
    read: float = 0.0
    publish: float = 0.0


@dataclass(frozen=True, slots=True)
class KilledRun:
    """`found` is what the warehouse was after it: before, after, or portion (some files as before, others as after).

    `killed` is false where the run ended first, and where only a reader was killed. `mended` says how the run and the
    one after it ended; one that was killed before it had begun is in no table.
    """

    job: str
    victim: str
    part: str
    seconds: float
    killed: bool
    found: str
    drafts: int
    mended: str


@dataclass(slots=True)
class WholeKiller:
    """A warehouse whose ingests are killed, one after the other; raises AssertionError where anything is lost."""

    yard: Yard
    rng: random.Random
    number: int = 0
    figures: dict[str, int] = field(default_factory=dict)
    took: Durations = field(default_factory=Durations)

    @classmethod
    def at(cls, folder: Path, seed: int) -> WholeKiller:
        yard = Yard(folder / "raw", folder / "warehouse" / "w.duckdb", folder / "scratch")
        for one in (yard.folder, yard.warehouse.parent, yard.scratch):
            one.mkdir(parents=True)
        killer = cls(yard, random.Random(seed))
        for _ in range(3):
            killer._change_folder()
        killer._left_alone()
        return killer

    def draw(self) -> KilledRun:
        yard, rng = self.yard, self.rng
        before, known = yard.state(), set(yard.outcomes())
        self._change_folder()
        job = rng.choices(["ingest", "stage"], [8, 2])[0]
        victim = rng.choices(["parent", "reader", "all", "parent by SIGTERM"], [5, 3, 2, 1])[0]
        part = "read" if victim == "reader" else rng.choices(["plan", "read", "publish"], [2, 4, 4])[0]
        seconds = rng.uniform(0, 1.2 * getattr(self.took, part))
        killed = self._run_and_kill(job, victim, part, seconds)
        drafts = len(WarehousePaths.of(yard.warehouse).drafts())
        found = self._found(before, job, victim)
        cut_off = {run for run, outcome in yard.outcomes().items() if outcome == "running"}
        assert killed or not cut_off, "a run that ended by itself is said to be under way"
        self._left_alone()
        mended = self._mended(known, cut_off)
        return KilledRun(job, victim, part, round(seconds, 3), killed, found, drafts, mended)

    def _change_folder(self) -> None:
        """New bytes at a known path, and a new file; one file is removed when there are many."""
        self.number += 1
        for name in ("beacon.pdf", f"pier-{self.number:03}.pdf"):
            self.figures[name] = 1000 * (1 + (name == "beacon.pdf")) + self.number
            self.yard.write(name, self.figures[name])
        if len(self.figures) > 8:
            gone = min(set(self.figures) - {"beacon.pdf"})
            del self.figures[gone]
            (self.yard.folder / gone).unlink()

    def _expected(self, known: State) -> State:
        """The expected rows after an undisturbed run. A file that is gone keeps its row, as missing."""
        there = {name: ("read", (float(figure),)) for name, figure in self.figures.items()}
        return {**{name: ("missing", values) for name, (_, values) in known.items()}, **there}

    def _found(self, before: State, job: str, victim: str) -> str:
        """Each file is as before or as after, whoever was killed; the document of a killed reader is not read."""
        assert check(self.yard.warehouse) == (), "torn"
        now, after = self.yard.state(), self._expected(before)
        for name, row in now.items():
            unread = victim == "reader" and row[0] == "failed"
            assert unread or row in (before.get(name), after.get(name)), f"{name} is {row} after {job}"
        if now == before:
            return "before"
        assert set(before) <= set(now), "files lost their rows"
        return "after" if now == after else "portion"

    def _mended(self, known: set[str], cut_off: set[str]) -> str:
        """The run after it did everything, reported the killed one and cleared up. Returns how the new runs ended."""
        yard = self.yard
        now = yard.state()
        expected = self._expected(now)
        assert now == expected, f"the next run did not go on: {_difference(now, expected)}"
        assert WarehousePaths.of(yard.warehouse).drafts() == [], "drafts were left"
        beside = sorted(path.name for path in yard.warehouse.parent.iterdir())
        assert beside == ["w.duckdb", "w.duckdb.runs"], f"left beside the warehouse: {beside}"
        assert not list(yard.scratch.iterdir()), f"left: {sorted(path.name for path in yard.scratch.iterdir())}"
        outcomes = {run: outcome for run, outcome in yard.outcomes().items() if run not in known}
        assert all(outcomes[run] == "killed" for run in cut_off), f"killed, and said to be {outcomes}"
        assert "running" not in outcomes.values(), "a run that is over is said to be under way"
        return ", ".join(sorted(outcomes.values())) or "nothing to do"

    def _left_alone(self) -> None:
        ours, theirs = _CONTEXT.Pipe(duplex=False)
        process = _CONTEXT.Process(target=work, args=(self.yard, "ingest", theirs))
        process.start()
        theirs.close()
        at: dict[object, float] = {}
        with contextlib.suppress(EOFError):
            while ours.poll(PATIENCE):
                moment = ours.recv()
                at["planned" if isinstance(moment, int) else moment] = time.monotonic()
        process.join(PATIENCE)
        assert process.exitcode == 0, f"a run that was left alone ended with {process.exitcode}"
        if "read" in at:
            started, planned, last, ended = (at[name] for name in ("started", "planned", "read", "ended"))
            self.took = Durations(planned - started, last - planned, ended - last)

    def _run_and_kill(self, job: str, victim: str, part: str, seconds: float) -> bool:
        """Whether the run was killed before its end."""
        ours, theirs = _CONTEXT.Pipe(duplex=False)
        process = _CONTEXT.Process(target=work, args=(self.yard, job, theirs))
        process.start()
        theirs.close()
        _wait_for(part, ours)
        time.sleep(seconds)
        assert process.pid is not None
        readers = below(process.pid)
        if victim in ("parent", "all"):
            process.kill()
        elif victim != "reader":
            process.terminate()
        for reader in readers if victim == "all" else readers[:1] if victim == "reader" else []:
            with contextlib.suppress(ProcessLookupError):
                os.kill(reader, signal.SIGKILL)
        process.join(PATIENCE)
        assert process.exitcode is not None, "it hangs"
        if victim == "reader":
            assert process.exitcode == 0, f"it ended with {process.exitcode} since a reader was killed"
        # A reader that is just loading its models notices when it has.
        deadline = time.monotonic() + PATIENCE
        while (left := [reader for reader in readers if is_alive(reader)]) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert not left, f"readers that outlived their run: {left}"
        return process.exitcode != 0


def _wait_for(part: str, moments: Connection) -> None:
    """Until the part begins, or the run has ended."""
    left: int | None = None
    with contextlib.suppress(EOFError):
        while moments.poll(PATIENCE):
            moment = moments.recv()
            left = moment if isinstance(moment, int) else left
            if moment == "read" and left is not None:
                left -= 1
            begun = {"plan": True, "read": left is not None, "publish": left == 0}
            if begun[part] or moment == "ended":
                return


def below(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        return []


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def _difference(now: State, expected: State) -> str:
    return str({name: (now.get(name), expected.get(name)) for name in now.keys() | expected.keys()
                if now.get(name) != expected.get(name)})  # fmt: skip
