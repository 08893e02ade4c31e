from pathlib import Path

import pytest

from tests.layout.pages import Print, column, read
from tfextract.model import Block, BlockRole

BODY = column(50, 500, *["The fund trained judges in the north of the country and its towns."] * 4)
FIGURE = Print(100, 200, "2,400", 24, "Helvetica-Bold")


def callouts(blocks: list[Block]) -> list[str]:
    return [block.text for block in blocks if block.role is BlockRole.CALLOUT]


@pytest.mark.parametrize(
    ("label", "text"),
    [
        (Print(95, 216, "villages reached"), "2,400 villages reached"),
        (Print(175, 200, "villages reached"), "2,400 villages reached"),
        (Print(95, 170, "villages reached"), "villages reached 2,400"),
        (Print(15, 198, "villages reached"), "villages reached 2,400"),
    ],
)
def test_a_large_figure_takes_its_label_from_any_side(tmp_path: Path, label: Print, text: str) -> None:
    for order in ([FIGURE, label], [label, FIGURE]):
        assert callouts(read(tmp_path, [*BODY, *order])) == [text]


def test_tiles_written_in_any_order_keep_their_own_labels_and_stand_under_their_heading(tmp_path: Path) -> None:
    head = Print(200, 60, "RESULTS SO FAR", 9)
    figures = [Print(100 + 110 * at, 100, str(40 + at), 20, "Helvetica-Bold") for at in range(3)]
    labels = [Print(100 + 110 * at, 114, word, 8) for at, word in enumerate(("wells", "schools", "clinics"))]
    blocks = read(tmp_path, [labels[2], figures[1], head, labels[0], figures[2], labels[1], figures[0], *BODY])
    assert callouts(blocks) == ["40 wells", "41 schools", "42 clinics"]
    assert {block.heading for block in blocks if block.role is BlockRole.CALLOUT} == {"RESULTS SO FAR"}


def test_a_label_that_continues_in_smaller_type_is_one(tmp_path: Path) -> None:
    start, rest = Print(100, 218, "households", 14), Print(100, 230, "with clean water", 9)
    assert callouts(read(tmp_path, [*BODY, rest, FIGURE, start])) == ["2,400 households with clean water"]


def test_a_year_is_no_figure(tmp_path: Path) -> None:
    year = Print(100, 200, "2016", 24, "Helvetica-Bold")
    assert callouts(read(tmp_path, [*BODY, year, Print(95, 216, "a good year for villages")])) == []


def test_a_number_that_heads_nothing_is_no_heading(tmp_path: Path) -> None:
    alone = Print(60, 200, "4.25 Million Readers", 16, "Helvetica-Bold")
    assert callouts(read(tmp_path, [*BODY, alone])) == ["4.25 Million Readers"]
    text = column(60, 216, "What the towns found in the first year of the fund and wrote down for us.")
    heading = Print(60, 200, "12 lessons learned", 16, "Helvetica-Bold")
    blocks = read(tmp_path, [*BODY, heading, *text])
    assert [block.text for block in blocks if block.role is BlockRole.HEADING] == ["12 lessons learned"]


def test_single_figures_of_one_type_have_their_labels_on_one_side(tmp_path: Path) -> None:
    figures = [Print(60 + 170 * at, 200 + 90 * at, str(40 + at), 20) for at in range(3)]
    over = [Print(60 + 170 * at, 178 + 90 * at, f"{word} dug", 9) for at, word in enumerate(("wells", "ponds", "pits"))]
    # As near under the second figure as its own label over it.
    stray = Print(230, 306, "see the map", 9)
    assert callouts(read(tmp_path, [*BODY, *figures, *over, stray])) == ["wells dug 40", "ponds dug 41", "pits dug 42"]
