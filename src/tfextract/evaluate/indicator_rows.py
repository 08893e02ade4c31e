"""Compares rows of indicator tables with the table cells of the layout and with the published counts.

An annotated row is found if a row of a table on its page has a name at least 80 alike. Names are compared by ratio, not
by token set: a token set finds "Severe" in "Severe disability", which is another row. The titles of the groups that a
row is in may be part of its name. Of several rows with one name, each annotated row gets another, the one with more of
its values first.

A value is read if a cell of the row has its number and the header of that cell names its column: every word of the
column is in the header. Figures must be the same there, since "Target 2024" and "Target 2025" are nearly alike. It is
counted if a count on the page has its number and a unit or label that holds the row's name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isclose

from rapidfuzz import fuzz

from tfextract.evaluate.gold import GoldDocument, GoldIndicatorRow, GoldPage, GoldValue
from tfextract.evaluate.scoring import Difference, collapsed, match
from tfextract.extract.indicator_tables import JOINT, table_values
from tfextract.model import Block, Count, Facts, Layout, TableCell

NAME_ALIKE, WORD_ALIKE = 80.0, 80.0
KIND = "indicator row"
_WORD = re.compile(r"[^\W_]+|[%€$£]")
_JOINING = frozenset("a an and at by for from in of on the to".split())


@dataclass(frozen=True, slots=True)
class IndicatorRows:
    """Counts over annotated rows and their values: `named` of `rows` are found by name, `read` of `values` in a cell
    of such a row under their column, `counted` as a count.
    """

    rows: int = 0
    named: int = 0
    values: int = 0
    read: int = 0
    counted: int = 0
    differences: tuple[Difference, ...] = ()

    def __add__(self, other: IndicatorRows) -> IndicatorRows:
        return IndicatorRows(
            self.rows + other.rows,
            self.named + other.named,
            self.values + other.values,
            self.read + other.read,
            self.counted + other.counted,
            self.differences + other.differences,
        )

    def figures(self) -> dict[str, float]:
        return {
            "indicator_rows_named": self.named / self.rows if self.rows else 1.0,
            "indicator_values_read": self.read / self.values if self.values else 1.0,
            "indicator_values_counted": self.counted / self.values if self.values else 1.0,
        }


@dataclass(frozen=True, slots=True)
class TableRow:
    """`cells` are (header of the column, number). The number is None if the cell holds none."""

    name: str
    cells: tuple[tuple[str, float | None], ...]

    def under(self, column: str) -> list[float | None]:
        return [number for header, number in self.cells if names_column(header, column)]


def names_column(header: str, column: str) -> bool:
    printed = _WORD.findall(collapsed(header))
    words = [word for word in _WORD.findall(collapsed(column)) if word not in _JOINING]
    return bool(words) and all(any(_is_word(one, word) for one in printed) for word in words)


def _is_word(printed: str, word: str) -> bool:
    if any(char.isdigit() for char in printed + word):
        return printed == word
    return fuzz.ratio(printed, word) >= WORD_ALIKE


def name_likeness(row_header: str, indicator: str) -> float:
    """0 to 100: that of the row's own name, or of it with the titles of the groups that it is in."""
    parts = row_header.split(JOINT)
    names = (" ".join(parts[at:]) for at in range(len(parts)))
    return max(fuzz.ratio(collapsed(name), collapsed(indicator)) for name in names)


def _rows_of(page: int, layout: Layout) -> list[TableRow]:
    blocks: dict[int, Block] = {block.block_no: block for block in layout.blocks}
    tables: dict[int, list[TableCell]] = {}
    for cell in layout.table_cells:
        tables.setdefault(cell.table_no, []).append(cell)
    results = []
    for cells in tables.values():
        if all(cell.page != page for cell in cells):
            continue
        numbers = table_values(cells, blocks)
        rows: dict[int, list[TableCell]] = {}
        for cell in cells:
            if cell.page == page and cell.row_header is not None:
                rows.setdefault(cell.row_no, []).append(cell)
        results += [
            TableRow(row[0].row_header or "", tuple((c.col_header or "", numbers.get((no, c.col_no))) for c in row))
            for no, row in rows.items()
        ]
    return results


