"""Writes sheets so that nobody reads half a row, on a disk or in a store."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from tfextract import stores
from tfextract.errors import RunFailedError
from tfextract.locations import Place, Remote
from tfextract.store_errors import AbsentError


def append_bytes(path: Place, following: Callable[[int], bytes]) -> None:
    """Appends the bytes that `following` returns for the present size, which is 0 without a file. Raises OSError.

    An object is replaced as a whole. Raises StoreError instead of overwriting what somebody else wrote meanwhile.
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
            # Half a row would make the sheet unreadable.
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
    """Replaces the sheet by the bytes that `change` returns. Returns the number of changes. 0 keeps the sheet.

    Raises RunFailedError if somebody writes to it meanwhile, OSError.
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
