"""Titles marked by a hyperlink: its words name a type, or its target is an address of publications."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from tfextract.extract.products.named import distinctive, is_known, names_body, type_rule
from tfextract.extract.products.own_words import ACTED_ON
from tfextract.extract.products.spans import Title, TitleSpan, linked
from tfextract.extract.products.surroundings import title_of
from tfextract.extract.products.types import ARTICLE, HEAD_END, ProductType, is_plural, names_other, type_of_phrase
from tfextract.extract.text import Passage
from tfextract.extract.tokens import token_starting
from tfextract.model import Link

# More words are a whole sentence that is linked.
LONGEST = 18
FEWEST_WORDS = 3
POINTING = re.compile(r"(?:this|that|these|those|more|here|read|see|learn)\b", re.IGNORECASE)
FEWEST_CAPITALS = 2
OPENING = re.compile(
    r"(?:(?:[Tt]he|[Aa]n?|[Oo]ur|[Ii]ts|[Tt]heir)\s+)?(?:(?:full|new|latest|first|updated|complete)\s+)+"
)


def link_spans(passage: Passage, links: Mapping[int, tuple[Link, ...]]) -> tuple[tuple[TitleSpan, str], ...]:
    """The linked spans of the block with their targets, without printed addresses."""
    results = linked(passage.block, links)
    return tuple(
        (_bare(span), target)
        for span, target in results
        if not _is_address(span.text) and len(span.text) > FEWEST_WORDS
    )


def _bare(span: TitleSpan) -> TitleSpan:
    """The span without an article and adjectives of praise: "the full Mill Report"."""
    lead = OPENING.match(span.text)
    if lead is None or lead.end() == len(span.text):
        return span
    return replace(span, start=span.start + lead.end(), text=span.text[lead.end() :])


def by_link(passage: Passage, span: TitleSpan, target: str) -> Title | None:
    text = passage.block.text
    article = ARTICLE.match(span.text)
    start = span.start + (0 if article is None else article.end())
    words = text[start : span.end]
    if len(words.split()) > LONGEST or is_known(words) or names_body(words) or _opens_with_verb(passage, start):
        return None
    head = HEAD_END.split(words, maxsplit=1)[0]
    kind = type_of_phrase(f"web {head}" if head.endswith("page") else head)
    if kind is not None and _names_one(words, head, kind):
        return Title(start, span.end, words, kind, "product.linked", 0.65)
    reported = type_rule("product_target", target) if _is_title(words) else None
    return None if reported is None else title_of(text, start, span.end, *reported)


def _names_one(words: str, head: str, kind: ProductType) -> bool:
    """Whether the words name one product: "study of nine mills", "Mill report", but not "live video"."""
    long = len(words.split()) >= FEWEST_WORDS
    informative = distinctive(words) > (0 if long or any(char.isupper() for char in words) else 1)
    if POINTING.match(words):
        return False
    capitals = sum(word[:1].isupper() for word in words.split())
    if not kind.sure and head == words and capitals < FEWEST_CAPITALS:
        # "software peer review" is an activity; "study of nine mills" is a product.
        return False
    bodies = any(names_other(part) for part in words.split())
    return informative and (kind.sure or (long and not bodies)) and not is_plural(head) and ACTED_ON.match(head) is None


def _opens_with_verb(passage: Passage, start: int) -> bool:
    """ "published a first evaluation": whether a verb opens the link, which is then no title."""
    first = None if passage.doc is None else token_starting(passage.doc, start)
    if first is None or first.i + 1 >= len(first.doc):
        return False
    return first.tag_ in ("VB", "VBD", "VBP", "VBZ") or (first.tag_ == "VBN" and first.nbor().pos_ == "DET")


def _is_title(words: str) -> bool:
    """Whether it has three words or more, begins with a capital and names no event or organisation."""
    parts = words.split()
    bodies = any(names_other(part) for part in parts)
    return len(parts) >= FEWEST_WORDS and words[:1].isupper() and not bodies and distinctive(words) > 1


def _is_address(words: str) -> bool:
    return " " not in words and ("/" in words or "." in words or "@" in words)
