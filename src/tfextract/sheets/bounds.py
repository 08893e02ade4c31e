"""Reads bounds.csv: the smallest and largest number of facts of a fund."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tfextract.locations import Place
from tfextract.sheets.table import CellError, SheetError, SheetLine, lies_there, read_sheet

BOUNDS = "bounds.csv"
COLUMNS = ("fund", "what", "minimum", "maximum", "note")
COUNTED = ("documents", "achievements", "counts", "products")


@dataclass(frozen=True, slots=True)
class Bound:
    """`fund` is an id or a name. Fewer facts than `minimum` stop a publish, more than `maximum` cause a warning."""

    fund: str
    what: str
    minimum: int | None = None
    maximum: int | None = None
    note: str | None = None


def read_bounds(path: Place) -> tuple[Bound, ...]:
    """Empty if there is no file. Raises SheetError if a line is wrong.

    One wrong line is enough: without its bound, a publish could pass that it should stop.
    """
    if not lies_there(path):
        return ()
    sheet = read_sheet(path, COLUMNS[:2], COLUMNS[2:])
    bounds = sheet.parsed(_bound)
    if sheet.problems:
        raise SheetError(*sheet.problems)
    return bounds


def _bound(line: SheetLine) -> Bound:
    fund = line.needed("fund", "the id or the name of a fund")
    what = line.needed("what", ", ".join(COUNTED))
    if what not in COUNTED:
        raise CellError("what", f"{what!r}: it can be {', '.join(COUNTED)}")
    minimum, maximum = _number(line, "minimum"), _number(line, "maximum")
    if minimum is None and maximum is None:
        raise CellError(None, "neither a minimum nor a maximum is given")
    if minimum is not None and maximum is not None and minimum > maximum:
        raise CellError("minimum", f"{minimum} is above the maximum {maximum}")
    return Bound(fund, what, minimum, maximum, line.text("note"))


def _number(line: SheetLine, column: str) -> int | None:
    text = line.text(column)
    if text is None:
        return None
    if not re.fullmatch("[0-9]{1,12}", text):
        raise CellError(column, f"{text!r}: give a whole number")
    return int(text)
