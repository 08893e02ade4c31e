"""Parts that the workers of a run write and the run itself loads. Each run has a folder, which is removed at its end.

The next run loads the parts of a run that was killed or lost its scheduler, and does not read these documents again.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from tfextract.errors import RunFailedError
from tfextract.ingest import Tell, read_batch
from tfextract.outcome import Outcome
from tfextract.parts.columns import Rows
from tfextract.parts.loading import open_part, outcome_of
from tfextract.parts.manifest import Entry, Manifest, Share
from tfextract.parts.reading import entry_of, writing
from tfextract.parts.storage import Storage
from tfextract.planning import ToRead
from tfextract.settings import Settings
from tfextract.temporary import scratch_folder
from tfextract.warehouse.paths import WarehousePaths
from tfextract.workers import Workers

# Documents in a part. Few enough that a lost worker costs little, and enough that a task is worth its overhead.
_MAX_TOGETHER = 8


@dataclass(frozen=True, slots=True)
class Batch:
    """Documents that one worker reads, and the name of their part."""

    share: Share
    to_read: tuple[ToRead, ...]


def place_of(settings: Settings) -> Storage:
    """The place for parts of runs: a folder for each warehouse below the setting `parts`, else beside the warehouse."""
    places = WarehousePaths.of(settings.warehouse)
    if settings.parts is None:
        return Storage(str(places.folder / "parts"))
    # Existing parts belong to killed runs, because a warehouse has one run at a time.
    own = hashlib.sha256(os.fsencode(places.target)).hexdigest()[:12]
    return Storage(settings.parts).below(f"{places.target.stem}-{own}")


def batches(groups: Sequence[Sequence[ToRead]]) -> list[list[Batch]]:
    """Splits each group into batches with consecutive numbers."""
    cut = [[tuple(group[at : at + _MAX_TOGETHER]) for at in range(0, len(group), _MAX_TOGETHER)] for group in groups]
    of = sum(len(group) for group in cut)
    numbers = iter(range(1, of + 1))
    return [[Batch(Share(next(numbers), of), to_read) for to_read in group] for group in cut]


def read_into(batch: Batch, storage: Storage, workers: Workers, settings: Settings, tell: Tell) -> Manifest:
    """Runs on a worker. Replaces what a lost worker wrote for the batch."""
    with writing(storage, batch.share, settings.raw, settings) as part:
        outcomes = read_batch(batch.to_read, workers, tell)
        part.add([entry_of(outcome, outcome.asked.file.key) for outcome in outcomes])
        return part.finish()


@dataclass(slots=True)
class Exchange:
    """Use it as a context manager. `left` is what earlier runs read and did not publish."""

    root: Storage
    run_id: str
    reader_version: str
    _open: ExitStack = field(default_factory=ExitStack)
    _scratch: Path = field(init=False)
    _left: dict[tuple[str, str], tuple[Rows, int, int]] = field(default_factory=dict)
    _runs_left: list[Storage] = field(default_factory=list)

    def __enter__(self) -> Self:
        with ExitStack() as opening:
            self._scratch = opening.enter_context(scratch_folder("parts"))
            self._note_all()
            self._open = opening.pop_all()
        return self

    def _note_all(self) -> None:
        for name in self.root.names():
            earlier = self.root.below(name)
            self._runs_left.append(earlier)
            for manifest in earlier.names():
                if manifest.endswith(".json"):
                    # Documents of damaged parts and of other versions are read again.
                    with suppress(ValueError, FileNotFoundError, RunFailedError):
                        self._note(earlier, manifest)

    def _note(self, storage: Storage, name: str) -> None:
        part = open_part(storage, name, self._scratch, self.reader_version)
        for group, place, entry in part.rows.bare():
            # A document that was given up is tried again.
            if entry.document_id is not None and not entry.passing:
                self._left[entry.name, entry.document_id] = (part.rows, group, place)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            for storage in (*self._runs_left, self.storage):
                with suppress(RunFailedError):
                    storage.remove_all()
        self._open.close()

    @property
    def storage(self) -> Storage:
        return self.root.below(self.run_id)

    @property
    def left(self) -> int:
        return len(self._left)

    def has(self, asked: ToRead) -> bool:
        return (asked.file.key, asked.document_id) in self._left

    def earlier(self, asked: ToRead) -> Outcome:
        rows, group, place = self._left[asked.file.key, asked.document_id]
        return outcome_of(asked, rows.group(group)[place])

    def take(self, batch: Batch, manifest: Manifest) -> tuple[Outcome, ...]:
        """Raises RunFailedError if the part is damaged or from another version."""
        name = f"{manifest.share}.json"
        try:
            part = open_part(self.storage, name, self._scratch, self.reader_version)
            entries = {(entry.name, entry.document_id): entry for entry in _all(part.rows)}
            return tuple(outcome_of(asked, entries[asked.file.key, asked.document_id]) for asked in batch.to_read)
        except (ValueError, FileNotFoundError, KeyError) as error:
            raise RunFailedError(f"{self.storage.location}: {manifest.share} {error}") from error


def _all(rows: Rows) -> list[Entry]:
    return [entry for group in range(rows.groups) for entry in rows.group(group)]
