from pathlib import Path

import pytest

from tests.layout.pages import Print, column, read
from tfextract.model import Block, BlockRole

BODY = column(50, 640, *["The fund trained judges in the north of the country and its towns."] * 4)
FIGURES = ("62%", "1,750", "2.4 MILLION", "$3.1 million +", "> 30 K", "15x")
LABELS = (
    ("of courts led by", "women"),
    ("wells sunk in the", "hill villages"),
    ("bricks fired",),
    ("lent to the", "millers of the valley"),
    ("listeners of the", "farm hour"),
    ("as many boats as", "the year before"),
)
WHOLE = [f"{figure} {' '.join(label)}" for figure, label in zip(FIGURES, LABELS, strict=True)]


def tiles(*, rows: int = 2, label: float = 14.0, step: float = 90.0) -> tuple[list[Print], list[Print]]:
    """(figures, lines of their labels) in rows of three; `label` is how far under its figure a label begins."""
    figures, lines = [], []
    for at, (figure, words) in enumerate(zip(FIGURES[: 3 * rows], LABELS, strict=False)):
        x, y = 50 + 180 * (at % 3), 150 + step * (at // 3)
        figures.append(Print(x, y, figure, 20, "Helvetica-Bold"))
        lines += [Print(x, y + label + 11 * line, part, 9) for line, part in enumerate(words)]
    return figures, lines


def callouts(blocks: list[Block]) -> list[str]:
    return [block.text for block in blocks if block.role is BlockRole.CALLOUT]


def test_a_band_of_figures_takes_its_labels_in_whatever_order_they_are_written(tmp_path: Path) -> None:
    figures, lines = tiles()
    across = sorted([*figures, *lines], key=lambda item: (item.y, item.x))
    for order in ([*figures, *lines], [*lines, *figures], across, across[::-1]):
        assert callouts(read(tmp_path, [*order, *BODY])) == WHOLE


def test_all_rows_of_a_grid_have_their_labels_on_one_side(tmp_path: Path) -> None:
    # The label above the second row is as near to the first.
    figures, lines = tiles(label=-36.0, step=64.0)
    above = [f"{' '.join(label)} {figure}" for figure, label in zip(FIGURES, LABELS, strict=True)]
    assert callouts(read(tmp_path, [*figures, *lines, *BODY])) == above


def test_a_label_is_beside_its_figure_or_under_the_icon_between_them(tmp_path: Path) -> None:
    figures = [Print(50 + 250 * at, 150, figure, 24) for at, figure in enumerate(FIGURES[:2])]
    beside = [Print(122 + 250 * at, 138 + 11 * n, x, 9) for at in range(2) for n, x in enumerate(LABELS[at])]
    assert callouts(read(tmp_path, [*figures, *beside, *BODY])) == WHOLE[:2]
    figures, lines = tiles(rows=1, label=58.0)
    assert callouts(read(tmp_path, [*lines, *figures, *BODY])) == WHOLE[:3]


def test_figures_printed_in_one_go_are_as_many_tiles(tmp_path: Path) -> None:
    row = [Print(50 + 68 * at, 150, figure, 24) for at, figure in enumerate(("62%", "1,75"))]
    labels = [Print(50 + 68 * at, 163, word, 8) for at, word in enumerate(("of courts", "wells sunk"))]
    assert callouts(read(tmp_path, [*row, *labels, *BODY])) == ["62% of courts", "1,75 wells sunk"]


def test_a_column_of_figures_has_its_labels_on_one_side(tmp_path: Path) -> None:
    figures = [Print(50, 150 + 40 * at, figure, 18) for at, figure in enumerate(FIGURES[:4])]
    over = [Print(50, 132 + 40 * at, " ".join(label), 9) for at, label in enumerate(LABELS[:4])]
    wanted = [f"{' '.join(label)} {figure}" for figure, label in zip(FIGURES[:4], LABELS, strict=False)]
    assert callouts(read(tmp_path, [*figures, *over, *BODY])) == wanted


def test_what_leads_to_a_figure_belongs_to_it_and_a_heading_over_it_does_not(tmp_path: Path) -> None:
    figures, lines = tiles(rows=1)
    leads = [Print(50 + 180 * at, 128, words, 9) for at, words in enumerate(("More than", "Nearly", "Wells"))]
    wanted = [f"More than {WHOLE[0]}", f"Nearly {WHOLE[1]}", WHOLE[2]]
    assert callouts(read(tmp_path, [*leads, *figures, *lines, *BODY])) == wanted


def test_a_label_in_two_types_is_whole_and_an_article_under_it_is_none_of_it(tmp_path: Path) -> None:
    figures = [Print(50 + 250 * at, 150, number, 24) for at, number in enumerate(("2.4", "1.9"))]
    scales = [Print(50 + 250 * at, 166, "MILLION", 12, "Helvetica-Bold") for at in range(2)]
    nouns = [Print(50 + 250 * at, 179, noun, 9) for at, noun in enumerate(("Bricks fired in the valley", "Tiles laid"))]
    wanted = ["2.4 MILLION Bricks fired in the valley", "1.9 MILLION Tiles laid"]
    assert callouts(read(tmp_path, [*figures, *scales, *nouns, *BODY])) == wanted
    article = ["The people of the valley fired", "bricks for the schools of towns"] * 3
    articles = [line for at in range(2) for line in column(50 + 250 * at, 192, *article, size=9)]
    found = callouts(read(tmp_path, [*figures, *scales, *articles, *BODY]))
    assert found == ["2.4 MILLION", "1.9 MILLION"]


def test_a_sentence_under_two_figures_is_not_cut(tmp_path: Path) -> None:
    row = [Print(50, 150, "62%", 24), Print(300, 150, "1,750", 24)]
    under = column(50, 172, "The fund trained judges in the north of the country and in all of its river towns, and")
    blocks = read(tmp_path, [*row, *under, *BODY])
    assert any(under[0].text in block.text for block in blocks)


@pytest.mark.parametrize("numbers", [("2019", "2020", "2021"), ("1", "2", "3"), ("01", "02", "04")])
def test_years_and_steps_are_no_tiles(tmp_path: Path, numbers: tuple[str, ...]) -> None:
    row = [Print(50 + 180 * at, 150, number, 20) for at, number in enumerate(numbers)]
    labels = [Print(50 + 180 * at, 200, word, 9) for at, word in enumerate(("Plan", "Build", "Hand over"))]
    assert not any("Build" in text for text in callouts(read(tmp_path, [*row, *labels, *BODY])))


def test_the_page_numbers_of_a_spread_take_no_text(tmp_path: Path) -> None:
    numbers = [Print(50, 775, "22", 16), Print(320, 775, "23", 16)]
    ends = [Print(50, 755, "in all of its river towns."), Print(320, 755, "and on the slopes of hills.")]
    assert not any("towns" in text for text in callouts(read(tmp_path, [*ends, *numbers, *BODY])))
    figures = [Print(50, 775, "22", 16), Print(320, 775, "37", 16)]
    assert callouts(read(tmp_path, [*ends, *figures, *BODY]))[0] == "in all of its river towns. 22"
