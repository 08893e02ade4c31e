"""Counts: the numbers that the text states, with what they count and claim."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from tfextract.extract.achievements import ByBlock, Judgement, achievement_around, by_block
from tfextract.extract.candidates import CountCandidate, candidates
from tfextract.extract.count_features import ReadCount, read_counts, weigh
from tfextract.extract.evidence import Ids, evidence_of, page_of, whole_words
from tfextract.extract.labels import label_of
from tfextract.extract.links import LinkedCount, with_links
from tfextract.extract.text import Passage
from tfextract.extract.themes import ALL_HEADINGS, Themes, theme_of
from tfextract.extract.timing import FigureContext, timing_of
from tfextract.model import Achievement, BlockRole, Count, CountKind, Document, MoneyRole
from tfextract.rules import first_match

QUOTE_WORDS = 25
# How much larger than the smallest type of its block a figure in a call-out or heading is set, to be a headline.
HEADLINE_SIZE = 1.25


def _value_of(kind: str, marked: str) -> str | None:
    matched = first_match(kind, marked)
    return None if matched is None else matched[0].value


def _quote(candidate: CountCandidate) -> tuple[int, int]:
    """The sentence, or if it is long the words around the number; whole printed words."""
    block = candidate.block
    words = [match.span() for match in re.finditer(r"\S+", candidate.sentence.text)]
    base = candidate.sentence.start
    if len(words) <= QUOTE_WORDS:
        return whole_words(block, base, candidate.sentence.end)
    at = next(i for i, (_, end) in enumerate(words) if base + end > candidate.number.qualifier_start)
    first = max(0, min(at - 8, len(words) - QUOTE_WORDS))
    last = min(len(words), first + QUOTE_WORDS) - 1
    return whole_words(block, base + words[first][0], base + words[last][1])


def _is_headline(candidate: CountCandidate) -> bool:
    block = candidate.block
    if block.role not in (BlockRole.CALLOUT, BlockRole.HEADING):
        return False
    sizes = sorted(piece.size for piece in block.pieces)
    own = [p.size for p in block.pieces if p.start < candidate.number.end and p.end > candidate.number.start]
    return bool(own) and (max(own) >= HEADLINE_SIZE * sizes[0] or len(set(sizes)) == 1)


def find_counts(
    passages: Sequence[Passage],
    achievements: Sequence[Achievement],
    ids: Ids,
    document: Document,
    themes: Themes = ALL_HEADINGS,
    judged: Sequence[Judgement] = (),
    home: Mapping[str, str | None] | None = None,
) -> tuple[Count, ...]:
    """`judged` are the statements of the same pages, `home` is what currency symbols mean (`home_currencies`)."""
    around = by_block(achievements)
    read = read_counts(tuple(candidates(passages, home)), judged, document.title)
    return with_links([LinkedCount(one.candidate, _count(one, around, ids, document, themes)) for one in read])


def _count(read: ReadCount, achievements: ByBlock, ids: Ids, document: Document, themes: Themes) -> Count:
    candidate = read.candidate
    number, block = candidate.number, candidate.block
    marked, claim, unit = read.marked, read.claimed.claim, candidate.unit_text
    start, end = _quote(candidate)
    quote = block.text[start:end]
    page = page_of(block, number.start, number.end)
    timing = timing_of(FigureContext(marked, number, read.clause, claim, unit, block.heading), document)
    role = _value_of("money_role", marked) if number.kind is CountKind.MONEY else None
    weighed = weigh(read)
    around = achievement_around(achievements, block.block_no, number.start, number.end)
    return Count(
        count_id=ids.give("count", page, candidate.statement.text, number.printed),
        page=page,
        value=number.value,
        value_high=number.value_high,
        value_printed=number.printed,
        kind=number.kind,
        qualifier=number.qualifier,
        unit=unit,
        currency=number.currency,
        claim=claim,
        claim_source=read.claimed.source,
        claim_by=None if claim is None else read.claimed.by,
        basis=timing.basis,
        as_of=timing.as_of,
        period_start=timing.start,
        period_end=timing.end,
        period_source=timing.source,
        per=_value_of("per", marked),
        label=label_of(candidate),
        quote=quote,
        theme=theme_of(candidate.statement.passage, themes),
        achievement_id=None if around is None else around.achievement_id,
        money_role=None if role is None else MoneyRole(role),
        headline=_is_headline(candidate),
        confidence=weighed.confidence,
        contributions=weighed.contributions(),
        evidence=evidence_of(block, start, end, f"count.{number.kind.value}"),
    )
