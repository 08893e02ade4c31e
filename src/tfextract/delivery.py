"""Sends each build of the warehouse elsewhere as well, for people who cannot reach this machine's disk.

LOCATION/builds/BUILD/tfextract.duckdb         the warehouse
LOCATION/builds/BUILD/parquet/TABLE.parquet    each of its public tables
LOCATION/latest.json                           the manifest: which build, and its files with size and sha256

The manifest is written last, so a reader finds a whole build or the one before.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from tfextract import stores
from tfextract.errors import RunFailedError, UserError, reason
from tfextract.locations import Place, Remote, as_remote, redacted
from tfextract.settings import Settings
from tfextract.store_errors import AbsentError, StoreError
from tfextract.temporary import scratch_folder
from tfextract.warehouse import newest_run, open_tables

MANIFEST = "latest.json"
WAREHOUSE = "tfextract.duckdb"
_FORMAT = 1
_MAX_MANIFEST_BYTES = 10_000_000
# Other folders there are somebody else's.
_BUILD = re.compile(r"\d{6,}-.+-[0-9a-f]{8}")
# A build may be pruned during a slow fetch. Then the manifest names another one.
_MAX_TRIES = 3

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Delivered:
    """`build` is the last build known at the location. `failed` is the reason why that is not the present one."""

    location: str
    build: str | None
    sent: bool = False
    failed: str | None = None


@dataclass(frozen=True, slots=True)
class BuildFile:
    """`name` is the path inside the build's folder."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class BuildManifest:
    """`run_no` and `run_id` are those of the last run in the build. `before` is the build that it replaced.

    `kept` are the earlier builds that stay, newest first. What else lies beside them was begun and not finished.
    """

    build: str
    run_no: int
    run_id: str
    published_at: str
    before: str | None
    kept: tuple[str, ...]
    files: tuple[BuildFile, ...]

    def file(self, name: str) -> BuildFile | None:
        return next((file for file in self.files if file.name == name), None)


def deliver(warehouse: Path, settings: Settings, say: Say = lambda _: None) -> Delivered | None:
    """Sends the published warehouse to the setting `publish_to`, unless it is there. None if there is nothing to do.

    A failure is in the result, not raised: the warehouse here stays as it is, and the next run tries again. Call it
    inside `running`.
    """
    if settings.publish_to is None or not warehouse.exists():
        return None
    location = as_remote(settings.publish_to)
    before: BuildManifest | None = None
    try:
        before = _manifest_or_none(location)
        run = newest_run(warehouse)
        if run is None:
            return None
        size = warehouse.stat().st_size
        same = before is not None and (before.run_no, before.run_id) == run
        if before is not None and same and (kept := before.file(WAREHOUSE)) is not None and kept.size == size:
            return Delivered(str(settings.publish_to), before.build)
        if before is not None:
            # A run that was killed may have begun to send the same build.
            _prune(location, before, say)
        made = _send(warehouse, location, run, before, settings.publish_keep)
        with contextlib.suppress(StoreError):
            # A later run removes what could not be removed now.
            _prune(location, made, say)
    except (OSError, UserError) as error:
        why = error.words if isinstance(error, StoreError) else str(error)
        if isinstance(error, OSError) and not isinstance(error, StoreError):
            why = reason(error)
        return Delivered(str(settings.publish_to), None if before is None else before.build, failed=why)
    return Delivered(str(settings.publish_to), made.build, sent=True)


def pull(location: Place, file: Path) -> tuple[BuildManifest, bool]:
    """Replaces the file by the build that the manifest names. Returns False if it is that build already.

    Raises UserError if nothing was published there, RunFailedError if it cannot be fetched or written.
    """
    from tfextract.export.tables import whole_file

    place = as_remote(location)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        for remaining in range(_MAX_TRIES - 1, -1, -1):
            manifest = read_manifest(location)
            wanted = manifest.file(WAREHOUSE)
            if wanted is None:
                raise RunFailedError(f"{location}: the manifest names no warehouse: publish again")
            if file.exists() and file.stat().st_size == wanted.size and stores.sha256_of(file) == wanted.sha256:
                return manifest, False
            try:
                with whole_file(file) as draft:
                    _fetch(_folder(place, manifest.build) / WAREHOUSE, wanted, draft)
                return manifest, True
            except StoreError as error:
                if not remaining:
                    raise RunFailedError(f"{location}: build {manifest.build}: {error.words}") from None
    except OSError as error:
        raise RunFailedError(f"{file} could not be written: {reason(error)}") from error
    raise AssertionError


