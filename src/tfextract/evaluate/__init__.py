"""Scores the extraction against annotated pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tfextract.errors import UserError
from tfextract.evaluate.breakdown import format_publishers
from tfextract.evaluate.callouts import Callouts, format_callouts, measure_callouts
from tfextract.evaluate.descriptions import Descriptions, format_descriptions, measure_descriptions
from tfextract.evaluate.gold import GoldDocument, load_gold
from tfextract.evaluate.headings import Headings, format_headings, measure_headings
from tfextract.evaluate.indicator_rows import IndicatorRows, format_indicator_rows, measure_indicator_rows
from tfextract.evaluate.integrity import Integrity, format_integrity, measure_integrity
from tfextract.evaluate.scoring import KINDS, DecidedShare, Difference, PageScore, Tally, score_page
from tfextract.evaluate.shortfalls import Shortfalls, format_shortfalls, measure_shortfalls
from tfextract.model import Facts, ReadDocument
from tfextract.sources import digest

__all__ = [
    "Evaluation",
    "GoldDocument",
    "evaluate",
    "evaluate_documents",
    "evaluate_paths",
    "find_pdfs",
    "format_scores",
    "load_gold",
]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Sums over all pages (micro). `claims` and `bases` cover matched counts whose gold has one.

    `publishers` by slug.
    """

    tallies: tuple[tuple[str, Tally], ...]
    claims: DecidedShare
    bases: DecidedShare
    pages: int
    differences: tuple[Difference, ...]
    by_document: tuple[tuple[str, tuple[Tally, ...]], ...]
    publishers: Mapping[str, str]
    integrity: Integrity | None = None
    descriptions: Descriptions | None = None
    headings: Headings | None = None
    callouts: Callouts | None = None
    shortfalls: Shortfalls | None = None
    indicator_rows: IndicatorRows | None = None

    def tally(self, kind: str) -> Tally:
        return dict(self.tallies)[kind]

    def figures(self) -> dict[str, float]:
        """F1, full F1 of each kind, the shares of claims and bases decided, and right of those, by name.

        Those of headings, shortfalls and indicator rows only if a page has them annotated.
        """
        named = {f"{kind}_{name}": getattr(tally, name) for kind, tally in self.tallies for name in ("f1", "full_f1")}
        layout = {} if self.integrity is None else self.integrity.figures()
        about = {} if self.descriptions is None else self.descriptions.figures()
        headings = {} if self.headings is None else self.headings.figures()
        shares = {"theme": self.theme_right}
        for name, one in (("claim", self.claims), ("basis", self.bases)):
            shares |= {name: one.share_right, f"{name}_decided": one.share_decided}
        large = {} if self.callouts is None else self.callouts.figures()
        short = {} if self.shortfalls is None else self.shortfalls.figures()
        rows = {} if self.indicator_rows is None else self.indicator_rows.figures()
        return named | shares | layout | headings | about | large | short | rows

    @property
    def theme_right(self) -> float:
        """The share of found achievements whose theme is also right."""
        tally = self.tally("achievements")
        return _share((tally.full, tally.matched))


def _share(part: tuple[int, int]) -> float:
    return part[0] / part[1] if part[1] else 1.0


def evaluate(gold: Sequence[GoldDocument], facts: Mapping[str, Facts]) -> Evaluation:
    """`facts` by slug."""
    scored = [(doc.slug, [score_page(doc.slug, page, facts[doc.slug]) for page in doc.pages]) for doc in gold]
    pages: list[PageScore] = [page for _, of_document in scored for page in of_document]
    return Evaluation(
        tuple((kind, _sum([page.tallies[at] for page in pages])) for at, kind in enumerate(KINDS)),
        sum((page.claims for page in pages), DecidedShare()),
        sum((page.bases for page in pages), DecidedShare()),
        len(pages),
        tuple(difference for page in pages for difference in page.differences),
        tuple(
            (slug, tuple(_sum([page.tallies[at] for page in of_document]) for at in range(len(KINDS))))
            for slug, of_document in scored
        ),
        {doc.slug: doc.publisher for doc in gold},
    )


def _sum(tallies: Iterable[Tally]) -> Tally:
    return sum(tallies, Tally())


