"""Weights of the signs of a result, from the annotated pages: `python -m bench.train_results --gold DIR --pdfs DIR`.

Writes src/tfextract/rules/result_weights.toml (numbers alone, no word of a page) and the section on achievements of
docs/calibration.md, measured on publishers left out (bench/training.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz

from bench.training import (
    Fitted,
    Numbers,
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
from tfextract.evaluate.scoring import ALIKE, collapsed
from tfextract.extract.achievements import kept_out
from tfextract.extract.evidence import page_of
from tfextract.extract.nlp import load_nlp
from tfextract.extract.signs import Signs, all_signs, look
from tfextract.extract.text import Passage, Statement, read_passages, statements
from tfextract.layout import read_layout
from tfextract.rules import number_table, rules_of
from tfextract.settings import load_settings
from tfextract.sources import digest

WEIGHTS = Path(__file__).parents[1] / "src" / "tfextract" / "rules" / "result_weights.toml"


def rows_of(gold: GoldDocument, passages: Sequence[Passage]) -> list[Row]:
    """The statements of the document's annotated pages."""
    return [Row(publisher_of(gold), signs, right) for _, _, signs, right in judged_statements(gold, passages)]


def judged_statements(
    gold: GoldDocument, passages: Sequence[Passage]
) -> Iterator[tuple[Statement, int, Signs, bool | None]]:
    """The annotated pages' statements that may be achievements: with page, signs and what the annotator took."""
    seen = [look(statement) for passage in passages for statement in statements(passage)]
    pages = {page.page: page.achievements for page in gold.pages}
    for one, signs in zip(seen, all_signs(seen), strict=True):
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
        yield statement, page, signs, right


def prior() -> dict[str, float]:
    return number_table("results.toml", "sign_weights") | {rule.id: rule.weight for rule in rules_of("result_cue")}


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
        passages = read_passages(read_layout(path.read_bytes(), path.name, digest(path)[0]).blocks, nlp, near)
        rows += rows_of(document, passages)
    return rows


def weights_text(fitted: Fitted, least: Measured, line: tuple[float, float], rows: Sequence[Row]) -> str:
    publishers = len({row.publisher for row in rows})
    head = f"""\
# Written by `python -m bench.train_results` from the signs on the annotated pages; not to be edited by hand.
# {len(rows)} statements of {publishers} publishers. Each publisher judged by weights from the others:
# precision {least.precision:.3f}, recall {least.recall:.3f}, F1 {least.f1:.3f} of the statements.

"""
    return head + model_text(fitted, least.least, line)


def section_text(odds: Numbers, right: Numbers, line: tuple[float, float]) -> str:
    lines = [
        "Written by `python -m bench.train_results`. Statements of the annotated pages by the confidence that",
        "they are achievements, each judged by weights made from other publishers' pages; right is what the annotator",
        "took. Only those above the threshold become facts.",
        "",
        calibration_table(odds, right, line, "statements"),
    ]
    return "\n".join(lines)


def main() -> None:
    given = asked(__doc__)
    rows = read_rows(load_gold(given.gold), given.pdfs)
    report(rows, write=given.write)


def report(rows: Sequence[Row], *, write: bool) -> Measured:
    odds = odds_left_out(rows, prior())
    known = [at for at, row in enumerate(rows) if row.right is not None]
    right = np.array([rows[at].right for at in known], float)
    measured = [measure(odds[known], right, round(least, 2)) for least in np.arange(0.35, 0.66, 0.05)]
    for one in measured:
        print(f"from {one.least:.2f}: precision {one.precision:.3f} recall {one.recall:.3f} F1 {one.f1:.3f}")
    # F1 is largest where what is as likely as half of it is still taken (Lipton, Elkan and Naryanaswamy 2014).
    half = round(max(one.f1 for one in measured) / 2, 2)
    best = measure(odds[known], right, half)
    line = calibrate(odds[known], right)
    if write:
        WEIGHTS.write_text(weights_text(fit(rows, prior()), best, line, rows), "utf-8")
        write_section("Achievements", section_text(odds[known], right, line))
    return best


if __name__ == "__main__":
    main()
