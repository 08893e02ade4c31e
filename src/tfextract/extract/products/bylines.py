"""Bylines: printed lines with authors and dates. They are no titles; under "Key papers" the text above each is one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from tfextract.extract.evidence import printed_lines
from tfextract.extract.numbers.lexicon import MONTH
from tfextract.extract.products.entries import is_statement
from tfextract.extract.products.named import distinctive
from tfextract.extract.products.spans import Title
from tfextract.extract.products.types import PUBLICATION, ProductType, is_plural, type_of_phrase, type_of_title
from tfextract.extract.sections import Section
from tfextract.extract.text import Passage
from tfextract.model import Block, BlockRole

RULE, PRIOR = "product.bylined", 0.9
LONGEST_TITLE = 30
_DEGREE = r"(?:Ph\.?\s?D|M\.?D|J\.?D|Ed\.?D|Dr\.?P\.?H|M\.?P\.?H|MBA|MSc|M\.?A|B\.?A|Esq|Jr|Sr|RN|CPA)\.?"
_NAME = (
    r"(?:(?:Dr|Prof|Professor|Mr|Mrs|Ms|Sir|Dame)\.?\s)?[A-Z][\w'’-]*\.?"
    r"(?:\s(?:[A-Z]\.|[A-Z][\w'’-]+|de|da|van|von|der|den|la|le|bin|al|el|y)){1,3}"
)
_ONE = rf"{_NAME}(?:,\s{_DEGREE})*"
_NAMES = rf"{_ONE}(?:(?:,?\s(?:and|&|with)\s|[,;]\s){_ONE}){{0,7}}(?:,?\set\sal\.?)?"
_DATE = rf"\(?(?:{MONTH}(?:\s\d{{1,2}})?,?\s(?:19|20)\d\d|\d{{1,2}}\s{MONTH},?\s(?:19|20)\d\d)\)?"
# A name alone may be a title. A month, a degree or "by" makes it a person's; a year does not ("Mills 2023").
BYLINE = re.compile(
    rf"(?:[Bb]y:?\s{_NAMES}(?:[,|–—-]?\s{_DATE})?|{_NAMES}\s?[,|–—·-]?\s{_DATE}|{_NAME}(?:,\s{_DEGREE})+)\s*[.,]?"
)

NAMES_CONTINUE = re.compile(r"(?:,|;|&|\band)\s*$")


def byline_spans(block: Block) -> list[tuple[int, int]]:
    """Start and end in the block's text of each byline: a printed line, or two if the names continue."""
    lines = printed_lines(block)
    spans: list[tuple[int, int]] = []
    for (start, end), following in zip_longest(lines, lines[1:]):
        if spans and start < spans[-1][1]:
            continue
        continues = following is not None and NAMES_CONTINUE.search(block.text, start, end) is not None
        for stop in (end, *((following[1],) if continues and following is not None else ())):
            if BYLINE.fullmatch(block.text, start, stop):
                spans.append((start, stop))
                break
    return spans


def bylined(passage: Passage) -> Iterator[Title]:
    """The titles of a list of works, each above its byline."""
    kind = _announced(passage)
    if kind is None or passage.block.role is BlockRole.HEADING:
        return
    text, start = passage.block.text, 0
    for byline_start, byline_end in byline_spans(passage.block):
        words = text[start:byline_start].strip(" .,:;–—-")
        at = text.find(words, start)
        start = byline_end
        if _may_be_title(words) and not is_statement(passage, at, at + len(words)):
            own = type_of_title(words)
            yield Title(at, at + len(words), words, own or kind, RULE, PRIOR, certain=True)


def _may_be_title(words: str) -> bool:
    return 0 < len(words.split()) <= LONGEST_TITLE and distinctive(words) > 0


def _announced(passage: Passage) -> ProductType | None:
    """The type of the entries, from a plural in the line or heading above the list.

    Publication in a section of products; else None.
    """
    for line in (passage.placed.lead_in or "", *reversed(passage.block.heading_path[-1:])):
        kind = type_of_phrase(line) or type_of_title(line)
        if kind is not None and is_plural(line):
            return kind
    return PUBLICATION if passage.section is Section.PRODUCTS else None
