import pytest

from tfextract.evaluate.gold import GoldAchievement, GoldPage, GoldProduct
from tfextract.evaluate.integrity import judge_integrity
from tfextract.model import Block, BlockRole, Box, Layout, Piece

TEXT = "The fund trained 40 judges in the river towns."
BOX = Box(0, 0, 100, 10)


def judged(*texts: str, theme: str | None = "Courts", heading: str = "Courts") -> tuple[int, int, int, int]:
    blocks = tuple(
        Block(at, 1, BlockRole.PARAGRAPH, text, BOX, (Piece(0, len(text), 1, 0, BOX, 10),), heading, (heading,))
        for at, text in enumerate(texts)
    )
    other = GoldAchievement("Wells were dug in the north.", ("Water",), optional=False)
    page = GoldPage(1, (), (), (GoldAchievement(TEXT, (theme,), optional=False), other))
    found = judge_integrity("a", page, Layout((), blocks))
    return found.whole, found.verbatim, found.themed, found.headed


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ((TEXT,), (1, 1, 1, 1)),
        ((f"Before it a sentence. {TEXT} And one after it.",), (1, 1, 1, 1)),
        ((f"A heading that was glued to it {TEXT}",), (0, 1, 0, 0)),
        (("The fund trained 40 judges", "in the river towns."), (0, 0, 0, 0)),
        ((f"{TEXT} Wells were dug in the north.",), (0, 2, 0, 0)),
    ],
)
def test_whole_and_alone(texts: tuple[str, ...], expected: tuple[int, int, int, int]) -> None:
    assert judged(*texts) == expected


def test_a_statement_glued_to_its_heading_does_not_stand_alone() -> None:
    assert judged(f"Judges and courts {TEXT}")[0] == 0


def test_the_heading_of_the_block_must_be_the_theme() -> None:
    assert judged(TEXT, heading="Farmers of the south")[2:] == (1, 0)


def test_a_product_within_a_sentence_need_not_stand_alone() -> None:
    text = "In May it published Wells for Villages, a handbook, in two languages."
    block = Block(1, 1, BlockRole.PARAGRAPH, text, BOX, (Piece(0, len(text), 1, 0, BOX, 10),))
    page = GoldPage(1, (), (GoldProduct(("Wells for Villages",), ("handbook",), optional=False),), ())
    found = judge_integrity("a", page, Layout((), (block,)))
    assert (found.asked, found.whole) == (1, 1)
