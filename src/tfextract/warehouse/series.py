"""Builds series, points and targets from accepted counts. Rebuilds them at every publish, because they are few."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from tfextract.model import Basis, Qualifier
from tfextract.series import Figure, PointStatus, ReportedFigure, SeriesTarget, due_of, follow, judge
from tfextract.warehouse.arrow import insert

_FLAGGED = (PointStatus.CONTRADICTION, PointStatus.FALLS, PointStatus.UNDATED)
_STATED_ON = (
    "coalesce(d.published_on, d.as_of, d.period_end, CASE WHEN d.report_year IS NOT NULL "
    "THEN make_date(d.report_year, 12, 31) END)"
)
# If a count's period is only that of its document, documents.csv overrides it.
_AS_OF = (
    "coalesce(c.as_of, CASE WHEN c.period_source IS DISTINCT FROM 'document' THEN c.period_end END, d.as_of, "
    "d.period_end, CASE WHEN d.report_year IS NOT NULL THEN make_date(d.report_year, 12, 31) END, c.period_end)"
)


@dataclass(frozen=True, slots=True)
class _Indicator:
    indicator_id: str
    name: str
    unit: str
    basis: Basis
    aggregation: str
    baseline: float | None


@dataclass(frozen=True, slots=True)
class _Accepted:
    """`due` is the end of the period that the target states."""

    reported: ReportedFigure
    claim: str | None
    basis: Basis
    due: date | None
    publisher: str | None
    fund: str | None


@dataclass(frozen=True, slots=True)
class _Teller:
    """The publisher and fund of a series. `apart`: the indicator has series of others as well."""

    publisher: str | None
    fund: str | None
    apart: bool

    @property
    def suffix(self) -> str:
        if not self.apart:
            return ""
        return f":{self.publisher or 'unknown'}" + (f":{self.fund}" if self.fund is not None else "")


def make_series(connection: duckdb.DuckDBPyConnection) -> None:
    for table in ("series", "series_points", "series_targets"):
        connection.execute(f"DELETE FROM {table}")
    rows = connection.execute(
        "SELECT indicator_id, name, unit, basis, aggregation, baseline FROM indicators ORDER BY indicator_id"
    ).fetchall()
    for row in rows:
        indicator = _Indicator(row[0], row[1], row[2], Basis(row[3]), row[4], row[5])
        for teller, accepted in _by_teller(_accepted(connection, indicator)):
            bases = list(dict.fromkeys([indicator.basis, *(item.basis for item in accepted if item.claim != "target")]))
            for basis in bases:
                own = [item for item in accepted if item.basis is basis or item.claim == "target"]
                _write(connection, indicator, teller, basis, own)
    _issues(connection)


def _by_teller(accepted: Sequence[_Accepted]) -> list[tuple[_Teller, list[_Accepted]]]:
    """Separates figures of different known publishers, or of different known funds of one publisher.

    If only one is known, documents that name none are assigned to it.
    """
    results = [
        (publisher, fund, own)
        for publisher, of_one in _apart(accepted, lambda item: item.publisher)
        for fund, own in _apart(of_one, lambda item: item.fund)
    ]
    return [(_Teller(publisher, fund, len(results) > 1), own) for publisher, fund, own in results]


def _apart(
    accepted: Sequence[_Accepted], name_of: Callable[[_Accepted], str | None]
) -> list[tuple[str | None, list[_Accepted]]]:
    known = sorted({name for item in accepted if (name := name_of(item)) is not None})
    if len({name.casefold() for name in known}) < 2:
        return [(known[0] if known else None, list(accepted))]
    groups: dict[str | None, tuple[str | None, list[_Accepted]]] = {}
    for item in sorted(accepted, key=lambda item: name_of(item) or ""):
        name = name_of(item)
        groups.setdefault(name and name.casefold(), (name, []))[1].append(item)
    return list(groups.values())


def _accepted(connection: duckdb.DuckDBPyConnection, indicator: _Indicator) -> list[_Accepted]:
    """The latest decision on a count is used. Counts of superseded documents are skipped."""
    rows = connection.execute(
        "SELECT c.count_id, c.document_id, c.page, c.value, c.value_printed, c.qualifier, c.quote, c.claim, c.basis, "
        f"c.period_end, {_AS_OF}, {_STATED_ON}, d.publisher, (SELECT string_agg(DISTINCT f.name, ', ' ORDER BY f.name) "
        "FROM document_funds AS df JOIN funds AS f USING (fund_id) WHERE df.document_id = d.document_id), "
        "(SELECT any_value(b.text) FROM evidence AS e JOIN blocks AS b "
        "ON b.document_id = e.document_id AND b.block_no = e.block_no WHERE e.document_id = c.document_id "
        "AND e.fact_id = c.count_id) FROM counts AS c JOIN documents AS d USING (document_id) "
        "JOIN (SELECT applied_to, arg_max(decision, (reviewed_at, line)) AS decision FROM matches "
        "WHERE indicator_id = ? AND status = 'applied' GROUP BY applied_to) AS m ON m.applied_to = c.count_id "
        "WHERE m.decision = 'accept' AND NOT EXISTS (SELECT 1 FROM documents AS later "
        "WHERE later.supersedes = d.document_id) ORDER BY ALL",
        [indicator.indicator_id],
    ).fetchall()
    accepteds = []
    for *fact, quote, claim, basis, end, as_of, told_on, publisher, fund, text in rows:
        count_id, document_id, page, value, printed, qualifier = fact
        sentence = _sentence(quote, text or quote) if claim == "target" else quote
        figure = ReportedFigure(
            count_id, document_id, page, value, printed, Qualifier(qualifier), as_of, told_on, sentence
        )
        accepteds.append(_Accepted(figure, claim, _basis(indicator.basis, basis), end, publisher, fund))
    return accepteds


def _sentence(quote: str, text: str) -> str:
    """The whole sentence: the quote of a long one may lack the words with the date."""
    at = text.find(quote)
    if at < 0:
        return quote
    start = max(text.rfind(mark, 0, at) for mark in (". ", "? ", "! "))
    ends = [end for mark in (". ", "? ", "! ") if (end := text.find(mark, at + len(quote.rstrip(".?!")))) >= 0]
    return text[start + 2 if start >= 0 else 0 : min(ends) + 1 if ends else len(text)]


def _basis(wanted: Basis, printed: str | None) -> Basis:
    """A count without a basis takes the indicator's basis. A value reached by a date is a total to date."""
    if printed is None or (wanted is Basis.CUMULATIVE and printed == Basis.AT_DATE):
        return wanted
    if wanted is Basis.AT_DATE and printed == Basis.CUMULATIVE:
        return wanted
    return Basis(printed)


