"""Features of a block's words for or against a heading, each with similar words that are no such feature."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.layout.pages import Print, column, read
from tfextract.layout.candidates import HeadingCandidate
from tfextract.layout.drafts import Draft
from tfextract.layout.fragments import Fragment, Word, around
from tfextract.layout.heading_wording import of_wording
from tfextract.model import BlockRole, Box

BOLD = "Helvetica-Bold"
BODY = column(50, 140, "The fund mended mills in the north of the", "country and in all of its river towns.")


def wording(text: str) -> set[str]:
    words = tuple(
        Word(word, Box(50 + 40 * at, 90, 85 + 40 * at, 104), 100, 12, bold=True, italic=False, color=0)
        for at, word in enumerate(text.split())
    )
    return of_wording(HeadingCandidate.of(Draft(1, [(1, Fragment(words, around(words), 100, 12))])))


@pytest.mark.parametrize(
    ("feature", "text"),
    [
        ("job", "Director of Mills"),
        ("job", "Reed, Chair, Weir Board"),
        ("label_number", "Goal 4: mended weirs"),
        ("label_number", "Work stream II"),
        ("label_number", "Phase B"),
        ("lead_in", "Tools of the year include:"),
        ("lead_in", "Mills were mended by:"),
        ("honorific", "Dr. Ana Reed"),
        ("honorific", "Minister Reed"),
        ("figure_with_noun", "Over 94 mended mills"),
        ("figure_with_noun", "at least 30 K sacks of flour"),
    ],
)
def test_words_that_speak_against_a_heading(feature: str, text: str) -> None:
    assert feature in wording(text)


@pytest.mark.parametrize(
    ("feature", "text"),
    [
        ("job", "Directions for millers"),
        ("job", "Membership of the board"),
        ("label_number", "Goals for the mills"),
        ("label_number", "Mill 4"),
        ("label_number", "Phase by phase"),
        ("lead_in", "Mended weirs:"),
        ("lead_in", "What the tools include"),
        ("honorific", "DR Reed"),
        ("honorific", "minister Reed"),
        ("honorific", "Drought in the valley"),
        ("figure_with_noun", "10 years of mended mills"),
        ("figure_with_noun", "5 ways to save water"),
        ("figure_with_noun", "Mended mills"),
        ("figure_with_noun", "94 Mended Mills"),
    ],
)
def test_words_that_come_near_do_not(feature: str, text: str) -> None:
    assert feature not in wording(text)


def test_the_number_of_a_part_is_no_figure() -> None:
    assert "has_figure" not in wording("Goal 4: mended weirs")
    assert "has_figure" in wording("Mill 4: mended weirs")
    assert "has_figure" in wording("Goal 4: 30 mended weirs")


def test_small_words_leave_a_title_its_capitals() -> None:
    assert "title_case" in wording("Mills of the Upper Lake")
    assert "title_case" not in wording("Mills along the Upper Lake")


@pytest.mark.parametrize(
    ("under", "heads"), [("Director of the weir board", False), ("What the weir board wants", True)]
)
def test_a_name_over_a_job_is_a_speaker(tmp_path: Path, under: str, heads: bool) -> None:
    quotation = column(50, 200, "We mended each of the mills and all of the weirs", "of this valley within two years.")
    name, job = Print(50, 240, "Ana Reed", 10, BOLD), Print(50, 254, under, 10, "Helvetica-Oblique", gray=0.4)
    after = column(50, 290, "The lower weir was mended in the same year by", "the joiners of the nine villages.")
    title = Print(50, 100, "Works of the year", 16, BOLD)
    blocks = {block.text: block for block in read(tmp_path, [title, *BODY, *quotation, name, job, *after])}
    assert (blocks["Ana Reed"].role is BlockRole.HEADING) is heads


def test_a_part_with_its_number_heads_its_text(tmp_path: Path) -> None:
    title = Print(50, 60, "Works of the year", 20, BOLD)
    part = Print(50, 120, "Goal 4", 13, BOLD)
    blocks = read(tmp_path, [title, part, *BODY, *column(50, 300, "More of the same text is set down here.")])
    figure = Print(50, 120, "4 mills", 13, BOLD)
    others = read(tmp_path, [title, figure, *BODY, *column(50, 300, "More of the same text is set down here.")])
    assert {block.heading for block in blocks[2:]} == {"Goal 4"}
    assert {block.heading for block in others[1:]} == {"Works of the year"}
