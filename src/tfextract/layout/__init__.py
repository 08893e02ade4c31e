"""PDF → pages of blocks in reading order. The only place that imports pypdfium2 or pdfplumber."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

import pypdfium2 as pdfium

from tfextract.faults import Faults, described
from tfextract.layout import ocr
from tfextract.layout.aligned import find_aligned
from tfextract.layout.blocks import cut_blocks
from tfextract.layout.container import Container, attached_message, container_issues, read_catalog, read_container
from tfextract.layout.drop_caps import set_drop_caps
from tfextract.layout.elements import StructureTree
from tfextract.layout.forms import prepare_fields
from tfextract.layout.fragments import Fragment
from tfextract.layout.frames import find_frames
from tfextract.layout.glyphs import GlyphPage, PageFailure, open_pdf, read_glyph_pages, read_metadata
from tfextract.layout.grids import GridFinder, inside
from tfextract.layout.lines import read_fragments
from tfextract.layout.order import unravel
from tfextract.layout.outline import read_bookmarks
from tfextract.layout.pictures import grey_page, unread_bands
from tfextract.layout.stages import ReadPage, compose
from tfextract.layout.state import PageState, judge_page
from tfextract.layout.structure import Declared, PageLetters, PagePlaces, Structure
from tfextract.layout.structure_tree import read_tree
from tfextract.layout.tables import Table, contents_lines, make_table
from tfextract.layout.tagging import measure_tagging
from tfextract.layout.turning import as_displayed
from tfextract.layout.visibility import hidden_message
from tfextract.model import Box, Layout, OcrPages, Page, PageStatus, TextSource
from tfextract.progress import Alone, Progress

# Rotated glyphs (an axis label, a spine title) are skipped. From this many on a page, an issue reports them.
ROTATED_LETTERS = 40
# From this share of the page's letters on they are not labels but lost text.
ROTATED_SHARE = 0.2


def read_layout(
    data: bytes,
    file_name: str,
    document_id: str,
    ocr_pages: OcrPages = OcrPages.ALL,
    progress: Progress | None = None,
) -> Layout:
    """Skips a page for which `progress` returns a reason, and marks it FAILED.

    Raises UnreadableFileError if the file cannot be opened as a PDF.
    """
    faults = Faults(file_name, document_id)
    return layout_of(read_pages(data, faults, ocr_pages, progress or Alone()), faults)


def layout_of(read: ReadPages, faults: Faults) -> Layout:
    """The layout of all pages, with boxes as displayed. `faults` are those of reading the pages."""
    composed = compose(read.pages, faults, read.structure)
    letters = sum(len(block.text) for block in composed.blocks)
    for code, message in container_issues(read.container, letters, any(page.has_fields for page in read.pages)):
        faults.tell(code, message)
    layout = Layout(
        pages=composed.pages,
        blocks=composed.blocks,
        table_cells=composed.table_cells,
        issues=tuple(faults.issues),
        metadata=read.metadata,
    )
    return as_displayed(layout, {page.page.page: page.turn for page in read.pages})


@dataclass(frozen=True, slots=True)
class ReadPages:
    """A document's pages before the stages that work on the whole document."""

    pages: list[ReadPage]
    structure: Structure
    container: Container
    metadata: tuple[tuple[str, str], ...]


def read_pages(data: bytes, faults: Faults, ocr_pages: OcrPages, progress: Progress) -> ReadPages:
    """Raises UnreadableFileError if the file cannot be opened as a PDF."""
    pdf = open_pdf(data)
    finder = GridFinder(pdf, data)
    try:
        prepare_fields(pdf)
        catalog = read_catalog(data)
        declared = Declared(read_tree(catalog, len(pdf)), read_bookmarks(pdf))
        container = read_container(pdf, data, catalog)
        glyph_pages = read_glyph_pages(pdf, progress.admit, container, declared.tree)
        pages = [_page_of(pdf, read, declared.tree, finder, faults, ocr_pages) for read in glyph_pages]
        progress.all_read()
        structure = declared.structure({page.number: page.places for page in pages})
        return ReadPages(pages, structure, container, read_metadata(pdf))
    finally:
        finder.close()
        pdf.close()


