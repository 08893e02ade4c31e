"""Series as drawings and pages. A fund of wells is invented for it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import lxml.etree
import lxml.html
import pytest
from lxml.html import HtmlElement

from tests.reports.place import InProcess, Place, is_self_contained, is_well_made, read_html, words
from tests.reports.wells import place_of_wells
from tests.warehouse.world import Sheet
from tfextract.errors import UserError
from tfextract.reports.chart import breaks, chart, segments
from tfextract.reports.following import DrawnSeries, write_series
from tfextract.reports.pages import ReportPictures, render
from tfextract.warehouse.reported_series import ReportedAim, ReportedPoint, ReportedSeries


def point(number: int, year: int | None, value: float, **more: object) -> ReportedPoint:
    given = {
        "qualifier": "exact", "kind": "count", "status": "point", "change": None, "refers_to": None, "message": None,
        "unit": "wells", "basis": "cumulative", "words": "wells in use",
    } | more  # fmt: skip
    return ReportedPoint(
        f"c{number}", "d", "Report", 1, None if year is None else date(year, 12, 31),
        value if given["status"] == "point" else None, value, f"{value:,.0f}", **given,  # type: ignore[arg-type]
    )  # fmt: skip


def series(*points: ReportedPoint, aims: tuple[ReportedAim, ...] = (), name: str = "Wells in use") -> ReportedSeries:
    return ReportedSeries("s", "wells", name, "wells", "cumulative", "latest", None, None, None, None, points, aims)


def aim(value: float, due: int | None) -> ReportedAim:
    by = None if due is None else date(due, 12, 31)
    return ReportedAim(value, by, None, date(2011, 6, 30), "first", None, None, None, None, None, None, None, None)


def drawing(one: ReportedSeries) -> lxml.etree._Element:
    made = chart(one, 1)
    assert made is not None
    return lxml.etree.fromstring(made)


def named(svg: lxml.etree._Element, tag: str) -> list[lxml.etree._Element]:
    found: list[lxml.etree._Element] = svg.findall(f".//{{http://www.w3.org/2000/svg}}{tag}")
    return found


def texts(svg: lxml.etree._Element) -> list[str]:
    return [text.text or "" for text in named(svg, "text")]


def test_inexact_points_are_hollow_and_the_others_full() -> None:
    svg = drawing(
        series(point(1, 2011, 100), point(2, 2012, 200, qualifier="over"), point(3, 2013, 300, qualifier="approx"))
    )
    circles = named(svg, "circle")
    assert [circle.get("class") for circle in circles] == ["full", "hollow", "hollow"]
    fills = [re.search(r"fill:(#\w+)", circle.get("style"))[1] for circle in circles]  # type: ignore[index]
    assert fills[0] != "#ffffff"
    assert fills[1:] == ["#ffffff", "#ffffff"]
    assert {"100", "over 200", "about 300"} <= set(texts(svg))


def test_a_point_leads_to_its_evidence() -> None:
    svg = drawing(series(point(1, 2011, 100), point(2, 2012, 200)))
    links = named(svg, "a")
    assert [link.get("href") for link in links] == ["#f-c1", "#f-c2"]
    assert links[0].get("aria-label") == "100 on 31 December 2011, Report, page 1"


def test_the_line_is_broken_where_the_definition_changes() -> None:
    of_wells = series(
        point(1, 2011, 100),
        point(2, 2012, 200),
        point(3, 2013, 500, unit="wells and springs"),
        point(4, 2014, 600, unit="wells and springs"),
    )
    assert [len(segment) for segment in segments(of_wells)] == [2, 2]
    assert [one.wording for one in breaks(of_wells)] == ["“wells” before, “wells and springs” from here"]
    svg = drawing(of_wells)
    assert len([path for path in named(svg, "path") if "nofill" in (path.get("class") or "")]) == 2
    assert len([path for path in named(svg, "path") if path.get("class") == "break"]) == 1
    assert "counted otherwise from here" in texts(svg)


def test_a_unit_in_another_number_or_a_basis_that_is_not_stated_breaks_nothing() -> None:
    of_wells = series(point(1, 2011, 1, unit="Well"), point(2, 2012, 2, unit="wells", basis=None), point(3, 2013, 3))
    assert breaks(of_wells) == []
    [changed] = breaks(series(point(1, 2011, 1, basis="in_period"), point(2, 2012, 2)))
    assert changed.wording == "in the period before, since the start from here"


def test_what_was_restated_is_marked_and_no_point_of_the_line() -> None:
    of_wells = series(point(1, 2011, 100), point(2, 2012, 150, status="restated", refers_to="c3"), point(3, 2012, 200))
    svg = drawing(of_wells)
    assert "150, restated" in texts(svg)
    assert len([circle for circle in named(svg, "circle") if float(circle.get("r")) > 0]) == 3


def test_targets_are_dashed_lines_with_their_value_and_year() -> None:
    svg = drawing(series(point(1, 2011, 100), aims=(aim(400, 2015), aim(900, None))))
    assert {"target 400 by 2015", "target 900"} <= set(texts(svg))
    style = "".join(element.text or "" for element in named(svg, "style"))
    assert "8,5" in style


def test_a_drawing_begins_at_zero_and_names_the_years() -> None:
    shown = texts(drawing(series(point(1, 2011, 1000), point(2, 2031, 1200))))
    assert "0" in shown
    assert {"2028", "2031"} <= set(shown)
    assert "2030" not in shown, "too many years to be read"


def test_a_drawing_carries_no_script_and_no_address() -> None:
    made = chart(series(point(1, 2011, 100), name='<script>alert(1)</script> "\u202e'), 7)
    assert made is not None
    assert "<script" not in made
    assert "\u202e" not in made
    assert "http" not in made.replace("http://www.w3.org/2000/svg", "")
    svg = lxml.etree.fromstring(made)
    assert svg.get("id") == "chart-series-7"
    assert svg.get("aria-label").startswith("<script>")


def test_without_a_dated_figure_nothing_is_drawn() -> None:
    assert chart(series(point(1, None, 100, status="undated")), 1) is None


@pytest.fixture(scope="module")
def wells(tmp_path_factory: pytest.TempPathFactory) -> HtmlElement:
    place = place_of_wells(tmp_path_factory.mktemp("wells"))
    written = write_series(place.warehouse, place.folder / "out", InProcess())  # type: ignore[arg-type]
    assert (written.series, written.messages) == (2, ())
    return read_html(written.path)


def test_the_page_of_series_is_self_contained_and_valid(wells: HtmlElement) -> None:
    is_self_contained(wells)
    is_well_made(wells)


def test_each_figure_has_its_document_page_and_picture(wells: HtmlElement) -> None:
    lines = wells.xpath('//ul[@class="lines"]/li')
    assert [words(line).split(" wells")[0] for line in lines] == ["300", "over 450", "700"]
    for line in lines:
        assert "Report annual" in words(line)
        assert words(line.xpath(".//summary")[0]).endswith("page 1")
        assert line.xpath(".//svg//rect")
    assert "+150 since the point before" in words(lines[1])


def test_over_a_break_no_change_is_shown() -> None:
    of_wells = series(point(1, 2011, 100), point(2, 2012, 250, unit="ponds", change=150.0))
    assert DrawnSeries(of_wells, None, tuple(breaks(of_wells))).change(of_wells.points[1]) is None
    assert DrawnSeries(of_wells, None, ()).change(of_wells.points[1]) == 150.0


def test_targets_and_what_is_not_stated_are_shown(wells: HtmlElement) -> None:
    [row] = wells.xpath("//table/tbody/tr[th]")
    assert [words(cell) for cell in row.xpath("./td")][:2] == ["900", "31 December 2015"]
    assert "still open" in words(row)
    assert "No figure with a date was taken for it" in words(wells)
    assert "Wells & springs <in use>" in words(wells)


def test_series_of_one_indicator_are_distinguished() -> None:
    two = (series(point(1, 2011, 100)), replace(series(point(2, 2012, 5, status="contradiction")), basis="in_period"))
    drawn = [DrawnSeries(one, None, ()) for one in two]
    page = lxml.html.document_fromstring(render("series.html", drawn=drawn, pictures_of=ReportPictures()))
    assert [words(link) for link in page.xpath("//nav//a")] == [
        "Wells in use, counted since the start",
        "Wells in use, counted in each period",
    ]
    assert "Its figures are no points yet, for the reasons below, so there is nothing to draw." in words(page)


def test_without_indicators_a_report_of_series_says_what_to_do(place: Place) -> None:
    place.publish(Sheet("bare", None, None).read())
    with pytest.raises(UserError, match=r"indicators\.csv"):
        write_series(place.warehouse, place.folder / "out", InProcess())  # type: ignore[arg-type]
