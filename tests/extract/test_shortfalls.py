import pytest

from tests.extract.builders import passages, table_layout
from tfextract.extract.achievements import achievements_of, judge
from tfextract.extract.evidence import Ids
from tfextract.extract.shortfalls import find_rated_rows, find_shortfalls
from tfextract.extract.themes import ALL_HEADINGS
from tfextract.model import Shortfall, ShortfallKind


def _found(printed: str) -> list[Shortfall]:
    return list(find_shortfalls(judge(passages(printed)), Ids("d")))


@pytest.mark.parametrize(
    ("sentence", "stance"),
    [
        ("The second ferry was delayed by eight months.", ShortfallKind.LATE),
        ("The target for dry homes was not met in the north.", ShortfallKind.MISSED),
        ("Regular contributions fell by a tenth in 2019.", ShortfallKind.REDUCED),
        (
            "The tide gauge has not yet been installed or made operational, and no progress was seen.",
            ShortfallKind.NOT_ACHIEVED,
        ),
        ("Upkeep of the quays continued to be hampered by a lack of stone.", ShortfallKind.NOT_ACHIEVED),
        ("The register of moorings showed shortcomings in its first years.", ShortfallKind.NOT_ACHIEVED),
        ("These courses appeared not to have yielded many pilots to date.", ShortfallKind.NOT_ACHIEVED),
        ("Disputes over the fees ultimately halted its operation.", ShortfallKind.NOT_ACHIEVED),
        ("The efficiency of the harbour works was rated Moderately Unsatisfactory.", ShortfallKind.RATING),
    ],
)
def test_a_shortfall_has_its_kind(sentence: str, stance: ShortfallKind) -> None:
    (found,) = _found(sentence)
    assert (found.text, found.stance) == (sentence, stance)
    assert "".join(row.quote for row in found.evidence).replace(" ", "") == sentence.replace(" ", "")


@pytest.mark.parametrize(
    "sentence",
    [
        "Emissions from ferries fell by a tenth in 2019.",
        "The ferries will be delayed unless the ice melts.",
        "Unsatisfactory (U): There were major gaps in the works.",
        "Outcomes are graded on a six-point scale from Highly Unsatisfactory to Highly Satisfactory.",
        "The new dam prevented delays in the harbour.",
        "Were the ferries delayed by the ice?",
    ],
)
def test_scales_plans_and_what_was_averted_are_none(sentence: str) -> None:
    assert _found(sentence) == []


def test_a_statement_is_an_achievement_or_a_shortfall() -> None:
    judged = judge(passages("Works on three harbours were not completed.\nThe fund trained 40 judges in May 2019."))
    good = {found.text for found in achievements_of(judged, Ids("d"), ALL_HEADINGS)}
    bad = {found.text for found in find_shortfalls(judged, Ids("d"))}
    assert good == {"The fund trained 40 judges in May 2019."}
    assert bad == {"Works on three harbours were not completed."}


def test_the_sentence_of_an_item_that_fell_short_is_taken_alone() -> None:
    printed = "# Key results\n- The fund repaired 12 ferries in 2019. The last of them was delayed by the ice."
    (found,) = _found(printed)
    assert found.text == "The last of them was delayed by the ice."
    assert found.theme == "Key results"


RATINGS = """
Criterion | Midterm rating | Final rating | Why
Relevance of the ferries | MS | HS | They run on time
Efficiency of the ferries | MS | Moderately Unsatisfactory | Repairs took a year
Safety on board | U | S | Rails were mended
Upkeep | MS | MU | No crew was kept
"""


def test_the_row_of_a_table_that_rates_the_lower_half_of_the_scale_is_a_shortfall() -> None:
    found = find_rated_rows(table_layout(RATINGS), Ids("d"))
    assert [row.text for row in found] == [
        "Efficiency of the ferries MS Moderately Unsatisfactory Repairs took a year",
        "Upkeep MS MU No crew was kept",
    ]
    assert {row.stance for row in found} == {ShortfallKind.RATING}
    assert " ".join(row.quote for row in found[0].evidence) == found[0].text


def test_letters_are_no_rating_where_the_header_names_none() -> None:
    assert find_rated_rows(table_layout("Boat | Port\nThe Heron | U\nThe Tern | MU"), Ids("d")) == ()
