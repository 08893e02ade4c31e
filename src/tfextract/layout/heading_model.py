"""Computes how likely a block is a heading, with the weights in rules/heading_weights.toml and
rules/run_in_weights.toml."""

from __future__ import annotations

from functools import cache

from tfextract.confidence import Weights, weights
from tfextract.layout.heading_context import HeadingContext
from tfextract.layout.heading_features import features_of


@cache
def heading_weights() -> Weights:
    return weights("heading")


@cache
def run_in_weights() -> Weights:
    return weights("run_in")


def heading_chances(around: HeadingContext) -> list[float]:
    """The probability that each candidate is a heading."""
    model = heading_weights()
    return [model.weigh(features_of(at, around)).probability for at in range(len(around.candidates))]
