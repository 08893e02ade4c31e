"""Reads the verdicts in the sheets, compares them with the warehouse, and writes new ones."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tfextract import deciding
from tfextract.errors import UserError
from tfextract.locations import Place, known_place
from tfextract.settings import Settings
from tfextract.sheets import REVIEWS, Decision, ReviewLine, SheetError
from tfextract.sheets.columns import FactKind
from tfextract.sheets.reviews import read_reviews
from tfextract.sheets.table import lies_there, stamp_of
from tfextract.store_errors import StoreError
from tfextract.warehouse import known_sheets
from tfextract.warehouse.pages import PublishedReview


@dataclass(frozen=True, slots=True)
class Given:
    """A row of a reviews.csv. `published` is its result in the warehouse, None before the next publish."""

    path: Place
    review: ReviewLine
    published: PublishedReview | None

    @property
    def fact_id(self) -> str | None:
        """The fact that it was applied to. If its id changed, it was found by its words."""
        return self.review.fact_id if self.published is None else self.published.fact_id


@dataclass(frozen=True, slots=True)
class Verdict:
    """The final decision on a fact. `edits` are column → new value, '' for not determined.

    `word` is accepted, rejected, edited, added or held. `waits`: it takes effect with the next publish. `undo` is the
    id of a row of the last decision here, None if that belongs to an earlier version.
    """

    word: str
    waits: bool
    by: str | None = None
    note: str | None = None
    message: str | None = None
    edits: Mapping[str, str] = field(default_factory=dict)
    undo: str | None = None


@dataclass(frozen=True, slots=True)
class Verdicts:
    """All verdicts in the sheets, by document and fact. `withdrawn` are those in the warehouse but in no sheet.

    `trouble` is the reason why a sheet cannot be read. Its verdicts are then missing here.
    """

    given: tuple[Given, ...] = ()
    inherited: tuple[PublishedReview, ...] = ()
    withdrawn: tuple[PublishedReview, ...] = ()
    trouble: tuple[str, ...] = ()

    @property
    def waiting(self) -> tuple[Given, ...]:
        return tuple(one for one in self.given if one.published is None)

    @property
    def to_publish(self) -> int:
        return len(self.waiting) + len(self.withdrawn)

    def decided(self, document_id: str) -> frozenset[str]:
        """Ids of reviewed facts."""
        return self._decided_by_document().get(document_id, frozenset())

    def _decided_by_document(self) -> dict[str, frozenset[str]]:
        results: dict[str, set[str]] = defaultdict(set)
        for one in self.given:
            if one.fact_id is not None:
                results[one.review.document_id].add(one.fact_id)
        for row in self.inherited:
            if row.fact_id is not None:
                results[row.document_id].add(row.fact_id)
        return {document_id: frozenset(ids) for document_id, ids in results.items()}

    def counted(self) -> dict[str, int]:
        """The number of reviewed facts of each document, without additions that wait."""
        return {document_id: len(ids) for document_id, ids in self._decided_by_document().items()}

    def of(self, document_id: str) -> dict[str, Verdict]:
        """By fact."""
        rows: dict[str, list[Given]] = defaultdict(list)
        for one in self.given:
            if one.review.document_id == document_id and one.fact_id is not None:
                rows[one.fact_id].append(one)
        verdicts = {
            row.fact_id: Verdict(_WORDS[Decision(row.decision)], waits=False, message=row.message)
            for row in self.inherited
            if row.document_id == document_id and row.fact_id is not None
        }
        return verdicts | {fact_id: _verdict(sorted(own, key=_order)) for fact_id, own in rows.items()}

    def to_add(self, document_id: str) -> tuple[Given, ...]:
        """Additions that the warehouse does not have yet or could not place."""
        return tuple(
            one
            for one in self.given
            if one.review.document_id == document_id
            and one.review.decision is Decision.ADD
            and (one.published is None or one.published.status == "held")
        )


_WORDS = {
    Decision.ACCEPT: "accepted",
    Decision.REJECT: "rejected",
    Decision.EDIT: "edited",
    Decision.ADD: "added",
}


def _order(one: Given) -> tuple[object, ...]:
    return (one.review.reviewed_at, one.review.line)


def _verdict(rows: Sequence[Given]) -> Verdict:
    last = rows[-1]
    edits = {
        str(one.review.column_name): one.review.new_value or "" for one in rows if one.review.decision is Decision.EDIT
    }
    whole = [one.review.decision for one in rows if one.review.decision is not Decision.EDIT]
    word = "edited" if edits else _WORDS[whole[-1]]
    if whole and whole[-1] is Decision.REJECT:
        word = "rejected"
    held = [one.published for one in rows if one.published is not None and one.published.status == "held"]
    return Verdict(
        word="held" if held else word,
        waits=any(one.published is None for one in rows),
        by=last.review.reviewer,
        note=last.review.note,
        message=held[-1].message if held else None,
        edits=edits,
        undo=last.review.review_id,
    )


class VerdictSheets:
    """The sheets with verdicts. New ones go to the sheet in `folder`. Thread-safe."""

    def __init__(self, warehouse: Path, folder: Place | None, settings: Settings, by: str) -> None:
        self._warehouse, self._settings, self._by, self._given_folder = warehouse, settings, by, folder
        self._lock = threading.Lock()
        self._placed: tuple[tuple[int, int, int], tuple[Place, tuple[Place, ...]]] | None = None
        self._read: dict[Place, tuple[tuple[str, int], tuple[ReviewLine, ...]]] = {}

    @property
    def folder(self) -> Place:
        """The folder for new rows."""
        return self._places()[0]

    def folders(self) -> tuple[Place, ...]:
        """The folders where a publish looks for sheets."""
        return self._places()[1]

    def _places(self) -> tuple[Place, tuple[Place, ...]]:
        """The sheets that the published file lists. Read again when the file is replaced."""
        state = self._warehouse.stat()
        stamp = (state.st_ino, state.st_mtime_ns, state.st_size)
        kept = self._placed
        if kept is None or kept[0] != stamp:
            own = self._given_folder
            if own is None:
                own = deciding.sheet_folder(self._warehouse, self._settings, REVIEWS)
            known = (known_place(path).parent for path in known_sheets(self._warehouse).read)
            every = tuple(
                sorted({one.absolute() for one in (self._settings.raw, own, *known)}, key=lambda one: one.parts)
            )
            kept = (stamp, (own, every))
            self._placed = kept
        return kept[1]

    def verdicts(self, published: Iterable[PublishedReview]) -> Verdicts:
        by_id: dict[str, PublishedReview] = {}
        inherited: list[PublishedReview] = []
        for row in published:
            if row.inherited:
                inherited.append(row)
            else:
                by_id[row.review_id] = row
        given: dict[str, Given] = {}
        trouble = []
        read: set[str] = set()
        for path in (folder / REVIEWS for folder in self.folders()):
            try:
                there = lies_there(path)
                rows = self._rows(path) if there else ()
            except SheetError as error:
                trouble.append(str(error))
                continue
            except StoreError as error:
                trouble.append(f"{path} cannot be fetched: {error.words}")
                continue
            if there:
                read.add(str(path))
            for review in rows:
                given[review.review_id] = Given(path, review, by_id.get(review.review_id))
        gone = [row for row in by_id.values() if row.review_id not in given]
        # The rows of a missing or unreadable sheet stay in force.
        inherited += [row for row in gone if row.sheet not in read]
        withdrawn = tuple(row for row in gone if row.sheet in read)
        return Verdicts(tuple(given.values()), tuple(inherited), withdrawn, tuple(trouble))

    def _rows(self, path: Place) -> tuple[ReviewLine, ...]:
        with self._lock:
            stamp = stamp_of(path)
            known = self._read.get(path)
            if known is None or known[0] != stamp:
                known = (stamp, read_reviews(path)[1])
                self._read[path] = known
            return known[1]

    def decide(self, fact_id: str, decision: Decision, changes: Sequence[str] = (), why: str = "") -> None:
        """Writes the rows. Raises UserError if the decision is not valid or the sheet cannot be written."""
        with self._lock:
            deciding.review_fact(self._warehouse, self.folder, fact_id, decision, changes, self._by, why)

    def add(self, document_id: str, page: int, kind: FactKind, sentence: str, values: Sequence[str]) -> None:
        with self._lock:
            deciding.add_fact(
                self._warehouse, self.folder, document_id, kind, sentence, values, self._by, "", page=page
            )

    def undo(self, review_id: str, verdicts: Verdicts) -> Given:
        """Withdraws a verdict with all rows of the same decision (the columns of one edit). Returns the named row."""
        named = next((one for one in verdicts.given if one.review.review_id == review_id), None)
        if named is None:
            raise UserError("this verdict is no longer in the sheet: it was taken back already")
        with self._lock:
            deciding.withdraw(named.path, _together(named, verdicts.given))
        return named


def _together(named: Given, given: Iterable[Given]) -> frozenset[str]:
    def act(one: Given) -> tuple[object, ...]:
        line = one.review
        return (one.path, line.document_id, line.fact_id, line.decision, line.reviewer, line.reviewed_at)

    if named.review.decision is not Decision.EDIT:
        return frozenset({named.review.review_id})
    return frozenset(one.review.review_id for one in given if act(one) == act(named))
