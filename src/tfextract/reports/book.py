"""Writes the workbook for a reviewer: one sheet for each kind of fact, with a verdict to choose, a comment and a
picture in each row.

It contains only text, numbers and dates: no formulas, and no links out of the file.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.image import Image
from xlsxwriter.worksheet import Worksheet

from tfextract.errors import RunFailedError, UserError, reason
from tfextract.export.cells import printable, runs_as_formula
from tfextract.export.tables import whole_file
from tfextract.layout.crops import PagePart
from tfextract.reports.book_columns import (
    AS_EXPORTED,
    CHOICES,
    COMMENT,
    ID,
    LINK,
    PAGES,
    READ_ME,
    SHEETS,
    STATE,
    VERDICT,
    VERDICTS,
    BookSheet,
    as_cell_says,
)
from tfextract.reports.regions import view
from tfextract.reports.writing import ask_pictures, made, places_of
from tfextract.warehouse.documents import ReportedDocument, read_reported
from tfextract.warehouse.reviewable import Reviewable, read_reviewable
from tfextract.workers import Workers

MAX_FACTS = 20_000
# The size limit for the pictures of one document, in bytes.
ROOM = 4_000_000
_WIDEST, _HIGHEST = 640.0, 500.0
_WIDTHS = {
    "text": 70,
    "quote": 60,
    "title": 55,
    "label": 40,
    "unit": 24,
    "theme": 30,
    "document": 26,
    COMMENT: 40,
    ID: 20,
}
_HELP = (
    "What to do",
    "Each sheet has one kind of fact that a program read from the reports. Look at a row, and at its place on the page "
    "(the link in the column “see” leads to the sheet Pages).",
    "verdict: accept (it is right), reject (it is no such fact), edit (you changed yellow cells of the row).",
    "comment: why. Leave the verdict empty where you did not look: nothing is done with such rows.",
    "Yellow cells may be changed. An empty one means: not determined. Dates are written as 2014-06-30.",
    "Rows may be sorted, filtered and deleted. Do not change the column id. Formulas are not read: type values.",
    "Send the file back. It is taken in by: tfextract review import FILE --by NAME",
)


@dataclass(frozen=True, slots=True)
class BookWritten:
    """`messages` say which documents have no pictures, and why."""

    path: Path
    size: int
    facts: int
    pictured: int
    messages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Picture:
    """A JPEG of the place of a fact."""

    data: bytes
    file_name: str
    page: int


def write_book(warehouse: Path, path: Path, workers: Workers, documents: Sequence[str] = ()) -> BookWritten:
    """Writes all facts of these documents, or of all documents. Raises UserError if there are none or too many."""
    facts = read_reviewable(warehouse, documents)
    if not facts:
        raise UserError("there are no facts to review: ingest a folder of PDFs first, or name other documents")
    if len(facts) > MAX_FACTS:
        raise UserError(f"{len(facts):,} facts are more than a person reviews in one workbook: name documents")
    pictures, reported = _pictures(warehouse, facts, workers)
    made(path.parent)
    try:
        with whole_file(path) as draft:
            options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
            with xlsxwriter.Workbook(str(draft), options) as book:
                _Writer(book).write(facts, pictures)
    except OSError as error:
        raise RunFailedError(f"{path} could not be written: {reason(error)}") from error
    return BookWritten(path, path.stat().st_size, len(facts), len(pictures), reported)


def _pictures(
    warehouse: Path, facts: Sequence[Reviewable], workers: Workers
) -> tuple[dict[str, _Picture], tuple[str, ...]]:
    by_document: dict[str, list[Reviewable]] = defaultdict(list)
    for fact in facts:
        by_document[fact.document_id].append(fact)
    pictures: dict[str, _Picture] = {}
    reported = []
    for document_id, own in by_document.items():
        document = read_reported(warehouse, document_id)
        ids, parts = _parts(document, own)
        images, why = ask_pictures(document.about, parts, workers, "JPEG", ROOM)
        for fact_id, part, image in zip(ids, parts, images, strict=True):
            if image:
                pictures[fact_id] = _Picture(image, document.about.file_name, part.page)
        if why is not None:
            reported.append(f"{document.about.file_name}: {why}")
    return pictures, tuple(reported)


def _parts(document: ReportedDocument, facts: Sequence[Reviewable]) -> tuple[list[str], list[PagePart]]:
    """(ids, the part of the page for each), by page."""
    sizes = {page.page: (page.width, page.height) for page in document.pages}
    places = places_of(document, {fact.fact_id: fact.page for fact in facts})
    shown = [(page, min(box.top for box in boxes), fact, boxes) for fact, (page, boxes) in places.items()]
    ordered = sorted((one for one in shown if one[0] in sizes), key=lambda one: one[:3])
    parts = [PagePart(page, view(boxes, *sizes[page]), boxes) for page, _, _, boxes in ordered]
    return [fact for _, _, fact, _ in ordered], parts


class _Writer:
    """Writes the sheets. Formats belong to one workbook."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        wrapped = {"text_wrap": True, "valign": "top"}
        mine = {**wrapped, "bg_color": "#FFF7D6", "border": 1, "border_color": "#E3D9A8"}
        self._head: Format = book.add_format({"bold": True, "bottom": 2, "valign": "top", "text_wrap": True})
        self._plain: Format = book.add_format(wrapped)
        self._mine: Format = book.add_format(mine)
        self._day: Format = book.add_format({**mine, "num_format": "yyyy-mm-dd"})
        # The flag that typing an apostrophe sets: the cell stays text even when it is edited.
        self._quoted = {
            self._plain: book.add_format({**wrapped, "quote_prefix": True}),
            self._mine: book.add_format({**mine, "quote_prefix": True}),
        }
        self._link: Format = book.add_format({"font_color": "#0B5C8A", "underline": 1, "valign": "top"})
        self._title: Format = book.add_format({"bold": True, "font_size": 14})

    def write(self, facts: Sequence[Reviewable], pictures: Mapping[str, _Picture]) -> None:
        self._read_me()
        rows = dict(zip(pictures, _rows_of(len(pictures)), strict=True))
        back: dict[str, tuple[str, int]] = {}
        for sheet in SHEETS:
            own = [fact for fact in facts if fact.kind is sheet.kind]
            self._sheet(sheet, own, rows)
            back |= {fact.fact_id: (sheet.name, at) for at, fact in enumerate(own, start=2)}
        self._pages(pictures, rows, back)
        self._as_exported(facts)

    def _read_me(self) -> None:
        sheet = self._book.add_worksheet(READ_ME)
        sheet.set_column(0, 0, 100)
        sheet.write_string(0, 0, _HELP[0], self._title)
        for at, line in enumerate(_HELP[1:], start=2):
            sheet.write_string(at, 0, line, self._plain)

    def _sheet(self, sheet: BookSheet, facts: Sequence[Reviewable], rows: Mapping[str, int]) -> None:
        page = self._book.add_worksheet(sheet.name)
        columns = _columns(sheet)
        for at, name in enumerate(columns):
            page.set_column(at, at, _WIDTHS.get(name, 14))
            page.write_string(0, at, name, self._head)
        page.freeze_panes(1, 2)
        page.autofilter(0, 0, max(1, len(facts)), len(columns) - 1)
        for row, fact in enumerate(facts, start=1):
            page.set_row(row, _height(fact, columns))
            for at, name in enumerate(columns):
                self._cell(page, row, at, name, fact, rows)
        last = max(1, len(facts))
        for at, name in enumerate(columns):
            choices = VERDICTS if name == VERDICT else CHOICES.get(name) if name in sheet.editable else None
            if choices is not None:
                _choose(page, at, last, choices)

    def _cell(self, page: Worksheet, row: int, at: int, name: str, fact: Reviewable, rows: Mapping[str, int]) -> None:
        editable = name in (VERDICT, COMMENT) or name in _EDITABLE[fact.kind]
        form = self._mine if editable else self._plain
        if name == LINK:
            if fact.fact_id in rows:
                page.write_url(
                    row, at, f"internal:'{PAGES}'!A{rows[fact.fact_id] + 1}", self._link, f"page {fact.page}"
                )
            else:
                page.write_string(row, at, f"page {fact.page}", self._plain)
            return
        known = {VERDICT: None, COMMENT: None, ID: fact.fact_id, "document": fact.file_name, STATE: fact.review}
        self._value(page, row, at, known[name] if name in known else fact.values[name], form)

    def _value(self, page: Worksheet, row: int, at: int, value: object, form: Format) -> None:
        if value is None:
            page.write_blank(row, at, None, form)
        elif isinstance(value, bool):
            page.write_string(row, at, as_cell_says(value), form)
        elif isinstance(value, (int, float)):
            page.write_number(row, at, value, form)
        elif isinstance(value, date) and not isinstance(value, datetime) and value.year >= 1900:
            page.write_datetime(row, at, value, self._day)
        else:
            text = printable(as_cell_says(value))
            page.write_string(row, at, text, self._quoted[form] if runs_as_formula(text) else form)

    def _pages(
        self, pictures: Mapping[str, _Picture], rows: Mapping[str, int], back: Mapping[str, tuple[str, int]]
    ) -> None:
        page = self._book.add_worksheet(PAGES)
        page.set_column(0, 0, 100)
        page.hide_gridlines(2)
        for fact_id, picture in pictures.items():
            at = rows[fact_id]
            name, row = back[fact_id]
            text = printable(f"{picture.file_name}, page {picture.page}: back to {name}, row {row}")
            page.write_url(at, 0, f"internal:'{name}'!A{row}", self._link, text)
            image = Image(io.BytesIO(picture.data))
            scale = min(_WIDEST / image.width, _HIGHEST / image.height, 1.0)
            page.set_row(at + 1, min(409.0, image.height * scale * 0.75 + 12))
            place = {"x_scale": scale, "y_scale": scale, "x_offset": 4, "y_offset": 4, "object_position": 1}
            alt = {"description": f"Page {picture.page} of {printable(picture.file_name)}, the words framed"}
            page.insert_image(at + 1, 0, "place.jpg", {"image_data": io.BytesIO(picture.data), **place, **alt})

    def _as_exported(self, facts: Sequence[Reviewable]) -> None:
        """Writes the original text of each cell, which shows later whether a person changed it."""
        page = self._book.add_worksheet(AS_EXPORTED)
        page.very_hidden()
        for at, name in enumerate((ID, "kind", "column", "value")):
            page.write_string(0, at, name)
        row = 1
        for fact in facts:
            for name in exported_columns(fact):
                cells = (fact.fact_id, fact.kind.value, name, printable(as_cell_says(fact.values[name])))
                for at, text in enumerate(cells):
                    page.write_string(row, at, text)
                row += 1


