"""Every action of the review application on the brochure in raw/, by mouse, by keyboard and without a script."""

from __future__ import annotations

import csv
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.review_app.served import Served
from tfextract.model import Achievement, Count, Product, ReadDocument
from tfextract.warehouse import run_query

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

UNDECIDED = "#facts li.undecided"


def rows(served: Served) -> list[dict[str, str]]:
    if not served.sheet.exists():
        return []
    with served.sheet.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def until(page: Page, holds: Callable[[], bool]) -> None:
    """The policy of the pages forbids what Playwright waits for a function with."""
    for _ in range(600):
        if holds():
            return
        page.wait_for_timeout(50)
    raise AssertionError("it did not come to hold")


def press(page: Page, served: Served, key: str, count: int) -> None:
    """A key, and until the sheet has so many rows."""
    page.keyboard.press(key)
    until(page, lambda: len(rows(served)) == count)


def settled(page: Page, selector: str, count: int) -> None:
    until(page, lambda: page.locator(selector).count() == count)


def test_the_whole_brochure_is_reviewed_by_a_key_a_fact_and_one_a_page(
    page: Page, brochure: Served, seed: ReadDocument
) -> None:
    page.goto(brochure.keys.address)
    page.click("table a")
    page.click("a.button.first")
    pressed = 0
    while True:
        page.wait_for_selector("#facts")
        left = page.locator(UNDECIDED).count()
        for _ in range(left):
            page.keyboard.press("a")
        pressed += left
        settled(page, UNDECIDED, 0)
        if not page.locator("#following").count():
            break
        before = page.url
        page.keyboard.press("n")
        pressed += 1
        until(page, lambda before=before: page.url.split("#")[0] != before.split("#")[0])  # type: ignore[misc]
    facts = seed.facts
    every = len(facts.achievements) + len(facts.counts) + len(facts.products)
    decided = rows(brochure)
    assert len({row["fact_id"] for row in decided}) == len(decided) == every
    found: tuple[Achievement | Count | Product, ...] = (*facts.achievements, *facts.counts, *facts.products)
    assert pressed == every + len({fact.page for fact in found}) - 1
    page.goto(page.url.split("/documents")[0])
    assert f"{every} of {every}" in page.inner_text("table")


def test_keys_move_accept_reject_and_take_back(at_brochure: Page, brochure: Served) -> None:
    first = at_brochure.get_attribute("li.current", "data-fact")
    at_brochure.keyboard.press("j")
    second = at_brochure.get_attribute("li.current", "data-fact")
    assert second != first
    assert at_brochure.get_attribute("svg .box.current", "id") == f"box-{second}"
    at_brochure.keyboard.press("k")
    press(at_brochure, brochure, "a", 1)
    press(at_brochure, brochure, "r", 2)
    assert [(row["fact_id"], row["decision"]) for row in rows(brochure)] == [(first, "accept"), (second, "reject")]
    settled(at_brochure, f"#fact-{second}.rejected", 1)
    assert "rejected" in at_brochure.inner_text("#told")
    assert at_brochure.inner_text("#waits") == "2"
    press(at_brochure, brochure, "u", 1)
    settled(at_brochure, f"#fact-{second}.undecided.current", 1)
    press(at_brochure, brochure, "u", 0)
    every = at_brochure.locator("#facts .acts").count()
    until(at_brochure, lambda: at_brochure.inner_text("#left") == f"{every} to review")


def test_fast_typing_decides_one_fact_after_the_other(at_brochure: Page, brochure: Served) -> None:
    at_brochure.keyboard.type("aaraa")
    until(at_brochure, lambda: len(rows(brochure)) == 5)
    assert len({row["fact_id"] for row in rows(brochure)}) == 5
    assert [row["decision"] for row in rows(brochure)] == ["accept", "accept", "reject", "accept", "accept"]


def test_a_box_shows_its_fact_and_a_fact_its_box(at_brochure: Page) -> None:
    box = at_brochure.locator("svg a.box.product").nth(2)
    fact_id = str(box.get_attribute("id")).removeprefix("box-")
    box.locator("rect").first.click()
    assert at_brochure.get_attribute("li.current", "id") == f"fact-{fact_id}"
    assert at_brochure.locator(f"#fact-{fact_id}").is_visible()
    other = at_brochure.locator("#facts li.count").last
    other.locator("a.mark").click()
    current = at_brochure.locator("svg .box.current")
    assert current.get_attribute("id") == str(other.get_attribute("id")).replace("fact-", "box-")
    rectangle, window = current.locator("rect").first.bounding_box(), at_brochure.locator(".sheet").bounding_box()
    assert rectangle is not None
    assert window is not None
    assert window["y"] <= rectangle["y"] < window["y"] + window["height"]


