"""A rule is not tried on a text without the words that its pattern needs, and no match is lost by that."""

from __future__ import annotations

import re
from random import Random

import pytest

from tfextract.rules import all_rules
from tfextract.rules.needed import may_match, needed_words

PATTERNS = {
    r"\bwells?\s+dug\b": {"well"},
    r"(?:mills|weirs)\s+mended": {"mended"},
    r"(?:mills|weirs|locks)\b": {"mills", "weirs", "locks"},
    r"(?:re)?built\s+\d+": {"built"},
    r"organi[sz]ed": {"organised", "organized"},
    r"(?:lake|(?:river\s+)?ouse)": {"lake", "ouse"},
    r"(?:sluice)+": {"sluice"},
    r"(?:sluice)*": set(),
    r"(?:sluice|\d+)": set(),
    r"(?:sluice|)x": set(),
    r"TITLE\s+(?:weir|lock)\s": {"weir", "lock"},
    r"TITLE\s": {"title"},
    r"\d+\s*%": set(),
    r"(?!keeper)\w+": set(),
    r"(?<=keeper)s": set(),
    r"é\w+ keeper": {"keeper", " keeper"},
    r"(?i:Weir) (?-i:Mill)": set(),
}


@pytest.mark.parametrize("pattern", PATTERNS)
def test_the_words_that_a_pattern_needs(pattern: str) -> None:
    found = needed_words(re.compile(pattern, re.IGNORECASE))
    assert bool(found) == bool(PATTERNS[pattern])
    assert set(found) <= PATTERNS[pattern]


def test_case_is_distinguished_where_the_pattern_does() -> None:
    assert needed_words(re.compile("Weir House")) == ("Weir House",)
    assert not may_match(("Weir",), "the weir", ignoring_case=False)
    assert may_match(("weir",), "THE WEIR", ignoring_case=True)


@pytest.mark.parametrize("text", ["m\u0130lls", "m\u0131lls", "mill\u017f", "weir\u017f"])
def test_letters_that_only_patterns_take_for_others_are_left_to_them(text: str) -> None:
    pattern = re.compile("mills|weirs", re.IGNORECASE)
    assert pattern.search(text) is not None
    assert may_match(needed_words(pattern), text, ignoring_case=True)


def test_without_a_known_parser_nothing_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(re, "_parser", raising=False)
    assert needed_words(re.compile("weir house")) == ()


def test_every_rule_finds_what_its_pattern_finds() -> None:
    rules = all_rules()
    rng = Random(6)
    texts = [text for rule in rules for text in (*(each.text for each in rule.examples), *rule.counterexamples)]
    words = " ".join(texts).split()
    texts += [" ".join(rng.choices(words, k=12)) for _ in range(200)]
    texts += [rng.choice((text.upper(), text.title(), text.lower())) for text in rng.sample(texts, 100)]
    skipped = 0
    for rule in rules:
        for text in texts:
            expected = rule.pattern.search(text)
            found = rule.search(text)
            assert (found and found.span()) == (expected and expected.span()), (rule.id, text)
            skipped += not rule._may_match(text, None)
    assert skipped > 0.3 * len(rules) * len(texts)
