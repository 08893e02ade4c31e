"""Reader processes that ingests share where a test is not about them: each takes a third of a second to start."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType

from tests import readers
from tfextract.kept_store import KeptStore
from tfextract.settings import Settings
from tfextract.workers import Load, Workers

_OF_A_READER = {"workers", "document_timeout", "page_timeout", "document_memory_mb", "document_size_mb"}


class _Lasting(Workers):
    """Stays open after the ingest that used it. After a stopped ingest closed it, it cannot be used any more."""

    closed = False

    def close(self) -> None:
        self.closed = True
        super().close()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass


class SharedReaders:
    """In place of Workers. Scripted readers are alike where their limits and the numbers they were given are."""

    def __init__(self) -> None:
        self._started: dict[str, _Lasting] = {}

    def __call__(
        self,
        settings: Settings,
        load: Load,
        say: Callable[[str], None] = lambda _: None,
        store: KeptStore | None = None,
    ) -> Workers:
        if load is not readers.load:
            return Workers(settings, load, say, store)
        key = f"{settings.model_dump_json(include=_OF_A_READER)} {sorted(readers.load(settings).pilots.items())}"
        if key not in self._started or self._started[key].closed:
            self._started[key] = _Lasting(settings, load)
        return self._started[key]

    def close(self) -> None:
        for workers in self._started.values():
            workers.close()