def test_buttons_do_what_the_keys_do(at_brochure: Page, brochure: Served) -> None:
    item = at_brochure.locator(UNDECIDED).nth(3)
    fact_id = str(item.get_attribute("data-fact"))
    item.get_by_role("button", name="Reject").click()
    settled(at_brochure, f"#fact-{fact_id}.rejected", 1)
    at_brochure.locator(f"#fact-{fact_id}").get_by_role("button", name="Take back").click()
    settled(at_brochure, f"#fact-{fact_id}.undecided", 1)
    assert rows(brochure) == []


def test_an_edit_by_keyboard(at_brochure: Page, brochure: Served) -> None:
    fact_id = at_brochure.get_attribute("li.current.count", "data-fact")
    at_brochure.keyboard.press("e")
    at_brochure.wait_for_selector(".editing [name=value]:focus")
    at_brochure.keyboard.type("many")
    at_brochure.keyboard.press("Enter")
    at_brochure.wait_for_selector(".editing [role=alert]")
    assert "is no number" in at_brochure.inner_text(".editing [role=alert]")
    at_brochure.fill(".editing [name=value]", "95")
    at_brochure.fill(".editing [name=unit]", "works")
    at_brochure.select_option(".editing [name=claim]", "target")
    at_brochure.focus(".editing [name=unit]")
    press(at_brochure, brochure, "Enter", 3)
    assert {row["column_name"]: row["new_value"] for row in rows(brochure)} == {
        "value": "95", "unit": "works", "claim": "target",
    }  # fmt: skip
    settled(at_brochure, f"#fact-{fact_id}.edited", 1)
    assert "95 works" in at_brochure.inner_text(f"#fact-{fact_id} h3")
    press(at_brochure, brochure, "u", 0)
    at_brochure.keyboard.press("e")
    at_brochure.wait_for_selector(".editing [name=value]:focus")
    at_brochure.keyboard.press("Escape")
    settled(at_brochure, ".editing", 0)


def test_a_rejection_with_its_reason(at_brochure: Page, brochure: Served) -> None:
    fact_id = at_brochure.get_attribute("li.current", "data-fact")
    at_brochure.keyboard.press("e")
    at_brochure.fill(".editing [name=why]", "somebody else's portfolio")
    at_brochure.click(".editing button[name=reject]")
    settled(at_brochure, f"#fact-{fact_id}.rejected", 1)
    [row] = rows(brochure)
    assert (row["fact_id"], row["decision"], row["note"]) == (fact_id, "reject", "somebody else's portfolio")
    assert "somebody else's portfolio" in at_brochure.inner_text(f"#fact-{fact_id}")


def test_a_drawn_box_becomes_a_fact(at_brochure: Page, brochure: Served) -> None:
    at_brochure.keyboard.press("d")
    at_brochure.wait_for_selector(".drawing")
    # Where no fact is: the end of the sentence "… here are the key achievements so far".
    paper = at_brochure.locator("#boxes").bounding_box()
    assert paper is not None
    scale = paper["width"] / 595
    at_brochure.mouse.move(paper["x"] + 486 * scale, paper["y"] + 391 * scale)
    at_brochure.mouse.down()
    at_brochure.mouse.move(paper["x"] + 550 * scale, paper["y"] + 402 * scale, steps=4)
    at_brochure.mouse.up()
    at_brochure.wait_for_selector("form.adding")
    words = at_brochure.input_value("[name=sentence]")
    assert words
    at_brochure.check("[value=achievement]")
    at_brochure.click("form.adding button.first")
    at_brochure.wait_for_selector("#added li.added")
    [row] = rows(brochure)
    assert (row["decision"], row["fact_kind"], row["sentence"]) == ("add", "achievement", words)
    assert at_brochure.locator("svg .box.added").count() == 1
    assert at_brochure.locator("#added li.held").count() == 0


def test_selected_words_become_a_fact(at_brochure: Page, brochure: Served) -> None:
    at_brochure.click("#text summary")
    at_brochure.wait_for_selector("#text[open]")
    line = at_brochure.locator("#text > p").nth(3)
    line.click(click_count=3)
    at_brochure.keyboard.press("s")
    at_brochure.wait_for_selector("form.adding")
    assert at_brochure.input_value("[name=sentence]").strip()
    at_brochure.check("[value=product]")
    title = at_brochure.input_value("[name=title]")
    at_brochure.click("form.adding button.first")
    at_brochure.wait_for_selector("#added li.added")
    [row] = rows(brochure)
    assert (row["fact_kind"], row["new_value"]) == ("product", f"title={title}")


