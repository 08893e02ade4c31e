"""Suggesters of titles: each gives spans of a passage that may be a product's title, with a feature.

A span from several suggesters is one candidate with all their features. Nothing is decided here: spans that overlap
are separate candidates, and what rules and grammar give are features for `decide`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tfextract.extract.evidence import page_of
from tfextract.extract.products.bylines import byline_spans, bylined
from tfextract.extract.products.described import described
from tfextract.extract.products.entries import ENTRY_RULES, entry_of, listed
from tfextract.extract.products.extents import over_list, over_subtitle, split_joined, without_partner
from tfextract.extract.products.linked import by_link, link_spans
from tfextract.extract.products.named import names_body
from tfextract.extract.products.own_words import by_own_words
from tfextract.extract.products.spans import Title, TitleSpan, Typography, capitalised, italic, quoted, run_in
from tfextract.extract.products.surroundings import by_publishing, by_surroundings, title_of
from tfextract.extract.products.types import YEAR, ProductType, leading_type, type_of_phrase
from tfextract.extract.sentences import Sentence, split_sentences
from tfextract.extract.text import Passage
from tfextract.model import BlockRole, Link
from tfextract.rules import rules_of

# The rule that splits a list item with several entries.
SPLIT = "product.split"
# "Plan 2: …", "Recommendation 4: …" are as often sections.
LABEL = "product.label"
# A whole block of more words is a statement.
LONGEST_WHOLE = 34
# "Lake Watch app", "Mill Log v2 software": lower-case words after a name, the last one a type.
TYPE_AFTER = re.compile(r"(?:\s[a-z][\w-]+){1,3}")
# A site by its address, as a name in the text: "millwatch.example".
SITE = re.compile(
    r"(?<![\w@./-])(?:https?://)?(?:www\.)?[A-Za-z][\w-]+(?:\.[A-Za-z][\w-]+)*\.(?:org|com|net|fm|io|info|edu|int|gov|dev|ngo|eu|uk)(?:\.[a-z]{2})?(?:/[\w/.-]*)?(?![\w@])"
)
# "Miller, A. (2014). Wheels at rest. Mill Review 4:2": the title is between the year and the next full stop.
CITED = re.compile(
    r"\(?\b(?:19|20)\d\d[a-z]?\)?[.,:]\s+[“\"‘']?(?P<title>[A-Z][^.?!“”]{12,220}\??)(?=[.?!,]?[”\"’']?(?:\s|$))"
)
# "Wheels at rest: https://…", "Wheels at rest, www.…": words before an address.
ADDRESSED = re.compile(r"(?:^|(?<=[.;!?]\s)|(?<=[•:]\s))(?P<title>[^.;!?•]{8,160}?)[,.:;]?\s+\(?(?:https?://|www\.)")
# "Video 2: Wheels at rest", "No. 34, March 2024: “…”", "7 Wheels at rest": a number before a title in a list.
NUMBER_BEFORE = re.compile(r"^(?:No\.\s*)?\d{1,3}[.):,]?\s+(?=[A-Z“])")
# Names of software in lower case: "mill-log", "lake2wheel", "weir.js".
CODE_NAME = re.compile(r"(?<![\w/@.-])[a-z][a-z0-9]*(?:[-_.](?=[a-z0-9]*[0-9a-z])[a-z0-9]+)*(?=\s[a-z]+)")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`title` is the result of a rule or the grammar; None if only the typography suggests the span."""

    start: int
    end: int
    feature: str
    title: Title | None = None


