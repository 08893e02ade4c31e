"""Training examples for the sentence encoder: statements and spans of the annotated pages, with the annotator's
verdict."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from bench.train_results import judged_statements
from tfextract.confidence import log_odds
from tfextract.encoder import Pair, Task
from tfextract.evaluate import GoldDocument
from tfextract.evaluate.gold import GoldProduct
from tfextract.extract.evidence import folded, page_of
from tfextract.extract.nlp import load_nlp
from tfextract.extract.pairs import statement_pair, title_pair
from tfextract.extract.products.suggest import ProductCandidate, candidates
from tfextract.extract.statement_features import Features
from tfextract.extract.text import Passage, read_footnotes, read_passages
from tfextract.model import Layout, Link
from tfextract.settings import load_settings

# The similarity from which a span is the title, and up to which it is none. Between them it is not used.
TITLE, NO_TITLE = 90.0, 70.0


@dataclass(frozen=True, slots=True)
class Example:
    """`right` is None if it is not used for learning. `today` is the log odds without the encoder, None if there are
    none."""

    task: Task
    slug: str
    publisher: str
    page: int
    block_no: int
    start: int
    end: int
    pair: Pair
    right: bool | None
    features: Features = field(default_factory=dict)
    today: float | None = None


def group_of(gold: GoldDocument) -> str:
    """The first word of a slug is its publisher's short name, the same in every folder of annotations."""
    return gold.slug.split("-")[0]


def asks(gold: GoldDocument, kind: str) -> bool:
    """Whether the pages were annotated with facts of this kind."""
    kinds = json.loads(gold.source.read_text("utf-8")).get("kinds")
    return kinds is None or kind in kinds


def read_examples(gold: Sequence[GoldDocument], layout_of: Callable[[GoldDocument], Layout]) -> Iterator[Example]:
    """A document that was annotated twice is read once, with what either annotation has."""
    nlp = load_nlp(load_settings().spacy_model)
    for slug in dict.fromkeys(one.slug for one in gold):
        same = [one for one in gold if one.slug == slug]
        layout = layout_of(same[0])
        near = {page.page - back for one in same for page in one.pages for back in (0, 1)}
        passages = read_passages(layout.blocks, nlp, near)
        for one in same:
            if asks(one, "achievements"):
                yield from _statements(one, passages)
        links = {page.page: page.links for page in layout.pages}
        yield from _titles(same, (*passages, *read_footnotes(layout.blocks)), links)


def _statements(gold: GoldDocument, passages: Sequence[Passage]) -> Iterator[Example]:
    for statement, page, features, right in judged_statements(gold, passages):
        place = (gold.slug, group_of(gold), page, statement.block.block_no, statement.start, statement.end)
        yield Example(Task.ACHIEVEMENT, *place, statement_pair(statement), right, features)


def _titles(
    same: Sequence[GoldDocument], passages: Sequence[Passage], links: Mapping[int, tuple[Link, ...]]
) -> Iterator[Example]:
    pages: dict[int, list[GoldProduct]] = {}
    for one in same:
        if asks(one, "products"):
            for page in one.pages:
                pages.setdefault(page.page, []).extend(page.products)
    suggested: defaultdict[int, list[ProductCandidate]] = defaultdict(list)
    for candidate in candidates(passages, links):
        suggested[candidate.passage.block.block_no].append(candidate)
    for passage in passages:
        block = passage.block
        known = {
            (one.start, one.end): log_odds(max(title.confidence for title in one.titles))
            for one in suggested[block.block_no]
            if one.titles
        }
        judged = []
        for start, end in [(one.start, one.end) for one in suggested[block.block_no]]:
            at = page_of(block, start, end)
            if at in pages:
                judged.append((start, end, at, likeness(block.text[start:end], pages[at])))
        right = [(start, end) for start, end, _, (wanted, _) in judged if wanted >= TITLE]
        for start, end, at, (wanted, optional) in judged:
            beside = any(start < last and first < end for first, last in right) and wanted < TITLE
            reported = True if wanted >= TITLE else None if beside or max(wanted, optional) >= NO_TITLE else False
            place = (same[0].slug, group_of(same[0]), at, block.block_no, start, end)
            pair = title_pair(block, start, end)
            yield Example(Task.TITLE, *place, pair, reported, today=known.get((start, end)))


def likeness(text: str, products: Sequence[GoldProduct]) -> tuple[float, float]:
    """The similarity to the nearest required title, and to the nearest optional one, 0 to 100."""
    best = {True: 0.0, False: 0.0}
    for product in products:
        alike = max(fuzz.ratio(folded(title), folded(text)) for title in product.titles)
        best[product.optional] = max(best[product.optional], alike)
    return best[False], best[True]
