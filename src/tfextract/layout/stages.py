"""Runs the stages that work on the whole document: running heads, order, roles, headings, tables and blocks.

If a stage raises, it runs again without the page at fault, which stays unchanged. If no page is at fault, the stage is
skipped.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from tfextract.faults import Faults, described
from tfextract.layout.body import Habits, read_habits
from tfextract.layout.callouts import join_callouts
from tfextract.layout.declared_joins import join_declared
from tfextract.layout.declared_roles import mark_artifacts, mark_captions, mark_items, mark_notes
from tfextract.layout.drafts import Draft
from tfextract.layout.flow import join_continued, join_headings, nest_items, rank_headings
from tfextract.layout.fragments import Fragment
from tfextract.layout.heading_model import run_in_weights
from tfextract.layout.headings import set_blocks
from tfextract.layout.listings import mark_listings
from tfextract.layout.order import mend_order
from tfextract.layout.roles import PageSize, assign_roles, mark_footnotes, mark_running
from tfextract.layout.run_ins import split_run_ins
from tfextract.layout.structure import PagePlaces, Structure
from tfextract.layout.tables import Table, number_alone, number_tables, place_rows, set_cells
from tfextract.model import Block, Box, Page, PageStatus, TableCell

INCOMPLETE = "layout_incomplete"


@dataclass(frozen=True, slots=True)
class ReadPage:
    """One page: drafts and fragments outside its tables, and separately its tables and contents lines.

    `turn` is the rotation of its glyphs for reading, in degrees. `frames` are the drawn boxes with text, `images` the
    boxes of its pictures.
    """

    page: Page
    drafts: list[Draft] = field(default_factory=list)
    fragments: list[Fragment] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    contents: list[Draft] = field(default_factory=list)
    frames: list[Box] = field(default_factory=list)
    turn: int = 0
    has_fields: bool = False
    places: PagePlaces = field(default_factory=PagePlaces)
    images: tuple[Box, ...] = ()

    @property
    def number(self) -> int:
        return self.page.page

    @property
    def rows(self) -> list[Draft]:
        return [row.draft for table in self.tables for row in table.rows] + self.contents

    @property
    def size(self) -> PageSize:
        return PageSize(self.page.width, self.page.height)


@dataclass(frozen=True, slots=True)
class Composed:
    pages: tuple[Page, ...]
    blocks: tuple[Block, ...]
    table_cells: tuple[TableCell, ...]


def compose(pages: Sequence[ReadPage], faults: Faults, structure: Structure) -> Composed:
    """The pages' drafts as the blocks and table cells of one document."""
    tables = [table for page in pages for table in page.tables]
    _number(tables, pages, faults)
    drafts = _flow(pages, faults, structure)

    def set_pages(numbers: Collection[int]) -> list[tuple[Draft, Block]]:
        return set_blocks([draft for draft in drafts if draft.page in numbers])

    numbers = [page.number for page in pages]
    placed = faults.spare("page_failed", "the words of this page could not be set", numbers, int, set_pages)
    lost = frozenset(numbers if placed.result is None else (page for page, _ in placed.faults))
    sizes = {page.number: page.size for page in pages}
    blocks = [(draft, _on_page(block, sizes)) for draft, block in placed.result or []]
    read = [table for table in tables if table.page not in lost]
    cells = faults.spare(
        "tables_not_read",
        "the cells of a table of this page were not recognised",
        read,
        lambda table: table.page,
        lambda chosen: set_cells(chosen, blocks),
    )
    return Composed(
        tuple(replace(p.page, status=PageStatus.FAILED) if p.number in lost else p.page for p in pages),
        tuple(block for _, block in blocks),
        cells.result or (),
    )


def _on_page(block: Block, sizes: Mapping[int, PageSize]) -> Block:
    """The block with its boxes clipped to their pages, because letters in the bleed extend beyond them."""
    if all(_holds(sizes[piece.page], piece.box) for piece in block.pieces) and _holds(sizes[block.page], block.box):
        return block
    pieces = tuple(replace(piece, box=_cut(piece.box, sizes[piece.page])) for piece in block.pieces)
    return replace(block, box=_cut(block.box, sizes[block.page]), pieces=pieces)


def _holds(size: PageSize, box: Box) -> bool:
    return 0.0 <= box.x0 <= box.x1 <= size.width and 0.0 <= box.top <= box.bottom <= size.height


def _cut(box: Box, size: PageSize) -> Box:
    across, down = (0.0, size.width), (0.0, size.height)
    return Box(_within(box.x0, across), _within(box.top, down), _within(box.x1, across), _within(box.bottom, down))


def _within(value: float, limits: tuple[float, float]) -> float:
    return min(max(value, limits[0]), limits[1])


def _number(tables: Sequence[Table], pages: Sequence[ReadPage], faults: Faults) -> None:
    fragments = {page.number: page.fragments for page in pages}
    heights = {page.number: page.page.height for page in pages}
    try:
        number_tables(tables, fragments, heights)
    except Exception as error:
        number_alone(tables)
        faults.tell(INCOMPLETE, f"tables that go on over a page were taken for two ({described(error)})")


@dataclass(frozen=True, slots=True)
class Arranged:
    """The drafts of all pages in reading order, before they have roles. `titles` are lines of contents pages."""

    drafts: list[Draft]
    habits: Habits
    titles: tuple[str, ...]


