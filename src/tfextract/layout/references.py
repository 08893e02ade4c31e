"""Recognises lists of works under "References": their years, volumes and pages are not results."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from tfextract.layout.drafts import Draft
from tfextract.model import BlockRole

RUNNING = (BlockRole.HEADER, BlockRole.FOOTER, BlockRole.TABLE)
HEADING = re.compile(
    r"(?:\d{1,2}\.?\s+)?(?:(?:selected\s+)?(?:references|bibliography)(?:\s+cited)?|works\s+cited|literature(?:\s+cited)?|sources\s+cited)",
    re.I,
)
YEAR = r"(?:19|20)\d\d[a-z]?"
# Names, then the year: "Mwangi, A., & Reed, T. (2019).", "Eghbal, Nadia. 2016.", "World Bank (2019)".
NUMBERED = r"(?:[\[(]?\d{1,3}[\]).]?\s+)?"
NAMES = r"[“\"']?[^\W\d_a-z][\w.,;&’'\s/|()-]{1,160}?[.,]?\s*"
DATED = rf"(?:[(\[](?:{YEAR}|n\.?\s?d\.?)[^)\]]{{0,20}}[)\]]|[.,]\s(?:{YEAR}|n\.d\.)[.,:])"
WORK = re.compile(NUMBERED + NAMES + DATED)
# The fewest entries of a list of works. Other blocks of the page may be parts of entries.
WORKS = 3


def mark_references(pages: Mapping[int, Sequence[Draft]]) -> None:
    """Marks the entries after a heading such as "References", and on following pages that contain nothing else."""
    under = False
    for drafts in pages.values():
        main = [draft for draft in drafts if draft.role not in RUNNING]
        headed = any(HEADING.fullmatch(draft.text.strip().rstrip(":")) for draft in main)
        works = [draft for draft in main if WORK.match(_opening(draft))]
        under = (headed or (under and 2 * _letters(works) > _letters(main))) and len(works) >= WORKS
        if under:
            for draft in works:
                draft.role = BlockRole.TABLE


def _opening(draft: Draft) -> str:
    return " ".join(fragment.text for fragment in draft.fragments[:4])


def _letters(drafts: Sequence[Draft]) -> int:
    return sum(len(draft.text) for draft in drafts)
