"""Marks runs that are under way or ended without a publish. The next publish adds a row in `runs` for each mark.

Copying a large warehouse only to add a row "nothing to do" would cost too much.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from tfextract.errors import RunFailedError, UserError, reason
from tfextract.temporary import remove_abandoned
from tfextract.warehouse.load import RunRecord, add_run, ended
from tfextract.warehouse.locks import Say, locked, silent
from tfextract.warehouse.paths import WarehousePaths, remove, write_whole

_RUNNING = "running"


@dataclass(frozen=True, slots=True)
class RunMark:
    """`outcome` is `running` until the run ends."""

    run: RunRecord
    pid: int
    outcome: str
    at: datetime
    message: str | None


@contextlib.contextmanager
def running(warehouse: Path, run: RunRecord, say: Say = silent) -> Iterator[None]:
    """Allows one run at a time. Waits for another run and reports which one. Removes what killed runs left, and reports
    that as well.

    Marks a run that published nothing as unchanged, or as failed if it raises. Raises RunFailedError if nothing can be
    written beside the warehouse.
    """
    places = WarehousePaths.of(warehouse)
    if places.target.exists() and not places.target.is_file():
        what = "a folder" if places.target.is_dir() else "no file"
        raise UserError(f"{warehouse} is {what}: name the DuckDB file")
    with contextlib.ExitStack() as held:
        try:
            places.make()
            held.enter_context(locked(places.folder / "run.lock", run.job, say))
            for line in recover(places, say):
                say(line)
            end(places, run, _RUNNING)
        except OSError as error:
            raise RunFailedError(f"nothing can be written beside {warehouse}: {reason(error)}") from error
        try:
            yield
        except BaseException as error:
            # Without room for the mark, the next run records that this one was killed.
            with contextlib.suppress(OSError):
                for mark in _under_way(places, run):
                    end(places, mark.run, "failed", str(error) or type(error).__name__)
            raise
        else:
            with contextlib.suppress(OSError):
                for mark in _under_way(places, run):
                    end(places, mark.run, "unchanged")


def _under_way(places: WarehousePaths, run: RunRecord) -> list[RunMark]:
    """The mark of the run or of its present portion, if it has not ended."""
    run_marks = [_read_mark(path) for path in sorted(places.marks.glob(f"{run.run_id}*.json"))]
    return [mark for mark in run_marks if mark.outcome == _RUNNING]


def begin_portion(warehouse: Path, run: RunRecord) -> None:
    """Starts a portion, which has its own row in the table `runs`. Call it inside `running`."""
    end(WarehousePaths.of(warehouse), run, _RUNNING)


def end(places: WarehousePaths, run: RunRecord, outcome: str, message: str | None = None) -> None:
    reported = {
        "run": dataclasses.asdict(run) | {"started_at": run.started_at.isoformat()},
        "pid": os.getpid(),
        "outcome": outcome,
        "at": datetime.now(UTC).isoformat(),
        "message": message,
    }
    write_whole(_mark_of(places, run), json.dumps(reported).encode())


def recover(places: WarehousePaths, say: Say = silent) -> list[str]:
    """Removes the drafts of killed runs, and describes what they left. Only the holder of run.lock may call it."""
    remove_abandoned()
    with locked(places.folder / "publish.lock", "clean", say):
        gone = remove_leftovers(places)
    reported = [f"Removed what a killed run left behind: {', '.join(gone)}"] if gone else []
    for path in sorted(places.marks.glob("*.json")):
        mark = _read_mark(path)
        if mark.outcome == _RUNNING:
            end(places, mark.run, "killed", f"process {mark.pid} ended without a word")
            reported.append(
                f"The {mark.run.job} {mark.run.run_id} was killed before it ended. The warehouse did not change."
            )
    return reported


def remove_leftovers(places: WarehousePaths) -> tuple[str, ...]:
    """Only the holder of publish.lock may call it. Since only the holder makes drafts, existing ones belong to killed
    runs."""
    left = places.drafts()
    # The run was killed between keeping the published file and replacing it.
    left += [
        build for build in places.builds.glob("*.duckdb") if places.target.exists() and build.samefile(places.target)
    ]
    for path in left:
        remove(path)
    return tuple(path.name for path in left)


def add_marked(connection: duckdb.DuckDBPyConnection, places: WarehousePaths, publishing: RunRecord) -> list[Path]:
    """Adds rows in `runs` for all marks except that of the publishing run. Returns all marks, to be removed after the
    publish."""
    known = {str(run_id) for (run_id,) in connection.execute("SELECT run_id FROM runs").fetchall()}
    paths = sorted(places.marks.glob("*.json"))
    for path in paths:
        mark = _read_mark(path)
        if mark.run.run_id not in known | {publishing.run_id}:
            add_run(connection, ended(mark.run, mark.outcome, mark.at, mark.message))
    return paths


def marks(warehouse: Path) -> tuple[RunMark, ...]:
    return tuple(_read_mark(path) for path in sorted(WarehousePaths.of(warehouse).marks.glob("*.json")))


def _mark_of(places: WarehousePaths, run: RunRecord) -> Path:
    return places.marks / f"{run.run_id}.json"


def _read_mark(path: Path) -> RunMark:
    reported = json.loads(path.read_text("utf-8"))
    run = RunRecord(**reported["run"] | {"started_at": datetime.fromisoformat(reported["run"]["started_at"])})
    return RunMark(
        run, reported["pid"], reported["outcome"], datetime.fromisoformat(reported["at"]), reported["message"]
    )
