"""Fits the weights of counts from annotated pages: `python -m bench.train_counts --gold DIR --pdfs DIR`.

A count is right if the annotator has it, with its kind, qualifier, unit and claim. Writes
src/tfextract/rules/count_weights.toml (only numbers, no words of a page) and the section on counts of
docs/calibration.md, measured leave-one-publisher-out (bench/training.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.training import (
    Fitted,
    ReadGold,
    Row,
    asked,
    calibrate,
    calibration_table,
    fit,
    model_text,
    odds_left_out,
    publisher_of,
    read_gold,
    write_section,
)
from tfextract.evaluate import load_gold
from tfextract.evaluate.scoring import GoldVerdict, judge_page
from tfextract.extract.achievements import judge
from tfextract.extract.candidates import candidates
from tfextract.extract.claim_features import ClaimContext
from tfextract.extract.count_features import ReadCount, count_features, read_counts
from tfextract.extract.counts import find_counts
from tfextract.extract.evidence import Ids
from tfextract.extract.home_currency import home_currencies
from tfextract.model import Count, Facts

WEIGHTS = Path(__file__).parents[1] / "src" / "tfextract" / "rules" / "count_weights.toml"
# Most extracted counts are right: without measured features a count is as sure as most.
PRIOR = {"bias": 2.0, "unit.none": -0.5, "unit.borrowed": -0.5}
# The strength of this prior.
FIRM = 10.0
# Log odds that are subtracted, because the rules were mended on the pages they are measured on (docs/calibration.md).
RESERVE = 1.2
NAMED = ("full", "claim")


@dataclass(frozen=True, slots=True)
class ReadNumbers:
    """The counts of a document's running text, lists, headings and call-outs, in the same order what each was read
    from, and their context."""

    read: tuple[ReadCount, ...]
    counts: tuple[Count, ...]
    context: ClaimContext


def numbers_of(one: ReadGold) -> ReadNumbers:
    document, passages = one.document, one.passages
    judged, home = judge(passages), home_currencies(one.layout.blocks, document)
    count_candidates = tuple(candidates(passages, home))
    counts = find_counts(passages, (), Ids(document.document_id), document, judged=judged, home=home)
    read = tuple(read_counts(count_candidates, judged, document.title))
    return ReadNumbers(read, counts, ClaimContext(count_candidates, judged, document.title))


def rows_of(one: ReadGold) -> list[Row]:
    numbers = numbers_of(one)
    rows = []
    for page in one.gold.pages:
        here = [at for at, count in enumerate(numbers.counts) if count.page == page.page]
        facts = Facts(counts=tuple(numbers.counts[at] for at in here))
        judged = [fact for fact in judge_page(page, facts) if fact.kind == "count"]
        for at, fact in zip(here, judged, strict=True):
            right: bool | None = None
            if fact.verdict is not GoldVerdict.OPTIONAL:
                details = dict(fact.details)
                right = fact.verdict is GoldVerdict.RIGHT and all(details.get(name, True) for name in NAMED)
            rows.append(Row(publisher_of(one.gold), count_features(numbers.read[at]), right))
    return rows


def weights_text(fitted: Fitted, line: tuple[float, float], rows: Sequence[Row]) -> str:
    known = [row for row in rows if row.right is not None]
    right, publishers = sum(bool(row.right) for row in known), len({row.publisher for row in rows})
    head = f"""\
# Written by `python -m bench.train_counts` from the features on the annotated pages; not to be edited by hand.
# {len(known)} counts of {publishers} publishers, {right} of them right; a reserve of {RESERVE} log odds is taken off.

"""
    return head + model_text(fitted, 0.0, line)


def section_text(table: str, counts: int, publishers: int) -> str:
    return f"""\
Written by `python -m bench.train_counts`. The {counts} counts found on the annotated pages of {publishers} publishers
that are not optional in the annotation, by their confidence. Each is judged by weights made from other publishers'
pages. Slope and intercept of the Platt scaling, and the weights in use, come from all these pages. A count is right if
the annotator has it too, with its kind, qualifier, unit and claim. Figures in indicator tables have no weights, but a
fixed prior.

The rules were mended on these pages, so the share of right counts is not that of an unknown report. On the pages of
14 publishers that were new to the rules, 221 of 277 counts were right (.80), but .98 on the pages of development, and
.98 on both after mending. Half of that loss, {RESERVE} in log odds, is subtracted from every confidence as a reserve.
That half of it would occur again is a judgement, not a measurement. Measure it again when new pages are annotated,
before any rule is changed.

{table}
"""


def report(rows: Sequence[Row], *, write: bool) -> None:
    odds = odds_left_out(rows, PRIOR, FIRM)
    known = [at for at, row in enumerate(rows) if row.right is not None]
    right = np.array([rows[at].right for at in known], float)
    platt_slope, shift = calibrate(odds[known], right)
    line = platt_slope, shift - RESERVE
    table = calibration_table(odds[known], right, line, "counts")
    print(table)
    if write:
        WEIGHTS.write_text(weights_text(fit(rows, PRIOR, FIRM), line, rows), "utf-8")
        write_section("Counts", section_text(table, len(known), len({row.publisher for row in rows})))


def main() -> None:
    given = asked(__doc__)
    rows = [row for one in read_gold(load_gold(given.gold), given.pdfs) for row in rows_of(one)]
    report(rows, write=given.write)


if __name__ == "__main__":
    main()
