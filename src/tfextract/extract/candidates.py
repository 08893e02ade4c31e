"""Candidates for counts: each number with its statement, its sentence and the noun phrase it counts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log
from typing import TYPE_CHECKING

from tfextract.extract.home_currency import at_home
from tfextract.extract.labelled import labelled
from tfextract.extract.levels import level_subject
from tfextract.extract.numbers import NumberRole, NumberSpan, find_numbers
from tfextract.extract.text import Passage, Statement, sentence_around, statements
from tfextract.extract.tokens import number_from, token_from
from tfextract.extract.units import in_brackets, noun_before, number_of, unit_after
from tfextract.model import Block, BlockRole, CountKind, Qualifier

if TYPE_CHECKING:
    from spacy.tokens import Doc

LABEL_WORDS = 18
# The fewest words of a sentence in which a number may leave out what it counts.
MIN_WORDS = 5
RUNNING = (BlockRole.PARAGRAPH, BlockRole.LIST_ITEM)
COMPARED = re.compile(
    r"\b(?:(?:up|down|rose|grew|fell|dropped|increase[ds]?|decrease[ds]?|increasing|growing)\s+(?:from|to)|compared\s+(?:to|with)|versus|against|from|to)\s+$",
    re.IGNORECASE,
)
# After a number that leaves out its noun: "of them", a verb or adverb, a preposition, the end of the clause.
ELIDED_AFTER = re.compile(
    r"\s*(?:$|[.,;:)–—](?!\d)|\((?=\d)|(?:of\s+(?:them|these|those|which|whom|you|us)|with|in|to|from|by|through|at|on|for|who|that|have|has|had|is|are|was|were|"
    r"did|do|can|could|will|already|also|too|[a-z]+ly)\b)",
    re.IGNORECASE,
)
# "choirs (now numbering over 70)", "farms (up to 30)": the noun is before the brackets or comma.
NUMBERING = re.compile(
    r"\s*[,(]\s*(?:(?:now|currently|already|today|anything)\s+)*(?P<verb>(?:numbering|totall?ing)\s+)?$"
)
# "Studio 45's", "a Studio 45-led choir": the number is part of a name.
NAME_WITH_NUMBER = re.compile(
    r"\b([A-Z][\w&]*\s\d{1,4})(?:['’]s\b|-(?:led|based|funded|supported|run|backed|managed)\b)"
)
# "a crowd of 7,000": the word before says what is counted, if no noun follows.
GATHERED = re.compile(
    r"\b(?P<noun>audiences?|congregation|crew|crowds?|fleet|following|herd|membership|readership|staff|team|workforce)\s+of\s+(?:up\s+to\s+)?$"
)
SHARED = re.compile(r"\s(?:and|or)\s")
RESPECTIVELY = re.compile(r"\brespectively\b", re.IGNORECASE)
SENTENCE_END = re.compile(r"[.!?;]\s")
OF_WHICH = re.compile(r"\s+of\s+(?:which|whom)\b", re.IGNORECASE)
# "2) strong groups", "(3): always": numbers of a list or scale.
MARK_AFTER = re.compile(r"\)\s?:|:\d")
# Before the base of a rate: "75 per 1,000 births".
NOT_COUNTED = re.compile(r"\bper\s+$", re.IGNORECASE)
# A time given in seasons or terms: "the last 3 seasons".
PAST_SPANS = re.compile(r"\b(?:last|past|next|previous|following|coming|first|recent)\s+$", re.IGNORECASE)
SPAN_NOUNS = frozenset(("cycles", "periods", "terms", "seasons", "quarters", "semesters", "biennia"))
# "3:2", "= 4": before a number that is part of a score or sum.
SUM = re.compile(r"[=:×+*/<>]\s?$")
# A number after one of these words is a mark, rank or name, never a count.
NAMING = re.compile(
    r"(?:\b(?:score[sd]?|scoring|rank(?:ed|s|ing)?|rated|rating|rate|grade|value|index|ratio|factor|mean|median|average|probability|coefficient|level|"
    r"number|no|year|age|aged|model|type|code|line|room|day|week|class|size|bmi|temperature|degree|ph)"
    r"(?:\s+(?:of|was|is|at|to|from))?|[A-Z][\w-]*)\s*[(]?$",
)
BARE = re.compile(r"[<>~]?\s?\d[\d.,]*\s?(?:%|k|m|bn)?")
FIGURES, WORD = re.compile(r"\d[\d.,]*"), re.compile(r"[^\W\d_]{2,}")
MIN_FIGURES = 2
# At least this many blocks in a row that are only a number are the scale of a chart.
AXIS = 3
# "12 Our harbour": a page number and a title. At least this many in a row with rising numbers are a table of contents.
ENTRY = re.compile(r"(\d{1,3})\s+[A-Z][^.;:]{2,80}")
ENTRIES = 5


@dataclass(frozen=True, slots=True)
class CountCandidate:
    """A number with its statement and sentence; `unit` is the span of what it counts, in the block's text.

    `borrowed` is that noun phrase where it is printed with another number of the block ("up from 43 in 2023").
    """

    number: NumberSpan
    statement: Statement
    sentence: Statement
    unit: tuple[int, int] | None
    borrowed: str | None = None

    @property
    def block(self) -> Block:
        return self.statement.block

    @property
    def marked(self) -> str:
        """The sentence with the number between « and », for the rules about claims and time."""
        base, text = self.sentence.start, self.sentence.text
        start, end = self.number.start - base, self.number.end - base
        return f"{text[:start]}«{text[start:end]}»{text[end:]}"

    @property
    def unit_text(self) -> str | None:
        number, text = self.number, self.block.text
        if number.kind is CountKind.MONEY:
            return number.currency
        if number.kind is CountKind.MEASURE:
            return number.measure
        printed = self.borrowed if self.unit is None else " ".join(text[self.unit[0] : self.unit[1]].split())
        return printed or "%" if number.kind is CountKind.PERCENT else printed


def candidates(passages: Sequence[Passage], home: Mapping[str, str | None] | None = None) -> Iterator[CountCandidate]:
    """`home` is what currency symbols mean in the document (`home_currencies`)."""
    axis = _axis_blocks(passages) | _contents_blocks(passages)
    names = frozenset(name for passage in passages for name in NAME_WITH_NUMBER.findall(passage.block.text))
    for passage in passages:
        if passage.block.block_no not in axis:
            yield from _accepted(_with_borrowed(_candidate(passage, names, home or {})))


def _axis_blocks(passages: Sequence[Passage]) -> frozenset[int]:
    results: set[int] = set()
    run: list[int] = []
    for passage in (*passages, None):
        if passage is not None and _is_row_of_figures(passage.block.text):
            # The cells of a table's row, or the labels of a chart: their names are elsewhere.
            results.add(passage.block.block_no)
            continue
        if passage is not None and BARE.fullmatch(passage.block.text.strip()):
            run.append(passage.block.block_no)
            continue
        if len(run) >= AXIS:
            results.update(run)
        run = []
    return frozenset(results)


def _is_row_of_figures(text: str) -> bool:
    return len(FIGURES.findall(text)) >= MIN_FIGURES and not WORD.search(text)


def _contents_blocks(passages: Sequence[Passage]) -> frozenset[int]:
    results: set[int] = set()
    run: list[tuple[int, int]] = []
    for passage in (*passages, None):
        entry = None if passage is None else ENTRY.fullmatch(passage.block.text.strip())
        rises = entry is not None and (not run or int(entry[1]) > run[-1][0])
        if not rises:
            if len(run) >= ENTRIES:
                results.update(block_no for _, block_no in run)
            run = []
        if entry is not None and passage is not None:
            run.append((int(entry[1]), passage.block.block_no))
    return frozenset(results)


def _in_name(text: str, number: NumberSpan, names: frozenset[str]) -> bool:
    """Whether the number ends one of the names: "Studio 45", if the document has "Studio 45's" anywhere."""
    return any(text[: number.end].endswith(name) for name in names)


def _candidate(passage: Passage, names: frozenset[str], home: Mapping[str, str | None]) -> list[CountCandidate]:
    block = passage.block
    numbers = [
        at_home(number, home)
        for number in find_numbers(block.text)
        if number.role is NumberRole.QUANTITY and not _in_name(block.text, number, names)
    ]
    if block.role is BlockRole.CALLOUT and len(numbers) == 1 and numbers[0].kind is CountKind.COUNT:
        numbers = [in_brackets(block.text, numbers[0]) or numbers[0]]
    if not numbers:
        return []
    count_candidates = []
    for statement in statements(passage):
        for number in numbers:
            if not statement.start <= number.start < statement.end:
                continue
            unit = unit_after(block.text, number, passage.doc)
            if unit is None and block.role is BlockRole.CALLOUT:
                unit = _callout_label(block, number)
            if unit is None and passage.doc is not None:
                unit = _noun_before(passage, number)
            count_candidates.append(
                CountCandidate(number, statement, sentence_around(statement, number.start, number.end), unit)
            )
    return count_candidates


def _noun_before(passage: Passage, number: NumberSpan) -> tuple[int, int] | None:
    """ "increased production fivefold"; "climate plans, 127 of which"; "a crowd of 7,000"."""
    doc, start = passage.doc, number.qualifier_start
    if doc is None:
        return None
    if number.kind is CountKind.RATIO:
        return noun_before(start, doc)
    if number.kind is not CountKind.COUNT:
        return None
    named = labelled(passage.block, number, doc)
    if named is not None:
        return named
    gathered = GATHERED.search(passage.block.text, max(0, start - 40), start)
    if gathered is not None:
        return gathered.span("noun")
    return _noun_apart(passage.block.text, number, doc) or level_subject(passage.block.text, start, doc)


def _noun_apart(text: str, number: NumberSpan, doc: Doc) -> tuple[int, int] | None:
    """The counted noun before a bracket or a comma, or in "the number of … rose from … to …"."""
    start = number.qualifier_start
    apart = NUMBERING.search(text, max(0, start - 40), start)
    bracketed = text[number.qualifier_end :][:3].lstrip().startswith(")") and number.qualifier is not Qualifier.EXACT
    if apart is not None and (apart["verb"] or bracketed):
        return noun_before(apart.start() + 1, doc, plural=True)
    if number.pair in ("baseline", "achieved"):
        opens = max((match.end() for match in SENTENCE_END.finditer(text, 0, start)), default=0)
        return number_of(text, opens, start, doc)
    comma = re.search(r",\s+$", text[max(0, start - 3) : start])
    if comma is not None and OF_WHICH.match(text, number.qualifier_end):
        return noun_before(start - len(comma[0]), doc, plural=True)
    return None


def _callout_label(block: Block, number: NumberSpan) -> tuple[int, int] | None:
    """The label before the figure of a call-out ("Villages reached 2,400"), if nothing follows the figure."""
    before = block.text[: number.qualifier_start].rstrip()
    if number.qualifier_end < len(block.text.rstrip()) or not before:
        return None
    words = re.split(r"[.:;]\s", before)[-1].strip()
    start = before.rfind(words)
    return (start, start + len(words)) if words and len(words.split()) <= LABEL_WORDS else None


def _with_borrowed(count_candidates: Sequence[CountCandidate]) -> list[CountCandidate]:
    """Numbers that leave out what they count take it from another number of their block."""
    given: list[CountCandidate] = []
    for at, candidate in enumerate(count_candidates):
        whole = (
            count_candidates[at + 1]
            if at + 1 < len(count_candidates) and count_candidates[at + 1].number.pair == "whole"
            else None
        )
        if candidate.number.pair == "achieved" and whole is not None:
            # In "15 of 16 sites" both numbers count sites.
            given.append(replace(candidate, unit=whole.unit))
            continue
        lender = None
        if candidate.unit is None and candidate.number.kind is CountKind.COUNT:
            lender = _lender(candidate, given, count_candidates[at + 1 :])
        given.append(candidate if lender is None else replace(candidate, borrowed=lender.unit_text))
    return given


def _lender(
    candidate: CountCandidate, before: Sequence[CountCandidate], after: Sequence[CountCandidate]
) -> CountCandidate | None:
    number, text = candidate.number, candidate.block.text
    if (
        number.pair is not None
        and after
        and after[0].number.pair in ("whole", "achieved")
        and after[0].unit is not None
    ):
        return after[0]
    if after and after[0].unit is not None and after[0].number.kind is CountKind.COUNT:
        # One noun for both: "14 and 19 millers, respectively", "5 and 6 clinics in Alder and Birch".
        between = text[number.qualifier_end : after[0].number.qualifier_start]
        printed = number.printed + after[0].number.printed
        if SHARED.fullmatch(between) is not None and (
            printed.isdigit() or RESPECTIVELY.search(text, after[0].number.end)
        ):
            return after[0]
    head = text[max(0, number.qualifier_start - 40) : number.qualifier_start]
    near = [other for other in before if _lends(other, candidate)]
    if not near or not _elides(candidate):
        return None
    if COMPARED.search(head) or number.pair is not None:
        return min(near, key=lambda other: abs(log(other.number.value / number.value)))
    return near[-1]


def _acts(candidate: CountCandidate) -> bool:
    """ "Of the 86 who began, 71 finished": whether a verb follows the number."""
    doc, end = candidate.statement.passage.doc, candidate.number.qualifier_end
    if doc is None:
        return False
    behind = token_from(doc, end)
    return behind is not None and behind.idx <= end + 1 and behind.tag_ in ("VBD", "VBP", "VBG", "VBN")


def _elides(candidate: CountCandidate) -> bool:
    """Whether the words around a number in running text leave out what it counts."""
    number, text = candidate.number, candidate.block.text
    if candidate.block.role not in RUNNING or len(candidate.sentence.text.split()) < MIN_WORDS:
        return False
    head = text[max(0, number.qualifier_start - 40) : number.qualifier_start]
    closes = head.rstrip()[-1:] != "(" and re.match(r"\s*\)", text[number.qualifier_end :][:3])
    marks = closes or MARK_AFTER.match(text, number.qualifier_end) or SUM.search(head) or NAMING.search(head)
    return (
        not marks
        and not _follows_noun(candidate)
        and (ELIDED_AFTER.match(text, number.qualifier_end) is not None or _acts(candidate))
    )


def _follows_noun(candidate: CountCandidate) -> bool:
    """ "priority action 2": whether the number follows a noun that it names."""
    doc, start = candidate.statement.passage.doc, candidate.number.qualifier_start
    if doc is None or start == 0 or not candidate.block.text[start - 1].isspace():
        return False
    earlier = reversed(doc[: number_from(doc, start)])
    before = next((token for token in earlier if token.idx + len(token) <= start and not token.is_space), None)
    return before is not None and before.pos_ in ("NOUN", "PROPN") and before.tag_ != "VBG"


def _lends(other: CountCandidate, candidate: CountCandidate) -> bool:
    """Whether the other number is a count with a unit, in the same sentence or the one before."""
    counted = other.number.kind is CountKind.COUNT and other.unit_text is not None
    positive = other.number.value > 0 and candidate.number.value > 0
    between = candidate.block.text[other.number.end : candidate.sentence.start]
    return counted and positive and len(re.findall(r"[.!?]\s", between)) <= 1


def _accepted(count_candidates: Sequence[CountCandidate]) -> Iterator[CountCandidate]:
    """Leaves out bare numbers that count nothing: labels, list numbers, table cells, times."""
    for candidate in count_candidates:
        named = candidate.unit is not None or candidate.borrowed is not None
        paired = candidate.number.pair is not None and candidate.block.role is not BlockRole.HEADING
        if candidate.number.kind is not CountKind.COUNT or ((named or paired) and not _measures_time(candidate)):
            yield candidate


def _measures_time(candidate: CountCandidate) -> bool:
    head = candidate.block.text[: candidate.number.qualifier_start][-40:]
    noun = (candidate.unit_text or "").casefold().rsplit(" ", 1)[-1]
    return NOT_COUNTED.search(head) is not None or (noun in SPAN_NOUNS and PAST_SPANS.search(head) is not None)
