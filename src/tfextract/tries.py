"""Retries a document whose reader dies, without the pages that killed it."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from msgspec import Raw

from tfextract.errors import UnreadableFileError
from tfextract.model import FileStatus, ReadDocument
from tfextract.progress import without_facts
from tfextract.wire import Answer, AtPage, GarbledError, LaidOut, LeftOut, ToKeep, decode_document

# Each try costs a process start, and reads the earlier pages again.
_MAX_PAGES_LOST = 5
_MAX_HALVED = 5


@dataclass(slots=True)
class Watch:
    """The progress that a reader reports: at `page`, putting `together` the pages up to `last`, or extracting facts."""

    page: int | None = None
    last: int = 0
    together: bool = False
    since: float = 0.0
    laid_out: Raw | None = None
    to_keep: bytes | None = None

    def hear(self, answer: Answer) -> bool:
        """Whether the message was a progress report."""
        if isinstance(answer, AtPage):
            self.page, self.together, self.since = answer.page, answer.page is None, time.monotonic()
            self.last = self.last if answer.page is None else answer.page
        elif isinstance(answer, LaidOut):
            self.page, self.together, self.laid_out = None, False, answer.read
        elif isinstance(answer, ToKeep):
            self.to_keep = answer.content
        else:
            return False
        return True


class StoppedError(Exception):
    """The process died or was stopped while it read a document."""

    def __init__(self, how: str, watch: Watch, *, by_kill: bool = False) -> None:
        super().__init__(how)
        self.at = watch
        self.by_kill = by_kill


@dataclass(slots=True)
class Tries:
    """The pages to skip in each try of one document, and its remaining time."""

    seconds: float
    lost: dict[int, str] = field(default_factory=dict)
    after: int | None = None
    after_reason: str = ""
    spared: bool = False
    halved: int = 0

    @property
    def left_out(self) -> LeftOut:
        return LeftOut(dict(self.lost), self.after, self.after_reason)

    def go_on(self, stopped: StoppedError) -> bool:
        """Decides whether to try again, and what to skip."""
        at = stopped.at
        if self.seconds <= 0 or at.last == 0:
            return False
        if stopped.by_kill and not self.spared:
            # SIGKILL comes from outside (a person, the kernel out of memory). The document may not be the cause.
            self.spared = True
            return True
        if at.laid_out is not None:
            return False
        return self._without_half(at.last, str(stopped)) if at.together else self._without(at.page, str(stopped))

    def _without(self, page: int | None, how: str) -> bool:
        if page is None or page in self.lost or len(self.lost) >= _MAX_PAGES_LOST:
            return False
        self.lost[page] = how
        if len(self.lost) == _MAX_PAGES_LOST:
            self.after = page
            self.after_reason = f"not read: {len(self.lost)} pages before it had stopped the process that read them"
        return True

    def _without_half(self, last: int, how: str) -> bool:
        """Keeps the first half of pages that cannot be put together, in the hope that the other half is the cause."""
        self.halved += 1
        self.after = last // 2
        self.after_reason = f"not read: with this page the document could not be put together ({how})"
        return self.after > 0 and self.halved <= _MAX_HALVED

    def given_up(self, stopped: StoppedError) -> ReadDocument:
        """The document with pages and text but without facts, if there are any. Raises UnreadableFileError."""
        message = str(stopped) if stopped.at.page is None else f"{stopped} on page {stopped.at.page}"
        others = [f"page {page}: {how}" for page, how in self.lost.items()]
        try:
            if stopped.at.laid_out is not None:
                message = f"no facts were taken from it: {stopped}"
                return without_facts(decode_document(stopped.at.laid_out), message, "extraction_given_up")
        except GarbledError:
            pass
        raise UnreadableFileError(FileStatus.FAILED, "; ".join([message, *others]), passing=True)
