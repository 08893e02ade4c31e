from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.command import Command
from tests.warehouse.beginnings import Beginnings
from tests.warehouse.samples import LATE, PHASE, STATEMENT, TITLE, change, read_document, with_facts
from tfextract.errors import UserError
from tfextract.warehouse.search import SearchResult, folded, search, snippet_of, words_of


@pytest.fixture
def warehouse(tmp_path: Path, beginnings: Beginnings) -> Path:
    accents = read_document("sluice", statement="Le fonds a formé 35 éclusiers à Orléans.")
    return beginnings.begin(tmp_path / "w.duckdb", change(read_document(), accents))


def hits_of(found: SearchResult) -> list[tuple[str, int, str]]:
    return [(hit.file_name, hit.page, hit.kind) for hit in found.hits]


def test_facts_come_first_and_their_block_is_not_repeated(warehouse: Path) -> None:
    found = search(warehouse, "pilots kenya")
    assert hits_of(found) == [("lighthouse.pdf", 1, "achievement"), ("lighthouse.pdf", 1, "count")]
    assert [hit.fact_id for hit in found.hits] == ["a-lighthouse", "c-lighthouse"]
    assert (found.places, found.pages, found.documents) == (2, 1, 1)


def test_text_without_a_fact_is_found_too(warehouse: Path) -> None:
    found = search(warehouse, '"million a year"', "light")
    assert hits_of(found) == [("lighthouse.pdf", 1, "text")]
    assert found.hits[0].fact_id is None
    assert found.hits[0].snippet == PHASE
    assert hits_of(search(warehouse, "delayed by ice", "light"))[0][2] == "shortfall"
    assert search(warehouse, "delayed ice").hits[0].snippet == LATE


@pytest.mark.parametrize("query", ["eclusiers orleans", "ÉCLUSIERS", "Éclusi", '"35 éclusiers"'])
def test_case_and_accents_do_not_matter(warehouse: Path, query: str) -> None:
    assert {hit.file_name for hit in search(warehouse, query).hits} == {"sluice.pdf"}


def test_every_word_must_be_there_and_words_in_quotes_in_a_row(warehouse: Path) -> None:
    assert search(warehouse, "pilots atlantis").places == 0
    assert search(warehouse, '"Kenya in"').places == 0
    assert search(warehouse, '"IN   kenya"').places == 2


def test_what_is_only_in_the_unit_is_shown_with_it(warehouse: Path) -> None:
    """The sample has harbour pilots for a unit, whatever its sentence says."""
    [hit] = search(warehouse, "pilots", "sluice").hits
    assert hit.kind == "count"
    assert "35 éclusiers" in hit.snippet
    assert [hit.snippet[low:high] for low, high in hit.matches] == ["pilots"]


def test_hits_are_counted_all_and_shown_in_part(warehouse: Path) -> None:
    every = search(warehouse, "navigation")
    assert (every.places, every.documents) == (2, 2)
    first, second = (search(warehouse, "navigation", limit=1, skip=skip) for skip in (0, 1))
    assert (first.places, hits_of(first) + hits_of(second)) == (2, hits_of(every))


@pytest.mark.parametrize("query", ["", '"" ', "x" * 201, " ".join("abcdefghijklm")])
def test_a_query_that_cannot_be_is_refused_in_words(query: str) -> None:
    with pytest.raises(UserError):
        words_of(query)


@pytest.mark.parametrize("query", ["100%", "a_b", "'; DROP TABLE counts; --", "\\", "$w0", ".*"])
def test_signs_of_sql_and_of_patterns_are_letters(warehouse: Path, query: str) -> None:
    assert search(warehouse, query).places == 0
    assert search(warehouse, "kenya").places == 2


def test_a_snippet_marks_each_word_in_the_text_as_it_is_printed() -> None:
    text = f"{'Much was done before. ' * 20}Les écluses d’Orléans, ﬁxed: ÉCLUSES. {'And more came after. ' * 20}"
    snippet, found = snippet_of(text, words_of("ecluses orleans"))
    assert [snippet[low:high] for low, high in found] == ["écluses", "Orléans", "ÉCLUSES"]
    assert snippet.startswith("… ")
    assert snippet.endswith(" …")
    assert len(snippet) < 300


def test_folding_keeps_other_scripts() -> None:
    assert folded("Ωκεανός 水坝 İ ß") == "ωκεανος 水坝 i ß"


def test_the_command_shows_and_gives_data(command: Command) -> None:
    done = command.run("search", "pilots", "kenya")
    assert done.status == 0
    assert "lighthouse.pdf" in done.out
    assert STATEMENT in done.out
    assert done.out.rstrip().endswith("2 places on 1 page of 1 document")
    assert "1 not shown: --most 2" in command.run("search", "pilots", "--most", "1").out
    rows = json.loads(command.run("search", "night navigation", "--format", "json").out)
    assert [(row["kind"], row["fact_id"], row["snippet"]) for row in rows] == [("product", "p-lighthouse", TITLE)]
    assert command.run("search", "").is_a_sentence()
    assert command.run("search", "sea", "--warehouse", "none.duckdb").is_a_sentence()
    assert command.run("search", "atlantis").out == "0 places on 0 pages of 0 documents\n"


def test_what_moves_a_cursor_is_written_out(command: Command, beginnings: Beginnings) -> None:
    read = read_document("buoy", statement="The fund anchored 7\x1b]0;owned\x07 7 buoys.")
    other = beginnings.begin(command.folder / "buoy.duckdb", change(with_facts(read, counts=())))
    out = command.run("search", "anchored", "--warehouse", str(other)).out
    assert "\x1b]0" not in out
    assert r"\x1b" in out
    assert replace(read).document.file_name in out
