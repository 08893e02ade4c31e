"""Filled fields and text boxes are text of the page. Comments about the page are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.layout.test_state import read
from tests.objects import FONT, FREE, field, form, one_page, stream, text
from tfextract.model import Layout

HEAD = text(60, 740, "Form of the Moss Fund")
WORDS = "The fund dug 412 wells in 2022."
APPEARANCE, TICK, EMPTY, DINGBATS = 20, 21, 22, 23
SHAPE = "/Type /XObject /Subtype /Form /BBox [0 0 300 24]"
DRAWN = {
    APPEARANCE: stream(
        f"/Tx BMC q BT /F1 11 Tf 2 6 Td ({WORDS}) Tj ET Q EMC",
        f"{SHAPE} /Resources << /Font << /F1 {FONT} 0 R >> >>",
    ),
    TICK: stream(
        "q BT /ZaDb 12 Tf 2 4 Td (4) Tj ET Q",
        f"{SHAPE} /Resources << /Font << /ZaDb {DINGBATS} 0 R >> >>",
    ),
    EMPTY: stream("", SHAPE),
    DINGBATS: "<< /Type /Font /Subtype /Type1 /BaseFont /ZapfDingbats >>",
}
PLACE = (160, 600, 460, 624)


def box(kind: str, entries: str, words: str = WORDS) -> str:
    return f"<< /Type /Annot /Subtype /{kind} /Rect [160 600 460 624] /Contents ({words}) {entries} >>"


def with_fields(folder: Path, *fields: str, entries: str = "", content: str = HEAD) -> Layout:
    numbered = dict(enumerate(fields, FREE))
    page = one_page(content, **form(numbered, entries), more={**numbered, **DRAWN})  # type: ignore[arg-type]
    return read(folder, page)


def with_boxes(folder: Path, *boxes: str, page: str = "", content: str = HEAD) -> Layout:
    numbered = dict(enumerate(boxes, FREE))
    numbers = " ".join(f"{number} 0 R" for number in numbered)
    return read(folder, one_page(content, page=f"/Annots [{numbers}] {page}", more={**numbered, **DRAWN}))


def words_of(layout: Layout) -> list[str]:
    return [block.text for block in layout.blocks]


FILLED = {
    "text": field("Tx", "a", PLACE, f"/V ({WORDS}) /AP << /N {APPEARANCE} 0 R >>"),
    "text without an appearance": field("Tx", "a", PLACE, f"/V ({WORDS})"),
    "chosen from a menu": field("Ch", "a", PLACE, f"/Ff 131072 /Opt [({WORDS}) (None.)] /V ({WORDS})"),
    "chosen in a list": field("Ch", "a", PLACE, f"/Opt [({WORDS})] /V ({WORDS})"),
}


@pytest.mark.parametrize("entries", ["", "/NeedAppearances true"])
@pytest.mark.parametrize("name", FILLED)
def test_a_filled_field_is_read_at_its_place(name: str, entries: str, tmp_path: Path) -> None:
    layout = with_fields(tmp_path, FILLED[name], entries=entries)
    assert words_of(layout) == ["Form of the Moss Fund", WORDS]
    place = layout.blocks[1].box
    assert 160 <= place.x0 < 170
    assert 800 - 624 - 2 <= place.top < place.bottom <= 800 - 600 + 2
    assert layout.issues == ()


def test_a_field_of_several_lines_is_one_text(tmp_path: Path) -> None:
    long = "The fund trained 77 bakers in 2022 and sent them home to their own towns."
    layout = with_fields(tmp_path, field("Tx", "a", (60, 560, 260, 640), f"/Ff 4096 /V ({long})"))
    assert words_of(layout) == ["Form of the Moss Fund", long]


def test_only_what_is_ticked_has_a_tick(tmp_path: Path) -> None:
    states = f"/AP << /N << /Yes {TICK} 0 R /Off {EMPTY} 0 R >> >>"
    layout = with_fields(
        tmp_path,
        field("Btn", "a", (60, 600, 80, 620), f"/V /Yes /AS /Yes {states}"),
        field("Btn", "b", (60, 560, 80, 580), f"/V /Off /AS /Off {states}"),
        content=HEAD + text(90, 605, "Clean water for every village") + text(90, 565, "Roads to every market"),
    )
    ticked = [(block.marker, block.text) for block in layout.blocks if "✔" in (block.marker or block.text)]
    assert len(ticked) == 1
    assert "Clean water" in ticked[0][1]


@pytest.mark.parametrize("entries", ["/F 4 /DA (/Helv 11 Tf 0 g)", f"/F 4 /AP << /N {APPEARANCE} 0 R >>"])
def test_a_text_box_laid_over_the_page_is_read(entries: str, tmp_path: Path) -> None:
    assert words_of(with_boxes(tmp_path, box("FreeText", entries))) == ["Form of the Moss Fund", WORDS]


@pytest.mark.parametrize(
    "note",
    [
        box("Text", "/F 4"),
        box("Highlight", "/F 4 /QuadPoints [160 624 460 624 160 600 460 600] /C [1 1 0]"),
        box("FreeText", f"/F 2 /AP << /N {APPEARANCE} 0 R >>"),
        box("FreeText", f"/F 32 /AP << /N {APPEARANCE} 0 R >>"),
        field("Tx", "a", PLACE, f"/V ({WORDS})").replace("/F 4", "/F 6"),
    ],
    ids=["note", "highlight", "hidden box", "box not to be viewed", "hidden field"],
)
def test_notes_and_hidden_boxes_are_not_the_page(note: str, tmp_path: Path) -> None:
    assert words_of(with_boxes(tmp_path, note)) == ["Form of the Moss Fund"]


def test_links_of_a_page_with_fields_are_kept(tmp_path: Path) -> None:
    link = "<< /Type /Annot /Subtype /Link /Rect [60 735 200 755] /A << /S /URI /URI (https://moss.example/) >> >>"
    layout = with_boxes(tmp_path, link, box("FreeText", f"/F 4 /AP << /N {APPEARANCE} 0 R >>"))
    assert [link.uri for link in layout.pages[0].links] == ["https://moss.example/"]
    assert WORDS in words_of(layout)
