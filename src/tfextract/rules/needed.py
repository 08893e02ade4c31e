"""Words of which every match of a pattern contains one, from its parse: most rules need not be tried on most texts.

The result is empty if the pattern needs no such word, or if this Python parses patterns in another way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import product
from typing import Any

# Looking for more words costs as much as the pattern itself. Shorter words occur in every text. MAX_AT_ONCE bounds the
# spellings of one part of a pattern.
MAX_WORDS, SHORTEST, MAX_AT_ONCE = 96, 3, 400
# Letters that match "i", "s" or "k" if case is ignored, but become other letters in lower case.
ODD_CASE = re.compile("[\u0130\u0131\u017f\u212a]")
# Replaces the title in every text for the rules about the words around it, so needing it excludes no text.
PLACEHOLDER = "title"
_ZERO_WIDTH = ("AT", "ASSERT", "ASSERT_NOT")
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")


def needed_words(pattern: re.Pattern[str]) -> tuple[str, ...]:
    """The words, shorter ones first; in lower case if the pattern ignores case."""
    parser = getattr(re, "_parser", None)
    if parser is None:
        return ()
    try:
        tree = parser.parse(pattern.pattern, pattern.flags)
        results = _needed(list(tree), ignoring_case=bool(pattern.flags & re.IGNORECASE))
    except (AttributeError, TypeError, ValueError, KeyError):
        return ()
    return tuple(sorted(results or (), key=lambda word: (len(word), word)))


def needs_digit(pattern: re.Pattern[str]) -> bool:
    """Whether every match contains a digit; False if that is not known."""
    parser = getattr(re, "_parser", None)
    if parser is None:
        return False
    try:
        return _has_digit(list(parser.parse(pattern.pattern, pattern.flags)))
    except (AttributeError, TypeError, ValueError, KeyError):
        return False


def _has_digit(items: Sequence[Any]) -> bool:
    return any(_is_digit(str(op), given) for op, given in items)


def _is_digit(name: str, given: Any) -> bool:  # noqa: PLR0911 - a line a kind
    if name == "LITERAL":
        return chr(given).isdecimal()
    if name == "RANGE":
        # A range from one ASCII digit to another contains only digits.
        return all(chr(end) in "0123456789" for end in given)
    if name == "CATEGORY":
        return str(given) == "CATEGORY_DIGIT"
    if name == "IN":
        return all(_is_digit(str(op), value) for op, value in given)
    if name == "BRANCH":
        return all(_has_digit(list(branch)) for branch in given[1])
    if name == "SUBPATTERN":
        return _has_digit(list(given[3]))
    if name == "ATOMIC_GROUP":
        return _has_digit(list(given))
    return name in _REPEATS and given[0] >= 1 and _has_digit(list(given[2]))


def may_match(words: Sequence[str], text: str, *, ignoring_case: bool) -> bool:
    """False if a pattern that needs one of the words cannot match the text."""
    if not words:
        return True
    held = _lowered(text) if ignoring_case else text
    if held is None:
        return True
    for word in words:  # noqa: SIM110 - asked of every rule for every statement
        if word in held:
            return True
    return False


# Many rules are tried on one text before the next.
@lru_cache(maxsize=256)
def _lowered(text: str) -> str | None:
    """The text in lower case; None if a pattern that ignores case may read one of its letters as another."""
    return None if not text.isascii() and ODD_CASE.search(text) is not None else text.lower()


def _needed(items: Sequence[Any], *, ignoring_case: bool) -> frozenset[str] | None:
    """The best set of words of which every match of a sequence contains one; None if there is none."""
    sets: list[frozenset[str]] = []
    run: set[str] = {""}
    for op, given in items:
        spelled = _spelled(op, given, ignoring_case=ignoring_case)
        longer = None if spelled is None or len(run) * len(spelled) > MAX_AT_ONCE else run
        if longer is not None and spelled is not None:
            run = {before + after for before, after in product(longer, spelled)}
            continue
        sets.append(frozenset(run))
        run = {""} if spelled is None else set(spelled)
        inner = _inside(str(op), given, ignoring_case=ignoring_case)
        if inner is not None:
            sets.append(inner)
    sets.append(frozenset(run))
    usable = [_shortened(words) for words in sets if min(map(len, words)) >= SHORTEST]
    usable = [words for words in usable if len(words) <= MAX_WORDS]
    return max(usable, key=_worth, default=None)


def _worth(words: frozenset[str]) -> tuple[bool, float, list[str]]:
    """The rank of a set of needed words. Long words are rare, but one of many words is not.

    The words themselves only make the choice reproducible.
    """
    is_placeholder = any(word.lower() == PLACEHOLDER for word in words)
    return not is_placeholder, min(map(len, words)) - len(words) / 4, sorted(words)


def _shortened(words: Iterable[str]) -> frozenset[str]:
    """The words without those that contain another one."""
    kept: list[str] = []
    for word in sorted(words, key=len):
        if not any(other in word for other in kept):
            kept.append(word)
    return frozenset(kept)


def _spelled(op: Any, given: Any, *, ignoring_case: bool) -> set[str] | None:  # noqa: PLR0911 - a line a kind
    """All texts that a part of a pattern can match, if they are few and ASCII; else None."""
    name = str(op)
    if name in _ZERO_WIDTH:
        return {""}
    if name == "LITERAL":
        letter = chr(given)
        plain = letter.isascii()
        return {letter.lower() if ignoring_case else letter} if plain else None
    if name == "IN":
        results = [_spelled(each, value, ignoring_case=ignoring_case) for each, value in given]
        return None if None in results else {word for words in results if words for word in words}
    if name == "SUBPATTERN":
        _, added, removed, inner = given
        return None if added or removed else _in_a_row(list(inner), ignoring_case=ignoring_case)
    if name == "BRANCH":
        branches = [_in_a_row(list(branch), ignoring_case=ignoring_case) for branch in given[1]]
        return None if None in branches else {word for words in branches if words for word in words}
    if name in _REPEATS and (given[0], given[1]) == (0, 1):
        inner = _in_a_row(list(given[2]), ignoring_case=ignoring_case)
        return None if inner is None else {"", *inner}
    return None


def _in_a_row(items: Sequence[Any], *, ignoring_case: bool) -> set[str] | None:
    run: set[str] = {""}
    for op, given in items:
        spelled = _spelled(op, given, ignoring_case=ignoring_case)
        if spelled is None or len(run) * len(spelled) > MAX_AT_ONCE:
            return None
        run = {before + after for before, after in product(run, spelled)}
    return run


def _inside(name: str, given: Any, *, ignoring_case: bool) -> frozenset[str] | None:
    """The needed words within a part that can match too many texts to spell out."""
    if name == "SUBPATTERN":
        _, added, removed, inner = given
        return None if added or removed else _needed(list(inner), ignoring_case=ignoring_case)
    if name == "BRANCH":
        results = list(_of_branches(given[1], ignoring_case=ignoring_case))
        return None if None in results else frozenset(word for words in results if words for word in words)
    if name in _REPEATS and given[0] >= 1:
        return _needed(list(given[2]), ignoring_case=ignoring_case)
    return None


def _of_branches(branches: Iterable[Any], *, ignoring_case: bool) -> Iterator[frozenset[str] | None]:
    for branch in branches:
        yield _needed(list(branch), ignoring_case=ignoring_case)