def _write(
    connection: duckdb.DuckDBPyConnection,
    indicator: _Indicator,
    teller: _Teller,
    basis: Basis,
    accepted: Sequence[_Accepted],
) -> None:
    series_id = f"{indicator.indicator_id}:{basis.value}{teller.suffix}"
    tellings = [item.reported for item in accepted if item.claim not in ("target", "baseline")]
    # A target in indicators.csv is for one programme, so it is not used if there are several.
    baseline = indicator.baseline if basis is indicator.basis and not teller.apart else None
    figures = judge(tellings, basis, indicator.aggregation == "sum", baseline)
    points = [figure for figure in figures if figure.standing is PointStatus.POINT]
    last = points[-1] if points else None
    row = (
        series_id, indicator.indicator_id, indicator.name, indicator.unit, basis, indicator.aggregation, baseline,
        len(points), points[0].reported.as_of if points else None, last.reported.as_of if last else None,
        last.value if last else None, sum(figure.standing in _FLAGGED for figure in figures),
        teller.publisher, teller.fund,
    )  # fmt: skip
    insert(connection, "series", _SERIES, [row])
    insert(connection, "series_points", _POINTS, [_point(series_id, indicator, figure) for figure in figures])
    if basis is indicator.basis:
        _write_targets(connection, series_id, indicator, teller, accepted, points)


_SERIES = (
    "series_id", "indicator_id", "name", "unit", "basis", "aggregation", "baseline", "point_count", "first_as_of",
    "last_as_of", "last_value", "flagged", "publisher", "fund",
)  # fmt: skip
_POINTS = (
    "series_id", "indicator_id", "as_of", "told_on", "value", "told_value", "value_printed", "qualifier", "status",
    "previous_value", "change", "change_percent", "refers_to", "message", "document_id", "page", "count_id",
)  # fmt: skip
_TARGETS = (
    "series_id", "indicator_id", "value", "due", "horizon", "told_on", "status", "due_before", "actual",
    "actual_as_of", "met", "document_id", "page", "count_id",
)  # fmt: skip


