"""Tense, aspect, voice and mood of the clauses of a sentence, from spaCy's tagger and parser."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from tfextract.rules import word_table

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

MODALS = frozenset("will would shall should must may might could can ca wo 'll ’ll".split())
HAVE = frozenset("has have had 've ’ve having".split())
WAS = frozenset("was were".split())
IS = frozenset("is are am 's ’s 're ’re".split())
POINTING = {
    **dict.fromkeys(("we", "our"), "we"),
    **dict.fromkeys(("i", "my"), "i"),
    **dict.fromkeys(("he", "she", "who", "you"), "person"),
    **dict.fromkeys(("it", "they", "this", "these", "that", "those"), "this"),
}
# Irregular participles that may open an item ("Won two bids", "Built six wells"); their tags are unreliable there.
IRREGULAR = {
    "won": "win", "begun": "begin", "built": "build", "held": "hold", "sent": "send", "brought": "bring",
    "taught": "teach", "made": "make", "led": "lead", "given": "give", "taken": "take", "grown": "grow",
    "drawn": "draw", "written": "write", "undertaken": "undertake", "rebuilt": "rebuild", "sold": "sell",
    "spent": "spend", "ran": "run", "oversaw": "oversee",
}  # fmt: skip
# "is preparing to", "are applying for": in the progressive these are plans.
PREPARING = frozenset("prepare plan apply seek look consider explore hope aim intend discuss await".split())
# "has committed to ensuring", "pledged to halve": only the promise was made.
PROMISING = frozenset("commit pledge promise agree vow undertake".split())
ABLE = frozenset({"able"})
# "are proud to have opened": adjectives before what was done.
GLAD = frozenset("proud pleased happy glad delighted thrilled excited honoured honored".split())
REPORTING_VERBS = frozenset("announce say report share tell note".split())
VERB_TABLES = ("saying", "state", "wish", "life", "result")


class ClauseForm(StrEnum):
    """Tense, aspect and mood of a clause's verb."""

    PAST = "past"
    PAST_PASSIVE = "past_passive"
    PERFECT = "perfect"
    PROGRESS = "progress"
    PRESENT = "present"
    PRESENT_PASSIVE = "present_passive"
    PLAN = "plan"
    ORDER = "order"
    PARTICIPLE = "participle"
    NONE = "none"


class Tense(StrEnum):
    """Forms grouped by what they say about a result."""

    REPORTED = "reported"
    # "Boats repaired": done, or to be done. The place decides.
    NAMED = "named"
    GOING_ON = "going_on"
    GENERAL = "general"
    INTENDED = "intended"
    VERBLESS = "verbless"


