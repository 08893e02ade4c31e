"""Masks of numbers are tried on few texts, with the same result as if they were tried on all."""

from __future__ import annotations

from random import Random

import pytest

from tfextract.extract.numbers import find_numbers, masks
from tfextract.extract.numbers import grammar as grammar_module

WORDS = (
    "the mill at 14-16 Salt Street, Leeds was open on 3 May 2019 from 9.30 a.m. call 01483 123456 "
    "children aged five to nine  under-fives people over 60 years of age www.weir.org weir@mill.org "
    "AB/2025/64 one or another FY2021/22 seven days ISBN  978 0 12 girls 12-14 half of them a third of "
    "the 24/7 helpline 800-555-HELP Sustainable Development Goals 3 and 5 no.  123456 © 2020 ’98 two and "
    "a half thousand 5 September September ’19 one in five adults below the age of eighteen "
).split()  # fmt: skip


def texts() -> list[str]:
    rng = Random(5)
    made = []
    for _ in range(1500):
        at = rng.randrange(len(WORDS))
        made.append(" ".join(WORDS[at : at + rng.randint(1, 14)] + rng.choices(WORDS, k=rng.randint(0, 4))))
    spelled = [word for word in WORDS if not any(char.isdigit() for char in word)]
    return made + [" ".join(rng.choices(spelled, k=rng.randint(1, 16))) for _ in range(500)] + SPELLED


SPELLED = [
    "Children aged five to nine came.",
    "One of them or another.",
    "in mid-May one mill",
    "two tel: www.weir.org",
]


def test_numbers_are_those_of_all_masks(monkeypatch: pytest.MonkeyPatch) -> None:
    quick = [find_numbers(text) for text in texts()]
    roles = [masks.masked_roles(text) for text in texts()]
    find_numbers.cache_clear()
    monkeypatch.setattr(masks._Mask, "may_match", lambda *_, **__: True)
    monkeypatch.setattr(grammar_module, "may_hold_numerals", lambda _: True)
    for text, ours, masked in zip(texts(), quick, roles, strict=True):
        assert find_numbers(text) == ours, text
        assert masks.masked_roles(text) == masked, text
    assert len({number.role for found in quick for number in found}) > 7


def test_a_statement_without_numbers_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grammar_module, "masked_roles", None)
    assert find_numbers("The mill was open, and children came.") == ()
