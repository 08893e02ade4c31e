from io import BytesIO

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from tests.pdfs import scan_pdf
from tfextract.errors import UnreadableFileError, UserError
from tfextract.layout.as_read import COLORS, LIST_WIDTH, PageAsRead, entries, page_answer, parts_of, read_page
from tfextract.model import BlockRole, OcrPages
from tfextract.sources import FileBytes

HEIGHT = 800
LEFT = ("The mill by the upper weir was mended in the", "spring, and its wheel of oak was set anew by")
RIGHT = ("the joiners of the valley. It grinds flour again", "for nine villages on both banks of the lake.")
ROWS = (("Mill", "Sacks", "Wheels"), ("Upper weir", "420", "2"), ("Lower weir", "310", "1"))


def mill_report() -> FileBytes:
    """Two pages: a heading over a paragraph in two columns, a ruled table, a picture; and one line of text."""
    target = BytesIO()
    canvas = Canvas(target, pagesize=(600, HEIGHT), invariant=1)
    canvas.setFont("Helvetica-Bold", 16)
    canvas.drawString(50, HEIGHT - 60, "Mills of the lake")
    canvas.setFont("Helvetica", 10)
    for x, lines in ((50, LEFT), (320, RIGHT)):
        for at, line in enumerate(lines):
            canvas.drawString(x, HEIGHT - 90 - 12 * at, line)
    for row, cells in enumerate(ROWS):
        for column, cell in enumerate(cells):
            canvas.rect(50 + 100 * column, HEIGHT - 320 - 20 * row, 100, 20)
            canvas.drawString(56 + 100 * column, HEIGHT - 314 - 20 * row, cell)
    canvas.drawImage(ImageReader(Image.new("RGB", (40, 40), (10, 90, 160))), 50, 100, 200, 150)
    canvas.showPage()
    canvas.setFont("Helvetica", 10)
    canvas.drawString(50, HEIGHT - 60, "The lower weir was mended as well.")
    canvas.showPage()
    canvas.save()
    return FileBytes.of(target.getvalue(), "mills.pdf")


@pytest.fixture(scope="module")
def mills() -> FileBytes:
    return mill_report()


@pytest.fixture(scope="module")
def read(mills: FileBytes) -> PageAsRead:
    return read_page(mills, 1, OcrPages.NONE)


def test_the_list_shows_what_is_under_which_heading(read: PageAsRead) -> None:
    listing = [entry.text for entry in entries(read, "mills.pdf", 2) if entry.text]
    assert listing[0] == "mills.pdf, page 1 of 2"
    assert listing[1:4] == [
        "under no heading",
        "1 heading 1: Mills of the lake",
        "under Mills of the lake",
    ]
    assert listing[4] == f"2 paragraph: {' '.join(LEFT + RIGHT)}"
    assert listing[-2:] == ["table 1: rows 3, columns 3", "pictures: 1"]


def test_a_block_has_a_box_in_each_of_its_columns(read: PageAsRead) -> None:
    paragraph = read.blocks[1]
    left, right = parts_of(paragraph, 1)
    assert left.x1 < 300 < right.x0
    assert parts_of(paragraph, 2) == []


def test_the_boxes_are_drawn_in_the_colour_of_their_role(mills: FileBytes, read: PageAsRead) -> None:
    picture = Image.open(BytesIO(page_answer(None, mills, 1, OcrPages.NONE)))
    assert picture.size == (1200 + LIST_WIDTH, 1600)
    for block, role in ((read.blocks[0], BlockRole.HEADING), (read.blocks[1], BlockRole.PARAGRAPH)):
        box = parts_of(block, 1)[0]
        # The frame is a point and a half outside of the words.
        assert picture.getpixel((round(box.x0 + box.x1), round(2 * (box.bottom + 1.5)) - 1)) == COLORS[role]
    [table] = read.tables
    assert (
        picture.getpixel((round(table.box.x0 + table.box.x1), round(2 * (table.box.top - 4)) + 1))
        == (COLORS[BlockRole.TABLE])
    )


def test_a_page_that_could_not_be_read_says_why() -> None:
    file = FileBytes.of(scan_pdf(), "scan.pdf")
    read = read_page(file, 1, OcrPages.NONE)
    assert len(read.pictures) == 1
    listing = [entry.text for entry in entries(read, "scan.pdf", 1)]
    assert listing[1] == "not read: image only"
    assert listing[2].startswith("the words of this page stand in a picture")
    assert listing[-1] == "pictures: 1"


def test_a_missing_page_and_a_file_that_cannot_be_opened_are_named(mills: FileBytes) -> None:
    for page in (0, 3):
        with pytest.raises(UserError, match=f"the PDF has pages 1 to 2: there is no page {page}"):
            page_answer(None, mills, page, OcrPages.NONE)
    with pytest.raises(UnreadableFileError, match="cannot be opened"):
        page_answer(None, FileBytes.of(b"Dear reader", "letter.pdf"), 1, OcrPages.NONE)
