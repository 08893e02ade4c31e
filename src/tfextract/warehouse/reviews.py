"""What people said of facts, put over what was extracted. Works on the documents in the temporary table `changed`."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import duckdb

from tfextract.sheets import CellError, Decision
from tfextract.sheets.columns import FactKind, Value, as_written, corrected
from tfextract.sheets.reviews import PRINTED
from tfextract.warehouse.added import Block, add_fact, same_words
from tfextract.warehouse.arrow import insert
from tfextract.warehouse.fact_tables import REVIEWED
from tfextract.warehouse.set_aside import set_aside
from tfextract.warehouse.supersede import LINES

_LINKS = (
    ("count", "counts", "achievement_id"),
    ("count", "counts", "whole_id"),
    ("count", "counts", "compares_with"),
    ("count", "counts", "repeat_of"),
    ("product", "products", "repeat_of"),
    ("achievement", "achievements", "repeat_of"),
)
_LINK_KINDS = {"achievement_id": FactKind.ACHIEVEMENT, "whole_id": FactKind.COUNT, "compares_with": FactKind.COUNT}


@dataclass(frozen=True, slots=True)
class Fact:
    """A row of achievements, counts or products, by column."""

    fact_id: str
    kind: FactKind
    row: dict[str, object]

    @property
    def sentence(self) -> str:
        return str(self.row[REVIEWED[self.kind].words])

    @property
    def printed(self) -> str:
        return str(self.row[PRINTED[self.kind]]) if PRINTED[self.kind] else ""


@dataclass(frozen=True, slots=True)
class Said:
    """A row of the table `reviews`; `document_id` is the document it is to be applied to."""

    review_id: str
    document_id: str
    fact_id: str | None
    kind: FactKind
    decision: Decision
    column: str | None
    old_value: str | None
    new_value: str | None
    value_printed: str | None
    sentence: str
    reviewer: str
    reviewed_at: datetime
    note: str | None
    page: int | None
    sheet: str | None
    line: int | None
    inherited_from: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    said: Said
    status: str
    message: str | None = None
    applied_to: str | None = None
    extracted: str | None = None


@dataclass(slots=True)
class _Document:
    """One document's facts and blocks while its reviews are put over them."""

    document_id: str
    facts: dict[str, Fact]
    blocks: Sequence[Block]
    rejected: dict[FactKind, list[str]] = field(default_factory=dict)

    def prints(self, sentence: str) -> bool:
        return any(same_words(sentence, block.text) is not None for block in self.blocks)

    def find(self, said: Said) -> Fact | None:
        """By its id where the words are the same, else the one fact that has the words and the number."""
        own = self.facts.get(said.fact_id or "")
        if own is not None and own.kind is said.kind:
            return own
        same = [
            fact
            for fact in self.facts.values()
            if fact.kind is said.kind
            and folded(fact.sentence) == folded(said.sentence)
            and said.value_printed in (None, fact.printed)
        ]
        return same[0] if len(same) == 1 else None


def folded(text: str) -> str:
    return re.sub(r"\W+", " ", text.casefold()).strip()


def apply_reviews(connection: duckdb.DuckDBPyConnection) -> None:
    """To be called when the rows of the documents are as they were extracted; fills what the reviews came to."""
    connection.execute(
        "DELETE FROM reviews WHERE inherited_from IS NOT NULL AND (document_id IN (SELECT document_id FROM changed) "
        "OR document_id NOT IN (SELECT document_id FROM documents))"
    )
    said_of = {str(row[0]) for row in connection.execute("SELECT DISTINCT document_id FROM reviews").fetchall()}
    for document_id, earlier in _with_earlier(connection):
        if said_of.isdisjoint((document_id, *earlier)):
            continue
        own = _said(connection, document_id)
        document = _load(connection, document_id)
        passed_on = [_said(connection, version) for version in earlier]
        inherited = _inherit(document, passed_on, own)
        insert(connection, "reviews", _COLUMNS, [_row(said) for said in inherited])
        outcomes = _apply(connection, document, sorted([*own, *inherited], key=_order))
        _note(connection, outcomes)
    _note_elsewhere(connection)
    _issues(connection)


def _with_earlier(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, list[str]]]:
    """The documents to look at, each with all its earlier versions, the last first."""
    superseded = dict(connection.execute(f"SELECT document_id, supersedes FROM {LINES}").fetchall())
    rows = connection.execute("SELECT document_id FROM documents SEMI JOIN changed USING (document_id) ORDER BY 1")
    found = []
    for (document_id,) in rows.fetchall():
        earlier: list[str] = []
        version = superseded.get(document_id)
        while version is not None and version not in (document_id, *earlier):
            earlier.append(version)
            version = superseded.get(version)
        found.append((str(document_id), earlier))
    return found


