"""What a number claims: a level reached, a target, an earlier level, a difference, a whole, context or scale.

Words and grammar decide where they can, else a model (measured leave-one-publisher-out). Where the model is unsure the
claim is not determined.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from tfextract.confidence import Classes, classes
from tfextract.extract.clauses import FigureClause, VerbTense
from tfextract.extract.numbers import NumberSpan
from tfextract.extract.sections import Section
from tfextract.extract.statement_features import Features
from tfextract.model import Claim, ClaimSource, CountKind
from tfextract.rules import first_match, word_table

PAIR_CLAIMS = {"baseline": Claim.BASELINE, "achieved": Claim.ACHIEVED, "whole": Claim.WHOLE}
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# The publisher speaks of itself. Even under "Background" such a number is about its own work.
OWN = re.compile(r"\b(?:we|our|us)\b", re.IGNORECASE)
# The share of the claims decided by words and grammar that is right on annotated pages.
BY_WORDS = 0.93
# Targets, earlier levels, differences and wholes come from rules alone. To the model they are OTHER.
OTHER = "other"
CLASSES = (Claim.ACHIEVED, Claim.CONTEXT, Claim.SCALE, OTHER)
STATES = (VerbTense.PRESENT, VerbTense.PROGRESSIVE, None)


@dataclass(frozen=True, slots=True)
class Claimed:
    """`by` is what decided: the id of a rule, "pair", "plan", "grammar", "model", or "none" where nothing did. `share`
    is the probability that the claim is right; without a claim it is that of the likeliest one."""

    claim: Claim | None
    by: str
    share: float = BY_WORDS

    @property
    def source(self) -> ClaimSource:
        if self.claim is None:
            return ClaimSource.NONE
        return ClaimSource.MODEL if self.by == "model" else ClaimSource.RULE


def claim_of(
    number: NumberSpan,
    marked: str,
    clause: FigureClause | None,
    section: Section | None,
    features: Callable[[], Features],
) -> Claimed:
    """`marked` is the sentence with the number between « and »; `clause` is None where there is no parse."""
    return claim_by_words(number, marked, clause, section) or _claim_by_model(features())


def _claim_by_model(features: Features) -> Claimed:
    known = _classes()
    name, share = known.likeliest(features)
    if share < known.threshold or name == OTHER:
        return Claimed(None, "none", share)
    return Claimed(Claim(name), "model", share)


@lru_cache(maxsize=1)
def _classes() -> Classes:
    return classes("claim", CLASSES)


def claim_by_words(
    number: NumberSpan, marked: str, clause: FigureClause | None, section: Section | None
) -> Claimed | None:
    """The claim by a rule, a pair of numbers or the clause; None where they do not decide."""
    planned = clause is not None and clause.planned
    if number.pair in PAIR_CLAIMS:
        of_pair = PAIR_CLAIMS[number.pair]
        if of_pair is Claim.ACHIEVED and clause is not None and clause.negated:
            return Claimed(Claim.CONTEXT, "pair")
        return Claimed(Claim.TARGET if planned and of_pair is Claim.ACHIEVED else of_pair, "pair")
    matched = first_match("claim", marked)
    if matched is not None:
        stated = Claim(matched[0].value or "")
        # "will pay for a cut of 20 tons": a difference that is still to come is a target.
        return Claimed(Claim.TARGET if planned and stated is Claim.CHANGE else stated, matched[0].id)
    return _of_world(marked, clause) or _by_clause(number, marked, clause, section)


def _of_world(marked: str, clause: FigureClause | None) -> Claimed | None:
    matched = None if _is_done(marked, clause) else first_match("claim_of_world", marked)
    return None if matched is None else Claimed(Claim.CONTEXT, matched[0].id)


def _by_clause(number: NumberSpan, marked: str, clause: FigureClause | None, section: Section | None) -> Claimed | None:
    if clause is None:
        intended = first_match("claim_without_grammar", marked)
        return None if intended is None else Claimed(Claim.TARGET, intended[0].id)
    if clause.planned:
        return Claimed(Claim.TARGET, "plan")
    claim = _by_grammar(number, marked, clause, section)
    return None if claim is None else Claimed(claim, "grammar")


def _by_grammar(number: NumberSpan, marked: str, clause: FigureClause, section: Section | None) -> Claim | None:
    verbless = clause.tense in (None, VerbTense.PARTICIPLE)
    if _is_state_of_world(marked, clause):
        return Claim.CONTEXT
    if section is Section.PLANS and verbless and number.kind is CountKind.COUNT:
        return Claim.TARGET
    own = OWN.search(marked) is not None
    if own and clause.infinitive and "need" in clause.chain:
        return Claim.TARGET
    if section is Section.BACKGROUND and not own and (clause.tense in STATES or number.kind is CountKind.PERCENT):
        return Claim.CONTEXT
    return None


def _is_done(marked: str, clause: FigureClause | None) -> bool:
    """Whether something was done: "we fed 4,200 families who lacked water" does not say how many lack it."""
    if clause is None or clause.negated or clause.planned or clause.possible:
        return False
    done = clause.tense in (VerbTense.PAST, VerbTense.PERFECT) or OWN.search(marked[: marked.index("«")]) is not None
    deeds = word_table("results.toml", "result_verbs") - word_table("claims.toml", "verbs_of_course")
    return done and clause.verb in deeds and not _is_subject(clause, "places", "harmful_subjects")


def _is_subject(clause: FigureClause, *tables: str) -> bool:
    return any(clause.subject in word_table("claims.toml", table) for table in tables)


def _is_state_of_world(marked: str, clause: FigureClause) -> bool:
    """Whether the clause is about a need, a harm, a problem, or what did not happen."""
    needs = bool(set(clause.chain) & word_table("claims.toml", "need_verbs")) and not clause.infinitive
    affects = clause.verb in word_table("claims.toml", "befalling_verbs")
    problem = (clause.tense in STATES or affects) and _names_problem(marked)
    undone = clause.negated and clause.tense is not VerbTense.PERFECT
    return undone or needs or problem or _is_subject(clause, "harmful_subjects", "world_subjects")


def _names_problem(marked: str) -> bool:
    """Whether a word of a problem is near the number, within its clause."""
    at, end = marked.index("«"), marked.index("»")
    before = re.split(r"[;:]|\b(?:while|whereas|but)\b", marked[:at])[-1]
    after = re.split(r"[;:]|\b(?:while|whereas|but)\b", marked[end:])[0]
    words = {word.casefold() for word in WORD.findall(f"{before[-90:]} {after[:60]}")}
    problems = word_table("claims.toml", "problem_words")
    return any(word in problems or (word.endswith("s") and word[:-1] in problems) for word in words)
