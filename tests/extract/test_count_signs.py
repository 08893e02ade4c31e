"""What a count is weighed by."""

import pytest

from tests.extract.builders import passages
from tfextract.extract.candidates import candidates
from tfextract.extract.count_signs import ReadCount, count_signs, read_counts, weigh


def _signs(printed: str) -> set[str]:
    return set(count_signs(_read(printed)[0]))


def _read(printed: str) -> list[ReadCount]:
    return list(read_counts(tuple(candidates(passages(printed)))))


@pytest.mark.parametrize(
    ("printed", "signs"),
    [
        ("The fund trained 40 judges.", {"unit.grammar", "number.digits", "claim.by.model", "clause.past"}),
        ("The fund trained twelve judges.", {"number.words", "number.small"}),
        ("We plan to reach 5,000 farms.", {"claim.target", "claim.by.plan"}),
        ("Visits rose by 12 per cent.", {"claim.change", "claim.by.rule", "kind.percent"}),
        ("! Villages reached 2,400", {"unit.before", "role.callout", "sentence.short"}),
        ("# Background\nThe valley counts 31 mills.", {"section.background", "claim.by.grammar"}),
        ("More than USD 3 million was given.", {"unit.printed", "number.qualified"}),
        ("Membership went from 65 to 91 towns.", {"number.pair.baseline", "claim.by.pair"}),
    ],
)
def test_signs(printed: str, signs: set[str]) -> None:
    assert signs <= _signs(printed)


def test_a_borrowed_unit_is_told() -> None:
    _, later = _read("It opened 40 wells last year, up from 12 in the year before.")
    assert "unit.borrowed" in count_signs(later)


def test_what_was_guessed_makes_a_count_less_sure() -> None:
    sure, later = _read("It opened 40 wells last year, up from 12 in the year before.")
    assert weigh(later).confidence < weigh(sure).confidence
