"""Blocks made from plain lines, so that a test of a rule reads like the page it is about."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from spacy.language import Language

from tfextract.extract.nlp import load_nlp
from tfextract.extract.text import Passage, read_passages
from tfextract.model import Block, BlockRole, Box, Layout, Piece, TableCell

MARKS = {"# ": BlockRole.HEADING, "- ": BlockRole.LIST_ITEM, "! ": BlockRole.CALLOUT}


@lru_cache(maxsize=1)
def nlp() -> Language:
    loaded = load_nlp(None)
    assert loaded is not None, "the pinned spaCy model is not installed"
    return loaded


def _pieces(text: str, page: int, top: float) -> tuple[Piece, ...]:
    words = list(re.finditer(r"\S+", text))
    return tuple(
        Piece(w.start(), w.end(), page, at // 10, Box(50 + 5 * w.start(), top, 50 + 5 * w.end(), top + 10), 10.0)
        for at, w in enumerate(words)
    )


def page_of_blocks(printed: str, page: int = 1) -> tuple[Block, ...]:
    """A line a block: "# " heading, "## " a heading below it, "- " list item, "12. " a numbered
    paragraph, "! " call-out, else paragraph."""
    blocks: list[Block] = []
    path: list[tuple[int, str]] = []
    lead_in: int | None = None
    for line in printed.strip().splitlines():
        text = line.strip()
        level = len(text) - len(text.lstrip("#"))
        role = (
            MARKS.get(f"{text[:1]} ", BlockRole.PARAGRAPH) if re.match(r"(?:#+|-|!)\s", text) else BlockRole.PARAGRAPH
        )
        numbered = re.match(r"\d+\.(?=\s)", text)
        role = BlockRole.LIST_ITEM if numbered else role
        mark = numbered[0] if numbered else "•" if role is BlockRole.LIST_ITEM else None
        text = re.sub(r"^(?:#+|-|!|\d+\.)\s+", "", text)
        number = len(blocks) + 1
        if role is BlockRole.HEADING:
            path = [(rank, words) for rank, words in path if rank < level]
        titles = tuple(words for _, words in path)
        block = Block(
            number, page, role, text, Box(50, 20.0 * number, 500, 20.0 * number + 10),
            _pieces(text, page, 20.0 * number),
            titles[-1] if titles else None, titles, level, mark,
        )  # fmt: skip
        if role is BlockRole.HEADING:
            path.append((level, text))
        if role is BlockRole.LIST_ITEM:
            block = replace(block, lead_in_no=lead_in)
        else:
            lead_in = number if role is BlockRole.PARAGRAPH and text.endswith(":") else None
        blocks.append(block)
    return tuple(blocks)


def passages(printed: str) -> tuple[Passage, ...]:
    return read_passages(page_of_blocks(printed), nlp())


def table_layout(printed: str, above: str | None = None) -> Layout:
    """A line a row, cells between bars; the first row heads the columns, the first cell its row; `above` is the line
    over the table."""
    rows = [[cell.strip() for cell in line.split("|")] for line in printed.strip().splitlines()]
    lines = page_of_blocks("\n".join([*([above] if above else []), *(" ".join(row) for row in rows)]))
    heads, lines = (lines[:1], lines[1:]) if above else ((), lines)
    blocks = tuple(
        Block(b.block_no, 1, BlockRole.TABLE, b.text, b.box, b.pieces) for b in lines
    )  # fmt: skip
    cells = []
    for row_no, (row, block) in enumerate(zip(rows, blocks, strict=True), start=1):
        start = 0
        for col_no, text in enumerate(row, start=1):
            at = block.text.index(text, start)
            start = at + len(text)
            header = row_no == 1
            cells.append(
                TableCell(
                    1,
                    1,
                    row_no,
                    col_no,
                    text,
                    None if header or col_no == 1 else row[0],
                    None if header else rows[0][col_no - 1],
                    block.block_no,
                    at,
                    start,
                )
            )
    return Layout((), (*heads, *blocks), tuple(cells))
