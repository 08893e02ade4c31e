import pytest

from tests.extract.builders import passages
from tfextract.extract.achievements import find_achievements
from tfextract.extract.evidence import Ids
from tfextract.model import Achievement


def _found(printed: str) -> list[Achievement]:
    return list(find_achievements(passages(printed), Ids("d")))


@pytest.mark.parametrize(
    "sentence",
    [
        "In 2019 the fund trained 40 judges in water law.",
        "Six river boards have adopted flood plans since the spring.",
        "A handbook was published and sent to all provinces.",
        "The network has connected more than 300 schools to clean power.",
        # A chronicle reports in the present tense.
        "1998: The guild opens its first mill.",
        "March 2019 – The fund signs a pact with 12 towns.",
    ],
)
def test_what_was_done_is_an_achievement(sentence: str) -> None:
    assert [found.text for found in _found(sentence)] == [sentence]


@pytest.mark.parametrize(
    "sentence",
    [
        "The fund will train 40 judges in water law.",
        "Six river boards should adopt flood plans.",
        "The network aims to connect 300 schools to clean power.",
        "Floods are common in the lower valley.",
        "The target was not met in two provinces.",
        "How many judges were trained in water law?",
        "This report was prepared by the secretariat of the fund.",
        "The fund provides loans to farmers.",
        "The population of the valley rose to 48,000.",
        "The old miller passed away in November 2022.",
    ],
)
def test_plans_advice_background_and_failures_are_not(sentence: str) -> None:
    assert _found(sentence) == []


def test_under_a_year_the_present_tense_reports_what_was_done() -> None:
    assert [found.text for found in _found("# 1998\nThe guild opens its first mill.")] == [
        "The guild opens its first mill."
    ]
    assert _found("# Our mills\nThe guild opens its first mill.") == []


def test_items_under_a_result_heading_need_no_verb() -> None:
    (found,) = _found("# Key achievements\n- Better access to justice in two mountain provinces")
    assert found.theme == "Key achievements"


def test_items_under_recommendations_are_advice() -> None:
    assert _found("# Recommendations\n- Improved coordination of the two water ministries") == []


def test_a_lead_in_above_headings_reaches_over_their_lists() -> None:
    found = _found(
        """
        The work goes on, and here are the key achievements so far:
        # Rivers
        - Cleaner water along the upper valley in both provinces
        # Forests
        - More shade for the herds of the northern plain
        """
    )
    assert [a.theme for a in found] == ["Rivers", "Forests"]


def test_a_list_of_products_ends_with_its_list() -> None:
    found = _found(
        """
        # Rivers
        Knowledge products include:
        - Report on river health in the upper valley
        # Forests
        - Increased capacity of foresters to count trees
        """
    )
    assert [a.text for a in found] == ["Increased capacity of foresters to count trees"]


def test_a_numbered_paragraph_is_read_by_sentence() -> None:
    found = _found("12. In 2019 the fund trained 40 judges. Floods are common in the valley.")
    assert [a.text for a in found] == ["In 2019 the fund trained 40 judges."]


def test_a_pronoun_keeps_the_sentence_before() -> None:
    found = _found("The river school opened in May. It trained 90 boatmen in the first summer.")
    assert found[-1].context_before == "The river school opened in May."


def test_a_pronoun_that_opens_a_paragraph_keeps_the_end_of_the_one_before() -> None:
    school = "# Rivers\nThe river school opened in May.\n"
    assert _found(f"{school}It trained 90 boatmen in the first summer.")[-1].context_before == (
        "The river school opened in May."
    )
    assert _found(f"{school}# Lakes\nIt trained 90 boatmen in the first summer.")[-1].context_before is None


def test_the_same_statement_again_repeats_the_first() -> None:
    first, again = _found("The fund trained 40 judges in May.\nThe fund trained 40 judges in May.")
    assert again.repeat_of == first.achievement_id
    assert again.achievement_id != first.achievement_id


def test_result_levels() -> None:
    levels = [
        a.result_level for a in _found("The fund organized 12 workshops.\nTwo states ratified the treaty on mercury.")
    ]
    assert [level and level.value for level in levels] == ["output", "outcome"]
