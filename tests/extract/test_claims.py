"""What a number claims, by the words and the grammar around it."""

from dataclasses import replace

import pytest

from tests.extract.builders import passages
from tfextract.confidence import classes
from tfextract.extract.achievements import find_achievements, judge
from tfextract.extract.candidates import candidates
from tfextract.extract.claim_features import ClaimContext
from tfextract.extract.claims import CLASSES, _classes
from tfextract.extract.counts import find_counts
from tfextract.extract.evidence import Ids
from tfextract.model import Claim, ClaimSource, Count, Document, FileStatus

DOCUMENT = Document("d", "0" * 64, "d.pdf", 1, FileStatus.READ)


def _found(printed: str) -> list[Count]:
    read = passages(printed)
    ids = Ids("d")
    return list(find_counts(read, find_achievements(read, ids), ids, DOCUMENT))


@pytest.mark.parametrize(
    ("sentence", "claim"),
    [
        ("The mandate of the agency is to reach 4,000 valleys.", Claim.TARGET),
        ("We want to train 40 judges in the coming years.", Claim.TARGET),
        ("The scheme runs in the north, targeting 90,000 homes.", Claim.TARGET),
        ("Plant 3,000 trees and open two parks.", Claim.TARGET),
        ("The fund helped to train 40 judges.", Claim.ACHIEVED),
        ("The fund planned its work and trained 40 judges.", Claim.ACHIEVED),
        ("Creditors stood at £4,310k (2011: £3,977k).", Claim.ACHIEVED),
        ("The mills increased their output fourfold.", Claim.CHANGE),
        ("Membership rose by 12 towns.", Claim.CHANGE),
        ("Stunting is at 46 per cent in the northern valleys.", Claim.CONTEXT),
        ("Some 40,000 people live in the camp.", Claim.CONTEXT),
        ("The ministry does not publish 12 of the tables.", Claim.CONTEXT),
        ("It worked through the four regional offices.", Claim.SCALE),
        ("Courts sat in all four coastal districts.", Claim.ACHIEVED),
        ("Gifts are matched to a maximum of 6% of pay.", Claim.SCALE),
        ("We run 31 ferry projects.", Claim.ACHIEVED),
        ("! 31 ferry projects", Claim.ACHIEVED),
        ("Some 90 pupils experienced a marked improvement.", Claim.ACHIEVED),
        ("Some 90 pupils experienced violence at home.", Claim.CONTEXT),
        ("The earthquake left 14,000 people homeless.", Claim.CONTEXT),
        ("The bank will pay for the reduction of 20 tons of soot.", Claim.TARGET),
        ("The ministry agrees to build 40 wells.", Claim.TARGET),
        ("We are proud to have housed 512 families.", Claim.ACHIEVED),
        ("Of the 86 apprentices who started, 71 finished the course.", Claim.WHOLE),
        ("From a base of 40 mills in 2012, the guild grew.", Claim.BASELINE),
        ("An average growth of 4 per cent was seen.", Claim.CHANGE),
        ("Households are asked to cut their use of water by 15%.", Claim.TARGET),
        # A description of the people does not change that something was done for them.
        ("We fed 4,200 families who lacked clean water.", Claim.ACHIEVED),
        ("Our crews vaccinated 12,000 children at risk of measles.", Claim.ACHIEVED),
        ("Some 4,200 families lack clean water.", Claim.CONTEXT),
        ("The population of the valley was estimated at 48,000.", Claim.CONTEXT),
        ("The number of mills in the world reached 104,000 in 2021.", Claim.CONTEXT),
        ("The number of members reached 104,000 in 2021.", Claim.ACHIEVED),
        ("The world milled 300 million tonnes of oats in 2015.", Claim.CONTEXT),
        ("There are 23 mills in the province.", Claim.CONTEXT),
        ("Other agencies distributed 9,000 tents.", Claim.CONTEXT),
        ("We opened a mill in a town of 19,000 people.", Claim.CONTEXT),
        ("It is the largest provider of climate and water aid: help for 145 countries.", Claim.ACHIEVED),
        # What is offered has not been given.
        ("$250 feeds a pony for a month.", Claim.SCALE),
        ("Patron: $5,000 and above", Claim.SCALE),
        ("Donors of $1,000 or more are named on the mill.", Claim.SCALE),
        ("Tickets cost $45.", Claim.SCALE),
        ("The gala raised $45,000 for the mill.", Claim.ACHIEVED),
    ],
)
def test_claim_of_the_first_number(sentence: str, claim: Claim) -> None:
    assert _found(sentence)[0].claim is claim


