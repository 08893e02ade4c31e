"""Titles in running text: what a stretch's own words, and the words around it, say of its being a product."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from tfextract.extract.products.described import described
from tfextract.extract.products.extents import parted, without_partner
from tfextract.extract.products.headed import headed_titles
from tfextract.extract.products.linked import by_link, link_spans
from tfextract.extract.products.named import names_body
from tfextract.extract.products.own_words import by_own_words
from tfextract.extract.products.series import named_in_series
from tfextract.extract.products.spans import Sign, Title, TitleSpan, capitalised, italic, quoted, run_in
from tfextract.extract.products.surroundings import by_deploying, by_publishing, by_release, by_surroundings, title_of
from tfextract.extract.products.types import YEAR, type_of_phrase
from tfextract.extract.sentences import Sentence, split_sentences
from tfextract.extract.text import Passage
from tfextract.model import Link
from tfextract.rules import rules_of

SPEECH = re.compile(r"^(?:I|We|My|It|He|She|They|You|There|This|That|If|When|What|How|Yes|No)(?:[’']\w+)?\s")
MAX_SPEECH_WORDS = 30
OWN_WORDS = "product.capitals"
JOINED = re.compile(r"[”\"’'.,]*\s*(?:and|or|&)?\s*(?:the\s+)?[“\"‘']?")
# "Plan 2: …", "Recommendation 4: …" are sections as often.
LABEL = "product.label"


def running_titles(passage: Passage, links: Mapping[int, tuple[Link, ...]]) -> tuple[Title, ...]:
    """In text order; of two that overlap the one with the better sign. `links` are those of each page."""
    spans = _spans_of(passage, links)
    taken: list[Title] = []
    sentences = split_sentences(passage.block.text)
    for sentence, after in zip(sentences, (*sentences[1:], None), strict=True):
        for title in _of_sentence(passage, spans.within(sentence), sentence, "" if after is None else after.text):
            if not any(title.start < other.end and other.start < title.end for other in taken):
                taken.append(title)
    for title in headed_titles(passage):
        if not any(title.start < other.end and other.start < title.end for other in taken):
            taken.append(title)
    return tuple(sorted(taken, key=lambda title: title.start))


@dataclass(frozen=True, slots=True)
class _Spans:
    """Stretches in text order: what is set apart, what is capitalised, what is linked with where it leads."""

    marked: tuple[TitleSpan, ...]
    runs: tuple[TitleSpan, ...]
    anchors: tuple[tuple[TitleSpan, str], ...]

    def within(self, sentence: Sentence) -> _Spans:
        start, end = sentence.start, sentence.end
        return _Spans(
            _between(self.marked, start, end),
            tuple(span for span in _between(self.runs, start, end) if span.end <= end + 1),
            tuple(both for both in self.anchors if start <= both[0].start < end),
        )


def _between(spans: tuple[TitleSpan, ...], start: int, end: int) -> tuple[TitleSpan, ...]:
    return spans[bisect_left(spans, start, key=_start) : bisect_left(spans, end, key=_start)]


def _start(span: TitleSpan) -> int:
    return span.start


def _spans_of(passage: Passage, links: Mapping[int, tuple[Link, ...]]) -> _Spans:
    block, anchors = passage.block, link_spans(passage, links)
    marked = (*quoted(block.text), *italic(block), *run_in(block), *(span for span, _ in anchors))
    runs = tuple(capitalised(block.text, passage.doc))
    return _Spans(tuple(sorted(marked, key=_start)), tuple(sorted(runs, key=_start)), anchors)


def _of_sentence(passage: Passage, spans: _Spans, sentence: Sentence, after: str) -> Iterator[Title]:
    """The best signs first: what outright rules say, what is marked, what is capitalised, what is described."""
    yield from _outright(passage, sentence)
    yield from named_in_series(passage.block.text, sentence)
    before: Title | None = None
    for span in spans.marked:
        if _may_be_title(span):
            for title in _first(_of_marked(passage, span, sentence, before)):
                yield title
                before = title
    for span in spans.runs:
        for part in parted(without_partner(span)):
            yield from _first(_of_run(passage, part, sentence, after))
    for span, target in spans.anchors:
        linked = by_link(passage, span, target)
        if linked is not None:
            yield linked
    yield from (Title(*seen) for seen in described(passage, sentence))


def _first(found: Iterator[Title | None]) -> Iterator[Title]:
    title = next((title for title in found if title is not None), None)
    if title is not None:
        yield title


def _outright(passage: Passage, sentence: Sentence) -> Iterator[Title]:
    for rule in rules_of("product"):
        for match in rule.matches(sentence.text):
            kind = type_of_phrase(rule.value or match["type"])
            if kind is not None and (kind.sure or rule.id != LABEL) and not names_body(YEAR.sub("", match["title"])):
                start, end = match.span("title")
                yield title_of(passage.block.text, sentence.start + start, sentence.start + end, kind, rule)


def _of_marked(passage: Passage, span: TitleSpan, sentence: Sentence, before: Title | None) -> Iterator[Title | None]:
    """`before` is the marked title that was found last in the sentence."""
    text = passage.block.text
    if before is not None and JOINED.fullmatch(text, before.end, span.start) is not None:
        # "the guides “…” and “…”": what the first is, the second is, if its own words do not say it.
        own = type_of_phrase("publication") if before.rule_id == OWN_WORDS else None
        yield by_own_words(text, span, sentence)
        yield replace(before, start=span.start, end=span.end, text=span.text, type=own or before.type)
    yield by_surroundings(passage, span, sentence)
    if span.sign is not Sign.RUN_IN:
        yield by_own_words(passage.block.text, span, sentence)
        yield by_publishing(passage, span, sentence)


def _of_run(passage: Passage, span: TitleSpan, sentence: Sentence, after: str) -> Iterator[Title | None]:
    own = by_own_words(passage.block.text, span, sentence)
    around = by_surroundings(passage, span, sentence)
    # "the State of Weirs report": the small word after a name says its type better than one within it.
    yield around if around is not None and around.end > span.end else own
    yield around
    yield by_release(passage, span, sentence, after)
    yield by_deploying(passage, span, sentence)
    yield by_publishing(passage, span, sentence)


def _may_be_title(span: TitleSpan) -> bool:
    words = span.text.split()
    if not span.text[:1].isalnum() or span.text[:1].islower() or len(words) > MAX_SPEECH_WORDS:
        return False
    if span.text[:1].isdigit() and not any(char.isupper() for char in span.text):
        # "56 sec" beside the link to a video.
        return False
    return SPEECH.match(span.text) is None or sum(word[:1].isupper() for word in words) > len(words) / 2
