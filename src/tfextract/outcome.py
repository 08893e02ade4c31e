"""What came of reading a document, and of a run over many: plain data that reports and exit statuses are made of."""

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
    """How much was found in a document."""

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
    """What came of one reading; `totals` is None where nothing could be read, and `message` says why.

    `document` is held until it is published and None afterwards. `withheld` is what the checks took out of it;
    `passing` where another reading of the same bytes may end otherwise; `seconds` is how long it took.
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
        """Those of the file as a whole."""
        if self.message is None:
            return ()
        return (Issue(self.status.value, self.message, self.asked.file.name, self.asked.document_id),)

    def published(self, withheld: Sequence[Withheld]) -> Outcome:
        """What became of it once the checks had looked at it; the document itself is let go."""
        own = tuple(held for held in withheld if held.document_id == self.asked.document_id)
        failed = sorted({held.check for held in own if held.table == WHOLE_DOCUMENT})
        if failed and self.totals is not None:
            message = CONTRADICTS.format(", ".join(failed))
            return replace(self, status=FileStatus.FAILED, totals=None, document=None, message=message, withheld=own)
        status = self.status.with_a_loss if own else self.status
        return replace(self, status=status, document=None, withheld=own)


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What a run did; `published` is false where there was nothing to change, or where `staged` is the run's id.

    `vanished` are files that are gone, so many of the `known_below` the folders that a person must be asked.
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
        """0 all read or unchanged; 3 something needs a person: it could not be read that could, or was not there,
        before, or rows were withheld, or a folder could not be listed, many files are gone, a sheet is broken, or the
        build could not be sent elsewhere; 4 staged.

        A second name for bytes that were read is no loss, so it is told but does not count.
        """
        if self.staged is not None:
            return 4
        newly = any(outcome.newly_skipped or outcome.withheld for outcome in self.outcomes)
        newly = newly or any(skip.newly and skip.status is not FileStatus.DUPLICATE for skip in self.skipped)
        undelivered = self.delivered is not None and self.delivered.failed is not None
        return 3 if newly or undelivered or self.unlisted or self.vanished or self.broken_sheets else 0
