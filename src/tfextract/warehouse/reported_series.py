"""Reads the series of the published warehouse, with the documents that report their figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tfextract.errors import UserError
from tfextract.warehouse.read import connect_current


@dataclass(frozen=True, slots=True)
class ReportedPoint:
    """A figure and its role in the series. `value` is None if it is not a number. `unit` and `basis` are those of the
    figure."""

    count_id: str
    document_id: str
    document: str
    page: int
    as_of: date | None
    value: float | None
    told_value: float
    printed: str
    qualifier: str
    kind: str
    status: str
    change: float | None
    refers_to: str | None
    message: str | None
    unit: str | None
    basis: str | None
    words: str


@dataclass(frozen=True, slots=True)
class ReportedAim:
    """A target. `count_id`, `document` and `page` are None if it is from indicators.csv."""

    value: float
    due: date | None
    horizon: str | None
    told_on: date | None
    status: str
    due_before: date | None
    actual: float | None
    actual_as_of: date | None
    met: bool | None
    count_id: str | None
    document_id: str | None
    document: str | None
    page: int | None


@dataclass(frozen=True, slots=True)
class ReportedSeries:
    """`points` by date, those without one last."""

    series_id: str
    indicator_id: str
    name: str
    unit: str
    basis: str
    aggregation: str
    baseline: float | None
    baseline_year: int | None
    publisher: str | None
    fund: str | None
    points: tuple[ReportedPoint, ...]
    aims: tuple[ReportedAim, ...]


_SERIES = """
SELECT s.series_id, s.indicator_id, s.name, s.unit, s.basis, s.aggregation, s.baseline,
       CASE WHEN s.baseline IS NOT NULL THEN i.baseline_year END, s.publisher, s.fund
FROM series AS s LEFT JOIN indicators AS i USING (indicator_id)
ORDER BY s.indicator_id, s.series_id
"""
_POINTS = """
SELECT p.count_id, p.document_id, coalesce(d.title, d.file_name), p.page, p.as_of, p.value, p.told_value,
       p.value_printed, p.qualifier, coalesce(c.kind, 'count'), p.status, p.change, p.refers_to, p.message, c.unit,
       c.basis, coalesce(c.label, c.quote, p.value_printed)
FROM series_points AS p JOIN documents AS d USING (document_id)
LEFT JOIN counts AS c ON c.document_id = p.document_id AND c.count_id = p.count_id
WHERE p.series_id = ? ORDER BY p.as_of NULLS LAST, p.told_on, p.page, p.count_id
"""
_AIMS = """
SELECT t.value, t.due, t.horizon, t.told_on, t.status, t.due_before, t.actual, t.actual_as_of, t.met, t.count_id,
       t.document_id, coalesce(d.title, d.file_name), t.page
FROM series_targets AS t LEFT JOIN documents AS d USING (document_id)
WHERE t.series_id = ? ORDER BY t.told_on NULLS FIRST, t.due, t.value
"""


def read_series(warehouse: Path) -> tuple[ReportedSeries, ...]:
    """Raises UserError if there is none."""
    with connect_current(warehouse) as connection:
        series = []
        for row in connection.execute(_SERIES).fetchall():
            points = tuple(ReportedPoint(*values) for values in connection.execute(_POINTS, [row[0]]).fetchall())
            aims = tuple(ReportedAim(*values) for values in connection.execute(_AIMS, [row[0]]).fetchall())
            series.append(ReportedSeries(*(*row, points, aims)))
    if not series:
        raise UserError(
            "there is no series: name indicators in indicators.csv and take counts for them (docs/corrections.md)"
        )
    return tuple(series)
