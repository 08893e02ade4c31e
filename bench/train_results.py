"""Fits the weights of results from annotated pages: `python -m bench.train_results --gold DIR --pdfs DIR`.

Writes src/tfextract/rules/result_weights.toml (only numbers, no words of a page) and the section on achievements of
docs/calibration.md, measured leave-one-publisher-out (bench/training.py). `--odds FILE` has the encoder's
leave-one-publisher-out log odds of the same statements (`bench.train_encoder`), and fits how much they count.
"""

from __future__ import annotations

import pickle
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz

from bench.labels import read_taught
from bench.training import (
    Asked,
    Fitted,
    Numbers,
    Place,
    ReadGold,
    Row,
    asked,
    calibrate,
    calibration_table,
    fit,
    model_text,
    odds_left_out,
    provenance,
    publisher_of,
    together,
    together_text,
    write_section,
)
from tfextract.evaluate import GoldDocument, load_gold
from tfextract.evaluate.scoring import ALIKE, collapsed
from tfextract.extract.achievements import kept_out
from tfextract.extract.evidence import page_of
from tfextract.extract.score import UNSURE_FROM, UNSURE_TO
from tfextract.extract.statement_features import Features, all_features, analyse
from tfextract.extract.text import Passage, Statement, statements
from tfextract.rules import number_table, rules_of

EARLIER = Path(__file__).parent / "earlier_result_weights.toml"
WEIGHTS = Path(__file__).parents[1] / "src" / "tfextract" / "rules" / "result_weights.toml"


def judged_statements(
    gold: GoldDocument, passages: Sequence[Passage]
) -> Iterator[tuple[Statement, int, Features, bool | None]]:
    """The statements of annotated pages that may be achievements, with page, features and the annotator's verdict."""
    analysed = [analyse(statement) for passage in passages for statement in statements(passage)]
    pages = {page.page: page.achievements for page in gold.pages}
    for one, features in zip(analysed, all_features(analysed), strict=True):
        statement = one.statement
        page = page_of(statement.block, statement.start, statement.end)
        if page not in pages or kept_out(one) is not None:
            continue
        likeness = [
            (fuzz.ratio(collapsed(wanted.text), collapsed(statement.text)), not wanted.optional, wanted)
            for wanted in pages[page]
        ]
        best = max(likeness, key=lambda item: item[:2], default=None)
        right: bool | None = False
        if best is not None and best[0] >= ALIKE:
            right = None if best[2].optional else True
        yield statement, page, features, right


def prior() -> dict[str, float]:
    return number_table("results.toml", "sign_weights") | {rule.id: rule.weight for rule in rules_of("result_cue")}


def earlier() -> Fitted:
    """The weights of an earlier fit, whose pages are not available any more; the first is the bias."""
    results = tomllib.loads(EARLIER.read_text("utf-8"))
    names = tuple(sorted(results["weights"]))
    return Fitted(names, np.array([results["model"]["bias"], *(results["weights"][name] for name in names)]))


def mean_of(one: Fitted, other: Fitted) -> Fitted:
    names = tuple(sorted({*one.names, *other.names}))
    pairs = [dict(zip(each.names, each.weights[1:], strict=True)) for each in (one, other)]
    weights = [sum(each.get(name, 0.0) for each in pairs) / 2 for name in names]
    return Fitted(names, np.array([(one.weights[0] + other.weights[0]) / 2, *weights]))


@dataclass(frozen=True, slots=True)
class Measured:
    """Precision, recall and F1 over the statements at the threshold."""

    threshold: float
    precision: float
    recall: float
    f1: float


def measure(odds: Numbers, right: Numbers, threshold: float) -> Measured:
    taken = 1 / (1 + np.exp(-odds)) >= threshold
    both, value, wanted = float((taken * right).sum()), float(taken.sum()), float(right.sum())
    return Measured(threshold, both / max(value, 1), both / max(wanted, 1), 2 * both / max(value + wanted, 1))


