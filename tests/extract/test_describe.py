from dataclasses import replace
from datetime import date

import pytest

from tests.extract.builders import page_of_blocks
from tfextract.extract.describe import describe
from tfextract.extract.describe.addresses import hosts_of, spelled
from tfextract.extract.describe.cover import printed
from tfextract.extract.describe.running import running_of
from tfextract.model import Block, BlockRole, Box, Document, FileStatus, Layout, Page, PageStatus, TextSource


def _sized(blocks: tuple[Block, ...], **sizes: float) -> tuple[Block, ...]:
    """Blocks set in the size named for their first word, else in 10 points."""
    return tuple(
        replace(
            block,
            pieces=tuple(replace(p, size=sizes.get(block.text.split()[0], 10.0)) for p in block.pieces),
        )
        for block in blocks
    )


def _described(
    text: str, *, name: str = "scan0001.pdf", metadata: dict[str, str] | None = None, **sizes: float
) -> Document:
    blocks = _sized(page_of_blocks(text), **sizes)
    layout = Layout((), blocks, metadata=tuple((metadata or {}).items()))
    return describe(Document("d", "d", name, 1, FileStatus.READ), layout)


@pytest.mark.parametrize(
    ("text", "sizes", "title"),
    [
        (
            "# Lakes at Work\n## Annual Report 2014\n# Contents",
            {"Lakes": 40.0, "Annual": 14.0, "Contents": 60.0},
            "Lakes at Work: Annual Report 2014",
        ),
        ("# Lakes at Work\n2 0 1 4 A N N U A L R E P O R T", {"Lakes": 40.0}, "Lakes at Work: 2014 ANNUAL REPORT"),
        (
            "# Lake Menders Meeting, May 2014\n# Event Summary",
            {"Lake": 14.0, "Event": 20.0},
            "Lake Menders Meeting, May 2014: Event Summary",
        ),
        (
            "# Final Report\nfor the project:\n# Mending Lakes in Ruritania",
            {"Final": 24.0, "Mending": 14.0},
            "Final Report: Mending Lakes in Ruritania",
        ),
        (
            "# Executive Board of the Lake Fund\n# Annual session 2015\n# Progress in mending lakes, 2014",
            {"Executive": 20.0},
            "Progress in mending lakes, 2014",
        ),
        (
            "# Lakes at Work\n# Lake Fund\n# Phase I: USD 2 million a year, 2013 – 2015",
            {"Lakes": 40.0, "Lake Fund": 30.0, "Phase": 20.0},
            "Lakes at Work: Lake Fund",
        ),
        ("# Lakes at Work\n# About Us", {"Lakes": 18.0, "About": 17.0}, "Lakes at Work"),
    ],
)
def test_title_of_the_cover(text: str, sizes: dict[str, float], title: str) -> None:
    assert _described(text, **sizes).title == title  # type: ignore[arg-type]


def test_title_of_the_metadata_then_of_the_file_name() -> None:
    given = {"Title": "Microsoft Word - Lake mending in brief.docx"}
    assert _described("Lakes are mended.", metadata=given).title == "Lake mending in brief"
    assert (
        _described("Lakes are mended.", name="lake-fund-annual-report-2014.pdf").title == "Lake fund annual report 2014"
    )
    assert _described("Lakes are mended.", metadata={"Title": "cover_final3.indd"}).title is None


def test_letters_set_apart_are_words_again() -> None:
    assert printed("2 0 1 4 A N N U A L R E P O R T") == "2014 ANNUAL REPORT"
    assert printed("Phase I: A and B") == "Phase I: A and B"


@pytest.mark.parametrize(
    "text",
    [
        "© 2014 Lake Fund. All rights reserved.",
        "The Lake Fund is a small charity that mends lakes.",
        "The mission of the Lake Fund (LF) is to mend lakes.",
        "Published by the Lake Fund",
        "The Lake Fund mends lakes.\nIn May the Lake Fund met.\nWrite to info@lakefund.org or see www.lakefund.org.",
    ],
)
def test_publisher(text: str) -> None:
    assert _described(text).publisher == "Lake Fund"


