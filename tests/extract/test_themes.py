"""Which heading is the theme of a fact."""

from __future__ import annotations

import pytest

from tests.extract.builders import page_of_blocks, passages
from tfextract.extract.themes import theme_of, themes_of, title_above


def _theme(printed: str, title: str | None = None) -> str | None:
    """Of the last passage."""
    read = passages(printed)
    return theme_of(read[-1], themes_of([passage.block for passage in read], read, title))


def test_the_title_that_heads_the_sections_is_no_theme() -> None:
    assert (
        title_above(page_of_blocks("# Harbour Fund 2019\n## Rivers\nText."), "Harbour Fund 2019") == "Harbour Fund 2019"
    )


@pytest.mark.parametrize("printed", ["# Harbour Fund 2019\nText.", "# Harbour Fund 2019\nText.\n# Rivers\nText."])
def test_a_title_like_the_headings_of_sections_is_a_theme(printed: str) -> None:
    assert title_above(page_of_blocks(printed), "Harbour Fund 2019") is None


def test_a_sentence_below_a_heading_is_no_theme() -> None:
    printed = "# The year in harbours\n## We have opened three quays!\nThe fund trained 40 pilots."
    assert _theme(printed) == "The year in harbours"


@pytest.mark.parametrize("heading", ["Pilots trained", "Clean, safe and quiet ferries.", "Where does the water go?"])
def test_a_heading_that_reports_nothing_in_a_full_sentence_is_a_theme(heading: str) -> None:
    assert _theme(f"# The year in harbours\n## {heading}\nThe fund trained 40 pilots.") == heading


def test_a_sentence_is_the_theme_where_no_other_heading_is() -> None:
    assert _theme("# We have opened three quays!\nThe fund trained 40 pilots.") == "We have opened three quays!"


def test_a_heading_that_names_the_kind_of_text_is_no_theme() -> None:
    assert _theme("# Lake fisheries\n## The challenge\nNets were lost.") == "Lake fisheries"
