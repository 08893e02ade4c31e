"""Fits the weights of titles and publishers from annotated documents: `python -m bench.train_describe --gold DIR
--gold DIR --pdfs DIR`.

Writes src/tfextract/rules/title_weights.toml and publisher_weights.toml: numbers, and which documents they are from. A
document of two gold folders is one document, and either title is right. Reported figures are leave-one-publisher-out
(bench/training.py); features of the publisher use the title that weights from other publishers gave.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz

from bench.training import Fitted, Numbers, Row, asked, model_text, publisher_of
from tfextract.evaluate import GoldDocument, find_pdfs, load_gold
from tfextract.evaluate.descriptions import publishers_agree, titles_agree
from tfextract.extract.contacts import find_contacts
from tfextract.extract.describe.publisher import Imprint, publisher_candidates
from tfextract.extract.describe.running import running_of
from tfextract.extract.describe.title import title_candidates
from tfextract.extract.describe.weighing import DescriptionCandidate
from tfextract.extract.evidence import Ids, folded
from tfextract.layout import read_layout
from tfextract.model import BlockRole, Layout
from tfextract.rules import number_table
from tfextract.sources import digest

RULES = Path(__file__).parents[1] / "src" / "tfextract" / "rules"
# A candidate that agrees with gold, but is this much less like it than the best one, is not used: "Annual Report".
WORSE = 12.0


# The strength of the prior of a weight.
HOLD = 1.5
HOLD_BIAS, RARE, LONGEST_STEP = 0.05, 3, 2.0


@dataclass(frozen=True, slots=True)
class Annotated:
    """A document with its gold files; `group` is the same for the documents of one publisher."""

    gold: tuple[GoldDocument, ...]
    group: str
    layout: Layout

    @property
    def slug(self) -> str:
        return self.gold[0].slug


@dataclass(frozen=True, slots=True)
class Judged:
    """A document's candidates as rows, and the odds of each by weights from other publishers."""

    document: Annotated
    candidates: tuple[DescriptionCandidate, ...]
    rows: tuple[Row, ...]
    odds: Numbers

    def best(self, threshold: float) -> str | None:
        if not len(self.odds):
            return None
        at = int(np.argmax(self.odds))
        return self.candidates[at].text if 1 / (1 + np.exp(-self.odds[at])) >= threshold else None


Agree = Callable[[str, GoldDocument], bool]
Likeness = Callable[[str, GoldDocument], float]


def title_agrees(text: str, gold: GoldDocument) -> bool:
    return titles_agree(text, gold.title)


def publisher_agrees(text: str, gold: GoldDocument) -> bool:
    return publishers_agree(text, gold.publisher)


def title_likeness(text: str, gold: GoldDocument) -> float:
    return fuzz.token_sort_ratio(folded(text), folded(gold.title))


def publisher_likeness(text: str, gold: GoldDocument) -> float:
    """One word of a longer name is not used: "Research" of a research foundation."""
    parts = [folded(part) for part in re.split(r"[/();]", gold.publisher)]
    return 100.0 if len(text.split()) > 1 or folded(text) in parts else 0.0


def groups(gold: Sequence[GoldDocument]) -> dict[str, str]:
    """Slug → the first spelling of its publisher; spellings that agree are the same publisher."""
    first: dict[str, str] = {}
    for one in gold:
        name = publisher_of(one).split(";")[0]
        first.setdefault(one.slug, next((known for known in first.values() if publishers_agree(name, known)), name))
    return first


def read_documents(gold: Sequence[GoldDocument], layouts: Mapping[str, Layout]) -> list[Annotated]:
    by_slug: dict[str, list[GoldDocument]] = defaultdict(list)
    for one in gold:
        by_slug[one.slug].append(one)
    group = groups(gold)
    return [Annotated(tuple(several), group[slug], layouts[slug]) for slug, several in sorted(by_slug.items())]


