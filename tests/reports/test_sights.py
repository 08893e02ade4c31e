"""Which part of a page a fact is shown by, and the pictures of these parts."""

from __future__ import annotations

import io

import msgspec
import pytest
from PIL import Image

from tests.pdfs import text_pdf
from tfextract.errors import UserError
from tfextract.layout.crops import PagePart, crops_answer, decode_crops
from tfextract.model import Box
from tfextract.reports.regions import merged, sights, view
from tfextract.sources import FileBytes

SIZE = (600.0, 800.0)
FILE = FileBytes.of(text_pdf("The weir", "Forty weirs were mended."), "weir.pdf")


def test_a_view_has_some_of_the_page_around_the_words_and_never_more_than_the_page() -> None:
    line = Box(100, 300, 400, 312)
    around = view([line], *SIZE)
    assert around.x0 < 100
    assert around.x1 > 400
    assert around.top < 300
    assert around.bottom > 312
    corner = view([Box(0, 0, 20, 10)], *SIZE)
    assert (corner.x0, corner.top) == (0, 0)
    assert corner.width >= 200, "too narrow to read anything in"
    assert view([Box(-50, -50, 900, 900)], *SIZE) == Box(0, 0, 600, 800)


def test_facts_that_stand_in_one_place_share_a_picture() -> None:
    statement, number, elsewhere = Box(50, 100, 400, 150), Box(60, 110, 90, 120), Box(50, 600, 400, 620)
    shown, parts = sights({"s": (1, [statement]), "n": (1, [number]), "e": (1, [elsewhere])}, {1: SIZE})
    assert len(parts) == 2
    assert shown["s"].region == shown["n"].region != shown["e"].region
    assert shown["n"].frames == (number,)
    whole = parts[shown["n"].region].box
    assert whole.x0 <= shown["n"].view.x0
    assert whole.bottom >= shown["n"].view.bottom


def test_places_far_apart_are_not_joined_over_the_empty_page_between() -> None:
    boxes = [Box(0, 0, 200, 60), Box(300, 700, 600, 800)]
    assert sorted(merged(boxes), key=lambda box: box.top) == boxes
    touching = [Box(0, 0, 200, 60), Box(190, 50, 600, 800)]
    assert sorted(merged(touching), key=lambda box: box.top) == touching


def test_a_fact_without_a_box_or_on_no_known_page_has_no_picture() -> None:
    shown, parts = sights({"a": (1, []), "b": (9, [Box(0, 0, 1, 1)])}, {1: SIZE})
    assert (shown, parts) == ({}, ())


@pytest.mark.parametrize(("form", "kind"), [("WEBP", "WEBP"), ("JPEG", "JPEG")])
def test_a_picture_shows_the_part_that_was_asked_for(form: str, kind: str) -> None:
    parts = [PagePart(1, Box(40, 40, 300, 140)), PagePart(1, Box(0, 0, 600, 800)), PagePart(7, Box(0, 0, 10, 10))]
    pictures = decode_crops(crops_answer(None, FILE, FILE.document_id, parts, form, 10**6), len(parts))
    title, page = (Image.open(io.BytesIO(data)) for data in pictures[:2])
    assert title.format == kind
    assert title.width / title.height == pytest.approx(260 / 100, rel=0.02)
    assert page.width / page.height == pytest.approx(600 / 800, rel=0.02)
    assert title.convert("L").getextrema()[0] < 80, "no print in it"  # type: ignore[operator]
    assert pictures[2] == b""


def test_pictures_are_coarser_where_there_is_little_room() -> None:
    part = [PagePart(1, Box(0, 0, 600, 800))]
    [large] = decode_crops(crops_answer(None, FILE, FILE.document_id, part, "WEBP", 10**6), 1)
    [small] = decode_crops(crops_answer(None, FILE, FILE.document_id, part, "WEBP", len(large) - 1), 1)
    assert 0 < len(small) < len(large)


def test_other_bytes_are_refused() -> None:
    with pytest.raises(UserError, match="other bytes"):
        crops_answer(None, FILE, "0" * 16, [PagePart(1, Box(0, 0, 9, 9))], "WEBP", 10**6)


@pytest.mark.parametrize(
    "answer",
    [b"", b"\xc1", msgspec.msgpack.encode({"a": 1}), msgspec.msgpack.encode([b"<svg onload=alert(1)>", b"GIF89a"])],
)
def test_what_is_no_picture_is_not_taken_for_one(answer: bytes) -> None:
    assert decode_crops(answer, 2) == [b"", b""]
