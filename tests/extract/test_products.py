import pytest

from tests.extract.builders import passages
from tfextract.extract.evidence import Ids
from tfextract.extract.products import core_title, find_products, type_of_title
from tfextract.model import Box, Link, Page, PageStatus, Product, TextSource

PAGE = Page(1, 600, 800, PageStatus.READ, TextSource.TEXT_LAYER)


def _found(printed: str, *links: Link) -> list[Product]:
    page = Page(1, 600, 800, PageStatus.READ, TextSource.TEXT_LAYER, links=links)
    return list(find_products(passages(printed), [page], Ids("d"), None))


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Report on river health", "report"),
        ("Market Analysis Report of boat prices", "report"),
        ("Judicial Training Modules on water law", "training module"),
        ("Short videos on the river school", "video"),
        ("A compendium featuring nine village wells", "compendium"),
        ("Workshop proceedings on lake trade", "proceedings"),
        ("Background Papers: One, Two, and Three", "background paper"),
        ("Webpage on Lakes", "web page"),
        ("Policy Briefs: Clean Air", "policy brief"),
    ],
)
def test_type_of_title(title: str, name: str) -> None:
    found = type_of_title(title)
    assert found is not None
    assert found.name == name


def test_no_type_where_none_is_printed() -> None:
    assert type_of_title("Rivers and People") is None


def test_list_of_products() -> None:
    found = _found("Knowledge products and tools include:\n- Report on river health\n- Toolkit for Well Diggers")
    assert [(p.title, p.product_type, p.product_class.value) for p in found] == [
        ("Report on river health", "report", "publication"),
        ("Toolkit for Well Diggers", "toolkit", "guide_or_tool"),
    ]


def test_entries_run_together_are_two() -> None:
    found = _found("Publications include:\n- Webinar on soil health in dry lands Publication: Soils and People")
    assert [p.title for p in found] == ["Webinar on soil health in dry lands", "Publication: Soils and People"]


def test_languages_and_items() -> None:
    flyers, papers = _found(
        """Publications include:
        - Flyers in English, French and Spanish on wells
        - Background Papers: Ada’s Mill, Bo’s Dam, and Cy’s Weir"""
    )
    assert flyers.languages == ("en", "fr", "es")
    assert papers.items == ("Ada’s Mill", "Bo’s Dam", "Cy’s Weir")


def test_repeat_needs_the_same_type() -> None:
    first, again, other = _found(
        """Publications include:
        - Publication: Soils and People
        - Publication on Soils and People
        - Webinar on Soils and People"""
    )
    assert again.repeat_of == first.product_id
    assert other.repeat_of is None


def test_quoted_title_in_a_sentence() -> None:
    (found,) = _found("The fund issued a policy brief entitled “Clean Rivers for All” in May.")
    assert (found.title, found.product_type) == ("Clean Rivers for All", "policy brief")


def test_generic_mentions_are_not_products() -> None:
    assert _found("Several reports were published and a handbook was planned.") == []


def test_link_on_the_title_gives_the_url() -> None:
    link = Link(1, Box(50, 40, 400, 50), "https://example.org/wells.pdf")
    (found,) = _found("Publications include:\n- Guide on wells", link)
    assert found.url == "https://example.org/wells.pdf"


def test_core_title() -> None:
    assert (
        core_title("Publication on Soils and People")
        == core_title("Publication: Soils and people")
        == "soils and people"
    )
