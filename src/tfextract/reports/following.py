"""The report of series: each drawn over its dates, with the page behind every figure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from markupsafe import Markup

from tfextract.export import write_whole
from tfextract.layout.crops import Part
from tfextract.reports import words
from tfextract.reports.chart import Break, breaks, chart
from tfextract.reports.pages import Pictures, render
from tfextract.reports.regions import Sight
from tfextract.reports.writing import ROOM, made, picture, places_of
from tfextract.warehouse.documents import read_told
from tfextract.warehouse.told_series import PointTold, SeriesTold, read_series
from tfextract.workers import Workers

NAME = "series.html"


@dataclass(frozen=True, slots=True)
class Drawn:
    """`svg` is None where no figure of the series has a date."""

    series: SeriesTold
    svg: Markup | None
    breaks: tuple[Break, ...]

    def said(self, point: PointTold) -> str:
        return words.spoken(point.printed, point.qualifier, point.kind)

    def change(self, point: PointTold) -> float | None:
        """From the point before; None over a break, where the two cannot be compared."""
        return None if any(one.after.count_id == point.count_id for one in self.breaks) else point.change


@dataclass(frozen=True, slots=True)
class SeriesWritten:
    path: Path
    size: int
    series: int
    told: tuple[str, ...]


def write_series(warehouse: Path, folder: Path, workers: Workers) -> SeriesWritten:
    """All series as one page. Raises UserError where there is none."""
    found = read_series(warehouse)
    drawn = [_drawn(series, number) for number, series in enumerate(found, start=1)]
    pictures, told = _pictures(warehouse, found, workers)
    page = render("series.html", drawn=drawn, pictures_of=pictures).encode()
    path = made(folder) / NAME
    write_whole(path, page)
    return SeriesWritten(path, len(page), len(found), told)


def _drawn(series: SeriesTold, number: int) -> Drawn:
    svg = chart(series, number)
    # Written by an XML library, which escapes what a report prints.
    return Drawn(series, None if svg is None else Markup(svg), tuple(breaks(series)))


def _pictures(warehouse: Path, found: Iterable[SeriesTold], workers: Workers) -> tuple[Pictures, tuple[str, ...]]:
    """Of the figures of all documents, each with its share of the room; what is said where there are none."""
    facts: dict[str, dict[str, int | None]] = defaultdict(dict)
    for series in found:
        for point in series.points:
            facts[point.document_id][point.count_id] = point.page
        for aim in series.aims:
            if aim.document_id is not None and aim.count_id is not None:
                facts[aim.document_id][aim.count_id] = aim.page
    parts: list[Part] = []
    images: list[bytes] = []
    sights: dict[str, Sight] = {}
    told = []
    for document_id, own in sorted(facts.items()):
        document = read_told(warehouse, document_id)
        seen, why = picture(document, places_of(document, own), workers, "WEBP", ROOM // len(facts))
        sights |= _moved(seen, len(parts))
        parts += seen.parts
        images += seen.images
        if why is not None:
            told.append(f"{document.about.file_name}: {why}")
    return Pictures(tuple(parts), tuple(images), sights), tuple(told)


def _moved(seen: Pictures, by: int) -> dict[str, Sight]:
    return {fact: replace(sight, region=sight.region + by) for fact, sight in (seen.sights or {}).items()}