def arrange(pages: Sequence[ReadPage], faults: Faults, structure: Structure) -> Arranged:
    sizes = {page.number: page.size for page in pages}

    def running(drafts: list[Draft]) -> list[Draft]:
        mark_running(_by_page(drafts), sizes)
        mark_artifacts(drafts, structure, sizes)
        return drafts

    outside = _staged("headers and footers were not recognised", [d for p in pages for d in p.drafts], running, faults)
    titles = _listed(outside, pages, faults)
    reported = "the type of running text was not measured"
    by_page = [page for page in pages if page.drafts]
    habits = faults.spare(
        INCOMPLETE,
        reported,
        by_page,
        lambda p: p.number,
        lambda chosen: read_habits([d for p in chosen for d in p.drafts]),
    ).result or read_habits([])
    assert len(outside) == sum(len(page.drafts) for page in pages)
    ordered = [draft for page in pages for draft in _arranged(page, habits, structure, faults)]
    return Arranged(ordered, habits, tuple(draft.text for page in pages for draft in page.contents) + titles)


def _listed(drafts: list[Draft], pages: Sequence[ReadPage], faults: Faults) -> tuple[str, ...]:
    """Marks listings, and returns the titles of contents pages without leader dots."""
    titles: list[str] = []
    labels = [int(page.page.page_label or 0) for page in pages if (page.page.page_label or "").isdecimal()]
    # A spread is one page of the file and two of the document.
    last = max([2 * len(pages), *labels])

    def listings(drafts: list[Draft]) -> list[Draft]:
        titles[:] = mark_listings(_by_page(drafts), last)
        return drafts

    _staged("indexes, contents pages and lists of names were not recognised", drafts, listings, faults)
    return tuple(titles)


def _flow(pages: Sequence[ReadPage], faults: Faults, structure: Structure) -> list[Draft]:
    """The drafts of all pages in reading order with roles, joined over columns and pages."""
    arranged = arrange(pages, faults, structure)

    def run_ins(drafts: list[Draft]) -> list[Draft]:
        return split_run_ins(drafts, arranged.habits, run_in_weights())

    def roles(drafts: list[Draft]) -> list[Draft]:
        mark_captions(drafts, structure)
        assign_roles(drafts, arranged.habits, arranged.titles, structure)
        mark_items(drafts, structure)
        return drafts

    def joined(drafts: list[Draft]) -> list[Draft]:
        return join_continued(join_declared(drafts, structure))

    ordered = _staged("headings that open a paragraph were not found", arranged.drafts, run_ins, faults)
    ordered = _staged("headings, list items and call-outs were not recognised", ordered, roles, faults)
    ordered = _staged("headings in two types were not joined", ordered, join_headings, faults)
    ordered = _staged("what goes on over a column or page was not joined", ordered, joined, faults)
    ordered = _staged("the levels of headings were not determined", ordered, _in_place(rank_headings), faults)
    return _staged("the depth of list items was not determined", ordered, _in_place(nest_items), faults)


def _by_page(drafts: Sequence[Draft]) -> dict[int, list[Draft]]:
    """The drafts of each page, in page order."""
    results = groupby(sorted(drafts, key=lambda draft: draft.page), key=lambda draft: draft.page)
    return {page: list(of_page) for page, of_page in results}


def _in_place(change: Callable[[list[Draft]], None]) -> Callable[[list[Draft]], list[Draft]]:
    def changed(drafts: list[Draft]) -> list[Draft]:
        change(drafts)
        return drafts

    return changed


def _arranged(page: ReadPage, habits: Habits, structure: Structure, faults: Faults) -> list[Draft]:
    """The page's drafts in reading order, including the rows of its tables."""
    before = _copies(page.drafts)
    try:
        mark_footnotes(page.drafts, habits, page.size)
        mark_notes(page.drafts, structure, habits)
        sheet = (page.page.width, page.page.height)
        text = mend_order(join_callouts(page.drafts, habits), habits.size, page.frames, sheet)
        return place_rows(text, page.rows)
    except Exception as error:
        _restore(page.drafts, before)
        reported = f"the text of this page is in the order in which it was written ({described(error)})"
        faults.tell(INCOMPLETE, reported, page.number)
        return [*page.drafts, *page.rows]


def _staged(lost: str, drafts: list[Draft], stage: Callable[[list[Draft]], list[Draft]], faults: Faults) -> list[Draft]:
    before = _copies(drafts)

    def run(pages: Sequence[int]) -> list[Draft]:
        _restore(drafts, before)
        chosen = frozenset(pages)
        return stage([draft for draft in drafts if draft.page in chosen])

    pages = sorted({draft.page for draft in drafts})
    spared = faults.spare(INCOMPLETE, lost, pages, int, run)
    if spared.result is None:
        _restore(drafts, before)
        return drafts
    left = frozenset(page for page, _ in spared.faults)
    return sorted((*spared.result, *(d for d in drafts if d.page in left)), key=lambda draft: draft.page)


def _copies(drafts: Sequence[Draft]) -> list[Draft]:
    return [replace(draft, lines=list(draft.lines)) for draft in drafts]


def _restore(drafts: Sequence[Draft], before: Sequence[Draft]) -> None:
    for draft, was in zip(drafts, before, strict=True):
        draft.lines, draft.role, draft.level = list(was.lines), was.role, was.level
        draft.run_in, draft.frame = was.run_in, was.frame
