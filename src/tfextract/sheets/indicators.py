"""Reads indicators.csv (what is followed over the years) and matches.csv (which counts a person assigned to an
indicator)."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tfextract.locations import Place
from tfextract.model import Basis
from tfextract.sheets.columns import fact_id
from tfextract.sheets.reviews import word_of
from tfextract.sheets.table import CellError, Sheet, SheetLine, moment, number, read_sheet

INDICATORS = "indicators.csv"
MATCHES = "matches.csv"
COLUMNS = (
    "id", "name", "unit", "basis", "aggregation", "baseline", "baseline_year", "targets", "synonyms", "fund",
    "publisher", "note",
)  # fmt: skip
MATCH_COLUMNS = (
    "indicator_id", "count_id", "document_id", "page", "decision", "value_printed", "sentence", "reviewer",
    "reviewed_at", "note",
)  # fmt: skip


class Aggregation(StrEnum):
    SUM = "sum"
    LATEST = "latest"


class MatchDecision(StrEnum):
    ACCEPT = "accept"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Indicator:
    """`targets` are (year, value). `fund` and `publisher` restrict the documents whose counts are proposed."""

    indicator_id: str
    name: str
    unit: str
    basis: Basis
    aggregation: Aggregation
    line: int
    baseline: float | None = None
    baseline_year: int | None = None
    targets: tuple[tuple[int, float], ...] = ()
    synonyms: tuple[str, ...] = ()
    fund: str | None = None
    publisher: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A person's decision on one count. `value_printed` and `sentence` are what the person saw."""

    indicator_id: str
    count_id: str
    document_id: str
    decision: MatchDecision
    value_printed: str
    sentence: str
    reviewer: str
    reviewed_at: datetime
    note: str | None
    page: int | None
    line: int

    @property
    def match_id(self) -> str:
        identity = (self.indicator_id, self.count_id, self.decision, self.value_printed, self.sentence, self.reviewer,
                self.reviewed_at.isoformat(), self.note)  # fmt: skip
        return hashlib.sha256("\x1f".join(map(str, identity)).encode("utf-8", "replace")).hexdigest()[:16]


def read_indicators(path: Place) -> tuple[Sheet, tuple[Indicator, ...]]:
    """Raises SheetError; a row that cannot be used is among the sheet's problems."""
    sheet = read_sheet(path, ("id", "name", "unit", "basis", "aggregation"), COLUMNS[5:])
    visited: dict[str, int] = {}

    def parse(line: SheetLine) -> Indicator:
        indicator = _indicator(line)
        first = visited.setdefault(indicator.indicator_id, line.number)
        if first != line.number:
            raise CellError("id", f"{indicator.indicator_id} is there already, in line {first}: give another id")
        return indicator

    return sheet, sheet.parsed(parse)


def read_matches(path: Place) -> tuple[Sheet, tuple[Match, ...]]:
    """Raises SheetError; a row that cannot be used is among the sheet's problems."""
    needed = tuple(name for name in MATCH_COLUMNS if name not in ("page", "note"))
    sheet = read_sheet(path, needed, ("page", "note"))
    return sheet, sheet.parsed(_match)


def _indicator(line: SheetLine) -> Indicator:
    return Indicator(
        indicator_id=_id(line.needed("id", "a short id, like villages_reached")),
        name=line.needed("name", "the indicator in words"),
        unit=line.needed("unit", "what is counted, as reports print it, like villages"),
        basis=word_of(line, "basis", Basis),
        aggregation=word_of(line, "aggregation", Aggregation),
        line=line.number,
        baseline=line.number_in("baseline"),
        baseline_year=line.year("baseline_year"),
        targets=tuple(_target(part) for part in line.several("targets")),
        synonyms=line.several("synonyms"),
        fund=line.text("fund"),
        publisher=line.text("publisher"),
        note=line.text("note"),
    )


def _id(text: str) -> str:
    if not re.fullmatch(r"\w[\w.-]*", text):
        raise CellError("id", f"{text!r}: write letters, digits, points, _ and - alone, no blanks")
    return text


def _target(text: str) -> tuple[int, float]:
    year, feature, value = (part.strip() for part in text.partition("="))
    if not feature or not re.fullmatch(r"(19|20|21)[0-9]{2}", year):
        raise CellError("targets", f"{text!r}: write year=value, with semicolons between, like 2015=11000; 2016=12000")
    return int(year), number(value, "targets")


def _match(line: SheetLine) -> Match:
    return Match(
        indicator_id=_id(line.needed("indicator_id", "the id of an indicator in indicators.csv")),
        count_id=fact_id(line.needed("count_id", "the id of the count"), "count_id"),
        document_id=fact_id(line.needed("document_id", "the id of the document"), "document_id"),
        decision=word_of(line, "decision", MatchDecision),
        value_printed=line.needed("value_printed", "the number as printed"),
        sentence=line.needed("sentence", "the sentence of the count, as printed"),
        reviewer=line.needed("reviewer", "who decided this"),
        reviewed_at=moment(line.needed("reviewed_at", "when, like 2026-05-01"), "reviewed_at"),
        note=line.text("note"),
        page=line.page("page"),
        line=line.number,
    )
