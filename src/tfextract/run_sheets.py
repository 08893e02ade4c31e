"""Reads the sheets of a run, and notes which of them cannot be used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from tfextract.locations import Place, known_place
from tfextract.settings import Settings
from tfextract.sheets import BOUNDS, Bound, SheetError, Sheets, read_bounds, read_sheets
from tfextract.store_errors import StoreError
from tfextract.warehouse import known_sheets


@dataclass(frozen=True, slots=True)
class RunSheets:
    """`bounds` is None if bounds.csv cannot be used. Then the warehouse keeps its bounds, and `sheets.broken` names the
    file.

    `changed` is false if the warehouse already has all of this.
    """

    sheets: Sheets
    bounds: tuple[Bound, ...] | None
    changed: bool


def sheets_of_run(warehouse: Path, folders: Iterable[Place], settings: Settings) -> RunSheets:
    """Reads the sheets in the named folders, the folder of the settings, and the folders that had sheets before."""
    known = known_sheets(warehouse)
    own = settings.sheets or settings.raw
    sheets = read_sheets((*folders, own, *(known_place(path).parent for path in known.read)))
    bounds: tuple[Bound, ...] | None = None
    try:
        bounds = read_bounds(own.absolute() / BOUNDS)
    except SheetError as error:
        sheets = replace(sheets, broken=(*sheets.broken, *error.problems))
    except StoreError:
        # The listing of the store reports that it does not answer.
        pass
    noted = frozenset(str(problem) for problem in sheets.broken)
    changed = not sheets.say_the_same_as(known.read) or noted != known.broken
    return RunSheets(sheets, bounds, changed)
