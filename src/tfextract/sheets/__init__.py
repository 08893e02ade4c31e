"""The sheets a person keeps beside the PDFs (reviews, documents, indicators, matches), read as plain data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

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
from tfextract.sheets.table import CellError, Problem, Sheet, SheetError

NAMES = (REVIEWS, DOCUMENTS, INDICATORS, MATCHES)

__all__ = [
    "DOCUMENTS",
    "INDICATORS",
    "MATCHES",
    "NAMES",
    "PRINTED",
    "REVIEWS",
    "Aggregation",
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
    "read_sheets",
]


@dataclass(frozen=True, slots=True)
class Sheets:
    """All that was read; each row comes with the path of its sheet. `read` are the sheets themselves."""

    read: tuple[Sheet, ...] = ()
    reviews: tuple[tuple[Path, Review], ...] = ()
    documents: tuple[tuple[Path, DocumentEntry], ...] = ()
    indicators: tuple[tuple[Path, Indicator], ...] = ()
    matches: tuple[tuple[Path, Match], ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(problem for sheet in self.read for problem in sheet.problems)

    @property
    def fingerprints(self) -> dict[str, str]:
        """sha256 by path."""
        return {str(sheet.path): sheet.sha256 for sheet in self.read}


def read_sheets(folders: Iterable[Path]) -> Sheets:
    """The sheets that lie in the folders themselves. Raises SheetError where one is no table."""
    places = sorted({folder.absolute() for folder in folders})
    sheets: list[Sheet] = []
    found = Sheets()
    for folder in places:
        more = _read(folder, sheets)
        found = Sheets(
            (),
            found.reviews + more.reviews,
            found.documents + more.documents,
            found.indicators + more.indicators,
            found.matches + more.matches,
        )
    return Sheets(tuple(sheets), found.reviews, found.documents, found.indicators, found.matches)


def _read(folder: Path, sheets: list[Sheet]) -> Sheets:
    reviews: tuple[Review, ...] = ()
    documents: tuple[DocumentEntry, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    matches: tuple[Match, ...] = ()
    paths = {name: folder / name for name in NAMES}
    if paths[REVIEWS].is_file():
        sheet, reviews = read_reviews(paths[REVIEWS])
        sheets.append(sheet)
    if paths[DOCUMENTS].is_file():
        sheet, documents = read_documents(paths[DOCUMENTS])
        sheets.append(sheet)
    if paths[INDICATORS].is_file():
        sheet, indicators = read_indicators(paths[INDICATORS])
        sheets.append(sheet)
    if paths[MATCHES].is_file():
        sheet, matches = read_matches(paths[MATCHES])
        sheets.append(sheet)
    return Sheets(
        (),
        tuple((paths[REVIEWS], row) for row in reviews),
        tuple((paths[DOCUMENTS], row) for row in documents),
        tuple((paths[INDICATORS], row) for row in indicators),
        tuple((paths[MATCHES], row) for row in matches),
    )
