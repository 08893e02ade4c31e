"""Named entities by spaCy's model, computed over arrays instead of state by state.

Outside an entity the recogniser's next action depends on one token alone, so all tokens are scored at once. Only tokens
within entities are scored one after the other. The weights, and the order in which they are added, are the model's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

Floats = npt.NDArray[np.float32]
IMPOSSIBLE = np.float32(-np.inf)


@dataclass(frozen=True, slots=True)
class Actions:
    """Indices of the recogniser's actions in its scores, by what they do; `labels` has the label of each index."""

    begin: tuple[int, ...]
    inner: dict[str, int]
    last: dict[str, int]
    unit: tuple[int, ...]
    out: int
    labels: tuple[str, ...]

    @classmethod
    def of(cls, names: Sequence[str]) -> Actions:
        """From the names that spaCy gives: "B-ORG" … "O", and "U-" for an action that is never taken on its own."""
        split_names = [name.partition("-") for name in names]

        def places(kind: str) -> dict[str, int]:
            return {label: at for at, (own, _, label) in enumerate(split_names) if own == kind and label}

        labels = tuple(label for _, _, label in split_names)
        begin, unit = tuple(places("B").values()), tuple(places("U").values())
        return cls(begin, places("I"), places("L"), unit, names.index("O"), labels)


class Entities:
    """Replaces the recogniser of a pipeline, for documents with sentences and without entities."""

    def __init__(self, recogniser: Any) -> None:
        self._tok2vec, self._lower, upper = recogniser.model.layers
        moves = recogniser.moves
        self._actions = Actions.of([moves.get_class_name(at) for at in range(moves.n_moves)])
        self._bias: Floats = self._lower.get_param("b").reshape(-1)
        self._hidden: Floats = np.ascontiguousarray(upper.get_param("W"))
        self._hidden_bias: Floats = upper.get_param("b")
        self._pieces: int = self._lower.get_dim("nP")
        taken = [at for at, label in enumerate(self._actions.labels) if label == "" and at != self._actions.out]
        self._never = np.array(taken, np.intp)

    def apply(self, docs: Sequence[Doc]) -> None:
        from spacy.tokens import Span

        docs = [doc for doc in docs if len(doc)]
        if not docs:
            return
        weighed = self._lower.predict(self._tok2vec.predict(docs))
        features = weighed.reshape(weighed.shape[0], weighed.shape[1], -1)
        chosen = self._outside(features, docs)
        start = 1
        for doc in docs:
            end = start + len(doc)
            results = self._entities(chosen[start - 1 : end - 1], features[start:end], _opens(doc))
            doc.set_ents([Span(doc, first, behind, label=label) for first, behind, label in results], default="outside")
            start = end

    def _scores(self, sums: Floats, places: Sequence[int] | None = None) -> Floats:
        """The scores of all actions, or of those at `places`, for rows of summed features."""
        hidden = greatest((sums + self._bias).reshape(sums.shape[0], -1, self._pieces))
        weights, bias = self._hidden, self._hidden_bias
        if places is not None:
            weights, bias = weights[list(places)], bias[list(places)]
        scores: Floats = hidden @ weights.T + bias
        return scores

    def _outside(self, features: Floats, docs: Sequence[Doc]) -> npt.NDArray[np.intp]:
        """The action at each token if no entity is open before it. The first row of `features` is the padding."""
        padding = features[0]
        scores = self._scores(features[1:, 0] + padding[1] + padding[2])
        spaces = np.concatenate([doc.to_array("IS_SPACE") for doc in docs]).astype(bool)
        ends = np.concatenate([_ends(doc) for doc in docs])
        begin, unit = list(self._actions.begin), list(self._actions.unit)
        scores[np.flatnonzero(spaces)[:, None], begin + unit] = IMPOSSIBLE
        scores[np.flatnonzero(ends)[:, None], begin] = IMPOSSIBLE
        scores[:, [*self._actions.inner.values(), *self._actions.last.values(), *self._never]] = IMPOSSIBLE
        chosen: npt.NDArray[np.intp] = scores.argmax(axis=1)
        return chosen

    def _entities(
        self, chosen: npt.NDArray[np.intp], features: Floats, opens: Sequence[bool]
    ) -> Iterator[tuple[int, int, str]]:
        """(first token, token after the last, label) of each entity; `opens` is where a sentence begins."""
        actions, behind = self._actions, 0
        for at in np.flatnonzero(chosen != actions.out).tolist():
            if at < behind:
                continue
            label, behind = actions.labels[chosen[at]], at + 1
            if chosen[at] in actions.begin:
                behind = self._end_of(at, label, features, opens)
            yield at, behind, label

    def _end_of(self, first: int, label: str, features: Floats, opens: Sequence[bool]) -> int:
        """The token after the last of an entity that is longer than its first token."""
        places = (self._actions.inner[label], self._actions.last[label])
        for at in range(first + 1, len(features)):
            if at + 1 == len(features) or opens[at + 1]:
                return at + 1
            sums = features[at, 0] + features[first, 1] + features[at - 1, 2]
            continues, ends = self._scores(sums[None], places)[0]
            if ends > continues:
                return at + 1
        return len(features)


def greatest(pieces: Floats) -> Floats:
    """Over the last axis. That is short, and numpy's own `max` over it takes many times as long."""
    best: Floats = reduce(np.maximum, [pieces[..., at] for at in range(pieces.shape[-1])])
    return best


def _opens(doc: Doc) -> list[bool]:
    opens: list[bool] = (doc.to_array("SENT_START") == 1).tolist()
    return opens


def _ends(doc: Doc) -> npt.NDArray[np.bool_]:
    """Whether a sentence, or the document, ends after each token."""
    return np.append(doc.to_array("SENT_START")[1:] == 1, True)


def entities(nlp: Language) -> Entities | None:
    """None if the recogniser is not the one that this module can replace."""
    from spacy.pipeline import EntityRecognizer

    if "ner" not in nlp.pipe_names:
        return None
    recogniser: Any = nlp.get_pipe("ner")
    if type(recogniser) is not EntityRecognizer or recogniser.cfg["beam_width"] != 1:
        return None
    model = recogniser.model
    if len(model.layers) != 3 or not model.attrs["has_upper"] or model.attrs["unseen_classes"]:
        return None
    lower = model.layers[1]
    return Entities(recogniser) if lower.get_dim("nF") == 3 and lower.get_dim("nP") >= 2 else None
