"""The brochure in raw/ and a page that is quicker read, asked why."""

import pytest

from tests.pdfs import text_pdf
from tests.seed import SEED
from tfextract.errors import UserError
from tfextract.explain import explain_page, why_text
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


def test_a_page_that_is_not_there_is_said(reader: Reader) -> None:
    with pytest.raises(UserError, match="pages 1 to 1"):
        explain_page(reader, PAGE, 2)


@pytest.fixture(scope="module")
def facts(reader: Reader) -> Facts:
    return reader.read_bytes(PAGE).facts


def test_an_achievement_tells_what_its_confidence_came_from(reader: Reader, facts: Facts) -> None:
    fact = facts.achievements[0]
    why = why_text(reader, PAGE, fact.achievement_id)
    assert why is not None
    assert why.startswith(f"confidence {fact.confidence:.2f} from ")
    assert why_text(reader, PAGE, "0" * 16) is None


def test_a_count_tells_what_its_confidence_came_from(reader: Reader, facts: Facts) -> None:
    fact = next(found for found in facts.counts if found.value_printed == "240")
    why = why_text(reader, PAGE, fact.count_id)
    assert why is not None
    assert why.startswith(f"confidence {fact.confidence:.2f} from ")
    assert "unit.grammar" in why


def test_a_count_in_the_currency_of_the_document_is_explained(reader: Reader) -> None:
    lines = "Ferries of Australia, annual report 2021", "In 2021 Ferries of Australia spent $5 million on piers."
    file = FileBytes.of(text_pdf(*lines), "ferries.pdf")
    fact = next(found for found in reader.read_bytes(file).facts.counts if found.value == 5_000_000)
    assert fact.currency == "AUD"
    assert why_text(reader, file, fact.count_id) is not None
