"""Counts from tables whose headers name baselines, targets, actuals or years.

Cells of other tables make no counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import isfinite

from tfextract.extract.dimensions import part_of_unit
from tfextract.extract.evidence import Ids, evidence_of, page_of
from tfextract.extract.home_currency import of_table
from tfextract.extract.numbers import NumberRole, NumberSpan, find_numbers
from tfextract.extract.numbers.lexicon import SCALES
from tfextract.model import (
    Basis,
    Block,
    Claim,
    ClaimSource,
    Count,
    CountKind,
    Document,
    Evidence,
    Layout,
    PeriodSource,
    TableCell,
)
from tfextract.rules import Rule, first_match

RULE_ID = "count.indicator_table"
CONFIDENCE = 0.75
YEAR = re.compile(r"\b(?:(?:FY\s?)?((?:19|20)\d\d)|FY\s?['’]?(\d\d))\b(?!\s*[-–/]\s*\d)")
YEAR_ALONE = re.compile(r"\s*(?:(?:FY\s?|year\s+)?(?:19|20)\d\d|FY\s?['’]?\d\d)\s*(?:\(?[€$£].{0,12})?", re.IGNORECASE)
# A figure with a unit, a footnote mark or brackets. A cell of more words is a statement, not a figure.
MAX_WORDS = 4
FIGURE = re.compile(r"[(−–-]?\s?(?:[A-Z]{0,3}[$€£]\s?)?\d[\d.,\s]*(?:%|[a-z]{1,2})?\s?\)?\*{0,2}")
NEGATIVE = re.compile(r"\(\s?[$€£]?\d[\d.,]*\s?\)")
UNIT_COLUMN = re.compile(r"\b(?:unit(?:\s+of\s+measure(?:ment)?)?|uom)\b", re.IGNORECASE)
CURRENCY = {"€": "EUR", "$": "USD", "£": "GBP"}
LABEL_WORDS, QUOTE_WORDS = 18, 25
# The layout puts it between a header and the one above it.
JOINT = " / "
MIN_YEARS = 2
# How many blocks above a table may state its unit, and their most words.
LINES_ABOVE, MAX_WORDS_ABOVE = 2, 30


@dataclass(frozen=True, slots=True)
class _IndicatorColumn:
    """What a header says about the cells under it; `year` is the one it names.

    `scale_above` applies where neither header nor row has a scale.
    """

    header: str
    claim: Claim
    year: int | None
    scale: float
    currency: str | None
    scale_above: float = 1.0


@dataclass(frozen=True, slots=True)
class _IndicatorFigure:
    cell: TableCell
    column: _IndicatorColumn
    number: NumberSpan
    count: Count


def find_indicator_counts(
    layout: Layout, ids: Ids, document: Document, home: Mapping[str, str | None] | None = None
) -> tuple[Count, ...]:
    """`home` is what currency symbols mean in the document (`home_currencies`)."""
    blocks = {block.block_no: block for block in layout.blocks}
    tables: dict[int, list[TableCell]] = {}
    for cell in layout.table_cells:
        if cell.block_no in blocks:
            tables.setdefault(cell.table_no, []).append(cell)
    return tuple(
        _at_home(count, home or {}, cells)
        for cells in tables.values()
        for count in _of_table(cells, blocks, ids, document)
    )


def _at_home(count: Count, home: Mapping[str, str | None], cells: Sequence[TableCell]) -> Count:
    if count.kind is not CountKind.MONEY or not home:
        return count
    currency = of_table(count.currency, home, " ".join(cell.text for cell in cells))
    return count if currency == count.currency else replace(count, currency=currency, unit=currency)


def _stated_above(cells: Sequence[TableCell], blocks: Mapping[int, Block]) -> tuple[float, str | None]:
    """Scale and currency that the table's corner or the lines right above it state: "(in thousands of US dollars)"."""
    held = {cell.block_no for cell in cells if cell.block_no is not None}
    page, top = cells[0].page, min(cell.row_no for cell in cells)
    below = [cell.block_no for cell in cells if cell.row_no > top and cell.block_no is not None]
    # A caption between a table's head and its first row is a separate block there.
    numbers = range(min(below, default=min(held)) - 1, min(held) - 1 - LINES_ABOVE, -1)
    above = (blocks[number] for number in numbers if number in blocks and number not in held)
    lines = [block.text for block in above if block.page == page and len(block.text.split()) <= MAX_WORDS_ABOVE]
    corner = [cell.text for cell in cells if cell.row_no == top and cell.col_no == min(c.col_no for c in cells)]
    for text in (*corner, *lines):
        matched = first_match("indicator_above", text)
        if matched is not None:
            printed = (matched[1]["scale"] or "").casefold().removesuffix("s")
            scale = SCALES.get(printed, 1000.0 if matched[1]["noughts"] else 1.0)
            return scale, _named(matched[1]["money"]) or _scale(text)[1]
    return 1.0, None