def read_rows(read: Iterable[ReadGold]) -> list[tuple[Place, Row]]:
    """The statements of the annotated pages, each with its place."""
    rows: list[tuple[Place, Row]] = []
    for one in read:
        for statement, page, features, right in judged_statements(one.gold, one.passages):
            place = (one.gold.slug, page, statement.block.block_no, statement.start, statement.end)
            rows.append((place, Row(publisher_of(one.gold), features, right)))
    return rows


def section_text(odds: Numbers, right: Numbers, line: tuple[float, float]) -> str:
    lines = [
        "Written by `python -m bench.train_results`. Statements of the annotated pages by the confidence that",
        "they are achievements, each judged by weights made from other publishers' pages. A statement is right if the",
        "annotator took it. Only those above the threshold become facts.",
        "",
        calibration_table(odds, right, line, "statements"),
    ]
    return "\n".join(lines)


def best_of(name: str, odds: Numbers, right: Numbers) -> Measured:
    measured = [measure(odds, right, round(float(threshold), 2)) for threshold in np.arange(0.25, 0.61, 0.05)]
    for one in measured:
        print(f"{name} from {one.threshold:.2f}: precision {one.precision:.3f} recall {one.recall:.3f} F1 {one.f1:.3f}")
    # F1 is largest at a threshold of half its value (Lipton, Elkan and Naryanaswamy 2014).
    return measure(odds, right, round(max(one.f1 for one in measured) / 2, 2))


def with_encoder(
    odds: Numbers, wordings: Mapping[Place, float], placed: Sequence[tuple[Place, Row]]
) -> tuple[Numbers, tuple[float, float, float]]:
    """The log odds of features and encoder together, where features leave it open, and how much each counts."""
    probability = 1 / (1 + np.exp(-odds))
    unsure = [
        at for at, (place, row) in enumerate(placed)
        if UNSURE_FROM <= probability[at] <= UNSURE_TO and place in wordings and row.right is not None
    ]  # fmt: skip
    heard = np.array([wordings[placed[at][0]] for at in unsure])
    right = np.array([placed[at][1].right for at in unsure], float)
    both = together(odds[unsure], heard, right)
    mixed = odds.copy()
    mixed[unsure] = both[0] * odds[unsure] + both[1] * heard + both[2]
    return mixed, both


def report(placed: Sequence[tuple[Place, Row]], gold: Sequence[GoldDocument], given: Asked) -> None:
    rows = [row for _, row in placed]
    known = [at for at, row in enumerate(rows) if row.right is not None]
    right = np.array([rows[at].right for at in known], float)
    before = earlier()
    odds = (odds_left_out(rows, prior()) + before.odds(rows)) / 2
    line = calibrate(odds[known], right)
    # Rules were written with the first pages in view, so the threshold is measured only on other pages.
    strangers = {document.slug for document in gold if document.asks_year}
    far = [at for at in known if placed[at][0][0] in strangers] or known
    far_right = np.array([rows[at].right for at in far], float)
    best = best_of("features", odds[far], far_right)
    text = model_text(mean_of(fit(rows, prior()), before), best.threshold, line)
    if given.odds is not None:
        odds, both = with_encoder(odds, pickle.loads(given.odds.read_bytes())["achievement"], placed)
        line = calibrate(odds[known], right)
        best = best_of("with the encoder", odds[far], far_right)
        text = together_text(both, best.threshold, line) + text
    if given.write:
        head = (
            f"# Written by `python -m bench.train_results`; not to be edited by hand. {len(known)} statements, "
            f"{int(right.sum())} of them results,\n# of {len({row.publisher for row in rows})} publishers. Each "
            f"publisher judged by weights from the others: on strangers' pages precision {best.precision:.3f},\n"
            f"# recall {best.recall:.3f}, F1 {best.f1:.3f} of the statements. Mean with earlier_result_weights.toml.\n"
            f"{provenance(gold)}\n"
        )
        WEIGHTS.write_text(head + text, "utf-8")
        write_section("Achievements", section_text(odds[known], right, line))


def main() -> None:
    given = asked(__doc__)
    gold = load_gold(given.gold)
    read = read_taught(gold, given)
    report(read_rows(read), [one.gold for one in read], given)


if __name__ == "__main__":
    main()
