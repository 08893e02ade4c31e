"""Applies people's reviews to the extracted facts of the documents in the temporary table `changed`."""

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
from tfextract.warehouse.added import StoredBlock, add_fact, same_words
from tfextract.warehouse.arrow import insert
from tfextract.warehouse.extracted_originals import keep_original
from tfextract.warehouse.fact_tables import REVIEWED
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
class Review:
    """A row of the table `reviews`. `document_id` is the document that it applies to."""

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
class ReviewOutcome:
    review: Review
    status: str
    message: str | None = None
    applied_to: str | None = None
    extracted: str | None = None


@dataclass(slots=True)
class _Document:
    """One document's facts and blocks while reviews are applied to them."""

    document_id: str
    facts: dict[str, Fact]
    blocks: Sequence[StoredBlock]
    rejected: dict[FactKind, list[str]] = field(default_factory=dict)

    def prints(self, sentence: str) -> bool:
        return any(same_words(sentence, block.text) is not None for block in self.blocks)

    def find(self, review: Review) -> Fact | None:
        """Finds the fact by its id if the words are equal, else the only fact with these words and this number."""
        own = self.facts.get(review.fact_id or "")
        if own is not None and own.kind is review.kind:
            return own
        same = [
            fact
            for fact in self.facts.values()
            if fact.kind is review.kind
            and folded(fact.sentence) == folded(review.sentence)
            and review.value_printed in (None, fact.printed)
        ]
        return same[0] if len(same) == 1 else None


def folded(text: str) -> str:
    return re.sub(r"\W+", " ", text.casefold()).strip()


def apply_reviews(connection: duckdb.DuckDBPyConnection) -> None:
    """Call it while the rows have their extracted values. Records the result of each review."""
    connection.execute(
        "DELETE FROM reviews WHERE inherited_from IS NOT NULL AND (document_id IN (SELECT document_id FROM changed) "
        "OR document_id NOT IN (SELECT document_id FROM documents))"
    )
    reviewed = {str(row[0]) for row in connection.execute("SELECT DISTINCT document_id FROM reviews").fetchall()}
    for document_id, earlier in _with_earlier(connection):
        if reviewed.isdisjoint((document_id, *earlier)):
            continue
        own = _reviews_of(connection, document_id)
        document = _load(connection, document_id)
        passed_on = [_reviews_of(connection, version) for version in earlier]
        inherited = _inherit(document, passed_on, own)
        insert(connection, "reviews", _COLUMNS, [_row(review) for review in inherited])
        outcomes = _apply(connection, document, sorted([*own, *inherited], key=_order))
        _note(connection, outcomes)
    _note_elsewhere(connection)
    _issues(connection)


def _with_earlier(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, list[str]]]:
    """The documents with reviews, each with all its earlier versions, latest first."""
    superseded = dict(connection.execute(f"SELECT document_id, supersedes FROM {LINES}").fetchall())
    rows = connection.execute("SELECT document_id FROM documents SEMI JOIN changed USING (document_id) ORDER BY 1")
    results = []
    for (document_id,) in rows.fetchall():
        earlier: list[str] = []
        version = superseded.get(document_id)
        while version is not None and version not in (document_id, *earlier):
            earlier.append(version)
            version = superseded.get(version)
        results.append((str(document_id), earlier))
    return results


_COLUMNS = (
    "review_id", "document_id", "fact_id", "fact_kind", "decision", "column_name", "old_value", "new_value",
    "value_printed", "sentence", "reviewer", "reviewed_at", "note", "page", "sheet", "line", "inherited_from",
)  # fmt: skip


def _reviews_of(connection: duckdb.DuckDBPyConnection, document_id: str) -> list[Review]:
    rows = connection.execute(
        f"SELECT {', '.join(_COLUMNS)} FROM reviews WHERE document_id = ? AND inherited_from IS NULL", [document_id]
    ).fetchall()
    reviews = []
    for row in rows:
        values = list(row)
        values[3:5] = FactKind(row[3]), Decision(row[4])
        reviews.append(Review(*values))
    return reviews


def _row(review: Review) -> tuple[object, ...]:
    return (
        review.review_id,
        review.document_id,
        review.fact_id,
        review.kind,
        review.decision,
        review.column,
        review.old_value,
        review.new_value,
        review.value_printed,
        review.sentence,
        review.reviewer,
        review.reviewed_at,
        review.note,
        review.page,
        review.sheet,
        review.line,
        review.inherited_from,
    )


def _order(review: Review) -> tuple[object, ...]:
    return (review.inherited_from is None, review.reviewed_at, review.line or 0)


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
    return _Document(document_id, facts, [StoredBlock(*row) for row in blocks])


