"""Maps the data model to the columns of the tables. This is the only place that does.

The types of the columns are those of migrations/*.sql. A column that is missing here is NULL there. Values are
collected by column over many documents, as Arrow needs them. A tuple for each row would double the time.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from tfextract.model import Evidence, Issue, Phase, PriorityArea, ReadDocument

Row = tuple[object, ...]
Values = Sequence[object]


@dataclass(frozen=True, slots=True)
class DocumentTable:
    """A table whose rows each belong to one document. `values` returns the values of each of `columns` in order."""

    name: str
    columns: tuple[str, ...]
    values: Callable[[Sequence[ReadDocument]], Iterator[Values]]


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
    "achievement_id page text theme heading_path lead_in context_before result_level repeat_of confidence contributions"
)
_SHORTFALL_FIELDS = _columns("shortfall_id page text stance theme heading_path confidence")
_COUNT_FIELDS = _columns(
    "count_id page value value_high value_printed kind qualifier unit currency claim basis per as_of period_start "
    "period_end period_source label quote theme achievement_id whole_id dimension dimension_value compares_with "
    "repeat_of money_role headline confidence claim_source contributions claim_by"
)
_PRODUCT_FIELDS = _columns(
    "product_id page title product_type product_class role state url items theme repeat_of confidence contributions"
)
_MENTION_FIELDS = _columns("fact_id entity_id role inherited page quote")
_PHASE_FIELDS = _columns("phase_id fund_id name start_year end_year amount currency frequency")
_CONTACT_FIELDS = _columns("contact_id page organisation address phone email website")
_BOX = _columns("box.x0 box.top box.x1 box.bottom")
_EVIDENCE_FIELDS = ("page", "block_no", *_BOX, "start", "end", "quote", "rule_id")

ENTITY_COLUMNS = _columns("entity_id kind name code")
FUND_COLUMNS = _columns("fund_id name")
FILE_COLUMNS = _columns("path file_name document_id size modified_at status attempts etag")


def _fields_of(items: Sequence[object], fields: Sequence[str]) -> Iterator[Values]:
    inner: dict[str, Values] = {"": items}
    for field in fields:
        holder, _, name = field.rpartition(".")
        if holder not in inner:
            # Fetched once for its four fields: a dotted path takes three times as long as a plain name.
            inner[holder] = list(map(attrgetter(holder), items))
        yield list(map(attrgetter(name), inner[holder]))


def _rows_of(rows: Iterable[Row], width: int) -> Iterator[Values]:
    """For small tables, whose values are simpler to collect by row."""
    held = list(rows)
    return iter(zip(*held, strict=True)) if held else iter(() for _ in range(width))


def _plain(items_of: str, fields: Sequence[str]) -> Callable[[Sequence[ReadDocument]], Iterator[Values]]:
    """The document's id and the fields of the items at a path in a ReadDocument."""
    items_at = attrgetter(items_of)

    def values(documents: Sequence[ReadDocument]) -> Iterator[Values]:
        ids: list[object] = []
        items: list[object] = []
        for read in documents:
            own = items_at(read)
            ids += [read.document.document_id] * len(own)
            items += own
        yield ids
        yield from _fields_of(items, fields)

    return values


def _own_table(name: str, items_of: str, fields: tuple[str, ...]) -> DocumentTable:
    columns = tuple(field.rpartition(".")[2] for field in fields)
    return DocumentTable(name, ("document_id", *columns), _plain(items_of, fields))


def _products(documents: Sequence[ReadDocument]) -> Iterator[Values]:
    yield from _plain("facts.products", _PRODUCT_FIELDS)(documents)
    # No language means not determined. No items means a single work under one title, which is known.
    yield [product.languages or None for read in documents for product in read.facts.products]


def _first_page(evidence: Sequence[Evidence]) -> int | None:
    return evidence[0].page if evidence else None


def _phases(documents: Sequence[ReadDocument]) -> Iterator[Values]:
    yield from _plain("facts.phases", _PHASE_FIELDS)(documents)
    yield [_first_page(phase.evidence) for read in documents for phase in read.facts.phases]


