"""Keeps the last few published builds, and can publish one of them again."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb

from tfextract.errors import RunFailedError, UserError, reason
from tfextract.warehouse.journal import end
from tfextract.warehouse.load import RunRecord
from tfextract.warehouse.locks import Say, locked, silent
from tfextract.warehouse.paths import WarehousePaths, sync

BUILDS_KEPT = 3


@dataclass(frozen=True, slots=True)
class Build:
    """A published file. `run_no` and `run_id` are those of its last run."""

    path: Path
    run_no: int
    run_id: str


def kept_builds(warehouse: Path) -> tuple[Build, ...]:
    """The kept builds, newest first, without the published one."""
    builds = []
    for path in WarehousePaths.of(warehouse).builds.glob("*.duckdb"):
        match = re.fullmatch(r"(\d+)-(.+)\.duckdb", path.name)
        if match is not None:
            builds.append(Build(path, int(match[1]), match[2]))
    return tuple(sorted(builds, key=lambda build: -build.run_no))


def last_run(connection: duckdb.DuckDBPyConnection) -> tuple[int, str] | None:
    rows = connection.execute("SELECT run_no, run_id FROM runs ORDER BY run_no DESC LIMIT 1").fetchall()
    return (int(rows[0][0]), str(rows[0][1])) if rows else None


def newest_run(warehouse: Path) -> tuple[int, str] | None:
    """Number and id of the last run in the published file. None if the file cannot be read."""
    return _published(WarehousePaths.of(warehouse).target)


def keep(places: WarehousePaths, run: tuple[int, str] | None) -> None:
    """Gives the published file a second name, so that it survives when the next build takes the first name."""
    if run is None or not places.target.exists():
        return
    kept = places.builds / f"{run[0]:06d}-{run[1]}.duckdb"
    kept.unlink(missing_ok=True)
    _same_file(places.target, kept)
    sync(places.builds)


def prune(places: WarehousePaths, replaced: tuple[int, str] | None) -> None:
    """Removes all but the last few, and those later than the replaced build: a rollback left them."""
    held = kept_builds(places.target)
    earlier = [build for build in held if replaced is not None and build.run_no <= replaced[0]]
    for build in {*held} - {*earlier[:BUILDS_KEPT]}:
        build.path.unlink(missing_ok=True)


def roll_back(warehouse: Path, run: RunRecord, to: str | None = None, say: Say = silent) -> Build:
    """Publishes the previous build again, or the build of the run `to` (the start of its id is enough).

    The present build is kept until the next publish. Call it inside `running`. Raises UserError if there is no such
    build.
    """
    places = WarehousePaths.of(warehouse)
    try:
        with locked(places.folder / "publish.lock", "rollback", say):
            now = _published(places.target)
            build = _choose(warehouse, kept_builds(warehouse), now, to)
            draft = places.new_draft()
            _same_file(build.path, draft)
            keep(places, now)
            draft.replace(places.target)
            sync(places.target.parent)
            build.path.unlink()
            end(places, run, "rolled_back", f"back to run {build.run_id}" + (f" from run {now[1]}" if now else ""))
    except OSError as error:
        raise RunFailedError(f"{warehouse} could not be rolled back and did not change: {reason(error)}") from error
    return build


def _choose(warehouse: Path, held: tuple[Build, ...], now: tuple[int, str] | None, to: str | None) -> Build:
    if to is None:
        earlier = [build for build in held if now is None or build.run_no < now[0]]
        if earlier:
            return earlier[0]
        raise UserError(f"no earlier build of {warehouse} is kept")
    named = [build for build in held if build.run_id.startswith(to)]
    if len(named) == 1:
        return named[0]
    kept = ", ".join(build.run_id for build in held) or "none"
    raise UserError(f"{'several builds are' if named else 'no build is'} of run {to}; kept are: {kept}")


def _published(target: Path) -> tuple[int, str] | None:
    """None if the published file cannot be read, which may be the reason for the rollback."""
    if not target.exists():
        return None
    with contextlib.suppress(duckdb.Error), duckdb.connect() as connection:
        quoted = str(target).replace("'", "''")
        connection.execute(f"ATTACH '{quoted}' AS published (READ_ONLY)")
        connection.execute("USE published")
        return last_run(connection)
    return None


def _same_file(source: Path, name: Path) -> None:
    try:
        os.link(source, name)
    except OSError:
        # Some file systems have no hard links. A copy does the same, but costs time and room.
        draft = name.with_name(f".draft-{name.name}") if name.parent != source.parent else name
        shutil.copy(source, draft)
        sync(draft)
        draft.replace(name)
