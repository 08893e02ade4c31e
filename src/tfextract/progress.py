"""How far the reading of one document is, and what its status is where a part of it is missing.

Imported by the supervisor and by reader processes before anything is loaded, so it imports no library.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from tfextract.model import LOSS_CODES, Facts, FileStatus, Issue, Layout, PageStatus, ReadDocument


class Progress(Protocol):
    """Who wants to know how far a reading is: the supervisor of the process that reads."""

    def admit(self, page: int) -> str | None:
        """Called before each page; a reason leaves the page out."""

    def all_read(self) -> None:
        """Called after the last page, before the stages that look at the whole document."""

    def laid_out(self, read: ReadDocument) -> None:
        """Called with pages and blocks, before it is looked for what the document is and for its facts."""

    def kept(self) -> bytes | None:
        """What was kept of an earlier reading of the same bytes."""

    @property
    def keeps(self) -> bool:
        """Whether `keep` is wanted."""

    def keep(self, content: bytes) -> None:
        """Called with what another reading of the same bytes can go on from, where it is new."""


class Alone:
    """Nobody watches and no page is left out."""

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
    """Pages and blocks alone, and the reason."""
    issue = Issue(code, message, read.document.file_name, read.document.document_id)
    status = status_of(read.layout, (issue,))
    return replace(read, document=replace(read.document, status=status), facts=Facts(issues=(issue,)))


def status_of(layout: Layout, issues: tuple[Issue, ...]) -> FileStatus:
    """FAILED where every page failed, NO_TEXT where none gave text, PARTIAL where anything is missing.

    `issues` are those of the facts.
    """
    statuses = [page.status for page in layout.pages]
    if all(status is PageStatus.FAILED for status in statuses):
        return FileStatus.FAILED
    if PageStatus.READ not in statuses:
        return FileStatus.NO_TEXT
    unread = any(status not in (PageStatus.READ, PageStatus.EMPTY) for status in statuses)
    lost = any(issue.code in LOSS_CODES for issue in (*layout.issues, *issues))
    return FileStatus.PARTIAL if unread or lost else FileStatus.READ
