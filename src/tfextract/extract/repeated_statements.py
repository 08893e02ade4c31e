"""Which statements repeat an earlier one: nearly the same words, with the same figures and names. Both rows stay."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice

from rapidfuzz import fuzz

from tfextract.extract.evidence import folded

# The similarity (0 to 100) from which statements with the same figures and names are repeats.
SAME_STATEMENT = 90.0
FIGURE = re.compile(r"\d[\d.,]*")
# Not the first word of the statement, which has a capital anyway.
NAME = re.compile(r"(?<=\S\s)[A-Z][\w’'-]*")
NEGATIONS = frozenset(("not", "no", "never", "without", "nor", "except"))


@dataclass(frozen=True, slots=True)
class _Statement:
    """What two statements are compared by. `tokens` are the words in alphabetical order, `names` the names with how
    often each occurs, `negations` the words that negate a statement."""

    folded: str
    tokens: str
    names: frozenset[tuple[str, int]]
    negations: frozenset[str]

    @classmethod
    def of(cls, text: str) -> _Statement:
        plain = folded(text)
        words = plain.split()
        names = frozenset(Counter(NAME.findall(text)).items())
        return cls(plain, " ".join(sorted(words)), names, NEGATIONS.intersection(words))

    def same_as(self, other: _Statement) -> bool:
        if self.folded == other.folded:
            return True
        return self.negations == other.negations and self.names == other.names and _alike(self.tokens, other.tokens)


def _alike(one: str, other: str) -> bool:
    return fuzz.ratio(one, other, score_cutoff=SAME_STATEMENT) >= SAME_STATEMENT


def repeats_statement(first: str, again: str) -> bool:
    """Whether two statements with the same figures say the same; a summary may word it a little differently."""
    return _Statement.of(first).same_as(_Statement.of(again))


@dataclass(slots=True)
class StatementIndex:
    """The statements of a document so far, grouped by what repeats must share.

    `_alike` has (order, id, tokens) by figures, names and negations, `_same` has (order, id) by figures and folded
    text.
    """

    _alike: dict[object, list[tuple[int, str, str]]] = field(default_factory=dict)
    _same: dict[object, tuple[int, str]] = field(default_factory=dict)
    _count: int = 0

    def first(self, fact_id: str, text: str) -> str | None:
        """The id of the statement that `text` repeats; None if it repeats none, and it is then added."""
        figures = tuple(sorted(figure.rstrip(".,") for figure in FIGURE.findall(text)))
        statement = _Statement.of(text)
        known = self._alike.setdefault((figures, statement.names, statement.negations), [])
        results = [self._same[figures, statement.folded]] if (figures, statement.folded) in self._same else []
        results += islice(((order, one) for order, one, tokens in known if _alike(tokens, statement.tokens)), 1)
        if results:
            return min(results)[1]
        known.append((self._count, fact_id, statement.tokens))
        self._same[figures, statement.folded] = (self._count, fact_id)
        self._count += 1
        return None
