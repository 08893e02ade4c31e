import pytest

from tests.extract.builders import passages
from tfextract.extract.statement_features import all_features, analyse
from tfextract.extract.text import statements


def _signs(printed: str) -> list[dict[str, float]]:
    return all_features([analyse(statement) for passage in passages(printed) for statement in statements(passage)])


@pytest.mark.parametrize(
    "line",
    ["Harbour Atlas v2.0 Released", "Value of goods procured (USD)", "River Handbook published - www.lakes.example"],
)
def test_a_line_may_end_with_what_was_done(line: str) -> None:
    assert "shape.done_last" in _signs(f"- {line}")[0]


@pytest.mark.parametrize("line", ["Harbour Atlas for the needy red", "The harbour atlas was released."])
def test_a_line_that_ends_otherwise_does_not(line: str) -> None:
    assert "shape.done_last" not in _signs(f"- {line}")[0]


def test_the_sentences_of_a_quotation_are_found_up_to_its_end() -> None:
    found = _signs("“We had no well. The fund dug one.” The village pays for it.")
    assert ["place.quoted" in signs for signs in found] == [False, True, False]


def test_an_item_is_judged_by_the_others_of_its_list() -> None:
    done = _signs("# Lakes\n- Six wells were dug.\n- Two dams were built.\n- More water for all")
    assert done[-1]["siblings"] > 0
    plans = _signs("# Lakes\n- Dig six wells.\n- Build two dams.\n- More water for all")
    assert plans[-1]["siblings"] < 0
    assert _signs("# Lakes\n- More water for all")[-1]["siblings"] == 0
    assert _signs("Six wells were dug. Two dams were built.")[0]["siblings"] == 0


def test_the_signs_of_some_statements_are_theirs_among_all() -> None:
    read = passages("The fund dug a well. It will dig another.\n\n- Mills repaired\n- Weirs planned")
    analysed = [analyse(statement) for passage in read for statement in statements(passage)]
    everything = all_features(analysed)
    assert len(everything) > 3
    assert all_features(analysed, [1, 3]) == [everything[1], everything[3]]
