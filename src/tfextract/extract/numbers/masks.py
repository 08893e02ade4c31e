"""Numbers whose role is clear from their form alone: addresses, phones, dates, years, ages, references, names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tfextract.extract.numbers.lexicon import MONTH, WORD_VALUES, alternatives, name_patterns
from tfextract.extract.numbers.span import NumberRole
from tfextract.rules.needed import may_match, needed_words, needs_digit

_YEAR = r"(?:19|20)\d\d"
# "10 th": the text of a raised ordinal has a blank before it.
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:\s?(?:st|nd|rd|th))?"
_DAYS = rf"{_DAY}(?:(?:\s?[-–—]\s?|\s+(?:and|to|&)\s+|,\s){_DAY})?"
_SMALL = (
    rf"(?:\d{{1,3}}|(?:{alternatives(w for w, v in WORD_VALUES.items() if v > 1)})(?:-(?:one|two|three|four|five))?)"
)
_SPAN = rf"{_SMALL}(?:(?:\s?[-–—]\s?|\s+(?:to|and|or)\s+){_SMALL})?"
_PERSONS = (
    r"(?:children|child|infants|girls|boys|kids|people|persons|youths?|adults|women|men|adolescents|those|mothers)"
)


@dataclass(frozen=True, slots=True)
class _Mask:
    """`ways` are for each alternative of `pattern` the words of which it needs one, and whether it needs a digit."""

    role: NumberRole
    pattern: re.Pattern[str]
    ways: tuple[tuple[tuple[str, ...], bool], ...]

    def may_match(self, text: str, *, has_digit: bool) -> bool:
        ignoring_case = bool(self.pattern.flags & re.IGNORECASE)
        return any(
            (has_digit or not digit) and may_match(words, text, ignoring_case=ignoring_case)
            for words, digit in self.ways
        )


def _mask(role: NumberRole, *patterns: str, case: bool = True) -> _Mask:
    flags = 0 if case else re.IGNORECASE
    ways = [re.compile(pattern, flags) for pattern in patterns]
    needs = tuple((needed_words(way), needs_digit(way)) for way in ways)
    return _Mask(role, re.compile("|".join(patterns), flags), needs)


_OUTSIDE = (
    _mask(NumberRole.IDENTIFIER, r"(?:https?://|www\.)\S++", case=False),
    _mask(NumberRole.IDENTIFIER, r"(?<![\w.+@-])[\w.+-]{1,64}+@[\w-]{1,63}+(?:\.[\w-]{1,63}+){1,6}"),
    _mask(
        NumberRole.IDENTIFIER,
        r"(?<![\w.-])[\w-]{1,63}+(?:\.[\w-]{1,63}){0,3}\.(?:org|com|net|int|gov|edu|io|info)\b(?:/\S*+)?",
        r"\b(?i:ISBN|ISSN)(?:-1[03])?[\s:]*[\dX][\dX\s-]{6,20}",
        r"\bdoi:\s?\S++",
        r"\b(?i:arxiv)\s?[:.]?\s?\d{4}\.\d{4,5}(?:v\d+)?",
        # Laws and their collections: "124 Stat. 1376", "42 U.S.C. § 1983".
        r"(?<![\w.,])\d{1,4}\s(?:Stat\.|U\.S\.C?\.|C\.F\.R\.|Fed\.\s?Reg\.)(?:\s(?:§+\s?)?\d[\d,]*)?",
        # Laws without stops: "30 USC § 1201 et seq.", "43 CFR 3860", "90 STAT 1083".
        r"(?<![\w.,])\d{1,4}\s(?:USC|CFR|STAT)\s(?:§+\s?)?\d[\w()–-]*(?:\s+et\.?\s+seq\b\.?)?",
        # Standards: "ISO 22000", "SS 585", "GRI 302-1".
        r"\b(?:ISO|IEC|EN|BS|DIN|ASTM|GRI|IEEE|ANSI|JIS|SS|TR|CP)(?:/[A-Z]{2,5})?[\s-]\d{1,5}(?:[-:.]\d{1,4})*"
        r"(?![\w%]|[.,]\d|\s+[a-z]+s\b)",
        r"\bID\s?[:#]?\s?\d{2,}(?![\w.,]*\d)",
        # Plants and breeds that are crossed: "MS-58 x VT-11".
        r"\b[A-Z]{1,4}[-.\s]?\d{1,6}(?:-\d{1,4})?(?=\s[xX×]\s\[?[A-Z])",
        r"\b(?:Suite|Unit|Apt\.?|Room|Floor|Flat)\s#?\d{1,5}[A-Z]\b",
        r"(?<![\w-])#\d{1,3}-\d{1,4}(?!\w)",
        # A footnote mark at the start of a block: no quantity is followed by a new sentence.
        r"^\d{1,3}\s+(?=(?:The|This|These|Those|A|An|It|As|In|For|From|See|Source|Based|According|Ibid)\b)",
        r"\b(?i:P\.?\s?O\.?\s?Box)\s+\d+(?:\s?[,-]\s?\d{3,6}\b)?",
    ),
    _mask(NumberRole.PHONE, r"(?<!\w)\+\s?\d(?:[\s().-]{0,2}\d){6,15}(?!\d)"),
    _mask(
        NumberRole.PHONE,
        r"\b(?:tel|telephone|phone|fax|mobile|call|hotline|helpline|whatsapp)\b[.:\s]{0,3}\(?"
        r"\d(?:[\s().-]{0,2}\d){4,15}(?![\d,%])",
        r"(?<![\w.,$£€])(?:\(0[1-9]\d{0,3}\)|0[1-9]\d{1,4})(?:[\s-]\d{3,6}){1,3}(?![\w,])",
        r"(?<!\w)\(\d{3}\)\s?\d{3}-\d{4}(?!\d)",
        # The end of a number before a house: "873-1500 3031 West Hill Boulevard".
        r"^\d{3}-\d{4}(?=\s+(?:\d{1,5}|One)\s+[A-Z])",
        r"(?<![\w-])\d{3}-\d{3}-\d{4}(?![\w-])",
        # Letters on the keys: "1-800-555-HELP".
        r"(?<![\w-])(?:1-)?8(?:00|33|44|55|66|77|88)-[\dA-Z]{3,}(?:-[\dA-Z]{2,})?(?![\w-])",
        case=False,
    ),
    # Post codes after a state or a town; houses in a street; document symbols and numbers: AB/2025/64, 25-01234.
    _mask(
        NumberRole.IDENTIFIER,
        r"\b[A-Z]{2},?\s\d{5}(?:-\d{4})?\b(?!\s+[a-z]+s\b)",
        r"\b[A-Z][a-z]{1,20}\s?[-–]\s?\d{6}(?![\w,.]*\d)",
        r"(?<![\w.,])\d{1,5}\s+(?:[A-Z][a-z]{1,20}\s|\d{1,3}(?:st|nd|rd|th)\s){1,3}(?:Street|St\.|Avenue|Ave\b|Road|Rd\b|Lane|Boulevard|Blvd\b)",
        r"(?<![\w.,])\d{1,4}\s(?:[A-Z][\w'’]{0,20}\s){1,3}"
        r"(?:Place|View|Crescent|Terrace|Quay|Way|Plaza|Court|Close|Drive|Parkway)(?=,\s)",
        r"(?<![\w.,])\d{1,5}\s+(?:Street|Avenue|Ave\b\.?|Road|Rd\b\.?)(?!\w|\s+[A-Za-z])",
        r"(?<![\w/])[A-Z][A-Za-z.]*+(?:/[\w.()-]++)++",
        r"(?<![\w-])\d{1,6}-0\d{1,6}[A-Z]?(?![\w-])",
        r"\b(?i:numbers?|nos?|ref|reg)\b\.?:?\s?[A-Z]{0,3}\d{5,}(?![.,]?\d)",
    ),
)
_TIMES = (
    _mask(
        NumberRole.DATE,
        rf"(?<![\d.,]){_DAYS}(?:\s+|(?<=[tdh]))(?:of\s+)?{MONTH}(?:,?\s+{_YEAR}\b)?",
        rf"(?<![\d.,]){_DAYS}\s+(?:jan|feb|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?(?:,?\s+{_YEAR}\b)?",
        rf"\b{MONTH}\s+{_DAYS}(?!\d|[,.]\d|\s?%)(?:,?\s+{_YEAR}\b)?",
        rf"\b{_YEAR}-(?:0\d|1[0-2])-(?:[0-2]\d|3[01])\b",
        rf"(?<![\w.,]){_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?![\w%]|[.,]\d)",
        rf"(?<![\d/.-])(?:[0-2]?\d|3[01])(?P<mark>[/.-])(?:[0-2]?\d|3[01])(?P=mark)(?:{_YEAR}|\d\d)(?![\d/])",
    ),
    _mask(NumberRole.YEAR, rf"\b{MONTH},?\s+(?:of\s+)?{_YEAR}\b", rf"(?<!\w){MONTH}\s?['’]\d\d\b"),
    _mask(
        NumberRole.TIME,
        r"(?<![\d.,:])(?:[01]?\d|2[0-4])[:.]?(?:[0-5]\d)?\s?(?:[ap]\.m\.|[ap]m\b|hrs\b|o[’']clock)",
        r"(?<![\d:,.])(?:[01]?\d|2[0-4]):[0-5]\d(?![\d:])",
        r"\b24/7\b",
        case=False,
    ),
    _mask(
        NumberRole.YEAR,
        rf"(?<![\d,.$£€])(?<![A-Za-z]){_YEAR}(?:\s?[-–—/]\s?(?:{_YEAR}|\d\d)|\s?\b(?:to|until|through)\s{_YEAR})"
        rf"\b(?![,.]\d|%|\s?[-–]\d)",
        rf"\b(?:FY|CY|SY)\s?['’]?(?:{_YEAR}|\d\d)(?:\s?[/–-]\s?(?:{_YEAR}|\d\d))?\b",
        rf"\b(?:{_YEAR}|\d0)s\b",
        r"(?<![\w’'])['’]\d\ds?\b(?!\s+[a-z]+s\b)",
        rf"©\s?{_YEAR}",
        # A year before a name: "2017 Million Mills Challenge".
        rf"(?<![\d.,$£€]){_YEAR}(?=\sMillion\s[A-Z])",
    ),
)
_PERSONAL = (
    # A place in an order: "reached No. 1 in 12 countries"; "No. 3 of the series".
    _mask(
        NumberRole.REFERENCE,
        r"(?<!\w)(?:No\.|Nr\.|№|number)\s?\d{1,3}(?=\s(?:in|on|of|for|among|worldwide)\b)",
        r"\b(?:the|our|its|a|as|became|ranked|is|was)\s(?:No\.|Nr\.|№)\s?\d{1,3}\b(?![.,]\d)",
    ),
    # "to one degree or another"
    _mask(NumberRole.NAME, r"\bone\s+\w+\s+or\s+(?:another|the\s+other)\b", case=False),
    _mask(
        NumberRole.NAME,
        r"(?<![\w-])[234]-?D\b(?!\w)",
        r"(?<![\w-])\d{1,2}-in-\d{1,4}\b",
        # A ward: "moved from 3 North to 3 South".
        r"(?<![\w.,-])\d{1,2}\s(?:North|South|East|West)(?=\s?[,.;/)]|\s+(?:to|and|or|is|was|will)\b|$)",
        # "Squadron 36's miller"
        r"(?<![\w.,$£€])\d{1,4}['’][sS](?=\s)",
    ),
    _mask(NumberRole.NAME, rf"(?<!\w)(?:{name_patterns()})(?!\w|[,.]\d)"),
    _mask(
        NumberRole.AGE,
        r"\b(?:age|ages|aged)(?:\s+(?:of|between|from|groups?|over|under|above|below|up\s+to|ranges?|ranging\s+from))"
        rf"{{0,2}}:?\s+{_SPAN}(?:\s+(?:years?|months?|weeks?))?\b",
        rf"\b(?:under|over)-?\s?(?:{_SMALL})s\b",
        rf"\bunder-(?:{_SMALL})\b",
        rf"(?<![\d.,$£€])\b{_SPAN}(?:\s?\+|\s+or\s+more)?[\s-]+(?:years?|months?|weeks?|yrs?)[\s-]+(?:olds?|of\s+age)\b",
        rf"\b{_SPAN}\s+years\s+(?:and|or)\s+(?:above|older|over|under|younger|below)\b",
        rf"\b{_PERSONS}\s+(?:(?:who\s+are|aged)\s+)?(?:under|over|below|above|younger\s+than|older\s+than|between|[<>≥≤])"
        rf"\s?(?:the\s+age\s+of\s+)?{_SPAN}(?![\d,]|\s?%|\s+[a-z]+s\b(?<!years)(?<!months))",
        rf"\b{_PERSONS}\s+\(?{_SMALL}\s?[-–]\s?{_SMALL}(?:\s+years?)?\)?(?=[\s).,;]|$)",
        case=False,
    ),
    _mask(
        NumberRole.IDENTIFIER,
        r"(?<![\w/])\d{1,4}/\d{1,4}(?![\w/])",
        r"(?<![\w-])\d++(?:-\d++){2,}+(?![\w-])",
        # A house: "14-16 Salt Street, Leeds", "7 Mill House Hull HU1 2AB".
        r"(?<![\w.,-])\d{1,4}[A-Za-z]?(?:\s?[-–]\s?\d{1,4})?,?\s(?:[A-Z][\w'’.&]{0,20},?\s){1,3}"
        r"(?:Street|Road|Avenue|Boulevard|Square|Lane|Drive)\b(?!\s[a-z])",
        r"(?<![\w.,-])\d{1,4}[A-Za-z]?(?:\s?[-–]\s?\d{1,4})?,?\s(?:[A-Z][\w'’.&]{0,20},?\s){1,6}[A-Z]{1,2}\d[\dA-Z]?\s\d[A-Z]{2}\b",
    ),
)
_DIGIT = re.compile(r"\d")
# The first mask that covers a character decides.
_MASKS = (*_OUTSIDE, *_TIMES, *_PERSONAL)


def masked_roles(text: str) -> list[NumberRole | None]:
    """For each character the role of the mask that covers it, or None."""
    roles: list[NumberRole | None] = [None] * len(text)
    for start, end, role in _matches(text):
        if not any(roles[start:end]):
            roles[start:end] = [role] * (end - start)
    return roles


def _matches(text: str) -> Iterator[tuple[int, int, NumberRole]]:
    has_digit = _DIGIT.search(text) is not None
    for mask in _MASKS:
        if mask.may_match(text, has_digit=has_digit):
            for match in mask.pattern.finditer(text):
                yield match.start(), match.end(), mask.role
