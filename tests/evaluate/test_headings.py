from __future__ import annotations

from pathlib import Path

from tfextract.evaluate.gold import GoldDocument, GoldHeading, GoldPage
from tfextract.evaluate.headings import Headings, measure_headings
from tfextract.model import Block, BlockRole, Box, Layout, Piece

BOX = Box(0, 0, 100, 10)


def heading(number: int, text: str, level: int = 1, page: int = 1, role: BlockRole = BlockRole.HEADING) -> Block:
    return Block(number, page, role, text, BOX, (Piece(0, len(text), page, 0, BOX, 10),), None, (), level=level)


def measured(wanted: tuple[GoldHeading, ...] | None, *blocks: Block) -> Headings | None:
    gold = GoldDocument("a", "0", "Fund", "Report", "en", (GoldPage(1, (), (), (), wanted),), Path("a.json"))
    return measure_headings([gold], {"a": Layout((), blocks)})


def test_headings_are_matched_by_their_words_without_the_stop_of_a_run_in() -> None:
    wanted = (GoldHeading("Clean water", 1, False), GoldHeading("Lamps at night", 2, False))
    found = measured(wanted, heading(1, "CLEAN WATER"), heading(2, "Lamps at night.", 2), heading(3, "Photo: a river"))
    assert found is not None
    assert (found.tally.matched, found.tally.extra, found.tally.missed) == (2, 1, 0)
    assert [different.text for different in found.differences] == ["Photo: a river"]


def test_an_optional_heading_is_neither_missed_nor_wrong() -> None:
    wanted = (GoldHeading("Clean water", 1, True),)
    for blocks in ((), (heading(1, "Clean water"),)):
        found = measured(wanted, *blocks)
        assert found is not None
        assert (found.tally.matched, found.tally.extra, found.tally.missed) == (0, 0, 0)


def test_a_paragraph_and_a_heading_of_another_page_are_no_headings_of_the_page() -> None:
    wanted = (GoldHeading("Clean water", 1, False),)
    found = measured(wanted, heading(1, "Clean water", role=BlockRole.PARAGRAPH), heading(2, "Clean water", page=2))
    assert found is not None
    assert (found.tally.matched, found.tally.extra, found.tally.missed) == (0, 0, 1)


def test_levels_are_compared_where_the_annotation_gives_different_ones() -> None:
    wanted = tuple(GoldHeading(text, level, False) for text, level in (("North", 1), ("Wells", 2), ("Schools", 2)))
    for levels, ordered in (((1, 3, 4), (2, 2)), ((2, 2, 3), (1, 2)), ((3, 1, 2), (0, 2))):
        rows = zip(("North", "Wells", "Schools"), levels, strict=True)
        found = measured(wanted, *(heading(at, text, level) for at, (text, level) in enumerate(rows)))
        assert found is not None
        assert found.levels == ordered


def test_pages_without_annotated_headings_are_not_asked() -> None:
    assert measured(None, heading(1, "Clean water")) is None
