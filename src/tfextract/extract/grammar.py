"""What grammar says of a sentence: tense, aspect, voice and mood of its clauses, by spaCy's tagger and parser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tfextract.rules import word_table

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

MODALS = frozenset("will would shall should must may might could can ca wo 'll".split())
PERFECT_OR_PASSIVE = frozenset({"have", "be", "get"})
# Clauses that stand for themselves; under any other the verb belongs to a plan, a wish or a description.
MAIN_CLAUSES = frozenset({"ROOT", "conj", "ccomp", "advcl", "parataxis", "dep"})


def result_verbs() -> frozenset[str]:
    return word_table("results.toml", "verbs")


def _auxiliaries(verb: Token) -> list[Token]:
    own = [child for child in verb.children if child.dep_ in ("aux", "auxpass")]
    if not own and verb.dep_ == "conj" and verb.head.pos_ in ("VERB", "AUX"):
        return _auxiliaries(verb.head)
    return own


def is_reported(verb: Token) -> bool:
    """Whether the verb says that something has happened: past, present perfect, or a passive of either."""
    auxiliaries = _auxiliaries(verb)
    words = {token.lower_ for token in auxiliaries}
    if words & MODALS or any(token.lower_ == "to" for token in auxiliaries):
        return False
    if any(child.dep_ == "neg" for child in verb.children):
        return False
    if verb.tag_ == "VBD":
        return True
    if verb.tag_ in ("VBN", "VBG"):
        return bool(words & {"has", "have", "had", "was", "were", "been", "'ve", "’ve"}) or (
            verb.tag_ == "VBN" and not auxiliaries and verb.dep_ in ("ROOT", "conj", "acl")
        )
    return False


def _under_plan(verb: Token) -> bool:
    """A past participle inside "plans to have … trained" or "if … were trained" belongs to the plan."""
    for ancestor in verb.ancestors:
        if any(child.lower_ in MODALS for child in ancestor.children if child.dep_ == "aux"):
            return True
    return any(child.lower_ in ("if", "unless", "when", "whether") for child in verb.children if child.dep_ == "mark")


def reported_verbs(span: Span) -> list[Token]:
    """Result verbs of the span's main clauses that report what has happened, in text order."""
    verbs = result_verbs()
    return [
        token
        for token in span
        if token.lemma_.casefold() in verbs
        and token.pos_ in ("VERB", "AUX")
        and token.dep_ in MAIN_CLAUSES
        and is_reported(token)
        and not _under_plan(token)
    ]


def main_clause(span: Span) -> str:
    """The root verb with its auxiliaries and the words between, for rules about plans: "will open"."""
    root = span.root
    left = min([root.i, *(child.i for child in root.children if child.dep_ in ("aux", "auxpass", "neg"))])
    xcomp = [child.i for child in root.children if child.dep_ == "xcomp"]
    right = max([root.i, *(i for i in xcomp if i <= root.i + 4)])
    return str(span.doc[left : right + 1].text)
