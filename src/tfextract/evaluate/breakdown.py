"""Scores by publisher, and bootstrap intervals over documents."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tfextract.evaluate.scoring import KINDS, Tally

DRAWS, SEED, WITHIN = 2000, 1, 0.95

ByDocument = Sequence[tuple[str, tuple[Tally, ...]]]


@dataclass(frozen=True, slots=True)
class Interval:
    """The 95 % intervals of F1 and full F1 over bootstrap samples of the documents."""

    f1: tuple[float, float]
    full: tuple[float, float]


def _sum(tallies: Sequence[tuple[Tally, ...]], kind: int) -> Tally:
    return sum((of_document[kind] for of_document in tallies), Tally())


def intervals(by_document: ByDocument) -> dict[str, Interval]:
    """Intervals by kind of fact. A single document gives an interval of zero width, which has no meaning."""
    tallies = [of_document for _, of_document in by_document]
    draw = random.Random(SEED)
    samples = [[draw.choice(tallies) for _ in tallies] for _ in range(DRAWS)] if tallies else []
    results = {}
    for at, kind in enumerate(KINDS):
        sums = [_sum(sample, at) for sample in samples]
        results[kind] = Interval(_middle([one.f1 for one in sums]), _middle([one.full_f1 for one in sums]))
    return results


def _middle(values: Sequence[float]) -> tuple[float, float]:
    if not values:
        return (0.0, 1.0)
    ordered = sorted(values)
    cut = round(len(ordered) * (1 - WITHIN) / 2)
    return ordered[cut], ordered[-1 - cut]


def by_publisher(by_document: ByDocument, publishers: Mapping[str, str]) -> tuple[tuple[str, tuple[Tally, ...]], ...]:
    """(publisher, one tally a kind), by name; `publishers` by slug."""
    grouped: dict[str, list[tuple[Tally, ...]]] = defaultdict(list)
    for slug, tallies in by_document:
        grouped[publishers[slug]].append(tallies)
    return tuple(
        (name, tuple(_sum(tallies, at) for at in range(len(KINDS)))) for name, tallies in sorted(grouped.items())
    )


def format_publishers(by_document: ByDocument, publishers: Mapping[str, str]) -> str:
    """F1 and full F1 with the number of gold facts. A dash if neither an annotator nor the extraction found one."""
    rows = by_publisher(by_document, publishers)
    width = max([len(name) for name, _ in rows] + [0]) + 2
    lines = [f"{'':{width}}" + "".join(f"{kind:>22}" for kind in KINDS)]
    lines.append(f"{'':{width}}" + f"{'F1':>8}{'full':>7}{'facts':>7}" * len(KINDS))
    for name, tallies in rows:
        lines.append(f"{name:{width}}" + "".join(_cells(tally) for tally in tallies))
    lines.append("")
    for kind, interval in intervals(by_document).items():
        (low, high), (full_low, full_high) = interval.f1, interval.full
        lines.append(f"{kind:14} F1 {low:.3f} to {high:.3f}, full {full_low:.3f} to {full_high:.3f} in 95 of 100 draws")
    return "\n".join(lines)


def _cells(tally: Tally) -> str:
    wanted = tally.matched + tally.missed
    if not wanted and not tally.extra:
        return f"{'-':>8}{'-':>7}{0:7}"
    return f"{tally.f1:8.3f}{tally.full_f1:7.3f}{wanted:7}"
