import pytest

from tfextract.layout.figures import is_figure, is_number, opens_result


@pytest.mark.parametrize(
    ("text", "number", "figure"),
    [
        ("420", True, True),
        ("> 30 K", True, True),
        ("US$1.5 million +", True, True),
        ("40–50%", True, True),
        ("2 million +", True, True),
        ("12K", True, True),
        ("US$ 4.5m", True, True),
        ("1 in 4", True, True),
        ("2,400", True, True),
        ("€2.3bn", True, True),
        ("2019", True, False),
        ("2019–20", True, False),
        ("02", True, False),
        ("420 mills", False, False),
        ("3rd", False, False),
        ("Mill 4", False, False),
        ("million", False, False),
    ],
)
def test_a_year_and_a_step_are_numbers_and_no_figures(text: str, number: bool, figure: bool) -> None:
    assert (is_number(text), is_figure(text)) == (number, figure)


@pytest.mark.parametrize(
    ("word", "opens"),
    [("420", True), ("$40m", True), ("~3,000", True), ("2019", False), ("20190", True), ("weir", False), ("A4", False)],
)
def test_a_word_that_opens_with_a_number_other_than_a_year_may_be_a_result(word: str, opens: bool) -> None:
    assert opens_result(word) is opens
