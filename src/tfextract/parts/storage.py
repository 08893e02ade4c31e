"""A place for parts: a folder, or any location that fsspec supports (`s3://bucket/parts`)."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tfextract import stores
from tfextract.errors import RunFailedError, reason
from tfextract.locations import Remote, as_remote, place
from tfextract.store_errors import AbsentError, StoreError

_MAX_BYTES = 1_000_000_000


@dataclass(frozen=True)
class Storage:
    """Every method raises RunFailedError if the location cannot be read or written.

    Raises UserError for a location with a password, which would appear in logs and in the table `runs`.
    """

    location: str

    def __post_init__(self) -> None:
        place(self.location)

    def below(self, name: str) -> Storage:
        return Storage(f"{self.location.rstrip('/')}/{name}")

    @property
    def folder(self) -> Path | None:
        """The local folder, None if the location is remote."""
        found = place(self.location)
        return found.expanduser().absolute() if isinstance(found, Path) else None

    @property
    def _remote(self) -> Remote:
        return as_remote(place(self.location))

    def prepare(self) -> None:
        """Makes a local folder. Reports a location that cannot be written as far as that shows without writing."""
        with self._telling("written"):
            if self.folder is not None:
                self.folder.mkdir(parents=True, exist_ok=True)
            list(stores.names_in(self._remote))

    def names(self) -> list[str]:
        """The names of the files and folders directly in it. Empty if it does not exist."""
        with self._telling("read"):
            return sorted(name for name, _ in stores.names_in(self._remote))

    def put(self, file: Path, name: str) -> None:
        """Stores the whole file or nothing, by a rename or as one object."""
        with self._telling("written"):
            stores.send_file(file, self._remote / name)

    def put_bytes(self, content: bytes, name: str) -> None:
        with self._telling("written"):
            stores.write_whole(self._remote / name, content)

    def read_bytes(self, name: str) -> bytes:
        """Raises FileNotFoundError."""
        with self._telling("read"), _absent_named(name):
            return stores.read_whole(self._remote / name, _MAX_BYTES)

    def remove(self, name: str) -> None:
        with self._telling("written"):
            stores.remove_file(self._remote / name)

    def remove_all(self) -> None:
        """Removes the location with its contents."""
        with self._telling("written"), contextlib.suppress(AbsentError):
            stores.remove_folder(self._remote)

    def fetch(self, name: str, into: Path) -> Path:
        """The local file, or a local copy in the folder `into`. Raises FileNotFoundError."""
        with self._telling("read"), _absent_named(name):
            file = stores.stored(self._remote / name)
            if self.folder is not None:
                return self.folder / name
            stores.fetch_file(file, into / name)
            return into / name

    @contextlib.contextmanager
    def _telling(self, done: str) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError:
            raise
        except OSError as error:
            why = error.words if isinstance(error, StoreError) else reason(error)
            raise RunFailedError(f"{self.location} could not be {done}: {why}") from error


@contextlib.contextmanager
def _absent_named(name: str) -> Iterator[None]:
    """A missing file is not a failure of the location."""
    try:
        yield
    except AbsentError as error:
        raise FileNotFoundError(name) from error