def test_the_picture_grows_for_small_print(at_brochure: Page) -> None:
    def wide() -> float:
        box = at_brochure.locator(".paper").bounding_box()
        assert box is not None
        return box["width"]

    before = wide()
    at_brochure.keyboard.press("+")
    until(at_brochure, lambda: wide() > 1.5 * before)
    at_brochure.keyboard.press("]")
    at_brochure.wait_for_url("**/pages/3**")
    assert wide() > 1.5 * before
    at_brochure.keyboard.press("-")
    until(at_brochure, lambda: wide() == before)
    at_brochure.click("#zoom")
    until(at_brochure, lambda: wide() > before)


def test_filters(at_brochure: Page) -> None:
    every = at_brochure.locator("#facts li").count()
    at_brochure.select_option("[name=kind]", "product")
    settled(at_brochure, "#facts li:not(.product)", 0)
    at_brochure.wait_for_url("**kind=product**")
    assert 0 < at_brochure.locator("#facts li").count() < every
    assert at_brochure.locator("svg a.box:not(.product)").count() == 0
    at_brochure.select_option("[name=state]", "rejected")
    at_brochure.wait_for_selector(".empty")
    assert "No fact fits" in at_brochure.inner_text(".empty")
    at_brochure.click("text=Show all")
    at_brochure.check("[name=sure]")
    at_brochure.wait_for_url("**sure=unsure**")
    assert at_brochure.locator("#facts li").count() == at_brochure.locator("#facts .unsure").count() > 0


def test_search_leads_to_the_fact_on_its_page(page: Page, brochure: Served) -> None:
    page.goto(brochure.keys.address)
    page.keyboard.press("/")
    page.keyboard.type("minamata mercury")
    page.keyboard.press("Enter")
    page.wait_for_selector(".hits")
    assert {text.casefold() for text in page.locator("mark").all_inner_texts()} == {"minamata", "mercury"}
    page.locator(".hits a.where").first.click()
    page.wait_for_selector("li.current")
    assert "Minamata" in page.inner_text("li.current")
    page.goto(f"{page.url.split('/documents')[0]}/search?q=zzz")
    assert "Nothing says" in page.inner_text(".empty")


def test_publishing_is_a_button_behind_what_it_changes(at_brochure: Page, brochure: Served) -> None:
    before = run_query(brochure.warehouse, "SELECT count(*) FROM counts").rows[0][0]
    press(at_brochure, brochure, "r", 1)
    at_brochure.click("text=Publish")
    at_brochure.click("text=Show what will change")
    at_brochure.wait_for_selector("text=1 lost")
    assert run_query(brochure.warehouse, "SELECT count(*) FROM counts").rows[0][0] == before
    at_brochure.click("text=Publish this")
    at_brochure.wait_for_selector(".success")
    assert run_query(brochure.warehouse, "SELECT count(*) FROM counts").rows[0][0] == int(str(before)) - 1
    assert at_brochure.locator("#waits").is_hidden()


def go(page: Page, link: Locator) -> None:
    """Clicks and waits for the page that comes: without a script each click brings a new one."""
    with page.expect_navigation():
        link.click()


def test_without_a_script_buttons_links_and_forms_do_it_all(browser: Browser, brochure: Served) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(brochure.keys.address)
    go(page, page.locator("table a").first)
    go(page, page.locator("a.button.first").first)
    go(page, page.locator("#facts").get_by_role("button", name="Accept").first)
    assert "accepted" in page.inner_text("#facts")
    go(page, page.locator("#facts a.edit").last)
    page.fill("form.editing [name=theme]", "Lakes")
    go(page, page.locator("form.editing button.first").first)
    assert "Lakes" in page.inner_text("#facts")
    go(page, page.get_by_role("button", name="Take back").last)
    page.select_option("[name=state]", "decided")
    go(page, page.locator(".tools .filters button").first)
    assert page.locator("#facts li").count() == 1
    go(page, page.locator("#draw"))
    page.click("details summary")
    go(page, page.locator("text=take this").nth(1))
    assert page.input_value("[name=sentence]")
    for words in ("Publish", "Show what will change", "Publish this"):
        go(page, page.locator(f"text={words}").first)
    assert "Published." in page.inner_text(".success")
    context.close()
