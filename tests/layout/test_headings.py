from pathlib import Path

import pytest

from tests.layout.pages import Print, column, read
from tfextract.model import BlockRole

BODY = column(50, 140, "The fund trained judges in the north of the", "country and in all of its river towns.")
BOLD = "Helvetica-Bold"


@pytest.mark.parametrize(
    "heading",
    [
        Print(50, 120, "Clean water", 14),
        Print(50, 120, "Clean water", 10, BOLD),
        Print(50, 120, "We will bring clean water to every village.", 10, BOLD),
        Print(50, 120, "CLEAN WATER", 10),
        Print(50, 120, "Clean water", 10, gray=0.5),
        Print(50, 120, "1.4.1 Clean water in 2017", 16),
    ],
)
def test_size_weight_capitals_or_colour_make_a_heading(tmp_path: Path, heading: Print) -> None:
    first, second = read(tmp_path, [heading, *BODY, *column(50, 300, "More of the same text is set down here.")])[:2]
    assert first.role is BlockRole.HEADING
    assert second.heading == first.text


def test_a_bold_sentence_with_nothing_under_it_is_no_heading(tmp_path: Path) -> None:
    bold = Print(50, 400, "We brought clean water to every village.", 10, BOLD)
    assert [block.role for block in read(tmp_path, [*BODY, bold])] == [BlockRole.PARAGRAPH] * 2


def test_the_bold_first_words_of_a_paragraph_are_its_heading(tmp_path: Path) -> None:
    line = Print(50, 100, "Lamps at night.", 10, BOLD)
    rest = Print(135, 100, "In 2024 the fund gave lamps to", 10)
    more = column(50, 112, "the hospitals of three provinces.")
    after = column(50, 160, "Judges were trained in the same year in all", "of the towns along the river.")
    blocks = read(tmp_path, [line, rest, *more, *after])
    assert [block.text for block in blocks][:2] == [
        "Lamps at night.",
        "In 2024 the fund gave lamps to the hospitals of three provinces.",
    ]
    assert [block.heading for block in blocks] == [None, "Lamps at night.", "Lamps at night."]


def test_a_bold_label_in_a_bulleted_item_stays_in_its_item(tmp_path: Path) -> None:
    item = [Print(50, 100, "•", 10), Print(62, 100, "Training:", 10, BOLD)]
    rest = Print(112, 100, "the fund trained 40 judges.", 10)
    (block,) = read(tmp_path, [*item, rest])
    assert (block.role, block.text) == (BlockRole.LIST_ITEM, "Training: the fund trained 40 judges.")


def test_a_bold_line_after_a_full_stop_is_not_the_sentences_next_line(tmp_path: Path) -> None:
    bold = Print(50, 164, "The ministry of water", 11, BOLD)
    below = column(50, 180, "Its staff were trained in the same year by", "the fund and by its partners.")
    assert [block.text for block in read(tmp_path, [*BODY, bold, *below])][1] == "The ministry of water"


def test_labels_of_a_map_govern_nothing(tmp_path: Path) -> None:
    names = ("NORLAND", "EASTHAVEN", "TARBURY", "LOWER QUILL")
    labels = [Print(60 + 90 * at, 300 + 40 * at, name, 10) for at, name in enumerate(names)]
    blocks = read(tmp_path, [*BODY, *labels, *column(50, 600, "Farmers planted trees.")])
    assert not any(block.role is BlockRole.HEADING for block in blocks)


def test_the_title_under_a_figures_number_is_a_caption(tmp_path: Path) -> None:
    number, title = Print(250, 300, "Figure 8", 12, BOLD), Print(220, 330, "Wells dug by year", 12, BOLD)
    after = column(50, 500, "Farmers of the south planted trees along the", "rivers and on the slopes.")
    blocks = read(tmp_path, [*BODY, number, title, *after])
    assert [block.role for block in blocks][1:3] == [BlockRole.CAPTION] * 2
    assert blocks[-1].heading is None


def test_a_heading_in_two_colours_is_one(tmp_path: Path) -> None:
    two = [Print(50, 90, "Market links,", 18, BOLD), Print(50, 112, "started in the north", 18, BOLD, gray=0.4)]
    assert read(tmp_path, [*two, *BODY])[0].text == "Market links, started in the north"


def test_a_long_bold_sentence_above_plain_text_is_a_heading(tmp_path: Path) -> None:
    words = (
        "We will go on to ask for a reform of the rules of the",
        "courts, so that every village of the river gets a judge,",
    )
    bold = [
        Print(50, 100 + 12 * at, line, 10, BOLD)
        for at, line in enumerate((*words, "whatever the price may be in the end."))
    ]
    assert (
        read(tmp_path, [*bold, *BODY, *column(50, 300, *["Farmers of the south planted trees."] * 4)])[0].role
        is BlockRole.HEADING
    )


def items(*lines: tuple[str, str]) -> list[Print]:
    """Bulleted items 20 points apart: a bold head and what follows it on the line."""
    prints = []
    for at, (head, rest) in enumerate(lines):
        top = 190 + 20 * at
        prints += [Print(50, top, "•", 10)]
        prints += [Print(62, top, head, 10, BOLD)] if head else []
        prints += [Print(62 + 6.2 * len(head), top, rest, 10)]
    return prints


def test_a_bold_head_of_each_item_is_the_heading_of_that_item_alone(tmp_path: Path) -> None:
    listed = items(
        ("Wells:", "The fund dug forty wells in the hills."),
        ("Schools:", "The fund built nine schools in the north."),
        ("", "The fund mended the roof of the old mill."),
    )
    title = Print(50, 120, "Works of the year", 16, BOLD)
    headings = {block.text: block.heading for block in read(tmp_path, [title, *BODY, *listed])}
    assert headings["The fund dug forty wells in the hills."] == "Wells:"
    assert headings["The fund built nine schools in the north."] == "Schools:"
    assert headings["The fund mended the roof of the old mill."] == "Works of the year"


