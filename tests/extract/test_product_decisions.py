"""Which spans are candidates for titles, their features, and which of them are taken."""

from dataclasses import replace

import pytest

from tests.extract.builders import passages
from tfextract.extract.evidence import Ids
from tfextract.extract.products import find_products
from tfextract.extract.products.decide import best_first, decide, surroundings
from tfextract.extract.products.features import features_of
from tfextract.extract.products.suggest import ProductCandidate, candidates
from tfextract.model import Page, PageStatus, TextSource


def suggested(printed: str) -> list[ProductCandidate]:
    return candidates(passages(printed), {})


def one_with(printed: str, text: str) -> ProductCandidate:
    return next(one for one in suggested(printed) if one.text == text)


def features(printed: str, text: str) -> dict[str, float]:
    found = suggested(printed)
    around = surroundings(found, [passage.block.text for passage in passages(printed)], None)
    return next(features_of(one, around) for one in found if one.text == text)


@pytest.mark.parametrize(
    ("printed", "text", "sign"),
    [
        ("Miller, A. (2014). Wheels that rest at night. Mill Review 4:2.", "Wheels that rest at night", "sign.cited"),
        ("Miller, A. 2014. Wheels that rest at night. Mill Review 4:2.", "Wheels that rest at night", "sign.cited"),
        ("Wheels that rest: https://mills.example/rest", "Wheels that rest", "sign.addressed"),
        ("All of it stands on millwatch.org for everybody.", "millwatch.org", "sign.site"),
        ("They wrote the mill-log library in May.", "mill-log library", "sign.code_name"),
        ("They wrote the mill-log library in May.", "mill-log", "sign.code_name"),
        ("Millers use the Lake Watch app at night.", "Lake Watch app", "run.type_after"),
        ("It read Dry Wheels: Five Lessons to them.", "Dry Wheels: Five Lessons", "run.subtitle"),
        ("# Videos\n- 7 Wheels that rest", "Wheels that rest", "whole.after_number"),
        ("# Videos\n- Film 2: Wheels that rest", "Wheels that rest", "whole.after_colon"),
        ("# Videos\n- Wheels that rest: the film", "Wheels that rest", "whole.before_colon"),
        ("# Videos\n- Wheels that rest", "Wheels that rest", "whole.list_item"),
        ("He said “wheels at rest” once.", "wheels at rest", "sign.quoted"),
    ],
)
def test_a_stretch_is_suggested_by_its_sign(printed: str, text: str, sign: str) -> None:
    assert sign in one_with(printed, text).features


@pytest.mark.parametrize(
    ("printed", "not_suggested"),
    [
        # A small name without a mark of code; an address of a person; a long block as a whole.
        ("They wrote the mill library in May.", "mill library"),
        ("Write to ada@millwatch.org today.", "millwatch.org"),
        (" ".join(["word"] * 40), " ".join(["word"] * 40)),
    ],
)
def test_what_is_no_stretch_of_its_own(printed: str, not_suggested: str) -> None:
    assert not_suggested not in {one.text for one in suggested(printed)}


@pytest.mark.parametrize(
    ("printed", "text", "name"),
    [
        ("We published the Lake Fisheries Atlas.", "Lake Fisheries Atlas", "type.last"),
        ("We read A Guide to Small Mills there.", "Guide to Small Mills", "type.head"),
        ("They met the Lake Fisheries People.", "Lake Fisheries People", "type.none"),
        ("Ask the Ministry of Mills for it.", "Ministry of Mills", "name.body"),
        ("They use WeirWatch daily.", "WeirWatch", "name.coined"),
        ("# Publications\n- Wheels that rest", "Wheels that rest", "place.whole.products.list_item"),
        ("# Reports\n- Wheels that rest", "Wheels that rest", "heading.plural.near"),
        ("A report called “Wheels at Rest” came.", "Wheels at Rest", "lead.called"),
        ("Our new Lake Watch is here.", "Lake Watch", "lead.our"),
        ("Lake Watch, an app for millers, is here.", "Lake Watch", "tail.apposition"),
        ("The report “Wheels at Rest” came.", "Wheels at Rest", "context.type_before"),
        ("Staff read the Lake Watch report.", "Lake Watch", "context.type_after"),
        ("In May the council published the Lake Fisheries Atlas.", "Lake Fisheries Atlas", "verb.making_verbs"),
    ],
)
def test_features_of_a_candidate(printed: str, text: str, name: str) -> None:
    assert features(printed, text)[name] == 1.0


