"""Searches facts and blocks whose text has all words, ignoring case and accents."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from tfextract.errors import UserError
from tfextract.warehouse.fact_tables import MARKED, FactTable
from tfextract.warehouse.read import connect_current

MAX_WORDS = 12
LONGEST_QUERY = 200
# Characters of a snippet before and behind the first word found.
_AROUND = 90


@dataclass(frozen=True, slots=True)
class Hit:
    """`kind` is that of a fact, or `text` for a block without a matching fact. Then `fact_id` is None.

    `matches` are the spans of the words in `snippet`, half open.
    """

    kind: str
    fact_id: str | None
    document_id: str
    file_name: str
    title: str | None
    page: int
    snippet: str
    matches: tuple[tuple[int, int], ...]
    path: str | None


@dataclass(frozen=True, slots=True)
class SearchResult:
    """`hits` are the first of all `places`, up to the limit. `pages` and `documents` count where these places are."""

    hits: tuple[Hit, ...]
    places: int
    pages: int
    documents: int


def words_of(query: str) -> tuple[str, ...]:
    """The folded words of the query. Text in double quotes is one phrase.

    Raises UserError for no words or too many.
    """
    if len(query) > LONGEST_QUERY:
        raise UserError(f"search for fewer words: at most {LONGEST_QUERY} characters")
    parts = query.replace("“", '"').replace("”", '"').split('"')
    words: list[str] = []
    for number, part in enumerate(parts):
        phrase = " ".join(folded(part).split())
        words += ([phrase] if phrase else []) if number % 2 else phrase.split()
    if not words:
        raise UserError('say what to search for: words, or "words in a row" in double quotes')
    if len(words) > MAX_WORDS:
        raise UserError(f"search for fewer words: at most {MAX_WORDS}")
    return tuple(dict.fromkeys(words))


def folded(text: str) -> str:
    return _with_places(text)[0]


def search(
    warehouse: Path, query: str, document: str | None = None, *, limit: int = 100, skip: int = 0
) -> SearchResult:
    """Hits by document and page, facts first. `document` is an id or a part of a file name.

    Raises UserError like `words_of`.
    """
    words = words_of(query)
    with connect_current(warehouse) as connection:
        try:
            _find(connection, words, document)
            totals = connection.execute(
                "SELECT count(*), count(DISTINCT (document_id, page)), count(DISTINCT document_id) FROM hits"
            ).fetchall()[0]
            rows = connection.execute(
                "SELECT h.kind, h.fact_id, h.document_id, d.file_name, d.title, h.page, h.words, h.searched, f.path "
                "FROM hits AS h JOIN documents AS d USING (document_id) "
                "LEFT JOIN (SELECT document_id, min(path) AS path FROM files "
                "WHERE status NOT IN ('missing', 'superseded') GROUP BY 1) AS f USING (document_id) "
                "ORDER BY d.file_name, h.document_id, h.page, h.kind = 'text', h.block_no, h.start, h.kind, h.fact_id "
                "LIMIT ? OFFSET ?",
                [limit, skip],
            ).fetchall()
        except duckdb.Error as error:
            raise UserError(f"the warehouse cannot be searched: {error}") from error
    hits = []
    for kind, fact_id, document_id, file_name, title, page, text, searched, path in rows:
        # A match that is only in the unit or theme is shown with these columns.
        printed = " ".join(folded(text).split())
        snippet, spans = snippet_of(text if all(word in printed for word in words) else searched, words)
        hits.append(Hit(kind, fact_id, document_id, file_name, title, page, snippet, spans, path))
    return SearchResult(tuple(hits), *totals)


def _find(connection: duckdb.DuckDBPyConnection, words: Sequence[str], document: str | None) -> None:
    """Fills the temporary table `hits`. Skips a block if one of its facts is already a hit."""
    given: dict[str, object] = {f"w{number}": word for number, word in enumerate(words)}
    all_words = " AND ".join(f"contains(folded, ${name})" for name in given)
    within = ""
    if document is not None:
        given["document"] = document.casefold()
        within = (
            "document_id IN (SELECT document_id FROM documents WHERE document_id = $document "
            "OR contains(lower(file_name), $document)) AND"
        )
    facts = " UNION ALL ".join(
        f"SELECT '{table.kind}' AS kind, {table.key} AS fact_id, document_id, page, {table.words} AS words, "
        f"{_searched(table)} AS searched, {_folding(_searched(table))} AS folded FROM {table.name}"
        for table in MARKED.values()
    )
    connection.execute(
        "CREATE TEMP TABLE hits AS WITH facts AS ("
        f"SELECT kind, fact_id, document_id, page, words, searched FROM ({facts}) WHERE {within} {all_words}), "
        "placed AS (SELECT document_id, fact_id, min(block_no) AS block_no, min(char_start) AS start "
        "FROM evidence WHERE fact_id IN (SELECT fact_id FROM facts) GROUP BY ALL), "
        "lit AS (SELECT DISTINCT document_id, block_no FROM placed), "
        f"printed AS (SELECT document_id, page, block_no, text, {_folding('text')} AS folded FROM blocks) "
        "SELECT kind, fact_id, document_id, page, words, searched, block_no, start FROM facts "
        "LEFT JOIN placed USING (document_id, fact_id) UNION ALL "
        "SELECT 'text', NULL, document_id, page, text, text, block_no, 0 FROM printed ANTI JOIN lit "
        f"USING (document_id, block_no) WHERE {within} {all_words}",
        given,
    )


def _searched(table: FactTable) -> str:
    return f"concat_ws(' · ', {', '.join((table.words, *table.beside))})"


def _folding(text: str) -> str:
    """The SQL expression that equals `folded`."""
    return f"regexp_replace(strip_accents(lower({text})), '\\s+', ' ', 'g')"


def snippet_of(text: str, words: Sequence[str]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The text around the first match on one line, and the spans of all matches in it."""
    line = " ".join(text.split())
    plain, places = _with_places(line)
    spans = []
    for word in words:
        at = plain.find(word)
        while at >= 0:
            spans.append((places[at], places[at + len(word) - 1] + 1))
            at = plain.find(word, at + len(word))
    spans.sort()
    first = spans[0][0] if spans else 0
    start, end = _bounds(line, first)
    before, behind = ("… " if start else ""), (" …" if end < len(line) else "")
    moved = len(before) - start
    inside = _joined([(low, high) for low, high in spans if low >= start and high <= end])
    return before + line[start:end] + behind, tuple((low + moved, high + moved) for low, high in inside)


def _bounds(line: str, first: int) -> tuple[int, int]:
    """Cuts at blanks if there are some."""
    start, end = max(0, first - _AROUND), min(len(line), first + 2 * _AROUND)
    if start:
        blank = line.find(" ", start, first)
        start = blank + 1 if blank >= 0 else start
    if end < len(line):
        blank = line.rfind(" ", first + _AROUND, end)
        end = blank if blank >= 0 else end
    return start, end


def _joined(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    results: list[tuple[int, int]] = []
    for low, high in spans:
        if results and low <= results[-1][1]:
            results[-1] = (results[-1][0], max(high, results[-1][1]))
        else:
            results.append((low, high))
    return results


def _with_places(text: str) -> tuple[str, list[int]]:
    """The text in lower case without accents, and the original position of each character."""
    plain: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for part in unicodedata.normalize("NFD", letter.lower()):
            if not unicodedata.combining(part):
                plain.append(part)
                places.append(place)
    return "".join(plain), places
