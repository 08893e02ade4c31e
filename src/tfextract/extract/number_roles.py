"""What a number is where it is not a quantity: year, date, duration, age, reference, telephone, identifier …"""

from __future__ import annotations

import re
from enum import StrEnum


class NumberRole(StrEnum):
    QUANTITY = "quantity"
    YEAR = "year"
    DATE = "date"
    DURATION = "duration"
    AGE = "age"
    ORDINAL = "ordinal"
    REFERENCE = "reference"
    PHONE = "phone"
    IDENTIFIER = "identifier"
    LIST_NUMBER = "list_number"
    TIME = "time"
    NAME = "name"
    ONE = "one"


_MONTHS = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_YEAR = r"(?:19|20)\d\d"
_DAYS = r"\d{1,2}(?:st|nd|rd|th)?(?:\s?[-–]\s?\d{1,2})?"
# Read over the whole text first: inside one of these no number stands for itself.
_MASK_SOURCES: tuple[tuple[NumberRole, str], ...] = (
    (NumberRole.IDENTIFIER, r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+\.[\w.]+|\b\w+\.(?:org|com|net|int)\b\S*"),
    (NumberRole.PHONE, r"\+\d[\d\s().-]{6,20}\d|\b(?i:tel|phone|fax)\b[.:\s]*[\d\s().+-]{6,22}"),
    (NumberRole.IDENTIFIER, r"\bP\.?\s?O\.?\s?Box\s+\d+(?:,\s?\d{3,6}\b)?|\bISBN[\s:]*[\d-]+|\bdoi:\S+"),
    (NumberRole.IDENTIFIER, r"\b[A-Z][A-Z.]*(?:/[\w.]+){1,5}\b|\b\d+/\d+\b"),
    (NumberRole.IDENTIFIER, r"\b[A-Za-z]+-\d+\b(?!\s?%)|\b[A-Z]{1,6}\d[\w.]*\b"),
    (NumberRole.DATE, rf"\b{_DAYS}\s+(?:of\s+)?{_MONTHS}(?:,?\s+{_YEAR})?"),
    (NumberRole.DATE, rf"\b{_MONTHS}\s+{_DAYS}\b(?!,\d)(?:,?\s+{_YEAR})?"),
    (NumberRole.YEAR, rf"(?<![\d,.$£€]){_YEAR}\s?(?:[-–/]|\bto\b|\buntil\b)\s?(?:{_YEAR}|\d\d)\b(?![,.]\d)"),
    (NumberRole.YEAR, rf"\b(?:FY|CY)\s?'?\d{{2,4}}(?:/\d\d)?\b|\b{_YEAR}s\b"),
    (
        NumberRole.NAME,
        r"\b2030\s+Agenda\b|\bAgenda\s+(?:2030|2063|21)\b|\bGroup\s+of\s+(?:77|7|20)\b|\bVision\s+20\d\d\b",
    ),
    (NumberRole.TIME, r"\b\d{1,2}[:.]\d\d\s?(?i:[ap]\.?m\.?|hrs?|hours)\b|\b\d{1,2}:\d\d\b|\b24/7\b"),
    (NumberRole.AGE, r"\b(?i:age[sd]?)(?:\s+of|\s+between|\s+from)?\s+\d+(?:\s?(?:[-–]|to|and|or)\s?\d+)?"),
    (NumberRole.AGE, r"\b\d+(?:\s?[-–]\s?\d+)?[\s-]+years?[\s-]+(?:old|olds|of\s+age)\b"),
    (NumberRole.AGE, r"\b(?i:under-?\s?(?:five|5)s?|(?:children|people|youth)\s+under\s+(?:\d+|five))\b"),
)
_MASKS = tuple((role, re.compile(source)) for role, source in _MASK_SOURCES)
_DURATION = re.compile(
    r"(?:[\s-]|\s?[-–]\s?\d+[\s-])(?:and\s+a\s+half\s+)?(?:more\s+|full\s+|consecutive\s+|working\s+|calendar\s+|short\s+)?"
    r"(?:years?|months?|weeks?|days?|hours?|minutes?|seconds?|decades?|semesters?|centur(?:y|ies))\b(?!\s*(?:ago\b)?-\s*person)",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"\b(?:goals?|SDGs?|articles?|art\.|sections?|figures?|fig\.|tables?|box|annex(?:es)?|appendix|pages?|pp?\.|para(?:graph)?s?\.?"
    r"|chapters?|phases?|outcomes?|outputs?|indicators?|tiers?|resolutions?|decisions?|nos?\.|number|part|volume|vol\.|issue|steps?"
    r"|levels?|class|grade|round|versions?|v\.|footnotes?|notes?|item|rule|form|room|highway|route|windows?|IC|COP)\s?"
    r"(?:\d+[\s,]+(?:(?:and|to|or|–|-)\s+)?)*$",
    re.IGNORECASE,
)
_DATE_LEAD = re.compile(
    r"(?:\b(?:in|by|since|of|from|until|till|during|the|for|and|to|end|early|late|mid|before|after|between|year|years"
    rf"|fiscal|through)|{_MONTHS}|[-–/(,])\s*$",
    re.IGNORECASE,
)
_COUNTED_NEXT = re.compile(r"\s+[a-z]{3,}s\b(?!\s+(?:report|review))")
_ONE = re.compile(r"one$", re.IGNORECASE)


def masked_roles(text: str) -> list[tuple[int, int, NumberRole]]:
    return [(match.start(), match.end(), role) for role, pattern in _MASKS for match in pattern.finditer(text)]


def role_in_context(text: str, start: int, end: int, value: float, *, plain: bool) -> NumberRole:
    """`plain`: the number has no currency, scale, percent sign or physical unit."""
    printed, head, tail = text[start:end], text[max(0, start - 40) : start], text[end : end + 40]
    if _DURATION.match(tail):
        return NumberRole.DURATION
    if not plain or _ONE.match(printed) or value == 0.5:
        return NumberRole.ONE if plain else NumberRole.QUANTITY
    role = _attached(printed, head, tail, at_start=not text[:start].strip(" (["))
    if role is not None:
        return role
    if _REFERENCE.search(head):
        return NumberRole.REFERENCE
    if re.fullmatch(r"(?:19|20)\d\d", printed) and value <= 2050 and not _is_counted(head, tail):
        return NumberRole.YEAR
    return NumberRole.QUANTITY


def _attached(printed: str, head: str, tail: str, *, at_start: bool) -> NumberRole | None:
    """What the characters right beside a number make of it."""
    if re.match(r"(?:st|nd|rd|th)\b", tail, re.IGNORECASE):
        return NumberRole.ORDINAL
    word_before = printed[0].isdigit() and (head[-1:].isalpha() or head[-1:] in ("_", "/", "#"))
    word_after = printed[-1].isdigit() and re.match(r"[A-Za-z_]", tail) is not None
    if word_before or word_after:
        return NumberRole.IDENTIFIER
    if at_start and re.match(r"[.)]\s", tail) and len(printed) <= 3:
        return NumberRole.LIST_NUMBER
    return NumberRole.TIME if re.match(r"\s?(?:[ap]\.?m\.)", tail) else None


def _is_counted(head: str, tail: str) -> bool:
    """ "2014 farmers took part", but not "in 2014 farmers took part"."""
    return _COUNTED_NEXT.match(tail) is not None and not _DATE_LEAD.search(head) and bool(head.strip())
