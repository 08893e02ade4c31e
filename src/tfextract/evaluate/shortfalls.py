"""Compares shortfalls with the annotated ones.

They match by text as achievements do. A full match also needs the stance. Themes are not asked: those of achievements
are measured, and shortfalls get theirs in the same way. A statement that is annotated as an achievement and extracted
as a shortfall is an extra.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tfextract.evaluate.gold import GoldDocument, GoldPage, GoldShortfall
from tfextract.evaluate.scoring import Difference, KindScore, Tally, score_kind, text_likeness
from tfextract.model import Facts, Shortfall


@dataclass(frozen=True, slots=True)
class Shortfalls:
    """Sums over the pages with annotated shortfalls."""

    tally: Tally
    differences: tuple[Difference, ...] = ()

    def figures(self) -> dict[str, float]:
        tally = self.tally
        return {
            "shortfalls_precision": tally.precision,
            "shortfalls_recall": tally.recall,
            "shortfalls_f1": tally.f1,
            "shortfalls_full_f1": tally.full_f1,
        }


def _likeness(given: Shortfall, wanted: GoldShortfall) -> float | None:
    return text_likeness(given.text, wanted.text)


def _has_stance(given: Shortfall, wanted: GoldShortfall) -> bool:
    return given.stance == wanted.stance


def _text(given: Shortfall | None, wanted: GoldShortfall | None) -> str:
    stances = " ≠ ".join(str(one.stance) for one in (given, wanted) if one is not None)
    text = wanted.text if wanted is not None else given.text if given is not None else ""
    return f"[{stances}] {text}"


def _page(slug: str, page: GoldPage, facts: Facts) -> KindScore:
    return score_kind(
        [shortfall for shortfall in facts.shortfalls if shortfall.page == page.page],
        page.shortfalls or (), _likeness, _has_stance, lambda wanted: wanted.optional,
        lambda sort, given, wanted: Difference(sort, "shortfalls", slug, page.page, _text(given, wanted)),
    )  # fmt: skip


def measure_shortfalls(gold: Sequence[GoldDocument], facts: Mapping[str, Facts]) -> Shortfalls | None:
    """`facts` by slug. None if no page has annotated shortfalls."""
    asked = ((doc.slug, page) for doc in gold for page in doc.pages if page.shortfalls is not None)
    scores = [_page(slug, page, facts[slug]) for slug, page in asked]
    if not scores:
        return None
    differences = tuple(difference for score in scores for difference in score.differences)
    return Shortfalls(sum((score.tally for score in scores), Tally()), differences)


def format_shortfalls(measured: Shortfalls, *, show: bool = False) -> str:
    tally = measured.tally
    line = (
        f"shortfalls P {tally.precision:.3f} R {tally.recall:.3f} F1 {tally.f1:.3f} "
        f"of {tally.matched + tally.missed}, with their stance {tally.full_f1:.3f}; {tally.extra} extra"
    )
    return "\n".join([line, *(map(str, measured.differences) if show else ())])
