"""Writes report files: reads the warehouse, draws pictures from the PDF, and renders pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tfextract.errors import RunFailedError, UnreadableFileError, UserError, reason
from tfextract.export import write_whole
from tfextract.layout.crops import PagePart, crops_answer, decode_crops
from tfextract.locations import known_place
from tfextract.model import Box
from tfextract.reports.brief import brief_of
from tfextract.reports.cutting import cut
from tfextract.reports.document import DocumentReport, document_report
from tfextract.reports.pages import ReportPictures, render
from tfextract.reports.regions import sights
from tfextract.sources import is_file
from tfextract.warehouse.documents import AboutDocument, ReportedDocument, read_reported
from tfextract.workers import Workers

# The size limit for all pictures of a report in bytes. Encoding as text makes them a third larger.
ROOM = 1_300_000
INDEX = "index.html"


@dataclass(frozen=True, slots=True)
class Written:
    """`pictured` counts facts with a picture of their place. `message` is the reason if there are none."""

    path: Path
    brief: Path
    report: DocumentReport
    size: int
    facts: int
    pictured: int
    message: str | None


def write_reports(warehouse: Path, documents: Sequence[str], folder: Path, workers: Workers) -> Iterable[Written]:
    """Yields the report and brief of each document when they are done. Raises RunFailedError if they cannot be
    written."""
    made(folder)
    names = {Path(INDEX).stem}
    for document_id in documents:
        reported = read_reported(warehouse, document_id)
        name = _name(reported.about.file_name)
        if name.casefold() in names:
            name = f"{name}-{document_id[:8]}"
        names.add(name.casefold())
        yield _write(reported, folder, name, workers)


def write_index(folder: Path, written: Sequence[Written]) -> Path:
    """Writes a page with links to the reports beside it."""
    path = folder / INDEX
    write_whole(path, render("index.html", written=written).encode())
    return path


def _write(reported: ReportedDocument, folder: Path, name: str, workers: Workers) -> Written:
    report = document_report(reported)
    shown = cut(report)
    places = places_of(reported, shown_facts(shown))
    pictures, why = picture(reported, places, workers, "WEBP", ROOM)
    page = render(
        "document.html",
        report=shown,
        pictures_of=pictures,
        no_pictures=why,
        within=anchors(shown),
    ).encode()
    path, brief = folder / f"{name}.html", folder / f"{name}-brief.html"
    write_whole(path, page)
    write_whole(brief, render("brief.html", report=report, brief=brief_of(report)).encode())
    pictured = sum(pictures.of(fact) is not None for fact in places)
    return Written(path, brief, report, len(page), len(places), pictured, why)


def shown_facts(report: DocumentReport) -> dict[str, int | None]:
    """The facts among the lines of the report, with their pages."""
    results: dict[str, int | None] = {}
    results |= {tile.fact_id: tile.page for tile in report.tiles}
    results |= {result.statement.fact_id: result.statement.page for theme in report.themes for result in theme.results}
    results |= {figure.fact_id: figure.page for figure in report.others}
    results |= {product.fact_id: product.page for group in report.groups for product in group.products}
    for more in (report.other_products, report.targets, report.shortfalls, report.pledges):
        results |= {fact.fact_id: fact.page for fact in more}
    return results


def anchors(report: DocumentReport) -> dict[str, tuple[str, ...]]:
    """For each line, the facts that it shows and that have no line themselves, as link targets."""
    visited = set(shown_facts(report))
    results: dict[str, tuple[str, ...]] = dict.fromkeys(visited, ())
    reported = [
        (result.statement.fact_id, number.fact_id)
        for theme in report.themes
        for result in theme.results
        for number in result.numbers
    ]
    reported += [(target.fact_id, target.actual_id) for target in report.targets if target.actual_id is not None]
    for line, fact in reported:
        if fact not in visited:
            visited.add(fact)
            results[line] = (*results[line], fact)
    return results


def places_of(reported: ReportedDocument, facts: dict[str, int | None]) -> dict[str, tuple[int, tuple[Box, ...]]]:
    """The page of each fact, and its boxes there."""
    places = {}
    for fact, page in facts.items():
        pages = reported.places.get(fact, {})
        if pages:
            shown = page if page in pages else min(pages)
            places[fact] = shown, pages[shown]
    return places


def picture(
    reported: ReportedDocument, places: dict[str, tuple[int, tuple[Box, ...]]], workers: Workers, form: str, room: int
) -> tuple[ReportPictures, str | None]:
    """Pictures of the places from a confined reader process. If the PDF cannot be drawn, none, and the reason."""
    visited, parts = sights(places, {page.page: (page.width, page.height) for page in reported.pages})
    images, why = ask_pictures(reported.about, parts, workers, form, room)
    return ReportPictures(parts, tuple(images), visited), why


def ask_pictures(
    about: AboutDocument, parts: Sequence[PagePart], workers: Workers, form: str, room: int
) -> tuple[list[bytes], str | None]:
    """A picture of each part (b"" if there is none), and the reason if there are no pictures at all."""
    nothing = [b""] * len(parts)
    if not parts:
        return nothing, None
    if about.path is None or not is_file(about.path):
        return nothing, f"There are no pictures of the pages: the PDF is no longer at {about.path}."
    try:
        answer = workers.ask(known_place(about.path), crops_answer, about.document_id, tuple(parts), form, room)
    except (UnreadableFileError, UserError) as error:
        return nothing, f"There are no pictures of the pages: {error}."
    return decode_crops(answer, len(parts)), None


def made(folder: Path) -> Path:
    """Makes the folder. Raises RunFailedError if this fails."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RunFailedError(f"{folder} cannot be made: {reason(error)}") from error
    return folder


def _name(file_name: str) -> str:
    """A file name that every system and mail program accepts."""
    stem = re.sub(r"[^\w.-]+", "-", Path(file_name).stem).strip("-.")
    return stem[:80] or "document"