def find_pdfs(gold: Sequence[GoldDocument], folders: Sequence[Path]) -> dict[str, Path]:
    """Slug → PDF, found by name or by content. Raises UserError if one is missing or has other bytes."""
    beside = [doc.source.parent.parent / name for doc in gold for name in ("corpus", "seed")]
    places = [folder for folder in dict.fromkeys([*folders, *beside, Path("raw")]) if folder.is_dir()]
    paths: dict[str, Path] = {}
    for doc in gold:
        named = [place / f"{doc.slug}.pdf" for place in places if (place / f"{doc.slug}.pdf").is_file()]
        others = (pdf for place in places for pdf in sorted(place.glob("*.pdf")))
        path = next((pdf for pdf in (*named, *others) if digest(pdf)[1] == doc.sha256), None)
        if path is None:
            preview = ", ".join(str(place) for place in places) or "no folder"
            raise UserError(f"the PDF of {doc.source.name} was not found in {preview}: name its folder with --pdfs")
        paths[doc.slug] = path
    return paths


def evaluate_paths(
    gold_paths: Sequence[Path], pdf_folders: Sequence[Path], read: Callable[[Path], ReadDocument]
) -> Evaluation:
    gold = load_gold(gold_paths)
    pdfs = find_pdfs(gold, pdf_folders)
    documents = {slug: read(path) for slug, path in pdfs.items()}
    return evaluate_documents(gold, documents)


def evaluate_documents(gold: Sequence[GoldDocument], documents: Mapping[str, ReadDocument]) -> Evaluation:
    """Facts and layout; `documents` by slug."""
    facts = {doc.slug: documents[doc.slug].facts for doc in gold}
    layouts = {doc.slug: documents[doc.slug].layout for doc in gold}
    return replace(
        evaluate(gold, facts),
        integrity=measure_integrity(gold, layouts),
        descriptions=measure_descriptions(gold, {doc.slug: documents[doc.slug].document for doc in gold}),
        headings=measure_headings(gold, layouts),
        callouts=measure_callouts(gold, layouts, facts),
        shortfalls=measure_shortfalls(gold, facts),
        indicator_rows=measure_indicator_rows(gold, layouts, facts),
    )


def format_scores(evaluation: Evaluation, *, show: bool = False, publishers: bool = False) -> str:
    lines = [f"{'':14}{'P':>7}{'R':>7}{'F1':>7}{'full':>7}{'right':>7}{'extra':>7}{'miss':>7}"]
    for kind, tally in evaluation.tallies:
        shares = "".join(f"{share:7.3f}" for share in (tally.precision, tally.recall, tally.f1, tally.full_f1))
        lines.append(f"{kind:14}{shares}{tally.matched:7}{tally.extra:7}{tally.missed:7}")
    for name, one in (("claim", evaluation.claims), ("basis", evaluation.bases)):
        lines.append(
            f"{name} right {one.share_right:.3f} of {one.decided} decided, "
            f"which are {one.share_decided:.3f} of the {one.asked} matched counts that have one"
        )
    lines.append(
        f"theme right {evaluation.theme_right:.3f} of {evaluation.tally('achievements').matched} achievements found"
    )
    if evaluation.headings is not None:
        lines.append(format_headings(evaluation.headings, show=show))
    if evaluation.integrity is not None:
        lines.append(format_integrity(evaluation.integrity, show=show))
    if evaluation.callouts is not None:
        lines.append(format_callouts(evaluation.callouts, show=show))
    if evaluation.shortfalls is not None:
        lines.append(format_shortfalls(evaluation.shortfalls, show=show))
    if evaluation.indicator_rows is not None:
        lines.append(format_indicator_rows(evaluation.indicator_rows, show=show))
    if evaluation.descriptions is not None:
        lines.append(format_descriptions(evaluation.descriptions, show=show))
    lines.append(f"{evaluation.pages} pages of {len(evaluation.by_document)} documents")
    if publishers:
        lines += ["", format_publishers(evaluation.by_document, evaluation.publishers), ""]
    if show:
        lines += map(str, evaluation.differences)
    return "\n".join(lines)
