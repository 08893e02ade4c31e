"""Publishes by copy, change, check and replace. Readers keep the file that they opened, and nobody sees half a
change."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from tfextract.errors import RunFailedError, UserError, reason
from tfextract.warehouse import builds
from tfextract.warehouse.checks import ChecksFailedError, Finding, merged, run_document_checks, run_fund_checks
from tfextract.warehouse.duckdb_errors import held_by, is_held, why
from tfextract.warehouse.history import NO_DIFFERENCES, Differences
from tfextract.warehouse.journal import add_marked, remove_leftovers
from tfextract.warehouse.load import Change, RunRecord, load
from tfextract.warehouse.locks import Say, locked, silent
from tfextract.warehouse.paths import WarehousePaths, remove, sync
from tfextract.warehouse.schema import CATALOG, STORAGE_VERSION, migrate
from tfextract.warehouse.withholding import Withheld, Withholding


@dataclass(frozen=True, slots=True)
class PublishReport:
    """Counts are of the documents in the change, not of the whole warehouse.

    `published` is false if the change was not approved. `leftovers` names the removed temporary files of killed runs.
    `warnings` did not stop the publish. `withheld` is what the checks removed from the change.
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
    withheld: tuple[Withheld, ...] = ()
    published: bool = True


@dataclass(frozen=True, slots=True)
class Counted:
    """The number of facts in a change."""

    documents: int = 0
    achievements: int = 0
    counts: int = 0
    products: int = 0
    issues: int = 0

    def with_change(self, change: Change) -> Counted:
        facts = [read.facts for read in change.documents]
        inside = sum(len(read.layout.issues) + len(read.facts.issues) for read in change.documents)
        return Counted(
            self.documents + len(facts),
            self.achievements + sum(len(each.achievements) for each in facts),
            self.counts + sum(len(each.counts) for each in facts),
            self.products + sum(len(each.products) for each in facts),
            self.issues + inside + len(change.issues),
        )


@dataclass(frozen=True, slots=True)
class _Made:
    """A draft. `before` is its last run before the change, `marks` are those that it has rows for."""

    migrations: tuple[int, ...]
    warnings: tuple[Finding, ...]
    differences: Differences
    before: tuple[int, str] | None
    marks: tuple[Path, ...]
    counted: Counted
    withheld: tuple[Withheld, ...]


Approve = Callable[[Differences], bool]


def publish(
    warehouse: Path,
    change: Change | Iterable[Change],
    run: RunRecord,
    on_wait: Say = silent,
    approve: Approve = lambda _: True,
    *,
    later_portion: bool = False,
    more_to_come: bool = False,
) -> PublishReport:
    """Applies the change to the warehouse, and creates a missing one. Calls `on_wait` before it waits.

    Loads several changes one after the other and publishes them together. If a run publishes in portions, only the
    state before the first one is kept as a build, and the bounds of funds are checked with the last one. Calls
    `approve` after loading and checking, and publishes nothing if it returns False. Rows that break a check are left
    out and reported in their document's issues. Raises ChecksFailedError if no document of the change is at fault,
    RunFailedError without room or permission, and UserError if the file cannot be used. In these cases the published
    file does not change.
    """
    places = WarehousePaths.of(warehouse)
    try:
        places.make()
        with locked(places.folder / "publish.lock", f"{run.job} {run.run_id}", on_wait):
            leftovers = remove_leftovers(places)
            changes = (change,) if isinstance(change, Change) else change
            return _publish(places, changes, run, leftovers, approve, (later_portion, more_to_come))
    except OSError as error:
        raise RunFailedError(f"{warehouse} could not be written and did not change: {reason(error)}") from error
    except duckdb.Error as error:
        raise RunFailedError(f"{warehouse} could not be changed: {why(error)}") from error


