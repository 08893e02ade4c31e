"""Reads documents with their review progress, pages, and facts with their boxes, as plain data."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from tfextract.errors import UserError
from tfextract.model import Box, FileStatus
from tfextract.warehouse.added import StoredBlock
from tfextract.warehouse.fact_tables import FACT_TABLES, MARKED, REVIEWED
from tfextract.warehouse.read import UnreadFile, connect_current

# Other rows with a place on a page. They are shown but not reviewed.
_OTHERS = " UNION ALL ".join(
    f"SELECT {table.key} AS fact_id, '{table.kind}' AS what, document_id, page FROM {table.name}"
    for table in FACT_TABLES
    if not table.marked
)
_ALL_IDS = " UNION ALL ".join(
    f"SELECT {table.key} AS fact_id, document_id, page FROM {table.name}" for table in REVIEWED.values()
)
# Rejected facts are no longer in their tables.
_REJECTED = (
    "SELECT fact_id, document_id, (extracted->>'page')::INTEGER AS page FROM extracted_facts "
    f"WHERE fact_kind <> 'document' AND fact_id NOT IN (SELECT fact_id FROM ({_ALL_IDS}))"
)
_TO_REVIEW = f"({_ALL_IDS} UNION ALL {_REJECTED})"


@dataclass(frozen=True, slots=True)
class ShownDocument:
    """`facts` counts those that a person can review, including rejected ones. `path` is None if no file is known.

    `newer` is the document that supersedes it, `newer_name` its file name.
    """

    document_id: str
    file_name: str
    title: str | None
    publisher: str | None
    report_year: int | None
    status: str
    page_count: int
    pages_read: int
    facts: int
    issues: int
    path: str | None
    newer: str | None = None
    newer_name: str | None = None

    @property
    def name(self) -> str:
        return self.title or self.file_name


@dataclass(frozen=True, slots=True)
class ShownPage:
    """`width` and `height` in points. `undecided` counts facts that nobody has reviewed."""

    page: int
    label: str | None
    width: float
    height: float
    status: str
    facts: int
    undecided: int
    issues: int


@dataclass(frozen=True, slots=True)
class ShownFact:
    """`boxes` (points, origin top left) are on its page. `columns` is the row of its table.

    `kind` is achievement, count, product, shortfall or other (a phase, a priority area, a contact: `columns` has
    `what`). `confidence` is None if it has none. `rejected`: a person removed it from the public tables.
    """

    fact_id: str
    kind: str
    document_id: str
    page: int
    words: str
    confidence: float | None
    theme: str | None
    columns: Mapping[str, object]
    boxes: tuple[Box, ...]
    place: tuple[int, int]
    review: str | None
    rejected: bool = False


@dataclass(frozen=True, slots=True)
class ShownIssue:
    page: int | None
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class PublishedReview:
    """A row of the table `reviews`: the effect of a row of a sheet, on this version or `inherited` from an earlier
    one."""

    review_id: str
    document_id: str
    fact_id: str | None
    decision: str
    status: str | None
    message: str | None
    inherited: bool
    sheet: str | None


class Shown:
    """A short-lived connection to the published file. Close it at once, because a publish replaces the file."""

    def __init__(self, warehouse: Path) -> None:
        """Raises UserError if it is not a warehouse, or lacks tables of this version."""
        self._connection = connect_current(warehouse)

    def __enter__(self) -> Shown:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def reviews(self) -> tuple[PublishedReview, ...]:
        rows = self._rows(
            "SELECT review_id, document_id, coalesce(applied_to, fact_id), decision, status, message, "
            "inherited_from IS NOT NULL, sheet FROM reviews"
        )
        return tuple(PublishedReview(*row) for row in rows)

    def documents(self) -> tuple[ShownDocument, ...]:
        return self._documents("true", [])

    def document(self, document_id: str) -> ShownDocument:
        """Raises UserError if there is none."""
        documents = self._documents("document_id = ?", [document_id])
        if not documents:
            raise UserError("there is no such document in the warehouse: it may have been replaced by a newer version")
        return documents[0]

    def _documents(self, where: str, given: Sequence[object]) -> tuple[ShownDocument, ...]:
        rows = self._rows(
            "SELECT d.document_id, d.file_name, d.title, d.publisher, d.report_year, d.status, d.page_count, "
            "coalesce(p.read, 0), coalesce(f.n, 0), coalesce(i.n, 0), l.path, n.newer, n.name "
            "FROM documents AS d "
            "LEFT JOIN (SELECT supersedes, min(document_id) AS newer, "
            "arg_min(coalesce(title, file_name), document_id) AS name FROM documents GROUP BY 1) AS n "
            "ON n.supersedes = d.document_id "
            "LEFT JOIN (SELECT document_id, count(*) FILTER (status IN ('read', 'empty')) AS read FROM pages "
            f"WHERE {where} GROUP BY 1) AS p USING (document_id) "
            f"LEFT JOIN (SELECT document_id, count(*) AS n FROM {_TO_REVIEW} WHERE {where} GROUP BY 1) AS f "
            "USING (document_id) "
            f"LEFT JOIN (SELECT document_id, count(*) AS n FROM issues WHERE {where} GROUP BY 1) AS i "
            "USING (document_id) "
            "LEFT JOIN (SELECT document_id, arg_min(path, (status IN ('missing', 'superseded'), status = 'duplicate', "
            f"path)) AS path FROM files WHERE {where} GROUP BY 1) AS l USING (document_id) "
            f"WHERE {where.replace('document_id', 'd.document_id')} ORDER BY d.file_name, 1",
            [*given] * 5,
        )
        return tuple(ShownDocument(*row) for row in rows)

    def pages(self, document_id: str, decided: Sequence[str]) -> tuple[ShownPage, ...]:
        """`decided` are the ids of reviewed facts."""
        rows = self._rows(
            "SELECT p.page, p.page_label, p.width, p.height, p.status, coalesce(f.n, 0), coalesce(f.undecided, 0), "
            "coalesce(i.n, 0) FROM pages AS p "
            "LEFT JOIN (SELECT t.page, count(*) AS n, count(*) FILTER (d.fact_id IS NULL) AS undecided "
            f"FROM {_TO_REVIEW} AS t LEFT JOIN (SELECT unnest(?::VARCHAR[]) AS fact_id) AS d USING (fact_id) "
            "WHERE t.document_id = ? GROUP BY 1) AS f USING (page) "
            "LEFT JOIN (SELECT page, count(*) AS n FROM issues WHERE document_id = ? GROUP BY 1) AS i USING (page) "
            "WHERE p.document_id = ? ORDER BY p.page",
            [sorted(set(decided)), document_id, document_id, document_id],
        )
        return tuple(ShownPage(*row) for row in rows)

    def facts(self, document_id: str, page: int) -> tuple[ShownFact, ...]:
        """In page order: each statement, then the numbers and products in it."""
        boxes, places = self._boxes(document_id, page)
        shown_facts = []
        for kind, table in MARKED.items():
            for columns in self._records(
                f"SELECT * FROM {table.name} WHERE document_id = ? AND page = ?", [document_id, page]
            ):
                fact_id = str(columns[table.key])
                place = places.get(fact_id, (1 << 30, 0))
                shown_facts.append(_fact(kind, fact_id, table.words, columns, tuple(boxes.get(fact_id, ())), place))
        shown_facts += self._rejected(document_id, page)
        shown_facts += self._others(document_id, page, boxes, places)
        order = [*MARKED, "other"]
        return tuple(
            sorted(shown_facts, key=lambda fact: (fact.place, order.index(fact.kind), _end(fact.boxes), fact.fact_id))
        )

    def page_of(self, fact_id: str) -> tuple[str, int]:
        """(document, page) of a fact. Raises UserError if there is none."""
        rows = self._rows(
            f"SELECT document_id, page FROM {_TO_REVIEW} WHERE fact_id = ? UNION ALL "
            "SELECT document_id, page FROM shortfalls WHERE shortfall_id = ?",
            [fact_id, fact_id],
        )
        if not rows:
            raise UserError("there is no such fact in the warehouse: it may be found no longer, or be another one now")
        return str(rows[0][0]), int(rows[0][1])

    def blocks(self, document_id: str, page: int | None = None) -> tuple[StoredBlock, ...]:
        """The blocks of one page or of all, in reading order."""
        rows = self._rows(
            "SELECT block_no, page, text, heading, heading_path, x0, top, x1, bottom FROM blocks "
            "WHERE document_id = ? AND (? IS NULL OR page = ?) ORDER BY block_no",
            [document_id, page, page],
        )
        return tuple(StoredBlock(*row) for row in rows)

    def issues(self, document_id: str, page: int | None = None) -> tuple[ShownIssue, ...]:
        rows = self._rows(
            "SELECT page, code, message FROM issues WHERE document_id = ? AND (? IS NULL OR page = ?) "
            "ORDER BY page NULLS FIRST, code, message LIMIT 500",
            [document_id, page, page],
        )
        return tuple(ShownIssue(*row) for row in rows)

    def unread(self) -> tuple[UnreadFile, ...]:
        """Files that could not be read and are no document, at most as many as a person would look through."""
        rows = self._rows(
            "SELECT path, status, message FROM unread WHERE page IS NULL AND status <> 'no_text' "
            "ORDER BY path LIMIT 200"
        )
        return tuple(UnreadFile(path, FileStatus(status), message) for path, status, message in rows)

    def _boxes(self, document_id: str, page: int) -> tuple[dict[str, list[Box]], dict[str, tuple[int, int]]]:
        boxes: dict[str, list[Box]] = {}
        places: dict[str, tuple[int, int]] = {}
        rows = self._rows(
            "SELECT fact_id, x0, top, x1, bottom, block_no, char_start FROM evidence "
            "WHERE document_id = ? AND page = ? ORDER BY block_no, char_start, top",
            [document_id, page],
        )
        for fact_id, x0, top, x1, bottom, block_no, start in rows:
            boxes.setdefault(fact_id, []).append(Box(x0, top, x1, bottom))
            places.setdefault(fact_id, (block_no, start))
        return boxes, places

    def _rejected(self, document_id: str, page: int) -> list[ShownFact]:
        rows = self._rows(
            f"SELECT e.fact_id, e.fact_kind, e.extracted, e.evidence FROM extracted_facts AS e "
            f"SEMI JOIN ({_REJECTED}) AS r USING (fact_id) WHERE e.document_id = ? AND (e.extracted->>'page') = ?",
            [document_id, str(page)],
        )
        shown_facts = []
        for fact_id, kind, extracted, evidence in rows:
            lines = [line for line in json.loads(evidence) if line["page"] == page]
            boxes = tuple(Box(line["x0"], line["top"], line["x1"], line["bottom"]) for line in lines)
            place = min(((line["block_no"], line["char_start"]) for line in lines), default=(1 << 30, 0))
            columns = _dated(json.loads(extracted))
            shown_facts.append(_fact(kind, fact_id, MARKED[kind].words, columns, boxes, place, rejected=True))
        return shown_facts

    def _others(
        self, document_id: str, page: int, boxes: Mapping[str, list[Box]], places: Mapping[str, tuple[int, int]]
    ) -> list[ShownFact]:
        rows = self._rows(
            "SELECT o.fact_id, o.what, string_agg(e.quote, ' ' ORDER BY e.block_no, e.char_start, e.top) "
            f"FROM ({_OTHERS}) AS o JOIN evidence AS e USING (document_id, fact_id) "
            "WHERE document_id = ? AND o.page = ? GROUP BY ALL",
            [document_id, page],
        )
        shown_facts = []
        for fact_id, what, words in rows:
            place = places.get(fact_id, (1 << 30, 0))
            own = tuple(boxes.get(fact_id, ()))
            shown_facts.append(
                ShownFact(fact_id, "other", document_id, page, words, None, None, {"what": what}, own, place, None)
            )
        return shown_facts

    def _records(self, sql: str, given: Sequence[object]) -> list[dict[str, object]]:
        result = self._connection.execute(sql, list(given))
        names = [str(column[0]) for column in result.description or ()]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def _rows(self, sql: str, given: Sequence[object] = ()) -> list[Any]:
        try:
            return list(self._connection.execute(sql, list(given)).fetchall())
        except duckdb.Error as error:
            raise UserError(f"the warehouse cannot be asked: {error}") from error


def _end(boxes: Sequence[Box]) -> tuple[float, float]:
    """Figures of a table begin at one heading of it, and end each in a cell of its own."""
    return (boxes[-1].top, boxes[-1].x0) if boxes else (0.0, 0.0)


def _fact(
    kind: str,
    fact_id: str,
    words: str,
    columns: dict[str, object],
    boxes: tuple[Box, ...],
    place: tuple[int, int],
    *,
    rejected: bool = False,
) -> ShownFact:
    return ShownFact(
        fact_id,
        kind,
        str(columns["document_id"]),
        int(str(columns["page"])),
        str(columns[words]),
        float(str(columns["confidence"])),
        None if columns.get("theme") is None else str(columns["theme"]),
        columns,
        boxes,
        place,
        None if columns.get("review") is None else str(columns["review"]),
        rejected,
    )


def _dated(columns: dict[str, object]) -> dict[str, object]:
    """Converts dates to text for JSON."""
    days = ("as_of", "period_start", "period_end")
    return {
        name: date.fromisoformat(str(value)[:10]) if name in days and value else value
        for name, value in columns.items()
    }
