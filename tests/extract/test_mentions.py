import pytest

from tests.extract.builders import nlp, page_of_blocks
from tfextract.extract.achievements import find_achievements
from tfextract.extract.evidence import Ids
from tfextract.extract.mentions import find_mentions
from tfextract.extract.text import read_passages
from tfextract.model import Mention


def _mentions(printed: str) -> list[Mention]:
    passages = read_passages(page_of_blocks(printed), nlp())
    achievements = find_achievements(passages, Ids("d"))
    assert achievements, "the statement of the test is no achievement, so that nothing can be linked to it"
    return list(find_mentions(achievements, (), (), passages)[1])


@pytest.mark.parametrize(
    ("printed", "entity", "role"),
    [
        ("The fund trained 40 millers in Togo.", "country:TGO", "location"),
        ("The fund trained 40 millers in Norway, Chad and Togo.", "country:TGO", "location"),
        ("In partnership with UNEP, the fund trained 40 millers.", "organisation:UNEP", "partner"),
        ("The fund trained 40 millers with financial support from Norway.", "country:NOR", "donor"),
        ("In May the fund supported the Government of Togo, which built 40 mills.", "country:TGO", "beneficiary"),
        ("The fund trained 40 millers, as Togo wished.", "country:TGO", None),
    ],
)
def test_role_of_a_name(printed: str, entity: str, role: str | None) -> None:
    assert {found.entity_id: found.role for found in _mentions(printed)}[entity] == role


def test_country_of_the_heading_is_inherited() -> None:
    (found,) = _mentions("# Mills in Togo\n## Results\nThe fund trained 40 millers.")
    assert (found.entity_id, found.inherited, found.role, found.quote) == ("country:TGO", True, "location", "Togo")


def test_country_of_the_lead_in_has_precedence_over_the_heading() -> None:
    found = _mentions("# Mills in Togo\nIn Chad, key achievements include:\n- The fund trained 40 millers")
    assert [(name.entity_id, name.inherited) for name in found if name.inherited] == [("country:TCD", True)]


def test_own_country_overrides_the_heading() -> None:
    found = _mentions("# Mills in Togo\nThe fund trained 40 millers in Chad.")
    assert [(name.entity_id, name.inherited) for name in found] == [("country:TCD", False)]
