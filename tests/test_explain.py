"""Explanations for the brochure in raw/ and for a page that is quicker to read."""

import pytest

from tests.pdfs import text_pdf
from tests.seed import SEED
from tfextract.errors import UserError
from tfextract.explain import explain_page
from tfextract.model import Facts
from tfextract.pipeline import Reader
from tfextract.sources import FileBytes

BYTES = FileBytes.of(SEED.read_bytes(), SEED.name)
PAGE = FileBytes.of(text_pdf(), "river.pdf")


def test_a_page_shows_what_was_taken_what_was_left_and_why(reader: Reader) -> None:
    lines = explain_page(reader, BYTES, 2).splitlines()
    taken = next(at for at, line in enumerate(lines) if "achievement by achievement.item." in line)
    assert "list_item under" in lines[taken - 2]
    assert "place.result_item" in lines[taken + 1]
    assert any("no achievement: an item of a list of products" in line for line in lines)
    assert any("product (webinar)" in line for line in lines)
    assert any("count 94 " in line for line in lines)
    assert not any(line.startswith("[1] ") for line in lines)


def test_a_missing_page_is_named(reader: Reader) -> None:
    with pytest.raises(UserError, match="pages 1 to 1"):
        explain_page(reader, PAGE, 2)


@pytest.fixture(scope="module")
def facts(reader: Reader) -> Facts:
    return reader.read_bytes(PAGE).facts


def test_what_decided_an_achievement_is_kept_with_it(facts: Facts) -> None:
    contributions = facts.achievements[0].contributions
    assert contributions is not None
    assert contributions.startswith("+")
    assert contributions.endswith(" lighter")


def test_what_decided_a_count_and_its_claim_is_kept_with_it(facts: Facts) -> None:
    fact = next(found for found in facts.counts if found.value_printed == "240")
    assert fact.contributions is not None
    assert "unit.grammar" in fact.contributions
    assert (fact.claim, fact.claim_by) == ("achieved", "model")


def test_what_decided_a_product_is_kept_with_it(facts: Facts) -> None:
    assert "rule.any" in (facts.products[0].contributions or "")
