"""The rows of each table from what was read: the one place that maps the data model to columns.

The types of the columns are those of migrations/*.sql; a column left out here is NULL there.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from tfextract.model import Evidence, Issue, Phase, PriorityArea, ReadDocument

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose rows belong to one document each; every row of `rows` has its values in the order of `columns`."""

    name: str
    columns: tuple[str, ...]
    rows: Callable[[ReadDocument], Iterator[Row]]


def _columns(names: str) -> tuple[str, ...]:
    return tuple(names.split())


DOCUMENT_FIELDS = _columns(
    "document_id sha256 file_name title publisher language report_year period_start period_end published_on "
    "source_uri supersedes page_count status"
)
_PAGE_FIELDS = _columns("page page_label width height status text_source")
_BLOCK_FIELDS = _columns("page block_no role text heading heading_path level")
_CELL_FIELDS = _columns("page table_no row_no col_no row_header col_header text")
_ACHIEVEMENT_FIELDS = _columns(
    "achievement_id page text theme heading_path lead_in context_before result_level repeat_of confidence"
)
_SHORTFALL_FIELDS = _columns("shortfall_id page text stance theme heading_path confidence")
_COUNT_FIELDS = _columns(
    "count_id page value value_high value_printed kind qualifier unit currency claim basis per as_of period_start "
    "period_end period_source label quote theme achievement_id whole_id dimension dimension_value compares_with "
    "repeat_of money_role headline confidence"
)
_PRODUCT_FIELDS = _columns(
    "product_id page title product_type product_class role state url items theme repeat_of confidence"
)
_MENTION_FIELDS = _columns("fact_id entity_id role inherited page quote")
_PHASE_FIELDS = _columns("phase_id fund_id name start_year end_year amount currency frequency")
_CONTACT_FIELDS = _columns("contact_id page organisation address phone email website")
_BOX = _columns("x0 top x1 bottom")

ENTITY_COLUMNS = _columns("entity_id kind name code")
FUND_COLUMNS = _columns("fund_id name")
FILE_COLUMNS = _columns("path file_name document_id size modified_at status")


def _values(item: object, fields: Sequence[str]) -> Row:
    values: Row = attrgetter(*fields)(item)
    return values


def _plain(read: ReadDocument, items: Sequence[object], fields: Sequence[str]) -> Iterator[Row]:
    document_id = read.document.document_id
    return ((document_id, *_values(item, fields)) for item in items)


def _pages(read: ReadDocument) -> Iterator[Row]:
    return _plain(read, read.layout.pages, _PAGE_FIELDS)


def _blocks(read: ReadDocument) -> Iterator[Row]:
    for block in read.layout.blocks:
        yield (read.document.document_id, *_values(block, _BLOCK_FIELDS), *_values(block.box, _BOX))


def _cells(read: ReadDocument) -> Iterator[Row]:
    return _plain(read, read.layout.table_cells, _CELL_FIELDS)


def _achievements(read: ReadDocument) -> Iterator[Row]:
    return _plain(read, read.facts.achievements, _ACHIEVEMENT_FIELDS)


def _shortfalls(read: ReadDocument) -> Iterator[Row]:
    return _plain(read, read.facts.shortfalls, _SHORTFALL_FIELDS)


def _counts(read: ReadDocument) -> Iterator[Row]:
    return _plain(read, read.facts.counts, _COUNT_FIELDS)


def _products(read: ReadDocument) -> Iterator[Row]:
    for product in read.facts.products:
        # No language found is not determined; no items is one work under one title, which is known.
        languages = product.languages or None
        yield (read.document.document_id, *_values(product, _PRODUCT_FIELDS), languages)


def _mentions(read: ReadDocument) -> Iterator[Row]:
    return _plain(read, read.facts.mentions, _MENTION_FIELDS)


def _document_funds(read: ReadDocument) -> Iterator[Row]:
    return ((read.document.document_id, fund.fund_id) for fund in read.facts.funds)


