"""The language is decided by running text, not by names, codes and figures."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.extract.builders import nlp, page_of_blocks, table_layout
from tfextract.extract import Extractor
from tfextract.extract.describe.language import language_name, language_of
from tfextract.model import Block, BlockRole, Document, FileStatus, Layout

NAMES = """Region | Women | Men | Kanu
Norok | 110 | 90 | Bol
Vadut | 210 | 200 | Kel
Lofik | 55 | 50 | Zum
Pedom | 31 | 24 | Nolik
Begal | 12 | 17 | Flolav
Sukubal | 88 | 61 | Yelod"""
ENGLISH = "The fund dug wells in the north, and all of them were handed over to the councils by the end of the year."
FRENCH = "Le fonds a creusé des puits dans le nord, et tous ont été remis aux conseils à la fin de l’année dernière."
SPANISH = "El fondo cavó pozos en el norte, y todos fueron entregados a los consejos antes del final del año pasado."
GERMAN = "Der Fonds hat im Norden Brunnen gebaut, und alle wurden vor dem Ende des Jahres den Räten übergeben."


def rows(text: str) -> tuple[Block, ...]:
    return table_layout(text).blocks


@pytest.mark.parametrize(("text", "language"), [(ENGLISH, "en"), (FRENCH, "fr"), (SPANISH, "es"), (GERMAN, "de")])
def test_running_text_decides_the_language(text: str, language: str) -> None:
    assert language_of(page_of_blocks(text)) == language


def test_a_page_of_names_and_figures_is_of_no_language() -> None:
    assert language_of(rows(NAMES)) is None


@pytest.mark.parametrize(("text", "language"), [(ENGLISH, "en"), (FRENCH, "fr")])
def test_a_table_of_another_language_does_not_outvote_the_text(text: str, language: str) -> None:
    other = {"en": FRENCH, "fr": ENGLISH}[language]
    cells = tuple(replace(block, role=BlockRole.TABLE) for block in page_of_blocks("\n".join([other] * 9)))
    assert language_of((*cells, *page_of_blocks(text))) == language


def test_an_english_line_above_a_table_of_names_is_english() -> None:
    line = "The results of the society by region are below, with those of the women and of the men who took part."
    assert language_of((*page_of_blocks(line), *rows(NAMES))) == "en"


def test_too_few_letters_decide_nothing() -> None:
    assert language_of(page_of_blocks("The fund and the wells")) is None


def test_a_document_without_a_language_is_read_with_the_english_rules() -> None:
    names = table_layout(NAMES)
    text = page_of_blocks("Trained 240 farmers.")
    layout = Layout((), (*names.blocks, *(replace(block, block_no=99) for block in text)), names.table_cells)
    document, facts = Extractor(nlp()).read(Document("d", "d", "a.pdf", 1, FileStatus.READ), layout)
    assert document.language is None
    assert [count.value for count in facts.counts] == [240.0]


@pytest.mark.parametrize(("code", "name"), [("fr", "French"), ("el", "Modern Greek"), ("km", "Khmer"), ("xx", "xx")])
def test_people_read_the_name_of_a_language(code: str, name: str) -> None:
    assert language_name(code).removesuffix(", Central") == name


def test_a_document_in_another_language_says_why_it_has_no_facts() -> None:
    layout = Layout((), page_of_blocks(FRENCH), ())
    document = Document("d", "s", "f.pdf", page_count=1, status=FileStatus.READ, language="fr")
    [issue] = Extractor(nlp()).extract(document, layout).issues
    assert issue.message == "no facts were extracted because the document is in French"
