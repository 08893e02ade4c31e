"""Letters that reach over the edge of the page, and matrices that place them nowhere."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.layout.pages import HEIGHT, WIDTH, Print, read
from tests.layout.test_characters import mapped_pdf
from tfextract.layout import read_layout
from tfextract.model import Box


def lies_on_page(box: Box) -> bool:
    return 0 <= box.x0 <= box.x1 <= WIDTH and 0 <= box.top <= box.bottom <= HEIGHT


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(x=st.floats(-80, 620), y=st.floats(-40, 840), size=st.sampled_from((4, 10, 24, 90)))
def test_no_box_reaches_over_the_edge_of_its_page(tmp_path: Path, x: float, y: float, size: float) -> None:
    near = Print(x, y, "Nine hundred trees were planted", size)
    blocks = read(tmp_path, [near, Print(60, 400, "Forty wells were dug in the north", 10)])
    assert any("Forty wells" in block.text for block in blocks)
    assert all(lies_on_page(box) for block in blocks for box in (block.box, *(piece.box for piece in block.pieces)))


def test_letters_without_a_place_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "nowhere.pdf"
    lines = ["Forty wells were dug", ") Tj ET BT /F 11 Tf 1e38 0 0 1e38 1e38 1e38 Tm (Nowhere"]
    path.write_bytes(mapped_pdf(lines, {}))
    layout = read_layout(path.read_bytes(), path.name, "d")
    assert [block.text for block in layout.blocks] == ["Forty wells were dug"]
