"""What time a count is of: its basis, its period or day, and where that was said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from tfextract.extract.clauses import Clause, Tense
from tfextract.extract.dates import Times, as_of, periods, times_of
from tfextract.extract.numbers import NumberSpan
from tfextract.model import Basis, Claim, CountKind, Document, PeriodSource
from tfextract.rules import Rule, first_match, rules_of, word_table

# The words around a number that a year is looked for in first: its own clause.
BY_YEAR = re.compile(r"\bby\s+(?:the\s+end\s+of\s+)?20\d\d\b", re.IGNORECASE)
CLAUSE_END = re.compile(r"[;:]|,\s(?=(?:while|whereas|but|up|down|compared|and\s+in)\b)")


@dataclass(frozen=True, slots=True)
class Timing:
    basis: Basis | None
    start: date | None = None
    end: date | None = None
    as_of: date | None = None
    source: PeriodSource | None = None


@dataclass(frozen=True, slots=True)
class Saying:
    """What timing looks at: the sentence with the number between « and », its clause (None without a parse), what is
    claimed, what is counted, and the heading above."""

    marked: str
    number: NumberSpan
    clause: Clause | None
    claim: Claim
    unit: str | None
    heading: str | None


def timing_of(told: Saying, document: Document) -> Timing:
    basis = _basis(told, document.report_year)
    times, source = _times(told)
    if times.start is None and times.as_of is None and basis is Basis.IN_PERIOD:
        times, source = _of_document(document)
    if times.as_of is not None and (basis is Basis.IN_PERIOD or told.claim is Claim.TARGET):
        times = Times(times.start, times.end)
    stated = times.start is not None or times.as_of is not None
    return Timing(basis, times.start, times.end, times.as_of, source if stated else None)


def _times(told: Saying) -> tuple[Times, PeriodSource]:
    """From the number's own clause, else its sentence so far, else the heading above it."""
    text = told.marked
    at = text.index("«")
    cuts = [match.end() for match in CLAUSE_END.finditer(text)]
    left = max([cut for cut in cuts if cut <= at], default=0)
    right = min([cut for cut in cuts if cut > at], default=len(text))
    # A year behind the clause is that of what it is compared with: "in 26 towns, up from 20 in 2018".
    for part in (text[left:right], text[:right]):
        if periods(part) or as_of(part):
            return times_of(part), PeriodSource.SENTENCE
    return times_of(told.heading or ""), PeriodSource.HEADING


def _of_document(document: Document) -> tuple[Times, PeriodSource]:
    if document.period_start is not None or document.period_end is not None:
        return Times(document.period_start, document.period_end), PeriodSource.DOCUMENT
    year = document.report_year
    whole = Times() if year is None else Times(date(year, 1, 1), date(year, 12, 31))
    return whole, PeriodSource.DOCUMENT


def _basis(told: Saying, report_year: int | None) -> Basis | None:
    if told.claim is Claim.SCALE:
        return None
    rule = said_by(told.marked)
    said = None if rule is None else Basis(rule.value or "")
    if said is Basis.RATE:
        return said
    if told.claim is Claim.TARGET:
        return Basis.CUMULATIVE if BY_YEAR.search(told.marked) else said if said is not Basis.AT_DATE else None
    if told.claim is Claim.CHANGE:
        return None if told.number.kind is CountKind.RATIO else Basis.IN_PERIOD
    if said is Basis.CUMULATIVE or (said is Basis.AT_DATE and told.clause is None):
        return said
    return _by_grammar(told, said, report_year)


def said_by(marked: str) -> Rule | None:
    """The rule of the words nearest to the number; a comma between is as far as eight words."""
    at, end = marked.index("«"), marked.index("»") + 1
    found = [
        (_distance(marked, match.span(), (at, end)), rank, rule)
        for rank, rule in enumerate(rules_of("basis"))
        for match in rule.matches(marked)
    ]
    return min(found, key=lambda one: one[:2])[2] if found else None


def _distance(text: str, a: tuple[int, int], b: tuple[int, int]) -> int:
    between = text[a[1] : b[0]] or text[b[1] : a[0]]
    return len(between) + 40 * len(re.findall(r"[,;]\s", between))


def _of_section(told: Saying) -> Basis | None:
    """Figures under "as of May 2013" or "to date" that no verb governs are sums up to then."""
    heading = told.heading or ""
    up_to = re.search(r"\b(?:as\s+(?:of|at)|to\s+date|so\s+far|since)\b", heading, re.IGNORECASE)
    return Basis.CUMULATIVE if up_to and told.claim is Claim.ACHIEVED else None


def _by_grammar(told: Saying, said: Basis | None, report_year: int | None) -> Basis | None:
    clause = told.clause
    if clause is None:
        return said
    if _stands(told, clause, said):
        return Basis.AT_DATE
    if said is Basis.IN_PERIOD:
        return said
    if clause.tense is Tense.PERFECT:
        return Basis.CUMULATIVE
    if clause.tense is Tense.PAST:
        return Basis.IN_PERIOD if report_year is not None else _of_section(told)
    return _of_section(told)


def _stands(told: Saying, clause: Clause, said: Basis | None) -> bool:
    """Whether the number says how things are or were at one moment."""
    if said is Basis.AT_DATE or _is_level(told):
        return True
    acts = clause.tense is Tense.PAST and clause.passive
    states = not clause.passive and bool(set(clause.chain[:1]) & word_table("basis.toml", "state_verbs"))
    if told.claim is Claim.CONTEXT and said is None and not acts:
        return True
    if told.number.kind is CountKind.PERCENT and (states or clause.tense not in (Tense.PAST, Tense.PERFECT)):
        return True
    if said is not None:
        return False
    return clause.tense is Tense.PRESENT or (states and clause.tense is Tense.PAST)


def _is_level(told: Saying) -> bool:
    """A stock by what is counted, or a level that something rose or fell to."""
    if told.number.pair in ("baseline", "achieved") and told.claim is Claim.BASELINE:
        return True
    if first_match("level", told.marked) is not None:
        return True
    words = re.findall(r"[a-z]+", (told.unit or "").casefold())
    return bool(words) and words[-1] in word_table("basis.toml", "stock_nouns")