def _about(review: Review) -> tuple[object, ...]:
    """The key of a review: a later version's review replaces an earlier version's one with the same key."""
    added = review.new_value if review.decision is Decision.ADD else None
    return (review.kind, review.column, folded(review.sentence), review.value_printed, added)


def _inherit(document: _Document, passed_on: Sequence[Sequence[Review]], own: Sequence[Review]) -> list[Review]:
    """Applies the reviews of earlier versions, latest first. A review of a later version, or of this one, overrides
    them."""
    decided = {_about(review) for review in own}
    still: list[Review] = []
    for version in passed_on:
        still += [review for review in version if _about(review) not in decided]
        decided |= {_about(review) for review in version}
    reviews = []
    for review in still:
        fact = document.find(replace(review, fact_id=None)) if review.decision is not Decision.ADD else None
        key = "\x1f".join((review.review_id, document.document_id))
        reviews.append(
            replace(
                review,
                review_id=hashlib.sha256(key.encode()).hexdigest()[:16],
                document_id=document.document_id,
                fact_id=None if fact is None else fact.fact_id,
                inherited_from=review.review_id,
                page=None,
            )
        )
    return reviews


def _apply(
    connection: duckdb.DuckDBPyConnection, document: _Document, reviews: Sequence[Review]
) -> list[ReviewOutcome]:
    # An added fact can be edited by the next review.
    outcomes = [_add(connection, document, review) for review in reviews if review.decision is Decision.ADD]
    by_fact: dict[str, list[tuple[Review, Fact]]] = {}
    for review in reviews:
        if review.decision is Decision.ADD:
            continue
        fact = document.find(review)
        if fact is None:
            outcomes.append(_without_fact(document, review))
        elif (trouble := _differs(review, fact)) is not None:
            outcomes.append(ReviewOutcome(review, "held", trouble, extracted=_extracted(review, fact)))
        else:
            by_fact.setdefault(fact.fact_id, []).append((review, fact))
    for pairs in by_fact.values():
        outcomes += _decide(connection, document, pairs)
    _take_out(connection, document)
    return outcomes


def _without_fact(document: _Document, review: Review) -> ReviewOutcome:
    if not document.prints(review.sentence):
        return ReviewOutcome(review, "held", "its sentence is no longer in the document: look for the new wording")
    if review.decision is Decision.REJECT:
        return ReviewOutcome(review, "agreed", "the program no longer takes this for a fact")
    return ReviewOutcome(
        review, "held", "the sentence is there, but the program no longer finds this fact in it: add it"
    )


def _differs(review: Review, fact: Fact) -> str | None:
    if folded(fact.sentence) != folded(review.sentence):
        return f"the sentence reads now: {fact.sentence}"
    if review.value_printed is not None and fact.printed and review.value_printed != fact.printed:
        return f"the printed value is now {fact.printed}, it was {review.value_printed}"
    if review.decision is Decision.EDIT and review.column is not None and not _as_before(review, fact):
        now = _extracted(review, fact) or "nothing"
        return f"{review.column} is now extracted as {now}, it was {review.old_value or 'nothing'}"
    return None


def _as_before(review: Review, fact: Fact) -> bool:
    """The extracted value is still what the person saw, or already what the person wants."""
    assert review.column is not None
    now = as_written(fact.row.get(review.column))
    return any(_same(review, now, reported) for reported in (review.old_value, review.new_value))


def _same(review: Review, now: str, reported: str | None) -> bool:
    if now == (reported or ""):
        return True
    try:
        return corrected(review.kind, str(review.column), now or None) == corrected(
            review.kind, str(review.column), reported
        )
    except CellError:
        return False


def _extracted(review: Review, fact: Fact) -> str | None:
    if review.decision is not Decision.EDIT:
        return fact.printed or fact.sentence
    return as_written(fact.row.get(str(review.column))) or None


def _decide(
    connection: duckdb.DuckDBPyConnection, document: _Document, pairs: Sequence[tuple[Review, Fact]]
) -> list[ReviewOutcome]:
    fact = pairs[0][1]
    table, key = REVIEWED[fact.kind].name, REVIEWED[fact.kind].key
    last = next((review for review, _ in reversed(pairs) if review.decision is not Decision.EDIT), None)
    if last is not None and last.decision is Decision.REJECT:
        document.rejected.setdefault(fact.kind, []).append(fact.fact_id)
    edits = {review.column: review for review, _ in pairs if review.decision is Decision.EDIT}
    values: dict[str, Value | None] = {
        str(column): corrected(review.kind, str(column), review.new_value) for column, review in edits.items()
    }
    trouble = _impossible(document, fact, values)
    if trouble is not None:
        values = {}
    if fact.kind is FactKind.COUNT and {"period_start", "period_end"} & set(values):
        values["period_source"] = "person"
    if fact.kind is FactKind.COUNT and "claim" in values:
        values["claim_source"] = "person"
        values["claim_by"] = None
    keep_original(connection, fact.kind, [fact.fact_id])
    word = "added" if fact.row.get("review") == "added" else "edited" if values else "accepted"
    if values or last is not None:
        columns = {**values, "review": word}
        assignments = ", ".join(f"{column} = ?" for column in columns)
        connection.execute(f"UPDATE {table} SET {assignments} WHERE {key} = ?", [*columns.values(), fact.fact_id])
    return [_review_outcome(review, fact, trouble) for review, _ in pairs]


