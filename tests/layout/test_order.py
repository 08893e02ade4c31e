from collections.abc import Sequence
from pathlib import Path

from tests.layout.pages import Print, column, read

LEFT = column(50, 100, "The fund trained judges in the north of the", "country and in all of its river towns.")
RIGHT = column(320, 100, "Farmers of the south planted trees along the", "rivers and on the slopes of the hills there.")


def texts(blocks: Sequence[object]) -> list[str]:
    return [" ".join(str(getattr(block, "text", "")).split()[:3]) for block in blocks]


def test_a_heading_written_after_the_text_it_governs_is_read_before_it(tmp_path: Path) -> None:
    early = column(50, 300, "Wells were dug in the villages of the north", "and pumps were set on every one of them.")
    heading = Print(50, 270, "Clean water", 14, "Helvetica-Bold")
    blocks = read(tmp_path, [*LEFT, *early, heading])
    assert texts(blocks) == ["The fund trained", "Clean water", "Wells were dug"]
    assert [block.heading for block in blocks] == [None, None, "Clean water"]


def test_a_footer_written_first_pulls_nothing_down(tmp_path: Path) -> None:
    note = Print(50, 760, "1 A note on the source of the figures that are given above.", 7)
    below = column(50, 300, "Wells were dug in the villages of the north", "and pumps were set on every one of them.")
    head = Print(50, 270, "Clean water", 14, "Helvetica-Bold")
    blocks = read(tmp_path, [note, *LEFT, *RIGHT, head, *below])
    assert texts(blocks)[:4] == ["The fund trained", "Farmers of the", "Clean water", "Wells were dug"]


def test_a_page_written_line_by_line_across_its_columns_is_read_by_column(tmp_path: Path) -> None:
    left = column(50, 100, *[f"Line {n} of the left column goes on and on" for n in range(8)])
    right = column(320, 100, *[f"line {n} of the right column goes on and on" for n in range(8)])
    blocks = read(tmp_path, [line for pair in zip(left, right, strict=True) for line in pair])
    text = " ".join(block.text for block in blocks)
    assert text.index("Line 7 of the left") < text.index("line 0 of the right")


def test_columns_written_in_any_order_are_read_from_the_left(tmp_path: Path) -> None:
    assert texts(read(tmp_path, [*RIGHT, *LEFT])) == ["The fund trained", "Farmers of the"]


def test_a_side_bar_written_last_does_not_part_the_text_beside_it(tmp_path: Path) -> None:
    main = column(200, 100, "The fund trained judges in the north of the country and in all towns.")
    more = column(200, 300, "In the south it helped farmers to plant trees on the hills and slopes.")
    bar = column(50, 100, "Facts about", "the river basin", size=8)
    assert texts(read(tmp_path, [*main, *more, *bar]))[:2] == ["The fund trained", "In the south"]


def test_lines_set_far_apart_are_one_paragraph_where_all_are(tmp_path: Path) -> None:
    lines = ("The fund trained judges in the north of", "the country and in the south of it, where", "they were asked")
    spaced = column(50, 100, *lines, "to by the courts that had none.", leading=19)
    assert [block.text for block in read(tmp_path, spaced)] == [" ".join([*lines, "to by the courts that had none."])]


def test_text_continues_in_the_next_column_over_a_box_between(tmp_path: Path) -> None:
    open_end = column(50, 700, "The fund trained judges in the north of", "the country together with the other")
    box = [Print(330, 90, "Reach 40 villages", 7), Print(330, 102, "in three years", 7)]
    rest = column(320, 200, "courts of the region and their staff.", "Farmers planted trees along the rivers too.")
    blocks = read(tmp_path, [*open_end, *box, *rest])
    assert "together with the other courts of the region and their staff." in blocks[0].text


def test_a_left_column_left_open_is_read_before_the_column_that_continues_it(tmp_path: Path) -> None:
    right = column(320, 100, "and pumps were set on every one of them in", "the towns of the south of the country.")
    left = column(50, 400, "Wells were dug in the villages of the north,", "by the people who had asked for them,")
    assert [block.text.split()[0] for block in read(tmp_path, [*right, *left])] == ["Wells"]
    closed = column(50, 400, "Wells were dug in the villages of the north,", "by the people who had asked for them.")
    assert texts(read(tmp_path, [*right, *closed]))[0] == "and pumps were"


def spread(*, numbered: bool) -> list[Print]:
    """Two pages of two columns on one sheet 1,000 points wide, written column by column from the outside."""
    names = ("First", "Second", "Third", "Fourth")
    columns = [
        column(x, 100, f"{name} the fund trained judges in the", "north of the country and its towns.")
        for name, x in zip(names, (40, 270, 540, 770), strict=True)
    ]
    low = [column(x, 400, f"{name} low it dug wells in the", "villages of the north there too.") for name, x in
           zip(names, (40, 270, 540, 770), strict=True)]  # fmt: skip
    numbers = [Print(40, 780, "8", 8), Print(950, 780, "9" if numbered else "8", 8)]
    blocks = [columns[0], columns[2], low[0], low[2], columns[1], columns[3], low[1], low[3]]
    return [*(line for block in blocks for line in block), *numbers]


def test_of_two_pages_on_one_sheet_the_left_one_is_read_first(tmp_path: Path) -> None:
    words = [block.text.split()[0] for block in read(tmp_path, spread(numbered=True), width=1000)]
    assert [word for word in words if word.isalpha()] == [
        name for pair in (("First", "Second"), ("Third", "Fourth")) for name in (pair[0], pair[0], pair[1], pair[1])
    ]


def test_a_box_of_the_left_page_written_last_does_not_part_an_article_over_both(tmp_path: Path) -> None:
    left = column(40, 100, "First the fund trained judges in all the", "north of the country and its towns.")
    right = column(540, 100, "Second it dug wells in the villages of", "the north and in the south there too.")
    box = column(40, 400, "Third a miller of the valley says that it", "was a year of rain for all of them.")
    blocks = read(tmp_path, [*left, *right, *box, Print(40, 780, "8", 8), Print(950, 780, "9", 8)], width=1000)
    assert [block.text.split()[0] for block in blocks][:3] == ["First", "Second", "Third"]
