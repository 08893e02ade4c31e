"""Statements that something was late, missed, reduced or not done, and ratings that say so."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from tfextract.extract.achievements import Judgement
from tfextract.extract.evidence import Ids, evidence_of, page_of
from tfextract.extract.grammar import ClauseForm
from tfextract.extract.sections import Section
from tfextract.extract.sentences import split_sentences
from tfextract.extract.statement_features import analyse
from tfextract.extract.text import Statement
from tfextract.extract.themes import ALL_HEADINGS, Themes, theme_of
from tfextract.model import Block, BlockRole, Layout, Shortfall, ShortfallKind, TableCell
from tfextract.rules import Rule, first_match

MIN_WORDS = 3
# The rule for ratings. A rating needs no clause of its own, so the check of the sentence's grammar is left out for it.
RATING = "shortfall.rating"
GRADED = re.compile(r"\b(?:ratings?|rated|scores?|grades?|status|assessment|achievement)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _ShortfallMatch:
    statement: Statement
    rule: Rule


def _sentences(statement: Statement) -> Iterable[Statement]:
    for sentence in split_sentences(statement.text):
        start = statement.start + sentence.start
        yield Statement(statement.passage, start, statement.start + sentence.end, sentence.text)


def _match_shortfall(sentence: Statement) -> _ShortfallMatch | None:
    matched = first_match("shortfall", sentence.text)
    if matched is None or len(sentence.text.split()) < MIN_WORDS or sentence.text.endswith("?"):
        return None
    before = sentence.text[: matched[1].start()]
    vetoes = (
        ("no_result", sentence.text, None),
        ("no_shortfall", sentence.text, "sentence"),
        ("no_shortfall", before, "before"),
    )
    if sentence.text[0].islower() or any(first_match(*veto) is not None for veto in vetoes):
        return None
    if matched[0].id == RATING:
        return _ShortfallMatch(sentence, matched[0])
    analysed = analyse(sentence)
    # What may be missed, or should not be, has not been missed yet.
    if analysed.first is not None and analysed.first.form in (ClauseForm.PLAN, ClauseForm.ORDER):
        return None
    return _ShortfallMatch(sentence, matched[0])


def find_shortfalls(judged: Iterable[Judgement], ids: Ids, themes: Themes = ALL_HEADINGS) -> tuple[Shortfall, ...]:
    """Shortfalls in the sentences of the judged statements.

    The first sentence of a statement that is an achievement is left out; a list item or call-out may have more.
    """
    shortfalls: list[Shortfall] = []
    for judgement in judged:
        statement = judgement.statement
        if statement.block.role is BlockRole.HEADING or statement.passage.section is Section.PLANS:
            continue
        taken = judgement.rule_id is not None
        for at, sentence in enumerate(_sentences(statement)):
            match = None if taken and at == 0 else _match_shortfall(sentence)
            if match is not None:
                shortfalls.append(_shortfall(match, ids, themes))
    return tuple(shortfalls)


def find_rated_rows(layout: Layout, ids: Ids) -> tuple[Shortfall, ...]:
    """The rows of tables whose last rating is a shortfall; the whole row is the text."""
    blocks = {block.block_no: block for block in layout.blocks}
    rows = groupby(layout.table_cells, key=lambda cell: (cell.table_no, cell.row_no))
    results = [_rated(list(cells)) for _, cells in rows]
    return tuple(
        _row_shortfall(blocks[cell.block_no], rule, ids)
        for cell, rule in (one for one in results if one is not None)
        if cell.block_no in blocks
    )


def _rated(row: Iterable[TableCell]) -> tuple[TableCell, Rule] | None:
    """The last graded cell of a row, if it is a shortfall: of a mid-term and a final rating the final one counts."""
    graded: tuple[TableCell, Rule] | None = None
    for cell in row:
        if cell.row_header is None or cell.col_header is None:
            continue
        under_rating = GRADED.search(cell.col_header) is not None
        matched = first_match("shortfall_cell", cell.text.strip(), "graded" if under_rating else "any")
        if matched is not None or under_rating:
            graded = None if matched is None else (cell, matched[0])
    return graded


def _row_shortfall(block: Block, rule: Rule, ids: Ids) -> Shortfall:
    end = len(block.text)
    page = page_of(block, 0, end)
    return Shortfall(
        shortfall_id=ids.give("shortfall", page, block.text),
        page=page,
        text=block.text,
        stance=ShortfallKind(rule.value or ""),
        evidence=evidence_of(block, 0, end, rule.id),
        confidence=rule.confidence,
        theme=block.heading,
        heading_path=block.heading_path,
    )


def _shortfall(match: _ShortfallMatch, ids: Ids, themes: Themes) -> Shortfall:
    statement, block = match.statement, match.statement.block
    page = page_of(block, statement.start, statement.end)
    return Shortfall(
        shortfall_id=ids.give("shortfall", page, statement.text),
        page=page,
        text=statement.text,
        stance=ShortfallKind(match.rule.value or ""),
        evidence=evidence_of(block, statement.start, statement.end, match.rule.id),
        confidence=match.rule.confidence,
        theme=theme_of(statement.passage, themes),
        heading_path=block.heading_path,
    )
