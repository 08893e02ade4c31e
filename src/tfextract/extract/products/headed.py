"""Names that a heading prints and the text under it takes up: "**Wet Boots** … The series has nine parts"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfextract.extract.products.named import distinctive, is_taken, said_by
from tfextract.extract.products.spans import Sign, Title, TitleSpan
from tfextract.extract.products.surroundings import by_surroundings, title_of
from tfextract.extract.products.types import ProductType, type_of_phrase
from tfextract.extract.sections import section_of
from tfextract.extract.sentences import Sentence, split_sentences
from tfextract.extract.text import Passage
from tfextract.rules import Rule, rules_of

MOST_WORDS = 8
# How far into the block the name must come: later it is one thing among others.
REACH = 160


def headed_titles(passage: Passage) -> Iterator[Title]:
    """The name is the heading, or what stands before its colon; its first mention in the block is the title's place."""
    text = passage.block.text
    for name in _names(passage):
        at = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text[: REACH + len(name)])
        if at is None:
            continue
        sentences = split_sentences(text)
        number = next(n for n, sentence in enumerate(sentences) if at.start() < sentence.end)
        span = TitleSpan(at.start(), at.end(), name, Sign.ITALIC)
        found = by_surroundings(passage, span, sentences[number])
        if found is None:
            told = _told(name, text[at.end() : sentences[number].end], sentences[number + 1 :])
            found = None if told is None else title_of(text, at.start(), at.end(), *told)
        if found is not None:
            yield found
            return


def _names(passage: Passage) -> Iterator[str]:
    heading = passage.block.heading
    if heading is None or section_of(heading, "heading") is not None:
        return
    for name in dict.fromkeys((heading.strip(), heading.split(":", 1)[0].strip())):
        fits = 0 < len(name.split()) <= MOST_WORDS and name != name.lower().capitalize()
        if (fits or "." in name.strip(".")) and not is_taken(name) and distinctive(name) > 0:
            yield name


def _told(name: str, rest: str, after: tuple[Sentence, ...]) -> tuple[ProductType, Rule] | None:
    """The type that a later sentence of the block takes the name up by ("The podcast …"), or a verb beside it."""
    for sentence in after:
        told = said_by("product_after", sentence.text)
        if told is not None:
            return told
    told = said_by("product_headed", rest)
    if told is not None:
        return told
    own = type_of_phrase(name)
    if own is not None and own.sure:
        return own, rules_of("product_headed")[0]
    return None