@dataclass(frozen=True, slots=True)
class ProductCandidate:
    """The span `start` to `end` of the passage's block, with the features that suggested it and the titles by rules."""

    passage: Passage
    start: int
    end: int
    text: str
    sentence: Sentence
    features: frozenset[str]
    titles: tuple[Title, ...]

    @property
    def is_entry(self) -> bool:
        """Whether it is an entry of a list of products."""
        return any(title.rule_id in ENTRY_RULES for title in self.titles)

    @property
    def from_split_item(self) -> bool:
        """Whether it is one of several entries of one list item; it goes before spans within it."""
        return SPLIT in self.features

    @property
    def certain(self) -> bool:
        """Whether a rule marked as certain gives it as a title."""
        return any(title.certain for title in self.titles)

    @property
    def place(self) -> tuple[int, int]:
        return self.passage.block.block_no, self.start

    @property
    def page(self) -> int:
        return page_of(self.passage.block, self.start, self.end)

    def overlaps(self, other: ProductCandidate) -> bool:
        same = self.passage.block is other.passage.block
        return same and self.start < other.end and other.start < self.end

    def feature_names(self) -> frozenset[str]:
        """The names of its features; that of a rule begins with "rule:"."""
        return frozenset(
            feature if feature.split(".")[0] != "product" else f"rule:{feature}" for feature in self.features
        )


def candidates(passages: Sequence[Passage], links: Mapping[int, tuple[Link, ...]]) -> list[ProductCandidate]:
    """In text order."""
    product_candidates: list[ProductCandidate] = []
    for passage in passages:
        sentences = split_sentences(passage.block.text)
        suggested = _without_bylines(passage, _suggestions(passage, sentences, links))
        product_candidates += _merged(passage, suggested, sentences)
    return product_candidates


def _without_bylines(passage: Passage, suggested: Iterator[Suggestion]) -> tuple[Suggestion, ...]:
    """The suggestions without those that overlap a byline: authors and dates are no part of a title."""
    spans = byline_spans(passage.block)
    return tuple(one for one in suggested if not any(one.start < end and start < one.end for start, end in spans))


def _merged(
    passage: Passage, suggested: Sequence[Suggestion], sentences: tuple[Sentence, ...]
) -> Iterator[ProductCandidate]:
    text = passage.block.text
    together: dict[tuple[int, int], list[Suggestion]] = {}
    for one in suggested:
        if any(char.isalpha() for char in text[one.start : one.end]):
            together.setdefault((one.start, one.end), []).append(one)
    for (start, end), ones in sorted(together.items()):
        titles = tuple(one.title for one in ones if one.title is not None)
        yield candidate_at(passage, start, end, frozenset(one.feature for one in ones), titles, sentences)


def candidate_at(
    passage: Passage,
    start: int,
    end: int,
    features: frozenset[str],
    titles: tuple[Title, ...] = (),
    sentences: tuple[Sentence, ...] | None = None,
) -> ProductCandidate:
    """`sentences` are those of the passage's block, if the caller has them."""
    text = passage.block.text
    sentences = sentences or split_sentences(text)
    sentence = next((each for each in sentences if start < each.end), sentences[-1])
    return ProductCandidate(passage, start, end, text[start:end], sentence, features, titles)


def _suggestions(
    passage: Passage, sentences: Sequence[Sentence], links: Mapping[int, tuple[Link, ...]]
) -> Iterator[Suggestion]:
    block, text = passage.block, passage.block.text
    yield from _whole(passage)
    anchors = link_spans(passage, links)
    marked = (*quoted(text), *italic(block), *run_in(block), *(span for span, _ in anchors))
    runs = tuple(capitalised(text, passage.doc))
    for span in marked:
        yield Suggestion(span.start, span.end, f"sign.{span.typography}")
    for span in runs:
        yield from _of_run(text, span)
    for pattern, feature in ((CITED, "sign.cited"), (ADDRESSED, "sign.addressed")):
        for match in pattern.finditer(text):
            start, end = match.span("title")
            yield Suggestion(start, end, feature)
    for match in SITE.finditer(text):
        yield Suggestion(match.start(), match.end(), "sign.site")
        yield from _with_type(text, match.start(), match.end(), "sign.site_type")
    for match in CODE_NAME.finditer(text):
        if any(char.isdigit() or char in "-_." for char in match[0]):
            yield from _with_type(text, match.start(), match.end(), "sign.code_name", alone=True)
    if block.role is not BlockRole.HEADING:
        for sentence in sentences:
            yield from _ruled(passage, sentence, marked, runs, anchors)
        for title in (*listed(passage), *bylined(passage)):
            yield _of_title(title)


