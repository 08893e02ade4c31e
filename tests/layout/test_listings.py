"""Pages that are no prose are rows without cells; lists and tables of results stay text."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.layout.pages import Print, column, read
from tfextract.model import Block, BlockRole

PROSE = column(
    50,
    80,
    "The orchard trust works in the hill villages and lends its presses",
    "to whoever brings apples. Its members meet in the old weaving hall",
    "twice a year and choose who keeps the keys of the store.",
)
FIRST = (
    "apples, 3, 14",
    "bakers, 7",
    "barrels, 12–15",
    "bees, 31",
    "carts, 8, 22",
    "cellars, 44",
    "cider, 5, 19–21",
    "crates, 27",
    "drying, 16",
    "elders, 9",
)
SECOND = (
    "fences, 40",
    "frost, 11, 13",
    "grafting, 28",
    "hedges, 33–35",
    "honey, 32",
    "irrigation, 6",
    "jam, 24",
    "kernels, 46",
    "ladders, 17, 25",
    "mills, 2",
)
THIRD = ("nets, 4", "oats, 9", "ovens, 21", "pears, 30", "plums, 36")
FOURTH = ("quinces, 5–7", "rain, 18–20", "sacks, 26–28", "wells, 41–43")
COUNTRIES = (
    *("Angola 12", "Benin 45", "Chad 31", "Egypt 7", "Ghana 22"),
    *("Kenya 60", "Mali 18", "Niger 9", "Togo 27", "Zambia 54"),
)
RESULTS = (
    *("Wells dug 31", "Schools opened 12", "Nurses trained 54", "Roads mended 8", "Boats lent 19"),
    *("Orchards planted 40", "Meetings held 16", "Presses repaired 9", "Growers advised 77", "Bridges built 3"),
)


def rows(blocks: list[Block]) -> str:
    return " ".join(block.text for block in blocks if block.role is BlockRole.TABLE)


def prose(blocks: list[Block]) -> str:
    return " ".join(block.text for block in blocks if block.role is not BlockRole.TABLE)


def index_pages() -> tuple[list[Print], list[Print]]:
    first = [Print(50, 50, "Index", 18), *column(50, 90, *FIRST), *column(320, 90, *SECOND)]
    return first, [*column(50, 60, *THIRD), *column(320, 60, *FOURTH)]


def test_an_index_in_two_columns_continues_over_its_page(tmp_path: Path) -> None:
    blocks = read(tmp_path, PROSE, PROSE, *index_pages())
    assert all(entry in rows(blocks) for entry in FIRST + SECOND + THIRD + FOURTH)
    assert "Index" in prose(blocks)
    assert "hill villages" in prose(blocks)


def test_an_index_whose_numbers_stand_at_the_right_of_their_column(tmp_path: Path) -> None:
    terms = [entry.split(",")[0] for entry in FIRST + SECOND]
    page = [Print(50, 50, "Index", 18), *column(50, 90, *terms)]
    page += [Print(170, 90 + 12 * at, str(3 + at * 2)) for at in range(len(terms))]
    blocks = read(tmp_path, PROSE, PROSE, page)
    assert "grafting" in rows(blocks)
    assert "grafting" not in prose(blocks)


def test_an_index_without_a_heading_is_known_by_its_commas_ranges_and_order(tmp_path: Path) -> None:
    blocks = read(tmp_path, PROSE, PROSE, column(50, 60, *FIRST, *SECOND))
    assert "cider, 5, 19–21" in rows(blocks)


@pytest.mark.parametrize("lines", [COUNTRIES, RESULTS], ids=["people trained by country", "results"])
def test_a_list_of_results_is_no_index(tmp_path: Path, lines: tuple[str, ...]) -> None:
    blocks = read(tmp_path, PROSE, PROSE, [Print(50, 50, "By the numbers", 18), *column(50, 90, *lines)])
    assert rows(blocks) == ""


CONTENTS = (("Our year", 3), ("The presses", 4), ("Reaching 40 villages", 8), ("What we planted", 11), ("Accounts", 16))


def contents_page(heading: str, *, before: bool) -> list[Print]:
    page = [Print(50, 50, heading, 18)]
    for at, (title, number) in enumerate(CONTENTS):
        left, right = (str(number), title) if before else (title, str(number))
        page += [Print(50, 100 + 30 * at, left), Print(90 if before else 400, 100 + 30 * at, right)]
    return [*page, *column(50, 500, "Printed in the valley on paper made of apple pulp.")]


@pytest.mark.parametrize("before", [True, False], ids=["number first", "number last"])
def test_the_lines_of_a_contents_page_without_leaders_are_rows(tmp_path: Path, before: bool) -> None:
    blocks = read(tmp_path, PROSE, contents_page("Contents", before=before), *[PROSE] * 8)
    assert all(title in rows(blocks) and title not in prose(blocks) for title, _ in CONTENTS)
    assert "Contents" in prose(blocks)
    assert "apple pulp" in prose(blocks)


def test_figures_with_labels_under_another_heading_are_no_contents(tmp_path: Path) -> None:
    assert rows(read(tmp_path, PROSE, contents_page("By the numbers", before=True), *[PROSE] * 8)) == ""


DONORS = (
    "Mr. Ivo Marten",
    "The Aldous Foundation",
    "Brightwater Bank",
    "Caldera Holdings, Inc.",
    "Dr. Nell Osprey",
    "Edda and Rolf Linden",
    "Fairlawn Trust",
)
SMALLER = ("Ada Quill", "Bruno Salt", "Cora Thistle", "Dr. Emil Umber", "Flora Vane", "Gus Wick", "Hanna Yarrow")


def donor_page(*below: str) -> list[Print]:
    lists = [*column(50, 100, "$10,000 and above", *DONORS), *column(320, 100, "$1,000 – $9,999", *SMALLER)]
    return [Print(50, 50, "Our donors", 18), *lists, *column(50, 300, *below)]


def test_donors_and_the_thresholds_of_their_tiers_are_rows(tmp_path: Path) -> None:
    blocks = read(tmp_path, donor_page("Their gifts paid for 14 new presses and a roof over the old weaving hall."))
    assert all(line in rows(blocks) for line in ("$10,000 and above", "$1,000 – $9,999", *DONORS, *SMALLER))
    assert "14 new presses" in prose(blocks)
    assert "Our donors" in prose(blocks)


def test_an_amount_over_prose_is_no_tier(tmp_path: Path) -> None:
    blocks = read(tmp_path, [*donor_page("$5,000 and more"), *column(50, 325, *[line.text for line in PROSE])])
    assert "Brightwater Bank" in rows(blocks)
    assert "$5,000 and more" in prose(blocks)


def test_titles_of_works_in_title_case_are_no_list_of_names(tmp_path: Path) -> None:
    kinds = ("Guide to Pruning", "Manual of Presses", "Report on Frost", "Study of Soils", "Toolkit for Growers")
    titles = [f"{kind} in the {where} Valley" for kind in kinds for where in ("Upper", "Lower", "Western")]
    blocks = read(tmp_path, PROSE, [Print(50, 50, "Published with our partners", 18), *column(50, 100, *titles)])
    assert rows(blocks) == ""


WORKS = (
    "Alder, M., & Finch, R. (2019). Frost in orchards. Hillside Press.",
    "Birch, T. (2021a). 40 ways to store apples. Valley Papers, 12(3), 41.",
    "Cedar Growers. (2020). Of presses and mills. Hillside Press.",
)


def works_page(heading: str) -> list[Print]:
    return [Print(50, 50, heading, 18), *[Print(50, 100 + 40 * at, work) for at, work in enumerate(WORKS)]]


def test_works_under_references_are_rows(tmp_path: Path) -> None:
    assert all(work in rows(read(tmp_path, PROSE, works_page("References"))) for work in WORKS)


def test_works_under_another_heading_stay_text(tmp_path: Path) -> None:
    assert rows(read(tmp_path, PROSE, works_page("Published in 2021"))) == ""


def chart(upwards: tuple[int, ...], across: tuple[str, ...]) -> list[Print]:
    scale = [Print(60, 400 - 40 * at, str(mark)) for at, mark in enumerate(upwards)]
    return [*PROSE, *scale, *[Print(100 + 70 * at, 420, mark) for at, mark in enumerate(across)]]


def test_the_scales_of_a_chart_are_rows(tmp_path: Path) -> None:
    blocks = read(tmp_path, chart((0, 20, 40, 60, 80), ("2027", "2028", "2029", "2030")))
    assert all(mark in rows(blocks).split() for mark in ("20", "40", "60", "80", "2028", "2029"))
    assert "hill villages" in prose(blocks)


def test_figures_in_uneven_steps_are_no_scale(tmp_path: Path) -> None:
    assert rows(read(tmp_path, chart((0, 20, 45, 60, 80), ("31", "54", "18", "77")))) == ""


def test_a_column_of_figures_that_rise_downwards_is_no_scale(tmp_path: Path) -> None:
    assert rows(read(tmp_path, chart((80, 60, 40, 20), ()))) == ""
