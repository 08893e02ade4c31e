"""Labels of counts: the shortest printed words that say alone what was counted and what happened to it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tfextract.extract.candidates import CountCandidate
from tfextract.extract.clauses import MAX_ABOVE, token_at
from tfextract.model import BlockRole, CountKind

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

# The most words of a label, which is read in a column beside others.
LABEL_WORDS = 18
SUBJECT_WORDS = 8
# The same where no noun follows the number, so that only the subject says what was counted.
LONE_SUBJECT_WORDS = 14
SUBJECTS = ("nsubj", "nsubjpass", "csubj", "expl")
# Where a clause may be cut without losing what it says about the number.
CUT = re.compile(r"(?:[,;:]|\s[–—])\s")
# Words that a cut may leave at the end of a clause.
CLOSING = re.compile(
    r"(?:\s+(?:to|in|on|of|for|and|or|the|with|by|an?|at|across|through|while|as|over|some|nearly|from|than|into|up|that|which|its|their|more|about|around|almost|"
    r"between|among|under|during|via|within|including)|\s*(?:US)?[$€£(]+|[\s,;:–—.]+)$",
    re.IGNORECASE,
)
YEAR = re.compile(r"(?:19|20)\d\d")
OPENING = re.compile(r"^(?:and|or|but|which|that|who|while|where|whereas|as well as|including)\s+", re.IGNORECASE)


def label_of(candidate: CountCandidate) -> str:
    """Words of the sentence as printed, white space collapsed."""
    sentence = candidate.sentence.text
    if candidate.block.role in (BlockRole.CALLOUT, BlockRole.HEADING) and len(sentence.split()) <= LABEL_WORDS:
        return " ".join(sentence.split())
    span = candidate.sentence.span()
    clause = None if span is None else _clause_around(candidate, span)
    hit = clause if clause is not None else _label_span(candidate)
    text = _trimmed(" ".join(candidate.block.text[hit[0] : hit[1]].split()))
    return text if len(text.split()) > 1 else " ".join(sentence.split()[:LABEL_WORDS])


def _trimmed(text: str) -> str:
    text = OPENING.sub("", text)
    if text.count("(") > text.count(")"):
        text = text[: text.rindex("(")]
    for _ in range(LABEL_WORDS):
        shorter = CLOSING.sub("", text)
        if shorter == text:
            break
        text = shorter
    return text


def _label_span(candidate: CountCandidate) -> tuple[int, int]:
    """For a number without a verb above it: the sentence if short, else the part between the cuts around the number."""
    start, end = candidate.sentence.start, candidate.sentence.end
    if len(candidate.sentence.text.split()) <= LABEL_WORDS:
        return start, end
    text, number = candidate.block.text, candidate.number
    cuts = [start, *(start + match.end() for match in CUT.finditer(text[start:end])), end]
    left = max(cut for cut in cuts if cut <= number.qualifier_start)
    right = min((cut for cut in cuts if cut > number.end), default=end)
    return _shortened(candidate, left, right)


def _clause_around(candidate: CountCandidate, span: Span) -> tuple[int, int] | None:
    """From the verb that governs the number, or its subject, to the end of the counted phrase."""
    number = candidate.number
    token = token_at(span, number.number_start)
    if token is None:
        return None
    verb = _distinctive_verb(token)
    if verb is None:
        return None
    named = candidate.unit is not None or candidate.number.kind is CountKind.MEASURE
    left = min(number.qualifier_start, _left_of(verb, token, SUBJECT_WORDS if named else LONE_SUBJECT_WORDS))
    lead = next((at for at in reversed(span) if at.idx < left and not at.is_space), None)
    if left == number.qualifier_start and lead is not None and lead.tag_ == "IN":
        left = lead.idx
    right = max(number.qualifier_end, verb.idx + len(verb), _object_end(candidate, span, verb))
    left, right = max(left, candidate.sentence.start), min(right, candidate.sentence.end)
    return _shortened(candidate, left, right)


def _distinctive_verb(token: Token) -> Token | None:
    """The nearest verb above, else a participle after the counted noun: "mediators trained in law"."""
    above = [token, *token.ancestors][: MAX_ABOVE + 1]
    for at in above:
        if at.pos_ in ("VERB", "AUX") and at.dep_ not in ("amod", "compound"):
            return at
    return next((c for at in above for c in at.children if c.dep_ == "acl" and c.tag_ in ("VBN", "VBG")), None)


def _left_of(verb: Token, token: Token, limit: int) -> int:
    own = [child for child in verb.children if child.dep_ in ("aux", "auxpass", "neg") and child.i < verb.i]
    starts = [verb.idx, *(child.idx for child in own)]
    for child in verb.children:
        if child.dep_ in SUBJECTS and child.i < verb.i:
            words = list(child.subtree)
            holds = any(word.i == token.i for word in words)
            if holds or len(words) <= limit:
                starts.append(words[0].idx)
    return min(starts)


def _object_end(candidate: CountCandidate, span: Span, verb: Token) -> int:
    """The end of the counted phrase with its complements, up to a comma or another clause."""
    end = candidate.unit[1] if candidate.unit is not None else candidate.number.qualifier_end
    text = candidate.block.text
    limit = candidate.sentence.end
    cut = CUT.search(text, max(end, verb.idx + len(verb)), limit)
    limit = cut.start() if cut is not None else limit
    after = [token for token in span if end <= token.idx < limit]
    for at, token in enumerate(after):
        relative = token.tag_ in ("WDT", "WP", "WRB") and at > 0
        joined = token.dep_ == "cc" and at > 0 and after[at - 1].pos_ in ("NOUN", "PROPN")
        number = token.like_num and at > 0 and not YEAR.fullmatch(token.text)
        if relative or joined or number:
            return token.idx
        if (
            token.i != verb.i
            and token.pos_ in ("VERB", "AUX")
            and token.tag_ not in ("VBN", "VBG")
            and token.i > verb.i
        ):
            return token.idx
    return limit


def _shortened(candidate: CountCandidate, left: int, right: int) -> tuple[int, int]:
    """At most LABEL_WORDS words, the number among them."""
    words = [match.span() for match in re.finditer(r"\S+", candidate.block.text[left:right])]
    if len(words) <= LABEL_WORDS:
        return left, right
    number = candidate.number
    last_needed = max(number.qualifier_end, candidate.unit[1] if candidate.unit is not None else 0) - left
    needed = next((at for at, (_, end) in enumerate(words) if end >= last_needed), len(words) - 1)
    first_needed = next((at for at, (_, end) in enumerate(words) if end > number.qualifier_start - left), 0)
    first = min(max(0, needed + 1 - LABEL_WORDS), first_needed) if needed >= LABEL_WORDS else 0
    last = min(len(words), first + LABEL_WORDS) - 1
    return left + words[first][0], left + words[last][1]
