"""Which candidates the encoder is asked about, and how its odds count beside the features."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

import pytest

from tfextract.confidence import Weights, log_odds
from tfextract.encoder import Encoder, Pair, Task
from tfextract.extract.score import Scorer, SecondJudge, Together
from tfextract.model import EncoderUse

WEIGHTS = Weights({"sign": 1.0}, bias=0.0, threshold=0.5, platt_slope=1.0, platt_intercept=0.0)
TOGETHER = Together(features=0.5, encoder=0.5, bias=0.0, threshold=0.4, platt_slope=1.0, platt_intercept=0.0)
SURE, OPEN, UNLIKELY = {"sign": 6.0}, {"sign": -0.5}, {"sign": -6.0}


@dataclass
class Saying:
    """Replaces the encoder: gives everything the same odds, and keeps what it was asked."""

    encoder_odds: float
    asked: list[str] = field(default_factory=list)

    def odds(self, _: Task, pairs: Sequence[Pair]) -> list[float]:
        self.asked += [pair.text for pair in pairs]
        return [self.encoder_odds] * len(pairs)


def scored(encoder_odds: float, use: EncoderUse, together: Together | None = TOGETHER) -> tuple[list[bool], list[str]]:
    saying = Saying(encoder_odds)
    second = SecondJudge(cast("Encoder", saying), use)
    texts = ["sure", "open", "unlikely"]
    scorer = Scorer(WEIGHTS, Task.ACHIEVEMENT, together)
    found = scorer.score([SURE, OPEN, UNLIKELY], lambda at: Pair("", texts[at], 0, 1), second)
    return [one.taken for one in found], saying.asked


@pytest.mark.parametrize(
    ("use", "asked"), [(EncoderUse.UNSURE, ["open"]), (EncoderUse.ALL, ["sure", "open", "unlikely"])]
)
def test_the_encoder_is_asked_where_the_features_leave_it_open_or_always(use: EncoderUse, asked: list[str]) -> None:
    assert scored(2.0, use)[1] == asked


def test_its_word_decides_what_the_features_leave_open() -> None:
    assert scored(2.0, EncoderUse.UNSURE)[0] == [True, True, False]
    assert scored(-2.0, EncoderUse.UNSURE)[0] == [True, False, False]


def test_without_it_and_where_it_gives_nothing_the_features_decide() -> None:
    scorer = Scorer(WEIGHTS, Task.ACHIEVEMENT, TOGETHER)
    alone = scorer.score([OPEN], lambda _: Pair("", "", 0, 0), None)
    assert [one.taken for one in alone] == [False]
    assert scored(9.0, EncoderUse.ALL, together=None) == ([True, False, False], [])


def test_the_parts_have_what_both_added() -> None:
    scorer = Scorer(WEIGHTS, Task.ACHIEVEMENT, TOGETHER)
    (one,) = scorer.score([OPEN], lambda _: Pair("", "", 0, 0), SecondJudge(cast("Encoder", Saying(2.0))))
    assert dict(one.weighed.parts) == {"encoder": 1.0, "sign": -0.25}
    assert log_odds(one.weighed.probability) == pytest.approx(0.75)


def test_the_setting_none_asks_nothing() -> None:
    assert SecondJudge.load(EncoderUse.NONE) is None
    assert SecondJudge.load(EncoderUse.UNSURE) is not None
