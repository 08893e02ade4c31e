"""Titles in running text: what a stretch's own words, and the words around it, say of its being a product."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfextract.extract.products.described import described
from tfextract.extract.products.extents import parted, without_partner
from tfextract.extract.products.own_words import by_own_words
from tfextract.extract.products.spans import Sign, Title, TitleSpan, capitalised, italic, quoted, run_in
from tfextract.extract.products.surroundings import by_publishing, by_release, by_surroundings, title_of
from tfextract.extract.products.types import type_of_phrase
from tfextract.extract.sentences import Sentence, split_sentences
from tfextract.extract.text import Passage
from tfextract.rules import rules_of

SPEECH = re.compile(r"^(?:I|We|My|It|He|She|They|You|There|This|That|If|When|What|How|Yes|No)(?:[’']\w+)?\s")
MAX_SPEECH_WORDS = 30
# "Plan 2: …", "Recommendation 4: …" are sections as often.
LABEL = "product.label"


def running_titles(passage: Passage) -> tuple[Title, ...]:
    """In text order; of two that overlap the one with the better sign."""
    text = passage.block.text
    taken: list[Title] = []
    sentences = split_sentences(text)
    for sentence, after in zip(sentences, (*sentences[1:], None), strict=True):
        for title in _of_sentence(passage, sentence, "" if after is None else after.text):
            if not any(title.start < other.end and other.start < title.end for other in taken):
                taken.append(title)
    return tuple(sorted(taken, key=lambda title: title.start))


def _of_sentence(passage: Passage, sentence: Sentence, after: str) -> Iterator[Title]:
    text = passage.block.text
    inside = sentence.start, sentence.end
    marked = [
        span
        for span in (*quoted(text), *italic(passage.block), *run_in(passage.block))
        if inside[0] <= span.start < inside[1] and _may_be_title(span)
    ]
    runs = [
        part
        for span in capitalised(text, passage.doc)
        if inside[0] <= span.start and span.end <= inside[1] + 1
        for part in parted(without_partner(span))
    ]
    for rule in rules_of("product"):
        for match in rule.matches(sentence.text):
            kind = type_of_phrase(rule.value or match["type"])
            if kind is not None and (kind.sure or rule.id != LABEL):
                start, end = match.span("title")
                yield title_of(text, sentence.start + start, sentence.start + end, kind, rule)
    for span in marked:
        found = by_surroundings(passage, span, sentence)
        if found is None and span.sign is not Sign.RUN_IN:
            found = by_own_words(text, span, sentence) or by_publishing(passage, span, sentence)
        if found is not None:
            yield found
    for span in runs:
        found = by_own_words(text, span, sentence) or by_surroundings(passage, span, sentence)
        found = found or by_release(passage, span, sentence, after) or by_publishing(passage, span, sentence)
        if found is not None:
            yield found
    yield from (Title(*seen) for seen in described(passage, sentence))


def _may_be_title(span: TitleSpan) -> bool:
    words = span.text.split()
    if not span.text[:1].isalnum() or span.text[:1].islower() or len(words) > MAX_SPEECH_WORDS:
        return False
    return SPEECH.match(span.text) is None or sum(word[:1].isupper() for word in words) > len(words) / 2
