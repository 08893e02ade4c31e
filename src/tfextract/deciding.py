"""Turns a decision from the command line into a row of a sheet. The next ingest applies it to the facts."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from tfextract.errors import RunFailedError, UserError, reason
from tfextract.locations import Place, known_place
from tfextract.settings import Settings
from tfextract.sheets import INDICATORS, MATCHES, PRINTED, REVIEWS, CellError, Decision
from tfextract.sheets.columns import FactKind, as_written, corrected, settings_of
from tfextract.sheets.documents import COLUMNS as DOCUMENT_COLUMNS
from tfextract.sheets.indicators import COLUMNS as INDICATOR_COLUMNS
from tfextract.sheets.indicators import MATCH_COLUMNS
from tfextract.sheets.reviews import COLUMNS, append_rows, without_rows
from tfextract.sheets.table import csv_rows, read_text
from tfextract.sheets.writing import rewrite
from tfextract.warehouse import FactRecord, fetch_fact, known_sheets, run_query
from tfextract.warehouse.fact_tables import REVIEWED

# Headings that a results framework may have → the column of indicators.csv.
_HEADINGS = {
    "id": ("id", "code", "no", "number", "indicator id", "indicator code", "ref"),
    "name": ("name", "indicator", "indicator name", "title", "description", "result"),
    "unit": ("unit", "unit of measure", "unit of measurement", "measure"),
    "basis": ("basis", "type"),
    "aggregation": ("aggregation", "calculation"),
    "baseline": ("baseline", "baseline value"),
    "baseline_year": ("baseline year",),
    "synonyms": ("synonyms", "other words"),
    "fund": ("fund", "programme", "program"),
    "publisher": ("publisher", "organisation", "organization"),
    "note": ("note", "notes", "comment", "comments", "definition"),
}


def sheet_folder(warehouse: Path, settings: Settings, name: str) -> Place:
    """The setting `sheets`. Without it, the folder that has this sheet, has the other sheets, or has the PDFs."""
    if settings.sheets is not None:
        return settings.sheets
    known = sorted(map(known_place, known_sheets(warehouse).read), key=lambda path: (path.name != name, path.parts))
    return known[0].parent if known else settings.raw


def review_fact(
    warehouse: Path, folder: Place, fact_id: str, decision: Decision, changes: Sequence[str], by: str, why: str
) -> tuple[Place, int]:
    """Appends to reviews.csv. Returns its path and the number of rows. Raises UserError if the decision is not
    valid."""
    fact = fetch_fact(warehouse, fact_id)
    known = (fact.fact_id, _kind(fact), fact.document_id, _as_extracted(warehouse, fact))
    return _append(folder / REVIEWS, COLUMNS, decided_rows(*known, decision, changes, by, why))


def decided_rows(
    fact_id: str,
    kind: FactKind,
    document_id: str,
    extracted: Mapping[str, object],
    decision: Decision,
    changes: Sequence[str],
    by: str,
    why: str,
) -> list[dict[str, str]]:
    """The rows of reviews.csv for a decision. `extracted` is the fact's row before corrections, `changes` are
    column=value. Raises UserError if the decision is not valid."""
    row = {
        "document_id": document_id,
        "fact_id": fact_id,
        "fact_kind": kind.value,
        "page": as_written(extracted["page"]),
        "decision": decision.value,
        "value_printed": as_written(extracted[PRINTED[kind]]) if PRINTED[kind] else "",
        "sentence": as_written(extracted[REVIEWED[kind].words]),
        **_who(by, why),
    }
    if decision is Decision.EDIT:
        return [{**row, **_edit(kind, extracted, change)} for change in changes]
    return [row]


def add_fact(  # noqa: PLR0913, PLR0917 - as many as its row has cells to fill
    warehouse: Path,
    folder: Place,
    document: str,
    kind: FactKind,
    sentence: str,
    values: Sequence[str],
    by: str,
    why: str,
    page: int | None = None,
) -> tuple[Place, int]:
    """`document` is an id or a file name, `values` are column=value; `page` chooses one of several pages that print the
    sentence.

    Raises UserError if the values do not make a fact.
    """
    text = "; ".join(values)
    try:
        given = settings_of(kind, text, PRINTED[kind])
    except CellError as error:
        raise UserError(str(error)) from error
    if PRINTED[kind] and not given.get(PRINTED[kind]):
        raise UserError(f"say which words are meant: --set {PRINTED[kind]}=…, as printed in the sentence")
    row = {
        "document_id": _document(warehouse, document),
        "fact_kind": kind.value,
        "page": as_written(page),
        "decision": Decision.ADD.value,
        "new_value": text,
        "sentence": sentence,
        **_who(by, why),
    }
    return _append(folder / REVIEWS, COLUMNS, [row])


def withdraw(path: Place, review_ids: Collection[str]) -> int:
    """Removes the rows of these reviews from reviews.csv and changes nothing else. Returns how many there were.

    Raises UserError if the sheet cannot be read or another process is writing to it.
    """
    try:
        return rewrite(path, lambda target: without_rows(target, review_ids))
    except OSError as error:
        raise RunFailedError(f"{path} cannot be written: {reason(error)}") from error


def match_counts(
    warehouse: Path, folder: Place, indicator: str, count_ids: Sequence[str], accept: bool, by: str, why: str
) -> tuple[Place, int]:
    """Appends to matches.csv. Raises UserError if there is no such indicator or count."""
    known = [str(row[0]) for row in run_query(warehouse, "SELECT indicator_id FROM indicators ORDER BY 1").rows]
    if indicator not in known:
        text = ", ".join(known) or f"none: write {INDICATORS} and ingest"
        raise UserError(f"there is no indicator {indicator}; there are {text}")
    rows = []
    for count_id in count_ids:
        fact = fetch_fact(warehouse, count_id)
        if _kind(fact) is not FactKind.COUNT:
            raise UserError(f"{fact.fact_id} is no count but a {fact.kind}: an indicator is made of counts")
        columns = dict(fact.columns)
        rows.append(
            {
                "indicator_id": indicator,
                "count_id": fact.fact_id,
                "document_id": fact.document_id,
                "page": as_written(columns["page"]),
                "decision": "accept" if accept else "reject",
                "value_printed": as_written(columns["value_printed"]),
                "sentence": as_written(columns["quote"]),
                **_who(by, why),
            }
        )
    return _append(folder / MATCHES, MATCH_COLUMNS, rows)


def document_proposals(warehouse: Path) -> str:
    """Rows for documents.csv, with guessed values, for the documents that have none."""
    rows = run_query(
        warehouse,
        "SELECT d.document_id, d.title, d.publisher, "
        "(SELECT min(f.name) FROM document_funds AS df JOIN funds AS f USING (fund_id) "
        "WHERE df.document_id = d.document_id), NULL, d.report_year, d.period_start, d.period_end, d.as_of, "
        "d.published_on, d.source_uri, d.supersedes, NULL, NULL, NULL, d.file_name "
        "FROM current_documents AS d WHERE d.document_id NOT IN "
        "(SELECT document_id FROM document_sheet WHERE document_id IS NOT NULL) ORDER BY d.file_name",
    ).rows
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(DOCUMENT_COLUMNS)
    writer.writerows([[as_written(value) for value in row] for row in rows])
    return out.getvalue()


def bring_in(framework: Path, folder: Place) -> tuple[Place, int]:
    """Imports a results framework into indicators.csv. Raises UserError if its headings are not recognised.

    Years in headings ("Target 2015", "2015") are targets; a missing basis means since the start, a missing aggregation
    means the latest figure.
    """
    _, text = read_text(framework)
    lines = [row for _, row in csv_rows(framework, text)]
    header = lines[0] if lines else []
    rows = [dict(itertools.zip_longest(header, line[: len(header)], fillvalue="")) for line in lines[1:]]
    headings = {name: name.strip().casefold() for name in header}
    columns = {ours: _heading(headings, names) for ours, names in _HEADINGS.items()}
    missing = [ours for ours in ("name", "unit") if columns[ours] is None]
    if missing:
        raise UserError(
            f"{framework}, line 1: no column for the {' and the '.join(missing)} of an indicator: name one "
            f"{', '.join(_HEADINGS[missing[0]])}"
        )
    years = {
        name: match[1] for name, heading in headings.items() if (match := re.search(r"\b((?:19|20)\d\d)\b", heading))
    }
    years = {name: year for name, year in years.items() if "baseline" not in headings[name]}
    made = []
    for row in rows:
        indicator = {ours: row[theirs].strip() for ours, theirs in columns.items() if theirs is not None}
        if not indicator["name"]:
            continue
        indicator["id"] = re.sub(r"[^\w.-]+", "_", indicator.get("id") or indicator["name"].casefold()).strip("_")
        indicator["basis"] = indicator.get("basis") or "cumulative"
        indicator["aggregation"] = indicator.get("aggregation") or "latest"
        planned = ((year, row[name].strip()) for name, year in years.items())
        indicator["targets"] = "; ".join(f"{year}={value}" for year, value in planned if value)
        made.append(indicator)
    return _append(folder / INDICATORS, INDICATOR_COLUMNS, made)


def _heading(headings: dict[str, str], names: Sequence[str]) -> str | None:
    return next((theirs for name in names for theirs, text in headings.items() if text == name), None)


def _kind(fact: FactRecord) -> FactKind:
    try:
        return FactKind(fact.kind)
    except ValueError:
        raise UserError(f"{fact.fact_id} is a {fact.kind}: achievements, counts and products can be reviewed") from None


def _as_extracted(warehouse: Path, fact: FactRecord) -> dict[str, object]:
    """The sheet must note the extracted values, because an ingest compares an edit with them."""
    rows = run_query(warehouse, f"SELECT extracted FROM extracted_facts WHERE fact_id = '{fact.fact_id}'").rows
    return json.loads(str(rows[0][0])) if rows else dict(fact.columns)


def _edit(kind: FactKind, extracted: Mapping[str, object], change: str) -> dict[str, str]:
    column, feature, value = (part.strip() for part in change.partition("="))
    if not feature:
        raise UserError(f"{change!r}: write --set column=value")
    try:
        corrected(kind, column, value or None)
    except CellError as error:
        raise UserError(str(error)) from error
    return {"column_name": column, "old_value": as_written(extracted.get(column)), "new_value": value}


def _document(warehouse: Path, text: str) -> str:
    quoted = text.replace("'", "''")
    rows = run_query(
        warehouse, f"SELECT document_id FROM documents WHERE document_id = '{quoted}' OR file_name = '{quoted}'"
    ).rows
    if len(rows) != 1:
        which = "several documents are" if rows else "no document of the warehouse is"
        raise UserError(f"{which} named {text}: give the document_id (tfextract query 'FROM documents')")
    return str(rows[0][0])


def _who(by: str, why: str) -> dict[str, str]:
    if not by.strip():
        raise UserError("say who decides: --by NAME")
    return {"reviewer": by, "reviewed_at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}", "note": why}


def _append(path: Place, columns: Sequence[str], rows: Sequence[dict[str, str]]) -> tuple[Place, int]:
    try:
        append_rows(path, columns, rows)
    except CellError as error:
        raise UserError(str(error)) from error
    except OSError as error:
        raise RunFailedError(f"{path} cannot be written: {reason(error)}") from error
    return path, len(rows)