def test_the_number_of_a_section_is_a_part_of_its_heading(tmp_path: Path) -> None:
    heading = Print(50, 120, "2.1 Overview of the works", 14, BOLD)
    first, second = read(tmp_path, [heading, *BODY])[:2]
    assert (first.role, first.text, second.heading) == (
        BlockRole.HEADING,
        "2.1 Overview of the works",
        "2.1 Overview of the works",
    )


def test_what_leads_in_a_list_is_no_heading(tmp_path: Path) -> None:
    lead_in = Print(50, 172, "Guides and tools of the year include:", 10, BOLD)
    listed = items(("", "Handbook on wells"), ("", "Handbook on schools"))
    title = Print(50, 120, "Clean water", 16, BOLD)
    blocks = {block.text: block for block in read(tmp_path, [title, *BODY, lead_in, *listed])}
    assert blocks["Guides and tools of the year include:"].role is BlockRole.PARAGRAPH
    assert blocks["Handbook on wells"].heading == "Clean water"
    assert blocks["Handbook on wells"].lead_in_no == blocks["Guides and tools of the year include:"].block_no


def test_two_types_on_one_line_are_one_heading(tmp_path: Path) -> None:
    two = [Print(50, 90, "LATEST", 16, BOLD), Print(122, 90, "Works", 20, BOLD)]
    assert read(tmp_path, [*two, *BODY, *column(50, 300, "More of the same text is set down here.")])[0].text == (
        "LATEST Works"
    )


@pytest.mark.parametrize("text", ["Over 94 knowledge products", "412 wells"])
def test_a_tile_of_a_figure_heads_nothing(tmp_path: Path, text: str) -> None:
    title, tile = Print(50, 60, "Clean water", 16, BOLD), Print(50, 100, text, 20, BOLD)
    assert {block.heading for block in read(tmp_path, [title, tile, *BODY])[1:]} == {"Clean water"}


def test_a_number_of_years_may_head_a_text(tmp_path: Path) -> None:
    title = Print(50, 100, "10 years of clean water", 20, BOLD)
    assert read(tmp_path, [title, *BODY])[0].role is BlockRole.HEADING


def test_a_speakers_name_heads_nothing(tmp_path: Path) -> None:
    title, name = Print(50, 60, "Clean water", 16, BOLD), Print(50, 300, "Dr Mara Lindqvist", 10, BOLD)
    job = Print(50, 312, "Director, Ministry of Wells", 10)
    after = column(50, 360, "The river towns were joined to the network", "of wells in the spring of the year.")
    assert [block.heading for block in read(tmp_path, [title, *BODY, name, job, *after])][-1] == "Clean water"


RUNS_ON = column(
    50, 700, "The fund trained judges in the north of the", "country and in all of its river towns, and also"
)


def test_a_heading_above_text_that_runs_on_from_the_page_before_does_not_govern_it(tmp_path: Path) -> None:
    first = [Print(50, 660, "Courts of the valley", 14, BOLD), *RUNS_ON]
    label = Print(300, 60, "Law and order", 18, BOLD)
    rest = column(50, 100, "the clerks of those towns in the dry season.")
    then = column(50, 140, "Six more courts were opened in the autumn, with", "a new roof over each of them.")
    blocks = read(tmp_path, first, [label, *rest, *then])
    texts = {block.text[:12]: block.heading for block in blocks}
    assert texts["The fund tra"] == texts["Six more cou"] == "Courts of the valley"


def test_a_heading_above_text_that_begins_governs_it(tmp_path: Path) -> None:
    first = [
        Print(50, 660, "Courts of the valley", 14, BOLD),
        *column(50, 700, "The fund trained judges in the north."),
    ]
    then = column(50, 140, "Six more courts were opened in the autumn, with", "a new roof over each of them.")
    blocks = read(tmp_path, first, [Print(50, 60, "Law and order", 18, BOLD), *then])
    assert blocks[-1].heading == "Law and order"


def test_a_name_under_a_picture_is_a_caption(tmp_path: Path) -> None:
    credit = Print(50, 300, "ANA REED/GETTY IMAGES", 7)
    blocks = read(tmp_path, [*BODY, credit, *column(50, 340, "Farmers planted trees along the rivers.")])
    assert [block.role for block in blocks] == [BlockRole.PARAGRAPH, BlockRole.CAPTION, BlockRole.PARAGRAPH]


def test_the_headings_of_items_are_below_that_of_their_paragraph(tmp_path: Path) -> None:
    opening = [Print(50, 100, "Finding 4. Safe courts.", 10, BOLD), Print(175, 100, "In 2024 the fund opened", 10)]
    more = column(50, 112, "courts in each of the three provinces:")
    items = [
        part
        for at, name in enumerate(("Judges:", "Clerks:"))
        for part in (
            Print(60, 140 + 30 * at, "•", 10),
            Print(72, 140 + 30 * at, name, 10, BOLD),
            Print(125, 140 + 30 * at, "The fund trained 40 of them in the first year,", 10),
            *column(72, 152 + 30 * at, "and 60 in the second one."),
        )
    ]
    after = column(50, 220, "Six more courts were opened in the autumn, with", "a new roof over each of them.")
    blocks = read(tmp_path, [*opening, *more, *items, *after])
    assert blocks[-1].heading == "Finding 4. Safe courts."
