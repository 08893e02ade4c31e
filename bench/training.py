"""Weights of signs from annotated pages, for every kind of fact that is weighed: the model, its fit, its calibration.

What is reported is measured on publishers left out: the weights that judge a publisher's pages were made from the
others'.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tfextract.evaluate import GoldDocument
from tfextract.extract.signs import Signs

CALIBRATION = Path(__file__).parents[1] / "docs" / "calibration.md"
TITLE = "# How sure is sure\n"
Numbers = NDArray[np.float64]

# How firmly a weight is held to what is thought before measuring, and a publisher of many pages to the rest.
HOLD, HOLD_BIAS, RARE = 4.0, 0.05, 3
EVEN = 0.5
BANDS = (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)


@dataclass(frozen=True, slots=True)
class Row:
    """What was weighed on an annotated page; `right` is None where the annotation calls it optional."""

    publisher: str
    signs: Signs
    right: bool | None


@dataclass(frozen=True, slots=True)
class Fitted:
    names: tuple[str, ...]
    weights: Numbers


@dataclass(frozen=True, slots=True)
class Asked:
    """What a training script was asked on the command line."""

    gold: tuple[Path, ...]
    pdfs: tuple[Path, ...]
    write: bool


def asked(about: str | None) -> Asked:
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--gold", type=Path, action="append", required=True, help="several may be given")
    parser.add_argument("--pdfs", type=Path, action="append", default=[])
    parser.add_argument("--write", action="store_true", help="write what was measured, and its table")
    given = parser.parse_args()
    return Asked(tuple(given.gold), tuple(given.pdfs), given.write)


def publisher_of(gold: GoldDocument) -> str:
    """The first name alone: a body's reports with different partners are not left out one by one."""
    return gold.publisher.split("/")[0].split("(")[0].strip()


def fit(rows: Sequence[Row], before: Mapping[str, float], firm: float = HOLD) -> Fitted:
    """Logistic regression by Newton's method, each weight drawn to its prior; optional rows teach nothing."""
    rows = [row for row in rows if row.right is not None]
    shown = Counter(name for row in rows for name in row.signs)
    names = tuple(sorted({name for name, count in shown.items() if count >= RARE} | (before.keys() - {"bias"})))
    matrix = _matrix(rows, names)
    right = np.array([row.right for row in rows], float)
    means = np.array([before["bias"], *(before.get(name, 0.0) for name in names)])
    hold = np.full(len(means), firm)
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


def odds_left_out(rows: Sequence[Row], before: Mapping[str, float], firm: float = HOLD) -> Numbers:
    """For each row the log odds given by weights from the other publishers."""
    odds = np.zeros(len(rows))
    for publisher in {row.publisher for row in rows}:
        fitted = fit([row for row in rows if row.publisher != publisher], before, firm)
        own = [at for at, row in enumerate(rows) if row.publisher == publisher]
        odds[own] = _matrix([rows[at] for at in own], fitted.names) @ fitted.weights
    return odds


def calibrate(odds: Numbers, right: Numbers) -> tuple[float, float]:
    """Slope and shift of the logistic curve through what proved right."""
    matrix = np.column_stack([odds, np.ones(len(odds))])

    def lost(line: Numbers) -> float:
        said = matrix @ line
        return float(np.logaddexp(0.0, said).sum() - (right * said).sum())

    line = np.array([1.0, 0.0])
    for _ in range(100):
        said = 1 / (1 + np.exp(-matrix @ line))
        bend = (matrix.T * (said * (1 - said))) @ matrix + 1e-6 * np.eye(2)
        step = np.linalg.solve(bend, matrix.T @ (said - right))
        # Far from the curve a whole step may lead away from it.
        while lost(line - step) > lost(line) + 1e-9 and np.abs(step).max() > 1e-9:
            step /= 2
        line -= step
    return float(line[0]), float(line[1])


def model_text(fitted: Fitted, least: float, line: tuple[float, float]) -> str:
    """The tables `[model]` and `[weights]` as TOML; weights too light to matter are left out."""
    head = f"""\
[model]
bias = {fitted.weights[0]:.3f}
least = {least:.2f}
slope = {line[0]:.3f}
shift = {line[1]:.3f}

[weights]
"""
    named = zip(fitted.names, fitted.weights[1:], strict=True)
    return head + "".join(f'"{name}" = {weight:.3f}\n' for name, weight in named if abs(weight) >= 0.005)


def calibration_table(odds: Numbers, right: Numbers, line: tuple[float, float], things: str) -> str:
    """A line for each band of confidence that holds any: how many, their mean confidence, the share that is right."""
    said = 1 / (1 + np.exp(-(line[0] * odds + line[1])))
    lines = [f"| confidence | {things} | mean confidence | right |", "| --- | --- | --- | --- |"]
    for low, high in pairwise(BANDS):
        within = (said >= low) & ((said < high) | (high == 1.0))
        if within.any():
            mean, share = said[within].mean(), right[within].mean()
            lines.append(f"| {low:.2f} to {high:.2f} | {int(within.sum())} | {mean:.2f} | {share:.2f} |")
    return "\n".join(lines)


def write_section(heading: str, text: str, path: Path = CALIBRATION) -> None:
    """Puts the text under its heading, in place of what stood there; the other sections stay."""
    said = path.read_text("utf-8") if path.exists() else TITLE
    sections = dict(re.findall(r"^## (.+)\n((?:(?!## ).*\n)*)", said, re.MULTILINE))
    sections[heading] = text
    body = "\n".join(f"## {name}\n\n{sections[name].strip()}\n" for name in sorted(sections))
    path.write_text(f"{TITLE}\n{body}", "utf-8")
