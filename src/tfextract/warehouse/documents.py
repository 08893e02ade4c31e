"""Reads all that the published warehouse has about one document, for reports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from tfextract.errors import UserError
from tfextract.model import Box
from tfextract.warehouse.read import connect_current

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class AboutDocument:
    """`path` is None if no file is known. `replaced_by` is the file name of a later version."""

    document_id: str
    file_name: str
    title: str | None
    publisher: str | None
    report_year: int | None
    period_start: date | None
    period_end: date | None
    published_on: date | None
    page_count: int
    status: str
    read_at: datetime
    path: str | None
    replaced_by: str | None
    funds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportedPage:
    """Width and height in PDF points."""

    page: int
    label: str | None
    width: float
    height: float
    status: str
    text_source: str


@dataclass(frozen=True, slots=True)
class ReportedIssue:
    page: int | None
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class ReportedStatement:
    """An achievement. `repeated_statement` is the earlier statement that it repeats."""

    fact_id: str
    page: int
    text: str
    theme: str | None
    level: str | None
    repeated_statement: str | None
    confidence: float
    review: str | None


@dataclass(frozen=True, slots=True)
class DocumentFigure:
    """A count. `label` is None if no short words name what was counted. `statement` is the achievement that contains
    it. `in_heading`: all of it is printed in a heading."""

    fact_id: str
    page: int
    value: float
    printed: str
    kind: str
    qualifier: str
    unit: str | None
    claim: str | None
    period_start: date | None
    period_end: date | None
    as_of: date | None
    label: str | None
    quote: str
    theme: str | None
    headline: bool
    in_heading: bool
    statement: str | None
    repeated_statement: str | None
    confidence: float
    review: str | None


@dataclass(frozen=True, slots=True)
class ReportedProduct:
    fact_id: str
    page: int
    title: str
    product_type: str
    product_class: str
    role: str | None
    state: str | None
    theme: str | None
    repeated_statement: str | None
    confidence: float
    review: str | None


@dataclass(frozen=True, slots=True)
class ReportedTarget:
    """A target with the figures that the document compares it with. `met` is None if they do not decide."""

    fact_id: str
    page: int
    label: str
    kind: str
    unit: str | None
    baseline: float | None
    target: float
    actual: float | None
    percent: float | None
    met: bool | None
    actual_id: str | None
    actual_page: int | None
    confidence: float


@dataclass(frozen=True, slots=True)
class ReportedShortfall:
    fact_id: str
    page: int
    text: str
    stance: str
    theme: str | None
    confidence: float


@dataclass(frozen=True, slots=True)
class ReportedPledge:
    fact_id: str
    page: int | None
    fund: str | None
    phase: str
    start_year: int | None
    end_year: int | None
    amount: float | None
    currency: str | None
    frequency: str | None


@dataclass(frozen=True, slots=True)
class ReportedCountry:
    """How many results name the country, directly or only in their heading. `facts` are these results by page."""

    name: str
    code: str | None
    results: int
    in_titles: int
    facts: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class ReportedDocument:
    """`places` has the boxes of each fact by page, in PDF points from the page's top left."""

    about: AboutDocument
    pages: tuple[ReportedPage, ...]
    issues: tuple[ReportedIssue, ...]
    statements: tuple[ReportedStatement, ...]
    figures: tuple[DocumentFigure, ...]
    products: tuple[ReportedProduct, ...]
    targets: tuple[ReportedTarget, ...]
    shortfalls: tuple[ReportedShortfall, ...]
    pledges: tuple[ReportedPledge, ...]
    countries: tuple[ReportedCountry, ...]
    places: dict[str, dict[int, tuple[Box, ...]]]


_ABOUT = """
SELECT d.document_id, d.file_name, d.title, d.publisher, d.report_year, d.period_start, d.period_end, d.published_on,
       d.page_count, d.status, d.ingested_at,
       (SELECT path FROM files AS f WHERE f.document_id = d.document_id
        ORDER BY f.status IN ('missing', 'superseded'), f.status = 'duplicate', path LIMIT 1),
       (SELECT min(later.file_name) FROM documents AS later WHERE later.supersedes = d.document_id),
       coalesce((SELECT list(f.name ORDER BY f.name) FROM document_funds AS df JOIN funds AS f USING (fund_id)
                 WHERE df.document_id = d.document_id), [])
FROM documents AS d WHERE d.document_id = ?
"""
# Where a fact begins, in reading order, and ends: figures of a table begin at one heading of it.
_BEGINS = """
WITH begins AS (SELECT e.fact_id, min(e.block_no * 1000000 + e.char_start) AS place,
                       max(e.block_no * 1000000 + e.char_start) AS ends,
                       bool_and(b.role = 'heading') AS in_heading
                FROM evidence AS e LEFT JOIN blocks AS b ON b.document_id = $1 AND b.block_no = e.block_no
                WHERE e.document_id = $1 GROUP BY 1)
"""
_STATEMENTS = f"""{_BEGINS}
SELECT achievement_id, page, text, theme, result_level, repeat_of, confidence, review
FROM (SELECT *, achievement_id AS fact_id FROM achievements WHERE document_id = $1)
LEFT JOIN begins USING (fact_id) ORDER BY page, place, fact_id
"""
_FIGURES = f"""{_BEGINS}
SELECT count_id, page, value, value_printed, kind, qualifier, unit, claim, period_start, period_end, as_of, label,
       quote, theme, headline, coalesce(in_heading, FALSE), achievement_id, repeat_of, confidence, review
FROM (SELECT *, count_id AS fact_id FROM counts WHERE document_id = $1)
LEFT JOIN begins USING (fact_id) ORDER BY page, place, ends, fact_id
"""
_PRODUCTS = f"""{_BEGINS}
SELECT product_id, page, title, product_type, product_class, role, state, theme, repeat_of, confidence, review
FROM (SELECT *, product_id AS fact_id FROM products WHERE document_id = $1)
LEFT JOIN begins USING (fact_id) ORDER BY page, place, fact_id
"""
_TARGETS = """
SELECT target_id, page, coalesce(label, quote), kind, unit, baseline, target, actual, percent_of_target, met, actual_id,
       actual_page, confidence
FROM target_against_actual WHERE document_id = ? ORDER BY page, target_id
"""
_SHORTFALLS = f"""{_BEGINS}
SELECT shortfall_id, page, text, stance, theme, confidence
FROM (SELECT *, shortfall_id AS fact_id FROM shortfalls WHERE document_id = $1)
LEFT JOIN begins USING (fact_id) ORDER BY page, place, fact_id
"""
_PLEDGES = """
SELECT p.phase_id, p.page, f.name, p.name, p.start_year, p.end_year, p.amount, p.currency, p.frequency
FROM phases AS p LEFT JOIN funds AS f USING (fund_id) WHERE p.document_id = ? ORDER BY p.start_year, p.phase_id
"""
_COUNTRIES = """
SELECT country, country_code, count(DISTINCT fact_id),
       count(DISTINCT CASE WHEN role = 'in_title' THEN fact_id END),
       list_sort(list_distinct(list({'page': page, 'fact_id': fact_id})))
FROM results_by_country WHERE document_id = ? GROUP BY ALL ORDER BY 3 DESC, 1
"""
_PLACES = """
SELECT fact_id, page, x0, top, x1, bottom FROM evidence WHERE document_id = ? ORDER BY fact_id, block_no, char_start
"""