def test_publisher_is_left_open_where_nothing_names_one() -> None:
    assert _described("Lakes are mended in Kenya and by John Smith.").publisher is None


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("# Annual Report 2014\nMade in May 2015", 2014),
        ("# Trustees’ statement\nThe report is for the year ended 31 March 2014.", 2014),
        ("# Lakes at Work\nSeptember 2014", 2014),
        ("# Lakes at Work\n5 May 2015\nLakes of 2014. Wells of 2014. Mills of 2014.", 2014),
        ("# Lakes at Work\n5 November 2015\nLakes of 2014. Wells of 2014. Mills of 2014.", 2015),
        ("# Lakes at Work", None),
    ],
)
def test_report_year(text: str, year: int | None) -> None:
    assert _described(text).report_year == year


def test_year_of_the_file_counts_only_where_the_text_reaches_it() -> None:
    made = {"CreationDate": "D:20150311162926+05'30'"}
    assert _described("By March 2014 lakes were mended.", metadata=made).report_year == 2014
    assert _described("By March 2009 lakes were mended.", metadata=made).report_year is None


def test_day_of_publication() -> None:
    assert _described("# Lakes at Work\nDistr.: General 24 March 2015").published_on == date(2015, 3, 24)
    assert _described("# Lakes at Work\nMarch 2015").published_on is None


def _footed(
    pages: dict[int, str], feet: dict[int, tuple[str, ...]], metadata: dict[str, str] | None = None
) -> Document:
    """Pages 800 points high, with small lines at their foot, of which the layout knows only the numbers as footers."""
    blocks: list[Block] = []
    for number, text in pages.items():
        blocks.extend(page_of_blocks(text, number))
        for foot in feet.get(number, ()):
            block = _sized(page_of_blocks(foot, number), **{foot.split()[0]: 7.0})[0]
            role = BlockRole.FOOTER if foot.isdigit() else BlockRole.PARAGRAPH
            blocks.append(replace(block, role=role, box=Box(50, 770, 300, 777)))
    numbered = tuple(replace(block, block_no=at) for at, block in enumerate(blocks, start=1))
    sheets = tuple(Page(number, 600.0, 800.0, PageStatus.READ, TextSource.TEXT_LAYER) for number in pages)
    layout = Layout(sheets, numbered, metadata=tuple((metadata or {}).items()))
    return describe(Document("d", "d", "scan0001.pdf", len(pages), FileStatus.READ), layout)


WELLS = "# Wells in the hills\nWe dug wells with the villages."
MILLS = "# Mills by the sea\nWe mended mills. The Lake Fund thanks them."


@pytest.mark.parametrize(
    ("foot", "title", "publisher"),
    [
        ("Lake Fund | Annual Report 2014", "Annual Report 2014", "Lake Fund"),
        ("The Lake Fund Year in Review 2014", "The Lake Fund Year in Review 2014", "Lake Fund"),
        ("State of the Lake Fund 2014", "State of the Lake Fund 2014", "Lake Fund"),
        ("Lake Fund · Our wells", "Our wells", "Lake Fund"),
    ],
)
def test_foot_of_an_excerpt_names_report_and_publisher(foot: str, title: str, publisher: str) -> None:
    described = _footed({1: WELLS, 2: MILLS}, {1: (foot, "8"), 2: (foot, "9")})
    assert (described.title, described.publisher) == (title, publisher)


@pytest.mark.parametrize(
    "foot",
    [
        "© Lake Trust copyright 2017",
        "Lake Trust (2011), “Poverty on the shore”; Mill Board (2013), “Grain report.”",
        "Source: Mill Board, Grain Report 2013",
    ],
)
def test_owners_and_sources_at_the_foot_name_no_report(foot: str) -> None:
    described = _footed({1: WELLS, 2: MILLS}, {1: (foot, "1"), 2: (foot, "2")})
    assert (described.title, described.report_year) == ("Wells in the hills", None)


def test_a_prospectus_has_no_year_of_results() -> None:
    assert _described("# Lake Days 2016\nWe ask for your help.", name="lake-days-prospectus.pdf").report_year is None
    assert _described("# Lake Days 2016\nWe ask for your help.", name="lake-days.pdf").report_year == 2016


