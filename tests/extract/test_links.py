"""Links between counts, dimensions, labels, and nouns left out: on invented text."""

from dataclasses import replace

import pytest

from tests.extract.builders import passages
from tfextract.extract.counts import find_counts
from tfextract.extract.evidence import Ids
from tfextract.model import Claim, Count, Document, FileStatus

DOCUMENT = Document("d", "0" * 64, "d.pdf", 1, FileStatus.READ)


def _found(printed: str, document: Document = DOCUMENT) -> list[Count]:
    return list(find_counts(passages(printed), (), Ids("d"), document))


# -- nouns left out


@pytest.mark.parametrize(
    ("sentence", "units"),
    [
        ("In 2019 it helped 57 towns, up from 43 in 2018.", ["towns", "towns"]),
        ("It taught 17 thousand pupils in 45 towns, up from 14 thousand in 2018.", ["pupils", "towns", "pupils"]),
        ("They reached 82 thousand people directly, and 100 thousand indirectly.", ["people", "people"]),
        ("A total of eleven wells were dug. It does not pump from nine of them.", ["wells", "wells"]),
        ("The union has 382 members with climate plans, 127 of which came in May.", ["members", "climate plans"]),
        ("The pass rate was reached in 15 of 16 district schools.", ["district schools", "district schools"]),
        ("The mills increased their output fourfold.", ["output"]),
        ("The stove is 10 times more efficient.", ["more efficient"]),
        ("They drew up 490 gender-responsive plans.", ["gender-responsive plans"]),
    ],
)
def test_what_is_counted(sentence: str, units: list[str]) -> None:
    assert [count.unit for count in _found(sentence)] == units


@pytest.mark.parametrize(
    "sentence",
    [
        "The 40 clerks work on priority action 2 with the mayor.",
        "They chose 12 villages: 1) near a road, 2) near a school.",
        "Some 30 clinics were rated 4 in the test.",
    ],
)
def test_numbers_that_name_or_mark_borrow_nothing(sentence: str) -> None:
    assert len(_found(sentence)) == 1


def test_the_scale_of_a_chart_is_no_count() -> None:
    assert _found("20%\n15%\n10%\n5%") == []
    assert len(_found("20%\n\nThe rest is spent on seed.")) == 1


# -- part and whole, dimension


def test_a_part_points_to_its_whole_with_its_dimension() -> None:
    farmers, women, youth = _found(
        "The school trained 400 farmers, of whom 45 per cent were women and 20 per cent youth."
    )
    assert (women.whole_id, women.dimension, women.dimension_value) == (farmers.count_id, "sex", "female")
    assert (youth.whole_id, youth.dimension, youth.dimension_value) == (farmers.count_id, "age", "youth")
    assert (farmers.whole_id, farmers.dimension) == (None, None)


def test_of_whom_is_about_people() -> None:
    people, towns, women = _found("It served 9,000 people in 46 towns, half of whom were women.")
    assert women.whole_id == people.count_id
    assert towns.dimension is None


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("Women made up 45 per cent of the class.", "female"),
        ("Some 45 per cent of the trainees were men.", "male"),
        ("It trained clerks (male 45% and female 55%).", "male"),
        ("Some 45 per cent of women said so.", None),
        ("Some 45 per cent of all child deaths are due to it.", None),
        ("It backed 50 women’s networks.", None),
        ("It trained 50 women and men.", None),
        ("It trained 50 women farmers.", "female"),
    ],
)
def test_dimension(sentence: str, value: str | None) -> None:
    assert _found(sentence)[0].dimension_value == value


# -- levels compared


def test_baseline_and_target_point_to_the_level_they_are_compared_with() -> None:
    level, before = _found("In 2019 it helped 57 towns, up from 43 in 2018.")
    assert (before.claim, before.compares_with, level.compares_with) == (Claim.BASELINE, level.count_id, None)
    level, aim = _found("The score stood at 61 per cent, compared with the target of 70 per cent.")
    assert (aim.claim, aim.compares_with) == (Claim.TARGET, level.count_id)
    one, first, two, second = _found("It fed 57 towns, up from 43 in 2018, and lit 60 towns, up from 48 in 2018.")
    assert (first.compares_with, second.compares_with) == (one.count_id, two.count_id)


# -- repeats


