"""Passages and statements: blocks with their parse and section, and the sentences and items that facts come from."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tfextract.extract.parsing import parse
from tfextract.extract.sections import Placed, Section, place
from tfextract.extract.sentences import split_sentences
from tfextract.faults import Faults
from tfextract.model import Block, BlockRole

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span

# The code of the issue when a passage is lost to a kind of fact.
CODE = "extraction_failed"
READ_ROLES = (BlockRole.PARAGRAPH, BlockRole.LIST_ITEM, BlockRole.CALLOUT, BlockRole.HEADING)
# The parser was trained on straight marks: "We’ve built" is no perfect to it. One character replaces one, so that
# spans hold.
PLAIN_MARKS = str.maketrans("’‘“”", "''\"\"")
# UN documents number their paragraphs ("12."), which are running text, not list items.
NUMBERED = re.compile(r"\d{1,3}\.(?:\d{1,2}\.?)?")


@dataclass(frozen=True, slots=True)
class Passage:
    """A block with its place and parse; `doc` is None without a spaCy model, or where the parse failed."""

    placed: Placed
    doc: Doc | None

    @property
    def block(self) -> Block:
        return self.placed.block

    @property
    def section(self) -> Section | None:
        return self.placed.section


@dataclass(frozen=True, slots=True)
class Statement:
    """The unit that facts come from: a whole list item or call-out, else a sentence; span in the block's text."""

    passage: Passage
    start: int
    end: int
    text: str

    @property
    def block(self) -> Block:
        return self.passage.block

    @property
    def whole(self) -> bool:
        """Whether it is all of its block."""
        return self.start == 0 and self.end == len(self.block.text)

    def span(self) -> Span | None:
        doc = self.passage.doc
        return None if doc is None else doc.char_span(self.start, self.end, alignment_mode="expand")


def read_passages(
    blocks: Sequence[Block],
    nlp: Language | None,
    pages: Container[int] | None = None,
    faults: Faults | None = None,
    parsed_by: Callable[[Language, Iterable[str]], Iterable[Doc]] = parse,
) -> tuple[Passage, ...]:
    """The passages of all pages, or of the blocks that start on `pages`; sections are found from all blocks.

    A block that cannot be placed is left out, one that cannot be parsed has no parse. Both are reported to `faults`.
    """
    reported = Faults("", "") if faults is None else faults
    placeds = reported.spare(CODE, "a passage of this page could not be placed", blocks, _page, place).result or ()
    placed = [item for item in placeds if item.block.role in READ_ROLES and (pages is None or item.block.page in pages)]
    if nlp is None:
        return tuple(Passage(item, None) for item in placed)

    def parsed(items: Sequence[Placed]) -> dict[int, Doc]:
        docs = parsed_by(nlp, (item.block.text.translate(PLAIN_MARKS) for item in items))
        return {item.block.block_no: doc for item, doc in zip(items, docs, strict=True)}

    lost = "a passage of this page was read without its grammar"
    docs = reported.spare(CODE, lost, placed, lambda item: item.block.page, parsed).result or {}
    return tuple(Passage(item, docs.get(item.block.block_no)) for item in placed)


def _page(block: Block) -> int:
    return block.page


def read_footnotes(blocks: Sequence[Block]) -> tuple[Passage, ...]:
    """Footnotes, without a parse: they name works and report no results."""
    return tuple(
        Passage(Placed(block, None, None, headed=False), None) for block in blocks if block.role is BlockRole.FOOTNOTE
    )


def statements(passage: Passage) -> Iterator[Statement]:
    block = passage.block
    sentences = split_sentences(block.text)
    paragraph = len(sentences) > 1 and NUMBERED.fullmatch(block.marker or "") is not None
    if block.role is BlockRole.CALLOUT or (block.role is BlockRole.LIST_ITEM and not paragraph):
        yield Statement(passage, 0, len(block.text), block.text)
        return
    for sentence in sentences:
        yield Statement(passage, sentence.start, sentence.end, sentence.text)


def sentence_around(statement: Statement, start: int, end: int) -> Statement:
    """The sentence of a list item or call-out that contains a span of the block."""
    for sentence in split_sentences(statement.text):
        left, right = statement.start + sentence.start, statement.start + sentence.end
        if left <= start and end <= right:
            return Statement(statement.passage, left, right, sentence.text)
    return statement
