from dataclasses import replace
from datetime import date

import pytest

from tests.extract.builders import page_of_blocks
from tfextract.extract.describe import describe
from tfextract.extract.describe.title import printed
from tfextract.model import Block, Document, FileStatus, Layout


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
        ("# Lakes at Work\n# About Us", {"Lakes": 18.0, "About": 17.0}, "Lakes at Work"),
    ],
)
def test_title_of_the_cover(text: str, sizes: dict[str, float], title: str) -> None:
    assert _described(text, **sizes).title == title


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
