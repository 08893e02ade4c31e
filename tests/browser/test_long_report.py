"""A report of 200 pages with 500 facts each stays usable; what it took is printed with `-s`."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser.long_report import publish_long_report
from tests.browser.test_brochure import rows, settled, until
from tests.review_app.served import Served, served

if TYPE_CHECKING:
    from playwright.sync_api import Page

PAGES, FACTS = 200, 500


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, str]]:
    folder = tmp_path_factory.mktemp("long")
    (folder / "raw").mkdir()
    document_id = publish_long_report(folder / "w.duckdb", folder / "raw", PAGES, FACTS)
    with served(folder / "w.duckdb", folder / "raw") as one:
        yield one, document_id


def _complete(page: Page) -> None:
    page.wait_for_selector("li.current")
    until(page, lambda: bool(page.evaluate("document.querySelector('.paper img').complete")))


def test_a_long_report_is_reviewed_page_by_page(page: Page, report: tuple[Served, str]) -> None:
    one, document_id = report
    took = {}
    page.goto(one.keys.address)
    assert "0 of 100000" in page.inner_text("table").replace(",", "")
    began = time.monotonic()
    page.click("table a")
    assert page.locator("ol.pages li").count() == PAGES
    page.click("a.button.first")
    _complete(page)
    took["first page"] = time.monotonic() - began
    assert page.locator("#facts li").count() == 200
    assert "200 of 500" not in page.inner_text(".summary")
    page.wait_for_timeout(1500)
    began = time.monotonic()
    page.keyboard.press("]")
    page.wait_for_url("**/pages/2**")
    _complete(page)
    took["next page"] = time.monotonic() - began
    began = time.monotonic()
    page.keyboard.type("aaaaaaaaaa")
    settled(page, "#facts li.accepted", 10)
    took["ten verdicts"] = time.monotonic() - began
    assert len(rows(one)) == 10
    page.click("#more")
    page.wait_for_selector("text=facts 201 to 400 of 500")
    assert page.inner_text("#left") == "490 to review"
    began = time.monotonic()
    page.goto(f"{page.url.split('/documents')[0]}/search?q=%22lake+199%22")
    assert "500 places on 1 page" in page.inner_text("main")
    took["search"] = time.monotonic() - began
    page.goto(f"{page.url.split('/search')[0]}/documents/{document_id}/pages/{PAGES}")
    _complete(page)
    sys.stdout.write(f"\n{', '.join(f'{what} {seconds:.2f} s' for what, seconds in took.items())}\n")
