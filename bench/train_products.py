"""Weights of what makes a title, from the annotated pages: `python -m bench.train_products --gold DIR --pdfs DIR`.

Writes src/tfextract/rules/product_weights.toml (numbers, slugs and hashes) and the section on products of
docs/calibration.md. Everything said is measured on publishers left out.
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
from tfextract.extract.products.suggest import Candidate, candidates
from tfextract.extract.text import read_footnotes, read_passages
from tfextract.layout import read_layout
from tfextract.settings import load_settings
from tfextract.sources import digest

if TYPE_CHECKING:
    from spacy.language import Language

WEIGHTS = Path(__file__).parents[1] / "src" / "tfextract" / "rules" / "product_weights.toml"
PRIOR = {"bias": -3.0}
# A feature that fewer publishers' pages show says more of them than of titles.
FEWEST_PUBLISHERS = 10


@dataclass(frozen=True, slots=True)
class Seen:
    """A candidate on an annotated page; `of` is the number of the annotated title it is like, None of none."""

    document: int
    candidate: Candidate
    row: Row
    of: int | None


def read_document(number: int, gold: GoldDocument, path: Path, nlp: Language | None) -> list[Seen]:
    layout = read_layout(path.read_bytes(), path.name, digest(path)[0])
    near = {page.page - back for page in gold.pages for back in (0, 1)}
    passages = (*read_passages(layout.blocks, nlp, near), *read_footnotes(layout.blocks))
    found = candidates(passages, {page.page: page.links for page in layout.pages})
    around = surroundings(found, [block.text for block in layout.blocks], gold.title)
    pages = {page.page: page.products for page in gold.pages}
    seen = []
    for one in found:
        if one.page in pages:
            of, right = judged(one.text, pages[one.page])
            seen.append(Seen(number, one, Row(group_of(gold), features_of(one, around), right), of))
    return seen


def judged(text: str, products: Sequence[GoldProduct]) -> tuple[int | None, bool | None]:
    """Which annotated title a stretch is, and whether it is one: None where it is optional."""
    alike = [
        (max(fuzz.ratio(collapsed(text), collapsed(title)) for title in one.titles), not one.optional, at)
        for at, one in enumerate(products)
    ]
    best = max(alike, default=(0.0, False, 0))
    return (None, False) if best[0] < ALIKE else (best[2], True if best[1] else None)


def measure(seen: Sequence[Seen], gold: Sequence[GoldDocument], odds: Numbers, least: float) -> Measured:
    """Page by page, as the product decides: the best first from probability `least` on."""
    likely: defaultdict[int, list[int]] = defaultdict(list)
    for at in np.argsort(-odds, kind="stable"):
        if 1 / (1 + np.exp(-odds[at])) >= least:
            likely[seen[at].document].append(int(at))
    said = right = wanted = 0
    for number, document in enumerate(gold):
        own = [at for at, one in enumerate(seen) if one.document == number]
        first = own[0] if own else 0
        taken = [
            first + at for at in best_first([seen[at].candidate for at in own], [at - first for at in likely[number]])
        ]
        got = {(seen[at].candidate.page, seen[at].of) for at in taken if seen[at].of is not None}
        extra = sum(seen[at].of is None for at in taken)
        asked_for = {
            (page.page, at) for page in document.pages for at, one in enumerate(page.products) if not one.optional
        }
        right += len(got & asked_for)
        said += len(got & asked_for) + extra
        wanted += len(asked_for)
    return Measured(least, right / max(said, 1), right / max(wanted, 1), 2 * right / max(said + wanted, 1))


def best_of(name: str, seen: Sequence[Seen], gold: Sequence[GoldDocument], odds: Numbers) -> Measured:
    found = [measure(seen, gold, odds, round(float(least), 2)) for least in np.arange(0.15, 0.61, 0.05)]
    for one in found:
        print(f"{name} from {one.least:.2f}: precision {one.precision:.3f} recall {one.recall:.3f} F1 {one.f1:.3f}")
    return max(found, key=lambda one: one.f1)


def report(seen: Sequence[Seen], gold: Sequence[GoldDocument], given: Asked) -> None:
    rows = [one.row for one in seen]
    known = common_names(rows, FEWEST_PUBLISHERS)
    odds = odds_folded(rows, PRIOR, known)
    told = np.array([at for at, row in enumerate(rows) if row.right is not None])
    right = np.array([rows[at].right for at in told], float)
    line = calibrate(odds[told], right)
    least = best_of("features", seen, gold, odds)
    text = model_text(fit(rows, PRIOR, known=known), least.least, line)
    if given.write:
        head = (
            f"# Written by `python -m bench.train_products`; not to be edited by hand. {len(told)} stretches, "
            f"{int(right.sum())} of them titles.\n# Publishers left out: precision {least.precision:.3f}, "
            f"recall {least.recall:.3f}, F1 {least.f1:.3f}.\n{provenance(gold)}\n"
        )
        WEIGHTS.write_text(head + text, "utf-8")
        table = calibration_table(odds[told], right, line, "products")
        write_section("Products", f"{ABOUT}\n\n{table}\n")


ABOUT = """\
Written by `python -m bench.train_products`. Stretches of the annotated pages by the confidence that they are titles of
products, each judged by weights made from other publishers' pages; right is what the annotator took. Only those above
the threshold become facts."""


def main() -> None:
    given = asked(__doc__)
    gold = load_gold(given.gold)
    pdfs = find_pdfs(gold, given.pdfs)
    nlp = load_nlp(load_settings().spacy_model)
    seen = [one for at, doc in enumerate(gold) for one in read_document(at, doc, pdfs[doc.slug], nlp)]
    report(seen, gold, given)


if __name__ == "__main__":
    main()
