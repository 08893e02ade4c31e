"""Issues about a file besides its pages: attached files, XFA forms, truncated copies."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.layout.test_state import read
from tests.objects import FREE, field, one_page, stream, text
from tests.pdfs import text_pdf
from tfextract.layout.container import is_cut_short
from tfextract.model import LOSS_CODES, Layout

COVER = text(60, 740, "Open this file in a newer program.")
SPEC, BYTES = FREE, FREE + 10
BODY = "".join(
    text(60, 720 - 20 * at, f"In village {at} the fund repaired the school roof and two wells.") for at in range(12)
)


def attached(*names: str, content: str = COVER, catalog: str = "") -> bytes:
    specs = {
        SPEC + at: f"<< /Type /Filespec /F ({name}) /UF ({name}) /EF << /F {BYTES} 0 R >> >>"
        for at, name in enumerate(names)
    }
    tree = " ".join(f"({name}) {number} 0 R" for name, number in zip(names, specs, strict=True))
    files = {**specs, BYTES: stream("some bytes", "/Type /EmbeddedFile")}
    return one_page(content, catalog=f"/Names << /EmbeddedFiles << /Names [{tree}] >> >> {catalog}", more=files)


def codes(layout: Layout) -> list[str]:
    return [issue.code for issue in layout.issues]


@pytest.mark.parametrize("catalog", ["/Collection << /View /D >>", ""])
def test_a_cover_with_its_reports_inside_is_a_loss(catalog: str, tmp_path: Path) -> None:
    layout = read(tmp_path, attached("north.pdf", "south.pdf", "figures.csv", catalog=catalog))
    assert codes(layout) == ["attached_files", "portfolio"]
    assert layout.issues[0].message == "3 files are attached and not read: north.pdf, south.pdf, figures.csv"
    assert layout.issues[1].message.endswith("save north.pdf, south.pdf beside it")
    assert layout.issues[0].page is None
    assert "portfolio" in LOSS_CODES


def test_attachments_of_a_report_are_reported_and_no_loss(tmp_path: Path) -> None:
    layout = read(tmp_path, attached("annex.pdf", content=BODY))
    assert codes(layout) == ["attached_files"]
    assert "attached_files" not in LOSS_CODES


def test_a_file_behind_a_paper_clip_is_reported_on_its_page(tmp_path: Path) -> None:
    spec = f"<< /Type /Filespec /F (annex.csv) /UF (annex.csv) /EF << /F {BYTES} 0 R >> >>"
    clip = f"<< /Type /Annot /Subtype /FileAttachment /Rect [500 700 520 720] /FS {SPEC + 1} 0 R >>"
    more = {SPEC: clip, SPEC + 1: spec, BYTES: stream("some bytes", "/Type /EmbeddedFile")}
    layout = read(tmp_path, one_page(BODY, page=f"/Annots [{SPEC} 0 R]", more=more))
    reported = [(issue.code, issue.page, issue.message) for issue in layout.issues]
    assert reported == [("attached_files", 1, "1 file is attached and not read: annex.csv")]


WAIT = text(60, 740, "Please wait. If this message stays, your program cannot show this form.")
XFA = f"/XFA [(template) {BYTES} 0 R]"
TEMPLATE = {BYTES: stream("<template/>")}
WELLS = field("Tx", "wells", (60, 600, 460, 624), "/V (The fund dug 412 wells in 2022.)")


@pytest.mark.parametrize("rendering", ["/NeedsRendering true", ""])
def test_a_form_that_a_program_draws_is_a_loss(rendering: str, tmp_path: Path) -> None:
    layout = read(tmp_path, one_page(WAIT, catalog=f"/AcroForm << /Fields [] {XFA} >> {rendering}", more=TEMPLATE))
    assert codes(layout) == ["xfa_form"]
    assert "xfa_form" in LOSS_CODES


def test_a_form_whose_fields_stand_on_the_page_is_read(tmp_path: Path) -> None:
    fields = f"/AcroForm << /Fields [{FREE} 0 R] {XFA} /DA (/F1 11 Tf 0 g) /DR << /Font << /F1 5 0 R >> >> >>"
    page = one_page(COVER, catalog=fields, page=f"/Annots [{FREE} 0 R]", more={FREE: WELLS, **TEMPLATE})
    layout = read(tmp_path, page)
    assert codes(layout) == []
    assert "The fund dug 412 wells in 2022." in [block.text for block in layout.blocks]


WHOLE = text_pdf()


def test_a_broken_copy_is_reported_where_pdfium_mends_it(tmp_path: Path) -> None:
    # The objects of the page are there, what lists them is not.
    layout = read(tmp_path, WHOLE[: WHOLE.rindex(b"xref")])
    assert "file_cut_short" in codes(layout)
    assert "file_cut_short" in LOSS_CODES


@pytest.mark.parametrize(
    ("content", "cut"),
    [
        (WHOLE, False),
        (WHOLE + b"\r\n\0\0\0", False),
        (WHOLE + b"<!-- served by example -->", False),
        (WHOLE.rstrip().removesuffix(b"%%EOF"), False),
        (WHOLE[: len(WHOLE) * 9 // 10], True),
        (WHOLE[: len(WHOLE) * 9 // 10] + bytes(len(WHOLE) // 10), True),
        # The file broke off while a second version was being added after the first.
        (WHOLE + b"9 0 obj\n<< /Length 400 >>\nstream\nBT (Thr", True),
        (WHOLE + b"9 0 obj\n<<>>\nendobj\nstartxref\n12\n%%EOF\n", False),
        (b"%PDF-1.4\n1 0 obj\n<< /Linearized 1 /L 90000 /N 3 >>\nendobj\n" + WHOLE, True),
        (b"%PDF-1.4\n1 0 obj\n<< /Linearized 1 /L 100 /N 3 >>\nendobj\n" + WHOLE, False),
    ],
)
def test_whether_bytes_are_missing_at_the_end(content: bytes, cut: bool) -> None:
    assert is_cut_short(content) is cut


def labelled(tree: str) -> bytes:
    return one_page(BODY, catalog=f"/PageLabels {SPEC} 0 R", more={SPEC: tree})


def test_the_printed_number_of_a_page_is_read(tmp_path: Path) -> None:
    [page] = read(tmp_path, labelled("<< /Nums [0 << /S /r /St 4 >>] >>")).pages
    assert page.page_label == "iv"


def test_a_tree_of_printed_numbers_that_comes_back_to_itself_is_not_asked(tmp_path: Path) -> None:
    """pdfium follows it until its stack is full, and the process is gone."""
    [page] = read(tmp_path, labelled(f"<< /Kids [{SPEC} 0 R] >>")).pages
    assert (page.page_label, page.status.value) == (None, "read")
