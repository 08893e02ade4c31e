"""The time of a count: its basis, its period or as-of date, and where those are stated."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from tfextract.extract.clauses import FigureClause, VerbTense
from tfextract.extract.dates import Period, Reported, Times, as_of, periods
from tfextract.extract.numbers import NumberRole, NumberSpan, find_numbers
from tfextract.extract.numbers.lexicon import GROUP_BLANKS
from tfextract.model import Basis, Claim, CountKind, Document, PeriodSource
from tfextract.rules import Rule, first_match, rules_of, word_table

BY_YEAR = re.compile(r"\bby\s+(?:the\s+end\s+of\s+)?20\d\d\b", re.IGNORECASE)
# Bounds of the number's own clause, where its period is looked for first.
CLAUSE_END = re.compile(r"[;:]|,\s(?=(?:while|whereas|but|up|down|compared|and\s+in)\b)")


FIGURE = re.compile(r"\d[\d.,]*")
JOINED = re.compile(r"\s*(?:,|&|\band\b)\s*")
# Years before it are history, not the time of a report.
FIRST_YEAR = 1900
# Every later year has four digits, with or without separators.
FOUR_DIGITS = re.compile(rf"\d(?:[,.'’{GROUP_BLANKS}\x20]?\d){{3}}")
BRACKETED = re.compile(r"\([^()]*\)")
# Opens an aside after the number: "12 mills (40 so far", "12 mills which are today let".
ASIDE = re.compile(r"\(|\b(?:which|who|whom|whose|where)\b", re.IGNORECASE)
# In the title or file name of a report on a year, quarter or other period.
PERIODIC = re.compile(
    r"\b(?:annual|yearly|quarterly|monthly|half[\s-]?year(?:ly)?|year|quarter|Q[1-4]|FY\s?(?:20)?\d\d|progress\s+report|"
    r"(?:19|20)\d\d\s+(?:review|report|results|numbers|highlights|figures)|(?:review|report|results|numbers|highlights|figures)\s+(?:for\s+|of\s+|in\s+)?(?:19|20)\d\d)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Timing:
    basis: Basis | None
    start: date | None = None
    end: date | None = None
    as_of: date | None = None
    source: PeriodSource | None = None


@dataclass(frozen=True, slots=True)
class FigureContext:
    """What decides the time of a number: its clause (None without a parse), claim, unit, and the heading above.

    `marked` is the sentence with the number between « and ».
    """

    marked: str
    number: NumberSpan
    clause: FigureClause | None
    claim: Claim | None
    unit: str | None
    heading: str | None


def timing_of(context: FigureContext, document: Document) -> Timing:
    basis = _basis(context, document)
    reported = Reported(document.report_year, document.period_start, document.period_end)
    stated = _stated(context, reported)
    times = stated.times
    if times.start is None and times.as_of is None and basis is Basis.IN_PERIOD and stated.open:
        stated = _of_document(document)
        times = stated.times
    if times.as_of is not None and (basis is Basis.IN_PERIOD or context.claim is Claim.TARGET):
        times = Times(times.start, times.end)
    dated = times.start is not None or times.as_of is not None
    return Timing(basis, times.start, times.end, times.as_of, stated.source if dated else None)


@dataclass(frozen=True, slots=True)
class _Stated:
    """`open` is whether no other time is stated, so that the document's period may be used."""

    times: Times
    source: PeriodSource
    open: bool = True


def _stated(context: FigureContext, reported: Reported) -> _Stated:
    """The time stated in the number's own clause, else in its sentence up to there, else in the heading above it."""
    text = context.marked
    at = text.index("«")
    cuts = [match.end() for match in CLAUSE_END.finditer(text)]
    left = max([cut for cut in cuts if cut <= at], default=0)
    right = min([cut for cut in cuts if cut > at], default=len(text))
    # A year after the clause is that of the compared number: "in 26 towns, up from 20 in 2018".
    for start, end in ((left, right), (0, right)):
        part = text[start:end]
        named = periods(part, reported)
        day = as_of(part)
        if named or day is not None:
            return _Stated(_times(_nearest(named, part), day), PeriodSource.SENTENCE, open=False)
    if _is_of_another_year(text[left:right], reported):
        return _Stated(Times(), PeriodSource.SENTENCE, open=False)
    heading = context.heading or ""
    named, day = periods(heading, reported), as_of(heading)
    one = named[0] if len({(period.start, period.end) for period in named}) == 1 else None
    return _Stated(_times(one, day), PeriodSource.HEADING, open=True)


