from __future__ import annotations

from pathlib import Path

from reportlab.lib import colors
from reportlab.platypus import TableStyle

from tests.layout.tables import GRID, INDICATORS, PageBreak, Spacer, build, grid, paragraph
from tfextract.model import BlockRole, Layout, TableCell

PROSE = (
    "In the third year the fund worked with forty villages on wells and dry farming, and the councils took over the "
    "upkeep of all pumps that had been built before the rains began in the lower valley."
)


def texts(layout: Layout, role: BlockRole) -> list[str]:
    return [block.text for block in layout.blocks if block.role is role]


def cell(layout: Layout, text: str) -> TableCell:
    return next(cell for cell in layout.table_cells if cell.text == text)


def test_an_indicator_table_is_read_with_its_headers(tmp_path: Path) -> None:
    layout = build(tmp_path, paragraph(PROSE), Spacer(1, 12), grid(INDICATORS), Spacer(1, 12), paragraph(PROSE))
    found = cell(layout, "1,348")
    assert (found.row_header, found.col_header) == ("Farmers trained in dry farming", "Actual 2024")
    assert (found.table_no, found.row_no, found.col_no) == (1, 2, 4)
    assert cell(layout, "Indicator").col_header is None
    assert cell(layout, "Farmers trained in dry farming").row_header is None
    assert len(layout.table_cells) == 16


def test_each_row_is_a_block_between_the_paragraphs(tmp_path: Path) -> None:
    layout = build(tmp_path, paragraph(PROSE), Spacer(1, 12), grid(INDICATORS), Spacer(1, 12), paragraph(PROSE))
    assert [block.role for block in layout.blocks] == [
        BlockRole.PARAGRAPH,
        *[BlockRole.TABLE] * 4,
        BlockRole.PARAGRAPH,
    ]
    assert texts(layout, BlockRole.TABLE)[2] == "Villages with a working well 14 60 57"


def test_a_cell_has_its_span_in_its_block(tmp_path: Path) -> None:
    layout = build(tmp_path, grid(INDICATORS))
    blocks = {block.block_no: block for block in layout.blocks}
    for found in layout.table_cells:
        assert found.block_no is not None
        assert blocks[found.block_no].text[found.start : found.end] == found.text


def test_header_cells_over_several_columns_head_each_of_them(tmp_path: Path) -> None:
    rows = [
        ["District", "Women", "", "Men", ""],
        ["", "2022", "2023", "2022", "2023"],
        ["Norland", "112", "130", "98", "101"],
        ["Tarbury", "75", "81", "60", "66"],
    ]
    spans = [("SPAN", (1, 0), (2, 0)), ("SPAN", (3, 0), (4, 0)), ("SPAN", (0, 0), (0, 1))]
    layout = build(tmp_path, grid(rows, TableStyle([*GRID.getCommands(), *spans])))
    assert cell(layout, "81").col_header == "Women / 2023"
    assert cell(layout, "60").col_header == "Men / 2022"
    assert cell(layout, "60").row_header == "Tarbury"


def test_a_row_over_all_columns_titles_the_rows_under_it(tmp_path: Path) -> None:
    rows = [
        ["Output", "Planned", "Done"],
        ["Water", "", ""],
        ["Wells dug", "12", "14"],
        ["Health", "", ""],
        ["Clinics opened", "3", "2"],
    ]
    spans = [("SPAN", (0, 1), (2, 1)), ("SPAN", (0, 3), (2, 3))]
    layout = build(tmp_path, grid(rows, TableStyle([*GRID.getCommands(), *spans])))
    assert cell(layout, "14").row_header == "Water / Wells dug"
    assert cell(layout, "2").row_header == "Health / Clinics opened"


def test_a_table_continues_over_the_page_with_its_header_repeated(tmp_path: Path) -> None:
    rows = [INDICATORS[0], *[[f"Indicator {n}", str(n), str(n + 2), str(n + 1)] for n in range(60)]]
    layout = build(tmp_path, grid(rows, repeatRows=1))
    found = cell(layout, "Indicator 59")
    assert found.page == 2
    assert {cell.table_no for cell in layout.table_cells} == {1}
    last = [cell for cell in layout.table_cells if cell.row_no == found.row_no]
    assert [cell.col_header for cell in last] == INDICATORS[0]


def test_a_table_continues_over_the_page_without_its_header(tmp_path: Path) -> None:
    rows = [INDICATORS[0], *[[f"Indicator {n}", str(n), str(n + 2), str(n + 1)] for n in range(60)]]
    layout = build(tmp_path, grid(rows))
    found = cell(layout, "Indicator 59")
    assert (found.page, found.table_no, found.row_no) == (2, 1, 61)
    assert cell(layout, "61").col_header == "Target 2024"


def test_two_tables_on_two_pages_with_text_between_are_two(tmp_path: Path) -> None:
    layout = build(tmp_path, grid(INDICATORS), Spacer(1, 12), paragraph(PROSE), PageBreak(), grid(INDICATORS))
    assert {cell.table_no for cell in layout.table_cells} == {1, 2}


def test_boxes_with_sentences_are_no_table(tmp_path: Path) -> None:
    boxes = [[paragraph(PROSE), paragraph(PROSE)], [paragraph(PROSE), paragraph(PROSE)]]
    layout = build(tmp_path, grid(boxes, colWidths=[210, 210]))
    assert layout.table_cells == ()
    assert texts(layout, BlockRole.PARAGRAPH) == [PROSE] * 4


def test_a_frame_around_one_column_is_no_table(tmp_path: Path) -> None:
    layout = build(tmp_path, grid([[paragraph("What we learned")], [paragraph(PROSE)], [paragraph(PROSE)]]))
    assert layout.table_cells == ()


def test_a_dash_in_a_cell_is_a_value_and_no_list_mark(tmp_path: Path) -> None:
    rows = [["Country", "2021", "2022"], ["Norland", "–", "15"], ["Easthaven", "7", "–"]]
    layout = build(tmp_path, grid(rows, colWidths=[80, 30, 30]))
    assert [cell.text for cell in layout.table_cells if cell.row_no == 2] == ["Norland", "–", "15"]


def test_contents_with_leader_dots_are_no_list(tmp_path: Path) -> None:
    lines = [paragraph(f"{n}. Chapter of the year {'.' * 60} {3 * n}") for n in range(1, 8)]
    layout = build(tmp_path, *lines)
    assert not texts(layout, BlockRole.LIST_ITEM)
    assert len(texts(layout, BlockRole.TABLE)) == 7
    assert layout.table_cells == ()


def test_shaded_header_without_figures_below_is_found_by_its_look(tmp_path: Path) -> None:
    rows = [["Country", "Partner"], ["Norland", "Water board"], ["Tarbury", "Farmers' union"], ["Ferrow", "Harbour"]]
    look = [("BACKGROUND", (0, 0), (-1, 0), colors.navy), ("TEXTCOLOR", (0, 0), (-1, 0), colors.white)]
    layout = build(tmp_path, grid(rows, TableStyle([*GRID.getCommands(), *look])))
    assert cell(layout, "Water board").col_header == "Partner"
    assert cell(layout, "Water board").row_header == "Norland"
