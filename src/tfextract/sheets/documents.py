"""Reads documents.csv: what a person knows about the documents. It overrides automatic guesses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from tfextract.locations import Place
from tfextract.sheets.table import CellError, Sheet, SheetLine, read_sheet

DOCUMENTS = "documents.csv"
COLUMNS = (
    "document", "title", "publisher", "fund", "phase", "report_year", "period_start", "period_end", "as_of",
    "published_on", "source", "supersedes", "sdg", "dac_sectors", "dac_markers", "note",
)  # fmt: skip
# Policy markers of the OECD's creditor reporting system: name → (number in the IATI code list, highest score).
MARKERS = {
    "gender": ("1", 2),
    "environment": ("2", 2),
    "governance": ("3", 2),
    "trade": ("4", 2),
    "biodiversity": ("5", 2),
    "climate_mitigation": ("6", 2),
    "climate_adaptation": ("7", 2),
    "desertification": ("8", 3),
    "rmnch": ("9", 4),
    "disaster_risk_reduction": ("10", 2),
    "disability": ("11", 2),
    "nutrition": ("12", 2),
}


@dataclass(frozen=True, slots=True)
class Code:
    """`scheme` is sdg, dac_sector or dac_marker. `score` is the significance of a marker."""

    scheme: str
    code: str
    name: str | None = None
    score: int | None = None


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """`document` and `supersedes` are a document_id or a file name. None means an empty cell, which overrides
    nothing."""

    document: str
    line: int
    title: str | None = None
    publisher: str | None = None
    fund: str | None = None
    phase: str | None = None
    report_year: int | None = None
    period_start: date | None = None
    period_end: date | None = None
    as_of: date | None = None
    published_on: date | None = None
    source: str | None = None
    supersedes: str | None = None
    codes: tuple[Code, ...] = ()
    note: str | None = None


def read_documents(path: Place) -> tuple[Sheet, tuple[DocumentEntry, ...]]:
    """Raises SheetError. An unusable row becomes a problem of the sheet."""
    sheet = read_sheet(path, ("document",), COLUMNS[1:])
    visited: dict[str, int] = {}

    def parse(line: SheetLine) -> DocumentEntry:
        entry = _entry(line)
        first = visited.setdefault(entry.document, line.number)
        if first != line.number:
            raise CellError("document", f"{entry.document} has a row already, in line {first}: keep one")
        return entry

    return sheet, sheet.parsed(parse)


def _entry(line: SheetLine) -> DocumentEntry:
    start, end = line.day("period_start"), line.day("period_end")
    if start is not None and end is not None and end < start:
        raise CellError("period_end", "is before period_start")
    codes = [*map(_sdg, line.several("sdg")), *map(_sector, line.several("dac_sectors"))]
    codes += map(_marker, line.several("dac_markers"))
    return DocumentEntry(
        document=line.needed("document", "the document_id or the name of the file"),
        line=line.number,
        title=line.text("title"),
        publisher=line.text("publisher"),
        fund=line.text("fund"),
        phase=line.text("phase"),
        report_year=line.year("report_year"),
        period_start=start,
        period_end=end,
        as_of=line.day("as_of"),
        published_on=line.day("published_on"),
        source=line.text("source"),
        supersedes=line.text("supersedes"),
        codes=tuple(dict.fromkeys(codes)),
        note=line.text("note"),
    )


def _sdg(text: str) -> Code:
    match = re.fullmatch(r"([0-9]{1,2})(\.[0-9a-z]{1,2})?", text.casefold())
    if match is None or not 1 <= int(match[1]) <= 17:
        raise CellError("sdg", f"{text!r}: write goals 1 to 17, or targets like 13.2, with semicolons between")
    return Code("sdg", text.casefold())


def _sector(text: str) -> Code:
    if not re.fullmatch(r"[0-9]{3}|[0-9]{5}", text):
        raise CellError("dac_sectors", f"{text!r}: write DAC sectors of 3 or purpose codes of 5 digits, like 41010")
    return Code("dac_sector", text)


def _marker(text: str) -> Code:
    name, _, score = (part.strip() for part in text.casefold().partition(":"))
    if name not in MARKERS:
        raise CellError("dac_markers", f"{name!r} is no DAC marker: {', '.join(MARKERS)}")
    code, highest = MARKERS[name]
    if not re.fullmatch("[0-9]", score) or int(score) > highest:
        raise CellError("dac_markers", f"{text!r}: write the score after a colon, 0 to {highest}, like {name}:1")
    return Code("dac_marker", code, name, int(score))
