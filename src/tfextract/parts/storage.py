"""A place for parts: a folder, or any location that fsspec supports (`s3://bucket/parts`)."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

import fsspec
from fsspec.core import url_to_fs

from tfextract.errors import RunFailedError, UserError, reason

_CHUNK = 1 << 20


@dataclass(frozen=True)
class Storage:
    """Every method raises RunFailedError if the location cannot be read or written.

    Raises UserError for a location with a password, which would appear in logs and in the table `runs`.
    """

    location: str

    def __post_init__(self) -> None:
        if urlsplit(self.location).password:
            shown = urlsplit(self.location)
            kept = shown._replace(netloc=shown.netloc.rpartition("@")[2]).geturl()
            raise UserError(f"{kept}: a password in a location would be shown in logs: give it in the environment")

    def below(self, name: str) -> Storage:
        return Storage(f"{self.location.rstrip('/')}/{name}")

    @cached_property
    def _reached(self) -> tuple[fsspec.AbstractFileSystem, str]:
        scheme = urlsplit(self.location).scheme
        try:
            fs, root = url_to_fs(self.location)
        except ImportError as error:
            raise UserError(
                f"{self.location}: a package that fsspec needs for {scheme}:// is not installed: {error}"
            ) from error
        except ValueError as error:
            raise UserError(f"{self.location} is no location that can be written to: {error}") from error
        return fs, str(root).rstrip("/") or "/"

    @property
    def folder(self) -> Path | None:
        """The local folder, None if the location is remote."""
        fs, root = self._reached
        local = "file" in ((fs.protocol,) if isinstance(fs.protocol, str) else fs.protocol)
        return Path(root) if local else None

    def names(self) -> list[str]:
        """The names of the files directly in it. Empty if it does not exist."""
        fs, root = self._reached
        with self._telling("read"):
            fs.invalidate_cache()
            if not fs.isdir(root):
                return []
            return sorted(str(path).rstrip("/").rpartition("/")[2] for path in fs.ls(root, detail=False))

    @contextlib.contextmanager
    def new_file(self) -> Iterator[Path]:
        """A temporary local file to fill and pass to `put`."""
        folder = self.folder
        with self._telling("written"):
            if folder is not None:
                folder.mkdir(parents=True, exist_ok=True)
            number, name = tempfile.mkstemp(prefix=".draft-", dir=folder)
            os.close(number)
        try:
            yield Path(name)
        finally:
            Path(name).unlink(missing_ok=True)

    def put(self, file: Path, name: str) -> None:
        """Stores the whole file or nothing, by a rename or as one object."""
        fs, root = self._reached
        with self._telling("written"):
            if self.folder is None:
                fs.put_file(str(file), f"{root}/{name}")
                return
            file.chmod(0o644)
            with file.open("rb") as written:
                os.fsync(written.fileno())
            file.replace(self.folder / name)

    def put_bytes(self, content: bytes, name: str) -> None:
        with self.new_file() as file:
            with self._telling("written"):
                file.write_bytes(content)
            self.put(file, name)

    def read_bytes(self, name: str) -> bytes:
        fs, root = self._reached
        with self._telling("read"):
            content: bytes = fs.cat_file(f"{root}/{name}")
        return content

    def remove(self, name: str) -> None:
        fs, root = self._reached
        with self._telling("written"), contextlib.suppress(FileNotFoundError):
            fs.rm_file(f"{root}/{name}")

    def remove_all(self) -> None:
        """Removes the location with its contents."""
        fs, root = self._reached
        with self._telling("written"), contextlib.suppress(FileNotFoundError):
            fs.invalidate_cache()
            fs.rm(root, recursive=True)

    def fetch(self, name: str, into: Path) -> Path:
        """The local file, or a local copy in the folder `into`. Raises FileNotFoundError."""
        fs, root = self._reached
        if self.folder is not None:
            there = self.folder / name
            if not there.is_file():
                raise FileNotFoundError(name)
            return there
        target = into / name
        with self._telling("read"):
            fs.get_file(f"{root}/{name}", str(target))
        return target

    @contextlib.contextmanager
    def _telling(self, done: str) -> Iterator[None]:
        try:
            yield
        except (UserError, RunFailedError):
            raise
        # Each file system raises its own errors, which are not all OSError.
        except Exception as error:
            # A missing file is not a read failure. In a missing bucket nothing can be written.
            if done == "read" and isinstance(error, FileNotFoundError):
                raise
            why = reason(error) if isinstance(error, OSError) else f"{type(error).__name__}: {error}"
            raise RunFailedError(f"{self.location} could not be {done}: {why}") from error


def sha256_of(file: Path) -> str:
    hashed = hashlib.sha256()
    with file.open("rb") as opened:
        while chunk := opened.read(_CHUNK):
            hashed.update(chunk)
    return hashed.hexdigest()