def _named(money: str | None) -> str | None:
    """The currency that the number grammar reads beside a number: "US dollars", "€"."""
    if money is None:
        return None
    numbers = (number for text in (f"4,440 {money}", f"{money} 4,440") for number in find_numbers(text))
    return next((number.currency for number in numbers if number.currency is not None), None)


def _of_table(cells: Sequence[TableCell], blocks: Mapping[int, Block], ids: Ids, document: Document) -> Iterator[Count]:
    columns = _columns(cells, document.report_year, *_stated_above(cells, blocks))
    rows: dict[int, list[_IndicatorFigure]] = {}
    for cell in cells:
        column = columns.get(cell.col_no)
        if column is None or cell.row_header is None or cell.col_header is None:
            continue
        figure = _figure(cell, column, cells, blocks, ids)
        if figure is not None:
            rows.setdefault(cell.row_no, []).append(figure)
    for figures in rows.values():
        yield from _compared(figures)


def _columns(
    cells: Sequence[TableCell], report_year: int | None, scale_above: float, currency_above: str | None
) -> dict[int, _IndicatorColumn]:
    """The columns that hold levels of indicators; none where the headers name neither levels nor years."""
    headers = {cell.col_no: cell.col_header for cell in cells if cell.col_header is not None and cell.row_header}
    indicator_columns: dict[int, _IndicatorColumn] = {}
    years = {col: _year(header) for col, header in headers.items() if YEAR_ALONE.fullmatch(header.split(JOINT)[-1])}
    latest = max((year for year in years.values() if year is not None), default=None)
    stated = {col: rule for col, header in headers.items() if (rule := first_match("indicator_column", header))}
    if not stated and len(years) < MIN_YEARS:
        return {}
    for col, header in headers.items():
        if col in stated:
            claim = Claim(stated[col][0].value or "")
        elif col in years:
            claim = _claim_of_year(years[col], latest, report_year)
        else:
            continue
        scale, currency = _scale(header)
        currency = currency or currency_above or (None if stated else _printed_currency(cells))
        indicator_columns[col] = _IndicatorColumn(header, claim, _year(header), scale, currency, scale_above)
    return indicator_columns


def _printed_currency(cells: Sequence[TableCell]) -> str | None:
    """The currency of the one symbol in a table: accounts print it only at the first figure and the totals."""
    symbols = {cell.text.strip()[0] for cell in cells if cell.text.strip()[:1] in CURRENCY}
    return CURRENCY[symbols.pop()] if len(symbols) == 1 else None


def _year(header: str) -> int | None:
    # "FY14" is of this century: tables with years of the last one print all four digits.
    years = {int(match[1] or f"20{match[2]}") for match in YEAR.finditer(header)}
    return years.pop() if len(years) == 1 else None


def _claim_of_year(year: int | None, latest: int | None, report_year: int | None) -> Claim:
    """The reported year is achieved, an earlier one a baseline, a later one a target."""
    now = report_year if report_year is not None else latest
    if year is None or now is None or year == now:
        return Claim.ACHIEVED
    return Claim.TARGET if year > now else Claim.BASELINE


def _scale(text: str) -> tuple[float, str | None]:
    matched = first_match("indicator_scale", text)
    symbol = re.search(r"[€$£]", text)
    return (1.0 if matched is None else float(matched[0].value or 1)), (CURRENCY[symbol[0]] if symbol else None)


