"""How likely candidates are facts: weighted features and, where those are unsure, the sentence encoder.

Both give log odds. How much each counts is measured leave-one-publisher-out. The numbers are in
rules/NAME_weights.toml: `[model]` for the features alone, `[with_encoder]` for both together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tfextract.confidence import HIGHEST, LOWEST, Weighed, Weights, log_odds, logistic, weights
from tfextract.encoder import Encoder, Pair, Task, load_encoder
from tfextract.model import EncoderUse
from tfextract.rules import number_table_or_none

# The encoder is asked if the features' probability is within these bounds.
UNSURE_FROM, UNSURE_TO = 0.1, 0.95
# Keeps a probability's log odds finite.
SMALLEST = 1e-6


@dataclass(frozen=True, slots=True)
class Scored:
    """`taken` is whether the probability reaches the threshold; `by_features` is the one without the encoder."""

    weighed: Weighed
    taken: bool
    by_features: float


@dataclass(frozen=True, slots=True)
class Together:
    """The log odds are `features` times those of the features, plus `encoder` times the encoder's, plus `bias`.

    `threshold` is the probability from which a candidate is taken. `platt_slope` and `platt_intercept` calibrate the
    log odds (Platt scaling).
    """

    features: float
    encoder: float
    bias: float
    threshold: float
    platt_slope: float
    platt_intercept: float

    def scored(self, alone: Weighed, encoder_odds: float) -> Scored:
        """`encoder_odds` is the encoder's log odds."""
        added = self.encoder * encoder_odds + self.bias
        odds = self.features * log_odds(min(max(alone.probability, SMALLEST), 1 - SMALLEST)) + added
        confidence = round(min(max(logistic(self.platt_slope * odds + self.platt_intercept), LOWEST), HIGHEST), 3)
        parts = [(name, self.features * value) for name, value in alone.parts]
        parts = sorted([*parts, ("encoder", added)], key=lambda part: -abs(part[1]))
        weighed = Weighed(logistic(odds), confidence, tuple(parts))
        return Scored(weighed, weighed.probability >= self.threshold, alone.probability)


@dataclass(frozen=True, slots=True)
class SecondJudge:
    """The encoder, and which candidates it is asked about."""

    encoder: Encoder
    use: EncoderUse = EncoderUse.UNSURE

    @classmethod
    def load(cls, use: EncoderUse) -> SecondJudge | None:
        """None where `use` is none, or the encoder's files or library are absent."""
        encoder = load_encoder() if use is not EncoderUse.NONE else None
        return cls(encoder, use) if isinstance(encoder, Encoder) else None

    def asks(self, probability: float) -> bool:
        return self.use is EncoderUse.ALL or UNSURE_FROM <= probability <= UNSURE_TO


@dataclass(frozen=True, slots=True)
class Scorer:
    """Scores candidates of one kind of fact; `together` is None where the encoder does not add to the features."""

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
        """`pair(at)` is the encoder's input for the candidate with the features at that place."""
        alone = [self.weights.weigh(values) for values in features]
        together = self.together
        encoder_odds_of: dict[int, float] = {}
        if second is not None and together is not None:
            asked = [at for at, one in enumerate(alone) if second.asks(one.probability)]
            encoder_odds_of = dict(zip(asked, second.encoder.odds(self.task, [pair(at) for at in asked]), strict=True))
        return [
            together.scored(one, encoder_odds_of[at])
            if together is not None and at in encoder_odds_of
            else Scored(one, one.probability >= self.weights.threshold, one.probability)
            for at, one in enumerate(alone)
        ]