@pytest.mark.parametrize(
    ("printed", "claim"),
    [
        ("# Our plans\n- 300 homes insulated", Claim.TARGET),
        ("# Results in 2020\n- 300 homes insulated", Claim.ACHIEVED),
        ("# Our plans\n- Last year we insulated 300 homes.", Claim.ACHIEVED),
    ],
)
def test_a_count_without_a_verb_under_plans_is_a_target(printed: str, claim: Claim) -> None:
    assert _found(printed)[-1].claim is claim


def test_what_people_would_recommend_is_no_plan() -> None:
    opinion, plan = _found("93% of parents would recommend the nursery.\nThe nursery would take 40 pupils.")
    assert opinion.claim is not Claim.TARGET
    assert plan.claim is Claim.TARGET


def test_levels_in_brackets_that_open_with_up_from_are_earlier_ones() -> None:
    found = _found("The club has 14 boats and 60 rowers (up from 9 boats and 41 rowers a year ago).")
    assert [c.claim for c in found] == [Claim.ACHIEVED, Claim.ACHIEVED, Claim.BASELINE, Claim.BASELINE]


def test_an_earlier_level_in_brackets_and_after_up_from() -> None:
    assert [c.claim for c in _found("Creditors stood at £4,310k (2011: £3,977k).")] == [Claim.ACHIEVED, Claim.BASELINE]
    found = _found("In 2012 it taught 9,400 pupils, up from 9,000 pupils in 31 schools in 2011.")
    assert [c.claim for c in found] == [Claim.ACHIEVED, Claim.BASELINE, Claim.BASELINE]


def test_background_is_context_unless_the_publisher_speaks_of_itself() -> None:
    theirs, ours = _found("# Background\nThe valley counts 31 mills.\nWe work in 12 valleys.")
    assert (theirs.claim, ours.claim) == (Claim.CONTEXT, Claim.ACHIEVED)


@pytest.mark.parametrize(
    ("sentence", "claim"),
    [
        ("We need to raise £75,000 to finish the roof.", Claim.TARGET),
        ("The region needs 2,500 more midwives.", Claim.CONTEXT),
        ("The trust saw a 20% fall in gifts.", Claim.CHANGE),
    ],
)
def test_needs_of_ones_own_are_aims(sentence: str, claim: Claim) -> None:
    assert _found(sentence)[0].claim is claim


def test_two_levels_with_their_years() -> None:
    found = _found("Spending on mills rose from $2,128.8 million in 2021 to $2,458.7 million in 2022.")
    assert [c.claim for c in found] == [Claim.BASELINE, Claim.ACHIEVED]


def test_a_claim_has_what_decided_it() -> None:
    by_words, by_model = _found("We plan to reach 5,000 farms.")[0], _found("The fund trained 40 judges.")[0]
    assert (by_words.claim_source, by_model.claim_source) == (ClaimSource.RULE, ClaimSource.MODEL)


def test_a_share_is_likelier_context_in_a_text_about_a_survey() -> None:
    def share_achieved(heading: str) -> float:
        read = passages(f"# {heading}\nSome 43% think that mills are loud. 17% have one.")
        found = tuple(candidates(read))
        context = ClaimContext(found, judge(read), None)
        features = context.features(found[1], found[1].marked, None)
        return _classes().of[Claim.ACHIEVED].weigh(features).probability

    assert share_achieved("Findings of the millers’ survey") < share_achieved("What the millers did") - 0.1


def test_a_claim_that_nothing_decides_is_not_determined(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tfextract.extract.claims._classes", lambda: replace(classes("claim", CLASSES), threshold=1.0))
    found = _found("The fund trained 40 judges.")[0]
    assert (found.claim, found.claim_source) == (None, ClaimSource.NONE)