def area_ids(phase: Phase) -> Iterator[tuple[str, PriorityArea]]:
    """Each priority area with its id. The id comes from its words, so that another area before it does not change
    it."""
    tally: Counter[str] = Counter()
    for area in phase.priority_areas:
        folded = " ".join(area.text.casefold().split())
        tally[folded] += 1
        key = "\x1f".join((phase.phase_id, "priority_area", folded, str(tally[folded])))
        yield hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:16], area


def _priority_areas(documents: Sequence[ReadDocument]) -> Iterator[Values]:
    rows = (
        (read.document.document_id, phase.phase_id, area.position, area.text, area_id, _first_page(area.evidence))
        for read in documents
        for phase in read.facts.phases
        for area_id, area in area_ids(phase)
    )
    return _rows_of(rows, len(_AREA_COLUMNS))


def _evidenced(read: ReadDocument) -> Iterator[tuple[str, tuple[Evidence, ...]]]:
    facts = read.facts
    yield from ((fact.achievement_id, fact.evidence) for fact in facts.achievements)
    yield from ((fact.shortfall_id, fact.evidence) for fact in facts.shortfalls)
    yield from ((fact.count_id, fact.evidence) for fact in facts.counts)
    yield from ((fact.product_id, fact.evidence) for fact in facts.products)
    yield from ((fact.contact_id, fact.evidence) for fact in facts.contacts)
    for phase in facts.phases:
        yield phase.phase_id, phase.evidence
        yield from ((area_id, area.evidence) for area_id, area in area_ids(phase))


def _evidence(documents: Sequence[ReadDocument]) -> Iterator[Values]:
    document_ids: list[str] = []
    fact_ids: list[str] = []
    lines: list[Evidence] = []
    for read in documents:
        before = len(lines)
        for fact_id, evidence in _evidenced(read):
            fact_ids += [fact_id] * len(evidence)
            lines += evidence
        document_ids += [read.document.document_id] * (len(lines) - before)
    yield document_ids
    yield fact_ids
    yield from _fields_of(lines, _EVIDENCE_FIELDS)


def issue_row(issue: Issue, document_id: str | None, path: str | None) -> Row:
    return (document_id, issue.file_name, issue.page, issue.code, issue.message, path)


def _issues(documents: Sequence[ReadDocument]) -> Iterator[Values]:
    rows = (
        issue_row(issue, read.document.document_id, None)
        for read in documents
        for issue in (*read.layout.issues, *read.facts.issues)
    )
    return _rows_of(rows, len(ISSUE_COLUMNS))


ISSUE_COLUMNS = _columns("document_id file_name page code message path")
_AREA_COLUMNS = _columns("document_id phase_id position text priority_area_id page")
_EVIDENCE_COLUMNS = _columns("document_id fact_id page block_no x0 top x1 bottom char_start char_end quote rule_id")

DOCUMENT_TABLES = (
    _own_table("pages", "layout.pages", _PAGE_FIELDS),
    _own_table("blocks", "layout.blocks", (*_BLOCK_FIELDS, *_BOX)),
    _own_table("table_cells", "layout.table_cells", _CELL_FIELDS),
    _own_table("achievements", "facts.achievements", _ACHIEVEMENT_FIELDS),
    _own_table("shortfalls", "facts.shortfalls", _SHORTFALL_FIELDS),
    _own_table("counts", "facts.counts", _COUNT_FIELDS),
    DocumentTable("products", ("document_id", *_PRODUCT_FIELDS, "languages"), _products),
    _own_table("mentions", "facts.mentions", _MENTION_FIELDS),
    _own_table("document_funds", "facts.funds", ("fund_id",)),
    DocumentTable("phases", ("document_id", *_PHASE_FIELDS, "page"), _phases),
    DocumentTable("priority_areas", _AREA_COLUMNS, _priority_areas),
    _own_table("contacts", "facts.contacts", _CONTACT_FIELDS),
    DocumentTable("evidence", _EVIDENCE_COLUMNS, _evidence),
    DocumentTable("issues", ISSUE_COLUMNS, _issues),
)