def _number(text: str) -> NumberSpan | None:
    """The one figure of a cell; None if it is a year, a date, or a statement with figures."""
    # "(40)" is minus 40 in accounts; in running text it is a list number.
    text = re.sub(r"^\((.*)\)$", r"\1", text.strip())
    numbers = [n for n in find_numbers(text) if n.role in (NumberRole.QUANTITY, NumberRole.ONE)]
    if not numbers or numbers[0].start > 2 or len(text.split()) > MAX_WORDS:
        return None
    rest = text[numbers[0].end :].strip()
    return numbers[0] if FIGURE.fullmatch(text.strip()) or not any(char.isdigit() for char in rest) else None


def _value(cell: TableCell, number: NumberSpan, scale: float) -> float:
    negative = number.value > 0 and NEGATIVE.fullmatch(cell.text.strip())
    return round(number.value * scale, 6) * (-1 if negative else 1)


def table_values(cells: Sequence[TableCell], blocks: Mapping[int, Block]) -> dict[tuple[int, int], float]:
    """The figures of one table by (row_no, col_no), with the scales that apply to them, whatever its headers name.

    `blocks` by block_no. Percentages are plain.
    """
    placed = [cell for cell in cells if cell.block_no in blocks]
    scale_above, currency_above = _stated_above(placed, blocks) if placed else (1.0, None)
    values = {}
    for cell in placed:
        number = _number(cell.text)
        if number is None or cell.row_header is None:
            continue
        header = cell.col_header or ""
        scale, currency = _scale(header)
        # A claim belongs to the column, but no figure depends on it.
        column = _IndicatorColumn(header, Claim.ACHIEVED, None, scale, currency or currency_above, scale_above)
        value = _value(cell, number, _counted(cell, column, number, placed)[3])
        if isfinite(value):
            values[cell.row_no, cell.col_no] = value
    return values


def _figure(
    cell: TableCell, column: _IndicatorColumn, cells: Sequence[TableCell], blocks: Mapping[int, Block], ids: Ids
) -> _IndicatorFigure | None:
    number = _number(cell.text)
    if number is None or cell.block_no is None or cell.start is None or cell.end is None:
        return None
    block = blocks[cell.block_no]
    kind, unit, currency, scale = _counted(cell, column, number, cells)
    if not isfinite((number.value_high or number.value) * scale):
        return None
    page = page_of(block, cell.start, cell.end)
    own = evidence_of(block, cell.start, cell.end, RULE_ID)
    part = part_of_unit(unit or "")
    sexed = part if part is not None and part.dimension == "sex" and kind is CountKind.COUNT else None
    start, end = (None, None) if column.year is None else (date(column.year, 1, 1), date(column.year, 12, 31))
    count = Count(
        count_id=ids.give("count", page, f"{cell.row_header} {cell.col_header}", number.printed),
        page=page,
        value=_value(cell, number, scale),
        value_high=None if number.value_high is None else round(number.value_high * scale, 6),
        value_printed=number.printed,
        kind=kind,
        qualifier=number.qualifier,
        unit=unit,
        currency=currency,
        claim=column.claim,
        claim_source=ClaimSource.RULE,
        basis=_basis(kind, column),
        period_start=start,
        period_end=end,
        period_source=None if start is None else PeriodSource.HEADING,
        label=_label(cell),
        quote=_quote(cell, block),
        theme=block.heading,
        dimension=None if sexed is None else sexed.dimension,
        dimension_value=None if sexed is None else sexed.value,
        confidence=CONFIDENCE,
        evidence=(*own, *_header_evidence(cell, cells, blocks)),
    )
    return _IndicatorFigure(cell, column, number, count)


