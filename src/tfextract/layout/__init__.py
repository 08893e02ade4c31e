"""PDF → pages of blocks in reading order. The only place that imports pypdfium2 or pdfplumber."""

from __future__ import annotations

from pathlib import Path

import pypdfium2 as pdfium

from tfextract.layout.blocks import Draft, cut_blocks
from tfextract.layout.callouts import join_callouts
from tfextract.layout.flow import demote_labels, join_continued, nest_items, rank_headings
from tfextract.layout.glyphs import GlyphPage, PageFailure, open_pdf, read_glyph_pages
from tfextract.layout.headings import set_blocks
from tfextract.layout.lines import read_fragments
from tfextract.layout.order import mend_order, unravel
from tfextract.layout.roles import PageSize, assign_roles, mark_footnotes, mark_running, read_habits
from tfextract.layout.run_ins import split_run_ins
from tfextract.layout.state import judge_page
from tfextract.model import Box, Issue, Layout, Page, PageStatus, TextSource

# Rotated glyphs (an axis label, a spine title) are passed over; from this many on the page a person is told.
ROTATED_TOLD = 40


def read_layout(path: Path, document_id: str) -> Layout:
    """Raises UnreadableFileError where the file cannot be opened as a PDF."""
    pdf = open_pdf(path)
    try:
        return _read(pdf, path.name, document_id)
    finally:
        pdf.close()


def _read(pdf: pdfium.PdfDocument, file_name: str, document_id: str) -> Layout:
    pages: list[Page] = []
    issues: list[Issue] = []
    drafts: dict[int, list[Draft]] = {}
    sizes: dict[int, PageSize] = {}
    for read in read_glyph_pages(pdf):
        if isinstance(read, PageFailure):
            pages.append(Page(read.page, 0.0, 0.0, PageStatus.FAILED, TextSource.NONE))
            issues.append(Issue("page_failed", read.message, file_name, document_id, read.page))
            continue
        page, found, told = _read_page(read, file_name, document_id)
        pages.append(page)
        issues.extend(told)
        drafts[read.page] = found
        sizes[read.page] = PageSize(read.width, read.height)
    blocks = set_blocks(_flow(drafts, sizes))
    return Layout(tuple(pages), blocks, (), tuple(issues), tuple(sorted(pdf.get_metadata_dict().items())))


def _read_page(read: GlyphPage, file_name: str, document_id: str) -> tuple[Page, list[Draft], list[Issue]]:
    visible = [glyph for glyph in read.glyphs if _on_page(glyph.box, read)]
    upright = [glyph for glyph in visible if glyph.upright]
    fragments = read_fragments(upright, read.dots)
    state = judge_page(read, "\n".join(fragment.text for fragment in fragments))
    issues = []
    if state.message is not None:
        issues.append(Issue(f"page_{state.status.value}", state.message, file_name, document_id, read.page))
    rotated = len(visible) - len(upright)
    if rotated >= ROTATED_TOLD and state.status is PageStatus.READ:
        message = f"{rotated} rotated letters on this page were not read"
        issues.append(Issue("rotated_text", message, file_name, document_id, read.page))
    readable = state.status is PageStatus.READ
    source = TextSource.TEXT_LAYER if readable else TextSource.NONE
    page = Page(read.page, read.width, read.height, state.status, source, read.label, read.links)
    return page, cut_blocks(read.page, unravel(fragments)) if readable else [], issues


def _on_page(box: Box, page: GlyphPage) -> bool:
    """Print files hold slug lines and the neighbouring page beside the visible part; no reader sees those."""
    x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
    return 0 <= x <= page.width and 0 <= y <= page.height and box.x0 > -1 and box.x1 < page.width + 1


def _flow(pages: dict[int, list[Draft]], sizes: dict[int, PageSize]) -> list[Draft]:
    mark_running(pages, sizes)
    habits = read_habits([draft for number in sorted(pages) for draft in pages[number]])
    ordered: list[Draft] = []
    for number in sorted(pages):
        mark_footnotes(pages[number], habits, sizes[number])
        ordered += mend_order(join_callouts(pages[number], habits), habits.size)
    drafts = list(split_run_ins(ordered, habits))
    assign_roles(drafts, habits)
    demote_labels(drafts)
    drafts = join_continued(drafts)
    rank_headings(drafts)
    nest_items(drafts)
    return drafts
