"""The sentence encoder's input: for a statement, and for a span that may be a title."""

from __future__ import annotations

from tfextract.encoder import Pair
from tfextract.extract.sentences import split_sentences
from tfextract.extract.text import Statement
from tfextract.model import Block, BlockRole

HEADINGS = 2
OPENING_MARKS, SMALL_WORD = "“\"‘'", 4


def statement_pair(statement: Statement) -> Pair:
    """The statement; its context is the last two headings and the sentence that introduces its list."""
    over = _headings(statement.block)
    if statement.passage.placed.lead_in:
        over = (*over, statement.passage.placed.lead_in)
    return Pair(" > ".join(over), statement.text, 0, len(statement.text))


def title_pair(block: Block, start: int, end: int) -> Pair:
    """`block.text[start:end]` within its sentence; its context is its typography, its role and the last heading."""
    left, right = start, end
    for sentence in split_sentences(block.text):
        if sentence.start < end and sentence.end > start:
            left, right = min(left, sentence.start), max(right, sentence.end)
    over = (f"{_printed(block, start, end)} {block.role}", *_headings(block)[-1:])
    return Pair(" : ".join(over), block.text[left:right], start - left, end - left)


def _headings(block: Block) -> tuple[str, ...]:
    """The last headings above a block, for a heading with itself."""
    own = block.heading_path or ((block.heading,) if block.heading and block.role is not BlockRole.HEADING else ())
    return own[-HEADINGS:]


def _printed(block: Block, start: int, end: int) -> str:
    """The typography of a span in one word, which the encoder does not see in its lower-case word pieces."""
    if start == 0 and end >= len(block.text.rstrip(" .")):
        return "whole"
    if block.text[start - 1 : start] in OPENING_MARKS and start:
        return "quoted"
    pieces = [piece for piece in block.pieces if piece.start < end and piece.end > start]
    if pieces and all(piece.italic for piece in pieces) and not all(piece.italic for piece in block.pieces):
        return "italic"
    if pieces and all(piece.bold for piece in pieces) and not all(piece.bold for piece in block.pieces):
        return "bold"
    words = [word for word in block.text[start:end].split() if len(word) >= SMALL_WORD]
    capital = sum(any(char.isupper() for char in word) for word in words)
    return "capital" if words and capital >= len(words) - 1 and capital else "plain"
