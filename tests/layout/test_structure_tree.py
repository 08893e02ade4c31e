"""The structure tree is read as it was written. A broken tree is ignored, and never costs a page."""

from __future__ import annotations

import pytest

from tests.layout.tagged import FIRST, ROOT, Line, Node, tagged, untagged, with_objects
from tests.objects import PAGE
from tfextract.layout import read_layout, structure_tree
from tfextract.layout.container import read_catalog, read_container
from tfextract.layout.elements import StructureTree
from tfextract.layout.glyphs import GlyphPage, open_pdf, read_glyph_pages
from tfextract.layout.structure_tree import read_tree

LINES = (
    Line(60, 700, "Wells for Villages", mark=0),
    Line(60, 680, "The fund dug 412 wells in 2022.", mark=1),
)


def tree_of(data: bytes) -> StructureTree | None:
    return read_tree(read_catalog(data), 1)


def page_of(data: bytes) -> tuple[StructureTree, GlyphPage]:
    catalog = read_catalog(data)
    tree = read_tree(catalog, 1)
    assert tree is not None
    pdf = open_pdf(data)
    (page,) = read_glyph_pages(pdf, lambda _: None, read_container(pdf, data, catalog), tree)
    assert isinstance(page, GlyphPage)
    return tree, page


def words_by_style(data: bytes) -> dict[str, str]:
    """Letters of the page by the style of their element, "" for those of none."""
    tree, page = page_of(data)
    found: dict[str, str] = {}
    for glyph in page.glyphs:
        element = glyph.mark.element
        style = "artifact" if glyph.mark.artifact else "" if element is None else tree.elements[element].style
        found[style] = found.get(style, "") + glyph.text.strip()
    return found


def test_an_element_has_the_style_of_its_maker_and_its_mapped_role() -> None:
    nodes = [Node("Story", [Node("Sub_head_A", [0]), Node("Body", [1])])]
    tree = tree_of(tagged(LINES, nodes, {"Story": "Sect", "Sub_head_A": "Head", "Head": "H2"}))
    assert tree is not None
    assert [(e.style, e.role, e.parent) for e in tree.elements] == [
        ("Story", "Sect", None),
        ("Sub_head_A", "H2", 0),
        ("Body", "Body", 0),
    ]
    assert tree.content == {(1, 0): 1, (1, 1): 2}


def test_letters_are_of_the_element_whose_content_they_are() -> None:
    lines = (*LINES, Line(60, 660, "Unmarked"), Line(60, 30, "page 7", tag="Artifact"))
    nodes = [Node("Sect", [Node("H1", [0]), Node("P", [1])])]
    assert words_by_style(tagged(lines, nodes)) == {
        "H1": "WellsforVillages",
        "P": "Thefunddug412wellsin2022.",
        "": "Unmarked",
        "artifact": "page7",
    }


def test_a_span_or_link_is_part_of_its_paragraph() -> None:
    nodes = [Node("P", [Node("Span", [0]), Node("Link", [Node("Span", [1])])])]
    assert set(words_by_style(tagged(LINES, nodes))) == {"P"}


def test_language_and_meant_text_are_kept() -> None:
    nodes = [Node("Sect", [Node("P", [0, 1], "/ActualText (Wells)")], "/Lang (fr-CA)")]
    tree = tree_of(tagged(LINES, nodes))
    assert tree is not None
    assert tree.elements[1].actual_text == "Wells"
    assert tree.lang(1) == "fr-CA"
    assert tree.elements[1].lang is None


def test_content_in_dictionaries_is_found_and_that_of_other_streams_passed_over() -> None:
    objects = {
        ROOT: f"<< /Type /StructTreeRoot /K {FIRST} 0 R >>",
        FIRST: f"<< /S /P /K [<< /Type /MCR /Pg {PAGE} 0 R /MCID 0 >> << /Type /OBJR /Obj {PAGE} 0 R >> "
        f"<< /Type /MCR /Pg {PAGE} 0 R /MCID 1 /Stm 4 0 R >>] >>",
    }
    tree = tree_of(with_objects(LINES, objects))
    assert tree is not None
    assert tree.content == {(1, 0): 0}


def test_a_file_without_a_tree_has_none() -> None:
    assert tree_of(untagged(LINES)) is None


BROKEN = {
    "its own child": {FIRST: f"<< /S /Sect /Pg {PAGE} 0 R /K [{FIRST} 0 R] >>"},
    "a ring of two": {
        FIRST: f"<< /S /Sect /Pg {PAGE} 0 R /K [{FIRST + 1} 0 R 0] >>",
        FIRST + 1: f"<< /S /Sect /K [{FIRST} 0 R 1] >>",
    },
    "no type, no page": {FIRST: "<< /K [0 1] >>"},
    "a page that is none": {FIRST: "<< /S /P /Pg 5 0 R /K [0 1] >>"},
    "a missing object": {FIRST: "<< /S /P /K [99 0 R] >>"},
    "a type that is no name": {FIRST: f"<< /S (P) /Pg {PAGE} 0 R /K [0 1] >>"},
    "a reference to itself": {FIRST: f"{FIRST} 0 R"},
    "a number": {FIRST: "7"},
    "no end": {FIRST: "<< /S /P /K [["},
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_tree_harms_nothing(name: str) -> None:
    root = {ROOT: f"<< /Type /StructTreeRoot /K [{FIRST} 0 R] >>"}
    layout = read_layout(with_objects(LINES, root | BROKEN[name]), "wells.pdf", "d")
    plain = read_layout(untagged(LINES), "wells.pdf", "d")
    assert layout.blocks == plain.blocks
    assert layout.issues == ()


def test_a_ring_is_read_once() -> None:
    root = {ROOT: f"<< /Type /StructTreeRoot /K [{FIRST} 0 R] >>"}
    tree = tree_of(with_objects(LINES, root | BROKEN["a ring of two"]))
    assert tree is not None
    assert tree.content == {(1, 0): 0, (1, 1): 1}


@pytest.mark.parametrize("limit", ["MAX_ELEMENTS", "MAX_NODES", "MAX_PAGE_NODES"])
def test_a_tree_larger_than_a_reader_waits_for_counts_as_none(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tagged(LINES, [Node("Sect", [Node("P", [0]), Node("P", [1])])])
    assert tree_of(data) is not None
    monkeypatch.setattr(structure_tree, limit, 1)
    assert tree_of(data) is None


def test_styles_that_stand_for_each_other_end() -> None:
    tree = tree_of(tagged(LINES, [Node("A", [0, 1])], {"A": "B", "B": "A"}))
    assert tree is not None
    assert tree.elements[0].style == "A"


def test_a_tree_as_deep_as_it_has_elements_is_read() -> None:
    node = Node("P", [0, 1])
    for _ in range(400):
        node = Node("Sect", [node])
    assert set(words_by_style(tagged(LINES, [node]))) == {"P"}
