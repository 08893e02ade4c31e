"""The role of a number, from the words and characters beside it."""

from __future__ import annotations

import re

from tfextract.extract.numbers.lexicon import (
    COMPOUND_WORDS,
    COUNTED_REFERENCES,
    DURATION,
    GIVING,
    MONTHS,
    NOT_PLURALS,
    ORDINAL_WORDS,
    REFERENCE_CAPITALS,
    REFERENCE_WORDS,
    WORKED,
    YEAR_LEADS,
    YEAR_NOUNS,
    alternatives,
)
from tfextract.extract.numbers.numerals import Numeral
from tfextract.extract.numbers.span import NumberRole

FIRST_YEAR, LAST_YEAR = 1900, 2100
# A larger number is no reference.
LARGEST_REFERENCE = 9999
ORDINAL = re.compile(r"(?:st|nd|rd|th)\b", re.IGNORECASE)
# "478 women/482 men": a slash between two numbers with their nouns.
PARTS = re.compile(r"\d\s[a-z]{3,11}/$")
GLUED_TIME = re.compile(r"(?:years?|months?|weeks?|days?|hours?|hrs?|mins?|minutes?|yrs?|y)\b", re.IGNORECASE)
FOOTNOTE = re.compile(r"[A-Za-z)”’\"][.,;:)”’\"]{1,2}$")
_NO_PLURAL = rf"(?!(?:{alternatives(NOT_PLURALS)})\b)"
PLURAL_NEXT = re.compile(
    rf"\s+(?:[‘’“\"']?{_NO_PLURAL}[a-z]+(?:-[a-z]+)?[‘’”\"']?\s+)?"
    rf"{_NO_PLURAL}(?P<noun>[a-z]{{2,}}s|people|women|men|children|staff|youth)\b"
)
COUNTED_AT_START = re.compile(r"\s+[A-Z]?[a-z]{2,}s\b")
NAMED_BY = re.compile(r"\s+(?:of|in|on|at|was|is)\b|\s*(?:[.,;:)]|$)")
# A number right after one of these is an identifier: "#4", "_2", "@3", "a/7".
GLUE = ("_", "#", "@", "№", "\\", "/")
COMPOUND = re.compile(rf"-(?:{alternatives(COMPOUND_WORDS)})\b", re.IGNORECASE)
ORDINAL_WORD = re.compile(rf"-(?:{alternatives(ORDINAL_WORDS)})\b", re.IGNORECASE)
# "Industry 4.0": a release, not a quantity.
RELEASE = re.compile(r"[A-Z][\w-]*\s$")
SECTION_NUMBER = re.compile(r"\d{1,2}\.\d{1,2}")
# Hours with fewer digits are as often time that passes as work that is given.
MANY_DIGITS = 3
BEFORE_NUMBER, GIVEN_REACH = re.compile(r"(?P<words>(?:[a-z]+\s+){1,4})(?P<digits>\d[\d,. ]*)$"), 100
LIST_MARK = re.compile(r"[.)]\s|\.$|\)$")
# Between the numbers of a list of references: "Goals 3, 5 and 13".
LIST_GAP = re.compile(r"\s?(?:,|,?\s?(?:and|or|to|&)|[-–—/])\s?(?:(?:and|or)\s)?", re.IGNORECASE)


_ROLE_OF_FORM = {"dotted": NumberRole.IDENTIFIER, "vague": NumberRole.VAGUE, "part": NumberRole.QUANTITY}


def role_of(text: str, numeral: Numeral, end: int, *, plain: bool) -> NumberRole:
    """`end` is where the expression ends. `plain`: it has no currency, scale, per cent sign or physical unit."""
    of_form = _ROLE_OF_FORM.get(numeral.form)
    if of_form is not None:
        return of_form
    role = _glued(text, numeral, end, plain=plain)
    if role is not None:
        return role
    if not plain:
        return NumberRole.QUANTITY
    printed = text[numeral.start : numeral.end].casefold()
    if printed == "one":
        return NumberRole.ONE
    return _listed(text, numeral) or _referring(text, numeral) or _year(text, numeral) or NumberRole.QUANTITY


