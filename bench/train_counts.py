"""Weights of the signs of a count, from the annotated pages: `python -m bench.train_counts --gold DIR --pdfs DIR`.

Right is a count that the annotator has, with its kind, qualifier, unit and claim. Writes
src/tfextract/rules/count_weights.toml (numbers alone, no word of a page) and the section on counts of
docs/calibration.md, measured on publishers left out (bench/training.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bench.training import (
    Fitted,
    Row,
    asked,
    calibrate,
    calibration_table,
    fit,
    model_text,
    odds_left_out,
    publisher_of,
    write_section,
)
from tfextract.evaluate import GoldDocument, find_pdfs, load_gold
from tfextract.evaluate.scoring import Verdict, judge_page
from tfextract.extract.achievements import judge
from tfextract.extract.candidates import candidates
from tfextract.extract.count_signs import count_signs, read_counts
from tfextract.extract.counts import find_counts
from tfextract.extract.describe import describe
from tfextract.extract.evidence import Ids
from tfextract.extract.nlp import load_nlp
from tfextract.extract.text import Passage, read_passages
from tfextract.layout import read_layout
from tfextract.model import Document, Facts, FileStatus
from tfextract.settings import load_settings
from tfextract.sources import digest

WEIGHTS = Path(__file__).parents[1] / "src" / "tfextract" / "rules" / "count_weights.toml"
# Most counts that are found are right: where nothing was measured of its signs, a count is as sure as most.
PRIOR = {"bias": 2.0, "unit.none": -0.5, "unit.borrowed": -0.5}
# How firmly weights are held to it.
FIRM = 10.0
# Log odds taken off because the rules were mended on the pages they are measured on (docs/calibration.md).
RESERVE = 1.2
NAMED = ("full", "claim")


def rows_of(gold: GoldDocument, passages: Sequence[Passage], document: Document) -> list[Row]:
    """The counts of running text, lists, headings and call-outs on the document's annotated pages."""
    judged = judge(passages)
    read = list(read_counts(tuple(candidates(passages)), judged, document.title))
    counts = find_counts(passages, (), Ids(document.document_id), document, None, judged)
    rows = []
    for page in gold.pages:
        here = [at for at, count in enumerate(counts) if count.page == page.page]
        facts = Facts(counts=tuple(counts[at] for at in here))
        judged = [one for one in judge_page(page, facts) if one.kind == "count"]
        for at, one in zip(here, judged, strict=True):
            right: bool | None = None
            if one.verdict is not Verdict.OPTIONAL:
                details = dict(one.details)
                right = one.verdict is Verdict.RIGHT and all(details.get(name, True) for name in NAMED)
            rows.append(Row(publisher_of(gold), count_signs(read[at]), right))
    return rows


def read_rows(gold: Sequence[GoldDocument], folders: Sequence[Path]) -> list[Row]:
    nlp = load_nlp(load_settings().spacy_model)
    pdfs = find_pdfs(gold, folders)
    rows: list[Row] = []
    for one in gold:
        path = pdfs[one.slug]
        document_id, sha256 = digest(path)
        layout = read_layout(path.read_bytes(), path.name, document_id)
        bare = Document(document_id, sha256, path.name, page_count=len(layout.pages), status=FileStatus.READ)
        near = {page.page - back for page in one.pages for back in (0, 1)}
        rows += rows_of(one, read_passages(layout.blocks, nlp, near), describe(bare, layout))
    return rows


def weights_text(fitted: Fitted, line: tuple[float, float], rows: Sequence[Row]) -> str:
    known = [row for row in rows if row.right is not None]
    right, publishers = sum(bool(row.right) for row in known), len({row.publisher for row in rows})
    head = f"""\
# Written by `python -m bench.train_counts` from the signs on the annotated pages; not to be edited by hand.
# {len(known)} counts of {publishers} publishers, {right} of them right; a reserve of {RESERVE} log odds is taken off.

"""
    return head + model_text(fitted, 0.0, line)


def section_text(table: str, counts: int, publishers: int) -> str:
    return f"""\
Written by `python -m bench.train_counts`. The {counts} counts found on the annotated pages of {publishers} publishers
that the annotation does not call optional, by their confidence. Each is judged by weights made from other publishers'
pages; the two numbers of the curve that turns log odds into confidence are from all. Right is a count that the
annotator has too, with its kind, qualifier, unit and claim. The weights facts are judged by are made from all these
pages. Figures in indicator tables are not weighed: they have a fixed prior.

The rules were mended on these pages, so the share that is right here is not that of a report nobody has looked at: on
the pages of 14 publishers first seen, 221 of 277 counts were right (.80), against .98 on the pages of development, and
.98 on both after mending. Half of that loss, {RESERVE} in log odds, is taken off every confidence as a reserve. That
half of it would come again is a judgement, not a measurement; measure it anew when new pages are annotated, before
a rule is touched.

{table}
"""


def report(rows: Sequence[Row], *, write: bool) -> None:
    odds = odds_left_out(rows, PRIOR, FIRM)
    known = [at for at, row in enumerate(rows) if row.right is not None]
    right = np.array([rows[at].right for at in known], float)
    slope, shift = calibrate(odds[known], right)
    line = slope, shift - RESERVE
    table = calibration_table(odds[known], right, line, "counts")
    print(table)
    if write:
        WEIGHTS.write_text(weights_text(fit(rows, PRIOR, FIRM), line, rows), "utf-8")
        write_section("Counts", section_text(table, len(known), len({row.publisher for row in rows})))


def main() -> None:
    given = asked(__doc__)
    report(read_rows(load_gold(given.gold), given.pdfs), write=given.write)


if __name__ == "__main__":
    main()
