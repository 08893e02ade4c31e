"""A kind of fact that raises on a passage loses only its facts in that passage."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.extract.builders import nlp, page_of_blocks, table_layout
from tests.pdfs import text_pdf
from tfextract.extract import Extractor, kinds
from tfextract.extract.counts import find_counts
from tfextract.extract.mentions import find_mentions
from tfextract.model import (
    LOSS_CODES,
    Document,
    Facts,
    FileStatus,
    Layout,
    OcrPages,
    Page,
    PageStatus,
    TextSource,
)
from tfextract.pipeline import Reader

DOCUMENT = Document("d" * 16, "d" * 64, "lakes.pdf", 2, FileStatus.READ)
FIRST = """
# Lake Fund Annual Report 2031
In 2031 the fund trained 240 farmers in Kenya.
The handbook Wells for Villages was published in two languages.
Contact:
www.lakefund.org
"""
POISONED = """
# Schools
In 2031 the fund opened 36 schools in Ghana.
The handbook Roofs for Villages was published in two languages and sent to schools.
The target of 90 new classrooms was missed.
"""


def two_pages() -> Layout:
    first = page_of_blocks(FIRST)
    second = tuple(replace(b, block_no=b.block_no + len(first)) for b in page_of_blocks(POISONED, page=2))
    pages = tuple(Page(n, 600, 800, PageStatus.READ, TextSource.TEXT_LAYER) for n in (1, 2))
    return Layout(pages, (*first, *second))


def read(layout: Layout) -> tuple[Document, Facts]:
    return Extractor(nlp()).read(DOCUMENT, layout)


def poisoned(function: Callable[..., object], word: str = "schools") -> Callable[..., object]:
    """The function, which raises when it has gone over a passage with the word."""

    def planted(first, *more):  # type: ignore[no-untyped-def]
        result = function(first, *more)
        texts = [getattr(getattr(one, "statement", one), "block", one).text for one in first]
        if any(word in text for text in texts):
            raise IndexError("planted")
        return result

    return planted


ON_PASSAGES = {
    "find_counts": ("counts", "counts"),
    "find_products": ("products", "products"),
    "find_shortfalls": ("shortfalls", "shortfalls"),
    "achievements_of": ("achievements", "achievements"),
}


@pytest.mark.parametrize(("name", "kind", "field"), [(name, *both) for name, both in ON_PASSAGES.items()])
def test_a_passage_is_lost_to_the_kind_that_raises_on_it(
    monkeypatch: pytest.MonkeyPatch, name: str, kind: str, field: str
) -> None:
    document, whole = read(two_pages())
    word = "classrooms" if kind == "shortfalls" else "schools"
    monkeypatch.setattr(kinds, name, poisoned(getattr(kinds, name), word))
    again, facts = read(two_pages())
    assert [(issue.code, issue.page) for issue in facts.issues] == [("extraction_failed", 2)]
    assert facts.issues[0].message == f"{kind}: not read from a passage (IndexError: planted)"
    assert again == document

    def of_page(found: Iterable[Any], page: int) -> list[Any]:
        return [fact for fact in found if fact.page == page]

    assert of_page(getattr(whole, field), 2)
    assert not [
        f for f in of_page(getattr(facts, field), 2) if f.evidence[0].block_no in (7, 8) or kind == "shortfalls"
    ]
    assert of_page(getattr(facts, field), 1) == of_page(getattr(whole, field), 1)
    for other in {"achievements", "counts", "products", "shortfalls", "contacts"} - {field, "counts"}:
        assert getattr(facts, other) == getattr(whole, other)


def test_mentions_are_lost_where_names_raise(monkeypatch: pytest.MonkeyPatch) -> None:
    _, whole = read(two_pages())

    def planted(achievements, counts, products, passages):  # type: ignore[no-untyped-def]
        if any("Ghana" in passage.block.text for passage in passages):
            raise IndexError("planted")
        return find(achievements, counts, products, passages)

    find = find_mentions
    monkeypatch.setattr(kinds, "find_mentions", planted)
    _, facts = read(two_pages())
    assert {mention.entity_id for mention in whole.mentions} == {"country:GHA", "country:KEN"}
    assert {mention.entity_id for mention in facts.mentions} == {"country:KEN"}
    assert facts.counts == whole.counts


@pytest.mark.parametrize(("name", "field"), [("title_of", "title"), ("report_year", "report_year")])
def test_a_field_of_the_description_is_read_from_the_other_passages(
    monkeypatch: pytest.MonkeyPatch, name: str, field: str
) -> None:
    document, _ = read(two_pages())
    at = 2 if name == "report_year" else 0

    def planted(*given):  # type: ignore[no-untyped-def]
        if any("schools" in block.text for block in given[at]):
            raise IndexError("planted")
        return function(*given)

    module = sys.modules["tfextract.extract.describe"]
    function = getattr(module, name)
    monkeypatch.setattr(module, name, planted)
    again, facts = read(two_pages())
    assert getattr(again, field) == getattr(document, field) is not None
    assert [(issue.code, issue.page) for issue in facts.issues] == [("extraction_failed", 2)]


def test_a_kind_that_always_raises_is_lost_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def planted(*_: object) -> None:
        raise IndexError("planted")

    _, whole = read(two_pages())
    monkeypatch.setattr(kinds, "find_products", planted)
    _, facts = read(two_pages())
    assert [(issue.code, issue.page) for issue in facts.issues] == [("extraction_failed", None)]
    assert (facts.products, facts.counts) == ((), whole.counts)


def test_a_table_is_lost_where_its_figures_raise(monkeypatch: pytest.MonkeyPatch) -> None:
    layout = table_layout("Indicator | Target 2031 | Actual 2031\nWells dug | 12 | 14\nRoofs mended | 5 | 9")
    page = Page(1, 600, 800, PageStatus.READ, TextSource.TEXT_LAYER)
    layout = replace(layout, pages=(page,))
    assert len(read(layout)[1].counts) == 4

    def planted(*_: object) -> None:
        raise IndexError("planted")

    monkeypatch.setattr(kinds, "find_indicator_counts", planted)
    _, facts = read(layout)
    assert (facts.counts, [issue.code for issue in facts.issues]) == ((), ["extraction_failed"])


def test_a_block_that_spacy_cannot_parse_is_read_without_its_grammar() -> None:
    class Parser:
        def pipe(self, texts, batch_size):  # type: ignore[no-untyped-def]
            for doc in nlp().pipe(texts, batch_size=batch_size):
                if "schools" in doc.text:
                    raise IndexError("planted")
                yield doc

    _, whole = read(two_pages())
    _, facts = Extractor(Parser()).read(DOCUMENT, two_pages())  # type: ignore[arg-type]
    assert [(issue.code, issue.page) for issue in facts.issues] == [("extraction_failed", 2)]
    first, expected = ([one.text for one in each.achievements if one.page == 1] for each in (facts, whole))
    assert first == expected != []


def test_a_document_of_which_something_was_lost_is_partial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "river.pdf"
    path.write_bytes(text_pdf())
    reader = Reader(Extractor(nlp()), OcrPages.NONE)
    assert reader.read(path).document.status is FileStatus.READ
    monkeypatch.setattr(kinds, "find_counts", poisoned(find_counts, "farmers"))
    found = reader.read(path)
    assert found.document.status is FileStatus.PARTIAL
    assert {issue.code for issue in found.facts.issues} <= LOSS_CODES
    assert [count.value for count in found.facts.counts] == [1350.0, 2.0]
