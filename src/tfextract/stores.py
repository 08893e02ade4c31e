"""Lists, reads and writes objects in stores. Listings come page by page, reads in parts, and a write is all or
nothing."""

from __future__ import annotations

import hashlib
import os
import random
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from tfextract.errors import UserError
from tfextract.locations import Remote, redacted
from tfextract.store_errors import AbsentError, ReplacedError, StoreError, in_words, patiently

T = TypeVar("T")
R = TypeVar("R")

_AT_ONE_TIME = 8
# Limits pending futures: one for each of a million objects would use too much memory.
_QUEUED = 500
# The page size of S3.
_KEYS_OF_A_PAGE = 1000
# In the names of unfinished files in a file system. A writer that was killed leaves them.
DRAFT = ".draft-"
PART = 16 * 1024 * 1024
# A small object is read up to so many times while somebody replaces it.
_READINGS = 5
_FILE_SYSTEMS = frozenset("file local sftp ssh smb ftp hdfs arrow_hdfs webhdfs webdav".split())
_EXTRAS = {"s3": "s3", "s3a": "s3"}


@dataclass(frozen=True, slots=True)
class Stored:
    """An object as its store lists it. `etag` and `modified_at` are None if the store reports none."""

    place: Remote
    size: int
    modified_at: datetime | None
    etag: str | None


def stored(place: Remote) -> Stored:
    """Raises StoreError."""
    store, path = _opened(place)

    def ask() -> Any:
        if not hasattr(store, "call_s3"):
            store.invalidate_cache()
            return store.info(path)
        # For a missing key, `info` would list the prefix as well, which costs another request.
        bucket, key, _ = store.split_path(path)
        if not key:
            raise AbsentError("it is a bucket")
        return store.call_s3("head_object", Bucket=bucket, Key=key)

    info = patiently(ask, place)
    if info.get("type") == "directory":
        raise AbsentError("it is a folder")
    return _stored(place, info)


def lies_there(place: Remote) -> bool:
    """Raises StoreError if the store does not answer."""
    try:
        stored(place)
    except AbsentError:
        return False
    return True


def listed(folder: Remote, cannot_list: Callable[[Remote, str], None]) -> Iterator[Stored]:
    """Lists all objects below it, at any depth. Calls `cannot_list` with each place that could not be listed, and why.

    Raises AbsentError if there is no such folder or bucket. An unused prefix of a bucket is empty.
    """
    store, path = _opened(folder)
    if hasattr(store, "call_s3"):
        yield from _pages(store, path, folder, cannot_list)
    else:
        yield from _folders(store, path, folder, cannot_list)


def _pages(store: Any, path: str, folder: Remote, cannot_list: Callable[[Remote, str], None]) -> Iterator[Stored]:
    """Keys of any depth."""
    bucket = store.split_path(path)[0]
    try:
        for page in _asked_pages(store, path, folder):
            for item in page.get("Contents", ()):
                if not item["Key"].endswith("/"):
                    yield _stored(Remote(f"{folder.scheme}://{bucket}/{item['Key']}"), item)
    except AbsentError:
        raise
    except StoreError as error:
        cannot_list(folder, error.words)


def _asked_pages(store: Any, path: str, folder: Remote, **more: str) -> Iterator[dict[str, Any]]:
    """Requests a page when the previous one is used up. Raises AbsentError if there is no such bucket."""
    bucket, prefix, _ = store.split_path(path)
    asked = {"Bucket": bucket, "Prefix": f"{prefix}/" if prefix else "", "MaxKeys": _KEYS_OF_A_PAGE, **more}
    while True:
        page = patiently(lambda: store.call_s3("list_objects_v2", **asked), folder)
        yield page
        if not page.get("IsTruncated"):
            return
        asked["ContinuationToken"] = page["NextContinuationToken"]


def _folders(store: Any, path: str, folder: Remote, cannot_list: Callable[[Remote, str], None]) -> Iterator[Stored]:
    root = path.rstrip("/")
    waiting = [path]
    while waiting:
        here = waiting.pop()
        place = _within(folder, root, here)

        try:
            items = _entries(store, here, place)
        except StoreError as error:
            if here == path and isinstance(error, AbsentError):
                raise
            cannot_list(place, error.words)
            continue
        for item in items:
            name = item["name"].rstrip("/")
            if item.get("type") != "directory":
                yield _stored(_within(folder, root, name), item)
            elif not name.rpartition("/")[2].startswith("."):
                waiting.append(name)


def _entries(store: Any, path: str, place: Remote) -> list[dict[str, Any]]:
    """What fsspec lists directly in a folder, asked anew. Raises StoreError."""

    def ask() -> list[dict[str, Any]]:
        store.invalidate_cache()
        listed: list[dict[str, Any]] = store.ls(path, detail=True)
        return listed

    return patiently(ask, place)


