"""Titles, publishers, languages and years, scored by hand on invented gold files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tfextract.evaluate import load_gold
from tfextract.evaluate.descriptions import Descriptions, format_descriptions, measure_descriptions
from tfextract.model import Document, FileStatus


def _measured(folder: Path, read: Document, **about: object) -> Descriptions:
    about_lakes = {
        "slug": "lakes",
        "sha256": "0" * 64,
        "title": "Lakes at Work",
        "publisher": "Lake Fund",
        "language": "en",
    }
    path = folder / "lakes.json"
    path.write_text(json.dumps({"document": about_lakes | about, "pages": []}))
    return measure_descriptions(load_gold([path]), {"lakes": read})


def _read(**fields: object) -> Document:
    about = {"title": "Lakes at Work", "publisher": "Lake Fund", "language": "en"} | fields
    return Document("d", "d", "lakes.pdf", 1, FileStatus.READ, **about)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("described", "gold", "right"),
    [(2014, 2014, 1), (2013, 2014, 0), (None, 2014, 0), (None, None, 1), (2014, None, 0)],
)
def test_year(tmp_path: Path, described: int | None, gold: int | None, right: int) -> None:
    measured = _measured(tmp_path, _read(report_year=described), report_year=gold)
    assert dict(measured.right)["year"] == (right, 1)
    assert measured.figures()["document_year"] == right


def test_year_is_no_figure_where_gold_does_not_speak_of_it(tmp_path: Path) -> None:
    measured = _measured(tmp_path, _read(report_year=2014))
    assert set(measured.figures()) == {"document_title", "document_publisher", "document_language"}
    assert "year" not in format_descriptions(measured)


def test_title_publisher_and_language(tmp_path: Path) -> None:
    wrong = _measured(tmp_path, _read(title=None, publisher="Copyright", language="fr"))
    assert [row[0] for row in wrong.wrong] == ["title", "publisher", "language"]
    right = _measured(tmp_path, _read(title="Lakes at Work: Annual Report 2014"))
    assert dict(right.right)["title"] == (1, 1)
    assert "title 1 of 1, publisher 1 of 1, language 1 of 1" in format_descriptions(right)
