"""Finds each kind of fact separately: a passage on which one kind raises is lost to that kind alone, with an issue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TypeVar

from tfextract.extract.achievements import Judgement, achievements_of, judge
from tfextract.extract.contacts import find_contacts
from tfextract.extract.counts import find_counts
from tfextract.extract.evidence import Ids
from tfextract.extract.home_currency import home_currencies
from tfextract.extract.indicator_tables import find_indicator_counts
from tfextract.extract.mentions import find_mentions
from tfextract.extract.products import find_products
from tfextract.extract.programme import find_funds, find_phases
from tfextract.extract.score import SecondJudge
from tfextract.extract.shortfalls import find_rated_rows, find_shortfalls
from tfextract.extract.text import CODE, Passage, read_footnotes
from tfextract.extract.themes import ALL_HEADINGS, themes_of
from tfextract.faults import Faults
from tfextract.model import Achievement, Block, Contact, Count, Document, Facts, Layout, Product, TableCell

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Finder:
    """Runs a kind without the items on which it raises."""

    faults: Faults
    ids: Ids

    @classmethod
    def of(cls, document: Document, faults: Faults) -> Finder:
        return cls(faults, Ids(document.document_id))

    def find(
        self, kind: str, items: Sequence[T], page_of: Callable[[T], int], run: Callable[[Sequence[T]], R]
    ) -> R | None:
        before = self.ids.ordinals.copy()

        def again(chosen: Sequence[T]) -> R:
            # Ordinals given in a call that raised must not change the ids of the next call.
            self.ids.ordinals = Counter(before)
            return run(chosen)

        return self.faults.spare(CODE, f"{kind}: not read from a passage", items, page_of, again).result

    def of_blocks(self, kind: str, blocks: Sequence[Block], run: Callable[[Sequence[Block]], R]) -> R | None:
        return self.find(kind, blocks, lambda block: block.page, run)

    def of_passages(self, kind: str, passages: Sequence[Passage], run: Callable[[Sequence[Passage]], R]) -> R | None:
        return self.find(kind, passages, lambda passage: passage.block.page, run)

    def of_judged(self, kind: str, judged: Sequence[Judgement], run: Callable[[Sequence[Judgement]], R]) -> R | None:
        return self.find(kind, judged, lambda one: one.statement.block.page, run)

    def of_cells(
        self, kind: str, layout: Layout, key: Callable[[TableCell], object], run: Callable[[Layout], R]
    ) -> R | None:
        """Neighbouring cells with the same `key` are kept or left out together."""
        parts = [tuple(cells) for _, cells in groupby(layout.table_cells, key=key)]
        return self.find(
            kind,
            parts,
            lambda cells: cells[0].page,
            lambda chosen: run(replace(layout, table_cells=tuple(cell for cells in chosen for cell in cells))),
        )


def find_all(
    document: Document, layout: Layout, passages: Sequence[Passage], faults: Faults, second: SecondJudge | None = None
) -> Facts:
    """The facts, without issues, which go to `faults`. `second` is None where features alone decide."""
    finder, blocks, title = Finder.of(document, faults), layout.blocks, document.title
    ids = finder.ids
    funds = finder.of_blocks("funds", blocks, lambda some: find_funds(some, title)) or ()
    themes = finder.of_passages("themes", passages, lambda some: themes_of(blocks, some, title)) or ALL_HEADINGS
    judged = finder.of_passages("achievements", passages, lambda some: judge(some, second)) or ()
    achievements = finder.of_judged("achievements", judged, lambda some: achievements_of(some, ids, themes)) or ()
    home = finder.of_blocks("currencies", blocks, lambda some: home_currencies(some, document)) or {}
    counts = (
        finder.of_passages(
            "counts", passages, lambda some: find_counts(some, achievements, ids, document, themes, judged, home)
        )
        or ()
    )
    in_tables = finder.of_cells(
        "indicator tables",
        layout,
        lambda cell: cell.table_no,
        lambda part: find_indicator_counts(part, ids, document, home),
    )
    read = (*passages, *read_footnotes(blocks))
    products = (
        finder.of_passages("products", read, lambda some: find_products(some, layout.pages, ids, title, themes)) or ()
    )
    entities, mentions = finder.of_passages(
        "mentions", read, lambda some: find_mentions(*_facts_within(some, achievements, counts, products), some)
    ) or ((), ())
    shortfalls = finder.of_judged("shortfalls", judged, lambda some: find_shortfalls(some, ids, themes)) or ()
    rows = finder.of_cells("ratings", layout, _row, lambda part: find_rated_rows(part, ids)) or ()
    phases = finder.of_blocks("phases", blocks, lambda some: find_phases(some, document.document_id, funds)) or ()
    return Facts(
        achievements=achievements,
        shortfalls=(*shortfalls, *rows),
        counts=(*counts, *(in_tables or ())),
        products=products,
        entities=entities,
        mentions=mentions,
        funds=funds,
        phases=phases,
        contacts=contacts_of(finder, blocks),
    )


def _row(cell: TableCell) -> tuple[int, int]:
    return cell.table_no, cell.row_no


def contacts_of(finder: Finder, blocks: Sequence[Block]) -> tuple[Contact, ...]:
    return finder.of_blocks("contacts", blocks, lambda some: find_contacts(some, finder.ids)) or ()


def _facts_within(
    passages: Sequence[Passage],
    achievements: Sequence[Achievement],
    counts: Sequence[Count],
    products: Sequence[Product],
) -> tuple[list[Achievement], list[Count], list[Product]]:
    """The facts whose evidence begins in one of the passages."""
    here = {passage.block.block_no for passage in passages}

    return (
        [fact for fact in achievements if fact.evidence[0].block_no in here],
        [fact for fact in counts if fact.evidence[0].block_no in here],
        [fact for fact in products if fact.evidence[0].block_no in here],
    )
