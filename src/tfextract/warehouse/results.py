"""Reads figures that a person accepted for an indicator, by period, as a results framework reports them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

import duckdb

from tfextract.errors import UserError
from tfextract.warehouse.read import connect_current


@dataclass(frozen=True, slots=True)
class ResultValue:
    """`dimension` is (name, value) for a part, such as ("sex", "women"). `comment` describes the source of the
    value."""

    value: float
    comment: str
    dimension: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class ResultBaseline:
    year: int
    value: ResultValue


@dataclass(frozen=True, slots=True)
class ResultPeriod:
    """Both days are part of the period."""

    start: date
    end: date
    targets: tuple[ResultValue, ...]
    actuals: tuple[ResultValue, ...]


@dataclass(frozen=True, slots=True)
class IndicatorResult:
    """`level` is output, outcome or impact if the statements of all its figures agree, else None."""

    indicator_id: str
    name: str
    unit: str
    percent: bool
    level: str | None
    baselines: tuple[ResultBaseline, ...]
    periods: tuple[ResultPeriod, ...]


@dataclass(frozen=True, slots=True)
class FundResults:
    """`first_year` and `last_year` are those of its phases; `without_period` counts accepted figures left out."""

    fund: str | None
    first_year: int | None
    last_year: int | None
    publishers: tuple[str, ...]
    indicators: tuple[IndicatorResult, ...]
    without_period: int


@dataclass(frozen=True, slots=True)
class _ResultFigure:
    indicator_id: str
    claim: str
    value: float
    qualifier: str
    kind: str
    start: date | None
    end: date | None
    as_of: date | None
    dimension: str | None
    dimension_value: str | None
    label: str
    document: str
    report_year: int | None
    page: int
    level: str | None
    publisher: str | None


_FIGURES = """
SELECT DISTINCT m.indicator_id, c.claim, c.value, c.qualifier, c.kind, c.period_start, c.period_end, c.as_of,
       c.dimension, c.dimension_value, coalesce(c.label, c.quote), coalesce(d.title, d.file_name), d.report_year,
       c.page, a.result_level, d.publisher, c.count_id
FROM matches AS m
JOIN counts AS c ON c.count_id = m.applied_to
JOIN current_documents AS d ON d.document_id = c.document_id
LEFT JOIN achievements AS a ON a.document_id = c.document_id AND a.achievement_id = c.achievement_id
WHERE m.decision = 'accept' AND m.status = 'applied' AND c.repeat_of IS NULL
  AND c.claim IN ('achieved', 'target', 'baseline')
  AND ($fund IS NULL OR EXISTS (
      SELECT 1 FROM document_funds AS r JOIN funds AS f USING (fund_id)
      WHERE r.document_id = c.document_id AND f.name = $fund))
