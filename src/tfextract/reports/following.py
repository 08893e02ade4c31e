"""Writes the report of series: each with a drawing, and with the page of every figure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from markupsafe import Markup

from tfextract.export import write_whole
from tfextract.layout.crops import PagePart
from tfextract.reports import words
from tfextract.reports.chart import Break, breaks, chart
from tfextract.reports.pages import ReportPictures, render
from tfextract.reports.regions import Sight
from tfextract.reports.writing import ROOM, made, picture, places_of
from tfextract.warehouse.documents import read_reported
from tfextract.warehouse.reported_series import ReportedPoint, ReportedSeries, read_series
from tfextract.workers import Workers

NAME = "series.html"


@dataclass(frozen=True, slots=True)
class DrawnSeries:
    """`svg` is None if no figure of the series has a date."""

    series: ReportedSeries
    svg: Markup | None
    breaks: tuple[Break, ...]

    def figure_text(self, point: ReportedPoint) -> str:
        return words.spoken(point.printed, point.qualifier, point.kind)

    def change(self, point: ReportedPoint) -> float | None:
        """The change from the previous point. None over a break, because the two cannot be compared."""
        return None if any(one.after.count_id == point.count_id for one in self.breaks) else point.change


@dataclass(frozen=True, slots=True)
class SeriesWritten:
    path: Path
    size: int
    series: int
    messages: tuple[str, ...]


def write_series(warehouse: Path, folder: Path, workers: Workers) -> SeriesWritten:
    """Writes all series as one page. Raises UserError if there is none."""
    reported_serieses = read_series(warehouse)
    drawn = [_drawn(series, number) for number, series in enumerate(reported_serieses, start=1)]
    pictures, reported = _pictures(warehouse, reported_serieses, workers)
    page = render("series.html", drawn=drawn, pictures_of=pictures).encode()
    path = made(folder) / NAME
    write_whole(path, page)
    return SeriesWritten(path, len(page), len(reported_serieses), reported)


def _drawn(series: ReportedSeries, number: int) -> DrawnSeries:
    svg = chart(series, number)
    # An XML library wrote it and escaped the words of reports.
    return DrawnSeries(series, None if svg is None else Markup(svg), tuple(breaks(series)))


def _pictures(
    warehouse: Path, reported_serieses: Iterable[ReportedSeries], workers: Workers
) -> tuple[ReportPictures, tuple[str, ...]]:
    """Pictures of the figures of all documents, each with its share of the size limit, and messages about missing
    ones."""
    facts: dict[str, dict[str, int | None]] = defaultdict(dict)
    for series in reported_serieses:
        for point in series.points:
            facts[point.document_id][point.count_id] = point.page
        for aim in series.aims:
            if aim.document_id is not None and aim.count_id is not None:
                facts[aim.document_id][aim.count_id] = aim.page
    parts: list[PagePart] = []
    images: list[bytes] = []
    sights: dict[str, Sight] = {}
    reported = []
    for document_id, own in sorted(facts.items()):
        document = read_reported(warehouse, document_id)
        pictures, why = picture(document, places_of(document, own), workers, "WEBP", ROOM // len(facts))
        sights |= _moved(pictures, len(parts))
        parts += pictures.parts
        images += pictures.images
        if why is not None:
            reported.append(f"{document.about.file_name}: {why}")
    return ReportPictures(tuple(parts), tuple(images), sights), tuple(reported)


def _moved(pictures: ReportPictures, by: int) -> dict[str, Sight]:
    return {fact: replace(sight, region=sight.region + by) for fact, sight in (pictures.sights or {}).items()}