def _of_title(title: Title) -> Suggestion:
    return Suggestion(title.start, title.end, title.rule_id, title)


def _whole(passage: Passage) -> Iterator[Suggestion]:
    """The whole block, the title in it if it is an entry of a list, and its parts around a colon or a number."""
    block = passage.block
    text = block.text.rstrip(" .:;")
    if len(text.split()) > LONGEST_WHOLE:
        return
    yield Suggestion(0, len(text), f"whole.{block.role}")
    title = entry_of(block.text, 0, len(block.text))
    yield Suggestion(title.start, title.end, f"entry.{block.role}")
    number = NUMBER_BEFORE.match(text)
    if number is not None:
        yield Suggestion(number.end(), len(text), "whole.after_number")
    colon = re.match(r"(?P<before>[^:]{2,80}):\s+", text)
    if colon is not None:
        yield Suggestion(0, colon.end("before"), "whole.before_colon")
        yield Suggestion(colon.end(), len(text), "whole.after_colon")


def _of_run(text: str, span: TitleSpan) -> Iterator[Suggestion]:
    for part in split_joined(without_partner(span)):
        yield Suggestion(part.start, part.end, "sign.run")
        end = over_list(text, over_subtitle(text, part.end), f"{part.text} of")
        if end > part.end:
            yield Suggestion(part.start, end, "run.subtitle")
        yield from _with_type(text, part.start, part.end, "run.type_after")


def _with_type(text: str, start: int, end: int, feature: str, *, alone: bool = False) -> Iterator[Suggestion]:
    """The name with lower-case words after it, the last of which names a type: "Lake Watch app"."""
    after = TYPE_AFTER.match(text, end)
    if after is None:
        return
    words = after[0].split()
    hit = leading_type(words)
    if hit is not None:
        yield Suggestion(start, end + len(" ".join(words[: hit[0]])) + 1, feature)
        if alone:
            yield Suggestion(start, end, feature)


def _ruled(
    passage: Passage,
    sentence: Sentence,
    marked: Sequence[TitleSpan],
    runs: Sequence[TitleSpan],
    anchors: Sequence[tuple[TitleSpan, str]],
) -> Iterator[Suggestion]:
    """The titles in the sentence by rules and grammar."""
    text = passage.block.text
    titles: list[Title | None] = [*_outright(passage, sentence)]
    for span in marked:
        if sentence.start <= span.start < sentence.end:
            titles.append(by_surroundings(passage, span, sentence))
            if span.typography is not Typography.RUN_IN:
                titles += [by_own_words(text, span, sentence), by_publishing(passage, span, sentence)]
    for run in runs:
        if sentence.start <= run.start and run.end <= sentence.end + 1:
            for part in split_joined(without_partner(run)):
                titles += _of_part(passage, part, sentence)
    titles += [by_link(passage, span, to) for span, to in anchors if sentence.start <= span.start < sentence.end]
    titles += [Title(*known) for known in described(passage, sentence)]
    yield from (_of_title(title) for title in titles if title is not None)


def _of_part(passage: Passage, part: TitleSpan, sentence: Sentence) -> list[Title | None]:
    return [
        by_own_words(passage.block.text, part, sentence),
        by_surroundings(passage, part, sentence),
        by_publishing(passage, part, sentence),
    ]


def _outright(passage: Passage, sentence: Sentence) -> Iterator[Title]:
    for rule in rules_of("product"):
        for match in rule.matches(sentence.text):
            kind: ProductType | None = type_of_phrase(rule.value or match["type"])
            if kind is not None and (kind.sure or rule.id != LABEL) and not names_body(YEAR.sub("", match["title"])):
                start, end = match.span("title")
                yield title_of(passage.block.text, sentence.start + start, sentence.start + end, kind, rule)
