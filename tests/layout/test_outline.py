"""Bookmarks and links within the file lead to a page and a height on it."""

from __future__ import annotations

from io import BytesIO

import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.objects import PAGE, one_page, text
from tfextract.layout.container import read_catalog, read_container
from tfextract.layout.glyphs import GlyphPage, open_pdf, read_glyph_pages
from tfextract.layout.outline import read_bookmarks
from tfextract.layout.structure import Declared, PagePlaces, Structure


def structure_of(data: bytes) -> Structure:
    pdf = open_pdf(data)
    pages = read_glyph_pages(pdf, lambda _: None, read_container(pdf, data, read_catalog(data)))
    places = {
        page.page: PagePlaces(jumps=page.jumps, space=page.space) for page in pages if isinstance(page, GlyphPage)
    }
    return Declared(bookmarks=read_bookmarks(pdf)).structure(places)


def report(turn: int = 0) -> bytes:
    target = BytesIO()
    canvas = Canvas(target, pagesize=(600, 800), invariant=1)
    canvas.drawString(100, 700, "Contents")
    canvas.linkRect("", "wells", (100, 600, 200, 612))
    canvas.linkURL("https://example.org", (100, 500, 200, 512))
    canvas.showPage()
    canvas.setPageRotation(turn)
    canvas.bookmarkHorizontal("wells", 0, 740)
    canvas.bookmarkPage("all")
    canvas.addOutlineEntry("Results of  the year", "all", 0)
    canvas.addOutlineEntry("Wells", "wells", 1)
    canvas.drawString(100, 730, "Wells")
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def test_the_outline_is_read_in_order_with_levels_pages_and_heights() -> None:
    first, second = structure_of(report()).outline
    assert (first.title, first.level, first.page) == ("Results of the year", 1, 2)
    assert (second.title, second.level, second.page, second.y) == ("Wells", 2, 2, 60)


def test_heights_are_those_of_the_page_as_it_is_displayed() -> None:
    assert structure_of(report(180)).outline[1].y == 740


def test_links_within_the_file_are_kept_apart_from_addresses() -> None:
    (link,) = structure_of(report()).inner_links
    assert (link.page, link.box.top, link.to_page, link.to_y) == (1, 188, 2, 60)


RINGS = {
    "its own next": "<< /Title (Wells) /Parent 20 0 R /Next 21 0 R >>",
    "its own child": "<< /Title (Wells) /Parent 20 0 R /First 21 0 R >>",
    "a page that is none": "<< /Title (Wells) /Parent 20 0 R /Dest [99 0 R /Fit] >>",
    "a place that is none": f"<< /Title (Wells) /Parent 20 0 R /Dest [{PAGE} 0 R /FitH null] >>",
}


@pytest.mark.parametrize("name", RINGS)
def test_a_broken_outline_ends(name: str) -> None:
    more = {20: "<< /Type /Outlines /First 21 0 R /Last 21 0 R >>", 21: RINGS[name]}
    (entry,) = structure_of(one_page(text(60, 700, "Wells"), catalog="/Outlines 20 0 R", more=more)).outline
    assert entry.title == "Wells"
    assert entry.y is None