def test_foot_joins_the_title_of_a_cover() -> None:
    foot = "Lake Fund Annual Report 2014"
    described = _footed({1: WELLS, 2: MILLS, 3: WELLS}, {2: (foot, "2"), 3: (foot, "3")})
    assert described.title == "Wells in the hills: Lake Fund Annual Report 2014"


def test_year_of_the_foot_has_precedence_over_one_in_the_text() -> None:
    foot = "Lake Fund work in 2014"
    described = _footed({1: f"{WELLS}\nOur Financial Report 2012 is out.", 2: MILLS}, {1: (foot, "3"), 2: (foot, "4")})
    assert described.report_year == 2014


def test_sections_at_the_foot_are_no_publisher() -> None:
    first, second = "Hill Wells | Annual Report 2014", "Sea Mills | Annual Report 2014"
    assert _footed({1: WELLS, 2: WELLS}, {1: (first, "8"), 2: (second, "9")}).publisher is None
    plain = f"{WELLS}\nThere were hill wells before."
    assert _footed({1: plain, 2: WELLS}, {1: (first, "8"), 2: (first, "9")}).publisher is None
    assert _footed({1: WELLS, 2: WELLS}, {1: (first, "8"), 2: (first, "9")}).publisher == "Hill Wells"


def test_kicker_of_one_page_is_no_running_line() -> None:
    blocks = page_of_blocks(f"Lake Fund Review 2014\n{WELLS}")
    kicker = replace(_sized(blocks[:1], Lake=7.0)[0], box=Box(50, 20, 300, 27))
    sheet = Page(1, 600.0, 800.0, PageStatus.READ, TextSource.TEXT_LAYER)
    layout = Layout((sheet,), (kicker, *blocks[1:]))
    assert running_of(layout).lines == ()


def test_metadata_title_has_precedence_over_a_heading_where_the_page_prints_it_or_opens_inside() -> None:
    given = {"Title": "Water for the hills", "Author": "Lake Fund"}
    assert _footed({1: WELLS}, {1: ("4",)}, given).title == "Water for the hills"
    assert _footed({1: WELLS}, {1: ("1",)}, given).title == "Wells in the hills"
    assert _described(f"{WELLS}\nWater for the hills", metadata=given).title == "Water for the hills"
    assert _described(WELLS, metadata={"Title": "Water for the hills - Final Draft"}).title == "Wells in the hills"


def test_author_counts_where_the_document_vouches_for_it() -> None:
    author = {"Author": "Wellwork"}
    assert _described("We dig. See www.wellwork.org.", metadata=author).publisher == "Wellwork"
    assert _described("We dig wells with Ann Hill.", metadata={"Author": "Ann Hill"}).publisher is None


def test_publisher_is_whom_most_sentences_are_about() -> None:
    text = (
        "The Lake Menders Team (LMT) began in May. LMT opened wells. LMT mended mills. LMT has trained 20. "
        "LMT also led two. LMT planted reeds. LMT was thanked by the Hill School."
    )
    assert _described(text).publisher == "Lake Menders Team"
    assert _described("The Lake Menders Team (LMT) began in May.").publisher is None


def test_initials_are_shown_as_the_name_printed_elsewhere() -> None:
    text = "Write to LMT.\ninfo@lmt.org\nLMT - Lake Menders Team\nThe trustees of Lake Menders Team met.\nLMT is well."
    assert _described(text).publisher == "Lake Menders Team"


COVER = "# Tidal Fund Annual Report 2023\n"


def test_heading_of_the_first_section_is_no_part_of_the_title() -> None:
    text = f"{COVER}# Schools\nThe fund opened 31 schools in 2023 and teachers from nine towns moved to them last year."
    assert _described(text, Tidal=20.0, Schools=14.0).title == "Tidal Fund Annual Report 2023"
    subtitled = "# Schools by the sea\n# Annual Report 2023"
    assert _described(subtitled, Schools=30.0, Annual=20.0).title == "Schools by the sea: Annual Report 2023"