def _within(folder: Remote, root: str, name: str) -> Remote:
    rest = name[len(root) :].strip("/") if name.startswith(root) else name.strip("/")
    return folder / rest if rest else folder


def read_parts(file: Stored) -> Iterator[bytes]:
    """Yields the bytes in parts of at most 16 MB. Raises StoreError, also if the object is replaced meanwhile."""
    store, path = _opened(file.place)
    at = 0
    while at < file.size:
        # Asks for one byte more than expected: it exists only if the object grew.
        ask = partial(store.cat_file, path, start=at, end=min(at + PART, file.size + 1))
        part: bytes = patiently(ask, file.place)
        at += len(part)
        if at > file.size or not part:
            break
        yield part
    if at != file.size or (file.size > PART and not _same(stored(file.place), file)):
        raise ReplacedError("it changed while it was read")


def _same(now: Stored, before: Stored) -> bool:
    marks = (now.etag, before.etag) if now.etag and before.etag else (now.modified_at, before.modified_at)
    return now.size == before.size and marks[0] == marks[1]


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fetch_file(file: Stored, path: Path) -> None:
    """Raises StoreError, and OSError if the local file cannot be written."""
    with path.open("wb") as written:
        for part in read_parts(file):
            written.write(part)


def read_whole(place: Remote, most_bytes: int) -> bytes:
    """Reads again what is replaced meanwhile, as a manifest may be. Raises StoreError, also where it is larger."""
    for remaining in range(_READINGS - 1, -1, -1):
        file = stored(place)
        if file.size > most_bytes:
            raise StoreError(f"it is larger than {most_bytes / 1e6:g} MB")
        try:
            return b"".join(read_parts(file))
        except ReplacedError:
            if not remaining:
                raise
    raise AssertionError


def write_whole(place: Remote, content: bytes, *, unless_changed: Stored | None = None, new: bool = False) -> None:
    """Writes the whole object or leaves the old one. Raises StoreError.

    Does not overwrite an object that changed since `unless_changed` was read, or that exists if it must be `new`. S3
    checks this as a condition of the write. For other stores it is checked just before.
    """
    store, path = _opened(place)
    if hasattr(store, "call_s3"):
        condition = {"IfNoneMatch": "*"} if new else {"IfMatch": f'"{unless_changed.etag}"'} if unless_changed else {}
        bucket, key, _ = store.split_path(path)
        patiently(lambda: store.call_s3("put_object", Bucket=bucket, Key=key, Body=content, **condition), place)
        store.invalidate_cache(path)
        return
    if new and lies_there(place):
        raise StoreError("something is there already")
    if unless_changed is not None and not _same(stored(place), unless_changed):
        raise StoreError("somebody wrote to it meanwhile: try again")
    patiently(lambda: _pipe(store, path, content), place)


def send_file(path: Path, place: Remote) -> None:
    """Sends the whole file, or leaves what is there. Raises StoreError."""
    store, target = _opened(place)

    def send() -> None:
        if hasattr(store, "call_s3"):
            # A large file is sent in parts, which become an object only with the last one.
            store.put_file(str(path), target)
        else:
            _written(store, target, lambda name: store.put_file(str(path), name))

    patiently(send, place)


