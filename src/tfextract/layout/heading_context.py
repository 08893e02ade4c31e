"""The context for judging headings: places of the blocks, use of styles, contents pages and page statistics."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tfextract.layout.body import Habits
from tfextract.layout.candidates import HeadingCandidate, Place, Style, StyleUse, by_page, places_of, style_uses
from tfextract.layout.drafts import Draft
from tfextract.layout.figures import is_number
from tfextract.layout.structure import Structure
from tfextract.model import Box


@dataclass(frozen=True, slots=True)
class HeadingContext:
    """A document's candidates with their places in parallel sequences, and facts about the whole document.

    `titles` are those of contents pages and bookmarks, `repeats` the number of pages with a text. Both use `key`.
    """

    candidates: Sequence[HeadingCandidate]
    places: Sequence[Place]
    uses: Mapping[Style, StyleUse]
    body: Habits
    titles: frozenset[str]
    repeats: Mapping[str, int]
    structure: Structure
    pages: Mapping[int, PageUse]

    @classmethod
    def of(cls, drafts: Iterable[Draft], body: Habits, titles: Iterable[str], structure: Structure) -> HeadingContext:
        candidates = [HeadingCandidate.of(draft) for draft in drafts]
        pages = by_page(candidates)
        places = places_of(candidates, pages)
        printed: dict[str, set[int]] = defaultdict(set)
        for candidate in candidates:
            printed[key(candidate.text)].add(candidate.draft.page)
        results = [*titles, *(entry.title for entry in structure.outline)]
        return cls(
            candidates,
            places,
            style_uses(candidates, places),
            body,
            frozenset(filter(None, map(key, results))),
            {text: len(on) for text, on in printed.items()},
            structure,
            {page: PageUse.of([candidates[at] for at in results]) for page, results in pages.items()},
        )


@dataclass(frozen=True, slots=True)
class PageUse:
    """`labels` is the share of blocks with fewer than five words, `largest` the largest type size."""

    labels: float
    largest: float
    numerals: tuple[Box, ...]

    @classmethod
    def of(cls, candidates: Sequence[HeadingCandidate]) -> PageUse:
        return cls(
            sum(len(candidate.words) < 5 for candidate in candidates) / len(candidates),
            max(candidate.size for candidate in candidates),
            tuple(candidate.box for candidate in candidates if is_number(candidate.text)),
        )


def key(text: str) -> str:
    """A normalised text to compare with contents pages: without numbers, leader dots and capitals."""
    return " ".join(re.sub(r"[\d.…]+", " ", text).casefold().split())
