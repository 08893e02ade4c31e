"""Statements that something has happened or begun, as against plans, advice, background and description."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tfextract.confidence import Weighed
from tfextract.encoder import Pair, Task
from tfextract.extract.evidence import Ids, evidence_of, page_of
from tfextract.extract.grammar import Tense
from tfextract.extract.pairs import statement_pair
from tfextract.extract.repeated_statements import StatementIndex
from tfextract.extract.score import Scored, Scorer, SecondJudge
from tfextract.extract.sections import Section, section_of
from tfextract.extract.statement_features import AnalysedStatement, all_features, analyse
from tfextract.extract.text import Passage, Statement, statements
from tfextract.extract.themes import ALL_HEADINGS, Themes, theme_of
from tfextract.model import Achievement, BlockRole, ResultLevel
from tfextract.rules import first_match

PRONOUN = re.compile(r"(?:it|they|this|these|those|both|its|their|he|she)\b", re.IGNORECASE)
MIN_WORDS = 2
# Confidence without a parse, when only the place decides: how often an item of a list of results is a result.
UNPARSED = 0.8


@dataclass(frozen=True, slots=True)
class Judgement:
    """The decision about a statement. `rule_id` is None if it is no achievement, and `why` then says why, in a phrase.

    `previous` is the text of the statement right before it. `by_features` is the probability before the encoder was
    asked, None if the statement was not weighed.
    """

    statement: Statement
    previous: str | None
    rule_id: str | None
    weighed: Weighed | None
    why: str | None
    by_features: float | None = None


def kept_out(analysed: AnalysedStatement) -> str | None:
    statement = analysed.statement
    if statement.block.role is BlockRole.HEADING:
        return "a heading"
    if _is_product(analysed):
        return "an item of a list of products"
    if len(statement.text.split()) < MIN_WORDS or not any(char.isalpha() for char in statement.text):
        return "too short"
    veto = first_match("no_result", statement.text)
    return None if veto is None else f"kept out by {veto[0].id}"


def _is_product(analysed: AnalysedStatement) -> bool:
    """Whether it is an item of a list of products. An item that reports something is none under a mere heading
    "Publications", but is one under a lead-in that announces products."""
    passage = analysed.statement.passage
    if passage.section is not Section.PRODUCTS or analysed.statement.block.role is not BlockRole.LIST_ITEM:
        return False
    led_in = passage.placed.lead_in is not None and section_of(passage.placed.lead_in, "lead_in") is Section.PRODUCTS
    return led_in or not analysed.reported


def _unit(statement: Statement) -> str:
    if statement.block.role is BlockRole.CALLOUT:
        return "callout"
    return "item" if statement.whole and statement.block.role is BlockRole.LIST_ITEM else "sentence"


def _judge(analysed: AnalysedStatement, why: str | None, scored: Scored | None, previous: str | None) -> Judgement:
    """`scored` is None if the statement is kept out or has no parse."""
    statement = analysed.statement
    if why is not None:
        return Judgement(statement, previous, None, None, why)
    if scored is None:
        listed = _unit(statement) == "item" and statement.passage.section is Section.ACHIEVEMENTS
        weighed = Weighed(UNPARSED, UNPARSED, ()) if listed else None
        return Judgement(statement, previous, "achievement.item.section" if listed else None, weighed, "not parsed")
    if not scored.taken:
        why = f"weighed {scored.weighed.probability:.2f}, which is too little"
        return Judgement(statement, previous, None, scored.weighed, why, scored.by_features)
    tense = Tense.REPORTED if analysed.reported else analysed.first.tense if analysed.first else Tense.VERBLESS
    rule_id = f"achievement.{_unit(statement)}.{tense}"
    return Judgement(statement, previous, rule_id, scored.weighed, None, scored.by_features)


def judge(passages: Iterable[Passage], second: SecondJudge | None = None) -> tuple[Judgement, ...]:
    """The decision about every statement of the passages."""
    analysed: list[AnalysedStatement] = []
    before: list[str | None] = []
    previous: Statement | None = None
    for passage in passages:
        for statement in statements(passage):
            analysed.append(analyse(statement))
            follows = previous is not None and _follows(previous, statement)
            before.append(previous.text if previous is not None and follows else None)
            previous = statement
    whys = [kept_out(one) for one in analysed]
    scored = _scored(analysed, whys, second)
    return tuple(_judge(one, whys[at], scored.get(at), before[at]) for at, one in enumerate(analysed))


def _scored(
    analysed: Sequence[AnalysedStatement], whys: Sequence[str | None], second: SecondJudge | None
) -> dict[int, Scored]:
    """The scores of the statements that are parsed and not kept out, by their index."""
    open_ = [at for at, one in enumerate(analysed) if whys[at] is None and one.statement.passage.doc is not None]

    def pair(at: int) -> Pair:
        return statement_pair(analysed[open_[at]].statement)

    features = all_features(analysed, open_)
    scores = Scorer.of("result", Task.ACHIEVEMENT, "result_cue").score(features, pair, second)
    return dict(zip(open_, scores, strict=True))


def _follows(previous: Statement, statement: Statement) -> bool:
    """Whether one is read right after the other: in the same block, or as a paragraph under the same headings."""
    first, then = previous.block, statement.block
    if first.block_no == then.block_no:
        return True
    running = first.role is BlockRole.PARAGRAPH and then.role is BlockRole.PARAGRAPH
    return running and first.heading_path == then.heading_path


def _level(text: str) -> ResultLevel | None:
    matched = first_match("result_level", text)
    return None if matched is None else ResultLevel(matched[0].value or "")


def _context_before(statement: Statement, previous: str | None) -> str | None:
    """The sentence before, if the statement begins with a pronoun that may refer to it."""
    return previous if previous and PRONOUN.match(statement.text) else None


def find_achievements(passages: Iterable[Passage], ids: Ids, themes: Themes = ALL_HEADINGS) -> tuple[Achievement, ...]:
    return achievements_of(judge(passages), ids, themes)


def achievements_of(judged: Iterable[Judgement], ids: Ids, themes: Themes) -> tuple[Achievement, ...]:
    earlier_statements = StatementIndex()
    return tuple(
        _achievement(one, one.rule_id, one.weighed, ids, themes, earlier_statements)
        for one in judged
        if one.rule_id is not None and one.weighed is not None
    )


def _achievement(
    judged: Judgement, rule_id: str, weighed: Weighed, ids: Ids, themes: Themes, earlier_statements: StatementIndex
) -> Achievement:
    statement, block = judged.statement, judged.statement.block
    page = page_of(block, statement.start, statement.end)
    fact_id = ids.give("achievement", page, statement.text)
    first = earlier_statements.first(fact_id, statement.text)
    return Achievement(
        achievement_id=fact_id,
        page=page,
        text=statement.text,
        evidence=evidence_of(block, statement.start, statement.end, rule_id),
        confidence=weighed.confidence,
        contributions=weighed.contributions(),
        theme=theme_of(statement.passage, themes),
        heading_path=block.heading_path,
        lead_in=statement.passage.placed.lead_in,
        context_before=_context_before(statement, judged.previous),
        result_level=_level(statement.text),
        repeat_of=first,
    )


ByBlock = Mapping[int, Sequence[Achievement]]


def by_block(achievements: Iterable[Achievement]) -> ByBlock:
    """The achievements by the number of the block that each begins in."""
    blocks: dict[int, list[Achievement]] = defaultdict(list)
    for achievement in achievements:
        blocks[achievement.evidence[0].block_no].append(achievement)
    return blocks


def achievement_around(results: ByBlock, block_no: int, start: int, end: int) -> Achievement | None:
    for achievement in results.get(block_no, ()):
        rows = achievement.evidence
        if rows[0].start <= start and end <= rows[-1].end:
            return achievement
    return None