def test_a_callout_and_the_text_have_one_figure() -> None:
    first, again = _found("! 640 villages reached\nBy May the fund had reached 640 villages in the north.")
    assert again.repeat_of == first.count_id


def test_round_figures_repeat_only_where_the_words_do() -> None:
    first, again, other = _found(
        "The fund trained 30 nurses in first aid.\nIt trained 30 nurses in first aid and sent them out.\n"
        "The ministry hired 30 nurses for its prisons."
    )
    assert (first.repeat_of, again.repeat_of, other.repeat_of) == (None, first.count_id, None)


def test_members_of_a_list_and_other_years_are_no_repeats() -> None:
    assert [c.repeat_of for c in _found("- 2 nurses\n- 2 nurses\n- 2 nurses")] == [None] * 3
    found = _found("In 2018 the fund trained 1,234 nurses.\nIn 2019 the fund trained 1,234 nurses.")
    assert [c.repeat_of for c in found] == [None, None]


def test_a_repeat_points_to_the_first_telling() -> None:
    first, second, third = _found("It dug 1,234 wells.\nThe 1,234 wells give water.\nSo it dug 1,234 wells.")
    assert (second.repeat_of, third.repeat_of) == (first.count_id, first.count_id)


# -- labels


@pytest.mark.parametrize(
    ("sentence", "label"),
    [
        ("The fund trained 40 judges.", "The fund trained 40 judges"),
        (
            "Working with the river board of the valley and its friends in town, the fund trained 40 judges in law, "
            "and it opened a school.",
            "the fund trained 40 judges in law",
        ),
        ("! 2,060 mediators trained in dissemination", "2,060 mediators trained in dissemination"),
        ("Membership fees rose from 25 to over 68 dollars.", "Membership fees rose from 25"),
        ("The town signed 12 pacts and 9 treaties in its first year.", "The town signed 12 pacts"),
    ],
)
def test_label(sentence: str, label: str) -> None:
    assert _found(sentence)[0].label == label


def test_a_label_is_short_and_holds_its_number() -> None:
    words = "and the river board of the upper valley with its many members " * 4
    for count in _found(f"In that year {words} trained 40 judges {words} and 12 clerks {words}."):
        assert count.label is not None
        assert len(count.label.split()) <= 18
        assert count.value_printed in count.label


# -- the three ways of adding up wrongly


def test_money_pledged_is_added_up_by_claim_role_and_rate() -> None:
    """Three years of 4 million are pledged twice; the 90 million are somebody else's."""
    found = _found(
        "# Phase I: EUR 4 million annually 2013 – 2015\n# Phase II: EUR 4 million annually 2016 – 2018\n"
        "The ministry has pledged EUR 4 million annually to the fund.\n"
        "! Tools put to use, contributing to a larger portfolio worth over EUR 90 million"
    )
    pledged = [c for c in found if c.money_role == "pledge" and c.claim is not Claim.CONTEXT and c.repeat_of is None]
    spans = {(c.value, c.period_start, c.period_end) for c in pledged if c.per == "year" and c.period_start is not None}
    total = sum(
        value * (end.year - start.year + 1) for value, start, end in spans if start is not None and end is not None
    )
    assert total == 24_000_000


def test_women_are_added_up_without_needs_and_repeats() -> None:
    found = _found(
        "Some 3 billion women lack safe water.\nIn 2019, 17 million women gained a well, up from 14 million in 2018.\n"
        "# The north\nThe fund gave a well to 17 million women in 2019."
    )
    added = [c for c in found if c.unit == "women" and c.claim is Claim.ACHIEVED and c.repeat_of is None]
    assert sum(c.value for c in added) == 17_000_000


def test_shares_of_women_and_men_differ_in_dimension() -> None:
    found = _found("Of its 400 judges, 45 per cent are women and 55 per cent are men.")
    shares = {c.dimension_value: c.value for c in found if c.dimension == "sex"}
    assert shares == {"female": 45, "male": 55}


def test_without_a_parse_there_are_counts_all_the_same() -> None:
    bare = [replace(passage, doc=None) for passage in passages("The fund trained 40 judges, of whom 12 were women.")]
    assert [c.value for c in find_counts(bare, (), Ids("d"), DOCUMENT)][:1] == [40]