def _times(period: Period | None, day: date | None) -> Times:
    return Times(None, None, day) if period is None else Times(period.start, period.end, day)


def _nearest(named: Sequence[Period], text: str) -> Period | None:
    """The period of the number among several: in one sentence all periods precede their numbers, or all follow."""
    if not named:
        return None
    at, end = text.index("«"), text.index("»")
    dated = [(period.left, period.right) for period in named]
    figures = (match.start() for match in FIGURE.finditer(text))
    first = min((start for start in figures if not any(a <= start < b for a, b in dated)), default=at)
    leading = named[0].right <= min(at, first)
    behind = [period for period in named if period.left >= end]
    before = [period for period in named if period.right <= at]
    if leading and before:
        return before[-1]
    if not behind:
        return before[-1] if before else None
    # "active in FY17 and FY18"
    joined = behind[0]
    for then in behind[1:]:
        if joined.end is None or not JOINED.fullmatch(text[joined.right : then.left]):
            break
        joined = replace(joined, end=then.end, right=then.right)
    return joined


def _is_of_another_year(text: str, reported: Reported) -> bool:
    """Whether the text has a year that is not the document's: the number may be of that year."""
    own = {day.year for day in (reported.start, reported.end) if day is not None} | {reported.year}
    known = {float(year) for year in own if year is not None}
    if not known or FOUR_DIGITS.search(text) is None:
        return False
    years = [number.value for number in find_numbers(text) if number.role is NumberRole.YEAR]
    return any(year not in known for year in years if year >= FIRST_YEAR)


def _of_document(document: Document) -> _Stated:
    if document.period_start is not None or document.period_end is not None:
        return _Stated(Times(document.period_start, document.period_end), PeriodSource.DOCUMENT)
    year = document.report_year
    whole = Times() if year is None else Times(date(year, 1, 1), date(year, 12, 31))
    return _Stated(whole, PeriodSource.DOCUMENT)


def _basis(context: FigureContext, document: Document) -> Basis | None:
    if context.claim is Claim.SCALE:
        return None
    rule = basis_rule(context.marked)
    basis = None if rule is None else Basis(rule.value or "")
    if basis is Basis.RATE:
        return basis
    if context.claim is Claim.TARGET:
        return Basis.CUMULATIVE if BY_YEAR.search(context.marked) else basis if basis is not Basis.AT_DATE else None
    if context.claim is Claim.CHANGE:
        return None if context.number.kind is CountKind.RATIO else Basis.IN_PERIOD
    if basis is Basis.CUMULATIVE or context.clause is None:
        return basis
    return _by_grammar(context, context.clause, basis, document)


def basis_rule(marked: str) -> Rule | None:
    """The rule whose match is nearest to the number.

    A comma between them counts as 40 characters. A match within brackets or a relative clause after the number is about
    something else.
    """
    at, end = marked.index("«"), marked.index("»") + 1
    results = [
        (_distance(marked, match.span(), (at, end)), rank, rule)
        for rank, rule in enumerate(rules_of("basis"))
        for match in rule.matches(marked)
        if match.start() < at or not ASIDE.search(_outside(marked[end : match.end()]))
    ]
    return min(results, key=lambda one: one[:2])[2] if results else None


def _distance(text: str, a: tuple[int, int], b: tuple[int, int]) -> int:
    between = text[a[1] : b[0]] or text[b[1] : a[0]]
    return len(between) + 40 * len(re.findall(r"[,;]\s", between))


def _outside(text: str) -> str:
    """The text without closed brackets and their contents."""
    return BRACKETED.sub(" ", text)


