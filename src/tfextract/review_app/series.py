"""The pages of series: drawings with links from points to their pages, and tables of figures and targets."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from tfextract.errors import UserError
from tfextract.reports import words
from tfextract.reports.chart import Break, breaks, chart
from tfextract.review_app.site import Site, number_of
from tfextract.warehouse.reported_series import ReportedPoint, ReportedSeries, read_series

MAX_SERIES = 12
# A longer series is drawn completely, but only its first figures are listed.
MAX_FIGURES = 100


@dataclass(frozen=True, slots=True)
class Drawn:
    """`svg` without styles, which are in `css`, because pages of the application have no inline styles."""

    series: ReportedSeries
    svg: Markup | None
    css: str
    breaks: tuple[Break, ...]

    @property
    def figures(self) -> tuple[ReportedPoint, ...]:
        return self.series.points[:MAX_FIGURES]

    def figure_text(self, point: ReportedPoint) -> str:
        return words.spoken(point.printed, point.qualifier, point.kind)


def series(request: Request) -> Response:
    site: Site = request.app.state.site
    with site.snapshot() as (_, verdicts):
        pass
    try:
        reported_serieses = read_series(site.warehouse)
    # There are no series yet.
    except UserError:
        reported_serieses = ()
    start = number_of(request.query_params.get("start", ""))
    return site.page(
        request,
        "series.html",
        verdicts,
        drawn=drawn(reported_serieses[start : start + MAX_SERIES]),
        every=len(reported_serieses),
        start=start,
        at_most=MAX_SERIES,
        bases=words.BASES,
        statuses=words.STATUSES,
        day=words.day,
        number=words.number,
    )


def styles(request: Request) -> Response:
    """The style sheet for the drawings of a page."""
    site: Site = request.app.state.site
    start = number_of(request.query_params.get("start", ""))
    made = drawn(read_series(site.warehouse)[start : start + MAX_SERIES])
    return Response("\n".join(one.css for one in made), media_type="text/css")


def drawn(reported_serieses: Sequence[ReportedSeries]) -> list[Drawn]:
    made = []
    for number, one in enumerate(reported_serieses, start=1):
        svg = chart(one, number, lambda point: f"/facts/{point.count_id}")
        bare, css = (None, "") if svg is None else without_styles(svg, number)
        # Written by an XML library, which escapes what a report prints.
        made.append(Drawn(one, None if bare is None else Markup(bare), css, tuple(breaks(one))))
    return made


def without_styles(svg: str, number: int) -> tuple[str, str]:
    """(the drawing, its styles). Each inline style becomes a class."""
    root = ET.fromstring(svg)
    rules: list[str] = []
    classes: dict[str, str] = {}
    for parent in list(root.iter()):
        for child in [child for child in parent if child.tag.endswith("}style")]:
            rules.append(child.text or "")
            parent.remove(child)
    for element in root.iter():
        style = element.attrib.pop("style", None)
        if style is not None:
            name = classes.setdefault(style, f"series-{number}-style-{len(classes)}")
            element.set("class", " ".join(filter(None, (element.get("class"), name))))
    for style, name in classes.items():
        # Has the priority of an inline style.
        text = ";".join(f"{part} !important" for part in style.split(";") if part.strip())
        rules.append(f".{name}{{{text}}}")
    return ET.tostring(root, encoding="unicode"), "\n".join(rules)
