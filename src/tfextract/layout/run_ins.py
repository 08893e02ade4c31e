"""Headings set as the first words of their paragraph: "**Lamps for hospitals.** In 2024 the fund …"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from tfextract.layout.blocks import Draft
from tfextract.layout.lines import BULLET, Fragment, Word, around
from tfextract.layout.roles import Habits
from tfextract.model import BlockRole

RUN_IN_WORDS = 25
# A label before a colon names what follows; a longer one is a sentence of its own.
LABEL_WORDS = 8
REST_WORDS = 5


def _marked(word: Word, draft_italic: bool) -> bool:
    return word.bold or (word.italic and not draft_italic)


def _cut(draft: Draft, habits: Habits) -> int | None:
    """How many words the run-in heading has, None where the draft has none."""
    if habits.bold or draft.role in (BlockRole.HEADER, BlockRole.FOOTER):
        return None
    if draft.marker is not None and re.match(BULLET, draft.marker):
        return None
    words = [word for fragment in draft.fragments for word in fragment.words]
    italic = sum(word.italic for word in words) > 0.5 * len(words)
    count = next((i for i, word in enumerate(words) if not _marked(word, italic)), len(words))
    if not 0 < count <= RUN_IN_WORDS or len(words) - count < REST_WORDS:
        return None
    return count if _reads_as_run_in(words[:count], words[count:]) else None


def _reads_as_run_in(head: list[Word], rest: list[Word]) -> bool:
    text = " ".join(word.text for word in head)
    if sum(char.isalpha() for char in text) < 4 or abs(head[0].size - rest[0].size) > 0.15 * rest[0].size:
        return False
    opens = rest[0].text.lstrip("“\"‘'(")[:1]
    if text.endswith((".", "!", "?")):
        return opens.isupper() or opens.isdigit()
    return (text.endswith(":") or rest[0].text in (":", "–", "—")) and len(head) <= LABEL_WORDS


def _line_of(words: tuple[Word, ...]) -> Fragment:
    return Fragment(words, around(words), words[0].baseline, words[0].size)


def _split(draft: Draft, count: int) -> tuple[Draft, Draft]:
    head: list[tuple[int, Fragment]] = []
    rest: list[tuple[int, Fragment]] = []
    left = count
    for page, fragment in draft.lines:
        if left >= len(fragment.words):
            head.append((page, fragment))
        elif left <= 0:
            rest.append((page, fragment))
        else:
            opening = fragment.words[:left]
            head.append((page, replace(fragment, words=opening, box=around(opening))))
            rest.append((page, _line_of(fragment.words[left:])))
        left -= len(fragment.words)
    return replace(draft, lines=head, run_in=True), replace(draft, lines=rest)


def split_run_ins(drafts: list[Draft], habits: Habits) -> Iterator[Draft]:
    for draft in drafts:
        count = _cut(draft, habits)
        if count is None:
            yield draft
        else:
            yield from _split(draft, count)
