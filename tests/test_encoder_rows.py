import numpy as np
from bench.encoder_rows import likeness
from bench.training import calibrate

from tfextract.evaluate.gold import GoldProduct


def test_a_stretch_is_like_the_titles_asked_for_and_like_the_optional_ones() -> None:
    asked = GoldProduct(("Mending Weirs: A Guide", "Mending Weirs"), ("guide",), optional=False)
    optional = GoldProduct(("Mill Atlas",), ("atlas",), optional=True)
    assert likeness("“MENDING WEIRS – a guide”", [asked, optional])[0] == 100.0
    assert likeness("Mill Atlas", [asked, optional])[1] == 100.0
    assert max(likeness("Lake Trust", [asked, optional])) < 70.0
    assert likeness("Mill Atlas", []) == (0.0, 0.0)


def test_a_curve_is_found_also_through_log_odds_that_are_far_too_sure() -> None:
    odds = np.array([-12.0] * 90 + [12.0] * 90)
    right = np.array([1.0] * 9 + [0.0] * 81 + [1.0] * 81 + [0.0] * 9)
    slope, shift = calibrate(odds, right)
    # Nine in ten: log odds of 2.2.
    assert abs(12 * slope - np.log(9)) < 1e-3
    assert abs(shift) < 1e-3
