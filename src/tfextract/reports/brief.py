"""Selects how much of a document's report fits on one printed page."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from tfextract.reports.document import DocumentReport, Theme

TILES = 6
# The shown characters of a statement and of a heading, and how many of each fit on a line.
STATEMENT, HEADING = 150, 60
_OF_STATEMENT, _OF_HEADING, _OF_TITLE = 52, 32, 68
# Lines on an A4 page for the column of results, before title and tiles.
_LINES = 42.0
_TITLE_LINE, _TILE_ROW, _HEADING_LINE, _GAP = 1.6, 5.0, 1.3, 0.35
# (themes, results of each). The first that fits is used.
_CHOICES = ((2, 5), (3, 3), (5, 2), (4, 2), (5, 1), (4, 1), (3, 1), (2, 1))


@dataclass(frozen=True, slots=True)
class Brief:
    """`themes` in document order, with the number of shown results."""

    themes: tuple[Theme, ...]
    each: int

    @property
    def left_out(self) -> bool:
        return any(len(theme.results) > self.each for theme in self.themes)


def brief_of(report: DocumentReport) -> Brief:
    """The largest themes with their most certain results, as many as fit on a page."""
    title = min(len(report.title), STATEMENT)
    room = _LINES - _TITLE_LINE * ceil(title / _OF_TITLE) - _TILE_ROW * ceil(min(len(report.tiles), TILES) / 3)
    for limit, each in _CHOICES:
        # If there are few themes, each may show more results.
        if len(report.themes) > limit and limit < 4:
            continue
        brief = Brief(report.largest(limit), each)
        if _lines(brief) <= room:
            return brief
    return Brief(report.largest(2), 1)


def _lines(brief: Brief) -> float:
    lines = 0.0
    for theme in brief.themes:
        lines += _HEADING_LINE * ceil(min(len(theme.name or ""), HEADING) / _OF_HEADING)
        for result in theme.surest(brief.each):
            lines += _GAP + ceil(min(len(result.statement.text) + 6, STATEMENT + 6) / _OF_STATEMENT)
    return lines
