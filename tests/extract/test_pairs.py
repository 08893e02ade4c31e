from dataclasses import replace

from tests.extract.builders import page_of_blocks, passages
from tfextract.encoder import Pair
from tfextract.extract.pairs import statement_pair, title_pair
from tfextract.extract.text import statements
from tfextract.model import Block


def pair_of(block: Block, title: str) -> Pair:
    start = block.text.index(title)
    return title_pair(block, start, start + len(title))


def test_a_statement_has_its_last_headings_and_lead_in_as_context() -> None:
    found = passages(
        """
        # Report
        ## Mills
        ### Results
        By June we had:
        - mended nine weirs
        """
    )
    pair = statement_pair(next(statements(found[-1])))
    assert pair == Pair("Mills > Results > By June we had:", "mended nine weirs", 0, 17)


def test_a_title_has_its_sentence_and_typography_as_context() -> None:
    (_, block) = page_of_blocks(
        """
        # Lakes
        Nine weirs were mended. We printed “The Weir Book” for owners. More will follow.
        """
    )
    pair = pair_of(block, "The Weir Book")
    assert pair.text == "We printed “The Weir Book” for owners."
    assert pair.text[pair.start : pair.end] == "The Weir Book"
    assert pair.context == "quoted paragraph : Lakes"


def test_how_a_title_is_printed() -> None:
    (block,) = page_of_blocks("The Weir Book and the book of weirs")
    assert pair_of(block, "Weir Book").context == "capital paragraph"
    assert pair_of(block, "book of weirs").context == "plain paragraph"
    assert pair_of(block, block.text).context == "whole paragraph"
    slanted = replace(block, pieces=tuple(replace(p, italic=p.start in (4, 9)) for p in block.pieces))
    assert pair_of(slanted, "Weir Book").context == "italic paragraph"
    bold = replace(block, pieces=tuple(replace(p, bold=p.start < 13) for p in block.pieces))
    assert pair_of(bold, "The Weir Book").context == "bold paragraph"


def test_a_title_that_goes_over_a_full_stop_has_both_sentences() -> None:
    (block,) = page_of_blocks("It is out. Read Weirs. A Guide now. It is free.")
    pair = pair_of(block, "Weirs. A Guide")
    assert pair.text == "Read Weirs. A Guide now."
    assert pair.text[pair.start : pair.end] == "Weirs. A Guide"
