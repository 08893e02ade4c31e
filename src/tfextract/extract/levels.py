"""Figures after a verb of level, which count its subject: "The number of mills rose to 40"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tfextract.extract.tokens import number_from
from tfextract.extract.units import number_of
from tfextract.rules import word_table

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# The verb of level before the figure, with the level it came from and a qualifier between them.
VERB = re.compile(
    r"""
    \b(?P<verb>
        reach(?:ed|es|ing)? | total(?:l?ed|l?ing|s)? | number(?:ed|ing|s) | exceed(?:ed|s|ing)? | surpass(?:ed|es|ing)?
       |topped | hit
       |(?: stands? | stood | standing | peak(?:ed|ing|s)? | estimated | put ) (?=\s+at\b)
       |(?: rose | rises? | risen | rising | grew | grows? | grown | growing | increase[ds]? | increasing
          |climb(?:ed|ing) | jump(?:ed|ing) | swell(?:ed)? | swollen | went\s+up | doubled | tripled | expand(?:ed|ing)
          |fell | falls? | fallen | falling | dropp?(?:ed|ing) | declin(?:ed|ing) | decreased | decreasing
          |shrank | shrunk | amount(?:ed|s|ing)? | came | comes
        ) (?= (?:\s+\w+ly)? (?:\s+ from \s (?:(?!\bto\b)[^.;:]){1,40}? )? \s+to\b )
       |(?P<being> is | are | was | were )
    )
    (?: \s+\w+ly )? (?: \s+ from \s (?:(?!\bto\b)[^.;:]){1,40}? )? (?: \s+(?:to|at)\b )?
    (?: \s+(?:the|an?|over|about|some|nearly|almost|around|exactly|only|just|up\s+to|more\s+than|an?\s+estimated) )*
    \s+[+]?$
    """,
    re.IGNORECASE | re.VERBOSE,
)
SUBJECTS = ("nsubj", "nsubjpass", "csubj")
REACH = 90


def level_subject(text: str, start: int, doc: Doc) -> tuple[int, int] | None:
    """The span of the noun whose level is the figure at `start`, an offset of `text`; None where none is named."""
    match = VERB.search(text, max(0, start - REACH), start)
    if match is None:
        return None
    verb = doc[min(number_from(doc, match.start("verb")), len(doc) - 1)]
    subject = _subject(verb)
    if subject is None or not _is_counted(subject, being=match["being"] is not None):
        return None
    if subject.lemma_.casefold() in ("number", "total", "count"):
        return number_of(text, subject.idx, match.start("verb"), doc)
    first = subject
    while first.i > subject.left_edge.i and doc[first.i - 1].dep_ in ("compound", "amod", "nmod", "punct"):
        first = doc[first.i - 1]
    return first.idx, subject.idx + len(subject)


def _subject(verb: Token) -> Token | None:
    """The subject of the verb or of its head; for a participle else the noun before it."""
    for one in (verb, verb.head):
        found = next((child for child in one.children if child.dep_ in SUBJECTS and child.i < verb.i), None)
        if found is not None:
            return found
    return verb.head if verb.tag_ in ("VBN", "VBG", "VBD") and verb.head.i < verb.i else None


def _is_counted(subject: Token, *, being: bool) -> bool:
    lemma = subject.lemma_.casefold()
    if subject.pos_ not in ("NOUN", "PROPN") or subject.ent_type_ in ("PERSON", "GPE", "ORG", "LOC", "DATE"):
        return False
    # "the Harbour Pact grew to 40": 40 counts its members, not pacts.
    named = subject.pos_ == "PROPN" and not subject.is_sent_start
    if named or lemma in word_table("numbers.toml", "ordered_nouns"):
        return False
    return not being or lemma in word_table("numbers.toml", "level_nouns")
