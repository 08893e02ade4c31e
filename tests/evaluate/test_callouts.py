import pytest

from tfextract.evaluate.callouts import has_label, judge_callouts, printed_figures
from tfextract.evaluate.gold import GoldCount, GoldPage
from tfextract.model import Block, BlockRole, Box, Facts, Layout, Piece

BOX = Box(0, 0, 100, 10)
PROSE = "The fund worked along the river in the towns and in the hills of the whole country."


def gold(value: float, unit: str, quote: str, kind: str = "count", *, optional: bool = False) -> GoldCount:
    return GoldCount(value, kind, "exact", unit, quote, None, (unit,), (), None, optional)


def block(number: int, text: str, size: float, marker: str | None = None) -> Block:
    return Block(
        number, 1, BlockRole.CALLOUT, text, BOX, (Piece(0, len(text), 1, 0, BOX, size),), None, (), marker=marker
    )


def judged(count: GoldCount, *blocks: Block) -> tuple[int, int]:
    layout = Layout((), (block(0, PROSE, 10), *blocks))
    found = judge_callouts("a", GoldPage(1, (count,), (), ()), layout, Facts())
    return found.asked, found.labelled


WELLS = gold(2400, "wells", "2,400 wells")


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ((block(1, "2,400 wells", 20),), (1, 1)),
        ((block(1, "2,400", 20), block(2, "wells", 10)), (1, 0)),
        ((block(1, "2 , 4 0 0 wells", 20),), (1, 1)),
        ((block(1, "2,400 wells", 12),), (0, 0)),
        ((block(1, "12,400 wells", 20),), (0, 0)),
        # The large figure elsewhere on the page is another.
        ((block(1, "It dug 2,400 wells.", 10), block(2, "2,400 boats", 20)), (0, 0)),
    ],
)
def test_a_large_figure_is_asked_for_its_label(blocks: tuple[Block, ...], expected: tuple[int, int]) -> None:
    assert judged(WELLS, *blocks) == expected


def test_a_figure_taken_for_a_list_mark_is_split_from_its_label() -> None:
    count = gold(7.4e6, "bricks", "7.4 MILLION bricks")
    assert judged(count, block(1, "MILLION bricks", 20, marker="7.4")) == (1, 0)


def test_an_optional_count_is_not_asked() -> None:
    assert judged(gold(2400, "wells", "2,400 wells", optional=True), block(1, "2,400 wells", 20)) == (0, 0)


def test_the_figure_is_the_number_of_the_quote_that_has_the_value() -> None:
    assert printed_figures(gold(3.4e6, "boats", "in 2021 some 3.4 million boats")) == ["3.4"]
    assert printed_figures(gold(12500, "boats", "12 500 boats")) == ["12 500"]
    assert printed_figures(gold(7, "boats", "seven boats")) == []


def test_shares_and_money_are_labelled_by_the_words_of_the_quote() -> None:
    share = gold(62, "%", "62% of judges were women", "percent")
    assert has_label("62% of judges were women", share)
    assert not has_label("62% of the hills", share)
