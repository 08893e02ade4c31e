"""Fits the weights that decide a number's claim where no words do, from annotated pages.

`python -m bench.train_claims --gold DIR --pdfs DIR [--write]`. Claims that rules and grammar leave open are achieved,
context, scale or other; each has a logistic model over the features of extract/claim_features.py. Writes
src/tfextract/rules/claim_weights.toml (only numbers, no words of a page), measured leave-one-publisher-out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.labels import read_taught
from bench.train_counts import numbers_of
from bench.training import (
    Fitted,
    Numbers,
    ReadGold,
    Row,
    asked,
    common_names,
    fit,
    odds_folded,
    provenance,
    publisher_of,
    weights_of,
)
from tfextract.evaluate import GoldDocument, load_gold
from tfextract.evaluate.gold import GoldCount
from tfextract.evaluate.scoring import paired_counts
from tfextract.extract.claims import CLASSES, OTHER
from tfextract.extract.statement_features import Features

WEIGHTS = Path(__file__).parents[1] / "src" / "tfextract" / "rules" / "claim_weights.toml"
# The strength of the prior 0 of the weights: features of few publishers must not have large weights.
FIRM = 20.0
PUBLISHERS = 3
# The share of all classes that the likeliest needs; below it the claim is not determined.
THRESHOLD = 0.45


@dataclass(frozen=True, slots=True)
class Open:
    """A number of an annotated page whose claim no words decide; `claims` are all right ones."""

    publisher: str
    features: Features
    claims: tuple[str, ...]

    def row(self, name: str) -> Row:
        return Row(self.publisher, self.features, (self.claims[0] if self.claims[0] in CLASSES else OTHER) == name)


def rows_of(one: ReadGold) -> Iterator[Open]:
    numbers = numbers_of(one)
    for page in one.gold.pages:
        here = [at for at, count in enumerate(numbers.counts) if count.page == page.page]
        wanted: dict[int, GoldCount] = paired_counts([numbers.counts[at] for at in here], page)
        for at, to in wanted.items():
            number = numbers.read[here[at]]
            if to.claims and number.claimed.by in ("model", "none"):
                features = numbers.context.features(number.candidate, number.marked, number.clause)
                yield Open(publisher_of(one.gold), features, to.claims)


def left_out(rows: Sequence[Open], known: frozenset[str]) -> Numbers:
    """For each row the share of each class by weights from other publishers; columns as in CLASSES."""
    odds = np.column_stack(
        [odds_folded([row.row(name) for row in rows], {"bias": 0.0}, known, firm=FIRM) for name in CLASSES]
    )
    chances = 1 / (1 + np.exp(-odds))
    return np.asarray(chances / chances.sum(axis=1, keepdims=True))


def report(rows: Sequence[Open], known: frozenset[str]) -> None:
    shares = left_out(rows, known)
    best = shares.argmax(axis=1)
    right = np.array([CLASSES[at] in row.claims for at, row in zip(best, rows, strict=True)])
    default = np.array(["achieved" in row.claims for row in rows])
    publishers = len({row.publisher for row in rows})
    print(f"{len(rows)} numbers of {publishers} publishers; always achieved: {default.mean():.3f}")
    for threshold in (0.0, 0.4, 0.5, 0.6, 0.7, 0.8):
        decided = (shares.max(axis=1) >= threshold) & (best != CLASSES.index(OTHER))
        print(f"least {threshold:.1f}: decided {decided.mean():.3f}, of those right {right[decided].mean():.3f}")


def weights_text(fitted: dict[str, Fitted], rows: Sequence[Open], gold: Sequence[GoldDocument]) -> str:
    head = f"""\
# Written by `python -m bench.train_claims`; not to be edited by hand.
# {len(rows)} numbers of {len({row.publisher for row in rows})} publishers whose claim no words say.
{provenance(gold)}
[model]
threshold = {THRESHOLD:.2f}
"""
    tables = []
    for name, one in fitted.items():
        tables.append(f"\n[{name}]\nbias = {one.weights[0]:.3f}\n{weights_of(one)}")
    return head + "".join(tables)


def main() -> None:
    given = asked(__doc__)
    gold = load_gold(given.gold)
    read = read_taught(gold, given)
    rows = [row for one in read for row in rows_of(one)]
    known = common_names([row.row(OTHER) for row in rows], PUBLISHERS)
    report(rows, known)
    if given.write:
        made = {str(name): fit([row.row(name) for row in rows], {"bias": 0.0}, FIRM, known) for name in CLASSES}
        WEIGHTS.write_text(weights_text(made, rows, [one.gold for one in read]), "utf-8")


if __name__ == "__main__":
    main()
