from io import BytesIO
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from tfextract.layout import read_layout


@pytest.mark.parametrize("rect", [(100, 690, 220, 705), (100, 705, 220, 690)])
def test_a_link_lies_over_its_words_whatever_order_its_corners_are_written_in(
    tmp_path: Path, rect: tuple[float, float, float, float]
) -> None:
    target = BytesIO()
    canvas = Canvas(target, pagesize=(600, 800), invariant=1)
    canvas.drawString(100, 694, "Wells for Villages")
    canvas.linkURL("https://example.org/wells", rect)
    canvas.save()
    (tmp_path / "link.pdf").write_bytes(target.getvalue())
    layout = read_layout((tmp_path / "link.pdf").read_bytes(), "link.pdf", "d")
    (link,) = layout.pages[0].links
    piece = layout.blocks[0].pieces[0]
    assert link.uri == "https://example.org/wells"
    assert link.box.top < (piece.box.top + piece.box.bottom) / 2 < link.box.bottom