def read_manifest(location: Place) -> BuildManifest:
    """Raises UserError if there is none, RunFailedError if it cannot be read."""
    try:
        manifest = _manifest_or_none(as_remote(location))
    except StoreError as error:
        raise RunFailedError(f"{location} cannot be read: {error.words}") from None
    if manifest is None:
        raise UserError(f"nothing was published at {location}: it has no {MANIFEST}")
    return manifest


def _manifest_or_none(location: Remote) -> BuildManifest | None:
    try:
        reported = json.loads(stores.read_whole(location / MANIFEST, _MAX_MANIFEST_BYTES))
        files = tuple(BuildFile(str(f["name"]), int(f["size"]), str(f["sha256"])) for f in reported["files"])
        before = None if reported["before"] is None else str(reported["before"])
        kept = tuple(str(build) for build in reported.get("kept", [] if before is None else [before]))
        return BuildManifest(
            reported["build"], reported["run_no"], reported["run_id"], reported["published_at"], before, kept, files
        )
    except AbsentError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{MANIFEST} there is no manifest of this program") from error


def _folder(location: Remote, build: str) -> Remote:
    return location / "builds" / build


def _send(
    warehouse: Path, location: Remote, run: tuple[int, str], before: BuildManifest | None, keep: int
) -> BuildManifest:
    """Raises StoreError, OSError."""
    whole = BuildFile(WAREHOUSE, warehouse.stat().st_size, stores.sha256_of(warehouse))
    build = f"{run[0]:06d}-{run[1]}-{whole.sha256[:8]}"
    folder = _folder(location, build)
    _put(warehouse, folder / WAREHOUSE, whole.size)
    files = [whole]
    for name, path in _tables(warehouse):
        file = BuildFile(f"parquet/{name}.parquet", path.stat().st_size, stores.sha256_of(path))
        _put(path, folder / file.name, file.size)
        files.append(file)
    at = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    earlier = [] if before is None else [name for name in (before.build, *before.kept) if name != build]
    kept = tuple(earlier[: keep - 1])
    made = BuildManifest(build, run[0], run[1], at, next(iter(kept), None), kept, tuple(files))
    stores.write_whole(location / MANIFEST, json.dumps({"format": _FORMAT, **asdict(made)}, indent=1).encode())
    return made


def _tables(warehouse: Path) -> Iterator[tuple[str, Path]]:
    """Yields one table at a time and removes it before the next. All at once may be as large as the warehouse."""
    from tfextract.export.tables import write_parquet

    with scratch_folder("parquet") as folder, open_tables(warehouse) as tables:
        for relation in tables.relations:
            if not relation.is_view:
                path = folder / f"{relation.name}.parquet"
                write_parquet(path, tables.rows(relation))
                yield relation.name, path
                path.unlink()


def _put(path: Path, place: Remote, size: int) -> None:
    stores.send_file(path, place)
    arrived = stores.stored(place).size
    if arrived != size:
        raise StoreError(f"{place.name} has {arrived} bytes there and {size} here")


def _fetch(place: Remote, wanted: BuildFile, draft: Path) -> None:
    """Raises StoreError."""
    digest = hashlib.sha256()
    with draft.open("wb") as file:
        for part in stores.read_parts(stores.stored(place)):
            digest.update(part)
            file.write(part)
    if digest.hexdigest() != wanted.sha256:
        raise StoreError("its bytes are not those that the manifest names")


def _prune(location: Remote, manifest: BuildManifest, say: Say) -> None:
    """Removes the builds that the manifest does not name: older ones, and those whose sending was cut off.

    Raises StoreError.
    """
    for build, is_folder in sorted(stores.names_in(location / "builds")):
        if is_folder and _BUILD.fullmatch(build) and build not in (manifest.build, *manifest.kept):
            stores.remove_folder(_folder(location, build))
            say(f"Removed at {redacted(str(location))}: the build {build}.")
    for name, is_folder in sorted(stores.names_in(location)):
        if not is_folder and name.startswith(f"{MANIFEST}{stores.DRAFT}"):
            stores.remove_file(location / name)
