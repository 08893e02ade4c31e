"""Reads one share of a folder in reader processes, and writes it as a part."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tfextract.errors import UnreadableFileError, UserError
from tfextract.ingest import Tell, new_run, read_all
from tfextract.locations import Place
from tfextract.model import FileStatus
from tfextract.outcome import Outcome
from tfextract.parts.columns import Writer
from tfextract.parts.manifest import Entry, Manifest, Share, WrittenBy
from tfextract.parts.storage import Storage
from tfextract.planning import Reason, ToRead, identify
from tfextract.reader_process import load_reader
from tfextract.settings import Settings
from tfextract.sources import InputFile, UnlistedFolder, at_rest, find, readable
from tfextract.stores import sha256_of
from tfextract.temporary import scratch_folder
from tfextract.workers import Load, Workers


@dataclass(frozen=True, slots=True)
class Assigned:
    """The files of a share: those to read, and the entries of the others."""

    folder: Path
    to_read: tuple[ToRead, ...]
    others: tuple[Entry, ...]
    unlisted: tuple[UnlistedFolder, ...]


def read_part(
    folder: Path,
    share: Share,
    storage: Storage,
    settings: Settings,
    *,
    tell: Tell = lambda _: None,
    announce: Callable[[int], None] = lambda _: None,
    say: Callable[[str], None] = lambda _: None,
    load: Load = load_reader,
) -> Manifest:
    """Reads a share and writes it, replacing an earlier version. Needs no warehouse.

    Raises UserError if the folder does not exist, RunFailedError if the storage is not writable.
    """
    assigned = assign(folder, share, settings)
    announce(len(assigned.to_read))
    with Workers(settings, load, say) as workers, writing(storage, share, assigned.folder, settings) as part:
        part.add(assigned.others)
        for at in range(0, len(assigned.to_read), settings.portion):
            group = assigned.to_read[at : at + settings.portion]
            outcomes = read_all(group, workers, settings.workers, tell)
            part.add([entry_of(outcome, _name(outcome.asked.file, assigned.folder)) for outcome in outcomes])
        return part.finish(assigned.unlisted)


def assign(folder: Path, share: Share, settings: Settings) -> Assigned:
    """Raises UserError if the folder does not exist."""
    if folder.exists() and not folder.is_dir():
        raise UserError(f"{folder} is a file: name the folder whose documents are shared out")
    listing = find([folder])
    root = Path(os.path.abspath(folder.expanduser()))  # noqa: PTH100 - as in find
    own = [file for file in listing.files if share.holds(_name(file, root))]
    resting, growing = at_rest(own, settings.rest_seconds)
    others = [
        Entry(_name(item.file, root), item.file.size, item.file.modified_at, item.status, message=item.message)
        for item in listing.unusable
        if share.holds(_name(item.file, root))
    ]
    others += [_bare(file, root, FileStatus.FAILED, growing=True) for file in growing]
    to_read = []
    for file in resting:
        try:
            document_id, sha256 = identify(file)
        except UnreadableFileError as error:
            others.append(_bare(file, root, error.status, str(error)))
        except OSError as error:
            others.append(_bare(file, root, FileStatus.FAILED, f"cannot be read: {error.strerror or error}"))
        else:
            to_read.append(ToRead(file, document_id, sha256, Reason.NEW, None))
    return Assigned(root, tuple(to_read), tuple(others), tuple(listing.unlisted))


def _name(file: InputFile, folder: Path) -> str:
    return readable("/".join(file.path.parts[len(folder.parts) :]))


def _bare(
    file: InputFile, folder: Path, status: FileStatus, message: str | None = None, *, growing: bool = False
) -> Entry:
    return Entry(_name(file, folder), file.size, file.modified_at, status, message=message, growing=growing)


def entry_of(outcome: Outcome, name: str) -> Entry:
    asked = outcome.asked
    return Entry(
        name,
        asked.file.size,
        asked.file.modified_at,
        outcome.status,
        asked.document_id,
        asked.sha256,
        outcome.message,
        outcome.passing,
        read=outcome.document,
    )


class Writing:
    """An unfinished part. `finish` puts it into the storage."""

    def __init__(self, storage: Storage, share: Share, folder: Place, settings: Settings, file: Path) -> None:
        self._storage, self._share, self._folder, self._file = storage, share, folder, file
        self._run = new_run(settings, "read")
        self._writer = Writer(file)
        self._files = 0
        self._documents: list[str] = []

    def add(self, entries: Sequence[Entry]) -> None:
        self._writer.add(entries)
        self._files += len(entries)
        self._documents += [entry.document_id for entry in entries if entry.document_id is not None]

    def finish(self, unlisted: Sequence[UnlistedFolder] = ()) -> Manifest:
        self._writer.close()
        sha256 = sha256_of(self._file)
        manifest = Manifest(
            self._share.number,
            self._share.of,
            readable(str(self._folder)),
            WrittenBy.of(self._run),
            datetime.now(UTC),
            self._files,
            tuple(self._documents),
            f"{self._share}-{sha256[:12]}.parquet",
            self._file.stat().st_size,
            sha256,
            tuple((readable(str(folder.path)), folder.message) for folder in unlisted),
        )
        # Earlier versions, and drafts of a killed process.
        before = [name for name in self._storage.names() if name.startswith((f"{self._share}-", f"{self._share}."))]
        self._storage.put(self._file, manifest.data)
        self._storage.put_bytes(manifest.encode(), f"{self._share}.json")
        for name in before:
            if name not in (manifest.data, f"{self._share}.json"):
                self._storage.remove(name)
        return manifest


@contextlib.contextmanager
def writing(storage: Storage, share: Share, folder: Place, settings: Settings) -> Iterator[Writing]:
    # Reported now and not after the reading.
    storage.prepare()
    with scratch_folder("parts") as scratch:
        yield Writing(storage, share, folder, settings, scratch / f"{share}.parquet")
