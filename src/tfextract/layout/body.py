"""Finds the type of a document's running text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from tfextract.layout.drafts import Draft


@dataclass(frozen=True, slots=True)
class Habits:
    """The document's body type: the most frequent size, whether it is bold, its colour and face."""

    size: float
    bold: bool
    color: int
    face: str = ""


def read_habits(drafts: Iterable[Draft]) -> Habits:
    weights: Counter[tuple[float, bool, int]] = Counter()
    faces: Counter[str] = Counter()
    for draft in drafts:
        weights.update(draft.weights())
        for fragment in draft.fragments:
            for word in fragment.words:
                faces[word.face] += len(word.text)
    if not weights:
        return Habits(10.0, bold=False, color=0)
    size, bold, color = weights.most_common(1)[0][0]
    return Habits(size, bold, color, faces.most_common(1)[0][0])