def duration_unit(text: str, end: int) -> tuple[int, str] | None:
    """(end, unit) of the time unit after a number, unless it is a measure of work ("20 hours of training")."""
    match = DURATION.match(text, end)
    if match is None or work_unit(text, end) is not None:
        return None
    # "Year 1 Year 2 Year 3": the word belongs to the next number.
    heads = match["unit"][:1].isupper() and re.match(r"\s+\d", text[match.end() : match.end() + 4])
    return None if heads else (match.end(), match["unit"])


def work_unit(text: str, end: int) -> tuple[int, str] | None:
    """(end, unit) of hours or days of work, as in "20 hours of training"; None for time that passes."""
    match = DURATION.match(text, end)
    if match is None or not _is_hours_or_days(match["unit"]):
        return None
    is_work = WORKED.match(text, match.end()) is not None or _is_donated_time(text, end)
    return (match.end(), match["unit"]) if is_work else None


def _is_donated_time(text: str, end: int) -> bool:
    """ "volunteers gave 12,400 hours": whether so many are given or logged, which makes them work."""
    printed = BEFORE_NUMBER.search(text, max(0, end - GIVEN_REACH), end)
    return (
        printed is not None
        and sum(char.isdigit() for char in printed["digits"]) >= MANY_DIGITS
        and any(word in GIVING for word in printed["words"].split())
    )


def _is_hours_or_days(unit: str) -> bool:
    """Whether the unit is hours or days; longer units are time that passes."""
    return unit[:1].casefold() in ("h", "d") and not unit.casefold().startswith("decade")


def _glued(text: str, numeral: Numeral, end: int, *, plain: bool) -> NumberRole | None:
    """The role by the characters right beside a number."""
    before, after = text[max(0, numeral.start - 12) : numeral.start], text[end : end + 12]
    if PARTS.search(before):
        before = " "
    digits = text[numeral.start : numeral.end]
    if numeral.form == "words":
        return _hyphened(before, after)
    if not plain:
        # "£000" is the head of a column of thousands.
        odd = before[-1:] in GLUE or re.match(r"[A-Za-z_]", after) or re.fullmatch(r"0{2,}", digits)
        return NumberRole.IDENTIFIER if odd else None
    if ORDINAL.match(after) or GLUED_TIME.match(after):
        return NumberRole.ORDINAL if ORDINAL.match(after) else NumberRole.DURATION
    if re.search(r"[A-Za-z][-‑]$", before):
        return NumberRole.YEAR if _is_year_value(text, numeral) else NumberRole.IDENTIFIER
    if before[-1:].isalpha() or before[-1:] in GLUE or re.match(r"[A-Za-z_]", after) or COMPOUND.match(after):
        return NumberRole.IDENTIFIER
    return _noted(digits, before, after, grouped=numeral.grouped)


def _hyphened(before: str, after: str) -> NumberRole | None:
    """ "twenty-ninth", "two-way", "follow-one"."""
    if ORDINAL_WORD.match(after):
        return NumberRole.ORDINAL
    return NumberRole.IDENTIFIER if COMPOUND.match(after) or re.search(r"[A-Za-z]-$", before) else None


def _noted(printed: str, before: str, after: str, *, grouped: bool) -> NumberRole | None:
    """The role of a footnote mark after a word, a citation in brackets, a release, a number that begins with 0."""
    if not grouped and len(printed) <= 3 and FOOTNOTE.search(before):
        return NumberRole.REFERENCE
    if before[-1:] == "[" and after[:1] in ("]", ",", "-", "–"):
        return NumberRole.REFERENCE
    released = re.fullmatch(r"\d\.0", printed) and RELEASE.search(before)
    return NumberRole.IDENTIFIER if released or re.fullmatch(r"0\d+", printed) else None


