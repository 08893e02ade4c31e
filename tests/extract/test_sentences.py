from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tfextract.extract.sentences import split_sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Two lakes were cleaned. Three more follow.", ["Two lakes were cleaned.", "Three more follow."]),
        ("Dr. Lind and approx. 40 others met. They agreed.", ["Dr. Lind and approx. 40 others met.", "They agreed."]),
        (
            "It cost 2.5 million. In the U.S. Senate it passed.",
            ["It cost 2.5 million.", "In the U.S. Senate it passed."],
        ),
        ("J. Okoro led the work.", ["J. Okoro led the work."]),
        (
            "It gave US$ 7.5 M from Hull. It cut 1.2 MtCO2eq too.",
            ["It gave US$ 7.5 M from Hull.", "It cut 1.2 MtCO2eq too."],
        ),
        ("The state gave Rs. 5 crore.", ["The state gave Rs. 5 crore."]),
        ("It closed in 2019.5 The mills stand.", ["It closed in 2019.5", "The mills stand."]),
        ("Mill Log v1.6 Completed", ["Mill Log v1.6 Completed"]),
        ("Was it done? Yes!", ["Was it done?", "Yes!"]),
        ("1. Boats were built. They sail.", ["1. Boats were built.", "They sail."]),
    ],
)
def test_split(text: str, sentences: list[str]) -> None:
    assert [sentence.text for sentence in split_sentences(text)] == sentences


@example(" . 1")
@given(st.text(alphabet='aB .!?"1', max_size=200))
def test_spans_cover_all_that_is_not_blank(text: str) -> None:
    found = split_sentences(text)
    assert all(text[s.start : s.end] == s.text for s in found)
    assert "".join(s.text for s in found).replace(" ", "") == text.replace(" ", "")
    assert all(a.end <= b.start for a, b in pairwise(found))