@pytest.mark.parametrize("given", ["Microsoft Word - final_v3.docx", "untitled", "AR_2023_cover.indd", "Layout 1"])
def test_screen_names_are_no_title(given: str) -> None:
    assert _described(f"{COVER}We dug wells.", metadata={"Title": given}, Tidal=20.0).title == COVER[2:].strip()
    assert _described("We dug wells.", metadata={"Title": given}).title is None
    assert _described("We dug wells.", metadata={"Title": "Wells in the hills"}).title == "Wells in the hills"


def test_lines_under_contents_are_no_title() -> None:
    text = "# Prospectus\n## Help us mend lakes"
    pages = {1: text, 2: "# Contents\n# 4 A word from our chair\n# 5 2023 Year in Review"}
    assert "Review" not in (_footed(pages, {}).title or "")
    assert _footed({1: "We dug wells.", 2: "# Wells Annual Report 2023"}, {}).title == "Wells Annual Report 2023"


@pytest.mark.parametrize(
    ("text", "publisher"),
    [
        ("©Copyright 2017 Tidal Vistas. All rights reserved.\nTidal Vistas is at www.tidalvistas.org.", "Tidal Vistas"),
        ("Copyright information is at the end.\nCopyright Act. Copyright Act. Copyright Act.", None),
        ("Get the PDF. PDF pages. Read the PDF. Our PDF. A PDF.", None),
        ("We use open source software (OSS). OSS is used. OSS has grown. OSS helps. OSS works.", None),
    ],
)
def test_words_of_the_imprint_are_no_publisher(text: str, publisher: str | None) -> None:
    assert _described(text).publisher == publisher


def test_publisher_has_precedence_over_a_partner_that_is_printed_as_often() -> None:
    text = (
        "# Lake Fund Annual Report 2014\nThe Lake Fund dug wells with the Hill Bank. The Hill Bank gave money. "
        "The Lake Fund has staff. The Hill Bank has staff.\nWrite to info@lakefund.org."
    )
    assert _described(text, Lake=24.0).publisher == "Lake Fund"
    assert _described(text.replace("Lake Fund A", "A").replace("lakefund", "hillbank")).publisher == "Hill Bank"


def test_office_under_its_agencys_address_is_spelled_by_it() -> None:
    hosts = hosts_of(["See lakes.water.gov and mail ann@water.gov or pond@gmail.com."])
    assert spelled("Lakes", hosts) == {"whole": pytest.approx(0.5)}
    assert spelled("Water Board", hosts)["begins"] == 1.0
    assert spelled("Gmail", hosts) == {}
    assert spelled("Lake Fund", hosts_of(["give at lake.fund today", "https://lake.fund/a"]))["whole"] == 1.0


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("Results of FY2021/22", 2022),
        ("Accounts for the year ended 31 March 2021", 2021),
        ("2020-21 Annual Report", 2021),
        ("Lake Fund Q3 2021 Report", 2021),
        ("Lakes at Work 2022 – 2023", 2023),
        ("Lakes at Work 2016/17", 2017),
        ("Fiscal Years 2017-18: Lakes at Work", 2018),
        ("Progress on the strategic plan, 2022-2025", None),
    ],
)
def test_year_is_that_in_which_the_period_ends(title: str, year: int | None) -> None:
    assert _described(f"# {title}").report_year == year


def test_period_on_the_cover_has_precedence_over_a_later_year() -> None:
    text = "# Annual Report\n27 April 2014–25 April 2015\nOfficial records, 2016"
    assert _described(text).report_year == 2015
    assert _described("# Annual Report\n27 April 2014\nOfficial records").report_year == 2014


def test_two_years_at_the_foot_are_one_period() -> None:
    foot = "ANNUAL REPORT 2022 – 2023 LAKE COLLEGE"
    assert _footed({1: WELLS, 2: MILLS}, {1: (foot, "3"), 2: (foot, "4")}).report_year == 2023


def test_year_of_the_last_change_replaces_that_of_making() -> None:
    assert _described("By March 2014 lakes were mended.", metadata={"ModDate": "D:20150311"}).report_year == 2014
