"""What time a count is of: its basis, its period, and where that was said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tfextract.model import Basis, PeriodSource
from tfextract.rules import first_match

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

_IN_YEAR = re.compile(
    r"\b(?:in|during|throughout|over|for)\s+(?:the\s+year\s+)?((?:19|20)\d\d)\b(?!\s*[-–/])", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Timing:
    basis: Basis | None
    start: date | None = None
    end: date | None = None
    source: PeriodSource | None = None


def _governor(span: Span, number_at: int) -> Token | None:
    """The nearest verb above the number (a char offset of the text) in the parse."""
    token = next((token for token in span if token.idx <= number_at < token.idx + len(token.text_with_ws)), None)
    if token is None:
        return None
    return next((above for above in (token, *token.ancestors) if above.pos_ in ("VERB", "AUX")), None)


def basis_by_tense(span: Span, number_at: int) -> Basis | None:
    """ "has trained" is everything so far, "trained" the period told of, "trains" and "is" the state of things."""
    verb = _governor(span, number_at)
    if verb is None:
        return None
    auxiliaries = {child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")}
    if verb.tag_ == "VBN" and auxiliaries & {"has", "have", "'ve", "’ve"}:
        return Basis.CUMULATIVE
    if verb.tag_ == "VBD" or (verb.tag_ == "VBN" and auxiliaries & {"was", "were"}):
        return Basis.IN_PERIOD
    if verb.tag_ in ("VBZ", "VBP") or auxiliaries & {"is", "are"}:
        return Basis.AT_DATE
    return None


def timing_of(marked: str, span: Span | None, number_at: int, report_year: int | None) -> Timing:
    """`marked` is the sentence with the number between « and »; words in it decide before its tense does.

    Past tense tells of the year of a report only where the document is one.
    """
    found = first_match("basis", marked)
    basis = None if found is None else Basis(found[0].value or "")
    if basis is None and span is not None:
        basis = basis_by_tense(span, number_at)
        if basis is Basis.IN_PERIOD and report_year is None:
            basis = None
    if basis is not Basis.IN_PERIOD:
        return Timing(basis)
    years = {int(year) for year in _IN_YEAR.findall(marked)}
    if len(years) == 1:
        year = years.pop()
        return Timing(basis, date(year, 1, 1), date(year, 12, 31), PeriodSource.SENTENCE)
    if report_year is not None and not years:
        return Timing(basis, date(report_year, 1, 1), date(report_year, 12, 31), PeriodSource.DOCUMENT)
    return Timing(basis)
