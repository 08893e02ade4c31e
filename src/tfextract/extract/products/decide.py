"""Which of the candidates are titles: weighted features, the best first, without overlaps and repeats on a page."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tfextract.confidence import Weighed, weights
from tfextract.extract.evidence import folded
from tfextract.extract.products.features import DocumentContext, features_of, words_after, words_before
from tfextract.extract.products.spans import Typography
from tfextract.extract.products.suggest import ProductCandidate
from tfextract.extract.products.types import (
    ARTICLE,
    HEAD_END,
    PUBLICATION,
    ProductType,
    core_title,
    is_plural,
    leading_type,
    type_of_phrase,
    type_of_title,
)
from tfextract.rules import word_table

WORD = re.compile(r"\S+")
# An address is no title. A site is a product under its name: "Mill Watch", "millwatch.example".
ADDRESS = re.compile(r"https?://|www\.", re.IGNORECASE)
QUOTED = f"sign.{Typography.QUOTED}"
# The rule id in the evidence if no rule matched the span.
WEIGHED = "product.weighed"
# How many headings above a title may name its type ("Policy briefs").
TYPED_LINES = 2


@dataclass(frozen=True, slots=True)
class Decided:
    """A candidate that is taken for a title, with its type and its weighted features."""

    candidate: ProductCandidate
    type: ProductType
    rule_id: str
    weighed: Weighed


def surroundings(candidates: Sequence[ProductCandidate], texts: Sequence[str], title: str | None) -> DocumentContext:
    """`texts` are those of all blocks of the document."""
    names = {folded(ARTICLE.sub("", candidate.text)) for candidate in candidates}
    return DocumentContext(title, times_printed(names, [folded(text) for text in texts]))


def times_printed(names: Collection[str], texts: Sequence[str]) -> Counter[str]:
    """How often each name occurs in the texts, as whole words; two occurrences that share a blank count once.

    It looks only where the rarest word of a name occurs, instead of searching all texts for every name.
    """
    everything = "\n".join(f" {text} " for text in texts)
    places: dict[str, list[int]] = defaultdict(list)
    for match in WORD.finditer(everything):
        places[match[0]].append(match.start())
    tally: Counter[str] = Counter()
    for name in names:
        words = list(WORD.finditer(name))
        if not words:
            tally[name] = everything.count(f" {name} ")
            continue
        rarest = min(words, key=lambda word: len(places.get(word[0], ())))
        behind, times = 0, 0
        for place in places.get(rarest[0], ()):
            start = place - rarest.start() - 1
            if start >= behind and everything.startswith(f" {name} ", start):
                behind, times = start + len(name) + 2, times + 1
        tally[name] = times
    return tally


def decide(candidates: Sequence[ProductCandidate], around: DocumentContext) -> list[Decided]:
    """In the order of the candidates. Of equal titles on one page the most probable place is taken."""
    model = weights("product")
    weighed = [model.weigh(features_of(one, around)) for one in candidates]
    quoted = _by_block(one for one in candidates if QUOTED in one.features)
    certain = [one.certain and not _within(one, quoted[one.passage.block.block_no]) for one in candidates]
    named = [at for at, one in enumerate(candidates) if certain[at] or not _is_elsewhere(one.text)]
    likely = [at for at in named if weighed[at].probability >= model.threshold or certain[at]]
    likely.sort(key=lambda at: (not certain[at], not candidates[at].from_split_item, -weighed[at].probability))
    decided = [_decided(candidates[at], weighed[at]) for at in sorted(best_first(candidates, likely))]
    # A list may give a title without a type that a sentence of the page gives with one.
    types = {_name(one): title.type for one in candidates for title in one.titles if title.type is not PUBLICATION}
    return [
        replace(one, type=types.get(_name(one.candidate), PUBLICATION)) if one.type is PUBLICATION else one
        for one in decided
    ]


def _is_elsewhere(text: str) -> bool:
    """Whether it is an address, or only newspapers: "The Straits Times, Forbes and Wired"."""
    first = ARTICLE.sub("", text.split(",", maxsplit=1)[0]).replace("’", "'").casefold()
    return ADDRESS.match(text) is not None or first in word_table("product_types.toml", "press")


def _by_block(candidates: Iterable[ProductCandidate]) -> Mapping[int, list[ProductCandidate]]:
    blocks: dict[int, list[ProductCandidate]] = defaultdict(list)
    for one in candidates:
        blocks[one.passage.block.block_no].append(one)
    return blocks


def _within(candidate: ProductCandidate, quoted: Sequence[ProductCandidate]) -> bool:
    """Whether it overlaps a quotation that is at least as long: "Clean Decks" of “Clean Decks, Clean Seas”."""
    return any(one.overlaps(candidate) and one.end - one.start >= candidate.end - candidate.start for one in quoted)


def _name(candidate: ProductCandidate) -> tuple[int, str]:
    return candidate.page, core_title(candidate.text)


def best_first(candidates: Sequence[ProductCandidate], likely: Sequence[int]) -> list[int]:
    """The indices of `likely` (candidates, the best first) that neither overlap nor repeat an earlier one on the page.

    An entry of a list is no repeat.
    """
    taken: list[int] = []
    printed: set[tuple[int, str]] = set()
    for at in likely:
        one = candidates[at]
        name = _name(one)
        again = name in printed and not one.is_entry
        if not again and not any(one.overlaps(candidates[other]) for other in taken):
            printed.add(name)
            taken.append(at)
    return taken


def _decided(candidate: ProductCandidate, weighed: Weighed) -> Decided:
    best = max(candidate.titles, key=lambda title: (title.type is not PUBLICATION, title.confidence), default=None)
    kind = best.type if best is not None and best.type is not PUBLICATION else next(_types_of(candidate), PUBLICATION)
    # A title by a certain rule is at least as sure as the rule.
    sure = max((title.confidence for title in candidate.titles if title.certain), default=0.0)
    weighed = replace(weighed, confidence=max(weighed.confidence, sure))
    return Decided(candidate, kind, WEIGHED if best is None else best.rule_id, weighed)


def _types_of(candidate: ProductCandidate) -> Iterator[ProductType]:
    """Types by the title's own words, the words beside it and the lines above it, the nearest first."""
    own = type_of_title(candidate.text)
    if own is not None:
        yield own
    text, sentence = candidate.passage.block.text, candidate.sentence
    before = words_before(text[sentence.start : candidate.start])
    beside = type_of_phrase(before) if before else None
    if beside is not None:
        yield beside
    follows = leading_type(words_after(text[candidate.end : sentence.end]))
    if follows is not None:
        yield follows[1]
    passage = candidate.passage
    lines = [passage.placed.lead_in or "", *reversed(passage.block.heading_path[-TYPED_LINES:])]
    for line in lines:
        head = HEAD_END.split(line.rstrip(": "), maxsplit=1)[0]
        kind = type_of_phrase(head)
        # "Publications" above a list says nothing about the type of a title.
        if kind is not None and kind.name != PUBLICATION.name and is_plural(head):
            yield kind
    if "sign.site" in candidate.features:
        site = type_of_phrase("website")
        if site is not None:
            yield site