def _publish(
    places: WarehousePaths,
    changes: Iterable[Change],
    run: RunRecord,
    leftovers: tuple[str, ...],
    approve: Approve,
    portion: tuple[bool, bool],
) -> PublishReport:
    later, more = portion
    draft = places.new_draft()
    try:
        made = _change(draft, places, changes, run, bounds=not more)
        approved = approve(made.differences)
        if approved:
            sync(draft)
            if not later:
                builds.keep(places, made.before)
            draft.replace(places.target)
            sync(places.target.parent)
            for mark in made.marks:
                mark.unlink(missing_ok=True)
            if not later:
                builds.prune(places, made.before)
    finally:
        with contextlib.suppress(OSError):
            _remove_drafts(draft)
    return PublishReport(
        warehouse=places.target,
        documents=made.counted.documents,
        achievements=made.counted.achievements,
        counts=made.counted.counts,
        products=made.counted.products,
        issues=made.counted.issues,
        migrations=made.migrations,
        leftovers=leftovers,
        warnings=made.warnings,
        differences=made.differences,
        withheld=made.withheld,
        published=approved,
    )


def _change(draft: Path, places: WarehousePaths, changes: Iterable[Change], run: RunRecord, *, bounds: bool) -> _Made:
    with duckdb.connect() as connection:
        if places.target.exists():
            _settle(connection, places.target)
            shutil.copy(places.target, draft)
        connection.execute("SET enable_progress_bar = false")
        # DuckDB spills to a folder beside the draft, where the next run finds and removes it after a kill.
        connection.execute(f"SET temp_directory = '{_quoted(_spill_of(draft))}'")
        # Requesting a lower version than that of an existing file is an error.
        options = "" if draft.exists() else f"(STORAGE_VERSION '{STORAGE_VERSION}')"
        connection.execute(f"ATTACH '{_quoted(draft)}' AS {CATALOG} {options}")
        connection.execute(f"USE {CATALOG}")
        try:
            migrated = migrate(connection)
        except UserError as error:
            raise UserError(f"{places.target}: {error}") from error
        before = builds.last_run(connection)
        marks: set[Path] = set()
        counted, differences = Counted(), NO_DIFFERENCES
        warnings: list[Finding] = []
        withheld: list[Withheld] = []
        for number, change in enumerate(changes):
            loaded = _load_sound(connection, places, change, run, later=number > 0)
            marks.update(loaded.marks)
            counted = counted.with_change(loaded.change)
            differences += loaded.differences
            warnings += loaded.warnings
            withheld += loaded.withheld
        if bounds:
            warnings += _sound(run_fund_checks(connection))
        connection.execute(f"CHECKPOINT {CATALOG}")
        connection.execute("USE memory")
        connection.execute(f"DETACH {CATALOG}")
    return _Made(migrated, merged(warnings), differences, before, tuple(sorted(marks)), counted, tuple(withheld))


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A loaded change, without what was withheld."""

    change: Change
    differences: Differences
    warnings: tuple[Finding, ...]
    withheld: tuple[Withheld, ...]
    marks: tuple[Path, ...]


def _load_sound(
    connection: duckdb.DuckDBPyConnection, places: WarehousePaths, change: Change, run: RunRecord, *, later: bool
) -> _Loaded:
    """Loads the change in one transaction. Repeats this without the rows that the checks found, until they find
    none."""
    withholding = Withholding(change)
    while True:
        connection.execute("BEGIN")
        marks = add_marked(connection, places, run)
        differences = load(connection, withholding.change, run, later=later)
        findings = run_document_checks(connection)
        failed = tuple(finding for finding in findings if not finding.check.warning)
        if not failed:
            break
        connection.execute("ROLLBACK")
        withholding.take_out(failed)
    connection.execute("COMMIT")
    return _Loaded(withholding.change, differences, findings, tuple(withholding.withheld), tuple(marks))


def _sound(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Returns the warnings. Raises ChecksFailedError for other findings."""
    failed = tuple(finding for finding in findings if not finding.check.warning)
    if failed:
        raise ChecksFailedError(failed)
    return findings


def _settle(connection: duckdb.DuckDBPyConnection, target: Path) -> None:
    """Applies the log that another killed tool left, and checks that no tool has the file open for writing.

    Raises RunFailedError if one has: its changes would be lost, or half of them copied.
    """
    try:
        if _log_of(target).exists():
            with duckdb.connect(str(target)) as writer:
                writer.execute("CHECKPOINT")
        else:
            connection.execute(f"ATTACH '{_quoted(target)}' AS {CATALOG} (READ_ONLY)")
            connection.execute(f"DETACH {CATALOG}")
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
