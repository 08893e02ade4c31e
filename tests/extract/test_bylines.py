"""Lists of works with a line of authors under each title."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.extract.builders import nlp, page_of_blocks
from tfextract.extract.evidence import Ids
from tfextract.extract.products import find_products
from tfextract.extract.products.bylines import BYLINE, byline_spans
from tfextract.extract.text import read_passages
from tfextract.model import Block, Page, PageStatus, TextSource

PAGE = Page(1, 600, 800, PageStatus.READ, TextSource.TEXT_LAYER)


def over_lines(block: Block) -> Block:
    """A block in whose text " / " ends a printed line."""
    text, pieces = block.text.replace(" / ", " "), []
    for piece in block.pieces:
        line = block.text[: piece.start].count(" / ")
        if block.text[piece.start : piece.end] != "/":
            pieces.append(replace(piece, line=line, start=piece.start - 2 * line, end=piece.end - 2 * line))
    return replace(block, text=text, pieces=tuple(pieces))


def titles(printed: str) -> list[str]:
    blocks = tuple(over_lines(block) for block in page_of_blocks(printed))
    return [product.title for product in find_products(read_passages(blocks, nlp()), [PAGE], Ids("d"), None)]


@pytest.mark.parametrize(
    "line",
    [
        "Ada Reed, June 3, 2023",
        "Ada Reed and Jon Elm, 4 Sept. 2023",
        "Ada M. Reed, Ph.D., Jan. 29, 2023",
        "By Ada Reed, Jon Elm and Ida van der Mill",
        "Dr. Ada Reed, MPH",
    ],
)
def test_who_wrote_it_and_when(line: str) -> None:
    assert BYLINE.fullmatch(line) is not None


@pytest.mark.parametrize(
    "line", ["Tide Fund Annual Report 2023", "Ada Reed", "Ferries and Trade, a guide", "June 3, 2023"]
)
def test_what_is_no_byline(line: str) -> None:
    assert BYLINE.fullmatch(line) is None


def test_names_go_on_over_a_line_end() -> None:
    [block] = map(over_lines, page_of_blocks("Wheels at Rest / Ada Reed, Jon Elm and / Ida Oak, June 3, 2023"))
    assert [block.text[start:end].split()[0] for start, end in byline_spans(block)] == ["Ada"]


def test_under_papers_each_line_above_its_authors_is_a_title() -> None:
    printed = """
        # Three key papers
        Ten Rules for Harbour Policy / Ida Cedar and Jon Elm, Sept. 4, 2023
        Ferry Exports Promote Trade and Safety / Tomas Birch, July 23, 2023
    """
    assert titles(printed) == ["Ten Rules for Harbour Policy", "Ferry Exports Promote Trade and Safety"]


def test_elsewhere_it_makes_no_title() -> None:
    assert titles("# News from the mill\nA day at the weir / Ida Cedar, Sept. 4, 2023") == []