def _point(series_id: str, indicator: _Indicator, figure: Figure) -> tuple[object, ...]:
    own = figure.reported
    return (
        series_id, indicator.indicator_id, own.as_of, own.told_on, figure.value, own.value, own.printed,
        own.qualifier, figure.standing, figure.previous, figure.change, figure.change_percent, figure.refers_to,
        figure.message, own.document_id, own.page, own.count_id,
    )  # fmt: skip


def _write_targets(
    connection: duckdb.DuckDBPyConnection,
    series_id: str,
    indicator: _Indicator,
    teller: _Teller,
    accepted: Sequence[_Accepted],
    points: Sequence[Figure],
) -> None:
    targets = []
    for item in accepted:
        if item.claim == "target":
            figure = item.reported
            due, horizon = due_of(figure.sentence, figure.told_on)
            targets.append(
                SeriesTarget(
                    figure.count_id,
                    figure.document_id,
                    figure.page,
                    figure.value,
                    item.due or due,
                    horizon,
                    figure.told_on,
                )
            )
    rows = [(*_promised(target), target.promise.value, target.due_before) for target in follow(targets)]
    framework = connection.execute(
        "SELECT year, value FROM indicator_targets WHERE indicator_id = ? AND NOT ? ORDER BY year",
        [indicator.indicator_id, teller.apart],
    ).fetchall()
    rows += [
        (*_promised(SeriesTarget(None, None, None, value, date(year, 12, 31), None, None)), "framework", None)
        for year, value in framework
    ]
    written = []
    for value, due, horizon, told_on, document_id, page, count_id, status, due_before in rows:
        reached = _reached(due, points)
        met = _met(value, due, points, reached)
        written.append(
            (
                series_id, indicator.indicator_id, value, due, horizon, told_on, status, due_before,
                reached.value if reached else None, reached.reported.as_of if reached else None, met,
                document_id, page, count_id,
            )
        )  # fmt: skip
    insert(connection, "series_targets", _TARGETS, written)


def _promised(
    target: SeriesTarget,
) -> tuple[float, date | None, str | None, date | None, str | None, int | None, str | None]:
    return (
        target.value, target.due, target.horizon, target.told_on, target.document_id, target.page, target.count_id
    )  # fmt: skip


def _reached(due: date | None, points: Sequence[Figure]) -> Figure | None:
    """The last point up to the due date."""
    figures = [point for point in points if due and point.reported.as_of and point.reported.as_of <= due]
    return figures[-1] if figures else None


def _met(value: float, due: date | None, points: Sequence[Figure], reached: Figure | None) -> bool | None:
    """None while open: no point reaches the target, and no point is as late as the due date."""
    if due is None:
        return None
    if reached is not None and reached.value is not None and reached.value >= value:
        return True
    over = any(point.reported.as_of is not None and point.reported.as_of >= due for point in points)
    return False if over else None


def _issues(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        "DELETE FROM issues WHERE code IN ('series_contradiction', 'series_falls', 'series_undated', 'series_apart')"
    )
    connection.execute(
        "INSERT INTO issues (document_id, file_name, page, code, message, path) SELECT NULL, "
        "parse_filename(any_value(i.sheet)), NULL, 'series_apart', s.indicator_id || ': figures of ' || "
        "string_agg(DISTINCT concat_ws(', ', coalesce(s.publisher, 'an unknown publisher'), s.fund), ' and of ') || "
        "' were accepted; each has its own series, without baseline and targets: give each an indicator of its "
        "own (columns publisher, fund), or name the publisher and the fund in documents.csv', any_value(i.sheet) "
        "FROM series AS s JOIN indicators AS i USING (indicator_id) GROUP BY s.indicator_id "
        "HAVING count(DISTINCT (s.publisher, s.fund)) > 1 ORDER BY s.indicator_id"
    )
    connection.execute(
        "INSERT INTO issues (document_id, file_name, page, code, message, path) "
        "SELECT p.document_id, d.file_name, p.page, 'series_' || p.status, p.series_id || ': ' || p.value_printed || "
        "': ' || p.message, NULL FROM series_points AS p JOIN documents AS d USING (document_id) "
        "WHERE p.status IN ('contradiction', 'falls', 'undated') ORDER BY p.series_id, p.as_of, p.page"
    )