def _equal(number: float | None, wanted: float) -> bool:
    return number is not None and isclose(number, wanted, rel_tol=1e-9, abs_tol=1e-9)


def _why_unread(row: TableRow | None, wanted: GoldValue, tables: bool) -> str | None:
    """What is missing first: table, name, column or value. None if the value is read."""
    if row is None:
        return "name" if tables else "table"
    under = row.under(wanted.column)
    if not under:
        return "column"
    return None if any(_equal(number, wanted.value) for number in under) else "value"


def _row_likeness(row: TableRow, wanted: GoldIndicatorRow) -> float | None:
    alike = name_likeness(row.name, wanted.indicator)
    if alike < NAME_ALIKE:
        return None
    return 100.0 * sum(_why_unread(row, value, True) is None for value in wanted.values) + alike


def _count_likeness(count: Count, wanted: tuple[str, GoldValue]) -> float | None:
    name, value = wanted
    if not _equal(count.value, value.value) or not any(_holds(text, name) for text in (count.unit, count.label)):
        return None
    # Two columns may hold the same number. The label of a count names its column.
    return float(names_column(count.label or "", value.column))


def _holds(text: str | None, name: str) -> bool:
    """Whether the name is in the text. A text much shorter than the name is only a part of it."""
    printed, wanted = collapsed(text), collapsed(name)
    return len(printed) >= 0.8 * len(wanted) and fuzz.partial_ratio(wanted, printed) >= NAME_ALIKE


def judge_rows(slug: str, page: GoldPage, layout: Layout, facts: Facts) -> IndicatorRows:
    wanted = page.indicator_rows or ()
    printed = _rows_of(page.page, layout)
    tables = any(cell.page == page.page for cell in layout.table_cells)
    found = {to: printed[at] for at, to in match(printed, wanted, _row_likeness, lambda _: False)}
    values = [(to, row.indicator, value) for to, row in enumerate(wanted) for value in row.values]
    counts = [count for count in facts.counts if count.page == page.page]
    pairs = match(counts, [(name, value) for _, name, value in values], _count_likeness, lambda _: False)
    counted = {to for _, to in pairs}
    read = 0
    missing: dict[tuple[int, str], list[str]] = {}
    for at, (to, _, value) in enumerate(values):
        why = _why_unread(found.get(to), value, tables)
        read += why is None
        reasons = [f"no {one}" for one in (why, None if at in counted else "count") if one is not None]
        if reasons:
            printed_value = f"{value.column} {value.value:.15g} {value.unit or ''}".strip()
            missing.setdefault((to, ", ".join(reasons)), []).append(printed_value)
    differences = tuple(
        Difference("miss", KIND, slug, page.page, f"[{reasons}] {wanted[to].indicator}: {'; '.join(texts)}")
        for (to, reasons), texts in missing.items()
    )
    return IndicatorRows(len(wanted), len(found), len(values), read, len(counted), differences)


def measure_indicator_rows(
    gold: Sequence[GoldDocument], layouts: Mapping[str, Layout], facts: Mapping[str, Facts]
) -> IndicatorRows | None:
    """`layouts` and `facts` by slug. None if no page has the field of annotated rows."""
    judged = [
        judge_rows(doc.slug, page, layouts[doc.slug], facts[doc.slug])
        for doc in gold
        for page in doc.pages
        if page.indicator_rows is not None
    ]
    return sum(judged, IndicatorRows()) if judged else None


def format_indicator_rows(measured: IndicatorRows, *, show: bool = False) -> str:
    figures = measured.figures()
    line = (
        f"indicator rows found by name {figures['indicator_rows_named']:.3f} of {measured.rows}, "
        f"values in their cell {figures['indicator_values_read']:.3f} of {measured.values}, "
        f"as counts {figures['indicator_values_counted']:.3f}"
    )
    return "\n".join([line, *(map(str, measured.differences) if show else ())])
