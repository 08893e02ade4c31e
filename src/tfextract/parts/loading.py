"""Publishes what was read elsewhere: checks all parts of a folder, then continues like any ingest."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from tfextract.delivery import deliver
from tfextract.errors import RunFailedError, UnreadableFileError, UserError
from tfextract.ingest import Tell, new_run, waiting
from tfextract.limits import Limit
from tfextract.model import FileStatus
from tfextract.outcome import IngestReport, Outcome
from tfextract.parts.columns import Rows
from tfextract.parts.manifest import Entry, Manifest, Share
from tfextract.parts.storage import Storage
from tfextract.planning import Kept, Looked, Plan, Reason, ToRead, plan_looked
from tfextract.publication import Publication
from tfextract.settings import Settings
from tfextract.sources import InputFile, Listing, UnlistedFolder, Unusable
from tfextract.stores import sha256_of
from tfextract.temporary import scratch_folder
from tfextract.warehouse import running

# Row groups in memory at a time. Documents are published in path order, and each part is in path order as well. With up
# to this many parts, each group is read once.
_GROUPS_HELD = 64


class PartsError(UserError):
    """The parts are not complete, so nothing is published."""

    exit_status = 1


@dataclass(frozen=True, slots=True)
class _Place:
    part: Part
    group: int
    row: int


@dataclass(eq=False, slots=True)
class Part:
    """A complete part: its hash equals that in its manifest."""

    manifest: Manifest
    rows: Rows


@dataclass(slots=True)
class Gathered:
    """The entries of all parts by their paths on this machine. `whole`: no part is missing."""

    folder: Path
    whole: bool
    listing: Listing = field(default_factory=Listing)
    resting: list[InputFile] = field(default_factory=list)
    growing: list[InputFile] = field(default_factory=list)
    _entries: dict[str, tuple[Entry, _Place]] = field(default_factory=dict)
    _held: OrderedDict[tuple[Part, int], tuple[Entry, ...]] = field(default_factory=OrderedDict)

    def take(self, part: Part) -> None:
        """Raises PartsError if another part has one of its files."""
        manifest = part.manifest
        self.listing.unlisted += [self._here(manifest, path, message) for path, message in manifest.unlisted]
        for group, row, entry in part.rows.bare():
            file = InputFile(self.folder / entry.name, entry.size, entry.modified_at)
            if file.key in self._entries:
                other = self._entries[file.key][1].part.manifest.share
                raise PartsError(f"{entry.name} is in two parts, {other} and {manifest.share}: read both again")
            self._entries[file.key] = (entry, _Place(part, group, row))
            if entry.growing:
                self.listing.files.append(file)
                self.growing.append(file)
            elif entry.document_id is None:
                self.listing.unusable.append(Unusable(file, entry.status, entry.message or ""))
            else:
                self.listing.files.append(file)
                self.resting.append(file)

    def _here(self, manifest: Manifest, path: str, message: str) -> UnlistedFolder:
        below = Path(path)
        known = below.is_relative_to(manifest.folder)
        return UnlistedFolder(self.folder / below.relative_to(manifest.folder) if known else below, message)

    def looked(self) -> Looked:
        resting = tuple(sorted(self.resting, key=lambda file: file.path.parts))
        return Looked(self.listing, resting, tuple(self.growing), (self.folder,), (self.folder,) if self.whole else ())

    def identify(self, file: InputFile) -> tuple[str, str]:
        entry, _ = self._entries[file.key]
        if entry.document_id is None or entry.sha256 is None:
            raise UnreadableFileError(entry.status, entry.message or "")
        return entry.document_id, entry.sha256

    def given_up(self, asked: ToRead) -> bool:
        """Whether another reading of the same bytes may succeed."""
        return self._entries[asked.file.key][0].passing

    def outcome(self, asked: ToRead) -> Outcome:
        """Raises RunFailedError if the part can no longer be read."""
        _, place = self._entries[asked.file.key]
        entry = self._group(place)[place.row]
        return outcome_of(asked, entry)

    def _group(self, place: _Place) -> tuple[Entry, ...]:
        key = (place.part, place.group)
        if key not in self._held:
            try:
                self._held[key] = place.part.rows.group(place.group)
            except (ValueError, OSError) as error:
                raise RunFailedError(f"{place.part.manifest.data} cannot be read any more: {error}") from error
            if len(self._held) > _GROUPS_HELD:
                self._held.popitem(last=False)
        self._held.move_to_end(key)
        return self._held[key]


def outcome_of(asked: ToRead, entry: Entry) -> Outcome:
    if entry.read is None:
        return Outcome(asked, entry.status, message=entry.message, passing=entry.passing)
    return Outcome.read(asked, entry.read, entry.message)


def load_parts(
    storage: Storage,
    warehouse: Path,
    settings: Settings,
    *,
    folder: Path | None = None,
    partial: bool = False,
    tell: Tell = lambda _: None,
    announce: Callable[[Plan], None] = lambda _: None,
    say: Callable[[str], None] = lambda _: None,
) -> IngestReport:
    """Publishes the new, changed and stale documents of the parts, like an ingest of their folder.

    The build is also sent to the setting `publish_to`. `folder` is the documents' folder for this warehouse, if it is
    not the one where they were read. Raises PartsError if a part is missing, damaged or from another version. With
    `partial`, reports each of these instead.
    """
    run = new_run(settings, "ingest")
    with running(warehouse, run, say), gathered(storage, run.reader_version, folder, say, partial=partial) as gathering:
        planned = plan_looked(gathering.looked(), gathering.identify, warehouse, settings, waiting(warehouse, run))
        made = _without_old_tries(planned, gathering)
        announce(made)
        limit = Limit.parse(settings.reprocess_limit)
        with Publication(made, settings, run, say, limit) as publication:
            for part in publication.parts:
                outcomes = [gathering.outcome(asked) for asked in part.to_read]
                for outcome in outcomes:
                    tell(outcome)
                publication.add(part, outcomes)
            return replace(publication.finish(), delivered=deliver(warehouse, settings, say))


def _without_old_tries(made: Plan, gathering: Gathered) -> Plan:
    """Loading a reading that was given up does not count as a new try."""
    old = [asked for asked in made.to_read if asked.reason is Reason.RETRY and gathering.given_up(asked)]
    kept = [Kept(asked.file, asked.before or FileStatus.FAILED, asked.document_id) for asked in old]
    to_read = tuple(asked for asked in made.to_read if asked not in old)
    return replace(made, to_read=to_read, kept=tuple(sorted((*made.kept, *kept), key=lambda one: one.file.path.parts)))


@contextmanager
def gathered(
    storage: Storage, reader_version: str, folder: Path | None, say: Callable[[str], None], *, partial: bool
) -> Iterator[Gathered]:
    """Copies remote parts to this machine, and removes the copies afterwards."""
    with scratch_folder("parts") as scratch:
        parts, faults = _parts(storage, scratch, reader_version)
        if faults and not (partial and parts):
            raise PartsError(
                f"nothing was published: {'; '.join(faults)}. --partial publishes the parts that are whole"
            )
        for fault in faults:
            say(f"Left out: {fault}.")
        gathering = Gathered(_folder_of(storage, parts, folder), whole=not faults)
        for part in parts:
            gathering.take(part)
        yield gathering


def _parts(storage: Storage, scratch: Path, reader_version: str) -> tuple[list[Part], list[str]]:
    """The complete parts, and messages about the others."""
    names = [name for name in storage.names() if name.startswith("part-") and name.endswith(".json")]
    if not names:
        raise PartsError(
            f"there is no part in {storage.location}: `tfextract read FOLDER --part 1/7 --out …` writes one"
        )
    parts, faults = [], []
    for name in names:
        try:
            parts.append(open_part(storage, name, scratch, reader_version))
        except (ValueError, FileNotFoundError) as error:
            faults.append(f"{name.removesuffix('.json')} {error}")
    numbers = {_of(name) for name in names}
    if len(numbers) > 1:
        both = " and ".join(str(number) for number in sorted(numbers))
        raise PartsError(f"{storage.location} holds parts of {both}: remove those of the split that does not count")
    [of] = numbers
    shares = [Share(number, of) for number in range(1, of + 1)]
    faults += [f"{share} is missing" for share in shares if f"{share}.json" not in names]
    return sorted(parts, key=lambda part: part.manifest.part), faults


def _of(name: str) -> int:
    digits = name.removesuffix(".json").rpartition("-")[2]
    return int(digits) if digits.isdigit() else 0


def open_part(storage: Storage, name: str, scratch: Path, reader_version: str) -> Part:
    """Opens the part of this manifest. Raises ValueError or FileNotFoundError with the reason."""
    try:
        manifest = Manifest.decode(storage.read_bytes(name))
    except ValueError as error:
        raise ValueError(f"is torn: its manifest cannot be read ({error})") from error
    if f"{manifest.share}.json" != name:
        raise ValueError(f"says it is {manifest.share}")
    if manifest.written_by.reader_version != reader_version:
        raise ValueError(
            f"was read with version {manifest.written_by.reader_version} of code, rules and models, and this is "
            f"{reader_version}: read it again, or load it with what read it"
        )
    try:
        file = storage.fetch(manifest.data, scratch)
    except FileNotFoundError:
        raise ValueError(f"is torn: {manifest.data} is not there") from None
    if file.stat().st_size != manifest.size or sha256_of(file) != manifest.sha256:
        raise ValueError(f"is torn: {manifest.data} is not what its manifest says")
    return Part(manifest, Rows(file))


def _folder_of(storage: Storage, parts: Sequence[Part], given: Path | None) -> Path:
    if given is not None:
        return given.expanduser().absolute()
    folders = sorted({part.manifest.folder for part in parts})
    if len(folders) > 1:
        raise PartsError(
            f"the parts in {storage.location} were read from {' and '.join(folders)}: say with --raw where the "
            "documents lie for this warehouse"
        )
    return Path(folders[0]) if folders else Path.cwd()
