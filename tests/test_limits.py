"""How much may change without asking a person."""

from __future__ import annotations

import pytest

from tfextract.errors import UserError
from tfextract.limits import Limit
from tfextract.warehouse import Differences, DocumentDifference


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("20%", Limit(share=0.2)),
        ("0.2", Limit(share=0.2)),
        ("0", Limit(number=0)),
        (" 500 ", Limit(number=500)),
        ("None", Limit()),
    ],
)
def test_a_limit_is_a_share_or_a_number(text: str, limit: Limit) -> None:
    assert Limit.parse(text) == limit


@pytest.mark.parametrize("text", ["", "many", "120%", "-1", "1.5", "-0.1", "nan%"])
def test_a_wrong_limit_is_named(text: str) -> None:
    with pytest.raises(UserError, match="is none: give a share"):
        Limit.parse(text)


@pytest.mark.parametrize(
    ("limit", "allowed"), [("30%", True), ("29%", False), ("3", True), ("2", False), ("0%", False), ("none", True)]
)
def test_gained_lost_and_changed_count_alike_against_the_limit(limit: str, allowed: bool) -> None:
    differences = Differences((DocumentDifference("d", "a.pdf", "count", 10, 1, 1, 1),))
    assert Limit.parse(limit).allows(differences) is allowed
