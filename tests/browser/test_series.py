"""Series in the browser: drawn with their styles, and a click on a point shows the figure on its page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.reports.wells import place_of_wells
from tests.review_app.served import Served, served

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture(scope="module")
def wells(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    place = place_of_wells(tmp_path_factory.mktemp("wells"))
    with served(place.warehouse, place.folder) as one:
        yield one


def test_a_click_on_a_point_shows_the_figure_on_its_page(page: Page, wells: Served) -> None:
    page.goto(wells.keys.address)
    page.get_by_role("link", name="Series").click()
    page.wait_for_selector("svg circle.hollow")
    page.wait_for_load_state("load")
    hollow = page.locator("svg circle.hollow").first
    # Of its styles, which no element of the page has itself.
    assert hollow.evaluate("dot => getComputedStyle(dot).fill") == "rgb(255, 255, 255)"
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    assert [problem["id"] for problem in axe.run(page).response["violations"]] == []
    page.locator("svg a", has=page.locator("circle.hollow")).first.click()
    page.wait_for_url("**/pages/1#fact-*")
    assert "450" in page.locator("li:target").inner_text()


def test_a_narrow_window_has_all_of_a_series(page: Page, wells: Served) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(wells.keys.address)
    page.goto(f"http://127.0.0.1:{wells.keys.port}/series")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
