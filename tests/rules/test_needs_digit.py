"""Whether every match of a pattern contains a digit, from the pattern alone."""

from __future__ import annotations

import re

import pytest

from tfextract.rules.needed import needs_digit


@pytest.mark.parametrize(
    "pattern",
    [
        r"\d", r"[0-9]{2}", r"(?:19|20)\d\d", r"a?\d+b*", r"(?:x\d|[1-9]y)", r"(?i:no)\s(\d{1,3}+)", r"24/7",
        r"(?<!\w)(?:under|over)\s(?>\d++)",
    ],
)  # fmt: skip
def test_a_digit_is_needed(pattern: str) -> None:
    assert needs_digit(re.compile(pattern))


@pytest.mark.parametrize(
    "pattern",
    [
        r"\w+",
        r"\d?a",
        r"\d*",
        r"(?:\d|one)",
        r"[\dX]",
        r"[^a]",
        r"[^\d]",
        r"(?=\d)\w",
        r"\D",
        r"[0-x]",
        r"(?:\d\d){0,3}x",
    ],
)
def test_a_digit_is_not_needed(pattern: str) -> None:
    assert not needs_digit(re.compile(pattern))


def test_without_a_known_parser_none_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(re, "_parser")
    assert not needs_digit(re.compile(r"\d"))