_COLUMNS = (
    "review_id", "document_id", "fact_id", "fact_kind", "decision", "column_name", "old_value", "new_value",
    "value_printed", "sentence", "reviewer", "reviewed_at", "note", "page", "sheet", "line", "inherited_from",
)  # fmt: skip


def _said(connection: duckdb.DuckDBPyConnection, document_id: str) -> list[Said]:
    rows = connection.execute(
        f"SELECT {', '.join(_COLUMNS)} FROM reviews WHERE document_id = ? AND inherited_from IS NULL", [document_id]
    ).fetchall()
    found = []
    for row in rows:
        values = list(row)
        values[3:5] = FactKind(row[3]), Decision(row[4])
        found.append(Said(*values))
    return found


def _row(said: Said) -> tuple[object, ...]:
    return (
        said.review_id, said.document_id, said.fact_id, said.kind, said.decision, said.column, said.old_value,
        said.new_value, said.value_printed, said.sentence, said.reviewer, said.reviewed_at, said.note, said.page,
        said.sheet, said.line, said.inherited_from,
    )  # fmt: skip


def _order(said: Said) -> tuple[object, ...]:
    return (said.inherited_from is None, said.reviewed_at, said.line or 0)


def _load(connection: duckdb.DuckDBPyConnection, document_id: str) -> _Document:
    facts: dict[str, Fact] = {}
    for kind, table in REVIEWED.items():
        result = connection.execute(f"SELECT * FROM {table.name} WHERE document_id = ?", [document_id])
        names = [str(column[0]) for column in result.description or ()]
        for row in result.fetchall():
            fact = Fact(str(row[names.index(table.key)]), FactKind(kind), dict(zip(names, row, strict=True)))
            facts[fact.fact_id] = fact
    blocks = connection.execute(
        "SELECT b.block_no, b.page, b.text, b.heading, b.heading_path, b.x0, b.top, b.x1, b.bottom FROM blocks AS b "
        "WHERE document_id = ? ORDER BY block_no",
        [document_id],
    ).fetchall()
    return _Document(document_id, facts, [Block(*row) for row in blocks])


def _about(said: Said) -> tuple[object, ...]:
    """What two reviews of two versions have in common where the later one takes the place of the earlier."""
    added = said.new_value if said.decision is Decision.ADD else None
    return (said.kind, said.column, folded(said.sentence), said.value_printed, added)


def _inherit(document: _Document, passed_on: Sequence[Sequence[Said]], own: Sequence[Said]) -> list[Said]:
    """What was said of each earlier version, the last first; a word on a later one, or on this, stands above it."""
    decided = {_about(said) for said in own}
    still: list[Said] = []
    for version in passed_on:
        still += [said for said in version if _about(said) not in decided]
        decided |= {_about(said) for said in version}
    found = []
    for said in still:
        fact = document.find(replace(said, fact_id=None)) if said.decision is not Decision.ADD else None
        key = "\x1f".join((said.review_id, document.document_id))
        found.append(
            replace(
                said,
                review_id=hashlib.sha256(key.encode()).hexdigest()[:16],
                document_id=document.document_id,
                fact_id=None if fact is None else fact.fact_id,
                inherited_from=said.review_id,
                page=None,
            )
        )
    return found


def _apply(connection: duckdb.DuckDBPyConnection, document: _Document, reviews: Sequence[Said]) -> list[Outcome]:
    # What is added first can be edited next.
    outcomes = [_add(connection, document, said) for said in reviews if said.decision is Decision.ADD]
    by_fact: dict[str, list[tuple[Said, Fact]]] = {}
    for said in reviews:
        if said.decision is Decision.ADD:
            continue
        fact = document.find(said)
        if fact is None:
            outcomes.append(_without_fact(document, said))
        elif (trouble := _differs(said, fact)) is not None:
            outcomes.append(Outcome(said, "held", trouble, extracted=_extracted(said, fact)))
        else:
            by_fact.setdefault(fact.fact_id, []).append((said, fact))
    for pairs in by_fact.values():
        outcomes += _decide(connection, document, pairs)
    _take_out(connection, document)
    return outcomes


def _without_fact(document: _Document, said: Said) -> Outcome:
    if not document.prints(said.sentence):
        return Outcome(said, "held", "its sentence is no longer in the document: look for what stands there instead")
    if said.decision is Decision.REJECT:
        return Outcome(said, "agreed", "the program no longer takes this for a fact")
    return Outcome(said, "held", "the sentence is there, but the program no longer finds this fact in it: add it")


