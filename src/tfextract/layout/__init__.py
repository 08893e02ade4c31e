"""PDF → pages of blocks in reading order. The only place that imports pypdfium2 or pdfplumber."""

from __future__ import annotations

from dataclasses import dataclass, field

import pypdfium2 as pdfium

from tfextract.layout import ocr
from tfextract.layout.aligned import find_aligned
from tfextract.layout.blocks import Draft, cut_blocks
from tfextract.layout.callouts import join_callouts
from tfextract.layout.flow import demote_labels, join_continued, nest_items, rank_headings
from tfextract.layout.frames import find_frames
from tfextract.layout.glyphs import GlyphPage, PageFailure, open_pdf, read_glyph_pages
from tfextract.layout.grids import GridFinder, inside
from tfextract.layout.headings import set_blocks
from tfextract.layout.lines import Fragment, read_fragments
from tfextract.layout.order import mend_order, unravel
from tfextract.layout.pictures import grey_page, unread_bands
from tfextract.layout.roles import PageSize, assign_roles, mark_footnotes, mark_running, read_habits
from tfextract.layout.run_ins import split_run_ins
from tfextract.layout.state import PageState, judge_page
from tfextract.layout.tables import Table, contents_lines, make_table, number_tables, place_rows, set_cells
from tfextract.model import Box, Issue, Layout, OcrPages, Page, PageStatus, TextSource
from tfextract.progress import Alone, Progress

# Rotated glyphs (an axis label, a spine title) are passed over; from this many on the page a person is told.
ROTATED_TOLD = 40


@dataclass(frozen=True, slots=True)
class _ReadPage:
    """One page: what stands outside its tables as drafts and as fragments, its tables and contents lines apart."""

    page: Page
    drafts: list[Draft] = field(default_factory=list)
    fragments: list[Fragment] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    contents: list[Draft] = field(default_factory=list)
    frames: list[Box] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

    @property
    def rows(self) -> list[Draft]:
        return [row.draft for table in self.tables for row in table.rows] + self.contents


def read_layout(
    data: bytes,
    file_name: str,
    document_id: str,
    ocr_pages: OcrPages = OcrPages.ALL,
    progress: Progress | None = None,
) -> Layout:
    """A page for which `progress` gives a reason is left out and FAILED.

    Raises UnreadableFileError where the file cannot be opened as a PDF.
    """
    pdf = open_pdf(data)
    finder = GridFinder(data, file_name)
    try:
        return _read(pdf, finder, document_id, ocr_pages, progress or Alone())
    finally:
        finder.close()
        pdf.close()


def _read(
    pdf: pdfium.PdfDocument, finder: GridFinder, document_id: str, ocr_pages: OcrPages, progress: Progress
) -> Layout:
    pages = []
    for read in read_glyph_pages(pdf, progress.admit):
        if isinstance(read, PageFailure):
            page = Page(read.page, 0.0, 0.0, PageStatus.FAILED, TextSource.NONE)
            issue = Issue("page_failed", read.message, finder.file_name, document_id, read.page)
            pages.append(_ReadPage(page, issues=[issue]))
        else:
            pages.append(_read_page(pdf, read, finder, document_id, ocr_pages))
    progress.all_read()
    tables = [table for page in pages for table in page.tables]
    fragments = {page.page.page: page.fragments for page in pages}
    number_tables(tables, fragments, {page.page.page: page.page.height for page in pages})
    drafts = _flow(pages)
    blocks = set_blocks(drafts)
    return Layout(
        pages=tuple(page.page for page in pages),
        blocks=blocks,
        table_cells=set_cells(tables, blocks, drafts),
        issues=tuple(issue for page in pages for issue in page.issues),
        metadata=tuple(sorted(pdf.get_metadata_dict().items())),
    )


def _read_page(
    pdf: pdfium.PdfDocument, read: GlyphPage, finder: GridFinder, document_id: str, ocr_pages: OcrPages
) -> _ReadPage:
    visible = [glyph for glyph in read.glyphs if _on_page(glyph.box, read)]
    upright = [glyph for glyph in visible if glyph.upright]
    fragments = read_fragments(upright, read.drawn.dots)

    def see_bands() -> list[Box]:
        return unread_bands(grey_page(pdf, read.page), read.width, visible)

    state = judge_page(read, "\n".join(fragment.text for fragment in fragments), see_bands)
    source = TextSource.TEXT_LAYER if state.status is PageStatus.READ else TextSource.NONE
    issues: list[Issue] = []

    def tell(code: str, message: str) -> None:
        issues.append(Issue(code, message, finder.file_name, document_id, read.page))

    if state.wants_ocr(ocr_pages) and ocr.is_installed():
        words = ocr.read_picture(pdf, read.page)
        fragments = read_fragments(words, ())
        state, source = PageState(PageStatus.READ if words else PageStatus.EMPTY), TextSource.OCR
    elif state.code is not None and state.message is not None:
        tell(state.code, state.message)
    rotated = len(visible) - len(upright)
    if rotated >= ROTATED_TOLD and source is TextSource.TEXT_LAYER:
        tell("rotated_text", f"{rotated} rotated letters on this page were not read")
    page = Page(read.page, read.width, read.height, state.status, source, read.label, read.links)
    if state.status is not PageStatus.READ:
        return _ReadPage(page, issues=issues)
    contents, fragments = contents_lines(read.page, fragments)
    tables: list[Table] = []
    try:
        for grid in finder.find(read, fragments):
            tables.append(make_table(grid))
            fragments = [fragment for fragment in fragments if not inside(grid.box, fragment)]
    except ValueError as error:
        tell("tables_not_read", f"the ruled tables of this page, if any, were read as plain text ({error})")
    aligned, fragments = find_aligned(read.page, fragments)
    tables += [make_table(grid) for grid in aligned]
    frames = find_frames(read.drawn.paths, fragments, read.width, read.height)
    drafts = cut_blocks(read.page, unravel(fragments, frames), frames)
    return _ReadPage(page, drafts, fragments, tables, contents, frames, issues)


def _on_page(box: Box, page: GlyphPage) -> bool:
    """Print files hold slug lines and the neighbouring page beside the visible part; no reader sees those."""
    x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
    return 0 <= x <= page.width and 0 <= y <= page.height and box.x0 > -1 and box.x1 < page.width + 1


def _flow(pages: list[_ReadPage]) -> list[Draft]:
    found = {page.page.page: page.drafts for page in pages}
    sizes = {page.page.page: PageSize(page.page.width, page.page.height) for page in pages}
    mark_running(found, sizes)
    habits = read_habits([draft for drafts in found.values() for draft in drafts])
    ordered: list[Draft] = []
    for page in pages:
        mark_footnotes(page.drafts, habits, sizes[page.page.page])
        text = mend_order(join_callouts(page.drafts, habits), habits.size, page.frames)
        text = list(split_run_ins(text, habits))
        ordered += place_rows(text, page.rows)
    assign_roles(ordered, habits)
    demote_labels(ordered)
    drafts = join_continued(ordered)
    rank_headings(drafts)
    nest_items(drafts)
    return drafts
