"""Keeps the reader processes of a cluster worker between tasks, because they take seconds to start."""

from __future__ import annotations

import atexit
import socket
import threading

from tfextract import versions
from tfextract.errors import RunFailedError
from tfextract.reader_process import load_reader
from tfextract.settings import Settings
from tfextract.workers import Workers

_lock = threading.Lock()
_kept: dict[str, Workers] = {}


def workers(settings: Settings, reader_version: str) -> Workers:
    """A reader process for each thread of the worker. Raises RunFailedError if the worker has another version."""
    own = versions.reader_version(settings)
    if own != reader_version:
        raise RunFailedError(
            f"the worker on {socket.gethostname()} reads with version {own} of code, rules and models, and the run "
            f"with {reader_version}: install the same version there"
        )
    mine = settings.model_copy(update={"workers": _threads()})
    with _lock:
        key = mine.model_dump_json()
        if key not in _kept:
            _kept[key] = Workers(mine, load_reader)
            atexit.register(_kept[key].close)
        return _kept[key]


def _threads() -> int:
    from distributed import get_worker

    return max(1, int(get_worker().state.nthreads))
