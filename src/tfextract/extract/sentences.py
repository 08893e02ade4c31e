"""Sentences of a block by rule: the same with and without a spaCy model, so that ids do not depend on the model."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

# A full stop after one of these does not end a sentence.
ABBREVIATIONS = frozenset(
    "dr mr mrs ms prof st no nos vol fig figs approx ca cf e.g i.e etc vs al inc ltd co corp dept est "
    "jan feb mar apr jun jul aug sep sept oct nov dec p pp para paras art ed eds u.s u.n u.k ph.d "
    "a.m p.m hon gen gov sen rep rs".split()
)
_END = re.compile(r"[.!?]+[\"”’')\]]*(?:\d{1,2})?(?=\s+[\"“‘'(\[]*[A-Z0-9“])")


_UNIT = re.compile(r"\s+(?![AI]\b)(?:[A-Z]{1,2}|[A-Z][a-z]?[A-Z][A-Za-z0-9]*|[A-Z][a-z]?)\b")


@dataclass(frozen=True, slots=True)
class Sentence:
    start: int
    end: int
    text: str


# Each kind of fact asks for the same blocks; the cache holds those of some pages.
@lru_cache(maxsize=4096)
def split_sentences(text: str) -> tuple[Sentence, ...]:
    """Half-open spans without surrounding blanks, which together cover all text that is not blank."""
    cuts = [match.end() for match in _END.finditer(text) if _ends(text, match)]
    sentences = []
    start = 0
    for cut in [*cuts, len(text)]:
        piece = text[start:cut]
        left = len(piece) - len(piece.lstrip())
        if piece.strip():
            sentences.append(Sentence(start + left, start + len(piece.rstrip()), piece.strip()))
        start = cut
    return tuple(sentences)


def _ends(text: str, match: re.Match[str]) -> bool:
    if not match[0].startswith(".") or match[0].startswith(".."):
        return True
    before = text[max(0, match.start() - 40) : match.start()].split()
    word = before[-1].lstrip("(“\"'").casefold() if before else ""
    if word in ABBREVIATIONS:
        return False
    # A version ("Mill Log v1.6 Completed"), or the number of a deliverable ("D3.2 “Mills at Work”").
    if re.fullmatch(r"[a-z]{1,2}\d{1,2}", word) and match[0][-1:].isdigit():
        return False
    # "US$ 7.5 M", "1.2 MtCO2eq": a point within a number with its unit, not a footnote mark after a sentence.
    if match[0][-1:].isdigit() and word[-1:].isdigit() and _UNIT.match(text, match.end()):
        return False
    # An initial ("J. Smith"), or a list number ("1.") at the start, which belongs to the sentence after it.
    return not (len(word) == 1 and word.isalpha()) and not (word.isdigit() and match.start() <= 3)
