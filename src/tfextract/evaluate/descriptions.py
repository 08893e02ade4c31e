"""Compares the description of a document with the gold file: title, publisher, language, year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from tfextract.evaluate.gold import GoldDocument
from tfextract.extract.gazetteer import fold, load_gazetteer
from tfextract.model import Document

ALIKE = 85.0
FIELDS = ("title", "publisher", "language", "year")


@dataclass(frozen=True, slots=True)
class Descriptions:
    """(right, asked) by field, and (field, slug, extracted, gold) of each error.

    If gold has no year, "not determined" is right.
    """

    right: tuple[tuple[str, tuple[int, int]], ...]
    wrong: tuple[tuple[str, str, str, str], ...]

    def figures(self) -> dict[str, float]:
        """Omits fields that no gold file has."""
        return {f"document_{name}": part / whole for name, (part, whole) in self.right if whole}


def titles_agree(text: str, gold: str) -> bool:
    """Similar, or all words of one are in the other: covers print subtitles and years that catalogues omit."""
    first, second = _plain(text), _plain(gold)
    return fuzz.ratio(first, second) >= ALIKE or fuzz.token_set_ratio(first, second) >= ALIKE


def publishers_agree(text: str, gold: str) -> bool:
    """`gold` may name several, separated by a slash. A short name and the full name are the same body."""
    parts = re.split(r"\s/\s|[()]", gold)
    return any(
        _body(text) == _body(part) or fuzz.token_set_ratio(_plain(text), _plain(part)) >= ALIKE for part in parts
    )


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text.casefold()).strip()


def _body(name: str) -> str:
    known = load_gazetteer().known.get(fold(name))
    return known.entity_id if known is not None else _plain(name)


def measure_descriptions(gold: Sequence[GoldDocument], documents: Mapping[str, Document]) -> Descriptions:
    """`documents` by slug."""
    counted = dict.fromkeys(FIELDS, (0, 0))
    wrong = []
    for doc in gold:
        for name, extracted, wanted, right in _judged(doc, documents[doc.slug]):
            counted[name] = (counted[name][0] + right, counted[name][1] + 1)
            if not right:
                wrong.append((name, doc.slug, str(extracted), str(wanted)))
    return Descriptions(tuple(counted.items()), tuple(wrong))


def _judged(gold: GoldDocument, read: Document) -> Iterator[tuple[str, object, object, bool]]:
    """(field, extracted, gold, right) for each field of the gold file."""
    title, publisher = read.title, read.publisher
    yield "title", title, gold.title, title is not None and titles_agree(title, gold.title)
    yield "publisher", publisher, gold.publisher, publisher is not None and publishers_agree(publisher, gold.publisher)
    yield "language", read.language, gold.language, read.language == gold.language
    if gold.asks_year:
        yield "year", read.report_year, gold.report_year, read.report_year == gold.report_year


def format_descriptions(measured: Descriptions, *, show: bool = False) -> str:
    shares = ", ".join(f"{name} {part} of {whole}" for name, (part, whole) in measured.right if whole)
    lines = [f"documents: {shares}"]
    if show:
        lines += [f"wrong   {name:13} {slug}: {text} ≠ {wanted}" for name, slug, text, wanted in measured.wrong]
    return "\n".join(lines)
