"""Fits weights of features from annotated pages, for every kind of fact with a model: fit and calibration.

Reported figures are leave-one-publisher-out: the weights for a publisher's pages come from the others'.
"""

from __future__ import annotations

import argparse
import re
import subprocess
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from tfextract.evaluate import GoldDocument, find_pdfs
from tfextract.extract.describe import describe
from tfextract.extract.nlp import load_nlp
from tfextract.extract.statement_features import Features
from tfextract.extract.text import Passage, read_passages
from tfextract.layout import read_layout
from tfextract.model import Document, FileStatus, Layout
from tfextract.settings import load_settings
from tfextract.sources import digest

CALIBRATION = Path(__file__).parents[1] / "docs" / "calibration.md"
TITLE = "# How reliable confidence is\n"
Numbers = NDArray[np.float64]
# Slug, page, block, start and end in the block.
Place = tuple[str, int, int, int, int]

# The strength of the prior of a weight, and the damping of publishers with many pages.
PRIOR_PRECISION, BIAS_PRIOR_PRECISION, RARE = 4.0, 0.05, 3
SMALLEST_STEP = 1e-6
EVEN = 0.5
BANDS = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)


@dataclass(frozen=True, slots=True)
class Row:
    """A candidate on an annotated page. `right` is None if its annotation is optional."""

    publisher: str
    features: Features
    right: bool | None


@dataclass(frozen=True, slots=True)
class Fitted:
    names: tuple[str, ...]
    weights: Numbers

    def odds(self, rows: Sequence[Row]) -> Numbers:
        return _matrix(rows, self.names) @ self.weights


@dataclass(frozen=True, slots=True)
class Asked:
    """The command line options of a training script."""

    gold: tuple[Path, ...]
    pdfs: tuple[Path, ...]
    write: bool
    odds: Path | None
    labels: bool = False


def asked(about: str | None) -> Asked:
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--gold", type=Path, action="append", required=True, help="several may be given")
    parser.add_argument("--pdfs", type=Path, action="append", default=[])
    parser.add_argument("--write", action="store_true", help="write what was measured, and its table")
    parser.add_argument("--labels", action="store_true", help="learn from bench/labels too")
    parser.add_argument("--odds", type=Path, help="what bench.train_encoder --odds wrote")
    given = parser.parse_args()
    return Asked(tuple(given.gold), tuple(given.pdfs), given.write, given.odds, given.labels)


@dataclass(frozen=True, slots=True)
class ReadGold:
    """An annotated document as the extractor gets it, with the passages of the annotated pages and of those before."""

    gold: GoldDocument
    layout: Layout
    document: Document
    passages: tuple[Passage, ...]


def read_gold(gold: Sequence[GoldDocument], folders: Sequence[Path]) -> Iterator[ReadGold]:
    nlp = load_nlp(load_settings().spacy_model)
    pdfs = find_pdfs(gold, folders)
    for one in gold:
        path = pdfs[one.slug]
        document_id, sha256 = digest(path)
        layout = read_layout(path.read_bytes(), path.name, document_id)
        bare = Document(document_id, sha256, path.name, page_count=len(layout.pages), status=FileStatus.READ)
        near = {page.page - back for page in one.pages for back in (0, 1)}
        yield ReadGold(one, layout, describe(bare, layout), tuple(read_passages(layout.blocks, nlp, near)))


def publisher_of(gold: GoldDocument) -> str:
    """Only the first name: reports of one organisation with different partners are left out together."""
    return gold.publisher.split("/")[0].split("(")[0].strip()


def common_names(rows: Sequence[Row], publishers: int) -> frozenset[str]:
    """Features that occur on pages of at least that many publishers."""
    shown: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        for name in row.features:
            shown[name].add(row.publisher)
    return frozenset(name for name, where in shown.items() if len(where) >= publishers)


def fit(
    rows: Sequence[Row], before: Mapping[str, float], firm: float = PRIOR_PRECISION, known: frozenset[str] | None = None
) -> Fitted:
    """Logistic regression by Newton's method, each weight drawn to its prior; optional rows are not used.

    `known` are the features that get a weight; if None, those with a prior and all that are not rare.
    """
    rows = [row for row in rows if row.right is not None]
    shown = Counter(name for row in rows for name in row.features)
    common = {name for name, count in shown.items() if count >= RARE} if known is None else known
    names = tuple(sorted(common | (before.keys() - {"bias"})))
    matrix = _matrix(rows, names)
    right = np.array([row.right for row in rows], float)
    prior_mean = np.array([before["bias"], *(before.get(name, 0.0) for name in names)])
    prior_precision = np.full(len(prior_mean), firm)
    prior_precision[0] = BIAS_PRIOR_PRECISION
    sizes = Counter(row.publisher for row in rows)
    share = np.array([float(sizes[row.publisher]) ** -EVEN for row in rows])
    share /= share.mean()
    weights = prior_mean.copy()

    def loss(at: Numbers) -> float:
        odds = matrix @ at
        return float(
            (share * (np.logaddexp(0, odds) - right * odds)).sum()
            + (prior_precision * (at - prior_mean) ** 2).sum() / 2
        )

    for _ in range(100):
        predicted = 1 / (1 + np.exp(-matrix @ weights))
        gradient = matrix.T @ (share * (predicted - right)) + prior_precision * (weights - prior_mean)
        hessian = (matrix.T * (share * predicted * (1 - predicted))) @ matrix + np.diag(prior_precision)
        step = np.linalg.solve(hessian, gradient)
        now = loss(weights)
        # A full step can go beyond the minimum if most rows have extreme probabilities.
        while loss(weights - step) > now + 1e-9 and np.abs(step).max() > SMALLEST_STEP:
            step /= 2
        weights -= step
        if np.abs(step).max() < SMALLEST_STEP:
            break
    return Fitted(names, weights)


