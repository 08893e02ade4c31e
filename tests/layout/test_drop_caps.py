from pathlib import Path

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth

from tests.layout.pages import Print, column, read

BODY = column(50, 500, *["It trained judges in the north of the country and in its towns."] * 4)


def opened(letter: str, first: str, *, size: float = 40, drop: float = 26) -> list[Print]:
    """A letter as high as two or three lines, with the lines beside and below it."""
    right = 53 + stringWidth(letter, "Times-Bold", size)
    beside = column(right, 100, first, "of the country, in the towns on the river", "and on the slopes of the hills.")
    return [Print(50, 100 + drop, letter, size, "Times-Bold"), *beside]


@pytest.mark.parametrize(("letter", "rest"), [("W", "ells were dug in the north"), ("I", "n the north it dug wells")])
@pytest.mark.parametrize(("size", "drop"), [(40, 26), (26, 12), (30, 0)])
def test_a_drop_cap_begins_its_word(tmp_path: Path, letter: str, rest: str, size: float, drop: float) -> None:
    printed = opened(letter, rest, size=size, drop=drop)
    for order in (printed, printed[::-1]):
        texts = [block.text for block in read(tmp_path, [*order, *BODY])]
        assert any(text.startswith(letter + rest) or f" {letter}{rest}" in text for text in texts)


def test_a_letter_that_is_a_word_stays_one(tmp_path: Path) -> None:
    texts = [block.text for block in read(tmp_path, [*opened("A", "judge was trained in the north"), *BODY])]
    assert any(text.startswith("A judge was trained") for text in texts)


def test_a_large_digit_is_joined_to_digits_alone(tmp_path: Path) -> None:
    texts = [block.text for block in read(tmp_path, [*opened("2", "024 was a year of rain in the north"), *BODY])]
    assert any(text.startswith("2024 was a year") for text in texts)
    texts = [block.text for block in read(tmp_path, [*opened("7", "wells were dug in the north"), *BODY])]
    assert not any("7wells" in text for text in texts)


def test_a_letter_with_no_text_beside_it_is_no_drop_cap(tmp_path: Path) -> None:
    blocks = read(tmp_path, [Print(300, 100, "B", 40), *BODY])
    assert "B" in [block.text for block in blocks]
