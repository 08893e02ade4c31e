"""Fits the weights of headings from annotated pages: `python -m bench.train_headings --gold DIR --pdfs DIR`.

Two models: for words at the start of a block (run_in_weights.toml), and for whole blocks (heading_weights.toml). Gold
with `headings` has every heading of its pages. In gold without, themes are headings and statements are none; other
blocks are not known. The files have numbers, slugs and hashes, no words of a page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz

from bench.training import Numbers, Row, asked, calibrate, fit, model_text, odds_left_out, provenance, publisher_of
from tfextract.confidence import Weights
from tfextract.evaluate import GoldDocument, find_pdfs, load_gold
from tfextract.evaluate.gold import GoldPage
from tfextract.evaluate.headings import plain
from tfextract.evaluate.scoring import ALIKE
from tfextract.faults import Faults
from tfextract.layout import read_pages
from tfextract.layout.drafts import Draft
from tfextract.layout.heading_context import HeadingContext
from tfextract.layout.heading_features import features_of
from tfextract.layout.run_ins import proposals_with_features, split_run_ins
from tfextract.layout.stages import Arranged, arrange
from tfextract.layout.structure import Structure
from tfextract.model import BlockRole, OcrPages
from tfextract.progress import Alone

RULES = Path(__file__).parents[1] / "src" / "tfextract" / "rules"
# Priors as a typographer would set them: the pages alone are too few for some hundred features.
HEADING_PRIOR = {
    "bias": -2.0, "size<1.16": 0.5, "size<1.35": 1.0, "size<1.7": 1.5, "size<2.4": 1.8, "size>2.4": 1.5, "bold": 1.0,
    "capitals": 0.7, "colored": 0.4, "other_face": 0.4, "plain": -1.0, "large&below_text": 0.7, "bold&below_text": 0.7,
    "colored&below_text": 0.5, "capitals&below_text": 0.5, "below_text": 0.4, "after_text": 0.4, "below_callout": 0.4,
    "marked&below_callout": 1.8, "label_row": -1.0, "bold&stop&below_text": 1.0, "label_number": 1.0, "lead_in": -3.0,
    "figure_with_noun": -3.0, "caption_number": -2.5,
    "words<25": -0.3, "words<41": -1.0, "words>41": -2.0, "lines>4": -0.7, "end_.": -1.0, "end_,": -1.5, "end_;": -1.5,
    "quoted": -1.0, "opens_small": -1.0, "numeral": -3.0, "has_figure": -0.3, "large&figure": -0.7, "address": -1.0,
    "letters<0.3": -2.0, "letters<0.6": -1.0, "sentences": -0.5, "caption_word": -1.0, "honorific": -2.0, "job": -0.5,
    "name_and_role": -1.0, "bulleted": -1.0, "marked_section": 0.4, "before_open": -0.5, "stacked": -0.7,
    "axis_label": -1.0, "repeats<6": -0.4, "repeats>6": -1.0, "in_contents": 1.0, "style_above_text<0.1": -0.4,
    "style_above_text>0.7": 0.4, "style_words>16": -0.7, "tag_heading": 1.5, "style_heading": 0.7,
    "style_heading&whole": 0.5, "style_body": -0.7, "style_aside": -0.7, "style_list": -0.7, "tag_item": -0.5,
    "tag_cell": -0.7, "tag_caption": -0.7, "tag_note": -1.0, "size<0.8": -0.7, "size<0.95": -0.4,
}  # fmt: skip
# Few publishers set headings into their paragraphs, so these priors count more.
RUN_IN_PRIOR = {
    "bias": 0.3, "kind_italic": -1.0, "again": -1.5, "opens_small": -2.0, "rest_small": -1.0, "rest_digit": -0.3,
    "before_alike": 0.5, "after_alike": 0.5, "figure": -0.3, "repeated": -2.5, "words>12": -0.7, "line_break": 0.5,
    "open&line_break": 2.0,
    "end_open": -0.5, "end_dash": 0.3, "bold&end_:": 0.3, "bold&end_.": 0.3,
}  # fmt: skip
# There are more features than headings, so this prior is stronger than others.
FIRM = 14.0
ASIDE = (BlockRole.HEADER, BlockRole.FOOTER)


@dataclass(frozen=True, slots=True)
class Page:
    """What an annotated page says about a text: a heading (None if annotators differ), a statement, or nothing."""

    gold: GoldPage

    def is_heading(self, texts: Sequence[str]) -> bool | None:
        headings = self.gold.headings or ()
        alike = [(max(fuzz.ratio(plain(text), plain(one.text)) for text in texts), one) for one in headings]
        best = max(alike, key=lambda pair: pair[0], default=None)
        if best is None or best[0] < ALIKE:
            return False
        return None if best[1].optional else True

    def is_theme(self, texts: Sequence[str]) -> bool | None:
        """None if the page does not say."""
        themes = {
            plain(gold_achievement.theme) for gold_achievement in self.gold.achievements if gold_achievement.theme
        }
        if any(fuzz.ratio(plain(text), theme) >= ALIKE for text in texts for theme in themes):
            return True
        stated = [plain(gold_achievement.text) for gold_achievement in self.gold.achievements]
        return False if any(fuzz.ratio(plain(text), title) >= ALIKE for text in texts for title in stated) else None

    def judge(self, texts: Sequence[str], whole: str) -> bool | None:
        """`whole` is the block that the texts open."""
        if self.gold.headings is not None:
            return self.is_heading(texts)
        return self.is_theme(texts) or self.is_theme([whole])


@dataclass(frozen=True, slots=True)
class Reading:
    """An annotated document before roles are decided."""

    gold: GoldDocument
    arranged: Arranged
    structure: Structure

    def page(self, number: int) -> Page | None:
        return next((Page(page) for page in self.gold.pages if page.page == number), None)

    def open_drafts(self) -> list[Draft]:
        return [draft for draft in self.arranged.drafts if draft.role not in ASIDE]

    def run_in_rows(self) -> Iterator[Row]:
        for proposal, features in proposals_with_features(self.open_drafts(), self.arranged.habits):
            page = self.page(proposal.draft.page)
            if page is not None:
                head = " ".join(word.text for word in proposal.head)
                yield Row(publisher_of(self.gold), features, page.judge([head], proposal.draft.text))

    def heading_rows(self, run_ins: Weights) -> Iterator[Row]:
        drafts = split_run_ins(self.open_drafts(), self.arranged.habits, run_ins)
        around = HeadingContext.of(drafts, self.arranged.habits, self.arranged.titles, self.structure)
        for at, draft in enumerate(drafts):
            page = self.page(draft.page)
            if page is None or draft.run_in or draft.role is not BlockRole.PARAGRAPH:
                continue
            texts = [draft.text, f"{draft.marker} {draft.text}"]
            yield Row(publisher_of(self.gold), features_of(at, around), page.judge(texts, draft.text))


def _read(task: tuple[GoldDocument, Path]) -> Reading:
    gold, path = task
    faults = Faults(path.name, gold.slug)
    read = read_pages(path.read_bytes(), faults, OcrPages.NONE, Alone())
    return Reading(gold, arrange(read.pages, faults, read.structure), read.structure)


def measured(rows: Sequence[Row], odds: Numbers, threshold: float) -> tuple[float, float, float]:
    """Precision, recall and F1 at the threshold."""
    known = [at for at, row in enumerate(rows) if row.right is not None]
    right = np.array([rows[at].right for at in known], float)
    taken = 1 / (1 + np.exp(-odds[known])) >= threshold
    both, given, wanted = float((taken * right).sum()), float(taken.sum()), float(right.sum())
    return both / max(given, 1), both / max(wanted, 1), 2 * both / max(given + wanted, 1)


def trained(name: str, rows: Sequence[Row], prior: dict[str, float], sources: str) -> tuple[Weights, str]:
    """The weights and their file's text."""
    odds = odds_left_out(rows, prior, FIRM)
    known = [at for at, row in enumerate(rows) if row.right is not None]
    line = calibrate(odds[known], np.array([rows[at].right for at in known], float))
    table = {round(float(threshold), 2): measured(rows, odds, threshold) for threshold in np.arange(0.3, 0.61, 0.05)}
    for threshold, (precision, recall, f1) in table.items():
        print(f"{name} from {threshold:.2f}: precision {precision:.3f} recall {recall:.3f} F1 {f1:.3f}")
    # F1 is largest at a threshold of half its value (Lipton, Elkan and Naryanaswamy 2014).
    threshold = round(max(f1 for _, _, f1 in table.values()) / 2, 2)
    precision, recall, f1 = measured(rows, odds, threshold)
    fitted = fit(rows, prior, FIRM)
    head = (
        f"# Written by `python -m bench.train_headings`, not to be edited by hand. {len(known)} candidates of "
        f"{len({row.publisher for row in rows})} publishers.\n# Each publisher judged by weights from the others: "
        f"precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}.\n{sources}\n"
    )
    of = dict(zip(fitted.names, map(float, fitted.weights[1:]), strict=True))
    weights = Weights(of, float(fitted.weights[0]), threshold, *line)
    return weights, head + model_text(fitted, threshold, line)


def main() -> None:
    given = asked(__doc__)
    gold = load_gold(given.gold)
    pdfs = find_pdfs(gold, given.pdfs)
    with ProcessPoolExecutor(2) as pool:
        readings = list(pool.map(_read, [(doc, pdfs[doc.slug]) for doc in gold]))
    sources = provenance(gold)
    run_ins, text = trained("run-ins", [row for one in readings for row in one.run_in_rows()], RUN_IN_PRIOR, sources)
    rows = [row for one in readings for row in one.heading_rows(run_ins)]
    _, heading_text = trained("headings", rows, HEADING_PRIOR, sources)
    if given.write:
        (RULES / "run_in_weights.toml").write_text(text, "utf-8")
        (RULES / "heading_weights.toml").write_text(heading_text, "utf-8")


if __name__ == "__main__":
    main()