def _differs(said: Said, fact: Fact) -> str | None:
    if folded(fact.sentence) != folded(said.sentence):
        return f"the sentence reads now: {fact.sentence}"
    if said.value_printed is not None and fact.printed and said.value_printed != fact.printed:
        return f"the printed value is now {fact.printed}, it was {said.value_printed}"
    if said.decision is Decision.EDIT and said.column is not None and not _as_before(said, fact):
        now = _extracted(said, fact) or "nothing"
        return f"{said.column} is now extracted as {now}, it was {said.old_value or 'nothing'}"
    return None


def _as_before(said: Said, fact: Fact) -> bool:
    """The program says what it said when the person looked, or what the person wants."""
    assert said.column is not None
    now = as_written(fact.row.get(said.column))
    return any(_same(said, now, told) for told in (said.old_value, said.new_value))


def _same(said: Said, now: str, told: str | None) -> bool:
    if now == (told or ""):
        return True
    try:
        return corrected(said.kind, str(said.column), now or None) == corrected(said.kind, str(said.column), told)
    except CellError:
        return False


def _extracted(said: Said, fact: Fact) -> str | None:
    if said.decision is not Decision.EDIT:
        return fact.printed or fact.sentence
    return as_written(fact.row.get(str(said.column))) or None


def _decide(
    connection: duckdb.DuckDBPyConnection, document: _Document, pairs: Sequence[tuple[Said, Fact]]
) -> list[Outcome]:
    fact = pairs[0][1]
    table, key = REVIEWED[fact.kind].name, REVIEWED[fact.kind].key
    last = next((said for said, _ in reversed(pairs) if said.decision is not Decision.EDIT), None)
    if last is not None and last.decision is Decision.REJECT:
        document.rejected.setdefault(fact.kind, []).append(fact.fact_id)
    edits = {said.column: said for said, _ in pairs if said.decision is Decision.EDIT}
    values: dict[str, Value | None] = {
        str(column): corrected(said.kind, str(column), said.new_value) for column, said in edits.items()
    }
    trouble = _impossible(document, fact, values)
    if trouble is not None:
        values = {}
    if fact.kind is FactKind.COUNT and {"period_start", "period_end"} & set(values):
        values["period_source"] = "person"
    if fact.kind is FactKind.COUNT and "claim" in values:
        values["claim_source"] = "person"
        values["claim_by"] = None
    set_aside(connection, fact.kind, [fact.fact_id])
    word = "added" if fact.row.get("review") == "added" else "edited" if values else "accepted"
    if values or last is not None:
        columns = {**values, "review": word}
        assignments = ", ".join(f"{column} = ?" for column in columns)
        connection.execute(f"UPDATE {table} SET {assignments} WHERE {key} = ?", [*columns.values(), fact.fact_id])
    return [_came_to(said, fact, trouble) for said, _ in pairs]


def _came_to(said: Said, fact: Fact, trouble: str | None) -> Outcome:
    extracted = _extracted(said, fact)
    moved = said.fact_id != fact.fact_id and said.inherited_from is None
    note = "found again by its words: the id of the fact is another one" if moved else None
    if said.decision is Decision.EDIT and trouble is not None:
        return Outcome(said, "held", trouble, extracted=extracted)
    if said.decision is Decision.EDIT and _same(said, extracted or "", said.new_value):
        return Outcome(said, "agreed", note, fact.fact_id, extracted)
    return Outcome(said, "applied", note, fact.fact_id, extracted)


def _impossible(document: _Document, fact: Fact, values: dict[str, Value | None]) -> str | None:
    """What the checks before a publish would refuse: one wrong correction must not keep everything out."""
    row = {**fact.row, **values}
    for low, high in (("value", "value_high"), ("period_start", "period_end")):
        first, second = row.get(low), row.get(high)
        if first is not None and second is not None and second < first:  # type: ignore[operator]
            return f"with this, {high} would be below {low}: correct both"
    for column, value in values.items():
        if column == "repeat_of" or column in _LINK_KINDS:
            kind = _LINK_KINDS.get(column, fact.kind)
            known = document.facts.get(str(value))
            if value is not None and (value == fact.fact_id or known is None or known.kind is not kind):
                return f"{column}: the document has no other {kind.value} {value}"
    if row.get("dimension_value") is not None and row.get("dimension") is None:
        return "a part (dimension_value) needs its dimension: sex, age, location or other"
    if row.get("kind") == "money" and row.get("currency") is None and row.get("unit") is None:
        return "money needs a currency or a unit"
    return None