ORDER BY m.indicator_id, d.report_year, c.count_id
"""


def read_results(warehouse: Path, fund: str | None = None) -> FundResults:
    """Reads the results of one fund or of all. Uses only accepted matches that are still valid.

    Raises UserError if there is no such fund, or no figure with an indicator and a period.
    """
    with connect_current(warehouse) as connection:
        _must_have(connection, fund)
        rows = connection.execute(_FIGURES, {"fund": fund}).fetchall()
        figures = [_ResultFigure(*row[:-1]) for row in rows]
        indicators = tuple(_indicators(connection, figures))
        years = connection.execute(
            "SELECT min(start_year), max(end_year) FROM pledges WHERE fund = $fund", {"fund": fund}
        ).fetchall()[0]
    if not any(indicator.periods for indicator in indicators):
        raise UserError(
            "no figure has both an accepted match with an indicator and a period: there is nothing to report"
        )
    publishers = tuple(sorted({figure.publisher for figure in figures if figure.publisher is not None}))
    lost = sum(figure.claim != "baseline" and (figure.start is None or figure.end is None) for figure in figures)
    return FundResults(fund, years[0], years[1], publishers, indicators, lost)


def _must_have(connection: duckdb.DuckDBPyConnection, fund: str | None) -> None:
    tables = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    if not {"indicators", "matches"} <= tables:
        raise UserError("this warehouse has no indicators yet: write indicators.csv and run an ingest first")
    names = [str(name) for (name,) in connection.execute("SELECT name FROM funds ORDER BY name").fetchall()]
    if fund is not None and fund not in names:
        raise UserError(f"there is no fund {fund}; there are {', '.join(names) or 'none'}")


def _indicators(connection: duckdb.DuckDBPyConnection, figures: Sequence[_ResultFigure]) -> Iterable[IndicatorResult]:
    rows = connection.execute(
        "SELECT indicator_id, name, unit, aggregation, baseline, baseline_year FROM indicators ORDER BY indicator_id"
    ).fetchall()
    planned = connection.execute("SELECT indicator_id, year, value FROM indicator_targets ORDER BY ALL").fetchall()
    for indicator_id, name, unit, aggregation, baseline, baseline_year in rows:
        own = [figure for figure in figures if figure.indicator_id == indicator_id]
        if not own:
            continue
        targets = {year: value for id_, year, value in planned if id_ == indicator_id}
        levels = {figure.level for figure in own}
        yield IndicatorResult(
            indicator_id,
            name,
            unit,
            all(figure.kind == "percent" for figure in own),
            next(iter(levels)) if len(levels) == 1 else None,
            _baselines(own, baseline, baseline_year),
            tuple(_periods(own, targets, aggregation)),
        )


def _baselines(figures: Sequence[_ResultFigure], value: float | None, year: int | None) -> tuple[ResultBaseline, ...]:
    """The baseline from indicators.csv, else one that the documents print with a year."""
    if value is not None and year is not None:
        return (ResultBaseline(year, ResultValue(value, "from the indicator registry")),)
    printed = ((figure, figure.end or figure.as_of) for figure in figures if figure.claim == "baseline")
    return tuple(ResultBaseline(day.year, _value(figure)) for figure, day in printed if day is not None)


def _periods(figures: Sequence[_ResultFigure], planned: dict[int, float], aggregation: str) -> Iterable[ResultPeriod]:
    dated: dict[tuple[date, date], list[_ResultFigure]] = {}
    for figure in figures:
        if figure.claim != "baseline" and figure.start is not None and figure.end is not None:
            dated.setdefault((figure.start, figure.end), []).append(figure)
    for (start, end), own in sorted(dated.items()):
        targets = _comment(own, "target", aggregation)
        # A target from indicators.csv counts only if no document prints another one for that year.
        if not targets and start.year == end.year and start.year in planned:
            targets = (ResultValue(planned[start.year], "from the indicator registry"),)
        yield ResultPeriod(start, end, targets, _comment(own, "achieved", aggregation))


def _comment(figures: Sequence[_ResultFigure], claim: str, aggregation: str) -> tuple[ResultValue, ...]:
    """A value for the whole and for each part: the sum, or the value of the latest report."""
    own = [figure for figure in figures if figure.claim == claim]
    result_values = []
    for _, same in groupby(sorted(own, key=_part), key=_part):
        group = sorted(same, key=lambda figure: figure.report_year or 0)
        if aggregation == "sum":
            reported = "; ".join(_words(figure) for figure in group)
            result_values.append(ResultValue(sum(figure.value for figure in group), reported, _dimension(group[0])))
        else:
            result_values.append(_value(group[-1]))
    return tuple(result_values)


def _part(figure: _ResultFigure) -> tuple[str, str]:
    return figure.dimension or "", figure.dimension_value or ""


def _dimension(figure: _ResultFigure) -> tuple[str, str] | None:
    return (figure.dimension, figure.dimension_value) if figure.dimension and figure.dimension_value else None


def _value(figure: _ResultFigure) -> ResultValue:
    return ResultValue(figure.value, _words(figure), _dimension(figure))


def _words(figure: _ResultFigure) -> str:
    vague = "" if figure.qualifier == "exact" else f" ({figure.qualifier.replace('_', ' ')})"
    return f"{figure.label}{vague} – {figure.document}, page {figure.page}"