def _first_page(evidence: Sequence[Evidence]) -> int | None:
    return evidence[0].page if evidence else None


def _phases(read: ReadDocument) -> Iterator[Row]:
    for phase in read.facts.phases:
        yield (read.document.document_id, *_values(phase, _PHASE_FIELDS), _first_page(phase.evidence))


def _areas_of(phase: Phase) -> Iterator[tuple[str, PriorityArea]]:
    """Each priority area with its id, which is made of its words: an area found before it must not move it."""
    seen: Counter[str] = Counter()
    for area in phase.priority_areas:
        folded = " ".join(area.text.casefold().split())
        seen[folded] += 1
        key = "\x1f".join((phase.phase_id, "priority_area", folded, str(seen[folded])))
        yield hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:16], area


def _priority_areas(read: ReadDocument) -> Iterator[Row]:
    for phase in read.facts.phases:
        for area_id, area in _areas_of(phase):
            page = _first_page(area.evidence)
            yield (read.document.document_id, phase.phase_id, area.position, area.text, area_id, page)


def _contacts(read: ReadDocument) -> Iterator[Row]:
    return _plain(read, read.facts.contacts, _CONTACT_FIELDS)


def _evidenced(read: ReadDocument) -> Iterator[tuple[str, tuple[Evidence, ...]]]:
    facts = read.facts
    yield from ((fact.achievement_id, fact.evidence) for fact in facts.achievements)
    yield from ((fact.shortfall_id, fact.evidence) for fact in facts.shortfalls)
    yield from ((fact.count_id, fact.evidence) for fact in facts.counts)
    yield from ((fact.product_id, fact.evidence) for fact in facts.products)
    yield from ((fact.contact_id, fact.evidence) for fact in facts.contacts)
    for phase in facts.phases:
        yield phase.phase_id, phase.evidence
        yield from ((area_id, area.evidence) for area_id, area in _areas_of(phase))


def _evidence(read: ReadDocument) -> Iterator[Row]:
    for fact_id, evidence in _evidenced(read):
        for line in evidence:
            where = (line.page, line.block_no, *_values(line.box, _BOX))
            yield (read.document.document_id, fact_id, *where, line.start, line.end, line.quote, line.rule_id)


def issue_row(issue: Issue, document_id: str | None, path: str | None) -> Row:
    return (document_id, issue.file_name, issue.page, issue.code, issue.message, path)


def _issues(read: ReadDocument) -> Iterator[Row]:
    for issue in (*read.layout.issues, *read.facts.issues):
        yield issue_row(issue, read.document.document_id, None)


ISSUE_COLUMNS = _columns("document_id file_name page code message path")

DOCUMENT_TABLES = (
    Table("pages", ("document_id", *_PAGE_FIELDS), _pages),
    Table("blocks", ("document_id", *_BLOCK_FIELDS, *_BOX), _blocks),
    Table("table_cells", ("document_id", *_CELL_FIELDS), _cells),
    Table("achievements", ("document_id", *_ACHIEVEMENT_FIELDS), _achievements),
    Table("shortfalls", ("document_id", *_SHORTFALL_FIELDS), _shortfalls),
    Table("counts", ("document_id", *_COUNT_FIELDS), _counts),
    Table("products", ("document_id", *_PRODUCT_FIELDS, "languages"), _products),
    Table("mentions", ("document_id", *_MENTION_FIELDS), _mentions),
    Table("document_funds", ("document_id", "fund_id"), _document_funds),
    Table("phases", ("document_id", *_PHASE_FIELDS, "page"), _phases),
    Table("priority_areas", _columns("document_id phase_id position text priority_area_id page"), _priority_areas),
    Table("contacts", ("document_id", *_CONTACT_FIELDS), _contacts),
    Table(
        "evidence",
        ("document_id", "fact_id", "page", "block_no", *_BOX, "char_start", "char_end", "quote", "rule_id"),
        _evidence,
    ),
    Table("issues", ISSUE_COLUMNS, _issues),
)
