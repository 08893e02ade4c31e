"""How sure a product is, from the annotated pages: `python -m bench.train_products --gold DIR --pdfs DIR`.

Every sign of a title has a prior (rules/products.toml and extract/products). One curve, slope and shift over the log
odds of the prior, turns it into the share that proved right: a product the annotator has too, with its type. Writes
src/tfextract/rules/product_weights.toml (two numbers) and the section on products of docs/calibration.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.training import Numbers, asked, calibrate, calibration_table, publisher_of, write_section
from tfextract.confidence import Curve, log_odds
from tfextract.evaluate import GoldDocument, find_pdfs, load_gold
from tfextract.evaluate.scoring import Verdict, judge_page
from tfextract.extract.evidence import Ids
from tfextract.extract.nlp import load_nlp
from tfextract.extract.products import find_products
from tfextract.extract.text import read_footnotes, read_passages
from tfextract.layout import read_layout
from tfextract.model import Facts
from tfextract.settings import load_settings
from tfextract.sources import digest

# Leaves the prior as it is.
PRIOR = Curve(slope=1.0, shift=0.0)
CURVE = Path(__file__).parents[1] / "src" / "tfextract" / "rules" / "product_weights.toml"


@dataclass(frozen=True, slots=True)
class Judged:
    publisher: str
    odds: float
    right: bool


def read_rows(gold: Sequence[GoldDocument], folders: Sequence[Path]) -> list[Judged]:
    """The products on the annotated pages that the annotation does not call optional."""
    nlp = load_nlp(load_settings().spacy_model)
    pdfs = find_pdfs(gold, folders)
    rows: list[Judged] = []
    for one in gold:
        layout = read_layout(pdfs[one.slug].read_bytes(), pdfs[one.slug].name, digest(pdfs[one.slug])[0])
        near = {page.page - back for page in one.pages for back in (0, 1)}
        passages = (*read_passages(layout.blocks, nlp, near), *read_footnotes(layout.blocks))
        found = find_products(passages, layout.pages, Ids(one.slug), one.title, sure=PRIOR)
        for page in one.pages:
            here = tuple(product for product in found if product.page == page.page)
            judged = [row for row in judge_page(page, Facts(products=here)) if row.kind == "product"]
            for product, row in zip(here, judged, strict=True):
                if row.verdict is not Verdict.OPTIONAL:
                    right = row.verdict is Verdict.RIGHT and dict(row.details).get("full", True)
                    rows.append(Judged(publisher_of(one), log_odds(product.confidence), right))
    return rows


def section_text(table: str, rows: Sequence[Judged]) -> str:
    publishers = len({row.publisher for row in rows})
    return f"""\
Written by `python -m bench.train_products`. The {len(rows)} products found on the annotated pages of {publishers}
publishers that the annotation does not call optional, by their confidence: the prior of the sign a title was seen by,
put through one curve. Right is a product that the annotator has too, with its type. The curve was made from the same
products, twelve of the pages were written for this, and the rules were mended on the others.

{table}
"""


def report(rows: Sequence[Judged], *, write: bool) -> None:
    odds: Numbers = np.array([row.odds for row in rows])
    right: Numbers = np.array([row.right for row in rows], float)
    line = calibrate(odds, right)
    table = calibration_table(odds, right, line, "products")
    print(f"slope {line[0]:.3f} shift {line[1]:.3f}\n{table}")
    if write:
        head = "# Written by `python -m bench.train_products` from the annotated pages; not to be edited by hand."
        CURVE.write_text(f"{head}\n\n[curve]\nslope = {line[0]:.3f}\nshift = {line[1]:.3f}\n", "utf-8")
        write_section("Products", section_text(table, rows))


def main() -> None:
    given = asked(__doc__)
    report(read_rows(load_gold(given.gold), given.pdfs), write=given.write)


if __name__ == "__main__":
    main()
