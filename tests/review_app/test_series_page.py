"""Series in the application: drawings without inline styles, whose points and figures lead to their pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import lxml.html
import pytest

from tests.reports.wells import place_of_wells
from tests.review_app.served import Served, served
from tests.warehouse.beginnings import Beginnings
from tests.warehouse.samples import change, read_document
from tfextract.review_app import series as series_module
from tfextract.review_app.series import without_styles
from tfextract.warehouse import run_query
from tfextract.warehouse.reported_series import read_series


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    place = place_of_wells(tmp_path_factory.mktemp("wells"))
    with served(place.warehouse, place.folder) as one:
        yield one


def test_each_figure_leads_to_the_page_it_is_printed_on(there: Served) -> None:
    page = lxml.html.fromstring(there.get("/series").text)
    rows = run_query(there.warehouse, "SELECT count_id, document_id FROM series_points").rows
    assert len(rows) == 3
    drawn = set(page.xpath("//svg//a/@href"))
    listed = set(page.xpath("//table//th/a/@href"))
    assert drawn == {f"/facts/{count_id}" for count_id, _ in rows}
    assert drawn <= listed
    for count_id, document_id in rows:
        answer = there.get(f"/facts/{count_id}")
        assert (answer.status, answer.headers["location"]) == (303, f"/documents/{document_id}/pages/1#fact-{count_id}")


def test_figures_targets_and_what_has_no_figure_are_shown(there: Served) -> None:
    page = lxml.html.fromstring(there.get("/series").text)
    text = " ".join(" ".join(page.itertext()).split())
    assert "over 450 wells 31 December 2013" in text
    assert "target 900 by 31 December 2015" in text
    assert "Wells & springs <in use>" in text
    assert "so there is nothing to draw" in text


def test_where_a_series_breaks_the_page_says_so(monkeypatch: pytest.MonkeyPatch, there: Served) -> None:
    [_, wells] = sorted(read_series(there.warehouse), key=lambda one: len(one.points))
    points = (*wells.points[:2], replace(wells.points[2], unit="wells and springs"))
    broken = replace(wells, points=points, publisher="Well Fund", fund="Well Fund")
    undrawn = replace(wells, points=tuple(replace(point, status="contradiction") for point in points))
    monkeypatch.setattr(series_module, "read_series", lambda _: (broken, undrawn))
    answer = there.get("/series")
    text = " ".join(" ".join(lxml.html.fromstring(answer.text).itertext()).split())
    assert "the definition is different: “wells” before, “wells and springs” from here. The two sides" in text
    assert "Well Fund · Well Fund" not in text
    assert "Its figures are no points yet, for the reasons below, so there is nothing to draw." in text


def test_drawings_have_their_styles_in_a_sheet_of_the_application(there: Served) -> None:
    answer = there.get("/series")
    assert "style-src 'self'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert not re.search(r"<style|\sstyle=|<script>", answer.text)
    [sheet] = [path for path in re.findall(r'stylesheet" href="([^"]+)"', answer.text) if path.startswith("/series")]
    styles = there.get(sheet)
    assert styles.headers["content-type"].startswith("text/css")
    asked = set(re.findall(r"series-2-style-\d+", answer.text))
    assert asked
    assert asked == set(re.findall(r"series-2-style-\d+", styles.text))


def test_a_style_weighs_as_much_as_that_of_an_element() -> None:
    inner = '<style>.a{fill:red}</style><path class="a" style="fill:blue;x:1"/>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg">{inner}</svg>'
    bare, css = without_styles(svg, 3)
    assert 'class="a series-3-style-0"' in bare
    assert "style=" not in bare
    assert css.split("\n") == [".a{fill:red}", ".series-3-style-0{fill:blue !important;x:1 !important}"]


def test_a_break_names_both_units(there: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    wells = max(read_series(there.warehouse), key=lambda one: len(one.points))
    points = (*wells.points[:-1], replace(wells.points[-1], unit="springs"))
    monkeypatch.setattr(series_module, "read_series", lambda _: (replace(wells, points=points),))
    text = there.get("/series").text
    assert "the definition is different" in text
    assert "“springs” from here" in text


def test_many_series_are_turned_over(there: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(series_module, "MAX_SERIES", 1)
    first, second = there.get("/series").text, there.get("/series?start=1").text
    assert ("1 to 1 of 2" in first, "2 to 2 of 2" in second) == (True, True)
    assert "No more series" in there.get("/series?start=2").text


def test_without_a_series_the_page_says_how_to_get_one(tmp_path: Path, beginnings: Beginnings) -> None:
    (tmp_path / "raw").mkdir()
    with served(beginnings.begin(tmp_path / "w.duckdb", change(read_document())), tmp_path / "raw") as one:
        answer = one.get("/series")
    assert (answer.status, "indicators.csv" in answer.text) == (200, True)


def test_a_superseded_version_is_marked_and_leads_to_the_newer_one(there: Served) -> None:
    rows = run_query(there.warehouse, "SELECT document_id, file_name FROM documents ORDER BY file_name").rows
    assert "superseded" not in there.get("/").text
    (there.raw / "documents.csv").write_text(f"document,supersedes\n{rows[1][0]},{rows[0][0]}\n")
    place_again(there)
    page = lxml.html.fromstring(there.get("/").text)
    [mark] = page.xpath('//a[@class="superseded"]')
    assert mark.get("href") == f"/documents/{rows[1][0]}"
    assert rows[0][1] in mark.xpath("ancestor::tr")[0].text_content()
    assert "A newer version is in the warehouse" in there.get(f"/documents/{rows[0][0]}").text
    assert len(lxml.html.fromstring(there.get("/?state=newest").text).xpath("//tbody/tr")) == len(rows) - 1


def place_again(there: Served) -> None:
    from tests.reports.place import Place

    Place(there.raw, runs=9).publish()
