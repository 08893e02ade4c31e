"""Copy, change, check, replace: readers that have the published file open keep it, and nobody sees half a change."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from tfextract.errors import RunFailedError, UserError, reason
from tfextract.warehouse import builds
from tfextract.warehouse.checks import ChecksFailedError, Finding, run_checks
from tfextract.warehouse.duckdb_errors import held_by, is_held, why
from tfextract.warehouse.history import NO_DIFFERENCES, Differences
from tfextract.warehouse.journal import add_marked, remove_leftovers
from tfextract.warehouse.load import Change, RunRecord, load
from tfextract.warehouse.places import Places, Say, locked, remove, silent, sync
from tfextract.warehouse.schema import CATALOG, STORAGE_VERSION, migrate


@dataclass(frozen=True, slots=True)
class PublishReport:
    """Counts are of the documents in the change, not of the whole warehouse.

    `published` is false where the change was not approved. `leftovers` names the temporary files of killed runs that
    were removed; `warnings` stopped nothing.
    """

    warehouse: Path
    documents: int
    achievements: int
    counts: int
    products: int
    issues: int
    migrations: tuple[int, ...]
    leftovers: tuple[str, ...]
    warnings: tuple[Finding, ...]
    differences: Differences = NO_DIFFERENCES
    published: bool = True


@dataclass(frozen=True, slots=True)
class _Made:
    """What a draft is; `before` is the last run in it before the change, `marks` are those it has rows for."""

    migrations: tuple[int, ...]
    warnings: tuple[Finding, ...]
    differences: Differences
    before: tuple[int, str] | None
    marks: tuple[Path, ...]


Approve = Callable[[Differences], bool]


def publish(
    warehouse: Path,
    change: Change,
    run: RunRecord,
    on_wait: Say = silent,
    approve: Approve = lambda _: True,
) -> PublishReport:
    """Puts the change into the warehouse, which is made where it does not exist; `on_wait` is told before waiting.

    `approve` is asked when all is loaded and checked; where it says no, nothing is published.
    Raises ChecksFailedError where the change contradicts itself, RunFailedError where there is no room or no permission
    and UserError where the file cannot be used; the published file is then as it was.
    """
    places = Places.of(warehouse)
    try:
        places.make()
        with locked(places.folder / "publish.lock", f"{run.job} {run.run_id}", on_wait):
            leftovers = remove_leftovers(places)
            return _publish(places, change, run, leftovers, approve)
    except OSError as error:
        raise RunFailedError(f"{warehouse} could not be written, it is as it was: {reason(error)}") from error
    except duckdb.Error as error:
        raise RunFailedError(f"{warehouse} could not be changed, it is as it was: {why(error)}") from error


def _publish(
    places: Places, change: Change, run: RunRecord, leftovers: tuple[str, ...], approve: Approve
) -> PublishReport:
    draft = places.new_draft()
    try:
        if places.target.exists():
            _settle(places.target)
            shutil.copy(places.target, draft)
        made = _change(draft, places, change, run)
        approved = approve(made.differences)
        if approved:
            sync(draft)
            builds.keep(places, made.before)
            draft.replace(places.target)
            sync(places.target.parent)
            for mark in made.marks:
                mark.unlink(missing_ok=True)
            builds.prune(places, made.before)
    finally:
        with contextlib.suppress(OSError):
            _remove_drafts(draft)
    return PublishReport(
        warehouse=places.target,
        documents=len(change.documents),
        achievements=sum(len(read.facts.achievements) for read in change.documents),
        counts=sum(len(read.facts.counts) for read in change.documents),
        products=sum(len(read.facts.products) for read in change.documents),
        issues=sum(len(read.layout.issues) + len(read.facts.issues) for read in change.documents) + len(change.issues),
        migrations=made.migrations,
        leftovers=leftovers,
        warnings=made.warnings,
        differences=made.differences,
        published=approved,
    )


def _change(draft: Path, places: Places, change: Change, run: RunRecord) -> _Made:
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        # What does not fit into memory goes beside the draft, where the next run finds and removes it.
        connection.execute(f"SET temp_directory = '{_quoted(_spill_of(draft))}'")
        # Asking an existing file for a lower version than its own is an error.
        options = "" if draft.exists() else f"(STORAGE_VERSION '{STORAGE_VERSION}')"
        connection.execute(f"ATTACH '{_quoted(draft)}' AS {CATALOG} {options}")
        connection.execute(f"USE {CATALOG}")
        try:
            migrated = migrate(connection)
        except UserError as error:
            raise UserError(f"{places.target}: {error}") from error
        before = builds.last_run(connection)
        connection.execute("BEGIN")
        marks = add_marked(connection, places, run)
        differences = load(connection, change, run)
        connection.execute("COMMIT")
        findings = run_checks(connection)
        failed = tuple(finding for finding in findings if not finding.check.warning)
        if failed:
            raise ChecksFailedError(failed)
        connection.execute(f"CHECKPOINT {CATALOG}")
        connection.execute("USE memory")
        connection.execute(f"DETACH {CATALOG}")
    warnings = tuple(finding for finding in findings if finding.check.warning)
    return _Made(migrated, warnings, differences, before, tuple(marks))


def _settle(target: Path) -> None:
    """Takes in what another tool left in its log when it was killed, and sees that none has the file open for writing.

    Raises RunFailedError where one has: what it writes would be lost, and half of it could be in the copy.
    """
    try:
        if _log_of(target).exists():
            with duckdb.connect(str(target)) as connection:
                connection.execute("CHECKPOINT")
        else:
            with duckdb.connect() as connection:
                connection.execute(f"ATTACH '{_quoted(target)}' AS {CATALOG} (READ_ONLY)")
    except duckdb.IOException as error:
        if is_held(error):
            raise RunFailedError(held_by(target, error)) from error
        raise


def _remove_drafts(draft: Path) -> None:
    for path in (draft, _log_of(draft), _spill_of(draft)):
        remove(path)


def _log_of(database: Path) -> Path:
    return database.with_name(f"{database.name}.wal")


def _spill_of(database: Path) -> Path:
    return database.with_name(f"{database.name}.tmp")


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
