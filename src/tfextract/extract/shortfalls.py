"""Statements that something was late, missed, reduced or not done, and ratings that say so."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from tfextract.extract.achievements import Judgement, theme_of
from tfextract.extract.evidence import Ids, evidence_of, page_of
from tfextract.extract.grammar import Form
from tfextract.extract.sections import Section
from tfextract.extract.sentences import split_sentences
from tfextract.extract.signs import look
from tfextract.extract.text import Statement
from tfextract.model import Block, BlockRole, Layout, Shortfall, Stance, TableCell
from tfextract.rules import Rule, first_match

MIN_WORDS = 3
# A rating stands in a few words; anything else needs a clause to be about the programme's own course.
RATING = "shortfall.rating"
GRADED = re.compile(r"\b(?:ratings?|rated|scores?|grades?|status|assessment|achievement)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Told:
    statement: Statement
    rule: Rule


def _sentences(statement: Statement) -> Iterable[Statement]:
    for sentence in split_sentences(statement.text):
        start = statement.start + sentence.start
        yield Statement(statement.passage, start, statement.start + sentence.end, sentence.text)


def _told(sentence: Statement) -> _Told | None:
    found = first_match("shortfall", sentence.text)
    if found is None or len(sentence.text.split()) < MIN_WORDS or sentence.text.endswith("?"):
        return None
    before = sentence.text[: found[1].start()]
    vetoes = (
        ("no_result", sentence.text, None),
        ("no_shortfall", sentence.text, "sentence"),
        ("no_shortfall", before, "before"),
    )
    if sentence.text[0].islower() or any(first_match(*veto) is not None for veto in vetoes):
        return None
    if found[0].id == RATING:
        return _Told(sentence, found[0])
    seen = look(sentence)
    # What may yet be missed, or should not be, has not been; a heading's words alone say nothing of the kind.
    if seen.first is not None and seen.first.form in (Form.PLAN, Form.ORDER):
        return None
    return _Told(sentence, found[0])


def find_shortfalls(judged: Iterable[Judgement], ids: Ids, title: str | None) -> tuple[Shortfall, ...]:
    """From what was judged for achievements: the sentences of a statement that is one are not asked, but for a list
    item or call-out of several, whose first speaks for it."""
    found: list[Shortfall] = []
    for judgement in judged:
        statement = judgement.statement
        if statement.block.role is BlockRole.HEADING or statement.passage.section is Section.PLANS:
            continue
        taken = judgement.rule_id is not None
        for at, sentence in enumerate(_sentences(statement)):
            told = None if taken and at == 0 else _told(sentence)
            if told is not None:
                found.append(_shortfall(told, ids, title))
    return tuple(found)


def find_rated_rows(layout: Layout, ids: Ids) -> tuple[Shortfall, ...]:
    """The rows of tables of ratings whose last rating is of the lower half; the whole row is the text."""
    blocks = {block.block_no: block for block in layout.blocks}
    rows = groupby(layout.table_cells, key=lambda cell: (cell.table_no, cell.row_no))
    found = [_rated(list(cells)) for _, cells in rows]
    return tuple(
        _row_shortfall(blocks[cell.block_no], rule, ids)
        for cell, rule in (one for one in found if one is not None)
        if cell.block_no in blocks
    )


def _rated(row: Iterable[TableCell]) -> tuple[TableCell, Rule] | None:
    """The last cell that grades what the row's label names: of a mid-term and a final rating the final one."""
    graded: tuple[TableCell, Rule] | None = None
    for cell in row:
        if cell.row_header is None or cell.col_header is None:
            continue
        under_rating = GRADED.search(cell.col_header) is not None
        seen = first_match("shortfall_cell", cell.text.strip(), "graded" if under_rating else "any")
        if seen is not None or under_rating:
            graded = None if seen is None else (cell, seen[0])
    return graded


def _row_shortfall(block: Block, rule: Rule, ids: Ids) -> Shortfall:
    end = len(block.text)
    page = page_of(block, 0, end)
    return Shortfall(
        shortfall_id=ids.give("shortfall", page, block.text),
        page=page,
        text=block.text,
        stance=Stance(rule.value or ""),
        evidence=evidence_of(block, 0, end, rule.id),
        confidence=rule.confidence,
        theme=block.heading,
        heading_path=block.heading_path,
    )


def _shortfall(told: _Told, ids: Ids, title: str | None) -> Shortfall:
    statement, block = told.statement, told.statement.block
    page = page_of(block, statement.start, statement.end)
    return Shortfall(
        shortfall_id=ids.give("shortfall", page, statement.text),
        page=page,
        text=statement.text,
        stance=Stance(told.rule.value or ""),
        evidence=evidence_of(block, statement.start, statement.end, told.rule.id),
        confidence=told.rule.confidence,
        theme=theme_of(statement.passage, title),
        heading_path=block.heading_path,
    )
