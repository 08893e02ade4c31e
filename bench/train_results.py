"""Weights of the signs of a result, from the annotated pages: `python -m bench.train_results --gold DIR --pdfs DIR`.

Writes src/tfextract/rules/result_weights.toml (numbers alone, no word of a page) and docs/calibration.md. What is
reported is measured on publishers left out: the weights that judge a publisher's pages were made from the others'.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from tfextract.evaluate import GoldDocument, find_pdfs, load_gold
from tfextract.evaluate.scoring import ALIKE, collapsed
from tfextract.extract.achievements import kept_out
from tfextract.extract.evidence import page_of
from tfextract.extract.nlp import load_nlp
from tfextract.extract.signs import Signs, all_signs, look
from tfextract.extract.text import Passage, read_passages, statements
from tfextract.layout import read_layout
from tfextract.rules import number_table, rules_of
from tfextract.settings import load_settings
from tfextract.sources import digest

WEIGHTS = Path(__file__).parents[1] / "src" / "tfextract" / "rules" / "result_weights.toml"
CALIBRATION = Path(__file__).parents[1] / "docs" / "calibration.md"
Numbers = NDArray[np.float64]

# How firmly a weight is held to what is thought before measuring, and a publisher of many pages to the rest.
HOLD, HOLD_BIAS, RARE = 4.0, 0.05, 3
EVEN = 0.5
BANDS = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)


@dataclass(frozen=True, slots=True)
class Row:
    """A statement of an annotated page; `right` is None where the annotation calls it optional."""

    publisher: str
    signs: Signs
    right: bool | None


@dataclass(frozen=True, slots=True)
class Fitted:
    names: tuple[str, ...]
    weights: Numbers


def rows_of(gold: GoldDocument, passages: Sequence[Passage]) -> list[Row]:
    """The statements of the document's annotated pages."""
    seen = [look(statement) for passage in passages for statement in statements(passage)]
    pages = {page.page: page.achievements for page in gold.pages}
    rows = []
    for one, signs in zip(seen, all_signs(seen), strict=True):
        statement = one.statement
        page = page_of(statement.block, statement.start, statement.end)
        if page not in pages or kept_out(statement) is not None:
            continue
        likeness = [
            (fuzz.ratio(collapsed(wanted.text), collapsed(statement.text)), not wanted.optional, wanted)
            for wanted in pages[page]
        ]
        best = max(likeness, key=lambda item: item[:2], default=None)
        right: bool | None = False
        if best is not None and best[0] >= ALIKE:
            right = None if best[2].optional else True
        rows.append(Row(publisher_of(gold), signs, right))
    return rows


def publisher_of(gold: GoldDocument) -> str:
    """The first name alone: a body's reports with different partners are not left out one by one."""
    return gold.publisher.split("/")[0].split("(")[0].strip()


def prior() -> dict[str, float]:
    return number_table("results.toml", "sign_weights") | {rule.id: rule.weight for rule in rules_of("result_cue")}


def fit(rows: Sequence[Row]) -> Fitted:
    """Logistic regression by Newton's method, each weight drawn to its prior; optional statements teach nothing."""
    rows = [row for row in rows if row.right is not None]
    shown = Counter(name for row in rows for name in row.signs)
    before = prior()
    names = tuple(sorted({name for name, count in shown.items() if count >= RARE} | (before.keys() - {"bias"})))
    matrix = _matrix(rows, names)
    right = np.array([row.right for row in rows], float)
    means = np.array([before["bias"], *(before.get(name, 0.0) for name in names)])
    hold = np.full(len(means), HOLD)
    hold[0] = HOLD_BIAS
    sizes = Counter(row.publisher for row in rows)
    share = np.array([float(sizes[row.publisher]) ** -EVEN for row in rows])
    share /= share.mean()
    weights = means.copy()
    for _ in range(100):
        said = 1 / (1 + np.exp(-matrix @ weights))
        slope = matrix.T @ (share * (said - right)) + hold * (weights - means)
        bend = (matrix.T * (share * said * (1 - said))) @ matrix + np.diag(hold)
        step = np.linalg.solve(bend, slope)
        weights -= step
        if np.abs(step).max() < 1e-7:
            break
    return Fitted(names, weights)


def _matrix(rows: Sequence[Row], names: Sequence[str]) -> Numbers:
    return np.array([[1.0, *(row.signs.get(name, 0.0) for name in names)] for row in rows])


def odds_left_out(rows: Sequence[Row]) -> Numbers:
    """For each row the log odds given by weights from the other publishers."""
    odds = np.zeros(len(rows))
    for publisher in {row.publisher for row in rows}:
        fitted = fit([row for row in rows if row.publisher != publisher])
        own = [at for at, row in enumerate(rows) if row.publisher == publisher]
        odds[own] = _matrix([rows[at] for at in own], fitted.names) @ fitted.weights
    return odds


