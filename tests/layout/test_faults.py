"""Faults planted in one page's reading, in its tables and in the stages that look at the whole document."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from reportlab.pdfgen.canvas import Canvas

import tfextract.layout as reading
from tests.layout.tables import INDICATORS, PageBreak, Spacer, build, grid, paragraph
from tfextract.layout import glyphs, grids, read_layout, stages, tables
from tfextract.layout.flow import join_continued
from tfextract.layout.headings import set_blocks
from tfextract.layout.roles import assign_roles
from tfextract.model import BlockRole, Layout, PageStatus

PAGES = (
    "The north has forty wells, and each of them was dug in the years of drought.",
    "The south planted nine hundred trees along the old road from mill to harbour.",
    "The east has schools in every village, and the last was opened this summer.",
)


@pytest.fixture
def three_pages(tmp_path: Path) -> Path:
    target = BytesIO()
    canvas = Canvas(target, pagesize=(600, 800), invariant=1)
    for number, text in enumerate(PAGES, start=1):
        canvas.setFont("Helvetica-Bold", 18)
        canvas.drawString(60, 700, f"Region {number} of the society")
        canvas.setFont("Helvetica", 10)
        canvas.drawString(60, 670, text)
        canvas.showPage()
    canvas.save()
    path = tmp_path / "three.pdf"
    path.write_bytes(target.getvalue())
    return path


def issues_of(layout: Layout) -> list[tuple[str, int | None]]:
    return [(issue.code, issue.page) for issue in layout.issues]


def statuses(layout: Layout) -> list[str]:
    return [page.status.value for page in layout.pages]


def fails_on(page: int, function: Callable[..., object], number: Callable[..., int]) -> Callable[..., object]:
    def planted(*given: object) -> object:
        if number(*given) == page:
            raise ZeroDivisionError("planted")
        return function(*given)

    return planted


@pytest.mark.parametrize(
    ("module", "name", "number"),
    [
        (reading, "judge_page", lambda page, *_: page.page),
        (reading, "find_frames", lambda _, lines, *__: 2 if "south" in lines[-1].text else 0),
        (reading, "cut_blocks", lambda page, *_: page),
        (reading, "contents_lines", lambda page, *_: page),
        (glyphs, "_read_page", lambda _, index, *__: index + 1),
    ],
)
def test_a_page_that_raises_is_lost_alone(
    three_pages: Path, monkeypatch: pytest.MonkeyPatch, module: object, name: str, number: Callable[..., int]
) -> None:
    whole = read_layout(three_pages.read_bytes(), three_pages.name, "d")
    monkeypatch.setattr(module, name, fails_on(2, getattr(module, name), number))
    layout = read_layout(three_pages.read_bytes(), three_pages.name, "d")
    assert statuses(layout) == ["read", "failed", "read"]
    assert issues_of(layout) == [("page_failed", 2)]
    assert "ZeroDivisionError: planted" in layout.issues[0].message
    kept = [block.text for block in whole.blocks if block.page != 2]
    assert [block.text for block in layout.blocks] == kept
    assert len(kept) == 4


def on_drafts(page: int, stage: Callable[..., object]) -> Callable[..., object]:
    """The stage, which raises after its work if one of the drafts is on the page."""

    def planted(drafts, *more):  # type: ignore[no-untyped-def]
        held = [draft.page for draft in drafts] if isinstance(drafts, list) else list(drafts)
        result = stage(drafts, *more)
        if page in held:
            raise RuntimeError("planted")
        return result

    return planted


@pytest.mark.parametrize(
    "name",
    [
        "mark_running",
        "assign_roles",
        "split_run_ins",
        "join_headings",
        "join_continued",
        "rank_headings",
        "nest_items",
        "join_callouts",
    ],
)
def test_a_stage_that_raises_on_a_page_is_done_without_there(
    three_pages: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    whole = read_layout(three_pages.read_bytes(), three_pages.name, "d")
    monkeypatch.setattr(stages, name, on_drafts(2, getattr(stages, name)))
    layout = read_layout(three_pages.read_bytes(), three_pages.name, "d")
    assert statuses(layout) == ["read"] * 3
    assert issues_of(layout) == [("layout_incomplete", 2)]
    assert [block.text for block in layout.blocks] == [block.text for block in whole.blocks]
    others = [(block.page, block.role, block.level) for block in layout.blocks if block.page != 2]
    assert others == [(block.page, block.role, block.level) for block in whole.blocks if block.page != 2]


@pytest.mark.parametrize("page", [3, 0])
def test_what_continues_over_a_page_is_joined_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: int) -> None:
    """A stage that raises has changed drafts before: at page 3, or, with 0, whichever pages it is given."""
    broken = "The north has forty wells, and each of them was dug in the years of drought by the", "people themselves."
    texts = (*(paragraph(part) for part in broken), paragraph(PAGES[1]))
    flowables = [flowable for text in texts for flowable in (text, PageBreak())]
    whole = build(tmp_path, *flowables)
    assert [block.text for block in whole.blocks] == [" ".join(broken), PAGES[1]]

    def planted(drafts):  # type: ignore[no-untyped-def]
        result = joined(drafts)
        if page in (0, *(draft.page for draft in drafts)):
            raise RuntimeError("planted")
        return result

    joined = join_continued
    monkeypatch.setattr(stages, "join_continued", planted)
    layout = build(tmp_path, *flowables)
    expected = [" ".join(broken), PAGES[1]] if page else [*broken, PAGES[1]]
    assert [block.text for block in layout.blocks] == expected


def test_a_stage_that_always_raises_is_left_out(three_pages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def planted(*given: Any) -> None:
        assign(*given)
        raise RuntimeError("planted")

    assign = assign_roles
    monkeypatch.setattr(stages, "assign_roles", planted)
    layout = read_layout(three_pages.read_bytes(), three_pages.name, "d")
    assert issues_of(layout) == [("layout_incomplete", None)]
    assert {block.role for block in layout.blocks} == {BlockRole.PARAGRAPH}
    assert [block.text for block in layout.blocks][1::2] == list(PAGES)


def test_words_that_cannot_be_set_cost_their_page(three_pages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stages, "set_blocks", on_drafts(3, set_blocks))
    layout = read_layout(three_pages.read_bytes(), three_pages.name, "d")
    assert statuses(layout) == ["read", "read", "failed"]
    assert issues_of(layout) == [("page_failed", 3)]
    assert {block.page for block in layout.blocks} == {1, 2}


def two_tables(folder: Path) -> Layout:
    text = "The fund worked in two valleys and counted what had been done at the end of each of the years."
    return build(
        folder, grid(INDICATORS), PageBreak(), paragraph(text), Spacer(1, 12), grid(INDICATORS), paragraph(text)
    )


@pytest.mark.parametrize(
    ("module", "name", "number"),
    [
        (reading, "make_table", lambda given: given.page),
        (reading, "find_aligned", lambda page, _: page),
        (grids, "_fill", lambda page, *_: page),
        (grids.GridFinder, "_tables", lambda _, page: page.page),
        (tables, "_cells_of", lambda table, _: table.page),
    ],
)
def test_tables_that_raise_cost_the_tables_of_their_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: object, name: str, number: Callable[..., int]
) -> None:
    whole = two_tables(tmp_path)
    monkeypatch.setattr(module, name, fails_on(2, getattr(module, name), number))
    layout = two_tables(tmp_path)
    assert statuses(layout) == ["read", "read"]
    assert set(issues_of(layout)) == {("tables_not_read", 2)}
    kept = [cell for cell in layout.table_cells if cell.page == 1]
    assert kept == [cell for cell in whole.table_cells if cell.page == 1]
    printed = sorted(word for block in layout.blocks for word in block.text.split())
    assert printed == sorted(word for block in whole.blocks for word in block.text.split())


def test_tables_that_cannot_be_joined_are_numbered_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def planted(given: object, *_: object) -> None:
        raise RuntimeError("planted")

    monkeypatch.setattr(stages, "number_tables", planted)
    layout = two_tables(tmp_path)
    assert issues_of(layout) == [("layout_incomplete", None)]
    assert {(cell.page, cell.table_no) for cell in layout.table_cells} == {(1, 1), (2, 2)}


def test_half_a_letter_in_label_and_metadata_costs_these_alone(tmp_path: Path) -> None:
    target = BytesIO()
    canvas = Canvas(target, pagesize=(600, 800), invariant=1)
    canvas.setTitle("Wells")
    canvas.drawString(60, 700, PAGES[0])
    canvas.showPage()
    canvas.save()
    # A title and a page label of one half of a UTF-16 pair. The offsets in the file are wrong then, which pdfium mends.
    broken = target.getvalue().replace(b"/Title (Wells)", b"/Title <FEFFD83D>")
    broken = broken.replace(b"/Type /Catalog", b"/PageLabels <</Nums [0 <</P <FEFFDE00>>>]>> /Type /Catalog")
    path = tmp_path / "half.pdf"
    path.write_bytes(broken)
    layout = read_layout(path.read_bytes(), path.name, "d")
    assert layout.pages[0].status is PageStatus.READ
    assert layout.pages[0].page_label is None
    assert "Title" not in dict(layout.metadata)
    assert "Producer" in dict(layout.metadata)
