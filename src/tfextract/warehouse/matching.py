"""Proposes counts for indicators, and applies people's decisions about them."""

from __future__ import annotations

import re

import duckdb

from tfextract.warehouse.arrow import insert
from tfextract.warehouse.supersede import LINES

_FOLDED = "' ' || trim(regexp_replace(lower(coalesce({}, '')), '[^\\p{{L}}\\p{{N}}%]+', ' ', 'g')) || ' '"


def propose(connection: duckdb.DuckDBPyConnection) -> None:
    """Examines the counts of the documents in `changed`, or all counts if the indicators changed."""
    rows = connection.execute(
        "SELECT indicator_id, name, unit, synonyms, fund, publisher FROM indicators ORDER BY ALL"
    ).fetchall()
    words = [
        (str(indicator_id), phrase, fund, publisher, _name_words(name, phrase))
        for indicator_id, name, unit, synonyms, fund, publisher in rows
        for phrase in _phrases((unit, *synonyms))
    ]
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE sought (indicator_id VARCHAR, phrase VARCHAR, fund VARCHAR, publisher VARCHAR, "
        "name_words VARCHAR[])"
    )
    insert(connection, "sought", ("indicator_id", "phrase", "fund", "publisher", "name_words"), words)
    known = connection.execute("SELECT count(*) FROM sought_before").fetchall()[0][0]
    same = (
        known == len(words)
        and not connection.execute(
            "SELECT indicator_id, phrase, fund, publisher, name_words FROM sought EXCEPT "
            "SELECT indicator_id, phrase, fund, publisher, name_words FROM sought_before"
        ).fetchall()
    )
    own = " SEMI JOIN changed USING (document_id)" if same else ""
    connection.execute(
        "DELETE FROM indicator_candidates WHERE document_id IN (SELECT document_id FROM changed) "
        "OR document_id NOT IN (SELECT document_id FROM documents)"
        if same
        else "DELETE FROM indicator_candidates"
    )
    connection.execute("DELETE FROM sought_before")
    connection.execute("INSERT INTO sought_before FROM sought")
    # Proposes a repeated figure once for each document. Parts and shares of a figure are not proposed.
    connection.execute(
        "INSERT INTO indicator_candidates "
        f"WITH own AS (SELECT *, {_FOLDED.format('unit')} AS folded_unit, {_FOLDED.format('quote')} AS folded_quote "
        f"FROM counts{own}) "
        "SELECT s.indicator_id, c.count_id, c.document_id, "
        "max(len(list_filter(s.name_words, lambda w: contains(c.folded_quote, ' ' || w || ' ')))), "
        "'unit ' || c.unit "
        "FROM own AS c JOIN sought AS s ON contains(c.folded_unit, ' ' || s.phrase || ' ') "
        "JOIN documents AS d USING (document_id) "
        "WHERE c.repeat_of IS NULL AND c.whole_id IS NULL AND c.dimension IS NULL "
        "AND (c.claim IS NULL OR c.claim IN ('achieved', 'target', 'baseline')) "
        "AND (s.publisher IS NULL OR lower(d.publisher) = lower(s.publisher)) "
        "AND (s.fund IS NULL OR EXISTS (SELECT 1 FROM document_funds AS df JOIN funds AS f USING (fund_id) "
        "WHERE df.document_id = c.document_id AND (f.fund_id = s.fund OR lower(f.name) = lower(s.fund)))) "
        "GROUP BY s.indicator_id, c.count_id, c.document_id, c.unit"
    )


def apply_matches(connection: duckdb.DuckDBPyConnection) -> None:
    """Finds the count for each row of matches.csv by its id, else by its words, and also in later versions."""
    folded = "trim(regexp_replace(lower({}), '[^\\p{{L}}\\p{{N}}]+', ' ', 'g'))"
    # `now`: the document itself, or the last of those that supersede it.
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE match_targets AS WITH RECURSIVE line AS ("
        "SELECT DISTINCT document_id AS first, document_id, 0 AS depth FROM matches "
        f"UNION SELECT l.first, d.document_id, l.depth + 1 FROM {LINES} AS d JOIN line AS l "
        "ON d.supersedes = l.document_id WHERE l.depth < 50) "
        "SELECT first, arg_max(document_id, depth) AS now FROM line SEMI JOIN documents USING (document_id) "
        "GROUP BY first"
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE match_found AS SELECT m.match_id, "
        "coalesce(any_value(c.count_id) FILTER (c.count_id = m.count_id), "
        "CASE WHEN count(c.count_id) = 1 THEN any_value(c.count_id) END) AS count_id, any_value(t.now) AS now "
        "FROM matches AS m LEFT JOIN match_targets AS t ON t.first = m.document_id "
        "LEFT JOIN counts AS c ON c.document_id = t.now AND c.value_printed = m.value_printed "
        f"AND {folded.format('c.quote')} = {folded.format('m.sentence')} GROUP BY m.match_id"
    )
    connection.execute(
        "UPDATE matches SET applied_to = f.count_id, "
        "status = CASE WHEN f.count_id IS NOT NULL THEN 'applied' WHEN f.now IS NULL THEN 'waiting' ELSE 'held' END, "
        "message = CASE WHEN f.count_id IS NOT NULL THEN NULL "
        "WHEN f.now IS NULL THEN 'no document with this id is in the warehouse: ingest it, or correct the id' "
        "WHEN EXISTS (SELECT 1 FROM counts AS c WHERE c.count_id = matches.count_id) "
        "THEN 'the count reads otherwise now: look at it and accept it again' "
        "ELSE 'no count with this number and these words is in the document any more' END "
        "FROM match_found AS f WHERE f.match_id = matches.match_id"
    )
    connection.execute(
        "UPDATE matches SET status = 'held', applied_to = NULL, message = 'no indicator has the id ' || indicator_id "
        "|| ' in indicators.csv' WHERE indicator_id NOT IN (SELECT indicator_id FROM indicators)"
    )
    connection.execute("DELETE FROM issues WHERE code IN ('match_held', 'match_waiting')")
    connection.execute(
        "INSERT INTO issues (document_id, file_name, page, code, message, path) "
        "SELECT d.document_id, coalesce(d.file_name, parse_filename(m.sheet)), NULL, 'match_' || m.status, "
        "m.sheet || ', line ' || m.line || ': ' || m.message, CASE WHEN d.document_id IS NULL THEN m.sheet END "
        "FROM matches AS m LEFT JOIN documents AS d USING (document_id) WHERE m.status <> 'applied' "
        "ORDER BY m.sheet, m.line"
    )


def _phrases(units: tuple[str, ...]) -> tuple[str, ...]:
    """The folded phrases in singular and plural: a report prints "1 village" and "2 villages"."""
    results: dict[str, None] = {}
    for unit in units:
        folded = " ".join(re.findall(r"[\w%]+", unit.casefold()))
        if folded:
            results[folded] = None
            results[_other_number(folded)] = None
    return tuple(results)


def _other_number(phrase: str) -> str:
    if phrase.endswith("ies"):
        return f"{phrase[:-3]}y"
    if phrase.endswith("s") and not phrase.endswith("ss"):
        return phrase[:-1]
    if re.search(r"[^aeiou]y$", phrase):
        return f"{phrase[:-1]}ies"
    return f"{phrase}es" if re.search(r"(s|x|ch|sh)$", phrase) else f"{phrase}s"


def _name_words(name: str, phrase: str) -> list[str]:
    return sorted({w for w in re.findall(r"\w+", name.casefold()) if len(w) > 3} - set(phrase.split()))
