"""What a page looks like to those who see it otherwise: a narrow window, paper, a screen reader, a hostile PDF."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.test_brochure import settled, until
from tests.review_app.served import Served, served
from tests.warehouse.beginnings import Beginnings
from tests.warehouse.samples import read_document, source_file, with_facts
from tfextract.warehouse import Change

if TYPE_CHECKING:
    from playwright.sync_api import Page

HOSTILE = (
    "<script>alert(1)</script><img src=http://evil.example/x onerror=alert(2)> 120 \"'></textarea></title></svg>"
    "<svg onload=alert(3)> {{ 7 * 7 }} {% raw %} javascript:alert(4) \u202etxt.exe\u202c pilots"
)
ADDRESSES = (
    "/", "/?name=nothing", "/documents/{0}", "/documents/{0}/pages/1", "/documents/{0}/pages/2",
    "/documents/{0}/pages/1/add?text=x", "/search?q=mercury", "/search?q=zzz", "/search",
    "/publish", "/help", "/documents/none",
)  # fmt: skip


@pytest.fixture
def opened(page: Page, brochure: Served) -> str:
    """The id of the brochure, in a browser that has the cookie."""
    page.goto(brochure.keys.address)
    return str(page.locator("table a").first.get_attribute("href")).split("/")[-1]


def test_axe_finds_nothing_serious_on_any_page(page: Page, brochure: Served, opened: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    base = page.url.rstrip("/")
    found = []
    for address in ADDRESSES:
        page.goto(base + address.format(opened))
        if "/pages/" in address and "add" not in address:
            page.wait_for_selector("li.current")
            page.keyboard.press("a")
            page.wait_for_selector("li.accepted")
            page.keyboard.press("e")
            page.wait_for_selector(".editing")
            page.wait_for_timeout(5500)
        looked = axe.run(page).response
        assert looked["passes"]
        found += [
            f"{address}: {problem['impact']} {problem['id']} {[node['target'] for node in problem['nodes']][:3]}"
            for problem in looked["violations"]
        ]
    assert [one for one in found if "serious" in one or "critical" in one] == []
    assert found == []


@pytest.mark.parametrize("width", [360, 700])
def test_a_narrow_window_has_all_of_it(page: Page, opened: str, width: int) -> None:
    base = page.url.rstrip("/")
    page.set_viewport_size({"width": width, "height": 780})
    for address in ADDRESSES:
        page.goto(base + address.format(opened))
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, address
    page.goto(f"{base}/documents/{opened}/pages/2")
    page.wait_for_selector("li.current")
    page.keyboard.press("j")
    item, sheet = page.locator("li.current").bounding_box(), page.locator(".sheet").bounding_box()
    assert item is not None
    assert sheet is not None
    # The picture stays above the fact that is looked at.
    assert sheet["y"] >= -1
    assert item["y"] >= sheet["y"] + sheet["height"] - 1
    assert page.locator("li.current button.accept").is_visible()


def test_a_narrow_list_of_documents_has_what_is_reviewed_beside_the_name(page: Page, opened: str) -> None:
    assert opened
    page.set_viewport_size({"width": 400, "height": 800})
    page.goto(page.url)
    region = page.locator(".scroll")
    assert region.evaluate("region => region.scrollWidth <= region.clientWidth")
    assert page.get_by_role("columnheader", name="Reviewed").is_visible()


def test_nothing_of_the_list_shows_beside_its_head(page: Page, opened: str) -> None:
    page.goto(f"{page.url.rstrip('/')}/documents/{opened}/pages/2")
    page.wait_for_selector("li.current")
    head, fact = page.locator(".head").bounding_box(), page.locator("li.current").bounding_box()
    assert head is not None
    assert fact is not None
    # The current fact glows by two pixels.
    assert head["x"] <= fact["x"] - 2
    assert head["x"] + head["width"] >= fact["x"] + fact["width"] + 2


def test_paper_has_the_page_and_its_facts_without_buttons(page: Page, opened: str) -> None:
    page.goto(f"{page.url.rstrip('/')}/documents/{opened}/pages/2")
    page.wait_for_selector("li.current")
    page.emulate_media(media="print")
    for selector in (".bar", ".tools", ".acts", ".paging"):
        assert page.locator(selector).first.is_hidden()
    assert page.locator(".paper img").is_visible()
    high = page.evaluate("document.documentElement.scrollHeight")
    last = page.locator("#facts li").last.bounding_box()
    assert last is not None
    assert last["y"] + last["height"] <= high + 1
    assert page.evaluate("getComputedStyle(document.querySelector('.listed')).overflow") == "visible"


@pytest.fixture
def hostile(tmp_path: Path, beginnings: Beginnings) -> Iterator[Served]:
    read = read_document("harbour", statement=HOSTILE)
    read = replace(read, document=replace(read.document, title=HOSTILE, publisher=HOSTILE, file_name=HOSTILE))
    issue = replace(read.facts.issues[0], message=HOSTILE, file_name=HOSTILE)
    count = replace(read.facts.counts[0], unit=HOSTILE, theme=HOSTILE, label=HOSTILE)
    read = with_facts(read, issues=(issue,), counts=(count,))
    made = Change((source_file("harbour"),), (read,), ())
    (tmp_path / "raw").mkdir()
    with served(beginnings.begin(tmp_path / "w.duckdb", made), tmp_path / "raw", by=HOSTILE) as one:
        yield one


def test_words_of_a_pdf_are_words_on_every_page(page: Page, hostile: Served) -> None:
    """The fixture `page` fails where one of them runs, opens a dialog, or asks another host."""
    page.goto(hostile.keys.address)
    base = page.url.rstrip("/")
    assert "<script>alert(1)</script>" in page.inner_text("table")
    where = f"{base}/documents/harbour000000000/pages/1"
    others = ("/documents/harbour000000000", "/search?q=%22%3Cscript%3E%22", "/publish")
    for address in (
        where,
        f"{where}/facts/c-harbour",
        f"{where}/add?text=%3Cb%3E",
        *(base + other for other in others),
    ):
        page.goto(address)
        assert page.locator("body script, body img:not([src^='/']), body svg[onload]").count() == 0
        assert "49" not in page.inner_text("main")
        assert "\u202e" not in page.inner_text("main")
        assert page.evaluate("document.documentElement.scrollWidth") <= 1440
    page.goto(where)
    page.wait_for_selector("li.current")
    page.keyboard.press("a")
    settled(page, "#facts li.accepted", 1)
    page.keyboard.press("e")
    page.wait_for_selector(".editing")
    page.keyboard.press("Escape")
    page.goto(f"{base}/publish")
    page.click("text=Show what will change")
    page.wait_for_selector("text=Publish this")
    assert page.locator("body script").count() == 0


def test_a_picture_that_cannot_be_made_says_why_and_the_facts_are_there(page: Page, hostile: Served) -> None:
    page.goto(hostile.keys.address)
    page.goto(f"{page.url.rstrip('/')}/documents/harbour000000000/pages/1")
    until(page, lambda: bool(page.evaluate("document.querySelector('.paper img').complete")))
    assert page.evaluate("document.querySelector('.paper img').naturalWidth") > 0
    assert page.locator("#facts li").count() == 7
    page.goto(f"{page.url.split('/documents')[0]}/documents/harbour000000000/pages/1/picture")
    assert "is no longer at" in " ".join(page.locator("text").all_text_contents())


def test_nothing_at_all_says_what_to_do(page: Page, tmp_path: Path, beginnings: Beginnings) -> None:
    (tmp_path / "raw").mkdir()
    with served(beginnings.begin(tmp_path / "w.duckdb"), tmp_path / "raw") as one:
        page.goto(one.keys.address)
        assert "tfextract ingest" in page.inner_text(".empty")
        shutil.rmtree(tmp_path / "raw")
        page.goto(f"{page.url}publish")
        assert "Nothing waits" in page.inner_text(".empty")
