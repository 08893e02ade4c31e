"""How likely candidates are facts: weighed features and, where they leave it open, the sentence encoder's word.

Both speak in log odds; how much each counts is measured on publishers left out and stands in rules/NAME_weights.toml,
`[model]` for the features alone, `[with_encoder]` for both together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tfextract.confidence import HIGHEST, LOWEST, Weighed, Weights, log_odds, logistic, weights
from tfextract.encoder import Encoder, Pair, Task, load_encoder
from tfextract.model import EncoderUse
from tfextract.rules import number_table_or_none

# So little or so much may the features' probability be that the encoder is still asked.
UNSURE_FROM, UNSURE_TO = 0.1, 0.95
# Keeps a probability's log odds finite.
SMALLEST = 1e-6


@dataclass(frozen=True, slots=True)
class Scored:
    """`taken` is whether it is likely enough to be a fact; `by_features` the probability without the encoder."""

    weighed: Weighed
    taken: bool
    by_features: float


@dataclass(frozen=True, slots=True)
class Together:
    """Log odds are `features` times those of the features, `encoder` times the encoder's, and `bias`.

    `threshold` is the probability from which something is taken; `platt_slope` and `platt_intercept` make the log
    odds right.
    """

    features: float
    encoder: float
    bias: float
    threshold: float
    platt_slope: float
    platt_intercept: float

    def scored(self, alone: Weighed, wording: float) -> Scored:
        """`wording` is the encoder's log odds."""
        added = self.encoder * wording + self.bias
        odds = self.features * log_odds(min(max(alone.probability, SMALLEST), 1 - SMALLEST)) + added
        confidence = round(min(max(logistic(self.platt_slope * odds + self.platt_intercept), LOWEST), HIGHEST), 3)
        parts = [(name, self.features * value) for name, value in alone.parts]
        parts = sorted([*parts, ("encoder", added)], key=lambda part: -abs(part[1]))
        weighed = Weighed(logistic(odds), confidence, tuple(parts))
        return Scored(weighed, weighed.probability >= self.threshold, alone.probability)


@dataclass(frozen=True, slots=True)
class SecondJudge:
    """The encoder and of which candidates it is asked."""

    encoder: Encoder
    use: EncoderUse = EncoderUse.UNSURE

    @classmethod
    def load(cls, use: EncoderUse) -> SecondJudge | None:
        """None where it is not to be asked, or its files or library are absent."""
        encoder = load_encoder() if use is not EncoderUse.NONE else None
        return cls(encoder, use) if isinstance(encoder, Encoder) else None

    def asks(self, probability: float) -> bool:
        return self.use is EncoderUse.ALL or UNSURE_FROM <= probability <= UNSURE_TO


@dataclass(frozen=True, slots=True)
class Scorer:
    """Of one kind of fact; `together` is None where the encoder gives nothing beside the features."""

    weights: Weights
    task: Task
    together: Together | None

    @classmethod
    def of(cls, name: str, task: Task, cue_kind: str | None = None) -> Scorer:
        """From rules/NAME_weights.toml."""
        both = number_table_or_none(f"{name}_weights.toml", "with_encoder")
        return cls(weights(name, cue_kind), task, None if both is None else Together(**both))

    def score(
        self, features: Sequence[Mapping[str, float]], pair: Callable[[int], Pair], second: SecondJudge | None
    ) -> list[Scored]:
        """`pair(at)` is what the encoder is shown of the candidate with these features."""
        alone = [self.weights.weigh(values) for values in features]
        together = self.together
        wordings: dict[int, float] = {}
        if second is not None and together is not None:
            asked = [at for at, one in enumerate(alone) if second.asks(one.probability)]
            wordings = dict(zip(asked, second.encoder.odds(self.task, [pair(at) for at in asked]), strict=True))
        return [
            together.scored(one, wordings[at])
            if together is not None and at in wordings
            else Scored(one, one.probability >= self.weights.threshold, one.probability)
            for at, one in enumerate(alone)
        ]
