"""Copy, change, check, replace: readers that have the published file open keep it, and nobody sees half a change."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from tfextract.errors import UserError
from tfextract.warehouse.checks import ChecksFailedError, Finding, run_checks
from tfextract.warehouse.load import Change, RunRecord, load
from tfextract.warehouse.schema import CATALOG, STORAGE_VERSION, migrate


@dataclass(frozen=True, slots=True)
class PublishReport:
    """Counts are of the documents in the change, not of the whole warehouse.

    `leftovers` names the temporary files of killed runs that were removed; `warnings` stopped nothing.
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


def _silent(_: str) -> None:
    return None


def publish(warehouse: Path, change: Change, run: RunRecord, on_wait: Callable[[str], None] = _silent) -> PublishReport:
    """Puts the change into the warehouse, which is made where it does not exist; `on_wait` is told before waiting.

    Raises ChecksFailedError where the change contradicts itself and UserError where the file cannot be used or
    written; the published file is then as it was.
    """
    # A link stays a link: the file it points to is what is replaced.
    target = Path(os.path.realpath(warehouse))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _locked(target, on_wait):
            leftovers = _remove_leftovers(target)
            return _publish(target, change, run, leftovers)
    except OSError as error:
        raise UserError(f"{warehouse} could not be written, it is as it was: {error}") from error
    except duckdb.Error as error:
        raise UserError(f"{warehouse} could not be changed, it is as it was: {error}") from error


def _publish(target: Path, change: Change, run: RunRecord, leftovers: tuple[str, ...]) -> PublishReport:
    draft = target.with_name(f"{_draft_prefix(target)}{uuid.uuid4().hex[:12]}")
    try:
        if target.exists():
            _settle(target)
            shutil.copy(target, draft)
        migrated, warnings = _change(draft, target, change, run)
        _sync(draft)
        draft.replace(target)
        _sync(target.parent)
    finally:
        _remove_drafts(draft)
    return PublishReport(
        warehouse=target,
        documents=len(change.documents),
        achievements=sum(len(read.facts.achievements) for read in change.documents),
        counts=sum(len(read.facts.counts) for read in change.documents),
        products=sum(len(read.facts.products) for read in change.documents),
        issues=sum(len(read.layout.issues) + len(read.facts.issues) for read in change.documents) + len(change.issues),
        migrations=migrated,
        leftovers=leftovers,
        warnings=warnings,
    )


def _change(draft: Path, target: Path, change: Change, run: RunRecord) -> tuple[tuple[int, ...], tuple[Finding, ...]]:
    with duckdb.connect() as connection:
        # Asking an existing file for a lower version than its own is an error.
        options = "" if draft.exists() else f"(STORAGE_VERSION '{STORAGE_VERSION}')"
        connection.execute(f"ATTACH '{_quoted(draft)}' AS {CATALOG} {options}")
        connection.execute(f"USE {CATALOG}")
        try:
            migrated = migrate(connection)
        except UserError as error:
            raise UserError(f"{target}: {error}") from error
        connection.execute("BEGIN")
        load(connection, change, run)
        connection.execute("COMMIT")
        findings = run_checks(connection)
        failed = tuple(finding for finding in findings if not finding.check.warning)
        if failed:
            raise ChecksFailedError(failed)
        connection.execute(f"CHECKPOINT {CATALOG}")
        connection.execute("USE memory")
        connection.execute(f"DETACH {CATALOG}")
    return migrated, tuple(finding for finding in findings if finding.check.warning)


def _settle(target: Path) -> None:
    """Somebody who wrote into the published file with another tool and was killed left changes in its log."""
    if not _log_of(target).exists():
        return
    try:
        with duckdb.connect(str(target)) as connection:
            connection.execute("CHECKPOINT")
    except duckdb.IOException as error:
        raise UserError(f"{target} is open for writing in another program: close it there and run again") from error


@contextlib.contextmanager
def _locked(target: Path, on_wait: Callable[[str], None]) -> Iterator[None]:
    """The lock file stays: removing it would let a third run lock a new one while a second holds the old."""
    with target.with_name(f"{target.name}.lock").open("a+", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            on_wait(f"another run is publishing to {target}: waiting for it to finish")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _draft_prefix(target: Path) -> str:
    return f".{target.name}.draft-"


def _remove_leftovers(target: Path) -> tuple[str, ...]:
    """Only the holder of the lock makes drafts, so any that lies there now is of a run that was killed."""
    names = sorted(path.name for path in target.parent.iterdir() if path.name.startswith(_draft_prefix(target)))
    for name in names:
        _remove(target.with_name(name))
    return tuple(names)


def _remove_drafts(draft: Path) -> None:
    for path in (draft, _log_of(draft), draft.with_name(f"{draft.name}.tmp")):
        _remove(path)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _log_of(database: Path) -> Path:
    return database.with_name(f"{database.name}.wal")


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