def _matrix(rows: Sequence[Row], names: Sequence[str]) -> Numbers:
    return np.array([[1.0, *(row.features.get(name, 0.0) for name in names)] for row in rows])


def odds_left_out(rows: Sequence[Row], before: Mapping[str, float], firm: float = PRIOR_PRECISION) -> Numbers:
    """For each row the log odds given by weights from the other publishers."""
    odds = np.zeros(len(rows))
    for publisher in {row.publisher for row in rows}:
        fitted = fit([row for row in rows if row.publisher != publisher], before, firm)
        own = [at for at, row in enumerate(rows) if row.publisher == publisher]
        odds[own] = fitted.odds([rows[at] for at in own])
    return odds


def odds_folded(
    rows: Sequence[Row],
    before: Mapping[str, float],
    known: frozenset[str],
    folds: int = 8,
    firm: float = PRIOR_PRECISION,
) -> Numbers:
    """The same with groups of publishers, if there are too many rows to leave out one publisher at a time."""
    order = sorted({row.publisher for row in rows})
    fold = {publisher: at % folds for at, publisher in enumerate(order)}
    odds = np.zeros(len(rows))
    for each in range(folds):
        fitted = fit([row for row in rows if fold[row.publisher] != each], before, firm, known)
        own = [at for at, row in enumerate(rows) if fold[row.publisher] == each]
        odds[own] = fitted.odds([rows[at] for at in own])
    return odds


def together(features: Numbers, encoder: Numbers, right: Numbers) -> tuple[float, float, float]:
    """The coefficients of the log odds of the features and of the encoder, and the bias, where both are known."""
    counts = _regression([features, encoder], right)
    return float(counts[0]), float(counts[1]), float(counts[2])


def calibrate(odds: Numbers, right: Numbers) -> tuple[float, float]:
    """Slope and intercept of Platt scaling."""
    counts = _regression([odds], right)
    return float(counts[0]), float(counts[1])


def _regression(columns: Sequence[Numbers], right: Numbers) -> Numbers:
    """The coefficient of each column, and the intercept, without a prior."""
    model = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-9, max_iter=1000)
    model.fit(np.column_stack(columns), right > EVEN)
    return np.append(model.coef_[0], model.intercept_)


def weights_of(fitted: Fitted) -> str:
    """A line of TOML for each weight; negligible ones are left out."""
    named = zip(fitted.names, fitted.weights[1:], strict=True)
    return "".join(f'"{name}" = {weight:.3f}\n' for name, weight in named if abs(weight) >= 0.005)


def model_text(fitted: Fitted, threshold: float, platt: tuple[float, float]) -> str:
    """The tables `[model]` and `[weights]` as TOML; negligible weights are left out."""
    head = f"""\
[model]
bias = {fitted.weights[0]:.3f}
threshold = {threshold:.2f}
platt_slope = {platt[0]:.3f}
platt_intercept = {platt[1]:.3f}

[weights]
"""
    return head + weights_of(fitted)


def together_text(both: tuple[float, float, float], threshold: float, line: tuple[float, float]) -> str:
    """The table `[with_encoder]` as TOML."""
    return f"""\
[with_encoder]
features = {both[0]:.3f}
encoder = {both[1]:.3f}
bias = {both[2]:.3f}
threshold = {threshold:.2f}
platt_slope = {line[0]:.3f}
platt_intercept = {line[1]:.3f}

"""


def provenance(gold: Sequence[GoldDocument]) -> str:
    """Comment lines with the commit and with slug and hash of the documents."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True).stdout
    hashes = {doc.slug: doc.sha256[:16] for doc in gold}
    made = "\n".join(f"#   {slug} {digest}" for slug, digest in sorted(hashes.items()))
    return f"# Commit {commit.strip()}; made from\n{made}\n"


def calibration_table(odds: Numbers, right: Numbers, platt: tuple[float, float], things: str) -> str:
    """A line for each band of confidence that is not empty: number, mean confidence, share that is right."""
    predicted = 1 / (1 + np.exp(-(platt[0] * odds + platt[1])))
    lines = [f"| confidence | {things} | mean confidence | right |", "| --- | --- | --- | --- |"]
    for low, high in pairwise(BANDS):
        within = (predicted >= low) & ((predicted < high) | (high == 1.0))
        if within.any():
            mean, share = predicted[within].mean(), right[within].mean()
            lines.append(f"| {low:.2f} to {high:.2f} | {int(within.sum())} | {mean:.2f} | {share:.2f} |")
    return "\n".join(lines)


def write_section(heading: str, text: str, path: Path = CALIBRATION) -> None:
    """Replaces the text under its heading; the other sections stay."""
    page = path.read_text("utf-8") if path.exists() else TITLE
    sections = dict(re.findall(r"^## (.+)\n((?:(?!## ).*\n)*)", page, re.MULTILINE))
    sections[heading] = text
    body = "\n".join(f"## {name}\n\n{sections[name].strip()}\n" for name in sorted(sections))
    path.write_text(f"{TITLE}\n{body}", "utf-8")
