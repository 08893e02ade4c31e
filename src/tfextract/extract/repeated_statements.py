"""Which statements are told again: rapidfuzz proposes, the figures and names in them decide, and both rows stay."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice

from rapidfuzz import fuzz

from tfextract.extract.evidence import folded

# Statements at least this alike, with the same figures and names, are one statement told again.
SAME_STATEMENT = 90.0
FIGURE = re.compile(r"\d[\d.,]*")
# The word a sentence opens with is capital either way.
NAME = re.compile(r"(?<=\S\s)[A-Z][\w’'-]*")
TURNING = frozenset(("not", "no", "never", "without", "nor", "except"))


@dataclass(frozen=True, slots=True)
class _Statement:
    """What two tellings are compared by. `names` are counted; `turning` are the words that turn a statement into its
    contrary; `tokens` are its words in the order of the alphabet."""

    folded: str
    tokens: str
    names: frozenset[tuple[str, int]]
    turning: frozenset[str]

    @classmethod
    def of(cls, text: str) -> _Statement:
        plain = folded(text)
        words = plain.split()
        names = frozenset(Counter(NAME.findall(text)).items())
        return cls(plain, " ".join(sorted(words)), names, TURNING.intersection(words))

    def says(self, other: _Statement) -> bool:
        if self.folded == other.folded:
            return True
        return self.turning == other.turning and self.names == other.names and _alike(self.tokens, other.tokens)


def _alike(one: str, other: str) -> bool:
    return fuzz.ratio(one, other, score_cutoff=SAME_STATEMENT) >= SAME_STATEMENT


def is_retold(first: str, again: str) -> bool:
    """Whether two statements with the same figures say the same; a summary's words for it may differ a little."""
    return _Statement.of(first).says(_Statement.of(again))


@dataclass(slots=True)
class StatementIndex:
    """The statements of a document told so far, those that may be compared together: (order, id, tokens) by figures,
    names and turning words, and (order, id) by figures and folded text."""

    _alike: dict[object, list[tuple[int, str, str]]] = field(default_factory=dict)
    _same: dict[object, tuple[int, str]] = field(default_factory=dict)
    _count: int = 0

    def first(self, fact_id: str, text: str) -> str | None:
        """The id of the first telling of `text`; None where this is it."""
        figures = tuple(sorted(figure.rstrip(".,") for figure in FIGURE.findall(text)))
        statement = _Statement.of(text)
        known = self._alike.setdefault((figures, statement.names, statement.turning), [])
        results = [self._same[figures, statement.folded]] if (figures, statement.folded) in self._same else []
        results += islice(((order, one) for order, one, tokens in known if _alike(tokens, statement.tokens)), 1)
        if results:
            return min(results)[1]
        known.append((self._count, fact_id, statement.tokens))
        self._same[figures, statement.folded] = (self._count, fact_id)
        self._count += 1
        return None
