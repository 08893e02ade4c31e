import pytest

from tfextract.evaluate.breakdown import by_publisher, format_publishers, intervals
from tfextract.evaluate.scoring import Tally

NONE = Tally()
GOOD = (Tally(10, 8, 0, 0), NONE, NONE)
POOR = (Tally(2, 1, 4, 8), NONE, NONE)
DOCUMENTS = [("a", GOOD), ("b", POOR), ("c", GOOD), ("d", POOR)]


def test_a_publishers_documents_are_added_up() -> None:
    rows = dict(by_publisher(DOCUMENTS, {"a": "Quay", "b": "Quay", "c": "Pier", "d": "Pier"}))
    assert rows["Quay"][0] == Tally(12, 9, 4, 8)


def test_the_interval_holds_the_whole_and_is_wider_the_more_documents_differ() -> None:
    whole = sum((tallies[0] for _, tallies in DOCUMENTS), Tally())
    low, high = intervals(DOCUMENTS)["counts"].f1
    assert low < whole.f1 < high
    even_low, even_high = intervals([("a", GOOD)] * 4)["counts"].f1
    assert even_low == even_high == pytest.approx(1.0)


def test_the_interval_narrows_with_more_documents() -> None:
    low, high = intervals(DOCUMENTS)["counts"].f1
    more_low, more_high = intervals(DOCUMENTS * 10)["counts"].f1
    assert more_high - more_low < (high - low) / 2


def test_the_same_documents_give_the_same_interval() -> None:
    assert intervals(DOCUMENTS) == intervals(DOCUMENTS)


def test_the_table_shows_what_was_asked_for() -> None:
    shown = format_publishers(DOCUMENTS, {"a": "Quay", "b": "Pier", "c": "Quay", "d": "Pier"}).splitlines()
    pier = next(line for line in shown if line.startswith("Pier"))
    assert pier.split() == ["Pier", "0.250", "0.125", "20", "-", "-", "0", "-", "-", "0"]
