"""Stages a reprocess above its limit until a person publishes or discards it.

Stored as JSON lines: the run with its differences, then a document on each line. Facts and not a database file, so that
a later publish applies them to the warehouse of that day.
"""

from __future__ import annotations

import contextlib
import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from tfextract.errors import RunFailedError, UserError, reason
from tfextract.model import FileStatus, Issue, ReadDocument, SourceFile
from tfextract.warehouse.history import Differences
from tfextract.warehouse.journal import end
from tfextract.warehouse.load import Change, RunRecord
from tfextract.warehouse.paths import WarehousePaths, write_whole
from tfextract.warehouse.read import LedgerEntry, read_ledger


@dataclass(frozen=True, slots=True)
class Staged:
    """A staged run, and its differences to the warehouse of its day."""

    run: RunRecord
    differences: Differences
    files: tuple[SourceFile, ...]
    issues: tuple[Issue, ...]
    document_ids: tuple[str, ...]


_STAGED = TypeAdapter(Staged)
_DOCUMENT = TypeAdapter(ReadDocument)


class Spool:
    """Keeps read but unpublished documents on disk: those of a whole night do not fit into memory.

    Use it inside `running`, and close it. The next run overwrites the file of a killed one.
    """

    def __init__(self, warehouse: Path, run: RunRecord) -> None:
        self._places = WarehousePaths.of(warehouse)
        self._run = run
        self._path = self._places.folder / "spool.jsonl.gz"
        with self._room():
            self._file = gzip.open(self._path, "wb", 1)  # noqa: SIM115
        self._ids: list[str] = []

    def add(self, read: ReadDocument) -> None:
        """Raises RunFailedError if there is no room for it."""
        with self._room():
            self._file.write((_line(_DOCUMENT.dump_python(read, mode="python")) + "\n").encode())
        self._ids.append(read.document.document_id)

    def portions(self, at_most: int) -> Iterator[tuple[ReadDocument, ...]]:
        """Yields all added documents in portions. Nothing can be added afterwards."""
        self._file.close()
        held: list[ReadDocument] = []
        for line in _lines(self._path):
            held.append(_DOCUMENT.validate_python(json.loads(line)))
            if len(held) == at_most:
                yield tuple(held)
                held = []
        if held:
            yield tuple(held)

    def stage(self, files: Sequence[SourceFile], issues: Sequence[Issue], differences: Differences) -> None:
        """Stages the spooled documents for a person to decide. Raises RunFailedError."""
        with self._room():
            self._file.close()
        head = Staged(self._run, differences, tuple(files), tuple(issues), tuple(self._ids))
        # Concatenated gzip files are a valid gzip file.
        first = gzip.compress((_line(_STAGED.dump_python(head, mode="python")) + "\n").encode())
        with self._room(), self._path.open("rb") as spooled:
            write_whole(_place(self._places, self._run.run_id), first, spooled)
        reported = f"{differences.count} of {differences.before} facts would change: not published"
        end(self._places, self._run, "staged", reported)

    def close(self) -> None:
        # The incomplete file is useless.
        with contextlib.suppress(OSError):
            self._file.close()
        self._path.unlink(missing_ok=True)

    @contextlib.contextmanager
    def _room(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise RunFailedError(
                f"what was read of stale documents could not be kept in {self._places.folder}, and is read again by "
                f"the next run: {reason(error)}"
            ) from error


def stage(warehouse: Path, change: Change, run: RunRecord, differences: Differences) -> None:
    """Call it inside `running`. Raises RunFailedError without room on the disk."""
    spool = Spool(warehouse, run)
    try:
        for read in change.documents:
            spool.add(read)
        spool.stage(change.files, change.issues, differences)
    finally:
        spool.close()


def staged(warehouse: Path) -> tuple[Staged, ...]:
    """Oldest first."""
    folder = WarehousePaths.of(warehouse).staged
    return tuple(_head(path) for path in sorted(folder.glob("*.jsonl.gz")))


def take(warehouse: Path, run_id: str) -> tuple[Staged, Change]:
    """The staged run and the part of its change that is still valid. The start of the id is enough.

    Skips documents whose file was replaced since. Raises UserError if no such run is staged or it cannot be read.
    """
    path = _find(warehouse, run_id)
    head = _head(path)
    ledger = read_ledger(warehouse)
    files = tuple(file for file in head.files if _unmoved(file, ledger.get(str(file.path))))
    wanted = {file.document_id for file in files}
    try:
        lines = list(_lines(path))[1:]
        documents = tuple(_DOCUMENT.validate_python(json.loads(line)) for line in lines)
    except (ValueError, OSError, EOFError) as error:
        raise _unusable(path, error) from error
    kept = tuple(read for read in documents if read.document.document_id in wanted)
    names = {file.file_name for file in files}
    return head, Change(files, kept, tuple(issue for issue in head.issues if issue.file_name in names))


def discard(warehouse: Path, run_id: str) -> Staged:
    path = _find(warehouse, run_id)
    head = _head(path)
    end(WarehousePaths.of(warehouse), head.run, "discarded", "a person discarded it")
    path.unlink()
    return head


def forget(warehouse: Path, run_id: str) -> None:
    """Removes a staged run after its publish."""
    _place(WarehousePaths.of(warehouse), run_id).unlink(missing_ok=True)


def _unmoved(file: SourceFile, entry: LedgerEntry | None) -> bool:
    if entry is None or entry.status is FileStatus.MISSING:
        return entry is not None and entry.document_id == file.document_id
    return entry.document_id == file.document_id


def _line(value: object) -> str:
    # Escapes non-ASCII letters, because UTF-8 cannot encode half a surrogate pair from a broken PDF.
    return json.dumps(value, default=_plain)


def _plain(value: object) -> object:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _place(places: WarehousePaths, run_id: str) -> Path:
    return places.staged / f"{run_id}.jsonl.gz"


def _find(warehouse: Path, run_id: str) -> Path:
    folder = WarehousePaths.of(warehouse).staged
    known = sorted(path.name.removesuffix(".jsonl.gz") for path in folder.glob("*.jsonl.gz"))
    named = [known_id for known_id in known if known_id.startswith(run_id)]
    if len(named) == 1:
        return _place(WarehousePaths.of(warehouse), named[0])
    text = f"several staged runs start with {run_id}" if named else f"no run {run_id} is staged"
    raise UserError(f"{text}; staged are: {', '.join(known) or 'none'}")


def _lines(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from file


def _head(path: Path) -> Staged:
    try:
        return _STAGED.validate_python(json.loads(next(_lines(path))))
    except (ValueError, OSError, EOFError, StopIteration) as error:
        raise _unusable(path, error) from error


def _unusable(path: Path, error: Exception) -> UserError:
    why = "another version of tfextract wrote it" if isinstance(error, ValidationError) else str(error)
    run_id = path.name.removesuffix(".jsonl.gz")
    return UserError(f"the staged run {run_id} cannot be used ({why}): remove {path} and reprocess again")
