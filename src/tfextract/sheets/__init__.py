"""Reads the sheets beside the PDFs (reviews, documents, indicators, matches) as plain data."""

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
    """The contents of all sheets, each row with the path of its sheet. `read` are the sheets themselves.

    `broken` has the reason for each sheet that cannot be read. Its earlier contents stay in force, like those of a
    sheet in a store that does not answer (`unreached`).
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
        """Unusable rows of readable sheets."""
        return tuple(problem for sheet in self.read for problem in sheet.problems)

    def say_the_same_as(self, known: dict[str, str]) -> bool:
        """Whether no sheet changed. `known` are hashes by path. A broken sheet counts as unchanged."""
        broken = {str(problem.path) for problem in self.broken}
        before = {path: sha for path, sha in known.items() if path not in broken and not self.is_unreached(path)}
        return before == {str(sheet.path): sheet.sha256 for sheet in self.read}

    def is_unreached(self, path: str) -> bool:
        return any(lies_below(known_place(path), folder) for folder in self.unreached)


class _Reading:
    """Reads sheet after sheet. Notes one that cannot be read and goes on."""

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
    """Reads the sheets directly in the folders, not in subfolders."""
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
