from pathlib import Path

from reportlab.pdfbase.pdfmetrics import stringWidth

from tests.layout.pages import Print, column, read
from tfextract.layout.glyphs import Glyph
from tfextract.layout.lines import read_fragments
from tfextract.model import BlockRole, Box

BODY = column(50, 500, *["The fund trained judges in the north of the country and its towns."] * 4)


def test_letter_spaced_words_are_words(tmp_path: Path) -> None:
    spaced = Print(50, 100, "PROGRESS MADE", 20, spacing=7)
    assert read(tmp_path, [spaced, *BODY])[0].text == "PROGRESS MADE"


def test_a_shadow_is_printed_once(tmp_path: Path) -> None:
    twice = [Print(50, 100.3, "River towns", 14), Print(50, 100.8, "River towns", 14)]
    assert next(block.text for block in read(tmp_path, [*twice, *BODY])) == "River towns"


def test_drawn_dots_in_a_column_are_bullets_and_one_alone_is_none(tmp_path: Path) -> None:
    items = [Print(62, 100 + 30 * at, f"Trained {at + 20} judges in the river towns", 10) for at in range(3)]
    blocks = read(tmp_path, items, dots=tuple((54, 97 + 30 * at) for at in range(3)))
    assert [(block.role, block.marker) for block in blocks] == [(BlockRole.LIST_ITEM, "•")] * 3
    (first, *_) = read(tmp_path, items, dots=((54, 97),))
    assert first.role is BlockRole.PARAGRAPH


def test_a_decimal_opens_a_sentence_and_a_section_number_a_heading(tmp_path: Path) -> None:
    blocks = read(tmp_path, [Print(50, 100, "37.6 million trees were planted in the towns.")])
    assert blocks[0].text.startswith("37.6 million")
    heading = Print(50, 100, "1.2 Results", 14, "Helvetica-Bold")
    assert (read(tmp_path, [heading, *BODY])[0].role, read(tmp_path, [heading, *BODY])[0].text) == (
        BlockRole.HEADING,
        "1.2 Results",
    )


def test_a_mark_at_the_start_of_a_full_line_is_within_its_sentence(tmp_path: Path) -> None:
    lines = (
        "Need has fallen because of (a) larger budgets of the government,",
        "(b) access to services in rural places and in all of the river towns,",
        "and (c) change of norms.",
    )
    assert [block.text for block in read(tmp_path, column(50, 100, *lines))] == [" ".join(lines)]


def test_items_under_letters_stay_items(tmp_path: Path) -> None:
    items = column(50, 100, "The fund did this:", "(a) it trained judges;", "(b) it dug wells.", leading=16)
    assert [block.marker for block in read(tmp_path, items)] == [None, "(a)", "(b)"]


def test_a_line_over_a_narrow_gutter_is_two(tmp_path: Path) -> None:
    left = column(50, 100, *["The fund trained judges in the north"] * 5, "The fund trained judges in a town.")
    right = column(224, 100, *["Farmers of the south planted trees"] * 6)
    text = [block.text for block in read(tmp_path, [line for pair in zip(left, right, strict=True) for line in pair])]
    assert not any("north Farmers" in block or "town. Farmers" in block for block in text)


def test_a_hyphen_with_air_before_it_is_one_word_and_a_dash_is_none(tmp_path: Path) -> None:
    parts = [Print(50, 100, "Capacity"), Print(92, 100, "-"), Print(98, 100, "building in short- and long-term plans")]
    assert read(tmp_path, parts)[0].text == "Capacity-building in short- and long-term plans"
    dash = [Print(50, 100, "Development"), Print(112, 100, "-"), Print(118, 100, "Guidance from the towns")]
    assert read(tmp_path, dash)[0].text == "Development - Guidance from the towns"


def test_an_enumeration_that_happens_to_open_a_line_opens_no_list(tmp_path: Path) -> None:
    lines = (
        "Need has fallen because of:",
        "(a) larger budgets of the government; (b) access to",
        "services; (c) norms.",
    )
    assert [block.text for block in read(tmp_path, column(50, 100, *lines))] == [" ".join(lines)]