def _counted(
    cell: TableCell, column: _IndicatorColumn, number: NumberSpan, cells: Sequence[TableCell]
) -> tuple[CountKind, str | None, str | None, float]:
    """(kind, unit, currency, scale) from the cell, the row's name, a column of units and the column's header."""
    row = cell.row_header or ""
    beside = [c.text for c in cells if c.row_no == cell.row_no and UNIT_COLUMN.search(c.col_header or "")]
    row_scale, row_currency = _scale(" ".join([row, *beside]))
    currency = number.currency or column.currency or row_currency
    scale = column.scale if column.scale != 1.0 else row_scale
    matched = first_match("indicator_unit", row.split(JOINT)[-1])
    if scale == 1.0 and matched is None:
        scale = column.scale_above
    share = any(re.search(r"%|per\s?cent", text, re.IGNORECASE) for text in [*beside, row, cell.col_header or ""])
    if number.kind is not CountKind.COUNT and number.kind is not CountKind.MONEY:
        unit = number.measure if number.kind is CountKind.MEASURE else _unit(row, matched)
        return number.kind, unit, None, 1.0
    if currency is not None and (matched is None or number.currency is not None):
        return CountKind.MONEY, currency, currency, scale
    if (matched is not None and matched[0].value == "percent") or share:
        return CountKind.PERCENT, _unit(row, matched), None, 1.0
    return CountKind.COUNT, _unit(row, matched), None, scale


def _unit(row: str, matched: tuple[Rule, re.Match[str]] | None) -> str | None:
    if matched is not None:
        return matched[1]["unit"]
    words = re.sub(r"^[\d.]+\s+", "", row.rsplit(JOINT, maxsplit=1)[-1]).split()
    return " ".join(words[:8]) or None


def _basis(kind: CountKind, column: _IndicatorColumn) -> Basis | None:
    if re.search(r"\b(?:cumulative|to\s+date)\b", column.header, re.IGNORECASE):
        return Basis.CUMULATIVE
    if kind is CountKind.PERCENT and column.claim is not Claim.CHANGE:
        return Basis.AT_DATE
    return Basis.IN_PERIOD if column.claim is Claim.CHANGE else None


def _quote(cell: TableCell, block: Block) -> str:
    """The printed row where it is short, else the cell."""
    return block.text if len(block.text.split()) <= QUOTE_WORDS else cell.text


def _label(cell: TableCell) -> str:
    words = f"{cell.row_header}, {cell.col_header}: {cell.text}".split()
    if len(words) <= LABEL_WORDS:
        return " ".join(words)
    tail = f"{cell.col_header}: {cell.text}".split()
    return " ".join([*(cell.row_header or "").split()[: max(1, LABEL_WORDS - len(tail))], *tail])


def _header_evidence(cell: TableCell, cells: Sequence[TableCell], blocks: Mapping[int, Block]) -> Iterator[Evidence]:
    """Where the row's name, the title of its group and the column's header are printed."""
    rows, columns = (cell.row_header or "").split(JOINT), (cell.col_header or "").split(JOINT)
    names = [
        c
        for c in cells
        if c.row_header is None and c.row_no <= cell.row_no and c.col_no < cell.col_no and c.text in rows
    ]
    heads = [
        c
        for c in cells
        if c.col_header is None and c.row_no < cell.row_no and c.col_no <= cell.col_no and c.text in columns
    ]
    nearest: dict[str, TableCell] = {}
    for head in sorted(heads, key=lambda c: (c.col_no, c.row_no)):
        nearest[head.text] = head
    for name in sorted(names, key=lambda c: (c.row_no, c.col_no)):
        nearest[name.text] = name
    for table_cell in nearest.values():
        if table_cell.block_no is not None and table_cell.start is not None and table_cell.end is not None:
            yield from evidence_of(blocks[table_cell.block_no], table_cell.start, table_cell.end, RULE_ID)


def _compared(figures: Sequence[_IndicatorFigure]) -> Iterator[Count]:
    """The counts of a row; its baselines and targets point to the achieved count, the latest if there are several."""
    reached = [figure for figure in figures if figure.column.claim is Claim.ACHIEVED]
    level = max(reached, key=lambda figure: (figure.column.year or 0, figure.cell.col_no), default=None)
    for figure in figures:
        compares = figure.column.claim in (Claim.BASELINE, Claim.TARGET) and level is not None
        alike = level is not None and figure.count.kind is level.count.kind
        if compares and alike and level is not None:
            yield replace(figure.count, compares_with=level.count.count_id)
        else:
            yield figure.count
