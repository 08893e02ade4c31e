"""Tracks the reading of one document, and derives its status if a part is missing.

The supervisor and the reader processes import this first, so it imports no library.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from tfextract.model import LOSS_CODES, Facts, FileStatus, Issue, Layout, PageStatus, ReadDocument


class Progress(Protocol):
    """Receives the progress of a reading. The implementation for reader processes informs the supervisor."""

    def admit(self, page: int) -> str | None:
        """Called before each page. If it returns a reason, the page is skipped."""

    def all_read(self) -> None:
        """Called after the last page, before the stages that work on the whole document."""

    def laid_out(self, read: ReadDocument) -> None:
        """Called with pages and blocks, before the description and the facts are extracted."""

    def kept(self) -> bytes | None:
        """What is kept of an earlier reading of the same bytes."""

    @property
    def keeps(self) -> bool:
        """Whether `keep` is wanted."""

    def keep(self, content: bytes) -> None:
        """Called with new data that a later reading of the same bytes can reuse."""


class Alone:
    """A reading without supervisor: reports to nobody and skips no page."""

    def admit(self, page: int) -> str | None:  # noqa: ARG002 - the protocol's
        return None

    def all_read(self) -> None:
        pass

    def laid_out(self, read: ReadDocument) -> None:
        pass

    def kept(self) -> bytes | None:
        return None

    @property
    def keeps(self) -> bool:
        return False

    def keep(self, content: bytes) -> None:
        pass


def without_facts(read: ReadDocument, message: str, code: str = "extraction_failed") -> ReadDocument:
    """The document with pages and blocks only, and an issue with the reason."""
    issue = Issue(code, message, read.document.file_name, read.document.document_id)
    status = status_of(read.layout, (issue,))
    return replace(read, document=replace(read.document, status=status), facts=Facts(issues=(issue,)))


def status_of(layout: Layout, issues: tuple[Issue, ...]) -> FileStatus:
    """FAILED if every page failed, NO_TEXT if no page has text, PARTIAL if anything is missing.

    `issues` are those of the extraction.
    """
    statuses = [page.status for page in layout.pages]
    if all(status is PageStatus.FAILED for status in statuses):
        return FileStatus.FAILED
    if PageStatus.READ not in statuses:
        return FileStatus.NO_TEXT
    unread = any(status not in (PageStatus.READ, PageStatus.EMPTY) for status in statuses)
    lost = any(issue.code in LOSS_CODES for issue in (*layout.issues, *issues))
    return FileStatus.PARTIAL if unread or lost else FileStatus.READ
