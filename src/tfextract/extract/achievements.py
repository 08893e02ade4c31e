"""Statements that something has happened or begun, told from plans, advice, background and description."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from tfextract.extract.evidence import Ids, evidence_of, folded, page_of
from tfextract.extract.grammar import main_clause, reported_verbs
from tfextract.extract.sections import Section
from tfextract.extract.text import Passage, Statement, statements
from tfextract.model import Achievement, BlockRole, ResultLevel
from tfextract.rules import first_match, word_table

PRONOUN = re.compile(r"(?:it|they|this|these|those|both|its|their|he|she)\b", re.IGNORECASE)
MIN_WORDS, MIN_SENTENCE_WORDS = 4, 5
OPENING = re.compile(r"[A-Za-z-]+")


def _vetoed(statement: Statement) -> bool:
    span = statement.span()
    clause = statement.text if span is None else f"{main_clause(span)} "
    for text, rules in ((statement.text, ("result.veto.question", "result.veto.reader", "result.veto.shortfall")),):
        found = first_match("no_result", text)
        if found is not None and found[0].id in rules:
            return True
    found = first_match("no_result", clause)
    return found is not None and found[0].id == "result.veto.future"


def _opens_with_result(statement: Statement) -> bool:
    """ "Facilitated …", "Increased capacity of …", "Cooperation and increased capacity …" without a finite verb."""
    words = [word.casefold() for word in OPENING.findall(statement.text)[:5]]
    if not words:
        return False
    span = statement.span()
    verbs = word_table("results.toml", "verbs")
    changes = word_table("results.toml", "change_words")
    if span is not None and span[0].tag_ in ("VBN", "VBD") and span[0].lemma_.casefold() in verbs:
        return True
    return any(word in changes for word in words)


def _opens_as_order(statement: Statement) -> bool:
    """ "Publish all contracts": an imperative or bare infinitive asks for something."""
    span = statement.span()
    return span is not None and len(span) > 1 and span[0].tag_ in ("VB", "VBP")


def _rule_for(statement: Statement) -> tuple[str, float] | None:
    """(rule id, confidence) where the statement reports a result."""
    passage = statement.passage
    section, role = passage.section, passage.block.role
    if section in (Section.PRODUCTS, Section.PLANS, Section.RECOMMENDATIONS) or role is BlockRole.HEADING:
        return None
    words = len(statement.text.split())
    if words < MIN_WORDS or _vetoed(statement):
        return None
    span = statement.span()
    verbs = [] if span is None else reported_verbs(span)
    if role is BlockRole.LIST_ITEM and statement.whole:
        return _item_rule(statement, bool(verbs), section)
    if role is BlockRole.CALLOUT:
        figure = any(char.isdigit() for char in statement.text)
        return ("achievement.callout", 0.7) if figure and (verbs or words >= 6) else None
    if words < MIN_SENTENCE_WORDS or section is Section.BACKGROUND or statement.text.endswith(":"):
        return None
    return ("achievement.sentence.reported", 0.75) if verbs else None


def _item_rule(statement: Statement, reported: bool, section: Section | None) -> tuple[str, float] | None:
    if _opens_as_order(statement) and not reported:
        return None
    if section is Section.ACHIEVEMENTS:
        return "achievement.item.section", 0.9
    if section is Section.BACKGROUND:
        return None
    if reported:
        return "achievement.item.reported", 0.8
    return ("achievement.item.change", 0.6) if _opens_with_result(statement) else None


def _level(text: str) -> ResultLevel | None:
    found = first_match("result_level", text)
    return None if found is None else ResultLevel(found[0].value or "")


def _context_before(statement: Statement, previous: str | None) -> str | None:
    """The printed words a pronoun may stand for: the sentence before, in the same block."""
    return previous if previous and PRONOUN.match(statement.text) else None


def theme_of(passage: Passage, title: str | None) -> str | None:
    """The nearest heading that is not the document's own title; a call-out has none from an earlier page."""
    if passage.block.role is BlockRole.CALLOUT and not passage.placed.headed:
        return None
    own = folded(title or "")
    for heading in reversed(passage.block.heading_path):
        if folded(heading) and folded(heading) not in own:
            return heading
    return None


def find_achievements(passages: Iterable[Passage], ids: Ids, title: str | None) -> tuple[Achievement, ...]:
    found: list[Achievement] = []
    told: dict[str, str] = {}
    for passage in passages:
        previous: str | None = None
        for statement in statements(passage):
            rule = _rule_for(statement)
            if rule is not None:
                found.append(_achievement(statement, rule, ids, previous, theme_of(passage, title), told))
            previous = statement.text
    return tuple(found)


def _achievement(
    statement: Statement,
    rule: tuple[str, float],
    ids: Ids,
    previous: str | None,
    theme: str | None,
    told: dict[str, str],
) -> Achievement:
    block = statement.block
    rule_id, confidence = rule
    page = page_of(block, statement.start, statement.end)
    fact_id = ids.give("achievement", page, statement.text)
    first = told.setdefault(folded(statement.text), fact_id)
    return Achievement(
        achievement_id=fact_id,
        page=page,
        text=statement.text,
        evidence=evidence_of(block, statement.start, statement.end, rule_id),
        confidence=confidence,
        theme=theme,
        heading_path=block.heading_path,
        lead_in=statement.passage.placed.lead_in,
        context_before=_context_before(statement, previous),
        result_level=_level(statement.text),
        repeat_of=first if first != fact_id else None,
    )


def achievement_around(found: Sequence[Achievement], block_no: int, start: int, end: int) -> Achievement | None:
    for achievement in found:
        rows = achievement.evidence
        if rows[0].block_no == block_no and rows[0].start <= start and end <= rows[-1].end:
            return achievement
    return None
