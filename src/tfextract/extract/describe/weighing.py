"""Candidates for what a document says of itself, each with its signs, and the one that weighs most.

The weights are data (rules/title_weights.toml, rules/publisher_weights.toml), written by bench/train_describe.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tfextract.confidence import weights
from tfextract.extract.evidence import folded
from tfextract.extract.statement_features import Features

# Words that two names share without being of one thing.
SMALL_WORDS = frozenset("a an and at by for from in of on or the to with".split())


@dataclass(frozen=True, slots=True)
class DescriptionCandidate:
    """`text` as it would be given out; a sign says nothing alone."""

    text: str
    features: Features


def chosen(name: str, candidates: Sequence[DescriptionCandidate]) -> str | None:
    """The text of the heaviest by rules/NAME_weights.toml, the first of equals; None where none is likely enough."""
    if not candidates:
        return None
    model = weights(name)
    weighed = [model.weigh(candidate.features).probability for candidate in candidates]
    best = max(range(len(candidates)), key=lambda at: weighed[at])
    return candidates[best].text if weighed[best] >= model.threshold else None


def words_in(text: str) -> frozenset[str]:
    """The words that carry the meaning of a title, folded."""
    words = folded(text).split()
    return frozenset(word for word in words if word not in SMALL_WORDS)


def shared(text: str, other: str) -> float:
    """How far two texts have the same words: 0 for none in common, 1 for all (the F1 of one against the other)."""
    first, second = words_in(text), words_in(other)
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0
