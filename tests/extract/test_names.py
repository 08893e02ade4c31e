import pytest

from tests.extract.builders import nlp
from tfextract.extract.names import find_names, short_names


def _codes(text: str) -> list[str]:
    return [name.entity.entity_id for name in find_names(text, nlp()(text))]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Mills were built in Lao PDR.", "LAO"),
        ("Mills were built in Viet Nam.", "VNM"),
        ("Mills were built in Côte d’Ivoire.", "CIV"),
        ("Mills were built in Côte d'Ivoire.", "CIV"),
        ("Mills were built in DR Congo.", "COD"),
        ("Mills were built in the Democratic Republic of the Congo.", "COD"),
        ("Mills were built in the Republic of Korea.", "KOR"),
        ("Mills were built in the Democratic People’s Republic of Korea.", "PRK"),
        ("Mills were built in the United Republic of Tanzania.", "TZA"),
        ("Mills were built in Bolivia (Plurinational State of).", "BOL"),
        ("Mills were built in Papua New Guinea.", "PNG"),
        ("Mills were built in Guinea-Bissau.", "GNB"),
        ("Mills were built in Guinea.", "GIN"),
        ("Mills were built in Equatorial Guinea.", "GNQ"),
        ("Mills were built in Niger.", "NER"),
        ("Mills were built in Nigeria.", "NGA"),
        ("Mills were built in South Sudan.", "SSD"),
        ("Mills were built in the Dominican Republic.", "DOM"),
        ("Mills were built in Dominica.", "DMA"),
        ("Mills were built in Türkiye.", "TUR"),
        ("Mills were built in Congo.", "COG"),
        ("Mills in Congo, near Goma, were mended.", "COD"),
        ("Mills in Georgia and Armenia were mended.", "GEO"),
        ("MILLS IN KENYA", "KEN"),
    ],
)
def test_country(text: str, code: str) -> None:
    assert f"country:{code}" in _codes(text)
    assert len([found for found in _codes(text) if found.startswith("country:")]) == 1 + ("Armenia" in text)


@pytest.mark.parametrize(
    "text",
    [
        "Mills in Atlanta, Georgia were mended.",
        "Mills in Georgia and Alabama were mended.",
        "Mills stand in Lebanon, Ohio.",
        "Mary Jordan mended the mill.",
        "The Niger Delta has mills.",
        "We fed a guinea pig and a Guinea fowl.",
        "Mills stand in New Mexico.",
        "The guide is in French and Lao.",
        "CONTACT US TODAY",
        "It cost US$ 5 million.",
        "It cost one million United States dollars.",
        "The University of Ghana taught millers.",
        "The German Lake Fund Berlin met.",
    ],
)
def test_no_country_here(text: str) -> None:
    assert [found for found in _codes(text) if found.startswith("country:")] == []


def test_adjective_counts_before_a_noun() -> None:
    assert _codes("They trained Kenyan farmers.") == ["country:KEN"]
    assert _codes("The Ethiopian Government built mills.") == ["country:ETH"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Mills in Sub-Saharan Africa", "region:202"),
        ("Mills in sub-Saharan Africa", "region:202"),
        ("Mills in South-East Asia", "region:035"),
        ("Mills in Latin America and the Caribbean", "region:419"),
        ("Help for the least developed countries", "region:LDC"),
        ("Help for SIDS", "region:SIDS"),
        ("The Paris Agreement was signed", "agreement:paris-agreement"),
        ("UNEP wrote to ministers", "organisation:UNEP"),
        ("The United Nations Children’s Fund built schools", "organisation:UNICEF"),
        ("A meeting of the African Union", "organisation:AU"),
    ],
)
def test_other_names(text: str, found: str) -> None:
    assert _codes(text) == [found]


def test_goals_by_number() -> None:
    assert _codes("It serves SDG 5.") == ["goal:SDG 5"]
    assert _codes("It serves Sustainable Development Goals 3, 4 and 5.") == ["goal:SDG 3", "goal:SDG 4", "goal:SDG 5"]
    assert _codes("It serves Goal 13.") == ["goal:SDG 13"]
    assert find_names("Goal 2 of the plan", None, bare_goals=False) == ()
    assert _codes("It serves SDG 18.") == []


def test_short_names_take_their_letters_from_the_full_name() -> None:
    texts = ["The Lake Menders Association (LMA) met.", "Led by John Smith (LMF)."]
    assert short_names(texts) == {"LMA": "Lake Menders Association"}


def test_short_name_of_the_document_is_the_full_name() -> None:
    text = "Ten mills were given to the LMA in May."
    shorts = {"LMA": "Lake Menders Association"}
    found = find_names(text, nlp()(text), shorts)
    assert [name.entity.name for name in found] in ([], ["Lake Menders Association"])


@pytest.mark.parametrize(
    ("printed", "codes"),
    [
        ("Some 40 women United Nations Volunteers served.", []),
        ("The United Nations Volunteers programme sent 40 of them.", ["UNV"]),
        ("The United Nations Conference on Lakes met.", []),
        ("The United Nations met.", ["UN"]),
        ("It was run by the council as the Implementing Agency.", []),
    ],
)
def test_people_events_and_roles_are_no_bodies(printed: str, codes: list[str]) -> None:
    found = find_names(printed, nlp()(printed))
    assert [name.entity.code for name in found if name.entity.code] == codes
    assert not [name for name in found if name.entity.code is None]