def _listed(text: str, numeral: Numeral) -> NumberRole | None:
    """The role of "1." or "(2)" at the start of the text or of a sentence, and of "3.1" in "3.1 Methods"."""
    if numeral.form != "digits":
        return None
    printed, after = text[numeral.start : numeral.end], text[numeral.end : numeral.end + 12]
    if _opens_item(text, numeral, after):
        return NumberRole.LIST_NUMBER
    if text[: numeral.start].strip(" \t\n(["):
        return None
    if len(printed) <= 3 and "." not in printed and LIST_MARK.match(after):
        return NumberRole.LIST_NUMBER
    heading = SECTION_NUMBER.fullmatch(printed) and re.match(r"\.?\s+[A-Z][a-z]", after)
    return NumberRole.LIST_NUMBER if heading else None


def _opens_item(text: str, numeral: Numeral, after: str) -> bool:
    """Whether it is like the 12 in "… in the north. 12. The fund" or the 2 in "(1) clean water, (2) safe roads"."""
    head, short = text[max(0, numeral.start - 12) : numeral.start], numeral.end - numeral.start <= 3
    if not short or numeral.grouped:
        return False
    if head.endswith("("):
        starts = re.search(r"(?:[,;:.]|\b(?:and|or|are|by|include|including|to))\s+\($", head)
        return starts is not None and re.match(r"\)\s+[\w“\"]", after) is not None
    return re.search(r"[.,:;!?)”\"]\s+$", head) is not None and re.match(r"\.\s+[A-Z]", after) is not None


def _referring(text: str, numeral: Numeral) -> NumberRole | None:
    head = text[max(0, numeral.start - 30) : numeral.start]
    match = re.search(r"(?P<word>[^\W\d_][\w.]*|№|nº|n°)\s?(?:\(|no\.\s?|#)?$", head, re.IGNORECASE)
    if match is None or numeral.grouped or numeral.value > LARGEST_REFERENCE:
        return None
    word = match["word"]
    if word in REFERENCE_CAPITALS:
        return NumberRole.REFERENCE
    if word.casefold() not in REFERENCE_WORDS:
        return None
    counts_on = PLURAL_NEXT.match(text[numeral.end : numeral.end + 60]) is not None
    doubtful = word.casefold() in COUNTED_REFERENCES and word[:1].islower()
    # In "issue two reports" the number counts, in "on day four of the work" it does not.
    names = numeral.form != "words" or NAMED_BY.match(text, numeral.end) is not None
    bracketed = "(" in match[0] and counts_on
    return None if bracketed or (doubtful and (counts_on or not names)) else NumberRole.REFERENCE


def continues_list(text: str, before_end: int, numeral: Numeral) -> bool:
    """Whether a number after a reference is one too: "Goals 3, 5 and 13", but not "In Phase 1, 500 farmers"."""
    gap = text[before_end : numeral.start]
    if not gap or numeral.grouped or not LIST_GAP.fullmatch(gap):
        return False
    counts_on = PLURAL_NEXT.match(text[numeral.end : numeral.end + 60]) is not None
    return not counts_on or gap.strip() in ("-", "–", "—", "/")


def _is_year_value(text: str, numeral: Numeral) -> bool:
    printed = text[numeral.start : numeral.end]
    return bool(re.fullmatch(r"(?:19|20|21)\d\d", printed)) and FIRST_YEAR <= numeral.value <= LAST_YEAR


def _year(text: str, numeral: Numeral) -> NumberRole | None:
    """Four ungrouped digits are a year, unless a counted noun follows: "2013 farmers took part"."""
    if not _is_year_value(text, numeral):
        return None
    head, tail = text[max(0, numeral.start - 40) : numeral.start], text[numeral.end : numeral.end + 60]
    words = head.split()
    if not words and COUNTED_AT_START.match(tail):
        noun = tail.split()[0].casefold()
        return NumberRole.YEAR if noun in YEAR_NOUNS else None
    next_noun = PLURAL_NEXT.match(tail)
    if next_noun is None or next_noun["noun"] in YEAR_NOUNS or (tail.split()[0] in YEAR_NOUNS):
        return NumberRole.YEAR
    lead = words[-1].casefold() if words else ""
    dated = (
        lead in YEAR_LEADS
        or (bool(words) and words[-1].strip(".,") in MONTHS)
        or lead[-1:] in ("(", "-", "–", "/", ",")
    )
    return NumberRole.YEAR if dated else None
