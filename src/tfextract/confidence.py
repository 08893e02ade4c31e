"""How sure a fact is: a weighted sum of features, calibrated to the share of such facts that proved right.

The weights and the calibration are data (rules/*_weights.toml), written by scripts in bench/ from the annotated pages.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tfextract.rules import number_table, rules_of

LOWEST, HIGHEST = 0.02, 0.99
# How many of the features that decided a fact are named.
CONTRIBUTIONS = 6


@dataclass(frozen=True, slots=True)
class Weighed:
    """`parts` are (feature, its log odds), the heaviest first. `probability` is before calibration."""

    probability: float
    confidence: float
    parts: tuple[tuple[str, float], ...]

    def contributions(self, shown: int = CONTRIBUTIONS) -> str | None:
        """ "+2.4 reported.result, +1.4 cue.number, -0.7 unit.sentence": log odds, the heaviest first."""
        heaviest = ", ".join(f"{added:+.1f} {name}" for name, added in self.parts[:shown])
        more = len(self.parts) - shown
        return f"{heaviest} and {more} lighter" if more > 0 else heaviest or None


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic model over features. `platt_slope` and `platt_intercept` calibrate its log odds to pages that it was
    not fitted on.

    `threshold` is the probability from which a candidate becomes a fact.
    """

    of: Mapping[str, float]
    bias: float
    threshold: float
    platt_slope: float
    platt_intercept: float

    def weigh(self, features: Mapping[str, float]) -> Weighed:
        parts = [(name, value * self.of[name]) for name, value in features.items() if self.of.get(name)]
        odds = self.bias + sum(added for _, added in parts)
        parts.sort(key=lambda part: -abs(part[1]))
        calibrated = logistic(self.platt_slope * odds + self.platt_intercept)
        return Weighed(logistic(odds), round(min(max(calibrated, LOWEST), HIGHEST), 3), tuple(parts))


@dataclass(frozen=True, slots=True)
class Classes:
    """A logistic model for each class over the same features. The likeliest class is chosen if its share reaches
    `threshold`."""

    of: Mapping[str, Weights]
    threshold: float

    def likeliest(self, features: Mapping[str, float]) -> tuple[str, float]:
        """The class and its share of all, 0 to 1."""
        wordings = {name: weights.weigh(features).probability for name, weights in self.of.items()}
        best = max(wordings, key=lambda name: wordings[name])
        return best, wordings[best] / sum(wordings.values())


def classes(name: str, of: Iterable[str]) -> Classes:
    """Loads rules/NAME_weights.toml, which has a table for each class and `[model]`."""
    file = f"{name}_weights.toml"
    tables = {each: number_table(file, each) for each in of}
    made = {each: Weights(table, table["bias"], 0.0, 1.0, 0.0) for each, table in tables.items()}
    return Classes(made, number_table(file, "model")["threshold"])


def logistic(odds: float) -> float:
    return 1 / (1 + math.exp(-min(max(odds, -30.0), 30.0)))


def log_odds(probability: float) -> float:
    return math.log(probability / (1 - probability))


@dataclass(frozen=True, slots=True)
class Curve:
    """Turns a rule's prior into the share of its facts that proved right."""

    platt_slope: float
    platt_intercept: float

    def confidence(self, prior: float) -> float:
        value = logistic(self.platt_slope * log_odds(prior) + self.platt_intercept)
        return round(min(max(value, LOWEST), HIGHEST), 3)


def curve(name: str) -> Curve:
    """The curve of rules/NAME_weights.toml."""
    numbers = number_table(f"{name}_weights.toml", "curve")
    return Curve(numbers["platt_slope"], numbers["platt_intercept"])


def weights(name: str, cue_kind: str | None = None) -> Weights:
    """The weights of rules/NAME_weights.toml; a cue without a measured weight uses the weight of its rule."""
    file = f"{name}_weights.toml"
    model = number_table(file, "model")
    known = number_table(file, "weights")
    cues = () if cue_kind is None else rules_of(cue_kind)
    own = {rule.id: rule.weight for rule in cues if rule.id not in known}
    return Weights(own | known, model["bias"], model["threshold"], model["platt_slope"], model["platt_intercept"])
