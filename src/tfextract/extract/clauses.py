"""The clause around a number: its verb, tense and mood, from spaCy's tagger and parser."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from tfextract.rules import word_table

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

PLANNING = frozenset({"will", "shall", "wo", "'ll", "’ll", "should", "must", "would", "ought"})
POSSIBLE = frozenset({"can", "could", "may", "might", "ca"})
# "would" with one of these is an opinion of those surveyed, not a plan: "93% would recommend it".
OPINIONS = frozenset({"recommend", "like", "prefer", "choose", "welcome", "appreciate", "use", "buy"})
HAVE = frozenset({"has", "have", "having", "'ve", "’ve"})
WERE = frozenset({"was", "were", "had", "did"})
# Ancestors further up a deep parse tree say nothing about the number.
MAX_ABOVE = 12


class VerbTense(StrEnum):
    PAST = "past"
    PERFECT = "perfect"
    PRESENT = "present"
    PROGRESSIVE = "progressive"
    PARTICIPLE = "participle"


@dataclass(frozen=True, slots=True)
class FigureClause:
    """`verb` and `subject` are lemmas. `verb`, `negated` and `passive` are of the nearest verb above the number.

    `tense` is that of the finite verb it depends on. `planned`: a plan, duty or wish; `possible`: what can or might
    be. `chain` holds the lemmas of all verbs passed on the way up.
    """

    verb: str | None = None
    tense: VerbTense | None = None
    planned: bool = False
    possible: bool = False
    negated: bool = False
    passive: bool = False
    infinitive: bool = False
    subject: str | None = None
    chain: tuple[str, ...] = ()


def plan_words() -> frozenset[str]:
    return word_table("claims.toml", "plan_words")


def token_at(span: Span, offset: int) -> Token | None:
    """The token at a character offset of the span's document."""
    return next((token for token in span if token.idx <= offset < token.idx + len(token.text_with_ws)), None)


def _auxiliaries(verb: Token) -> frozenset[str]:
    own = {child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")}
    steps = 0
    while not own and verb.dep_ == "conj" and verb.head.pos_ in ("VERB", "AUX") and steps < MAX_ABOVE:
        verb, steps = verb.head, steps + 1
        own = {child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")}
    return frozenset(own)


def _tense(verb: Token, words: frozenset[str]) -> VerbTense | None:
    """None where the verb is not finite, so that its head decides."""
    if verb.tag_ in ("VBN", "VBG", "VBD") and words & HAVE:
        return VerbTense.PERFECT
    if verb.tag_ == "VBD" or words & WERE:
        return VerbTense.PAST
    if verb.tag_ == "VBG" and words & {"is", "are", "am", "'s", "’s", "'re", "’re"}:
        return VerbTense.PROGRESSIVE
    if verb.tag_ in ("VBZ", "VBP") or words & {"is", "are", "does", "do"}:
        return VerbTense.PRESENT
    return None


def _subject(verb: Token) -> str | None:
    token = next((child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass")), None)
    if token is None and verb.dep_ == "conj" and verb.head.pos_ in ("VERB", "AUX"):
        token = next((child for child in verb.head.children if child.dep_ in ("nsubj", "nsubjpass")), None)
    return None if token is None else str(token.lemma_).casefold()


def _is_plan(token: Token) -> bool:
    return token.lemma_.casefold() in plan_words()


def _depends_on_plan(verb: Token) -> bool:
    """ "aims to reach", "the mandate is to reach", "a plan to reach"."""
    head = verb.head
    if head.i == verb.i:
        return False
    if _is_plan(head):
        return True
    return head.lemma_ == "be" and any(_is_plan(child) for child in head.children if child.dep_ == "nsubj")


def clause_of(span: Span, offset: int) -> FigureClause:
    """The clause of the number at a character offset of the span's document."""
    token = token_at(span, offset)
    if token is None:
        return FigureClause()
    above = [token, *token.ancestors][: MAX_ABOVE + 1]
    verbs = [t for t in above if t.pos_ in ("VERB", "AUX") and t.dep_ not in ("amod", "compound")]
    if not verbs:
        # "12 projects" is no plan, although "project" is among the plan words; "a target of 12" is one.
        planned = any(_is_plan(t) and t.pos_ == "NOUN" and t.lemma_.casefold() != "project" for t in above)
        return FigureClause(planned=planned, tense=_closing_participle(above))
    first = verbs[0]
    tense, planned, possible, infinitive = None, False, False, False
    chain: list[str] = []
    subject = None
    for verb in verbs:
        words = _auxiliaries(verb)
        chain.append(verb.lemma_.casefold())
        subject = subject or _subject(verb)
        ought = words & PLANNING and not (words & {"would"} and verb.lemma_.casefold() in OPINIONS)
        planned = planned or bool(ought) or (len(chain) > 1 and infinitive and _is_plan(verb))
        possible = possible or bool(words & POSSIBLE)
        if "to" in words and words & HAVE:
            # "proud to have housed 512 families"
            tense = VerbTense.PERFECT
            break
        if "to" in words:
            infinitive = True
            planned = planned or _depends_on_plan(verb)
            continue
        tense = _tense(verb, words)
        if tense is not None or planned or possible:
            break
        if verb.dep_ == "ROOT" and verb.tag_ == "VBN":
            tense = VerbTense.PARTICIPLE
    words = _auxiliaries(first)
    return FigureClause(
        verb=first.lemma_.casefold(),
        tense=tense or _closing_participle(above),
        planned=planned,
        possible=possible,
        negated=any(child.dep_ == "neg" for child in first.children),
        passive=(first.tag_ == "VBN" and not words & HAVE) or any(c.dep_ == "auxpass" for c in first.children),
        infinitive=infinitive,
        subject=subject,
        chain=tuple(chain),
    )


def _closing_participle(above: list[Token]) -> VerbTense | None:
    """ "2,060 mediators trained in dissemination": a participle after the noun where there is no finite verb."""
    for token in above:
        if any(child.tag_ in ("VBN", "VBD") and child.dep_ in ("acl", "ROOT") for child in token.children):
            return VerbTense.PARTICIPLE
        # "Thanks to the 900 of you who gave blood"
        if any(child.tag_ == "VBD" and child.dep_ == "relcl" for child in token.children):
            return VerbTense.PAST
    return None
