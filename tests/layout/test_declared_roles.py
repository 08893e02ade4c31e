"""Roles that tags declare are used if the page confirms them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.layout.tagged import Line, Node, tagged, untagged
from tests.layout.test_tagging import paragraph
from tfextract.layout import read_layout
from tfextract.model import BlockRole

HEAD, FOOT = "Report of the Moss Fund, Overview of the year", "Printed on paper of the northern hills"


def role_of(data: bytes, words: str) -> BlockRole:
    (role,) = {block.role for block in read_layout(data, "wells.pdf", "d").blocks if block.text == words}
    return role


def with_margins(body: Sequence[Line], tag: str) -> list[Line]:
    return [Line(60, 770, HEAD, tag=tag), *body, Line(60, 30, FOOT, tag=tag)]


BODY = [Line(60, 740, "Wells for Villages", 18, mark=0), *paragraph(680, 1)]
NODES = [Node("Sect", [Node("H1", [0]), Node("P", [1])])]


def test_an_artifact_in_a_margin_is_a_running_head_or_foot() -> None:
    data = tagged(with_margins(BODY, "Artifact"), NODES)
    assert role_of(data, HEAD) is BlockRole.HEADER
    assert role_of(data, FOOT) is BlockRole.FOOTER
    plain = untagged(with_margins(BODY, "P"))
    assert role_of(plain, HEAD) is BlockRole.PARAGRAPH


def test_what_is_only_left_untagged_in_a_margin_is_text() -> None:
    data = tagged(with_margins(BODY, "P"), NODES)
    assert role_of(data, HEAD) is BlockRole.PARAGRAPH


def test_an_artifact_amid_the_page_is_text() -> None:
    data = tagged([*BODY, Line(60, 400, FOOT, tag="Artifact")], NODES)
    assert role_of(data, FOOT) is BlockRole.PARAGRAPH


def test_a_page_all_of_artifacts_says_nothing() -> None:
    body = [Line(line.x, line.y, line.words, line.size, tag="Artifact") for line in BODY]
    data = tagged(with_margins(body, "Artifact"), [Node("P", [7])])
    assert role_of(data, HEAD) is BlockRole.PARAGRAPH


NOTE = "Wells that gave water in the dry months."


@pytest.mark.parametrize(
    ("size", "style", "role"),
    [
        (8, "Note", BlockRole.FOOTNOTE),
        (8, "P", BlockRole.PARAGRAPH),
        (12, "Note", BlockRole.PARAGRAPH),
    ],
)
def test_a_note_set_small_is_a_footnote(size: float, style: str, role: BlockRole) -> None:
    data = tagged([*BODY, Line(60, 500, NOTE, size, mark=2)], [*NODES, Node(style, [Node("P", [2])])])
    assert role_of(data, NOTE) is role


def test_a_short_text_tagged_as_a_caption_is_one() -> None:
    words = "Women of Moss at their new well, on a day in May."
    for style, role in (("Caption", BlockRole.CAPTION), ("P", BlockRole.PARAGRAPH)):
        data = tagged([*BODY, Line(60, 500, words, mark=2)], [*NODES, Node(style, [2])])
        assert role_of(data, words) is role


def test_a_text_of_many_words_tagged_as_a_caption_is_text() -> None:
    long = paragraph(500, 2, ["Women of Moss stand at the wells of the fund on a day in May"] * 5)
    data = tagged([*BODY, *long], [*NODES, Node("Caption", [2])])
    assert role_of(data, " ".join(line.words for line in long)) is BlockRole.PARAGRAPH


ITEMS = ("The fund dug wells.", "It built nine schools.")


def test_a_tagged_item_without_a_printed_mark_is_a_list_item() -> None:
    lines = [*BODY, *(Line(60, 540 - 30 * at, words, mark=2 + at) for at, words in enumerate(ITEMS))]
    items = Node("L", [Node("LI", [Node("LBody", [2 + at])]) for at in range(2)])
    data = tagged(lines, [*NODES, items])
    assert {role_of(data, words) for words in ITEMS} == {BlockRole.LIST_ITEM}
    plain = tagged(lines, [*NODES, Node("P", [2]), Node("P", [3])])
    assert {role_of(plain, words) for words in ITEMS} == {BlockRole.PARAGRAPH}


def test_a_second_paragraph_of_an_item_and_a_numbered_heading_are_none() -> None:
    lines = [BODY[0], Line(60, 704, "Schools", 16, mark=4), *BODY[1:]]
    lines += [Line(60, 540 - 30 * at, words, mark=2 + at) for at, words in enumerate(ITEMS)]
    heading = Node("L", [Node("LI", [Node("LBody", [4])])])
    item = Node("L", [Node("LI", [Node("LBody", [Node("P", [2]), Node("P", [3])])])])
    data = tagged(lines, [Node("H1", [0]), heading, Node("P", [1]), item])
    assert role_of(data, "Schools") is BlockRole.HEADING
    assert [role_of(data, words) for words in ITEMS] == [BlockRole.LIST_ITEM, BlockRole.PARAGRAPH]
