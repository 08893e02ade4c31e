import pytest

from tfextract.confidence import HIGHEST, LOWEST, Classes, Curve, Weights, weights
from tfextract.extract.grammar import ClauseForm, Tense
from tfextract.rules import rules_of

PLAIN = Weights({"good": 2.0, "bad": -3.0}, -0.5, 0.5, 1.0, 0.0)


def test_the_heaviest_feature_is_first_and_the_parts_make_the_sum() -> None:
    weighed = PLAIN.weigh({"good": 1.0, "bad": 0.5, "unknown": 1.0})
    assert weighed.parts == (("good", 2.0), ("bad", -1.5))
    assert weighed.probability == pytest.approx(0.5)


def test_confidence_follows_the_calibration() -> None:
    sharper = Weights(PLAIN.of, PLAIN.bias, 0.5, 2.0, 0.25)
    assert sharper.weigh({"good": 1.0}).confidence == pytest.approx(1 / (1 + 2.718281828**-3.25), abs=5e-4)


def test_nothing_is_certain() -> None:
    assert PLAIN.weigh({"good": 50.0}).confidence == HIGHEST
    assert PLAIN.weigh({"bad": 50.0}).confidence == LOWEST


def test_every_weight_is_of_a_sign_that_is_still_given() -> None:
    cues = {rule.id for rule in rules_of("result_cue")}
    known = weights("result", "result_cue").of
    assert {name for name in known if name.startswith("cue.")} <= cues
    forms = {name.removeprefix("form.") for name in known if name.startswith("form.")}
    assert forms <= {str(form) for form in ClauseForm}
    tenses = {name.partition("+")[0].partition(".")[0] for name in known if "+" in name}
    assert tenses <= {str(tense) for tense in Tense}


def test_a_count_with_its_own_unit_is_surer_than_one_that_borrowed_it() -> None:
    known = weights("count", "count_cue").of
    assert known["unit.borrowed"] < known["unit.grammar"]


def test_what_speaks_for_a_result_has_that_sign() -> None:
    known = weights("result", "result_cue").of
    assert min(known["reported.result"], known["cue.change"], known["cue.number"]) > 0
    assert max(known["negated"], known["cue.coming"], known["form.plan"], known["shape.question"]) < 0


def test_a_curve_gives_the_share_that_proved_right() -> None:
    sure = Curve(platt_slope=1.5, platt_intercept=0.5)
    assert sure.confidence(0.5) == pytest.approx(0.622, abs=0.001)
    assert sure.confidence(0.6) < sure.confidence(0.9) <= HIGHEST
    assert Curve(platt_slope=1.0, platt_intercept=0.0).confidence(0.7) == pytest.approx(0.7)


def test_the_likeliest_class_has_the_largest_share() -> None:
    two = {"sea": Weights({"wet": 2.0}, 0.0, 0.0, 1.0, 0.0), "land": Weights({"wet": -2.0}, 0.0, 0.0, 1.0, 0.0)}
    name, share = Classes(two, 0.8).likeliest({"wet": 1.0})
    assert (name, round(share, 2)) == ("sea", 0.88)
    assert Classes(two, 0.8).likeliest({})[1] == 0.5
