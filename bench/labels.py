"""Labels of pages beside the gold files: which statements are results, and what the numbers claim.

The labels are of pages that the gold files of known documents leave out, read once each by the guidelines of the gold
files. They teach, and measure nothing. The folder bench/labels has a JSON file for each document. It has no text of a
page: a statement is named by the SHA-256 of its words, a number by its page, its value and how many of that value are
before it on the page.

    {"sha256": "…", "publisher": "…", "pages": {"7": {"results": {"4f3c…": "required"},
     "numbers": [[40.0, 0, "achieved/context", "in_period"]]}}}
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench.train_counts import numbers_of
from bench.training import Asked, ReadGold, read_gold
from tfextract.evaluate.gold import GoldAchievement, GoldCount, GoldDocument, GoldPage
from tfextract.evaluate.scoring import collapsed
from tfextract.extract.evidence import page_of
from tfextract.extract.text import Passage, statements
from tfextract.model import Count

FOLDER = Path(__file__).parent / "labels"
# Digits of the hash of a statement's words.
DIGITS = 16
REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class LabelledNumber:
    """`before` is how many numbers of the same value are read before it on the page. The first of `claims` is best."""

    value: float
    before: int
    claims: tuple[str, ...]
    basis: str | None


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """`results` maps the hashes of statements that are results to whether they are required."""

    page: int
    results: Mapping[str, bool]
    numbers: tuple[LabelledNumber, ...]


@dataclass(frozen=True, slots=True)
class LabelledDocument:
    slug: str
    sha256: str
    publisher: str
    pages: tuple[LabelledPage, ...]
    source: Path


def hash_of(text: str) -> str:
    return hashlib.sha256(collapsed(text).casefold().encode()).hexdigest()[:DIGITS]


def load_labels(folder: Path = FOLDER) -> Iterator[LabelledDocument]:
    for path in sorted(folder.glob("*.json")):
        read = json.loads(path.read_text("utf-8"))
        pages = tuple(
            LabelledPage(
                int(page),
                {digest: kind == REQUIRED for digest, kind in labels["results"].items()},
                tuple(
                    LabelledNumber(value, before, tuple(claims.split("/")), basis)
                    for value, before, claims, basis in labels["numbers"]
                ),
            )
            for page, labels in read["pages"].items()
        )
        yield LabelledDocument(path.stem, read["sha256"], read["publisher"], pages, path)


def bare_gold(labelled: LabelledDocument) -> GoldDocument:
    """The document with its pages and nothing on them: what is needed to find and read the PDF."""
    pages = tuple(GoldPage(page.page, (), (), ()) for page in labelled.pages)
    return GoldDocument(
        labelled.slug, labelled.sha256, labelled.publisher, "", "en", pages, labelled.source, asks_year=True
    )


def gold_of(labelled: LabelledDocument, passages: Sequence[Passage], counts: Sequence[Count]) -> GoldDocument:
    """The labels as annotations, with the words that were read from the PDF."""
    made = [
        GoldPage(
            page.page,
            tuple(_counts(page, [count for count in counts if count.page == page.page])),
            (),
            tuple(_results(page, passages)),
        )
        for page in labelled.pages
    ]
    return replace(bare_gold(labelled), pages=tuple(made))


def _results(page: LabelledPage, passages: Iterable[Passage]) -> Iterator[GoldAchievement]:
    for passage in passages:
        for statement in statements(passage):
            if page_of(statement.block, statement.start, statement.end) == page.page:
                required = page.results.get(hash_of(statement.text))
                if required is not None:
                    yield GoldAchievement(statement.text, (None,), optional=not required)


def _counts(page: LabelledPage, counts: Sequence[Count]) -> Iterator[GoldCount]:
    labels = {(number.value, number.before): number for number in page.numbers}
    met: Counter[float] = Counter()
    for count in counts:
        label = labels.get((count.value, met[count.value]))
        met[count.value] += 1
        if label is not None:
            yield GoldCount(
                value=count.value,
                kind=str(count.kind),
                unit=count.unit or "",
                qualifier=str(count.qualifier),
                quote=count.quote,
                value_high=count.value_high,
                units=(count.unit or "",),
                claims=label.claims,
                basis=label.basis,
                optional=False,
            )


def read_labelled(folders: Sequence[Path]) -> Iterator[ReadGold]:
    """The labelled documents with their PDFs read. `folders` contain the PDFs."""
    for labelled in load_labels():
        [one] = read_gold([bare_gold(labelled)], folders)
        yield replace(one, gold=gold_of(labelled, one.passages, numbers_of(one).counts))


def read_taught(gold: Sequence[GoldDocument], given: Asked) -> list[ReadGold]:
    """The annotated documents, and the labelled ones if the option asks for them."""
    return [*read_gold(gold, given.pdfs), *(read_labelled(given.pdfs) if given.labels else ())]
