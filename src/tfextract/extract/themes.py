"""The theme of a fact: the nearest heading that names its subject."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tfextract.extract.evidence import folded
from tfextract.extract.sections import Section, section_of
from tfextract.extract.statement_features import analyse
from tfextract.extract.text import Passage, statements
from tfextract.model import Block, BlockRole

# Headings that name a speaker or a kind of text, not a subject.
_NO_SUBJECT = re.compile(
    r"(?:an?\s+)?(?:foreword|letter|message|note|welcome|words?)\s+(?:by|from)\b|"
    r"(?:the\s+)?(?:challenge|country focus|problem|solution|the story)s?\W*$",
    re.IGNORECASE,
)
_FULL_STOP = re.compile(r"[.!][\"”’')\]]*$")


@dataclass(frozen=True, slots=True)
class Themes:
    """The headings of a document that are no theme.

    `title` is the document's own where it heads other headings. `decks` are the case-folded headings that report:
    "We have had a busy year!" below "2023 in review".
    """

    title: str | None = None
    decks: frozenset[str] = frozenset()


ALL_HEADINGS = Themes()


def themes_of(blocks: Sequence[Block], passages: Iterable[Passage], title: str | None) -> Themes:
    decks = (before.block.text for before, then in pairwise(passages) if _is_deck(before, then.block))
    return Themes(title_above(blocks, title), frozenset(folded(text) for text in decks))


def title_above(blocks: Sequence[Block], title: str | None) -> str | None:
    """The title, if it is no theme.

    None where it is printed as the only heading, or at the rank of the other headings: it then names a subject.
    """
    own = folded(title or "")
    headings = [block for block in blocks if block.role is BlockRole.HEADING and folded(block.text)]
    others = [block.level for block in headings if folded(block.text) not in own]
    titled = [block.level for block in headings if folded(block.text) in own]
    if titled and (not others or min(others) <= min(titled)):
        return None
    return title


def _is_deck(heading: Passage, then: Block) -> bool:
    """Whether a heading on lines of its own is a full sentence that reports what was done."""
    block = heading.block
    if block.role is not BlockRole.HEADING or not _FULL_STOP.search(block.text):
        return False
    runs_in = block.page == then.page and block.box.shared_height(then.box) > 0.5 * block.box.height
    return not runs_in and any(analyse(statement).reported for statement in statements(heading))


def theme_of(passage: Passage, themes: Themes) -> str | None:
    """The nearest heading that names a subject. Without one, the nearest heading.

    None if the heading is on an earlier page, for a call-out or for a statement in the reach of a lead-in of plans.
    """
    ended = passage.placed.reached and passage.section is Section.PLANS
    aside = passage.block.role is BlockRole.CALLOUT or ended
    if aside and not passage.placed.headed:
        return None
    own = folded(themes.title or "")
    # "About us" may follow the title so closely that it is read as its second part.
    above = [
        heading
        for heading in reversed(passage.block.heading_path)
        if folded(heading) and not (folded(heading) in own and section_of(heading, "heading") is None)
    ]
    return next((heading for heading in above if _names_subject(heading, themes)), above[0] if above else None)


def _names_subject(heading: str, themes: Themes) -> bool:
    return not _NO_SUBJECT.match(heading) and folded(heading) not in themes.decks
