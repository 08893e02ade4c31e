"""Text that is divided on the page is one block if its tags say so and a sentence continues."""

from __future__ import annotations

import pytest

from tests.layout.tagged import Line, Node
from tests.layout.test_tagging import paragraph, with_tags

ABOVE = "The fund dug 412 wells and opened the first"
BESIDE = "Moss Day of the villages, which is kept in May."
NOTE = ("Wells of the north", "gave water all year.")


def page(first: str, second: str) -> list[Line]:
    """A text that continues below a box, which is written between its parts."""
    return [
        *paragraph(740, 0),
        Line(60, 600, first, mark=1),
        *(Line(60, 560 - 14 * at, words, 9, mark=2) for at, words in enumerate(NOTE)),
        Line(60, 500, second, mark=1),
        *paragraph(440, 3),
    ]


NODES = [Node("P", [mark]) for mark in range(4)]


def test_a_sentence_that_continues_in_its_element_is_joined() -> None:
    assert f"{ABOVE} {BESIDE}" in with_tags(page(ABOVE, BESIDE), NODES)


def test_a_sentence_of_two_elements_is_not() -> None:
    lines = [line if line.words != BESIDE else Line(line.x, line.y, line.words, mark=4) for line in page(ABOVE, BESIDE)]
    assert f"{ABOVE} {BESIDE}" not in with_tags(lines, [*NODES, Node("P", [4])])


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The fund dug 412 wells and opened the first.", BESIDE),
        ("Income from members and other friends", "2,790,537"),
        ("Income from members", BESIDE),
        ("What the fund did for the villages:", BESIDE),
    ],
)
def test_ended_sentences_and_rows_of_one_element_stay_apart(first: str, second: str) -> None:
    assert f"{first} {second}" not in with_tags(page(first, second), NODES)
