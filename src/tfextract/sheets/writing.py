"""Sheets written so that nobody reads half a row, on a disk or in a store."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from tfextract import stores
from tfextract.errors import RunFailedError
from tfextract.locations import Place, Remote
from tfextract.store_errors import AbsentError


def append_bytes(path: Place, following: Callable[[int], bytes]) -> None:
    """What `following` gives for the size that the file has, 0 where there is none. Raises OSError.

    An object is written anew; what somebody else wrote to it meanwhile is not overwritten (StoreError).
    """
    if isinstance(path, Remote):
        _append_in_store(path, following)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab", buffering=0) as file:
        size = file.tell()
        data = following(size)
        written = 0
        try:
            while written < len(data):
                written += file.write(data[written:])
        except OSError:
            # Half a row would make the sheet one that cannot be read.
            file.truncate(size)
            raise


def _append_in_store(place: Remote, following: Callable[[int], bytes]) -> None:
    try:
        before = stores.stored(place)
    except AbsentError:
        stores.write_whole(place, following(0), new=True)
        return
    data = b"".join(stores.read_parts(before))
    stores.write_whole(place, data + following(len(data)), unless_changed=before)


def rewrite(path: Place, change: Callable[[Place], tuple[bytes, int]]) -> int:
    """Puts the bytes that `change` makes of the sheet in its place, and gives their number of changes; 0 leaves it.

    Raises RunFailedError where somebody writes to it meanwhile, OSError.
    """
    if isinstance(path, Remote):
        stored = stores.stored(path)
        data, gone = change(path)
        if gone:
            stores.write_whole(path, data, unless_changed=stored)
        return gone
    target = path.resolve()
    before = target.stat()
    data, gone = change(target)
    if not gone:
        return 0
    draft = target.with_name(f".{target.name}.{uuid.uuid4().hex[:8]}")
    try:
        draft.write_bytes(data)
        draft.chmod(before.st_mode & 0o777)
        now = target.stat()
        if (now.st_mtime_ns, now.st_size) != (before.st_mtime_ns, before.st_size):
            raise RunFailedError(f"{path} was written to meanwhile: try again")
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return gone