def _of_section(context: FigureContext) -> Basis | None:
    """Figures under "as of May 2013" or "to date" are cumulative up to then."""
    heading = context.heading or ""
    up_to = re.search(r"\b(?:as\s+(?:of|at)|to\s+date|so\s+far|since)\b", heading, re.IGNORECASE)
    return Basis.CUMULATIVE if up_to and context.claim in (Claim.ACHIEVED, None) else None


def _by_grammar(context: FigureContext, clause: FigureClause, basis: Basis | None, document: Document) -> Basis | None:
    if _is_state_at(context, clause, basis):
        return Basis.AT_DATE
    if basis is Basis.IN_PERIOD:
        return basis
    if clause.tense is VerbTense.PERFECT:
        return Basis.CUMULATIVE
    if clause.tense is VerbTense.PAST:
        return Basis.IN_PERIOD if document.report_year is not None else _of_section(context)
    return _of_section(context) or _of_report(context, document)


def _of_report(context: FigureContext, document: Document) -> Basis | None:
    """A figure in a report on a period, or under a heading with the report's year, is of that period."""
    name = re.sub(r"[-_.]", " ", f"{document.title or ''} {document.file_name}")
    headed = document.report_year is not None and str(document.report_year) in (context.heading or "")
    return Basis.IN_PERIOD if headed or PERIODIC.search(name) else None


def _took_place(clause: FigureClause) -> bool:
    """Whether something took place: a past tense or a participle, not of a verb of state."""
    done = clause.tense in (VerbTense.PAST, VerbTense.PARTICIPLE)
    return done and (clause.passive or not _is_stative(clause))


def _is_stative(clause: FigureClause) -> bool:
    return not clause.passive and bool(set(clause.chain[:1]) & word_table("basis.toml", "state_verbs"))


def _is_state_at(context: FigureContext, clause: FigureClause, basis: Basis | None) -> bool:
    """Whether the number is a state at one moment."""
    share = context.number.kind is CountKind.PERCENT
    if _is_level(context):
        return not _is_flow(context)
    if _is_stock(context.unit) and (share or not _took_place(clause)):
        return True
    if context.number.kind is CountKind.COUNT and clause.tense is VerbTense.PAST and _is_event(context.unit):
        return False
    holds = share and (_is_stative(clause) or clause.tense not in (VerbTense.PAST, VerbTense.PERFECT))
    if basis is not None:
        return basis is Basis.AT_DATE or holds
    world = context.claim is Claim.CONTEXT and not (_took_place(clause) and _harms(clause))
    now = clause.tense in (VerbTense.PRESENT, VerbTense.PROGRESSIVE)
    return holds or world or now or (_is_stative(clause) and clause.tense is VerbTense.PAST)


def _harms(clause: FigureClause) -> bool:
    """ "The flood killed 40": an event that harmed people, not how they live."""
    harms = clause.subject in word_table("claims.toml", "harmful_subjects")
    return clause.passive or harms or clause.verb in word_table("claims.toml", "need_verbs")


def _is_level(context: FigureContext) -> bool:
    """Whether the number is a level that something rose or fell to or from."""
    if context.number.pair in ("baseline", "achieved") and context.claim is Claim.BASELINE:
        return True
    return first_match("level", context.marked) is not None


def _is_flow(context: FigureContext) -> bool:
    """Whether the number is of money spent or earned, or of events: their level is that of a year, not of a day."""
    if context.number.kind is CountKind.COUNT:
        return _is_event(context.unit)
    words = set(re.findall(r"[a-z&]+", context.marked.casefold()))
    return context.number.kind is CountKind.MONEY and not words.isdisjoint(word_table("basis.toml", "flow_words"))


def _is_stock(unit: str | None) -> bool:
    """Whether what is counted exists at one moment: members, staff, member states."""
    words = re.findall(r"[a-z]+", (unit or "").casefold())
    stock = word_table("basis.toml", "stock_nouns")
    return bool(words) and (words[-1] in stock or (words[0] == "member" and len(words) <= 2))


def _is_event(unit: str | None) -> bool:
    """Whether what is counted takes place: meetings, visits, downloads."""
    words = re.findall(r"[a-z]+", (unit or "").casefold())
    return bool(words) and words[-1] in word_table("basis.toml", "event_nouns")
