from collections import Counter
from pathlib import Path

import pytest

from tests.layout.pages import column, read
from tfextract.layout.hyphens import Vocabulary, keeps_hyphen

NONE = Vocabulary(Counter())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("cost", "effective"),
        ("user", "friendly"),
        ("outcomes", "oriented"),
        ("self", "help"),
        ("co", "operatives"),
        ("state-of-the", "art"),
        ("step-by", "step"),
        ("evidence", "based,"),
        ("hard", "wearing"),
        ("Asia", "Pacific"),
    ],
)
def test_compounds_keep_their_hyphen(before: str, after: str) -> None:
    assert keeps_hyphen(before, after, NONE)


@pytest.mark.parametrize(
    ("before", "after"),
    [("be", "tween"), ("con", "tract"), ("pro", "gramme"), ("re", "ceived"), ("mar", "ket"), ("sup", "porting"),
     ("govern", "ment"), ("commu", "nity-based"), ("sub", "ject"), ("fund", "ing"), ("long-stand", "ing")],
)  # fmt: skip
def test_split_words_are_joined(before: str, after: str) -> None:
    assert not keeps_hyphen(before, after, NONE)


def test_the_document_s_own_way_of_writing_comes_first() -> None:
    assert not keeps_hyphen("life", "long", Vocabulary(Counter({"lifelong": 1})))
    assert keeps_hyphen("mill", "stream", Vocabulary(Counter({"mill-stream": 1})))
    assert keeps_hyphen("sub", "regional", Vocabulary(Counter({"regional": 1})))


def test_a_range_over_a_line_end_is_one(tmp_path: Path) -> None:
    lines = column(50, 100, "The fund dug wells in the hills, as many as 40–", "50 in a year of the plan.")
    assert "as many as 40–50 in a year" in read(tmp_path, lines)[0].text
    dash = column(50, 100, "The fund dug wells in all the hills of the land –", "50 in a year of the plan.")
    assert "land – 50 in a year" in read(tmp_path, dash)[0].text