def test_a_control_character_before_the_text_is_a_bullet() -> None:
    def glyph(text: str, x: float) -> Glyph:
        return Glyph(text, Box(x, 90, x + 5, 102), 100, 10, False, False, 0, True, False, False)

    line = [glyph("\x08", 50), glyph("W", 70), glyph("e", 75), glyph("l", 80), glyph("l", 85)]
    (fragment,) = read_fragments(line)
    assert (fragment.marker, fragment.text) == ("•", "Well")
    assert read_fragments([glyph("\x08", 64), *line[1:]])[0].marker is None


def test_an_indented_line_after_an_item_opens_a_paragraph(tmp_path: Path) -> None:
    item = [Print(50, 100, "•"), Print(66, 100, "The fund trained judges in the north of the country and in")]
    flush = [Print(50, 112, "all of its river towns, where they had asked for it.")]
    after = [Print(66, 124, "Farmers of the south planted trees along all of the"), Print(50, 136, "rivers there.")]
    blocks = read(tmp_path, [*item, *flush, *after])
    assert [block.role for block in blocks] == [BlockRole.LIST_ITEM, BlockRole.PARAGRAPH]


def test_a_large_figure_with_its_label_beside_it_is_no_line_of_the_text_above(tmp_path: Path) -> None:
    figure = [Print(50, 128, "68%", 18, "Helvetica-Bold"), Print(92, 128, "of the nurses work in rural clinics")]
    text = column(50, 100, "The fund trained judges in the north of the country.", "It did so in all towns.")
    blocks = read(tmp_path, [*text, *figure, *BODY])
    assert blocks[1].text == "68% of the nurses work in rural clinics"


def test_a_paragraph_indented_like_the_item_above_it_is_its_own(tmp_path: Path) -> None:
    item = Print(50, 100, "•"), *column(62, 100, "The fund dug seven wells in the dry hills and", "mended two.")
    text = (
        Print(62, 124, "Rain came late in this year, so that the old"),
        Print(50, 136, "reservoir of the town was empty."),
    )
    blocks = read(tmp_path, [*item, *text])
    assert [block.text.split()[0] for block in blocks] == ["The", "Rain"]
    assert blocks[0].text.endswith("mended two.")


def test_a_lead_in_indented_like_the_item_above_it_is_its_own(tmp_path: Path) -> None:
    first = [Print(50, 100, "•"), Print(62, 100, "The fund dug seven wells in the dry hills.")]
    second = [Print(62, 112, "It gave more:"), Print(50, 124, "•"), Print(62, 124, "seeds for the school.")]
    blocks = read(tmp_path, [*first, *second])
    assert [block.text for block in blocks][1] == "It gave more:"


def test_parts_of_a_justified_line_are_one_line(tmp_path: Path) -> None:
    wide = [Print(x, 100, word) for x, word in ((50, "Norland"), (110, "and"), (152, "the"), (192, "islands"))]
    blocks = read(tmp_path, [*wide, *column(50, 112, "came to the fair of the river towns.")])
    assert len(blocks) == 1


def test_a_drawn_bullet_alone_in_its_column_is_one(tmp_path: Path) -> None:
    left = [line for at in range(3) for line in column(62, 100 + 24 * at, "The fund dug a well.")]
    right = column(322, 100, "A mill was mended", "by its own people.")
    dots = tuple((52.0, 96.5 + 24 * at) for at in range(3))
    blocks = read(tmp_path, [*left, *right], dots=(*dots, (312.0, 96.5)))
    assert [block.marker for block in blocks] == ["•"] * 4


def test_a_line_beside_the_page_number_is_a_running_footer_on_one_page_too(tmp_path: Path) -> None:
    foot = Print(50, 780, "River Fund | Annual Report 2019", 7)
    blocks = read(tmp_path, [*BODY, foot, Print(540, 780, "7", 7)])
    assert [block.role for block in blocks[-2:]] == [BlockRole.FOOTER] * 2
    alone = read(tmp_path, [*BODY, foot])
    assert alone[-1].role is BlockRole.PARAGRAPH


