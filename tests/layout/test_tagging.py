"""Tags separate and join lines if the page confirms them; a worthless tree changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tests.layout.tagged import Line, Node, tagged, untagged
from tfextract.layout import read_layout

TEXT = (
    "The fund dug 412 wells in forty villages and trained",
    "two hundred people of the hills who now look after",
    "Moss Fund pumps of every make, which are kept running",
    "by the villages themselves and by nobody else at all.",
)


def paragraph(y: float, mark: int, lines: Sequence[str] = TEXT) -> list[Line]:
    return [Line(60, y - 14 * at, words, mark=mark) for at, words in enumerate(lines)]


def texts(data: bytes) -> list[str]:
    return [block.text for block in read_layout(data, "wells.pdf", "d").blocks]


def with_tags(lines: Sequence[Line], nodes: Sequence[Node], roles: Mapping[str, str] | None = None) -> list[str]:
    return texts(tagged(lines, nodes, roles))


PAGE = [
    Line(60, 740, "Wells for Villages", 18, mark=0),
    *paragraph(710, 1),
    Line(60, 640, "Schools", mark=2),
    *paragraph(620, 3, ["In 2022 the fund built nine schools."]),
    *paragraph(596, 4, ["Each of them has a library."]),
]
SHORT = ["Two hundred people were trained in forty villages.", "Nine schools of the hills have a library of their own."]


def test_tags_that_agree_with_the_page_change_nothing() -> None:
    nodes = [Node("Sect", [Node("H1", [0]), Node("P", [1]), Node("H2", [2]), Node("P", [3]), Node("P", [4])])]
    assert with_tags(PAGE, nodes) == texts(untagged(PAGE))
    assert len(texts(untagged(PAGE))) == 5


def test_one_element_for_the_whole_page_changes_nothing() -> None:
    for style in ("Part", "P"):
        assert with_tags(PAGE, [Node(style, [0, 1, 2, 3, 4])]) == texts(untagged(PAGE))


def test_an_element_for_every_line_changes_nothing() -> None:
    lines = [replace(line, mark=at) for at, line in enumerate(PAGE)]
    nodes = [Node(f"Style{at % 2}", [at]) for at in range(len(lines))]
    assert with_tags(lines, nodes) == texts(untagged(lines))


def test_tags_on_a_few_words_change_nothing() -> None:
    lines = [*paragraph(710, 0, SHORT), *(replace(line, mark=None) for line in paragraph(600, 1))]
    lines = [replace(line, mark=at if at < 2 else None) for at, line in enumerate(lines)]
    assert with_tags(lines, [Node("P", [0]), Node("Caption", [1])]) == texts(untagged(lines))


def test_paragraphs_without_space_between_them_are_separated() -> None:
    lines = [replace(line, mark=at) for at, line in enumerate(paragraph(710, 0, SHORT))]
    assert texts(untagged(lines)) == [" ".join(SHORT)]
    assert with_tags(lines, [Node("P", [0]), Node("P", [1])]) == SHORT


def test_a_heading_in_the_type_of_its_text_is_separated_by_its_style() -> None:
    lines = [Line(60, 724, "What the fund did in the year", mark=0), *paragraph(710, 1)]
    whole = " ".join(TEXT)
    assert texts(untagged(lines)) == ["What the fund did in the year " + whole]
    roles = {"Sub_head": "P", "Body": "P"}
    assert with_tags(lines, [Node("Sub_head", [0]), Node("Body", [1])], roles) == [lines[0].words, whole]


def test_the_lines_of_a_heading_ended_as_paragraphs_of_one_style_stay_together() -> None:
    lines = [
        Line(60, 740, "Clean Water", 18, mark=0),
        Line(60, 720, "and Schools of the Hills", 18, mark=1),
        *paragraph(690, 2),
    ]
    nodes = [Node("Headline", [0]), Node("Headline", [1]), Node("Body", [2])]
    assert with_tags(lines, nodes) == ["Clean Water and Schools of the Hills", " ".join(TEXT)]


def test_a_title_that_ends_with_a_preposition_continues_in_another_style() -> None:
    lines = [
        Line(60, 740, "Clean Water and Schools for", 18, mark=0),
        Line(60, 720, "Villages", 18, mark=1),
        *paragraph(690, 2),
    ]
    nodes = [Node("Title", [0]), Node("H1", [1]), Node("P", [2])]
    assert with_tags(lines, nodes)[0] == "Clean Water and Schools for Villages"


def test_the_middle_of_a_sentence_is_no_end_whatever_the_tags_say() -> None:
    lines = [replace(line, mark=min(at, 1)) for at, line in enumerate(paragraph(710, 0))]
    lines += paragraph(600, 2) + paragraph(500, 3)
    nodes = [Node("Intro", [0]), Node("Body", [1]), Node("Body", [2]), Node("Body", [3])]
    assert with_tags(lines, nodes)[0] == " ".join(TEXT)


HANGING = [
    Line(100, 710, "1. Calls upon its members to continue to dig", mark=0),
    Line(60, 696, "wells in the villages of the northern hills;", mark=0),
    Line(100, 668, "2. Thanks all who gave their time.", mark=1),
]
ITEM = "Calls upon its members to continue to dig wells in the villages of the northern hills;"


def test_the_lines_of_an_item_are_joined_however_they_are_indented() -> None:
    nodes = [Node("L", [Node("LI", [Node("LBody", [mark])]) for mark in (0, 1)])]
    assert ITEM not in texts(untagged(HANGING))
    assert ITEM in with_tags(HANGING, nodes)


def test_two_paragraphs_of_one_item_stay_apart() -> None:
    lines = [
        Line(60, 710, "1. The fund dug wells.", mark=0),
        Line(60, 680, "It has trained two hundred people since.", mark=0),
        Line(60, 650, "2. Thanks all who gave their time.", mark=1),
    ]
    nodes = [Node("L", [Node("LI", [Node("LBody", [mark])]) for mark in (0, 1)])]
    assert "The fund dug wells." in with_tags(lines, nodes)


def test_bullets_within_one_element_open_items() -> None:
    apart = [Line(60, 760 - 60 * at, "The fund dug wells.", mark=at) for at in range(9)]
    items = [Line(60, 180 - 14 * at, f"\x95 {words}", mark=9) for at, words in enumerate(("Wells", "Schools"))]
    assert with_tags([*apart, *items], [Node("P", [mark]) for mark in range(10)])[9:] == ["Wells", "Schools"]


def test_a_hyphen_that_only_breaks_its_word_is_left_out_where_its_tag_says_so() -> None:
    lines = [
        Line(60, 710, "Two hundred people of the hills look after the non", mark=0),
        Line(321.5, 710, "-", mark=1),
        Line(60, 696, "sense by themselves.", mark=0),
    ]
    for meant, word in (("/ActualText <FEFF00AD>", "nonsense"), ("", "non-sense")):
        (text,) = with_tags(lines, [Node("P", [0, Node("Span", [1], meant)])])
        assert text == f"Two hundred people of the hills look after the {word} by themselves."


def test_the_cells_of_a_row_stay_together() -> None:
    lines = [Line(60, 740, "BERD", mark=0), Line(125, 740, "Business expenditure on wells", mark=1)]
    lines += paragraph(690, 2)
    cells = Node("TR", [Node("TD", [Node("P", [0])]), Node("TD", [Node("P", [1])])])
    assert with_tags(lines, [cells, Node("P", [2])])[0] == "BERD Business expenditure on wells"