def at_one_time(do: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
    """The result of `do` for each, in order. Runs several at a time, because a store's latency matters more than its
    bandwidth."""
    rest = iter(items)
    pool = ThreadPoolExecutor(_AT_ONE_TIME)
    try:
        while some := list(islice(rest, _QUEUED)):
            yield from pool.map(do, some)
    finally:
        # After Ctrl-C, queued work is not waited for.
        pool.shutdown(wait=True, cancel_futures=True)


def fetch_page(url: str, path: Path, most_bytes: int) -> None:
    """Downloads the address into the file. Raises StoreError, also if it is too large."""
    from fsspec.callbacks import Callback

    class Bounded(Callback):  # type: ignore[misc]
        def relative_update(self, inc: int = 1) -> None:
            super().relative_update(inc)
            if self.value > most_bytes:
                raise StoreError(f"it is larger than {most_bytes / 1e6:g} MB")

    store, _ = _opened(Remote(url))
    patiently(lambda: store.get_file(url, str(path), callback=Bounded()), Remote(url))


def names_in(place: Remote) -> Iterator[tuple[str, bool]]:
    """The name of each object and folder in a folder, and whether it is a folder. Nothing if it does not exist.

    Raises StoreError, on S3 AbsentError if there is no such bucket.
    """
    store, path = _opened(place)
    if hasattr(store, "call_s3"):
        # `ls` does not tell a prefix without objects from a bucket that does not exist.
        for page in _asked_pages(store, path, place, Delimiter="/"):
            for item in page.get("CommonPrefixes", ()):
                yield item["Prefix"].rstrip("/").rpartition("/")[2], True
            for item in page.get("Contents", ()):
                if not item["Key"].endswith("/"):
                    yield item["Key"].rpartition("/")[2], False
        return

    try:
        items = _entries(store, path, place)
    except AbsentError:
        return
    for item in items:
        name = item["name"].rstrip("/")
        # Some stores list a folder as an object in itself.
        if name.strip("/") != path.strip("/"):
            yield name.rpartition("/")[2], item.get("type") == "directory"


def remove_file(place: Remote) -> None:
    """Removes the object if it exists. Raises StoreError."""
    store, path = _opened(place)
    with suppress(AbsentError):
        patiently(lambda: store.rm_file(path), place)


def remove_folder(place: Remote) -> None:
    """Removes the folder with its contents. Raises StoreError."""
    store, path = _opened(place)

    def remove() -> None:
        store.invalidate_cache()
        store.rm(path, recursive=True)

    patiently(remove, place)


def _pipe(store: Any, path: str, content: bytes) -> None:
    _written(store, path, lambda name: store.pipe_file(name, content))


def _written(store: Any, path: str, write: Callable[[str], object]) -> None:
    """An object store shows only whole objects. A file system also shows a half-written file."""
    store.makedirs(path.rpartition("/")[0], exist_ok=True)
    protocols = (store.protocol,) if isinstance(store.protocol, str) else store.protocol
    if not _FILE_SYSTEMS & set(protocols):
        write(path)
        return
    draft = f"{path}{DRAFT}{random.getrandbits(32):08x}"
    try:
        write(draft)
        if "file" in protocols:
            _to_disk(draft)
        store.mv(draft, path)
    finally:
        if store.exists(draft):
            store.rm_file(draft)


def _to_disk(path: str) -> None:
    """After a power failure the new name must not lead to an empty file."""
    with Path(path).open("rb") as written:
        os.fsync(written.fileno())


_ready: dict[tuple[str, str], Any] = {}
_making = threading.Lock()


def _opened(place: Remote) -> tuple[Any, str]:
    """All threads share an asynchronous client. Of other clients fsspec keeps one for each thread."""
    from fsspec.core import url_to_fs

    key = (place.scheme, place.url.partition("://")[2].partition("/")[0] if place.scheme not in _EXTRAS else "")
    store = _ready.get(key)
    if store is not None:
        return store, str(store._strip_protocol(place.url))
    with _making:
        _check_installed(place.scheme)
        try:
            store, path = url_to_fs(place.url)
        except Exception as error:
            raise UserError(f"{redacted(place.url)} cannot be used: {in_words(error, place).words}") from None
        if store.async_impl:
            _ready[key] = store
    return store, str(path)


@lru_cache
def _check_installed(scheme: str) -> None:
    from fsspec.registry import get_filesystem_class, known_implementations

    try:
        get_filesystem_class(scheme)
    except ImportError:
        text = str(known_implementations[scheme].get("err", "its package for fsspec is not installed"))
        extra = _EXTRAS.get(scheme)
        mend = f"install the extra {extra} (pip install 'tfextract[{extra}]')" if extra else text.rstrip(".")
        raise UserError(f"{scheme}:// needs a package that is not installed: {mend}") from None
    except ValueError:
        raise UserError(
            f"{scheme}:// is no kind of place that is known: s3, gs, az, sftp and others of fsspec"
        ) from None


def forget_stores() -> None:
    """For tests: a server at another address is another store, of which fsspec keeps clients as well."""
    for store in _ready.values():
        type(store).clear_instance_cache()
    _ready.clear()


def _stored(place: Remote, info: dict[str, Any]) -> Stored:
    etag = next((info[name] for name in ("ETag", "etag", "e_tag", "md5Hash") if info.get(name)), None)
    size = next((info[name] for name in ("size", "Size", "ContentLength") if info.get(name) is not None), 0)
    return Stored(place, int(size), _moment(info), None if etag is None else str(etag).strip('"'))


def _moment(info: dict[str, Any]) -> datetime | None:
    for name in ("LastModified", "last_modified", "mtime", "updated", "modified", "created"):
        moment = info.get(name)
        if isinstance(moment, str):
            try:
                moment = datetime.fromisoformat(moment)
            except ValueError:
                continue
        if isinstance(moment, (int, float)):
            moment = datetime.fromtimestamp(moment, UTC)
        if isinstance(moment, datetime):
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return None
