"""The sheets a person keeps beside the PDFs (reviews, documents, indicators, matches), read as plain data."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from tfextract.locations import Place, known_place, lies_below
from tfextract.sheets.bounds import BOUNDS, Bound, read_bounds
from tfextract.sheets.documents import DOCUMENTS, Code, DocumentEntry, read_documents
from tfextract.sheets.indicators import (
    INDICATORS,
    MATCHES,
    Aggregation,
    Indicator,
    Match,
    MatchDecision,
    read_indicators,
    read_matches,
)
from tfextract.sheets.reviews import PRINTED, REVIEWS, Decision, ReviewLine, read_reviews
from tfextract.sheets.table import CellError, Problem, Sheet, SheetError, lies_there
from tfextract.store_errors import StoreError

T = TypeVar("T")

NAMES = (REVIEWS, DOCUMENTS, INDICATORS, MATCHES)

__all__ = [
    "BOUNDS",
    "DOCUMENTS",
    "INDICATORS",
    "MATCHES",
    "NAMES",
    "PRINTED",
    "REVIEWS",
    "Aggregation",
    "Bound",
    "CellError",
    "Code",
    "Decision",
    "DocumentEntry",
    "Indicator",
    "Match",
    "MatchDecision",
    "Problem",
    "ReviewLine",
    "Sheet",
    "SheetError",
    "Sheets",
    "read_bounds",
    "read_sheets",
]


@dataclass(frozen=True, slots=True)
class Sheets:
    """All that was read; each row comes with the path of its sheet. `read` are the sheets themselves.

    `broken` says of each sheet that is there and could not be read why not: what it said when it was last read stays in
    force, and so does what lies in a store that did not answer (`unreached`).
    """

    read: tuple[Sheet, ...] = ()
    reviews: tuple[tuple[Place, ReviewLine], ...] = ()
    documents: tuple[tuple[Place, DocumentEntry], ...] = ()
    indicators: tuple[tuple[Place, Indicator], ...] = ()
    matches: tuple[tuple[Place, Match], ...] = ()
    broken: tuple[Problem, ...] = ()
    unreached: tuple[Place, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Rows that could not be used, of sheets that could be read."""
        return tuple(problem for sheet in self.read for problem in sheet.problems)

    def say_the_same_as(self, known: dict[str, str]) -> bool:
        """`known` are hashes by path; of a sheet that is broken nothing is known to have changed."""
        broken = {str(problem.path) for problem in self.broken}
        before = {path: sha for path, sha in known.items() if path not in broken and not self.is_unreached(path)}
        return before == {str(sheet.path): sheet.sha256 for sheet in self.read}

    def is_unreached(self, path: str) -> bool:
        return any(lies_below(known_place(path), folder) for folder in self.unreached)


class _Reading:
    """Sheets one after the other; one that cannot be read is noted, and the others are."""

    def __init__(self, folders: Iterable[Place]) -> None:
        self.sheets: list[Sheet] = []
        self.broken: list[Problem] = []
        self.unreached: set[Place] = set()
        self._folders = sorted({folder.absolute() for folder in folders}, key=lambda folder: folder.parts)

    def rows(self, name: str, read: Callable[[Place], tuple[Sheet, tuple[T, ...]]]) -> tuple[tuple[Place, T], ...]:
        results: list[tuple[Place, T]] = []
        for folder in self._folders:
            path = folder / name
            try:
                if folder in self.unreached or not lies_there(path):
                    continue
            except StoreError:
                self.unreached.add(folder)
                continue
            try:
                sheet, rows = read(path)
            except SheetError as error:
                self.broken.extend(error.problems)
            else:
                self.sheets.append(sheet)
                results.extend((path, row) for row in rows)
        return tuple(results)


def read_sheets(folders: Iterable[Place]) -> Sheets:
    """The sheets that lie in the folders themselves."""
    reading = _Reading(folders)
    return Sheets(
        reviews=reading.rows(REVIEWS, read_reviews),
        documents=reading.rows(DOCUMENTS, read_documents),
        indicators=reading.rows(INDICATORS, read_indicators),
        matches=reading.rows(MATCHES, read_matches),
        read=tuple(reading.sheets),
        broken=tuple(reading.broken),
        unreached=tuple(reading.unreached),
    )
