"""Numbers the text states about the world, the programme or its results, with what they count and claim."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tfextract.extract.achievements import achievement_around, theme_of
from tfextract.extract.claims import claim_of
from tfextract.extract.clauses import clause_of
from tfextract.extract.evidence import Ids, evidence_of, folded, page_of, whole_words
from tfextract.extract.numbers import NumberRole, NumberSpan, find_numbers
from tfextract.extract.text import Passage, Statement, sentence_around, statements
from tfextract.extract.timing import Told, timing_of
from tfextract.extract.units import unit_after
from tfextract.model import Achievement, Block, BlockRole, Claim, Count, CountKind, Document, MoneyRole
from tfextract.rules import first_match

QUOTE_WORDS = 25
LABEL_WORDS = 18
# "59 partner institutions" stands large in a call-out; a figure this much larger than its block is a headline.
HEADLINE_SIZE = 1.25
PLAIN_NUMBER = re.compile(r"[\d.,\s]+")


@dataclass(frozen=True, slots=True)
class _Saw:
    """A candidate: the number, the statement and sentence it stands in (spans in the block's text)."""

    number: NumberSpan
    statement: Statement
    sentence: Statement
    unit: tuple[int, int] | None


def _marked(saw: _Saw) -> str:
    """The sentence with the number between « and », as the rules about claims and time read it."""
    base, text = saw.sentence.start, saw.sentence.text
    start, end = saw.number.start - base, saw.number.end - base
    return f"{text[:start]}«{text[start:end]}»{text[end:]}"


def _is_quantity(number: NumberSpan) -> bool:
    return number.role is NumberRole.QUANTITY


def _unit_text(saw: _Saw) -> str | None:
    number, text = saw.number, saw.statement.block.text
    if number.kind is CountKind.MONEY:
        return number.currency
    if number.kind is CountKind.MEASURE:
        return number.measure
    printed = None if saw.unit is None else " ".join(text[saw.unit[0] : saw.unit[1]].split())
    if number.kind is CountKind.PERCENT:
        return printed or "%"
    return printed


def _callout_label(block: Block, number: NumberSpan) -> tuple[int, int] | None:
    """A call-out's label stands before its figure ("Villages reached 2,400") where nothing follows it."""
    before = block.text[: number.qualifier_start].rstrip()
    if number.qualifier_end < len(block.text.rstrip()) or not before:
        return None
    words = re.split(r"[.:;]\s", before)[-1].strip()
    start = before.rfind(words)
    return (start, start + len(words)) if words and len(words.split()) <= LABEL_WORDS else None


def _accepted(saw: _Saw) -> bool:
    """A bare number with nothing to count is a label, a list number or a table's cell, not a statement."""
    number, block = saw.number, saw.statement.block
    if number.kind in (CountKind.MONEY, CountKind.PERCENT, CountKind.RATIO, CountKind.MEASURE):
        return True
    if saw.unit is not None:
        return True
    return number.pair is not None and block.role is not BlockRole.HEADING


def _candidates(passage: Passage) -> Iterable[_Saw]:
    block = passage.block
    numbers = [number for number in find_numbers(block.text) if _is_quantity(number)]
    if not numbers:
        return
    for statement in statements(passage):
        for number in numbers:
            if not statement.start <= number.start < statement.end:
                continue
            unit = unit_after(block.text, number.qualifier_end, passage.doc)
            if unit is None and block.role is BlockRole.CALLOUT:
                unit = _callout_label(block, number)
            saw = _Saw(number, statement, sentence_around(statement, number.start, number.end), unit)
            if _accepted(saw):
                yield saw


def _value_of(kind: str, marked: str) -> str | None:
    found = first_match(kind, marked)
    return None if found is None else found[0].value


def _quote(saw: _Saw) -> tuple[int, int]:
    """The sentence, or the words of it around the number where it is long; whole printed words."""
    block = saw.statement.block
    words = [match.span() for match in re.finditer(r"\S+", saw.sentence.text)]
    base = saw.sentence.start
    if len(words) <= QUOTE_WORDS:
        return whole_words(block, base, saw.sentence.end)
    at = next(i for i, (_, end) in enumerate(words) if base + end > saw.number.qualifier_start)
    first = max(0, min(at - 8, len(words) - QUOTE_WORDS))
    last = min(len(words), first + QUOTE_WORDS) - 1
    return whole_words(block, base + words[first][0], base + words[last][1])


def _label(saw: _Saw, quote: str) -> str:
    """The sentence where it is short; else the words from the number to the end of its clause."""
    if len(saw.sentence.text.split()) <= LABEL_WORDS:
        return saw.sentence.text
    rest = saw.statement.block.text[saw.number.qualifier_start : saw.sentence.end]
    clause = re.split(r"[,;:]\s|\s[–—]\s", rest)[0].strip()
    return clause if 2 <= len(clause.split()) <= QUOTE_WORDS else quote


def _is_headline(saw: _Saw) -> bool:
    block = saw.statement.block
    if block.role not in (BlockRole.CALLOUT, BlockRole.HEADING):
        return False
    sizes = sorted(piece.size for piece in block.pieces)
    own = [p.size for p in block.pieces if p.start < saw.number.end and p.end > saw.number.start]
    return bool(own) and (max(own) >= HEADLINE_SIZE * sizes[0] or len(set(sizes)) == 1)


def _confidence(saw: _Saw) -> float:
    """From what was checked: a unit was found, the number is printed in digits, it stands in running words."""
    score = 0.6
    score += 0.15 if saw.unit is not None or saw.number.kind is not CountKind.COUNT else 0.0
    score += 0.1 if any(char.isdigit() for char in saw.number.printed) else 0.0
    score += 0.1 if len(saw.sentence.text.split()) >= 4 else 0.0
    return round(score, 2)


def find_counts(
    passages: Iterable[Passage], achievements: Sequence[Achievement], ids: Ids, document: Document
) -> tuple[Count, ...]:
    found = [_count(saw, achievements, ids, document) for passage in passages for saw in _candidates(passage)]
    return _with_wholes(_with_repeats(found))


def _count(saw: _Saw, achievements: Sequence[Achievement], ids: Ids, document: Document) -> Count:
    number, block = saw.number, saw.statement.block
    marked = _marked(saw)
    span = saw.sentence.span()
    clause = None if span is None else clause_of(span, number.number_start)
    start, end = _quote(saw)
    quote = block.text[start:end]
    page = page_of(block, number.start, number.end)
    unit, claim = _unit_text(saw), claim_of(number, marked, clause, saw.statement.passage.section)
    timing = timing_of(Told(marked, number, clause, claim, unit, block.heading), document)
    role = _value_of("money_role", marked) if number.kind is CountKind.MONEY else None
    around = achievement_around(achievements, block.block_no, number.start, number.end)
    return Count(
        count_id=ids.give("count", page, saw.statement.text, number.printed),
        page=page,
        value=number.value,
        value_high=number.value_high,
        value_printed=number.printed,
        kind=number.kind,
        qualifier=number.qualifier,
        unit=unit,
        currency=number.currency,
        claim=claim,
        basis=timing.basis,
        as_of=timing.as_of,
        period_start=timing.start,
        period_end=timing.end,
        period_source=timing.source,
        per=_value_of("per", marked),
        label=_label(saw, quote),
        quote=quote,
        theme=theme_of(saw.statement.passage, document.title),
        achievement_id=None if around is None else around.achievement_id,
        money_role=None if role is None else MoneyRole(role),
        headline=_is_headline(saw),
        confidence=_confidence(saw),
        evidence=evidence_of(block, start, end, f"count.{number.kind.value}"),
    )


def _with_repeats(counts: Sequence[Count]) -> list[Count]:
    """A figure told again: the same value, kind and counted noun, said as the same claim."""
    firsts: dict[tuple[object, ...], Count] = {}
    marked = []
    for count in counts:
        key = (count.value, count.value_high, count.kind, folded(count.unit or ""), count.claim, count.per)
        first = firsts.setdefault(key, count)
        telling = count.kind is not CountKind.COUNT or count.value >= 20
        again = first is not count and telling and count.unit is not None
        marked.append(replace(count, repeat_of=first.count_id) if again else count)
    return marked


def _with_wholes(counts: Sequence[Count]) -> tuple[Count, ...]:
    """The 15 of "15 of 16" points to its whole, which stands right after it in the same sentence."""
    linked = list(counts)
    for at in range(len(linked) - 1):
        part, whole = linked[at], linked[at + 1]
        if whole.claim is Claim.WHOLE and part.page == whole.page and part.quote == whole.quote:
            linked[at] = replace(part, whole_id=whole.count_id)
    return tuple(linked)
