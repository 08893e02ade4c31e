"""Writes results as IATI activity XML, version 2.03 (https://iatistandard.org/en/iati-standard/203/)."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from tfextract.errors import RunFailedError, reason
from tfextract.export.cells import printable
from tfextract.export.tables import whole_file
from tfextract.warehouse import FundResults, IndicatorResult, ResultValue, read_results

VERSION = "2.03"
# Code lists of the standard: ResultType, IndicatorMeasure, IndicatorVocabulary, OrganisationRole, ActivityDateType.
_RESULT_TYPES = {"output": "1", "outcome": "2", "impact": "3", None: "9"}
_UNIT, _PERCENTAGE = "1", "2"
_OWN_VOCABULARY = "99"
_ACCOUNTABLE = "2"
_PLANNED_START, _ACTUAL_START, _PLANNED_END = "1", "2", "3"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class Reporter:
    """The reporting organisation and the activity. A person must give these identifiers, because no report prints them.

    `org_type` is a code of OrganisationType (40 is multilateral), `status` of ActivityStatus (2 is implementation).
    """

    org: str
    org_name: str
    org_type: str
    activity: str
    status: str = "2"


@dataclass(frozen=True, slots=True)
class IatiReport:
    """`without_period` counts accepted figures that have no period and are not in the file."""

    path: Path
    indicators: int
    periods: int
    without_period: int


def export_iati(warehouse: Path, path: Path, reporter: Reporter, fund: str | None = None) -> IatiReport:
    """Writes one activity with the results of one fund, or of all documents.

    Raises UserError if there is nothing to report, RunFailedError if the file cannot be written.
    """
    results = read_results(warehouse, fund)
    tree = ET.ElementTree(_activities(results, reporter))
    ET.indent(tree)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole_file(path) as draft:
            tree.write(draft, encoding="utf-8", xml_declaration=True)
    except OSError as error:
        raise RunFailedError(f"{path} could not be written: {reason(error)}") from error
    shown = [indicator for indicator in results.indicators if indicator.periods]
    return IatiReport(path, len(shown), sum(len(indicator.periods) for indicator in shown), results.without_period)


def _activities(results: FundResults, reporter: Reporter) -> ET.Element:
    now = datetime.now(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
    root = ET.Element("iati-activities", {"version": VERSION, "generated-datetime": now})
    activity = ET.SubElement(root, "iati-activity", {_LANG: "en", "last-updated-datetime": now})
    ET.SubElement(activity, "iati-identifier").text = printable(reporter.activity)
    org = {"ref": reporter.org, "type": reporter.org_type}
    _narrative(ET.SubElement(activity, "reporting-org", org), reporter.org_name)
    _narrative(ET.SubElement(activity, "title"), results.fund or reporter.activity)
    reported = f"Results as printed in the reports of {', '.join(results.publishers) or 'the programme'}."
    _narrative(ET.SubElement(activity, "description", {"type": "1"}), reported)
    accountable = {"ref": reporter.org, "type": reporter.org_type, "role": _ACCOUNTABLE}
    _narrative(ET.SubElement(activity, "participating-org", accountable), reporter.org_name)
    ET.SubElement(activity, "activity-status", {"code": reporter.status})
    for kind, day in _dates(results):
        ET.SubElement(activity, "activity-date", {"type": kind, "iso-date": day.isoformat()})
    for indicator in results.indicators:
        if indicator.periods:
            _result(activity, indicator)
    return root


def _dates(results: FundResults) -> list[tuple[str, date]]:
    """The dates of its phases. Without phases, it starts with the first reported period."""
    if results.first_year is None:
        first = min(period.start for indicator in results.indicators for period in indicator.periods)
        return [(_ACTUAL_START, first)]
    dates = [(_PLANNED_START, date(results.first_year, 1, 1))]
    if results.last_year is not None:
        dates.append((_PLANNED_END, date(results.last_year, 12, 31)))
    return dates


def _result(activity: ET.Element, indicator: IndicatorResult) -> None:
    result = ET.SubElement(activity, "result", {"type": _RESULT_TYPES[indicator.level]})
    _narrative(ET.SubElement(result, "title"), indicator.name)
    measure = {"measure": _PERCENTAGE if indicator.percent else _UNIT}
    if _falling(indicator):
        measure["ascending"] = "0"
    node = ET.SubElement(result, "indicator", measure)
    _narrative(ET.SubElement(node, "title"), indicator.name)
    _narrative(ET.SubElement(node, "description"), f"Unit: {indicator.unit}")
    ET.SubElement(node, "reference", {"vocabulary": _OWN_VOCABULARY, "code": printable(indicator.indicator_id)})
    for baseline in indicator.baselines:
        _value(node, "baseline", baseline.value, {"year": str(baseline.year)})
    for period in indicator.periods:
        span = ET.SubElement(node, "period")
        ET.SubElement(span, "period-start", {"iso-date": period.start.isoformat()})
        ET.SubElement(span, "period-end", {"iso-date": period.end.isoformat()})
        for target in period.targets:
            _value(span, "target", target)
        for actual in period.actuals:
            _value(span, "actual", actual)


def _falling(indicator: IndicatorResult) -> bool:
    """Whether less is better: every target is below the baseline."""
    targets = [value.value for period in indicator.periods for value in period.targets if value.dimension is None]
    levels = [baseline.value.value for baseline in indicator.baselines if baseline.value.dimension is None]
    return bool(targets and levels) and max(targets) < min(levels)


def _value(parent: ET.Element, name: str, value: ResultValue, more: dict[str, str] | None = None) -> None:
    node = ET.SubElement(parent, name, {**(more or {}), "value": _number(value.value)})
    if value.dimension is not None:
        part, which = value.dimension
        ET.SubElement(node, "dimension", {"name": printable(part), "value": printable(which)})
    _narrative(ET.SubElement(node, "comment"), value.comment)


def _number(value: float) -> str:
    """Plain decimal digits, because readers of the standard may not accept 2e+09."""
    return f"{value:.0f}" if value.is_integer() else f"{value:.10f}".rstrip("0")


def _narrative(parent: ET.Element, text: str) -> None:
    ET.SubElement(parent, "narrative").text = printable(text)