def _page_of(
    pdf: pdfium.PdfDocument,
    read: GlyphPage | PageFailure,
    tree: StructureTree | None,
    finder: GridFinder,
    faults: Faults,
    ocr_pages: OcrPages,
) -> ReadPage:
    """Reads a page. Any exception makes it a failed page."""
    if isinstance(read, PageFailure):
        faults.tell("page_given_up" if read.given_up else "page_failed", read.message, read.page)
        return ReadPage(Page(read.page, 0.0, 0.0, PageStatus.FAILED, TextSource.NONE))
    try:
        return _read_page(pdf, read, tree, finder, faults, ocr_pages)
    except Exception as error:
        faults.tell("page_failed", f"this page could not be read ({described(error)})", read.page)
        return ReadPage(Page(read.page, read.width, read.height, PageStatus.FAILED, TextSource.NONE, read.label))


def _read_page(
    pdf: pdfium.PdfDocument,
    read: GlyphPage,
    tree: StructureTree | None,
    finder: GridFinder,
    faults: Faults,
    ocr_pages: OcrPages,
) -> ReadPage:
    visible = [glyph for glyph in read.glyphs if isfinite(glyph.baseline + glyph.size) and _on_page(glyph.box, read)]
    upright = [glyph for glyph in visible if glyph.upright]
    fragments = read_fragments(upright, read.drawn.dots)

    def see_bands() -> list[Box]:
        return unread_bands(grey_page(pdf, read.page, read.turn), read.width, visible)

    state = judge_page(read, "\n".join(fragment.text for fragment in fragments), see_bands)
    source = TextSource.TEXT_LAYER if state.status is PageStatus.READ else TextSource.NONE
    if state.wants_ocr(ocr_pages) and ocr.is_installed():
        words = ocr.read_picture(pdf, read.page, read.turn)
        fragments = read_fragments(words, ())
        state, source = PageState(PageStatus.READ if words else PageStatus.EMPTY), TextSource.OCR
    elif state.code is not None and state.message is not None:
        faults.tell(state.code, state.message, read.page)
    if read.attached:
        faults.tell("attached_files", attached_message(read.attached), read.page)
    if read.hidden:
        faults.tell("hidden_text", hidden_message(read.hidden), read.page)
    rotated = len(visible) - len(upright)
    if rotated >= ROTATED_LETTERS and source is TextSource.TEXT_LAYER:
        code = "rotated_text" if rotated < ROTATED_SHARE * len(visible) else "sideways_text"
        faults.tell(code, f"{rotated} rotated letters on this page were not read", read.page)
    page = Page(read.page, read.width, read.height, state.status, source, read.label, read.links)
    if state.status is not PageStatus.READ:
        return ReadPage(page, turn=read.turn, has_fields=read.has_fields, images=read.drawn.images)
    tagging = measure_tagging(tree, fragments)
    places = PagePlaces(PageLetters.of(fragments), tagging, read.jumps, read.space)
    contents, fragments = contents_lines(read.page, fragments)
    tables, fragments = _tables(read, fragments, finder, faults)
    frames = find_frames(read.drawn.paths, fragments, read.width, read.height)
    lines = set_drop_caps(unravel(fragments, frames))
    drafts = cut_blocks(read.page, lines, frames, tagging)
    return ReadPage(
        page, drafts, fragments, tables, contents, frames, read.turn, read.has_fields, places, read.drawn.images
    )


def _tables(
    read: GlyphPage, fragments: list[Fragment], finder: GridFinder, faults: Faults
) -> tuple[list[Table], list[Fragment]]:
    """(tables, fragments outside them). If a table cannot be built, its words stay in the text."""

    def ruled(rest: list[Fragment]) -> tuple[list[Table], list[Fragment]]:
        results: list[Table] = []
        for grid in finder.find(read, rest):
            results.append(make_table(grid))
            rest = [fragment for fragment in rest if not inside(grid.box, fragment)]
        return results, rest

    def aligned(rest: list[Fragment]) -> tuple[list[Table], list[Fragment]]:
        grids, rest = find_aligned(read.page, rest)
        return [make_table(grid) for grid in grids], rest

    tables: list[Table] = []
    for kind, find in (("ruled", ruled), ("aligned", aligned)):
        try:
            collected, fragments = find(fragments)
        except Exception as error:
            message = f"the {kind} tables of this page, if any, were read as plain text ({described(error)})"
            faults.tell("tables_not_read", message, read.page)
        else:
            tables += collected
    return tables, fragments


def _on_page(box: Box, page: GlyphPage) -> bool:
    """Whether it is on the visible page: print files also contain slug lines and parts of the neighbouring page."""
    x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
    return 0 <= x <= page.width and 0 <= y <= page.height and box.x0 > -1 and box.x1 < page.width + 1
