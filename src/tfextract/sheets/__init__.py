"""The sheets a person keeps beside the PDFs (reviews, documents, indicators, matches), read as plain data."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

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
from tfextract.sheets.reviews import PRINTED, REVIEWS, Decision, Review, read_reviews
from tfextract.sheets.table import CellError, Problem, Sheet, SheetError, lies_there

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
    "Review",
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
    force.
    """

    read: tuple[Sheet, ...] = ()
    reviews: tuple[tuple[Path, Review], ...] = ()
    documents: tuple[tuple[Path, DocumentEntry], ...] = ()
    indicators: tuple[tuple[Path, Indicator], ...] = ()
    matches: tuple[tuple[Path, Match], ...] = ()
    broken: tuple[Problem, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Rows that could not be used, of sheets that could be read."""
        return tuple(problem for sheet in self.read for problem in sheet.problems)

    def say_the_same_as(self, known: dict[str, str]) -> bool:
        """`known` are hashes by path; of a sheet that is broken nothing is known to have changed."""
        broken = {str(problem.path) for problem in self.broken}
        before = {path: sha256 for path, sha256 in known.items() if path not in broken}
        return before == {str(sheet.path): sheet.sha256 for sheet in self.read}


class _Reading:
    """Sheets one after the other; one that cannot be read is noted, and the others are."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self.sheets: list[Sheet] = []
        self.broken: list[Problem] = []
        self._folders = sorted({folder.absolute() for folder in folders})

    def rows(self, name: str, read: Callable[[Path], tuple[Sheet, tuple[T, ...]]]) -> tuple[tuple[Path, T], ...]:
        found: list[tuple[Path, T]] = []
        for path in (folder / name for folder in self._folders):
            if not lies_there(path):
                continue
            try:
                sheet, rows = read(path)
            except SheetError as error:
                self.broken.extend(error.problems)
            else:
                self.sheets.append(sheet)
                found.extend((path, row) for row in rows)
        return tuple(found)


def read_sheets(folders: Iterable[Path]) -> Sheets:
    """The sheets that lie in the folders themselves."""
    reading = _Reading(folders)
    return Sheets(
        reviews=reading.rows(REVIEWS, read_reviews),
        documents=reading.rows(DOCUMENTS, read_documents),
        indicators=reading.rows(INDICATORS, read_indicators),
        matches=reading.rows(MATCHES, read_matches),
        read=tuple(reading.sheets),
        broken=tuple(reading.broken),
    )