def _review_outcome(review: Review, fact: Fact, trouble: str | None) -> ReviewOutcome:
    extracted = _extracted(review, fact)
    moved = review.fact_id != fact.fact_id and review.inherited_from is None
    note = "found again by its words: the id of the fact is another one" if moved else None
    if review.decision is Decision.EDIT and trouble is not None:
        return ReviewOutcome(review, "held", trouble, extracted=extracted)
    if review.decision is Decision.EDIT and _same(review, extracted or "", review.new_value):
        return ReviewOutcome(review, "agreed", note, fact.fact_id, extracted)
    return ReviewOutcome(review, "applied", note, fact.fact_id, extracted)


def _impossible(document: _Document, fact: Fact, values: dict[str, Value | None]) -> str | None:
    """Values that the checks would refuse: one wrong correction must not stop the whole publish."""
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
    """Removes rejected facts from the public tables, and clears references to them."""
    for kind, ids in document.rejected.items():
        for other, table, column in _LINKS:
            if _LINK_KINDS.get(column, FactKind(other)) is not kind:
                continue
            key = REVIEWED[other].key
            pointing = connection.execute(
                f"SELECT {key} FROM {table} WHERE document_id = ? AND list_contains(?::VARCHAR[], {column})",
                [document.document_id, ids],
            ).fetchall()
            results = [str(fact_id) for (fact_id,) in pointing]
            keep_original(connection, other, results)
            connection.execute(
                f"UPDATE {table} SET {column} = NULL WHERE list_contains(?::VARCHAR[], {key}) "
                f"AND list_contains(?::VARCHAR[], {column})",
                [results, ids],
            )
        table, key = REVIEWED[kind].name, REVIEWED[kind].key
        for name in ("evidence", "mentions"):
            connection.execute(
                f"DELETE FROM {name} WHERE document_id = ? AND list_contains(?::VARCHAR[], fact_id)",
                [document.document_id, ids],
            )
        connection.execute(f"DELETE FROM {table} WHERE list_contains(?::VARCHAR[], {key})", [ids])


def _add(connection: duckdb.DuckDBPyConnection, document: _Document, review: Review) -> ReviewOutcome:
    try:
        added = add_fact(
            document.blocks, review.kind, review.new_value, review.sentence, review.page, document.document_id
        )
    except CellError as error:
        return ReviewOutcome(review, "held", str(error))
    for fact in document.facts.values():
        near = same_words(added.sentence, fact.sentence) or same_words(fact.sentence, added.sentence)
        if fact.kind is review.kind and near is not None and fact.printed == added.printed:
            return ReviewOutcome(review, "agreed", "the program finds this fact by itself", fact.fact_id, fact.printed)
    table, key = REVIEWED[review.kind].name, REVIEWED[review.kind].key
    insert(connection, table, tuple(added.row), [tuple(added.row.values())])
    insert(connection, "evidence", tuple(added.evidence), [tuple(added.evidence.values())])
    result = connection.execute(f"SELECT * FROM {table} WHERE {key} = ?", [added.fact_id])
    names = [str(column[0]) for column in result.description or ()]
    row = dict(zip(names, result.fetchall()[0], strict=True))
    document.facts[added.fact_id] = Fact(added.fact_id, review.kind, row)
    return ReviewOutcome(review, "applied", None, added.fact_id)


def _note(connection: duckdb.DuckDBPyConnection, outcomes: Sequence[ReviewOutcome]) -> None:
    connection.execute("CREATE OR REPLACE TEMP TABLE came_to AS SELECT review_id, status, message, applied_to, "
                       "extracted_value FROM reviews LIMIT 0")  # fmt: skip
    rows = [(o.review.review_id, o.status, o.message, o.applied_to, o.extracted) for o in outcomes]
    insert(connection, "came_to", ("review_id", "status", "message", "applied_to", "extracted_value"), rows)
    connection.execute(
        "UPDATE reviews SET status = c.status, message = c.message, applied_to = c.applied_to, "
        "extracted_value = c.extracted_value FROM came_to AS c WHERE c.review_id = reviews.review_id"
    )


def _note_elsewhere(connection: duckdb.DuckDBPyConnection) -> None:
    """Records reviews of absent documents: a later version inherited them, or they were never read."""
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
