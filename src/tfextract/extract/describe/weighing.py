"""Candidates for a document's title and publisher with their features, and the choice among them.

The weights are in rules/title_weights.toml and rules/publisher_weights.toml, written by bench/train_describe.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tfextract.confidence import weights
from tfextract.extract.evidence import folded
from tfextract.extract.statement_features import Features

# Words that names share although they have nothing in common.
SMALL_WORDS = frozenset("a an and at by for from in of on or the to with".split())


@dataclass(frozen=True, slots=True)
class DescriptionCandidate:
    """`text` is the title or name that would be chosen."""

    text: str
    features: Features


def chosen(name: str, candidates: Sequence[DescriptionCandidate]) -> str | None:
    """The text of the most probable candidate by rules/NAME_weights.toml; None if none reaches the threshold."""
    if not candidates:
        return None
    model = weights(name)
    weighed = [model.weigh(candidate.features).probability for candidate in candidates]
    best = max(range(len(candidates)), key=lambda at: weighed[at])
    return candidates[best].text if weighed[best] >= model.threshold else None


def words_in(text: str) -> frozenset[str]:
    """The content words of a title, folded."""
    words = folded(text).split()
    return frozenset(word for word in words if word not in SMALL_WORDS)


def shared(text: str, other: str) -> float:
    """How far two texts have the same content words, as F1: 0 for none in common, 1 for all."""
    first, second = words_in(text), words_in(other)
    return 2 * len(first & second) / (len(first) + len(second)) if first and second else 0.0
