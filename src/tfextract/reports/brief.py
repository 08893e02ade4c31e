"""Selects how much of a document's report fits on one printed page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from tfextract.reports.document import DocumentReport, Number, Theme, best, is_sure
from tfextract.warehouse.documents import ReportedShortfall, ReportedTarget

TILES = 6
COUNTRIES = 12
# Characters of a statement, a heading and a label that are shown, and how many of each a line of its column holds.
STATEMENT, HEADING, LABEL = 150, 60, 64
_OF_STATEMENT, _OF_HEADING, _OF_TITLE, _OF_LABEL, _OF_SIDE = 52, 32, 68, 24, 40
# Lines of a page of A4 for a column, before title and tiles take theirs.
_LINES = 52.0
_TITLE_LINE, _TILE_ROW, _HEADING_LINE, _GAP, _SECTION, _ROW = 1.6, 5.0, 1.3, 0.35, 2.4, 1.3
# (themes, results of each), the first that fits.
_CHOICES = ((2, 5), (3, 3), (5, 3), (5, 2), (4, 3), (4, 2), (5, 1), (4, 1), (3, 1), (2, 1))
# (targets, shortfalls), the first that fits.
_BESIDE = ((4, 2), (3, 2), (3, 1), (2, 1), (1, 1))


@dataclass(frozen=True, slots=True)
class Brief:
    """`tiles` and `themes` are in the order of the document, with how many results of each are shown.

    Unsure results and targets are left to the report; where all results are, they are shown and `unsure` says so.
    """

    tiles: tuple[Number, ...]
    themes: tuple[Theme, ...]
    each: int
    targets: tuple[ReportedTarget, ...] = ()
    shortfalls: tuple[ReportedShortfall, ...] = ()
    unsure: bool = False

    @property
    def left_out(self) -> bool:
        return any(len(theme.results) > self.each for theme in self.themes)


def brief_of(report: DocumentReport) -> Brief:
    """The surest headlines, the largest themes with their surest results, the first sure targets and shortfalls."""
    title = min(len(report.title), STATEMENT)
    room = _LINES - _TITLE_LINE * ceil(title / _OF_TITLE) - _TILE_ROW * ceil(min(len(report.tiles), TILES) / 3)
    sure = tuple(theme for theme in (theme.sure() for theme in report.themes) if theme.results)
    themes, each = _themes(sure or report.themes, room)
    targets, shortfalls = _beside(report, room)
    tiles = best(report.tiles, TILES, lambda tile: tile.confidence)
    return Brief(tiles, themes, each, targets, shortfalls, unsure=bool(themes) and not sure)


def _themes(themes: Sequence[Theme], room: float) -> tuple[tuple[Theme, ...], int]:
    for limit, each in _CHOICES:
        # Fewer themes than there is room for leave it to the results of each.
        if len(themes) > limit and limit < 4:
            continue
        shown = _largest(themes, limit)
        if _lines(shown, each) <= room:
            return shown, each
    return _largest(themes, 2), 1


def _largest(themes: Sequence[Theme], limit: int) -> tuple[Theme, ...]:
    return best(themes, limit, lambda theme: len(theme.results))


def _lines(themes: Sequence[Theme], each: int) -> float:
    lines = 0.0
    for theme in themes:
        lines += _HEADING_LINE * ceil(min(len(theme.name or ""), HEADING) / _OF_HEADING)
        for result in theme.surest(each):
            lines += _GAP + ceil(min(len(result.statement.text) + 6, STATEMENT + 6) / _OF_STATEMENT)
    return lines


def _beside(report: DocumentReport, room: float) -> tuple[tuple[ReportedTarget, ...], tuple[ReportedShortfall, ...]]:
    """The content of the column beside the results, below products and places."""
    named = sum(len(country.name) + 4 for country in report.countries[:COUNTRIES])
    room -= (_SECTION + _ROW * len(report.groups)) * bool(report.groups)
    room -= (_SECTION + ceil(named / _OF_SIDE)) * bool(named)
    sure = tuple(target for target in report.targets if is_sure(target.confidence))
    for aims, falls in _BESIDE:
        targets, shortfalls = sure[:aims], report.shortfalls[:falls]
        lines = 3 * _SECTION + sum(_GAP + ceil((min(len(one.label), LABEL) + 6) / _OF_LABEL) for one in targets)
        lines += sum(_GAP + ceil((min(len(one.text), STATEMENT) + 6) / _OF_SIDE) for one in shortfalls)
        if lines <= room:
            break
    return targets, shortfalls
