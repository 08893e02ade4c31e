import pytest

from tfextract.extract.repeated_statements import StatementIndex, repeats_statement


@pytest.mark.parametrize(
    "again",
    [
        "In 2019, the fund trained 40 judges in Elmet and Mercia",
        "In 2019 the fund trained 40 judges, in Elmet and Mercia.",
        "The fund trained 40 judges in Elmet and Mercia in 2019.",
    ],
)
def test_a_statement_in_nearly_the_same_words_is_a_repeat(again: str) -> None:
    index = StatementIndex()
    assert index.first("a1", "In 2019 the fund trained 40 judges in Elmet and Mercia.") is None
    assert index.first("a2", again) == "a1"


@pytest.mark.parametrize(
    "other",
    [
        "In 2019 the fund trained 41 judges in Elmet and Mercia.",
        "In 2019 the fund trained 40 judges in Elmet and Wessex.",
        "In 2019 the fund had not trained 40 judges in Elmet and Mercia.",
        "In 2019 the ministry of fisheries paid 40 judges in Elmet and Mercia to leave the bench.",
    ],
)
def test_another_figure_name_or_sense_is_another_statement(other: str) -> None:
    index = StatementIndex()
    index.first("a1", "In 2019 the fund trained 40 judges in Elmet and Mercia.")
    assert index.first("a2", other) is None


def test_the_third_telling_names_the_first() -> None:
    index = StatementIndex()
    assert [index.first(f"a{n}", "Wells were dug in Elmet.") for n in (1, 2, 3)] == [None, "a1", "a1"]


def test_repeats_ignore_case() -> None:
    assert repeats_statement("WELLS WERE DUG", "Wells were dug")
