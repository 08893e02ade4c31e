"""Fits the weights of products' titles from annotated pages: `python -m bench.train_products --gold DIR --pdfs DIR`.

Writes src/tfextract/rules/product_weights.toml (numbers, slugs and hashes) and the section on products of
docs/calibration.md. All reported figures are leave-one-publisher-out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz

from bench.encoder_rows import group_of
from bench.train_results import Measured
from bench.training import (
    Asked,
    Numbers,
    Row,
    asked,
    calibrate,
    calibration_table,
    common_names,
    fit,
    model_text,
    odds_folded,
    provenance,
    write_section,
)
from tfextract.evaluate import GoldDocument, find_pdfs, load_gold
from tfextract.evaluate.gold import GoldProduct
from tfextract.evaluate.scoring import ALIKE, collapsed
from tfextract.extract.nlp import load_nlp
from tfextract.extract.products.decide import best_first, surroundings
from tfextract.extract.products.features import features_of
from tfextract.extract.products.suggest import ProductCandidate, candidates
from tfextract.extract.text import read_footnotes, read_passages
from tfextract.layout import read_layout
from tfextract.settings import load_settings
from tfextract.sources import digest

if TYPE_CHECKING:
    from spacy.language import Language

WEIGHTS = Path(__file__).parents[1] / "src" / "tfextract" / "rules" / "product_weights.toml"
PRIOR = {"bias": -3.0}
# A feature of fewer publishers says more about them than about titles.
FEWEST_PUBLISHERS = 10


@dataclass(frozen=True, slots=True)
class WeighedTitle:
    """A candidate on an annotated page; `of` is the index of the annotated title that it is like, None if of none."""

    document: int
    candidate: ProductCandidate
    row: Row
    of: int | None


def read_document(number: int, gold: GoldDocument, path: Path, nlp: Language | None) -> list[WeighedTitle]:
    layout = read_layout(path.read_bytes(), path.name, digest(path)[0])
    near = {page.page - back for page in gold.pages for back in (0, 1)}
    passages = (*read_passages(layout.blocks, nlp, near), *read_footnotes(layout.blocks))
    product_candidates = candidates(passages, {page.page: page.links for page in layout.pages})
    around = surroundings(product_candidates, [block.text for block in layout.blocks], gold.title)
    pages = {page.page: page.products for page in gold.pages}
    weighed_titles = []
    for one in product_candidates:
        if one.page in pages:
            of, right = judged(one.text, pages[one.page])
            weighed_titles.append(WeighedTitle(number, one, Row(group_of(gold), features_of(one, around), right), of))
    return weighed_titles


def judged(text: str, products: Sequence[GoldProduct]) -> tuple[int | None, bool | None]:
    """Which annotated title a span is, and whether it is right: None if that is optional."""
    alike = [
        (max(fuzz.ratio(collapsed(text), collapsed(title)) for title in one.titles), not one.optional, at)
        for at, one in enumerate(products)
    ]
    best = max(alike, default=(0.0, False, 0))
    return (None, False) if best[0] < ALIKE else (best[2], True if best[1] else None)


def measure(
    weighed_titles: Sequence[WeighedTitle], gold: Sequence[GoldDocument], odds: Numbers, threshold: float
) -> Measured:
    """Page by page as in the extraction: the best first, from the threshold on."""
    likely: defaultdict[int, list[int]] = defaultdict(list)
    for at in np.argsort(-odds, kind="stable"):
        if 1 / (1 + np.exp(-odds[at])) >= threshold:
            likely[weighed_titles[at].document].append(int(at))
    given = right = wanted = 0
    for number, document in enumerate(gold):
        own = [at for at, one in enumerate(weighed_titles) if one.document == number]
        first = own[0] if own else 0
        taken = [
            first + at
            for at in best_first([weighed_titles[at].candidate for at in own], [at - first for at in likely[number]])
        ]
        got = {
            (weighed_titles[at].candidate.page, weighed_titles[at].of)
            for at in taken
            if weighed_titles[at].of is not None
        }
        extra = sum(weighed_titles[at].of is None for at in taken)
        asked_for = {
            (page.page, at) for page in document.pages for at, one in enumerate(page.products) if not one.optional
        }
        right += len(got & asked_for)
        given += len(got & asked_for) + extra
        wanted += len(asked_for)
    return Measured(threshold, right / max(given, 1), right / max(wanted, 1), 2 * right / max(given + wanted, 1))


def best_of(name: str, weighed_titles: Sequence[WeighedTitle], gold: Sequence[GoldDocument], odds: Numbers) -> Measured:
    measureds = [
        measure(weighed_titles, gold, odds, round(float(threshold), 2)) for threshold in np.arange(0.15, 0.61, 0.05)
    ]
    for one in measureds:
        print(f"{name} from {one.threshold:.2f}: precision {one.precision:.3f} recall {one.recall:.3f} F1 {one.f1:.3f}")
    return max(measureds, key=lambda one: one.f1)


def report(weighed_titles: Sequence[WeighedTitle], gold: Sequence[GoldDocument], given: Asked) -> None:
    rows = [one.row for one in weighed_titles]
    known = common_names(rows, FEWEST_PUBLISHERS)
    odds = odds_folded(rows, PRIOR, known)
    reported = np.array([at for at, row in enumerate(rows) if row.right is not None])
    right = np.array([rows[at].right for at in reported], float)
    line = calibrate(odds[reported], right)
    threshold = best_of("features", weighed_titles, gold, odds)
    text = model_text(fit(rows, PRIOR, known=known), threshold.threshold, line)
    if given.write:
        head = (
            f"# Written by `python -m bench.train_products`; not to be edited by hand. {len(reported)} spans, "
            f"{int(right.sum())} of them titles.\n# Publishers left out: precision {threshold.precision:.3f}, "
            f"recall {threshold.recall:.3f}, F1 {threshold.f1:.3f}.\n{provenance(gold)}\n"
        )
        WEIGHTS.write_text(head + text, "utf-8")
        table = calibration_table(odds[reported], right, line, "products")
        write_section("Products", f"{ABOUT}\n\n{table}\n")


ABOUT = """\
Written by `python -m bench.train_products`. Spans of the annotated pages by the confidence that they are titles of
products, each judged by weights made from other publishers' pages. A span is right if the annotator took it. Only those
above the threshold become facts."""


def main() -> None:
    given = asked(__doc__)
    gold = load_gold(given.gold)
    pdfs = find_pdfs(gold, given.pdfs)
    nlp = load_nlp(load_settings().spacy_model)
    weighed_titles = [one for at, doc in enumerate(gold) for one in read_document(at, doc, pdfs[doc.slug], nlp)]
    report(weighed_titles, gold, given)


if __name__ == "__main__":
    main()
