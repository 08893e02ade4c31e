"""Limits the report of thousands of facts to a size for browsers and mailboxes: the first lines, and how many more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from tfextract.reports.document import DocumentReport, ProductGroup, Theme

# Lines of each section. A dense annual report of two hundred pages has about a thousand results.
MAX_LINES = 500
T = TypeVar("T")


def cut(report: DocumentReport, limit: int = MAX_LINES) -> DocumentReport:
    """Keeps the first lines of each section. `left_out` counts the others. Tiles, places and counts stay complete."""
    left: dict[str, int] = {}

    def first(name: str, items: Sequence[T]) -> tuple[T, ...]:
        if len(items) > limit:
            left[name] = len(items) - limit
        return tuple(items[:limit])

    themes = _themes(report.themes, limit)
    groups = _groups(report.groups, limit)
    shown = replace(
        report,
        themes=themes,
        groups=groups,
        others=first("figures", report.others),
        other_products=first("other products", report.other_products),
        targets=first("targets", report.targets),
        shortfalls=first("shortfalls", report.shortfalls),
    )
    left["results"] = report.results - shown.results
    left["products"] = _made(report.groups) - _made(groups)
    return replace(shown, left_out={name: number for name, number in left.items() if number})


def _made(groups: Sequence[ProductGroup]) -> int:
    return sum(len(group.products) for group in groups)


def _themes(themes: Sequence[Theme], room: int) -> tuple[Theme, ...]:
    kept = []
    for theme in themes:
        results = theme.results[: max(room, 0)]
        room -= len(results)
        if results:
            kept.append(replace(theme, results=results, left_out=len(theme.results) - len(results)))
    return tuple(kept)


def _groups(groups: Sequence[ProductGroup], room: int) -> tuple[ProductGroup, ...]:
    kept = []
    for group in groups:
        products = group.products[: max(room, 0)]
        room -= len(products)
        if products:
            kept.append(replace(group, products=products, left_out=len(group.products) - len(products)))
    return tuple(kept)
