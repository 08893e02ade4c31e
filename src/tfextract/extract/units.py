"""The noun phrase that a number counts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tfextract.extract.numbers import NumberSpan
from tfextract.model import CountKind

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# Adjectives that say nothing of the kind of thing counted: "six successful examples" counts examples.
VAGUE = frozenset(
    "different successful various new additional other more further such total key main major separate distinct "
    "individual estimated several many own same single some overall".split()
)
_NOMINAL = frozenset({"NOUN", "PROPN"})
_WITHIN = frozenset({"NOUN", "PROPN", "ADJ", "PART", "PUNCT", "CCONJ", "NUM", "DET", "VERB", "ADV", "SYM", "X"})
MAX_WORDS = 8
# "10 times more cost-effective": what is compared has no noun.
COMPARISON = re.compile(
    r"\s+(?P<unit>(?:more|less|as)\s+[a-z-]+)\b(?=\s*(?:[.,;)]|$|than\b|as\b|and\b|per\b|compared\b))"
)
_STOP = re.compile(
    r"\b(?:of|in|for|from|with|to|by|on|at|across|through|over|under|who|which|that|and|or|is|are|was|were|have|has|had|"
    r"been|including|such|as|while|using|during|between|within|into|since|than)\b|[.,;:()!?“”\"—–]",
    re.IGNORECASE,
)


def unit_after(text: str, number: NumberSpan, doc: Doc | None) -> tuple[int, int] | None:
    """The span of the counted noun phrase after a number, or None where none follows.

    Over lists of like nouns ("69 workshops, consultations, meetings and events"); over "of" after a partitive.
    """
    end = number.qualifier_end
    if number.kind is CountKind.RATIO:
        compared = COMPARISON.match(text, end)
        if compared is not None:
            return compared.span("unit")
    if doc is None:
        return _unit_by_words(text, end)
    tokens = [token for token in doc if token.idx >= end]
    return _unit_by_tags(tokens, end) if tokens else None


def noun_before(start: int, doc: Doc, *, plural: bool = False) -> tuple[int, int] | None:
    """The noun phrase that ends right before a number: "increased production fivefold"; only a plural one if asked."""
    last = next((token for token in reversed(doc) if token.idx < start and not token.is_space), None)
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
    stretch = rest[lead : stop.start() if stop else len(rest)].rstrip()
    words = stretch.split()[:4]
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
        if token.lower_ == "to":
            break
        possessive = token.lower_ in ("’s", "'s") and index > at and not tokens[index - 1].whitespace_
        modifier = token.pos_ in ("ADJ", "ADV", "NUM", "PART") or token.tag_ in ("VBN", "VBG", "HYPH", "POS")
        if token.pos_ in _NOMINAL and not (last is not None and token.is_sent_start):
            last = index
        else:
            joins = hyphen or possessive or token.tag_ in ("POS", "HYPH")
            before_noun = modifier or (index == at and token.pos_ == "DET")
            if possessive or token.tag_ == "POS" or (modifier and _hyphened(tokens, index)):
                # "gender" of "gender-responsive policies" is a part of their adjective.
                last = None
            elif not joins and (last is not None or not before_noun):
                break
        index += 1
    return None if last is None else (at, last)


def _hyphened(tokens: list[Token], index: int) -> bool:
    return index > 1 and tokens[index - 1].text in ("-", "‑") and _glued(tokens, index - 1)


def _glued(tokens: list[Token], index: int) -> bool:
    before, token = tokens[index - 1] if index else None, tokens[index]
    return before is not None and not before.whitespace_ and not token.whitespace_


def _unit_by_tags(tokens: list[Token], end: int) -> tuple[int, int] | None:
    start = 0
    if tokens[0].idx > end + 2:
        return None
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
    found = _phrase(tokens, start)
    if found is None:
        return None
    first, last = found
    while first < last and tokens[first].lower_ in VAGUE | {"the", "of"}:
        first += 1
    last = _over_list(tokens, last)
    return tokens[first].idx, tokens[last].idx + len(tokens[last])


def _over_list(tokens: list[Token], last: int) -> int:
    """The end of "workshops, consultations, meetings and high-level events", where no new number begins."""
    ends = [last]
    at = last + 1
    while at < len(tokens) and tokens[at].text in (",", "and", "or", "&"):
        closing = tokens[at].lower_ in ("and", "or", "&")
        at += 1
        if at < len(tokens) and tokens[at].lower_ in ("and", "or"):
            closing = True
            at += 1
        found = _phrase(tokens, at) if at < len(tokens) else None
        plural = found is not None and tokens[found[1]].tag_ in ("NNS", "NNPS")
        if found is None or not plural or any(tokens[i].like_num for i in range(at, found[1] + 1)):
            break
        ends.append(found[1])
        at = found[1] + 1
        if closing:
            return ends[-1]
    return ends[0]
