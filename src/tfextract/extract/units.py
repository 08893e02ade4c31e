"""The noun phrase that a number counts."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from tfextract.extract.numbers import NumberRole, NumberSpan, find_numbers
from tfextract.extract.numbers.lexicon import SCALES
from tfextract.extract.tokens import number_from
from tfextract.model import CountKind

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# Adjectives that do not say what is counted: "six successful examples" counts examples.
VAGUE = frozenset(
    "different successful various new additional other more further such total key main major separate distinct "
    "individual estimated several many own same single some overall".split()
)
_NOMINAL = frozenset({"NOUN", "PROPN"})
_WITHIN = frozenset({"NOUN", "PROPN", "ADJ", "PART", "PUNCT", "CCONJ", "NUM", "DET", "VERB", "ADV", "SYM", "X"})
MAX_WORDS = 8
# Tokens that are quotation marks; the parser gets straight ones (`PLAIN_MARKS`).
QUOTES = frozenset(("'", '"', "‘", "’", "“", "”", "`"))
# Each ends a noun phrase, whatever its tag.
NO_PART = frozenset(("to", "today", "tomorrow", "yesterday"))
# "10 times more cost-effective": a comparison without a noun.
COMPARISON = re.compile(
    r"\s+(?P<unit>(?:more|less|as)\s+[a-z-]+)\b(?=\s*(?:[.,;)]|$|than\b|as\b|and\b|per\b|compared\b))"
)
NEXT_PART = re.compile(r"/(?=\d)")
_STOP = re.compile(
    r"\b(?:of|in|for|from|with|to|by|on|at|across|through|over|under|who|which|that|and|or|is|are|was|were|have|has|had|"
    r"been|including|such|as|while|using|during|between|within|into|since|than)\b|[.,;:()!?“”\"—–]",
    re.IGNORECASE,
)


NUMBER_OF = re.compile(r"\b(?:number|total|count)s?\s+of\s+", re.IGNORECASE)
BRACKETS = re.compile(r"\((?:in\s+)?(?P<unit>[^()\d]{0,3}[^()]{1,14})\)")
SCALE_IN_BRACKETS = re.compile(r"\b(?P<scale>thousands?|millions?|billions?)\b", re.IGNORECASE)
SHORT_UNIT = 3
# Between a number and its noun: a footnote mark ("640* staff"), or a share in brackets ("Nine (12%) coaches").
BETWEEN = re.compile(r"\s?[*†‡]{1,2}(?=\s)|\s\(\s?\d[\d.,]*\s?(?:%|per\s?cent)\s?\)(?=\s+[A-Za-z])")


def unit_after(text: str, number: NumberSpan, doc: Doc | None) -> tuple[int, int] | None:
    """The span of the counted noun phrase after a number; None where none follows.

    It covers a list of nouns ("69 workshops, consultations, meetings and events") and skips "of the" ("40 of the
    mills").
    """
    end = number.qualifier_end
    between = BETWEEN.match(text, end) if number.kind is CountKind.COUNT else None
    end = end if between is None else between.end()
    if number.kind is CountKind.RATIO:
        compared = COMPARISON.match(text, end)
        if compared is not None:
            return compared.span("unit")
    if doc is None:
        return _unit_by_words(text, end)
    tokens = list(doc[number_from(doc, end) :])
    unit = _unit_by_tags(tokens, end) if tokens else None
    return None if unit is None else (unit[0], _up_to_next(text, *unit))


def _up_to_next(text: str, start: int, end: int) -> int:
    """ "478 women/482 men" is one token from "women" to the second number."""
    slash = NEXT_PART.search(text, start, end)
    return end if slash is None else slash.start()


def number_of(text: str, left: int, right: int, doc: Doc) -> tuple[int, int] | None:
    """The noun phrase after the last "number of" between two offsets: "the number of clinics that test rose"."""
    heads = list(NUMBER_OF.finditer(text, left, right))
    if not heads:
        return None
    end = heads[-1].end()
    tokens = list(doc[number_from(doc, end) : number_from(doc, right)])
    return _unit_by_tags(tokens, end) if tokens else None


def in_brackets(text: str, number: NumberSpan) -> NumberSpan | None:
    """The number with the unit, currency or scale given in brackets: "8,120 Water delivered (M³)", "Sales (USD) 12".

    None where the text has no brackets that hold only that.
    """
    for match in BRACKETS.finditer(text):
        inside, factor = match["unit"], 1.0
        scale = SCALE_IN_BRACKETS.search(inside)
        if scale is not None:
            factor = SCALES[scale["scale"].casefold().removesuffix("s")]
            inside = (inside[: scale.start()] + inside[scale.end() :]).strip(" ,")
        if scale is not None and not inside:
            high = None if number.value_high is None else number.value_high * factor
            return replace(number, value=number.value * factor, value_high=high)
        read = _read_as(inside) or (_read_as(inside.lower()) if len(inside) <= SHORT_UNIT else None)
        if read is not None:
            high = None if number.value_high is None else number.value_high * factor
            measure = inside if read.kind is CountKind.MEASURE else None
            value = number.value * factor
            return replace(
                number, kind=read.kind, currency=read.currency, measure=measure, value=value, value_high=high
            )
    return None


def _read_as(unit: str) -> NumberSpan | None:
    """What the number grammar reads from a number with this unit, if it reads all of it."""
    for printed in (f"4,440 {unit}", f"4,440{unit}", f"{unit}4,440", f"{unit} 4,440"):
        for read in find_numbers(printed):
            if read.role is NumberRole.QUANTITY and read.printed == printed and read.kind is not CountKind.COUNT:
                return read
    return None


def noun_before(start: int, doc: Doc, *, plural: bool = False) -> tuple[int, int] | None:
    """The noun phrase that ends right before a number ("increased production fivefold"); if `plural`, only a plural."""
    earlier = reversed(doc[: number_from(doc, start)])
    last = next((token for token in earlier if not token.is_space), None)
    if last is None or last.pos_ not in _NOMINAL or (plural and last.tag_ not in ("NNS", "NNPS")):
        return None
    first = last
    while first.i > 0 and (doc[first.i - 1].pos_ in (*_NOMINAL, "ADJ")) and first.i > last.i - MAX_WORDS:
        first = doc[first.i - 1]
    return first.idx, last.idx + len(last)


def _unit_by_words(text: str, end: int) -> tuple[int, int] | None:
    rest = text[end:]
    lead = len(rest) - len(rest.lstrip())
    stop = _STOP.search(rest, lead)
    segment = rest[lead : stop.start() if stop else len(rest)].rstrip()
    words = segment.split()[:4]
    if not words:
        return None
    unit = " ".join(words)
    start = end + lead
    return start, start + len(unit)


def _phrase(tokens: list[Token], at: int) -> tuple[int, int] | None:
    """(first, last) indices of the noun phrase that starts at `at`: modifiers up to its last noun in a row."""
    last = None
    index = at
    while index < len(tokens) and index - at < MAX_WORDS:
        token = tokens[index]
        hyphen = token.text in ("-", "–", "/", "’", "'", "&") and _glued(tokens, index)
        if token.lower_ in NO_PART:
            break
        if last is None and (length := _joined_adjectives(tokens, index)):
            index += length
            continue
        if _opens_compound(tokens, index):
            index += 2
            continue
        if token.text in QUOTES and _within_name(tokens, index, last):
            index += 1
            continue
        possessive = token.lower_ in ("’s", "'s") and index > at and not tokens[index - 1].whitespace_
        modifier = token.pos_ in ("ADJ", "ADV", "NUM", "PART") or token.tag_ in ("VBN", "VBG", "HYPH", "POS")
        nominal = token.pos_ in _NOMINAL or (last is not None and _continues_name(tokens, index))
        if nominal and not (last is not None and token.is_sent_start):
            last = index
        else:
            joins = hyphen or possessive or token.tag_ in ("POS", "HYPH")
            before_noun = modifier or (index == at and token.pos_ == "DET")
            if possessive or token.tag_ == "POS" or (modifier and _hyphened(tokens, index)):
                # "gender" in "gender-responsive policies" is part of the adjective.
                last = None
            elif not joins and (last is not None or not before_noun):
                break
        index += 1
    return None if last is None else (at, last)


def _within_name(tokens: list[Token], index: int, last: int | None) -> bool:
    """Whether a quotation mark opens or closes a part of the noun phrase: 416 'grain data' packages."""
    behind = tokens[index + 1] if index + 1 < len(tokens) else None
    nominal = behind is not None and (behind.pos_ in (*_NOMINAL, "ADJ") or behind.tag_ in ("VBN", "VBG"))
    return nominal and (last is None or last == index - 1)


def _joined_adjectives(tokens: list[Token], index: int) -> int:
    """2 if an adjective is joined to a second one ("urban and" in "urban and rural night schools"), else 0."""
    if index + 3 >= len(tokens) or tokens[index].pos_ != "ADJ" or not tokens[index].is_lower:
        return 0
    joint, second, behind = tokens[index + 1 : index + 4]
    joins = joint.lower_ in ("and", "or", "&") and (second.pos_ == "ADJ" or second.tag_ == "NN")
    return 2 if joins and behind.pos_ in (*_NOMINAL, "ADJ") else 0


def _opens_compound(tokens: list[Token], index: int) -> bool:
    """Whether "in-" as in "in-kind gifts", or "off-" as in "off-grid homes", starts here."""
    if index + 2 >= len(tokens) or tokens[index].pos_ not in ("ADP", "ADV", "PART"):
        return False
    return tokens[index + 1].text in ("-", "‑") and _glued(tokens, index + 1)


def _continues_name(tokens: list[Token], index: int) -> bool:
    """Whether a token belongs to a name before it: "Start" in "Swift Start clubs" is tagged as a verb, "naval" in
    "RNC naval nurses" as an adjective."""
    before, token = tokens[index - 1], tokens[index]
    if before.pos_ != "PROPN" or index + 1 >= len(tokens) or tokens[index + 1].pos_ not in _NOMINAL:
        return False
    return token.pos_ == "ADJ" or (token.text[:1].isupper() and not token.is_sent_start)


def _hyphened(tokens: list[Token], index: int) -> bool:
    return index > 1 and tokens[index - 1].text in ("-", "‑") and _glued(tokens, index - 1)


def _glued(tokens: list[Token], index: int) -> bool:
    before, token = tokens[index - 1] if index else None, tokens[index]
    return before is not None and not before.whitespace_ and not token.whitespace_


def _unit_by_tags(tokens: list[Token], end: int) -> tuple[int, int] | None:
    start = 0
    if tokens[0].idx > end + 2:
        return None
    if tokens[0].lower_ == "of" and len(tokens) > 1 and tokens[1].lower_ in ("you", "us"):
        return tokens[1].idx, tokens[1].idx + len(tokens[1])
    if tokens[0].lower_ == "of" and len(tokens) > 1:
        start = 1
        while start < len(tokens) - 1 and tokens[start].lower_ in (
            "the",
            "these",
            "those",
            "all",
            "our",
            "its",
            "their",
        ):
            start += 1
    span = _phrase(tokens, start)
    if span is None:
        return None
    first, last = span
    while first < last and tokens[first].lower_ in VAGUE | {"the", "of", "and", "or"}:
        first += 1
    last = _over_list(tokens, last)
    return tokens[first].idx, tokens[last].idx + len(tokens[last])


def _over_list(tokens: list[Token], last: int) -> int:
    """The last token of a list ("workshops, consultations, meetings and high-level events") that contains no number."""
    ends = [last]
    at = last + 1
    while at < len(tokens) and tokens[at].text in (",", "and", "or", "&"):
        closing = tokens[at].lower_ in ("and", "or", "&")
        at += 1
        if at < len(tokens) and tokens[at].lower_ in ("and", "or"):
            closing = True
            at += 1
        span = _phrase(tokens, at) if at < len(tokens) else None
        plural = span is not None and tokens[span[1]].tag_ in ("NNS", "NNPS")
        if span is None or not plural or any(tokens[i].like_num for i in range(at, span[1] + 1)):
            break
        ends.append(span[1])
        at = span[1] + 1
        if closing:
            return ends[-1]
    return ends[0]
