"""The report of a document: what an analyst forwards. Read back as a browser reads it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import lxml.html
import pytest
from lxml.html import HtmlElement

from tests.reports.place import Place, is_self_contained, is_well_made, read_html, words
from tests.reports.test_completeness import reading
from tests.warehouse.samples import read_document, with_facts
from tests.warehouse.world import Sheet
from tfextract.model import (
    Claim,
    CountKind,
    Facts,
    FileStatus,
    Issue,
    Page,
    PageStatus,
    ProductClass,
    ProductRole,
    Qualifier,
    ReadDocument,
    TextSource,
)
from tfextract.reports.document import document_report
from tfextract.reports.pages import ReportPictures, render
from tfextract.reports.writing import Written, write_index
from tfextract.warehouse import run_query

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> \"'><b>{{ 7 * 7 }} {% raw %} &amp; \u202etxt.exe"


def mill() -> Sheet:
    sheet = Sheet("mill", "Mill Trust", 2015)
    statement = sheet.achievement("grind", "The mill ground 4,100 sacks of oats for nine villages.", theme="Flour")
    ground = {"achievement_id": statement, "value_printed": "4,100", "label": "4,100 sacks of oats"}
    sheet.count("sacks", 4100, "sacks of oats", Claim.ACHIEVED, **ground)
    sheet.achievement("again", "The mill ground oats once more, as told.", theme="Flour", repeat_of=statement)
    sheet.achievement("weir", "A weir was built above the mill.", confidence=0.4)
    sheet.count(
        "large", 300, "weirs", Claim.ACHIEVED, headline=True, qualifier=Qualifier.OVER, label="300 weirs mended"
    )
    sheet.count("share", 45, "villages", None, kind=CountKind.PERCENT, label="45 of villages bake")
    sheet.count("world", 9e6, "mills", Claim.CONTEXT, label="nine million mills stand still")
    target = sheet.count("aim", 500, "bakers", Claim.TARGET, label="500 bakers taught")
    sheet.count("got", 400, "bakers", Claim.ACHIEVED, compares_with=target, label="400 bakers taught")
    sheet.count("alone", 70, "ponds", Claim.TARGET, label="70 ponds dug")
    plan = sheet.achievement("plan", "The trust wants 20 sluices and has 15.", theme="Water")
    sluices = sheet.count("sluices", 20, "sluices", Claim.TARGET, achievement_id=plan, label="20 sluices")
    sheet.count("built", 15, "sluices", Claim.ACHIEVED, achievement_id=plan, compares_with=sluices, label="15 sluices")
    sheet.product("book", "Handbook of Millstones", ProductClass.GUIDE_OR_TOOL)
    sheet.product("cited", "Survey of Rivers", ProductClass.PUBLICATION, role=ProductRole.CITED)
    sheet.mention(statement, "KEN", None)
    return sheet


@pytest.fixture(scope="module")
def mill_report(tmp_path_factory: pytest.TempPathFactory) -> Written:
    place = Place(tmp_path_factory.mktemp("mill"))
    place.publish(mill().read())
    [written] = place.report()
    return written


@pytest.fixture
def mill_page(mill_report: Written) -> HtmlElement:
    return read_html(mill_report.path)


def test_a_report_is_self_contained_and_valid(mill_report: Written) -> None:
    for path in (mill_report.path, mill_report.brief):
        page = read_html(path)
        is_self_contained(page)
        is_well_made(page)
    assert mill_report.size == mill_report.path.stat().st_size


def test_every_line_has_its_page_and_a_picture_of_its_place(mill_report: Written) -> None:
    page = read_html(mill_report.path)
    lines = page.xpath('//ul[@class="lines"]/li | //ul[@class="tiles"]/li | //table[@class="targets"]/tbody')
    assert len(lines) == mill_report.facts == mill_report.pictured == 11
    for line in lines:
        [summary] = line.xpath(".//details/summary")
        assert words(summary).endswith("page 1")
        [picture] = line.xpath('.//details//svg[@role="img"]')
        assert picture.get("aria-label").startswith("Page 1, with the words framed: ")
        assert picture.xpath(".//rect"), "no frame"
    assert all(uri.startswith("data:image/webp;base64,") for uri in page.xpath("//image/@href"))


def test_numbers_are_shown_as_printed_with_their_claim(mill_page: HtmlElement) -> None:
    [tile] = mill_page.xpath('//ul[@class="tiles"]/li')
    assert words(tile).startswith("over 300 weirs mended")
    flour = mill_page.xpath("//li/ul[@class='numbers']/li")[0]
    assert words(flour).startswith("4,100 ")
    assert words(flour).endswith(" achieved")
    others = [words(line) for line in mill_page.xpath('//section[@aria-labelledby="figures"]//li')]
    assert any(line.startswith("45% of villages bake claim not stated") for line in others)
    assert any(" context" in line for line in others)


def test_results_stand_under_their_headings_with_how_many_there_are(mill_page: HtmlElement) -> None:
    section = mill_page.xpath('//section[@aria-labelledby="results"]')[0]
    assert [words(heading) for heading in section.xpath("./h3")] == [
        "Flour 1 result",
        "Results 1 result",
        "Water 1 result",
    ]
    assert "1 result repeated elsewhere in the document is shown once." in words(section)
    [doubted] = [line for line in section.xpath(".//li[p]") if "weir was built" in words(line)]
    assert "reading unsure, look at the page" in words(doubted)


def test_targets_stand_against_actuals_and_what_is_not_known_is_not_stated(mill_page: HtmlElement) -> None:
    rows = {
        words(row)[:3]: [words(cell) for cell in row.xpath("./td")]
        for row in mill_page.xpath("//table[@class='targets']/tbody/tr[th]")
    }
    assert rows["500"] == ["500", "400", "80%", "✗ not met"]
    assert rows["70 "] == ["70", "not stated", "not stated", "not stated"]
    assert "The document tells of none that was found." in words(mill_page)


def test_a_column_of_targets_that_says_nothing_is_left_out(place: Place) -> None:
    sheet = Sheet("ponds", "Pond Trust", 2015)
    sheet.count("dug", 70, "ponds", Claim.TARGET, label="70 ponds dug")
    sheet.count("cost", 9e6, "USD", Claim.TARGET, kind=CountKind.MONEY, currency="USD", confidence=0.4)
    place.publish(sheet.read())
    page = place.page()
    [table] = page.xpath("//table[@class='targets']")
    assert [words(head) for head in table.xpath("./thead//th")] == ["What is aimed at", "Target"]
    cells = {words(row.xpath("./th")[0]): words(row.xpath("./td")[0]) for row in table.xpath("./tbody/tr[th]")}
    assert list(cells.values()) == ["USD 9,000,000", "70"]
    assert len(table.xpath(".//*[contains(@class, 'doubt')]")) == 1
    assert "The document sets no figure against them." in words(page)


def test_products_that_are_only_named_are_marked_as_such(place: Place) -> None:
    sheet = Sheet("named", "Pond Trust", 2015)
    sheet.product("cited", "Survey of Rivers", ProductClass.PUBLICATION, role=ProductRole.CITED)
    sheet.product("bare", "Atlas of Ponds", ProductClass.PUBLICATION, role=None, state=None, confidence=0.4)
    place.publish(sheet.read())
    [written] = place.report()
    page = read_html(written.path)
    assert "Products 2" in words(page.xpath("//nav")[0])
    [section] = page.xpath('//section[@aria-labelledby="products"]')
    assert "None is said to be made and released by the programme." in words(section)
    assert "not stated" not in words(section)
    assert "reading unsure" in words(section.xpath(".//li[contains(., 'Atlas')]")[0])
    assert "2 products named" in words(read_html(written.brief))


def test_a_figure_within_a_result_is_named_by_its_unit(mill_page: HtmlElement) -> None:
    [flour] = [line for line in mill_page.xpath("//li[ul]") if "4,100 sacks" in words(line)]
    assert words(flour.xpath("./ul/li")[0]) == "4,100 sacks of oats achieved"


def test_a_country_leads_to_the_results_that_name_it(mill_page: HtmlElement) -> None:
    [row] = mill_page.xpath('//table[@class="bars"]/tbody/tr')
    assert words(row) == "Kenya 1 1"
    assert row.xpath(".//a/@href") == ["#f-mill-grind"]


def test_every_figure_of_a_line_can_be_led_to(mill_page: HtmlElement) -> None:
    ids = mill_page.xpath("//details//@id")
    assert {"f-mill-sacks", "f-mill-sluices", "f-mill-built", "f-mill-got"} <= set(ids)


def test_what_a_pdf_holds_is_text_and_never_markup(place: Place) -> None:
    sheet = Sheet("evil", HOSTILE, 2015)
    sheet.achievement("a", HOSTILE, theme=HOSTILE)
    sheet.count("c", 5, HOSTILE, Claim.ACHIEVED, headline=True, label=HOSTILE, value_printed=f"5{HOSTILE}")
    sheet.count("t", 6, HOSTILE, Claim.TARGET, label=HOSTILE)
    sheet.product("p", HOSTILE, ProductClass.MEDIA)
    read = sheet.read()
    issue = Issue("page_failed", HOSTILE, "evil.pdf", read.document.document_id, 1)
    read = replace(read, document=replace(read.document, title=HOSTILE), layout=replace(read.layout, issues=(issue,)))
    place.publish(read)
    [written] = place.report()
    for path in (written.path, written.brief):
        page = read_html(path)
        is_self_contained(page)
        assert page.xpath("//img | //b[not(ancestor::li)]") == []
        assert "<script>alert(1)</script>" in page.xpath("//h1")[0].text_content()
        assert "{{ 7 * 7 }}" in page.text_content()
        assert "\u202e" not in path.read_text("utf-8")


def test_a_document_that_gives_nothing_says_so_and_why(place: Place) -> None:
    whole = Sheet("empty", None, None).read()
    pages = (*whole.layout.pages[:1], Page(2, 595.0, 842.0, PageStatus.IMAGE_ONLY, TextSource.NONE))
    place.publish(replace(whole, layout=replace(whole.layout, pages=pages)))
    page = place.page()
    is_well_made(page)
    assert "1 of 2 pages read; page 2 is a picture." in words(page.xpath("//header")[0])
    assert "No result, figure, product or shortfall was found" in words(page)
    assert "what it tells may be on the missing pages" in words(page)
    [publisher] = [item for item in page.xpath("//dl/div") if words(item).startswith("Publisher")]
    assert words(publisher) == "Publisher not stated"


def test_without_its_pdf_a_report_has_pages_but_no_pictures_and_says_why(place: Place) -> None:
    place.publish(mill().read())
    (place.folder / "mill.pdf").unlink()
    page = place.page()
    is_self_contained(page)
    assert "There are no pictures of the pages: the PDF is no longer at" in words(page)
    assert page.xpath("//details") == []
    assert len(page.xpath('//p[@class="sight bare"]')) == 11


def test_another_file_in_the_place_of_the_pdf_is_not_pictured(place: Place) -> None:
    place.publish(mill().read())
    (place.folder / "mill.pdf").write_bytes((place.folder / "mill.pdf").read_bytes() + b"\n")
    assert "holds other bytes than when it was read" in words(place.page())


def test_two_files_of_one_name_have_two_reports(place: Place) -> None:
    place.publish(mill().read())
    sheet = Sheet("MILL", None, None)
    sheet.achievement("a", "Another mill was built.")
    place.publish(sheet.read())
    written = place.report()
    assert len({one.path.name.casefold() for one in written}) == 2


def test_a_document_that_a_later_version_replaces_says_so(place: Place) -> None:
    place.publish(mill().read())
    [(old,)] = run_query(place.warehouse, "SELECT document_id FROM documents").rows
    sheet = Sheet("mill2", "Mill Trust", 2015)
    sheet.achievement("a", "The mill was mended again.")
    place.publish(sheet.read(supersedes=str(old)))
    [written] = place.report(str(old))
    text = words(read_html(written.path))
    assert "A later version replaces this document: mill2.pdf." in text
    assert "No target was found" not in text
    assert [one.path.name for one in place.report()] == ["mill2.html"]


def test_an_index_leads_to_every_report_beside_it(place: Place) -> None:
    place.publish(mill().read(), Sheet("index", "<b>Weir</b> & Sons", None).read())
    written = place.report()
    page = read_html(write_index(place.folder / "reports", written))
    is_well_made(page)
    links = page.xpath("//tbody//a/@href")
    assert len(links) == len(set(links)) == 4
    assert all((place.folder / "reports" / link).is_file() for link in links)
    assert "<b>Weir</b> & Sons not stated 0 1 of 2 pages read; page 2 is a picture." in words(page)


def test_one_fact_of_every_kind_is_shown(place: Place) -> None:
    place.publish(read_document())
    text = words(place.page())
    for phrase in (
        "trained 120 harbour pilots",
        "Handbook on Night Navigation",
        "Phase one",
        "delayed by the ice",
        "Kenya",
    ):
        assert phrase in text, phrase


@pytest.mark.parametrize("status", [FileStatus.READ, FileStatus.PARTIAL])
def test_a_readingout_facts_at_all_can_be_reported(place: Place, status: FileStatus) -> None:
    read: ReadDocument = with_facts(Sheet("bare", None, None).read(status=status))
    place.publish(replace(read, facts=Facts(), document=replace(read.document, published_on=date(2016, 2, 3))))
    assert "3 February 2016" in words(place.page())


def test_a_fund_that_publishes_its_own_report_is_named_once() -> None:
    bare = reading("read")
    about = replace(bare.about, publisher="Mill Fund", funds=("Mill Fund", "Weir Fund"))
    for funds, shown in ((about.funds, ["Mill Fund", "Weir Fund"]), (("Mill Fund",), ["Mill Fund"])):
        report = document_report(replace(bare, about=replace(about, funds=funds)))
        page = render("document.html", report=report, pictures_of=ReportPictures(), no_pictures=None, within={})
        named = [words(item) for item in lxml.html.document_fromstring(page).xpath("//dl/div/dd")]
        assert [name for name in named if "Fund" in name] == shown
