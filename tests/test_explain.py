"""The brochure in raw/, asked why."""

import pytest

from tests.seed import SEED
from tfextract.errors import UserError
from tfextract.explain import explain_page, why_text
from tfextract.model import ReadDocument
from tfextract.pipeline import Reader
from tfextract.sources import FileBytes

BYTES = FileBytes.of(SEED.read_bytes(), SEED.name)


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
    with pytest.raises(UserError, match="pages 1 to 3"):
        explain_page(reader, BYTES, 4)


def test_an_achievement_tells_what_its_confidence_came_from(reader: Reader, seed: ReadDocument) -> None:
    fact = next(found for found in seed.facts.achievements if found.page == 2)
    why = why_text(reader, BYTES, fact.achievement_id)
    assert why is not None
    assert why.startswith(f"confidence {fact.confidence:.2f} from ")
    assert why_text(reader, BYTES, "0" * 16) is None


def test_a_count_tells_what_its_confidence_came_from(reader: Reader, seed: ReadDocument) -> None:
    fact = next(found for found in seed.facts.counts if found.value_printed == "94")
    why = why_text(reader, BYTES, fact.count_id)
    assert why is not None
    assert why.startswith(f"confidence {fact.confidence:.2f} from ")
    assert "unit.grammar" in why
