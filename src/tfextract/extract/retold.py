"""Which statements are told again: rapidfuzz proposes, the figures and names in them decide, and both rows stay."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from tfextract.extract.evidence import folded

# Statements at least this alike, with the same figures and names, are one statement told again.
SAME_STATEMENT = 90.0
FIGURE = re.compile(r"\d[\d.,]*")
# The word a sentence opens with is capital either way.
NAME = re.compile(r"(?<=\S\s)[A-Z][\w’'-]*")
TURNING = frozenset(("not", "no", "never", "without", "nor", "except"))


def _names(text: str) -> Counter[str]:
    return Counter(NAME.findall(text))


def is_retold(first: str, again: str) -> bool:
    """Whether two statements with the same figures say the same; a summary's words for it may differ a little."""
    if folded(first) == folded(again):
        return True
    words, others = set(folded(first).split()), set(folded(again).split())
    if TURNING & (words ^ others) or _names(first) != _names(again):
        return False
    return fuzz.token_sort_ratio(folded(first), folded(again)) >= SAME_STATEMENT


@dataclass(slots=True)
class Told:
    """The statements of a document told so far, by the figures in them."""

    by_figures: dict[tuple[str, ...], list[tuple[str, str]]] = field(default_factory=dict)

    def first(self, fact_id: str, text: str) -> str | None:
        """The id of the first telling of `text`; None where this is it."""
        figures = tuple(sorted(figure.rstrip(".,") for figure in FIGURE.findall(text)))
        known = self.by_figures.setdefault(figures, [])
        for told_id, told in known:
            if is_retold(told, text):
                return told_id
        known.append((fact_id, text))
        return None
