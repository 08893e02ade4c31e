"""Values as cells of a spreadsheet."""

from __future__ import annotations

import re
from datetime import date, datetime

# A spreadsheet runs a text cell as a formula if it starts with one of these (OWASP, "CSV Injection"). The full-width
# forms count as well, also after blanks, which some programs strip on import.
_FORMULA = re.compile(r"[\s\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
# XML 1.0 forbids these characters, and a workbook with one does not open.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")

Cell = None | bool | int | float | str | date | datetime


def runs_as_formula(text: str) -> bool:
    return _FORMULA.match(text) is not None


def harmless(text: str) -> str:
    """Puts an apostrophe before text that a spreadsheet would run, so that it shows it as text."""
    return f"'{text}" if runs_as_formula(text) else text


def printable(text: str) -> str:
    """Replaces each character that XML forbids by one replacement character."""
    return _NOT_XML.sub("\ufffd", text)


def cell(value: object) -> Cell:
    """Joins lists with "; ". Returns other values unchanged."""
    if isinstance(value, (list, tuple)):
        return "; ".join("" if item is None else str(item) for item in value)
    if value is None or isinstance(value, (bool, int, float, str, date)):
        return value
    return str(value)


def csv_cell(value: object) -> object:
    """A cell of a CSV file that is safe in a spreadsheet. NULL is empty, whole numbers have no point."""
    shown = cell(value)
    if isinstance(shown, bool):
        return "true" if shown else "false"
    if isinstance(shown, float) and shown.is_integer() and abs(shown) < 1e15:
        return int(shown)
    if isinstance(shown, (date, datetime)):
        return shown.isoformat()
    return harmless(shown) if isinstance(shown, str) else shown
