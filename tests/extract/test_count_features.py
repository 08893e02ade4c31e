"""Features of counts."""

import pytest

from tests.extract.builders import passages
from tfextract.extract.achievements import judge
from tfextract.extract.candidates import candidates
from tfextract.extract.count_features import ReadCount, count_features, read_counts, weigh


def _signs(printed: str) -> set[str]:
    return set(count_features(_read(printed)[0]))


def _read(printed: str) -> list[ReadCount]:
    return list(read_counts(tuple(candidates(passages(printed)))))


@pytest.mark.parametrize(
    ("printed", "signs"),
    [
        ("The fund trained 40 judges.", {"unit.grammar"}),
        ("! Villages reached 2,400", {"unit.before"}),
        ("More than USD 3 million was given.", {"unit.printed"}),
        ("It stood at 40 per cent.", {"unit.none"}),
        ("It trained 40 judges and clerks.", {"unit.list"}),
    ],
)
def test_signs(printed: str, signs: set[str]) -> None:
    assert signs <= _signs(printed)


def test_the_page_and_the_statement_speak_too() -> None:
    read = passages("We trained 40 judges. Some 30 per cent of them were women.")
    judges, women = read_counts(tuple(candidates(read)), judge(read))
    signs = count_features(judges)
    assert (signs["page.own"], signs["page.percent"]) == (1.0, 0.5)
    assert signs["result"] > count_features(women)["result"]
    assert count_features(_read("We trained 40 judges.")[0])["result.unknown"] == 1.0


def test_a_claim_by_words_is_surer_than_one_that_was_weighed() -> None:
    plan, trained = _read("We plan to reach 5,000 farms.")[0], _read("The fund trained 40 judges.")[0]
    assert (plan.claimed.by, trained.claimed.by) == ("plan", "model")
    assert count_features(plan)["claim.sure"] > count_features(trained)["claim.sure"]


def test_a_borrowed_unit_is_a_feature() -> None:
    _, later = _read("It opened 40 wells last year, up from 12 in the year before.")
    assert "unit.borrowed" in count_features(later)


def test_what_was_guessed_makes_a_count_less_sure() -> None:
    sure, later = _read("It opened 40 wells last year, up from 12 in the year before.")
    assert weigh(later).confidence < weigh(sure).confidence