def _take_out(connection: duckdb.DuckDBPyConnection, document: _Document) -> None:
    """Rejected facts leave the public tables, and what points to them points to nothing."""
    for kind, ids in document.rejected.items():
        for other, table, column in _LINKS:
            if _LINK_KINDS.get(column, FactKind(other)) is not kind:
                continue
            key = REVIEWED[other].key
            pointing = connection.execute(
                f"SELECT {key} FROM {table} WHERE document_id = ? AND list_contains(?::VARCHAR[], {column})",
                [document.document_id, ids],
            ).fetchall()
            found = [str(fact_id) for (fact_id,) in pointing]
            set_aside(connection, other, found)
            connection.execute(
                f"UPDATE {table} SET {column} = NULL WHERE list_contains(?::VARCHAR[], {key}) "
                f"AND list_contains(?::VARCHAR[], {column})",
                [found, ids],
            )
        table, key = REVIEWED[kind].name, REVIEWED[kind].key
        for name in ("evidence", "mentions"):
            connection.execute(
                f"DELETE FROM {name} WHERE document_id = ? AND list_contains(?::VARCHAR[], fact_id)",
                [document.document_id, ids],
            )
        connection.execute(f"DELETE FROM {table} WHERE list_contains(?::VARCHAR[], {key})", [ids])


def _add(connection: duckdb.DuckDBPyConnection, document: _Document, said: Said) -> Outcome:
    try:
        added = add_fact(document.blocks, said.kind, said.new_value, said.sentence, said.page, document.document_id)
    except CellError as error:
        return Outcome(said, "held", str(error))
    for fact in document.facts.values():
        near = same_words(added.sentence, fact.sentence) or same_words(fact.sentence, added.sentence)
        if fact.kind is said.kind and near is not None and fact.printed == added.printed:
            return Outcome(said, "agreed", "the program finds this fact by itself", fact.fact_id, fact.printed)
    table, key = REVIEWED[said.kind].name, REVIEWED[said.kind].key
    insert(connection, table, tuple(added.row), [tuple(added.row.values())])
    insert(connection, "evidence", tuple(added.evidence), [tuple(added.evidence.values())])
    result = connection.execute(f"SELECT * FROM {table} WHERE {key} = ?", [added.fact_id])
    names = [str(column[0]) for column in result.description or ()]
    row = dict(zip(names, result.fetchall()[0], strict=True))
    document.facts[added.fact_id] = Fact(added.fact_id, said.kind, row)
    return Outcome(said, "applied", None, added.fact_id)


def _note(connection: duckdb.DuckDBPyConnection, outcomes: Sequence[Outcome]) -> None:
    connection.execute("CREATE OR REPLACE TEMP TABLE came_to AS SELECT review_id, status, message, applied_to, "
                       "extracted_value FROM reviews LIMIT 0")  # fmt: skip
    rows = [(o.said.review_id, o.status, o.message, o.applied_to, o.extracted) for o in outcomes]
    insert(connection, "came_to", ("review_id", "status", "message", "applied_to", "extracted_value"), rows)
    connection.execute(
        "UPDATE reviews SET status = c.status, message = c.message, applied_to = c.applied_to, "
        "extracted_value = c.extracted_value FROM came_to AS c WHERE c.review_id = reviews.review_id"
    )


def _note_elsewhere(connection: duckdb.DuckDBPyConnection) -> None:
    """Reviews of documents that are not there: replaced by one that inherited them, or never read."""
    connection.execute(
        "UPDATE reviews SET applied_to = NULL, extracted_value = NULL, "
        "status = CASE WHEN EXISTS (SELECT 1 FROM reviews AS heir WHERE heir.inherited_from = reviews.review_id) "
        "THEN 'inherited' ELSE 'waiting' END, "
        "message = CASE WHEN EXISTS (SELECT 1 FROM reviews AS heir WHERE heir.inherited_from = reviews.review_id) "
        "THEN NULL ELSE 'no document with this id is in the warehouse: ingest it, or correct the id' END "
        "WHERE document_id NOT IN (SELECT document_id FROM documents)"
    )


def _issues(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("DELETE FROM issues WHERE code IN ('review_held', 'review_waiting')")
    connection.execute(
        "INSERT INTO issues (document_id, file_name, page, code, message, path) "
        "SELECT d.document_id, coalesce(d.file_name, parse_filename(r.sheet), 'reviews.csv'), NULL, "
        "'review_' || r.status, concat_ws(' ', 'the', r.decision, 'of', r.reviewer, "
        "'(' || coalesce(r.sheet || ', line ' || r.line, r.review_id) || ') was not applied:', r.message), "
        "CASE WHEN d.document_id IS NULL THEN coalesce(r.sheet, 'reviews.csv') END "
        "FROM reviews AS r LEFT JOIN documents AS d USING (document_id) WHERE r.status IN ('held', 'waiting') "
        "ORDER BY r.sheet, r.line"
    )