def test_the_lines_under_a_wide_mark_may_stand_left_of_its_text(tmp_path: Path) -> None:
    items = [
        Print(50, 100, "10."),
        Print(72, 100, "The market hall by the river was mended in the spring and opened to"),
        Print(64, 112, "traders from nine towns along the shore."),
        Print(50, 130, "11."),
        Print(72, 130, "Nine judges were trained in two towns."),
    ]
    blocks = read(tmp_path, [*items, *BODY])
    assert blocks[0].text.endswith("opened to traders from nine towns along the shore.")
    assert blocks[1].text == "Nine judges were trained in two towns."


def test_a_guillemet_before_each_item_is_a_bullet(tmp_path: Path) -> None:
    first = Print(50, 100, "\u00bb The fund trained 40 judges in the river towns.")
    second = Print(50, 130, "\u00bb Nine schools were opened.")
    blocks = read(tmp_path, [first, second, *BODY])
    assert [(block.role, block.marker, block.text) for block in blocks[:2]] == [
        (BlockRole.LIST_ITEM, "»", "The fund trained 40 judges in the river towns."),
        (BlockRole.LIST_ITEM, "»", "Nine schools were opened."),
    ]


def test_a_decimal_before_a_scale_word_is_a_figure_whatever_its_case(tmp_path: Path) -> None:
    for words in ("8.6 MILLION", "2.35 Billion Readers"):
        assert words in read(tmp_path, [Print(50, 100, words, 18), *BODY])[0].text
    apart = [Print(50, 100, "8.6", 22), Print(90, 100, "Average score", 10)]
    assert read(tmp_path, [*apart, *BODY])[0].text == "8.6 Average score"


def with_mark(before: str, mark: str, after: str, *, size: float, rise: float) -> list[Print]:
    x = 50 + stringWidth(before, "Helvetica", 10)
    end = x + stringWidth(mark, "Helvetica", size)
    return [Print(50, 100, before), Print(x, 100, mark, size, rise=rise), Print(end, 100, after)]


def test_raised_and_lowered_letters_of_units_stay_and_footnote_marks_go(tmp_path: Path) -> None:
    lowered = with_mark("It saved 320 tCO", "2", "e of gas.", size=7.5, rise=-3)
    assert read(tmp_path, [*lowered, *BODY])[0].text == "It saved 320 tCO2e of gas."
    for size in (6, 8):
        raised = with_mark("It drained 75 km", "2", " of fen.", size=size, rise=4)
        assert read(tmp_path, [*raised, *BODY])[0].text == "It drained 75 km2 of fen."
        note = with_mark("It drained 75 fens", "2", " of peat.", size=size, rise=4)
        assert read(tmp_path, [*note, *BODY])[0].text == "It drained 75 fens of peat."


def test_letter_spaced_digits_are_one_number_and_the_figures_of_an_axis_are_not(tmp_path: Path) -> None:
    for printed, text in (("3 , 6 0 0", "3,600"), ("4 5 %", "45%"), ("3 , 6 0 0  w e l l s", "3,600 wells")):
        assert read(tmp_path, [Print(50, 100, printed, 20), *BODY])[0].text == text
    assert read(tmp_path, [Print(50, 100, "360", 20, spacing=7), *BODY])[0].text == "360"
    axis = [Print(50 + 12 * at, 100, str(at + 1), 8) for at in range(6)]
    assert "123456" not in " ".join(block.text for block in read(tmp_path, [*axis, *BODY]))


def test_a_lone_letter_before_a_tab_is_a_bullet_and_an_article_is_none(tmp_path: Path) -> None:
    items = [
        Print(50, 100, "o", 10, "Courier"),
        Print(68, 100, "dug wells in the hills"),
        Print(50, 115, "o", 10, "Courier"),
    ]
    blocks = read(tmp_path, [*items, Print(68, 115, "planted trees")])
    assert [(block.role, block.marker) for block in blocks] == [(BlockRole.LIST_ITEM, "o")] * 2
    (article,) = read(tmp_path, column(50, 100, "o fundo abriu escolas nas cidades da costa e", "o projeto continua"))
    assert (article.role, article.text[:7]) == (BlockRole.PARAGRAPH, "o fundo")
