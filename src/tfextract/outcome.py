"""The outcome of reading a document, and of a whole run. Reports and exit statuses are made from this plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tfextract.delivery import Delivered
from tfextract.locations import Place
from tfextract.model import PASSING_CODES, FileStatus, Issue, ReadDocument
from tfextract.planning import Kept, Reason, Skip, ToRead
from tfextract.sheets import Problem
from tfextract.sources import InputFile, UnlistedFolder
from tfextract.warehouse import CONTRADICTS, NO_DIFFERENCES, WHOLE_DOCUMENT, Differences, Finding, Withheld


@dataclass(frozen=True, slots=True)
class Totals:
    """How much a document contains."""

    pages: int
    achievements: int
    counts: int
    products: int
    issues: int

    @classmethod
    def of(cls, read: ReadDocument) -> Totals:
        facts, issues = read.facts, len(read.layout.issues) + len(read.facts.issues)
        return cls(read.document.page_count, len(facts.achievements), len(facts.counts), len(facts.products), issues)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of one reading. `totals` is None if nothing could be read, and `message` is the reason.

    `document` is None after it is published. `withheld` is what the checks removed. `passing` is true if another
    reading of the same bytes may succeed. `seconds` is how long it took.
    """

    asked: ToRead
    status: FileStatus
    totals: Totals | None = None
    document: ReadDocument | None = None
    message: str | None = None
    withheld: tuple[Withheld, ...] = ()
    passing: bool = False
    seconds: float | None = None

    @classmethod
    def read(cls, asked: ToRead, document: ReadDocument, message: str | None = None) -> Outcome:
        issues = (*document.layout.issues, *document.facts.issues)
        passing = any(issue.code in PASSING_CODES for issue in issues)
        return cls(asked, document.document.status, Totals.of(document), document, message, passing=passing)

    @property
    def newly_skipped(self) -> bool:
        useless = self.totals is None or self.status is FileStatus.NO_TEXT
        same = self.asked.before is self.status and self.asked.reason in (Reason.STALE, Reason.RETRY, Reason.AGAIN)
        return useless and not same

    @property
    def issues(self) -> tuple[Issue, ...]:
        """The issues of the whole file."""
        if self.message is None:
            return ()
        return (Issue(self.status.value, self.message, self.asked.file.name, self.asked.document_id),)

    def published(self, withheld: Sequence[Withheld]) -> Outcome:
        """The outcome after the checks, without the document itself."""
        own = tuple(held for held in withheld if held.document_id == self.asked.document_id)
        failed = sorted({held.check for held in own if held.table == WHOLE_DOCUMENT})
        if failed and self.totals is not None:
            message = CONTRADICTS.format(", ".join(failed))
            return replace(self, status=FileStatus.FAILED, totals=None, document=None, message=message, withheld=own)
        status = self.status.with_a_loss if own else self.status
        return replace(self, status=status, document=None, withheld=own)


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What a run did. `published` is false if nothing changed, or if the changes are staged (`staged` is the run's id).

    `vanished` are files that are gone. They are so many of the `known_below` files that a person must confirm it.
    """

    warehouse: Path
    outcomes: tuple[Outcome, ...]
    skipped: tuple[Skip, ...]
    kept: tuple[Kept, ...]
    missing: tuple[Place, ...]
    published: bool
    differences: Differences = NO_DIFFERENCES
    warnings: tuple[Finding, ...] = ()
    staged: str | None = None
    sheet_problems: tuple[Problem, ...] = ()
    broken_sheets: tuple[Problem, ...] = ()
    growing: tuple[InputFile, ...] = ()
    unlisted: tuple[UnlistedFolder, ...] = ()
    vanished: tuple[Place, ...] = ()
    known_below: int = 0
    delivered: Delivered | None = None

    @property
    def exit_status(self) -> int:
        """0: all files are read or unchanged. 3: something needs a person: a file is newly unreadable, rows were
        withheld, a folder could not be listed, many files are gone, a sheet is broken, or the build could not be sent
        elsewhere. 4: changes are staged.

        A second file with the same bytes is no loss: it is reported but does not count.
        """
        if self.staged is not None:
            return 4
        newly = any(outcome.newly_skipped or outcome.withheld for outcome in self.outcomes)
        newly = newly or any(skip.newly and skip.status is not FileStatus.DUPLICATE for skip in self.skipped)
        undelivered = self.delivered is not None and self.delivered.failed is not None
        return 3 if newly or undelivered or self.unlisted or self.vanished or self.broken_sheets else 0
