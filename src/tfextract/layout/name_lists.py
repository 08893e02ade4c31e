"""Recognises lists of donors, staff and members: many short lines of names in columns, with or without gift tiers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from tfextract.layout.drafts import Draft
from tfextract.layout.fragments import Fragment
from tfextract.model import BlockRole, Box

MONEY = r"(?:[A-Z]{2,3}\s?)?[$€£¥]\s?\d[\d,.]*(?:\s?(?:k|m|million|thousand|billion))?"
# "$10,000 and above", "$500,000 – $999,999", "Gold ($5,000+)": the threshold of a tier, not a result.
TIER = re.compile(
    rf"{MONEY}\s*(?:\+|(?:and|&|or)\s+(?:above|more|over|up|higher|greater|below|under|less)|(?:-|–|—|to)\s*{MONEY})"
    rf"|(?:up to|under|below|less than|over|above|more than)\s+{MONEY}",
    re.I,
)
TIER_WORDS = 9
NAME_WORDS = 8
# Words in names of people and organisations that are rare in titles of works and in results.
NAMING = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Drs|Prof|Professor|Sir|Dame|Hon|Rev|Inc|LLC|LLP|Ltd|Limited|Corp|Corporation|Company|Co|GmbH|"
    r"Foundations?|Trust|Fund|Family|Anonymous|Estate|Universit(?:y|ies)|College|Bank|Association|Society|Council|"
    r"Institute|Jr|III|Ph\.?D|Group|Partners)\b|\b[A-Z]\.(?=\s)|\s&\s|^[A-Z][a-z]+ and [A-Z][a-z]+ [A-Z]",
    re.I,
)
# Names with numerals: "22 Squared, Inc.", "Anonymous (3)".
NUMBERED = re.compile(r"\b(?:Inc|LLC|LLP|Ltd|Corp|Foundation|Trust)\b\.?$|^Anonymous\b", re.I)
HEADING = re.compile(
    r"\b(?:donors?|supporters?|sponsors?|partners?|contributors?|benefactors?|funders?|members?|boards?|trustees|staff|"
    r"team|directors|officers|council|committee|advis(?:ors|ers|ory)|fellows|volunteers|acknowledge?ments?|thanks?|"
    r"patrons|friends|investors|foundations|corporations|individuals)\b",
    re.I,
)
# Words of results and works. A list with these is read.
SENTENCE_WORDS = re.compile(
    r"\b(?:trained|reached|launched|published|developed|supported|built|increase[ds]?|improv\w+|reduc\w+|deliver\w+|"
    r"reports?|guides?|toolkits?|manuals?|stud(?:y|ies)|handbooks?|briefs?|surveys?|workshops?|policy|strategy|"
    r"assessments?|evaluations?|guidelines|framework)\b",
    re.I,
)
SHORT_FORMS = re.compile(
    r"(?:\b(?:inc|ltd|co|corp|jr|sr|llc|esq|dr|mr|mrs|ph\.?d|m\.?d|u\.?s|u\.?k|[A-Z]))\.[*†]*$", re.I
)
NAMES, SCORE, SHARE = 12, 2.5, 0.8
HEADING_WORDS = 6
# The largest gaps below a tier and between names of a column, in type sizes.
REACH = 3.0


def _is_tier(line: Fragment) -> bool:
    return len(line.words) <= TIER_WORDS and TIER.search(line.text) is not None


def _is_name(line: Fragment) -> bool:
    text = line.text.rstrip("*†‡ ")
    words = [word.text for word in line.words if word.text[:1].isalpha()]
    if not words or len(line.words) > NAME_WORDS or line.marker is not None:
        return False
    if text.endswith((".", "!", "?", ":", ";")) and not SHORT_FORMS.search(text):
        return False
    if any(char.isdigit() for char in text) and not NUMBERED.search(text):
        return False
    long = [word for word in words if len(word) > 3] or words
    return words[0][:1].isupper() and sum(word[:1].isupper() for word in long) >= 0.8 * len(long)


def _holds_names(draft: Draft) -> bool:
    lines = draft.fragments
    if all(_is_tier(line) for line in lines):
        return False
    return sum(_is_name(line) or _is_tier(line) for line in lines) >= SHARE * len(lines)


def _alphabet(drafts: Sequence[Draft]) -> float:
    """The share of steps in alphabetical order, by first or by last words."""
    steps = [pair for draft in drafts for pair in pairwise(draft.fragments)]
    best = 0.0
    for at in (0, -1):
        kept = [(a.words[at].text.casefold()[:1], b.words[at].text.casefold()[:1]) for a, b in steps]
        best = max(best, sum(a <= b for a, b in kept) / len(kept) if len(kept) >= NAMES else 0.0)
    return best


def _score(drafts: Sequence[Draft], names: Sequence[Fragment], tiers: int, *, headed: bool) -> float:
    naming = sum(NAMING.search(name.text) is not None for name in names) / len(names)
    distinctive = sum(SENTENCE_WORDS.search(name.text) is not None for name in names) / len(names)
    columns = {round(draft.box.x0 / 40) for draft in drafts}
    score = min(1.0 * tiers, 2.0) + (1.0 if headed else 0.0)
    score += 1.5 if naming >= 0.25 else 0.5 if naming >= 0.1 else 0.0
    score += 0.5 if _alphabet(drafts) >= 0.75 else 0.0
    score += 0.5 if median(len(name.words) for name in names) <= 3 else 0.0
    score += 0.5 if len(columns) > 1 else 0.0
    return score - (2.0 if distinctive >= 0.1 else 1.0 if distinctive >= 0.05 else 0.0)


@dataclass(frozen=True, slots=True)
class _Set:
    """A draft with its type and place, which are expensive to compute repeatedly."""

    draft: Draft
    box: Box
    size: float
    bold: bool

    @classmethod
    def of(cls, draft: Draft) -> _Set:
        return cls(draft, draft.box, draft.size, draft.bold)

    def is_above(self, below: _Set) -> bool:
        gap = below.box.top - self.box.bottom
        near = -0.5 * self.size <= gap < REACH * self.size
        return near and self.box.shared_width(below.box) > 0.3 * min(self.box.width, below.box.width)

    def is_like(self, other: _Set) -> bool:
        return self.bold == other.bold and abs(self.size - other.size) < 0.5


def mark_names(drafts: Sequence[Draft]) -> None:
    """Assigns the role TABLE to the names and tiers of a page that has a list of names."""
    holding = [draft for draft in drafts if _holds_names(draft)]
    names = [line for draft in holding for line in draft.fragments if _is_name(line)]
    if len(names) < NAMES:
        return
    # Larger type is the heading of the list.
    largest = 1.12 * median(name.size for name in names)
    listed = [block for block in map(_Set.of, holding) if block.size <= largest]
    names = [line for block in listed for line in block.draft.fragments if _is_name(line)]
    if len(names) < NAMES:
        return
    tiers = [draft for draft in drafts if len(draft.lines) <= 3 and any(_is_tier(line) for line in draft.fragments)]
    tiers = [tier for tier in tiers if _is_above_any(_Set.of(tier), listed)]
    within = sum(_is_tier(line) for block in listed for line in block.draft.fragments)
    headed = any(_is_heading(draft) for draft in drafts)
    if _score([block.draft for block in listed], names, len(tiers) + within, headed=headed) < SCORE:
        return
    for draft in (*_in_columns(listed), *tiers):
        draft.role = BlockRole.TABLE


def _is_heading(draft: Draft) -> bool:
    return len(draft.lines) <= 2 and len(draft.text.split()) <= HEADING_WORDS and bool(HEADING.search(draft.text))


def _is_above_any(above: _Set, listed: Sequence[_Set]) -> bool:
    return any(above.is_above(block) for block in listed)


def _in_columns(listed: Sequence[_Set]) -> list[Draft]:
    """Blocks with at least three names, and those with one or two above or below others. Other blocks may be
    headings."""
    return [
        block.draft
        for block in listed
        if len(block.draft.lines) >= 3
        or any(
            block is not other and block.is_like(other) and (block.is_above(other) or other.is_above(block))
            for other in listed
        )
    ]
