"""Tables without upright rules, and what looks like one."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from tests.layout.pages import Print, column, read
from tfextract.layout import read_layout
from tfextract.model import BlockRole, TableCell

HEIGHT = 800
ACCOUNTS = (
    ("Income", "", ""),
    ("Sale of seedlings", "1,204", "980"),
    ("Gifts of members", "36,110", "(4,020)"),
    ("Rent of the old mill and", "", ""),
    ("other houses", "700", "-"),
    ("Total income", "$ 38,014", "$ 3,040"),
)


def set_right(canvas: Canvas, right: float, y: float, text: str) -> None:
    # A closing bracket sticks out over the edge at which the digits are aligned.
    overhang = stringWidth(")", "Helvetica", 9) if text.endswith(")") else 0.0
    canvas.drawRightString(right + overhang, HEIGHT - y, text)


def accounts(folder: Path, *, rules: bool) -> tuple[TableCell, ...]:
    target = BytesIO()
    canvas = Canvas(target, pagesize=(600, HEIGHT), invariant=1)
    canvas.setFont("Helvetica", 9)
    canvas.drawString(60, HEIGHT - 60, "The society's money came from gifts and sales in both years.")
    for right, year in ((400, "2031"), (480, "2030")):
        set_right(canvas, right, 100, year)
    for at, (label, this, last) in enumerate(ACCOUNTS):
        y = 114 + 14 * at
        canvas.drawString(60, HEIGHT - y, label)
        for right, figure in ((400, this), (480, last)):
            if figure:
                set_right(canvas, right, y, figure)
        if rules:
            canvas.line(60, HEIGHT - y - 3, 480, HEIGHT - y - 3)
    canvas.save()
    path = folder / "accounts.pdf"
    path.write_bytes(target.getvalue())
    return read_layout(path.read_bytes(), path.name, "0" * 16).table_cells


def found(cells: tuple[TableCell, ...]) -> list[tuple[str, str | None, str | None]]:
    return [(cell.text, cell.row_header, cell.col_header) for cell in cells if cell.col_no > 1 and cell.row_no > 1]


EXPECTED = [
    ("1,204", "Sale of seedlings", "2031"),
    ("980", "Sale of seedlings", "2030"),
    ("36,110", "Gifts of members", "2031"),
    ("(4,020)", "Gifts of members", "2030"),
    ("700", "Rent of the old mill and other houses", "2031"),
    ("-", "Rent of the old mill and other houses", "2030"),
    ("$ 38,014", "Total income", "2031"),
    ("$ 3,040", "Total income", "2030"),
]


def test_accounts_without_rules_are_rows_and_cells(tmp_path: Path) -> None:
    assert found(accounts(tmp_path, rules=False)) == EXPECTED


def test_accounts_with_level_rules_alone_are_rows_and_cells(tmp_path: Path) -> None:
    assert found(accounts(tmp_path, rules=True)) == EXPECTED


def test_a_column_that_few_rows_fill_keeps_its_figures_apart(tmp_path: Path) -> None:
    labels = ("Seeds and tools", "Rent of the mill", "Gifts of members", "Lamps for the hall", "Repairs of boats")
    figures = (("1,204", "980", ""), ("700", "650", "12"), ("36,110", "4,020", ""), ("85", "90", ""), ("11", "7", "3"))
    printed = [Print(60, 100 + 14 * at, label, 9) for at, label in enumerate(labels)]
    for at, row in enumerate(figures):
        for right, figure in zip((300, 440, 370), row, strict=True):
            printed.append(Print(right - stringWidth(figure, "Helvetica", 9), 100 + 14 * at, figure, 9))
    read(tmp_path, [one for one in printed if one.text])
    cells = read_layout((tmp_path / "page.pdf").read_bytes(), "page.pdf", "d").table_cells
    assert [cell.text for cell in cells if cell.row_no == 2] == ["Rent of the mill", "700", "12", "650"]
    assert [(cell.col_no, cell.text) for cell in cells if cell.row_no == 5][-1] == (4, "7")


def shares(folder: Path, *heads: tuple[float, str], raised: float = 0.0) -> list[tuple[str, str | None, str | None]]:
    """The cells of a table of shares whose figures stand higher than their labels by `raised` points."""
    printed = [Print(x, 100, text, 9) for x, text in heads]
    for at, label in enumerate(("Seeds and tools", "Rent of the mill", "Gifts of members", "Lamps for the hall")):
        y = 120 + 16 * at
        printed.append(Print(60, y, label, 9))
        printed += [
            Print(right - stringWidth(text, "Helvetica", 9), y - raised, text, 9)
            for right, text in ((300, f"1{at}.5%"), (370, f"2{at}.0%"), (440, f"3{at}.7%"))
        ]
    read(folder, printed)
    return found(read_layout((folder / "page.pdf").read_bytes(), "page.pdf", "d").table_cells)


YEARS = ((280.0, "FY14"), (350.0, "FY15"), (420.0, "FY16"))


def test_figures_that_stand_a_little_higher_than_their_label_are_of_its_row(tmp_path: Path) -> None:
    cells = shares(tmp_path, *YEARS, raised=3.6)
    assert cells[0] == ("10.5%", "Seeds and tools", "FY14")
    assert cells[-1] == ("33.7%", "Lamps for the hall", "FY16")


def test_a_title_of_the_labels_belongs_to_the_header(tmp_path: Path) -> None:
    cells = shares(tmp_path, (60.0, "Means"), *YEARS)
    assert cells[:3] == [
        (f"{part}0.{end}%", "Seeds and tools", f"FY1{part + 3}") for part, end in ((1, 5), (2, 0), (3, 7))
    ]


def test_a_line_of_words_above_the_labels_is_no_header(tmp_path: Path) -> None:
    cells = shares(tmp_path, (60.0, "What all of the members gave to us"), *YEARS)
    assert {head for _, _, head in cells} == {None}


def roles(folder: Path, *printed: Print) -> set[BlockRole]:
    return {block.role for block in read(folder, list(printed))}


def test_contents_with_one_column_of_pages_are_no_table(tmp_path: Path) -> None:
    titles = column(60, 100, "Water for the north", "Seeds for the south", "Schools", "Accounts", leading=16)
    pages = column(400, 100, "4", "9", "15", "22", leading=16)
    assert BlockRole.TABLE not in roles(tmp_path, *titles, *pages)


def test_names_in_columns_are_no_table(tmp_path: Path) -> None:
    names = [
        part for x in (60, 220, 380) for part in column(x, 100, "Ada Brook", "Ben Carr and family", "Cy Dale", "Di Eve")
    ]
    assert BlockRole.TABLE not in roles(tmp_path, *names)


def test_large_figures_over_their_labels_are_no_table(tmp_path: Path) -> None:
    tiles = [Print(x, y, text, 26) for y in (100, 180, 260) for x, text in ((60, "1,200"), (220, "348"), (380, "57"))]
    labels = [Print(x, y + 16, "wells dug") for y in (100, 180, 260) for x in (60, 220, 380)]
    assert BlockRole.TABLE not in roles(tmp_path, *tiles, *labels)


def test_figures_in_two_columns_of_text_are_no_table(tmp_path: Path) -> None:
    left = column(
        60, 100, *["The fund dug in the year 2031 some 40", "wells in the north and planted 1,200", "trees."] * 3
    )
    right = column(
        320, 100, *["In all of the towns the members 31", "gave seeds to 700 farmers and 12", "schools."] * 3
    )
    assert BlockRole.TABLE not in roles(tmp_path, *left, *right)