def calibrate(odds: Numbers, right: Numbers) -> tuple[float, float]:
    """Slope and shift of the logistic curve through what proved right."""
    matrix = np.column_stack([odds, np.ones(len(odds))])
    line = np.array([1.0, 0.0])
    for _ in range(100):
        said = 1 / (1 + np.exp(-matrix @ line))
        bend = (matrix.T * (said * (1 - said))) @ matrix + 1e-6 * np.eye(2)
        line -= np.linalg.solve(bend, matrix.T @ (said - right))
    return float(line[0]), float(line[1])


@dataclass(frozen=True, slots=True)
class Measured:
    """Precision, recall and F1 over the statements, where those from probability `least` on are taken."""

    least: float
    precision: float
    recall: float
    f1: float


def measure(odds: Numbers, right: Numbers, least: float) -> Measured:
    taken = 1 / (1 + np.exp(-odds)) >= least
    both, said, wanted = float((taken * right).sum()), float(taken.sum()), float(right.sum())
    return Measured(least, both / max(said, 1), both / max(wanted, 1), 2 * both / max(said + wanted, 1))


def read_rows(gold: Sequence[GoldDocument], folders: Sequence[Path]) -> list[Row]:
    nlp = load_nlp(load_settings().spacy_model)
    pdfs = find_pdfs(gold, folders)
    rows: list[Row] = []
    for document in gold:
        path = pdfs[document.slug]
        near = {page.page - back for page in document.pages for back in (0, 1)}
        passages = read_passages(read_layout(path, digest(path)[0]).blocks, nlp, near)
        rows += rows_of(document, passages)
    return rows


def weights_text(fitted: Fitted, least: Measured, line: tuple[float, float], rows: Sequence[Row]) -> str:
    publishers = len({row.publisher for row in rows})
    head = f"""\
# Written by `python -m bench.train_results` from the signs on the annotated pages; not to be edited by hand.
# {len(rows)} statements of {publishers} publishers. Each publisher judged by weights from the others:
# precision {least.precision:.3f}, recall {least.recall:.3f}, F1 {least.f1:.3f} of the statements.

[model]
bias = {fitted.weights[0]:.3f}
least = {least.least:.2f}
slope = {line[0]:.3f}
shift = {line[1]:.3f}

[weights]
"""
    named = zip(fitted.names, fitted.weights[1:], strict=True)
    return head + "".join(f'"{name}" = {weight:.3f}\n' for name, weight in named if abs(weight) >= 0.005)


def calibration_text(odds: Numbers, right: Numbers, line: tuple[float, float]) -> str:
    said = 1 / (1 + np.exp(-(line[0] * odds + line[1])))
    lines = [
        "# How sure is sure",
        "",
        "Written by `python -m bench.train_results`. Statements of the annotated pages by the confidence that",
        "they are achievements, each judged by weights made from other publishers' pages; right is what the annotator",
        "took. Only those above the threshold become facts.",
        "",
        "| confidence | statements | mean confidence | right |",
        "| --- | --- | --- | --- |",
    ]
    for low, high in pairwise(BANDS):
        within = (said >= low) & ((said < high) | (high == 1.0))
        if within.any():
            mean, share = said[within].mean(), right[within].mean()
            lines.append(f"| {low:.2f} to {high:.2f} | {int(within.sum())} | {mean:.2f} | {share:.2f} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", type=Path, action="append", required=True)
    parser.add_argument("--pdfs", type=Path, action="append", default=[])
    parser.add_argument("--write", action="store_true", help="write the weights and the table")
    given = parser.parse_args()
    rows = read_rows(load_gold(given.gold), given.pdfs)
    report(rows, write=given.write)


def report(rows: Sequence[Row], *, write: bool) -> Measured:
    odds = odds_left_out(rows)
    known = [at for at, row in enumerate(rows) if row.right is not None]
    right = np.array([rows[at].right for at in known], float)
    measured = [measure(odds[known], right, round(least, 2)) for least in np.arange(0.35, 0.66, 0.05)]
    for one in measured:
        print(f"from {one.least:.2f}: precision {one.precision:.3f} recall {one.recall:.3f} F1 {one.f1:.3f}")
    # One threshold is as good as its neighbours: the middle one of the three best, not the luckiest.
    best = sorted(sorted(measured, key=lambda one: -one.f1)[:3], key=lambda one: one.least)[1]
    line = calibrate(odds[known], right)
    if write:
        WEIGHTS.write_text(weights_text(fit(rows), best, line, rows), "utf-8")
        CALIBRATION.write_text(calibration_text(odds[known], right, line), "utf-8")
    return best


if __name__ == "__main__":
    main()
