"""The match of a draft with the structure tree."""

from __future__ import annotations

from tests.layout.tagged import Line, Node, tagged
from tests.layout.test_structure_tree import page_of
from tfextract.layout.drafts import Draft
from tfextract.layout.lines import read_fragments
from tfextract.layout.structure import PageLetters, PagePlaces, Structure

LINES = (
    Line(60, 700, "Wells for Villages", mark=0),
    Line(60, 680, "The fund dug 412 wells", mark=1),
    Line(60, 665, "in 2022.", mark=1),
    Line(60, 600, "Unmarked"),
)
NODES = (Node("Sect", [Node("Subhead", [0]), Node("Body", [1])]),)


def drafts_of(*groups: tuple[int, ...]) -> tuple[Structure, list[Draft]]:
    tree, page = page_of(tagged(LINES, NODES, {"Subhead": "H2", "Body": "P"}))
    fragments = read_fragments(page.glyphs)
    structure = Structure(tree, {1: PagePlaces(PageLetters.of(fragments))})
    return structure, [Draft(1, [(1, fragments[at]) for at in group]) for group in groups]


def test_a_draft_of_one_element_is_whole_and_alone() -> None:
    structure, (head, body) = drafts_of((0,), (1, 2))
    match = structure.match_of(head)
    assert match is not None
    assert (match.style, match.role) == ("Subhead", "H2")
    assert match.whole
    assert match.first
    assert match.alone
    whole = structure.match_of(body)
    assert whole is not None
    assert (whole.style, whole.whole, whole.first, whole.alone) == ("Body", True, True, True)


def test_a_draft_with_a_part_of_an_element_is_not_whole() -> None:
    structure, (opening, rest) = drafts_of((1,), (2,))
    first, last = structure.match_of(opening), structure.match_of(rest)
    assert first is not None
    assert last is not None
    assert (first.whole, first.first) == (False, True)
    assert (last.whole, last.first) == (False, False)


def test_a_draft_of_two_elements_is_in_the_one_with_most_of_its_letters() -> None:
    structure, (both,) = drafts_of((0, 1, 2))
    match = structure.match_of(both)
    assert match is not None
    assert (match.style, match.whole, match.first, match.alone) == ("Body", True, False, False)


def test_a_draft_outside_the_tree_is_in_no_element() -> None:
    structure, (unmarked, head) = drafts_of((3,), (0,))
    assert structure.match_of(unmarked) is None
    assert Structure().match_of(head) is None


def test_a_standing_is_kept_until_the_draft_gains_a_line() -> None:
    structure, (opening, rest) = drafts_of((1,), (2,))
    first = structure.match_of(opening)
    assert first is not None
    assert structure.match_of(opening) is first
    opening.lines += rest.lines
    joined = structure.match_of(opening)
    assert joined is not None
    assert (first.whole, joined.whole) == (False, True)
