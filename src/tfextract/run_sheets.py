"""The sheets of a run: where they lie, what they say, and which of them cannot be used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from tfextract.settings import Settings
from tfextract.sheets import BOUNDS, Bound, SheetError, Sheets, read_bounds, read_sheets
from tfextract.warehouse import known_sheets


@dataclass(frozen=True, slots=True)
class RunSheets:
    """`bounds` is None where bounds.csv cannot be used: those the warehouse knows stay. `sheets.broken` names it too.

    `changed` is whether the warehouse knows all this already.
    """

    sheets: Sheets
    bounds: tuple[Bound, ...] | None
    changed: bool


def sheets_of_run(warehouse: Path, folders: Iterable[Path], settings: Settings) -> RunSheets:
    """Of the folders that were named, that of the settings, and those where some lay before."""
    known = known_sheets(warehouse)
    sheets = read_sheets((*folders, settings.raw, *(Path(path).parent for path in known.read)))
    bounds: tuple[Bound, ...] | None = None
    try:
        bounds = read_bounds(settings.raw.absolute() / BOUNDS)
    except SheetError as error:
        sheets = replace(sheets, broken=(*sheets.broken, *error.problems))
    noted = frozenset(str(problem) for problem in sheets.broken)
    changed = not sheets.say_the_same_as(known.read) or noted != known.broken
    return RunSheets(sheets, bounds, changed)