def test_a_rules_hit_is_a_feature_with_its_prior() -> None:
    values = features("A policy brief entitled “Wheels at Rest” came.", "Wheels at Rest")
    assert values["rule:product.entitled"] == 1.0
    assert values["rule.prior"] > 0
    assert "rule.any" not in features("The day of “Wheels at Rest” came.", "Wheels at Rest")


def test_how_often_the_document_prints_a_name_counts() -> None:
    once = features("They use WeirWatch daily.", "WeirWatch")["document.times"]
    often = features("They use WeirWatch daily.\nWeirWatch is free.\nWeirWatch grows.", "WeirWatch")["document.times"]
    assert once == 0.0
    assert often > 1.0


def test_of_stretches_over_another_the_likeliest_is_taken() -> None:
    found = suggested("Millers use the Lake Watch app at night.")
    short, long = (
        next(at for at, one in enumerate(found) if one.text == text) for text in ("Lake Watch", "Lake Watch app")
    )
    assert best_first(found, [long, short]) == [long]
    assert best_first(found, [short, long]) == [short]


def test_a_name_is_one_row_of_a_page_but_an_entry_of_a_list_always_is() -> None:
    twice = suggested("Millers use “Lake Watch”.\nOwners use “Lake Watch”.")
    assert len(best_first(twice, [at for at, one in enumerate(twice) if one.text == "Lake Watch"])) == 1
    listed = suggested("# Publications\n- Wheels that rest\n- Wheels that rest")
    assert len(best_first(listed, [at for at, one in enumerate(listed) if one.is_entry])) == 2


@pytest.mark.parametrize(
    ("printed", "titles"),
    [
        # On both sides of the threshold: the same words as a title that came out and as what a day was spent with.
        ("In May the council published the report “Lake Fisheries”.", ["Lake Fisheries"]),
        ("In May the council spoke of “Lake Fisheries” again.", []),
        ("# Publications\n- Handbook of wooden wheels", ["Handbook of wooden wheels"]),
        ("# Our people\n- Ada of the wooden wheels", []),
        ("Several reports were published and a handbook was planned.", []),
    ],
)
def test_what_is_taken(printed: str, titles: list[str]) -> None:
    found = suggested(printed)
    taken = decide(found, surroundings(found, [passage.block.text for passage in passages(printed)], None))
    assert [one.candidate.text for one in taken] == titles


def test_what_a_certain_rule_names_wins_over_what_is_likelier() -> None:
    found = suggested("In May the council published the report “Lake Fisheries”.")
    around = surroundings(found, [], None)
    named = next(one for one in found if one.titles)
    unlikely = next(one for one in found if "whole.paragraph" in one.features)
    certain = replace(unlikely, titles=tuple(replace(title, certain=True) for title in named.titles))
    taken = decide([*(one for one in found if one is not unlikely), certain], around)
    assert [one.candidate.text for one in taken] == [unlikely.text]


@pytest.mark.parametrize(
    ("sentence", "title"),
    [
        ("The documentary Rivers of Glass won two prizes.", "Rivers of Glass"),
        ("The trust's quarterly magazine, The Weir, reaches 3,000 homes.", "The Weir"),
        ('The policy brief "Clean Decks, Clean Seas" was read by ministers.', "Clean Decks, Clean Seas"),
    ],
)
def test_a_type_word_right_before_a_name_is_enough(sentence: str, title: str) -> None:
    page = Page(1, 600, 800, PageStatus.READ, TextSource.TEXT_LAYER)
    [product] = find_products(passages(sentence), [page], Ids("d"), None)
    assert product.title == title
    assert product.confidence >= 0.6


@pytest.mark.parametrize(
    "printed",
    [
        "We built the website https://millwatch.org/summer for all millers.",
        "We published more than 50 articles in journals such as “The Straits Times, Forbes, and National Review”.",
    ],
)
def test_addresses_and_newspapers_are_no_titles(printed: str) -> None:
    page = Page(1, 600, 800, PageStatus.READ, TextSource.TEXT_LAYER)
    titles = [product.title for product in find_products(passages(printed), [page], Ids("d"), None)]
    assert titles == []