_EDITABLE = {sheet.kind: frozenset(sheet.editable) for sheet in SHEETS}


def exported_columns(fact: Reviewable) -> Iterator[str]:
    """The columns that a person may change, and the words that identify a fact."""
    [sheet] = [sheet for sheet in SHEETS if sheet.kind is fact.kind]
    yield from sheet.editable
    if sheet.words is not None:
        yield sheet.words


def _columns(sheet: BookSheet) -> tuple[str, ...]:
    words = () if sheet.words is None else (sheet.words,)
    printed = ("value_printed",) if "value" in sheet.editable else ()
    return (VERDICT, COMMENT, LINK, *words, *printed, *sheet.editable, STATE, "document", ID)


def _height(fact: Reviewable, columns: Sequence[str]) -> float:
    """The row height in points for its longest cell, limited by the screen. Not all programs fit rows automatically."""
    cells = ((name, as_cell_says(fact.values.get(name))) for name in columns)
    lines = max(ceil(len(text) * 1.15 / _WIDTHS.get(name, 14)) for name, text in cells)
    return 15.0 * min(max(lines, 1), 12)


def _choose(page: Worksheet, at: int, last: int, choices: Sequence[str]) -> None:
    page.data_validation(
        1,
        at,
        last,
        at,
        {
            "validate": "list",
            "source": [str(choice) for choice in choices],
            "error_title": "Not one of the words",
            "error_message": "Choose one of the list, or leave it empty.",
        },
    )


def _rows_of(pictures: int) -> range:
    """The first row of each picture: words, picture and empty row take three rows."""
    return range(0, 3 * pictures, 3)