TENSES = {
    ClauseForm.PAST: Tense.REPORTED,
    ClauseForm.PAST_PASSIVE: Tense.REPORTED,
    ClauseForm.PERFECT: Tense.REPORTED,
    ClauseForm.PARTICIPLE: Tense.NAMED,
    ClauseForm.PROGRESS: Tense.GOING_ON,
    ClauseForm.PRESENT: Tense.GENERAL,
    ClauseForm.PRESENT_PASSIVE: Tense.GENERAL,
    ClauseForm.PLAN: Tense.INTENDED,
    ClauseForm.ORDER: Tense.INTENDED,
    ClauseForm.NONE: Tense.VERBLESS,
}


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause: its form, the lemma and class of its verb (a table of results.toml, or other), and its subject."""

    form: ClauseForm
    lemma: str
    verb: str
    subject: str
    negated: bool

    @property
    def tense(self) -> Tense:
        return TENSES[self.form]


@lru_cache(maxsize=4096)
def verb_class(lemma: str) -> str:
    return next((name for name in VERB_TABLES if lemma in word_table("results.toml", f"{name}_verbs")), "other")


def _auxiliaries(verb: Token) -> list[Token]:
    own = [child for child in verb.children if child.dep_ in ("aux", "auxpass")]
    if not own and verb.dep_ == "conj" and verb.head.pos_ in ("VERB", "AUX") and not _subjects(verb):
        return _auxiliaries(verb.head)
    return own


def _own(verb: Token) -> set[str]:
    return {child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")}


def _subjects(verb: Token) -> list[Token]:
    return [child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass", "csubj", "expl")]


def _own_or_shared_subjects(verb: Token) -> list[Token]:
    tokens = _subjects(verb)
    if not tokens and verb.dep_ == "conj" and verb.head.pos_ in ("VERB", "AUX"):
        return _own_or_shared_subjects(verb.head)
    return tokens


def form_of(verb: Token) -> ClauseForm:
    auxiliaries = _auxiliaries(verb)
    words = {token.lower_ for token in auxiliaries}
    form = ClauseForm.NONE
    if words & MODALS or any(token.lower_ == "to" for token in auxiliaries):
        form = ClauseForm.PLAN
    elif words & HAVE:
        form = ClauseForm.PERFECT
    elif verb.tag_ == "VBN" and words & (WAS | {"been", "got"}):
        form = ClauseForm.PAST_PASSIVE
    elif verb.tag_ == "VBN" and words & (IS | {"being"}):
        form = ClauseForm.PRESENT_PASSIVE
    elif verb.tag_ == "VBG" and auxiliaries:
        form = ClauseForm.PAST if words & WAS else ClauseForm.PROGRESS
    elif verb.tag_ == "VBD" or words & {"did"}:
        form = ClauseForm.PAST
    elif verb.tag_ == "VBN" and not auxiliaries:
        # "Judges trained in water law" is parsed as a clause with a subject, or as a bare participle.
        form = ClauseForm.PAST if _subjects(verb) else ClauseForm.PARTICIPLE
    elif verb.tag_ in ("VBZ", "VBP"):
        form = ClauseForm.PRESENT
    elif verb.tag_ == "VB":
        form = ClauseForm.PRESENT if _subjects(verb) else ClauseForm.ORDER
    return form


def _subject_of(verb: Token) -> str:
    """The kind of subject: we, i, person, there, harm, method, this (it, they), number, name, noun, or none."""
    tokens = _own_or_shared_subjects(verb)
    if not tokens:
        return "none"
    subject = next((token for token in tokens if token.dep_ != "expl"), tokens[0])
    owners = {child.lower_ for child in subject.children if child.dep_ in ("poss", "det")} | {subject.lower_}
    if any(token.dep_ == "expl" for token in tokens):
        kind = "there"
    elif subject.lemma_.casefold() in word_table("results.toml", "harm_nouns"):
        kind = "harm"
    elif subject.lemma_.casefold() in word_table("results.toml", "method_nouns"):
        kind = "method"
    elif owners & POINTING.keys():
        kind = next(name for word, name in POINTING.items() if word in owners)
    elif subject.ent_type_ == "PERSON":
        kind = "person"
    elif any(token.like_num for token in subject.subtree):
        kind = "number"
    else:
        kind = "name" if subject.pos_ == "PROPN" else "noun"
    return kind


def _participle(token: Token) -> bool:
    return token.tag_ in ("VBN", "VBD") or (token.lower_.endswith("ed") and token.pos_ in ("ADJ", "PROPN", "NOUN"))


def _opening(span: Span) -> Clause | None:
    """ "Facilitated talks on …", "Increased capacity of …": the parser takes the noun for the root."""
    first = span[0]
    if len(span) < 2 or span[1].lower_ == "by":
        return None
    if first.tag_ == "RB" and first.lower_.endswith("ly"):
        # "Completely rebuilt site with …"
        first = span[1]
    if first.lower_ in IRREGULAR:
        lemma = IRREGULAR[first.lower_]
        return Clause(ClauseForm.PARTICIPLE, lemma, verb_class(lemma), "none", False)
    if first.tag_ == "VBG" and span.root.tag_ == "VBN" and not _auxiliaries(span.root):
        # "Fulfilling duties set out in the treaty" names an activity; "set" is no finite verb.
        return Clause(ClauseForm.NONE, first.lemma_.casefold(), verb_class(first.lemma_.casefold()), "none", False)
    if not _participle(first):
        return None
    lemma = first.lemma_.casefold() if first.pos_ == "VERB" else _stem(first.lower_)
    return Clause(ClauseForm.PARTICIPLE, lemma, verb_class(lemma), "none", False)


def _stem(participle: str) -> str:
    """The result verb of an "-ed" word that is not tagged as a verb ("Strengthened" as an adjective), else the word."""
    verbs = word_table("results.toml", "result_verbs")
    return next((stem for stem in (participle[:-2], participle[:-1], participle[:-3]) if stem in verbs), participle)


def _hidden_verb(root: Token, span: Span) -> Token | None:
    """The verb of a sentence whose root is no finite verb: "The talks convened boatmen" is parsed as a noun phrase."""
    infinitive = root.tag_ == "VB" and any(child.lower_ == "to" for child in root.children)
    bare = root.tag_ == "VBN" and not _auxiliaries(root)
    if root.pos_ in ("VERB", "AUX") and not infinitive and not bare:
        return None
    if bare:
        # "A report entitled … was drafted": a later participle has the auxiliary.
        return next((t for t in span if t.i > root.i and t.tag_ == "VBN" and _own(t) & (WAS | HAVE)), None)
    for token in span:
        if token.tag_ in ("VBD", "VBZ", "VBP") and token.dep_ not in ("relcl", "advcl", "aux", "auxpass"):
            return token
        noun_before = token.i > span.start and token.nbor(-1).pos_ in ("NOUN", "PROPN")
        if token.tag_ == "VBN" and noun_before and token.dep_ not in ("relcl", "advcl"):
            return token
    return None


def _clause(verb: Token, span: Span) -> Clause:
    hidden = _hidden_verb(verb, span)
    if hidden is not None:
        lemma = hidden.lemma_.casefold()
        bare = hidden.tag_ == "VBN" and not hidden.sent.text.rstrip().endswith(".") and not _own(hidden)
        form = (
            ClauseForm.PARTICIPLE if bare else ClauseForm.PAST if hidden.tag_ in ("VBN", "VBD") else ClauseForm.PRESENT
        )
        before = span.doc[span.start : hidden.i]
        return Clause(form, lemma, verb_class(lemma), "number" if any(t.like_num for t in before) else "noun", False)
    if verb.pos_ not in ("VERB", "AUX"):
        return Clause(ClauseForm.NONE, verb.lemma_.casefold(), "none", "none", False)
    felt, verb = verb, _gladly(verb)
    negated = any(child.dep_ == "neg" for child in verb.children)
    lemma = (_enabled(verb) or verb).lemma_.casefold()
    kind = verb_class(lemma)
    # "aims to reach", "set out to mend": the verb itself says that it is a plan.
    after = [token.lower_ for token in verb.doc[verb.i + 1 : verb.i + 3]]
    # "proud to have launched": the infinitive is no plan.
    form = ClauseForm.PERFECT if felt is not verb and _own(verb) & HAVE else form_of(verb)
    planned = kind == "wish" and _has_infinitive(verb)
    planned = planned or (lemma == "set" and after == ["out", "to"])
    planned = planned or (form is ClauseForm.PROGRESS and lemma in PREPARING) or (lemma in PROMISING and _to_do(verb))
    return Clause(ClauseForm.PLAN if planned else form, lemma, kind, _subject_of(felt), negated)


def _has_infinitive(verb: Token) -> bool:
    return any(child.dep_ == "xcomp" and child.tag_ == "VB" for child in verb.children)


def _to_do(verb: Token) -> bool:
    """Whether the verb has an infinitive, or "to" with a gerund, as its complement."""
    if _has_infinitive(verb):
        return True
    to = [child for child in verb.children if child.dep_ == "prep" and child.lower_ == "to"]
    return any(token.i + 1 < len(token.doc) and token.nbor().lower_.endswith("ing") for token in to)


def _enabled(verb: Token) -> Token | None:
    """ "was able to reach": the verb of what was done."""
    return _feels(verb, ABLE)


def _feels(verb: Token, words: frozenset[str]) -> Token | None:
    """The infinitive after "be" and one of the adjectives."""
    if verb.lemma_ != "be":
        return None
    adjective = next((child for child in verb.children if child.dep_ == "acomp" and child.lower_ in words), None)
    return None if adjective is None else next((child for child in adjective.children if child.dep_ == "xcomp"), None)


def _gladly(verb: Token) -> Token:
    """ "are proud to have opened", "are pleased to say that we opened": the verb of what was done, else `verb`."""
    done = _feels(verb, GLAD)
    if done is None:
        return verb
    if _own(done) & HAVE:
        return done
    token = next((child for child in done.children if child.dep_ == "ccomp"), None)
    return verb if token is None or done.lemma_.casefold() not in REPORTING_VERBS else token


def main_verbs(span: Span) -> list[Token]:
    """The roots of the span's sentences and the verbs coordinated with them, in text order."""
    tokens: list[Token] = []
    for token in span:
        if token.dep_ == "ROOT" or (token.dep_ == "conj" and token.pos_ in ("VERB", "AUX") and token.head in tokens):
            tokens.append(token)
    return tokens or [span.root]


def clauses(span: Span) -> tuple[Clause, ...]:
    """Main clauses in text order; the first is that of the first sentence's root."""
    results = [_clause(verb, span) for verb in main_verbs(span)]
    opening = _opening(span)
    if opening is not None and results[0].form in (
        ClauseForm.NONE,
        ClauseForm.PARTICIPLE,
        ClauseForm.PAST,
        ClauseForm.ORDER,
    ):
        results[0] = opening
    return tuple(results)


def inner_clauses(span: Span) -> tuple[Clause, ...]:
    """Clauses inside another one: "the study found that incomes rose"."""
    inner = ("ccomp", "advcl", "relcl", "parataxis", "acl")
    return tuple(_clause(token, span) for token in span if token.dep_ in inner and token.pos_ in ("VERB", "AUX"))