def titles_of(document: Annotated) -> tuple[DescriptionCandidate, ...]:
    layout = document.layout
    return title_candidates(layout.blocks, running_of(layout), dict(layout.metadata))


def publishers_of(document: Annotated, title: str | None) -> tuple[DescriptionCandidate, ...]:
    layout = document.layout
    margins = (BlockRole.HEADER, BlockRole.FOOTER)
    contacts = find_contacts([block for block in layout.blocks if block.role not in margins], Ids(document.slug))
    links = [link.uri for page in layout.pages for link in page.links]
    imprint = Imprint(title, running_of(layout), contacts, dict(layout.metadata), links)
    return publisher_candidates(layout.blocks, imprint)


def rows_of(
    document: Annotated, candidates: Sequence[DescriptionCandidate], agree: Agree, like: Likeness
) -> tuple[Row, ...]:
    likeness = [max(like(one.text, gold) for gold in document.gold) for one in candidates]
    right = [any(agree(one.text, gold) for gold in document.gold) for one in candidates]
    limit = max((alike for alike, holds in zip(likeness, right, strict=True) if holds), default=0.0)
    longest = max(len(gold.title.split()) for gold in document.gold)
    rows = []
    for one, alike, holds in zip(candidates, likeness, right, strict=True):
        worse = holds and alike < limit - WORSE
        # The measure accepts a title with a section's heading after it; for the fit it is wrong.
        glued = worse and len(one.text.split()) > longest
        rows.append(Row(document.group, one.features, None if worse and not glued else holds and not glued))
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class Choice:
    """A document's candidates as a matrix with a row for each, the first column 1; unused ones are left out."""

    matrix: Numbers
    right: Numbers


def choices_of(rows: Sequence[tuple[Row, ...]], names: Sequence[str]) -> list[Choice]:
    taught = [[row for row in some if row.right is not None] for some in rows]
    return [
        Choice(matrix_of([row.features for row in some], names), np.array([bool(row.right) for row in some], float))
        for some in taught
        if some
    ]


def matrix_of(features: Sequence[Mapping[str, float]], names: Sequence[str]) -> Numbers:
    return np.array([[1.0, *(one.get(name, 0.0) for name in names)] for one in features])


def fit_choice(rows: Sequence[tuple[Row, ...]], before: Mapping[str, float]) -> Fitted:
    """A document chooses one of its candidates or none, whose odds are 1.

    The log odds of a candidate are the sum of its weights, each drawn to its prior. If several are right, the more
    likely one counts more.
    """
    shown = Counter(name for some in rows for name in {name for row in some for name in row.features})
    names = tuple(sorted({name for name, count in shown.items() if count >= RARE} | (before.keys() - {"bias"})))
    means = np.array([before["bias"], *(before.get(name, 0.0) for name in names)])
    hold = np.full(len(means), HOLD)
    hold[0] = HOLD_BIAS
    choices, weights = choices_of(rows, names), means.copy()
    for _ in range(200):
        platt_slope, hessian = hold * (weights - means), np.diag(hold)
        for choice in choices:
            odds = np.exp(choice.matrix @ weights)
            chances = odds / (1 + odds.sum())
            wanted = odds * choice.right
            wanted = wanted / wanted.sum() if wanted.any() else wanted
            platt_slope = platt_slope + choice.matrix.T @ (chances - wanted)
            mean = choice.matrix.T @ chances
            hessian = hessian + (choice.matrix.T * chances) @ choice.matrix - np.outer(mean, mean)
        step = np.linalg.solve(hessian, platt_slope)
        weights = weights - step * min(1.0, LONGEST_STEP / max(float(np.abs(step).max()), LONGEST_STEP))
        if np.abs(step).max() < 1e-5:
            break
    return Fitted(names, weights)