def document_ids(warehouse: Path) -> tuple[str, ...]:
    """Ids of all documents that no later version replaces, by file name."""
    with connect_current(warehouse) as connection:
        rows = connection.execute("SELECT document_id FROM current_documents ORDER BY file_name, 1").fetchall()
        return tuple(str(id_) for (id_,) in rows)


def find_document(warehouse: Path, text: str) -> str:
    """The document with this id, start of an id, file name or path. Raises UserError if none or several match."""
    with connect_current(warehouse) as connection:
        rows = connection.execute(
            "SELECT DISTINCT d.document_id, d.file_name FROM documents AS d LEFT JOIN files AS f USING (document_id) "
            "WHERE starts_with(d.document_id, $name) OR d.file_name = $name OR f.path = $name OR f.path = $whole "
            "ORDER BY 2, 1",
            {"name": text, "whole": str(Path(text).absolute())},
        ).fetchall()
    if len(rows) == 1:
        return str(rows[0][0])
    if not rows:
        raise UserError(
            f"no document of {warehouse} is named {text}: give its id or file name "
            "(tfextract query 'SELECT document_id, file_name FROM documents')"
        )
    shown = ", ".join(f"{id_} ({name})" for id_, name in rows[:5])
    raise UserError(f"{len(rows)} documents are meant by {text}: {shown}; give one of these ids")


def read_reported(warehouse: Path, document_id: str) -> ReportedDocument:
    """Raises UserError if the warehouse has no such document."""
    with connect_current(warehouse) as connection:
        about = _rows(connection, AboutDocument, _ABOUT, document_id)
        if not about:
            raise UserError(f"{warehouse} has no document {document_id}")
        return ReportedDocument(
            about[0],
            _rows(
                connection,
                ReportedPage,
                "SELECT page, page_label, width, height, status, text_source FROM pages WHERE document_id = ? "
                "ORDER BY page",
                document_id,
            ),
            _rows(
                connection,
                ReportedIssue,
                "SELECT page, code, message FROM issues WHERE document_id = ? ORDER BY page NULLS FIRST, code, message",
                document_id,
            ),
            _rows(connection, ReportedStatement, _STATEMENTS, document_id),
            _rows(connection, DocumentFigure, _FIGURES, document_id),
            _rows(connection, ReportedProduct, _PRODUCTS, document_id),
            _rows(connection, ReportedTarget, _TARGETS, document_id),
            _rows(connection, ReportedShortfall, _SHORTFALLS, document_id),
            _rows(connection, ReportedPledge, _PLEDGES, document_id),
            _countries(connection, document_id),
            _places(connection, document_id),
        )


def _rows(connection: duckdb.DuckDBPyConnection, kind: type[T], sql: str, *given: object) -> tuple[T, ...]:
    return tuple(kind(*map(_held, row)) for row in connection.execute(sql, list(given)).fetchall())


def _held(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _countries(connection: duckdb.DuckDBPyConnection, document_id: str) -> tuple[ReportedCountry, ...]:
    rows = connection.execute(_COUNTRIES, [document_id]).fetchall()
    return tuple(
        ReportedCountry(name, code, results, titles, tuple((fact["page"], fact["fact_id"]) for fact in facts))
        for name, code, results, titles, facts in rows
    )


def _places(connection: duckdb.DuckDBPyConnection, document_id: str) -> dict[str, dict[int, tuple[Box, ...]]]:
    results: dict[str, dict[int, tuple[Box, ...]]] = {}
    for fact_id, page, *corners in connection.execute(_PLACES, [document_id]).fetchall():
        pages = results.setdefault(str(fact_id), {})
        pages[page] = (*pages.get(page, ()), Box(*corners))
    return results