def judge(
    documents: Sequence[Annotated],
    candidates: Sequence[tuple[DescriptionCandidate, ...]],
    agree: Agree,
    like: Likeness,
    prior: Mapping[str, float],
) -> list[Judged]:
    """Each document with the odds that weights from other publishers give its candidates."""
    rows = [rows_of(document, some, agree, like) for document, some in zip(documents, candidates, strict=True)]
    odds: dict[str, Numbers] = {}
    for group in sorted({document.group for document in documents}):
        others = [some for some, document in zip(rows, documents, strict=True) if document.group != group]
        fitted = fit_choice(others, prior)
        for document, some in zip(documents, rows, strict=True):
            if document.group == group:
                features = [row.features for row in some]
                odds[document.slug] = matrix_of(features, fitted.names) @ fitted.weights if features else np.zeros(0)
    return [
        Judged(document, some, own, odds[document.slug])
        for document, some, own in zip(documents, candidates, rows, strict=True)
    ]


def right_share(judged: Sequence[Judged], agree: Agree, threshold: float) -> tuple[int, int]:
    """(right, given) over the documents; either gold title is right."""
    wordings = [(one, one.best(threshold)) for one in judged]
    given = [(one, text) for one, text in wordings if text is not None]
    return sum(any(agree(text, gold) for gold in one.document.gold) for one, text in given), len(given)


def prior(name: str) -> dict[str, float]:
    return number_table("describe.toml", f"{name}_signs")


def weights_text(name: str, judged: Sequence[Judged], agree: Agree, threshold: float) -> str:
    right, given = right_share(judged, agree, threshold)
    head = f"""\
# Written by `python -m bench.train_describe` from annotated documents; not to be edited by hand.
# {len(judged)} documents of {len({one.document.group for one in judged})} publishers. Each publisher judged by weights
# from the others: {right} right of {given} given.
"""
    return "\n".join(
        [
            head,
            model_text(fit_choice([one.rows for one in judged], prior(name)), threshold, (1.0, 0.0)),
            _provenance(judged),
        ]
    )


def _provenance(judged: Sequence[Judged]) -> str:
    """Which PDFs the weights are from, by slug and SHA-256."""
    return "[documents]\n" + "".join(f'"{one.document.slug}" = "{one.document.gold[0].sha256}"\n' for one in judged)


def misses(judged: Sequence[Judged], agree: Agree, threshold: float) -> Iterator[str]:
    for one in judged:
        text = one.best(threshold)
        if text is None or not any(agree(text, gold) for gold in one.document.gold):
            possible = any(row.right for row in one.rows)
            yield f"{one.document.slug}: {text}" + ("" if possible else " (no candidate is right)")


THRESHOLDS = {"title": 0.15, "publisher": 0.4}


def train(documents: Sequence[Annotated]) -> dict[str, list[Judged]]:
    titles = judge(
        documents, [titles_of(document) for document in documents], title_agrees, title_likeness, prior("title")
    )
    candidates = [publishers_of(one.document, one.best(THRESHOLDS["title"])) for one in titles]
    publishers = judge(documents, candidates, publisher_agrees, publisher_likeness, prior("publisher"))
    return {"title": titles, "publisher": publishers}


AGREE: dict[str, Agree] = {"title": title_agrees, "publisher": publisher_agrees}


def main() -> None:
    given = asked(__doc__)
    gold = load_gold(given.gold)
    layouts = {
        slug: read_layout(path.read_bytes(), path.name, digest(path)[0])
        for slug, path in find_pdfs(gold, given.pdfs).items()
    }
    for name, judged in train(read_documents(gold, layouts)).items():
        right, number = right_share(judged, AGREE[name], THRESHOLDS[name])
        print(f"{name}: {right} right of {number} given, {len(judged)} documents")
        print("\n".join(misses(judged, AGREE[name], THRESHOLDS[name])))
        if given.write:
            (RULES / f"{name}_weights.toml").write_text(
                weights_text(name, judged, AGREE[name], THRESHOLDS[name]), "utf-8"
            )


if __name__ == "__main__":
    main()
