"""Removes contradictory rows from a change, so that the rest of their document is published.

The checks name the wrong rows. Dependent rows (evidence, mentions, links) are removed with them, and each removed row
becomes an issue of its document. If checks still fail, the document is published without facts and table cells. If they
fail even then, it is not published.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from tfextract.model import Document, Facts, FileStatus, Issue, Layout, Phase, ReadDocument, SourceFile
from tfextract.warehouse.checks import ChecksFailedError, Finding
from tfextract.warehouse.load import Change
from tfextract.warehouse.rows import area_ids

T = TypeVar("T")
# A check's finding and one of its rows.
_BrokenRow = tuple[Finding, Mapping[str, object]]

CODE = "row_withheld"
CONTRADICTS = "what was read from it contradicts itself ({}), so none of it was published: report it"
# Values of `table` if more than single rows were removed.
ALL_FACTS, WHOLE_DOCUMENT = "facts", "documents"
# Removing a row may reveal another that depended on it unexpectedly.
ROUNDS = 4
_DUPLICATE = "duplicate_"


@dataclass(frozen=True, slots=True)
class Withheld:
    """How many rows of a table a check removed on a page of a document (None: on no page).

    `table` is ALL_FACTS if all facts and table cells were removed, WHOLE_DOCUMENT if everything was.
    """

    document_id: str
    file_name: str
    table: str
    page: int | None
    rows: int
    check: str
    meaning: str

    def __str__(self) -> str:
        what = f"{self.rows} {'row' if self.rows == 1 else 'rows'} of {self.table}"
        what = {ALL_FACTS: "all facts and table cells", WHOLE_DOCUMENT: "the whole document"}.get(self.table, what)
        place = "" if self.page is None else f" of page {self.page}"
        return f"{what}{place} left out by the check {self.check} ({self.meaning}): report it"


@dataclass(slots=True)
class _Fault:
    """The wrong rows of one document: ids by table. `repeated`: the first of several rows with one id stays."""

    facts: set[str] = field(default_factory=set)
    links: set[tuple[str, str]] = field(default_factory=set)
    mentions: set[tuple[str, str]] = field(default_factory=set)
    places: set[tuple[str, str]] = field(default_factory=set)
    on_pages: set[tuple[str, int]] = field(default_factory=set)
    dates: bool = False
    repeated: bool = False

    def add(self, check: str, row: Mapping[str, object]) -> None:
        origin, key = str(row.get("origin")), str(row.get("id"))
        if check.startswith(_DUPLICATE):
            self.repeated = True
        elif "link" in row:
            self.links.add((str(row["link"]), key))
        elif "entity_id" in row:
            self.mentions.add((str(row["fact_id"]), str(row["entity_id"])))
        elif "fact_id" in row:
            self.facts.add(str(row["fact_id"]))
        elif origin == "documents":
            self.dates = True
        elif check == "orphan_page" and origin in ("table_cells", "issues"):
            self.on_pages.add((origin, _number(row.get("page"))))
        elif origin in ("blocks", "document_funds"):
            self.places.add((origin, key))
        else:
            self.facts.add(key)


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


class Withholding:
    """Removes from a change what its checks find, round after round."""

    def __init__(self, change: Change) -> None:
        self.change = change
        self.withheld: list[Withheld] = []
        self._rounds: Counter[str] = Counter()

    def take_out(self, failed: Sequence[Finding]) -> Change:
        """The change without what the checks found.

        Raises ChecksFailedError if a fault is in none of its documents.
        """
        known = {read.document.document_id: read for read in self.change.documents}
        faulty = {id_ for finding in failed for id_, _ in finding.documents}
        if not all(finding.documents for finding in failed) or not faulty <= known.keys():
            raise ChecksFailedError(tuple(failed))
        for document_id in sorted(faulty):
            self._rounds[document_id] += 1
            read = known[document_id]
            own = _faults_of(document_id, failed)
            if self._rounds[document_id] <= ROUNDS:
                self._replace(read, _without(read, own), _withheld(read, own))
            elif self._rounds[document_id] == ROUNDS + 1:
                self._replace(read, _bare(read), _withheld(read, own, ALL_FACTS))
            else:
                self._leave_out(read.document, _withheld(read, own, WHOLE_DOCUMENT))
        return self.change

    def _replace(self, before: ReadDocument, after: ReadDocument, withhelds: Sequence[Withheld]) -> None:
        self.withheld += withhelds
        issues = tuple(Issue(CODE, str(w), w.file_name, w.document_id, w.page) for w in withhelds)
        document = replace(after.document, status=after.document.status.with_a_loss)
        after = replace(after, document=document, facts=replace(after.facts, issues=(*after.facts.issues, *issues)))
        self.change = replace(
            self.change,
            documents=tuple(after if read is before else read for read in self.change.documents),
            files=tuple(_with_status(file, document.document_id, document.status) for file in self.change.files),
        )

    def _leave_out(self, document: Document, withhelds: Sequence[Withheld]) -> None:
        self.withheld += withhelds
        message = CONTRADICTS.format(", ".join(sorted({w.check for w in withhelds})))
        issue = Issue(FileStatus.FAILED.value, message, document.file_name, document.document_id)
        self.change = replace(
            self.change,
            documents=tuple(r for r in self.change.documents if r.document.document_id != document.document_id),
            files=tuple(_with_status(file, document.document_id, FileStatus.FAILED) for file in self.change.files),
            issues=(*self.change.issues, issue),
        )


def _faults_of(document_id: str, failed: Sequence[Finding]) -> list[_BrokenRow]:
    own: list[_BrokenRow] = [(f, row) for f in failed for row in f.row_dicts() if row.get("document_id") == document_id]
    # If two blocks have one number, the evidence of each looks wrong in the other.
    twice = [(finding, row) for finding, row in own if finding.check.name.startswith(_DUPLICATE)]
    return twice or own


def _with_status(file: SourceFile, document_id: str, status: FileStatus) -> SourceFile:
    own = file.document_id == document_id and file.status in (FileStatus.READ, FileStatus.PARTIAL, FileStatus.NO_TEXT)
    return replace(file, status=status) if own else file


def _withheld(read: ReadDocument, own: Sequence[_BrokenRow], table: str | None = None) -> list[Withheld]:
    """One for each check, table and page. With `table`, one for the whole document."""
    meanings = {finding.check.name: finding.check.meaning for finding, _ in own}
    pages = {page.page for page in read.layout.pages}
    counted: Counter[tuple[str, str, int | None]] = Counter()
    for finding, row in own:
        page = row.get("page")
        held = page in pages and table is None
        counted[finding.check.name, table or _table_of(row), _number(page) if held else None] += 1
    return [
        Withheld(read.document.document_id, read.document.file_name, name, page, rows, check, meanings[check])
        for (check, name, page), rows in counted.items()
    ]


def _table_of(row: Mapping[str, object]) -> str:
    fallback = "mentions" if "entity_id" in row else "evidence"
    return str(row.get("link") or row.get("origin") or row.get("what") or fallback)


def _bare(read: ReadDocument) -> ReadDocument:
    layout = replace(read.layout, table_cells=())
    return ReadDocument(_undated(read.document), layout, Facts(issues=read.facts.issues))


def _undated(document: Document) -> Document:
    return replace(document, report_year=None, period_start=None, period_end=None, published_on=None)


def _without(read: ReadDocument, own: Iterable[_BrokenRow]) -> ReadDocument:
    fault = _Fault()
    for finding, row in own:
        fault.add(finding.check.name, row)
    document = _undated(read.document) if fault.dates else read.document
    return ReadDocument(document, _layout_without(read.layout, fault), _facts_without(read.facts, fault))


def _layout_without(layout: Layout, fault: _Fault) -> Layout:
    blocks = tuple(block for block in layout.blocks if ("blocks", str(block.block_no)) not in fault.places)
    cells = tuple(cell for cell in layout.table_cells if ("table_cells", cell.page) not in fault.on_pages)
    issues = tuple(issue for issue in layout.issues if ("issues", issue.page or 0) not in fault.on_pages)
    pages = layout.pages
    if fault.repeated:
        pages = _first_of(pages, lambda page: page.page)
        blocks = _first_of(blocks, lambda block: block.block_no)
        cells = _first_of(cells, lambda cell: (cell.page, cell.table_no, cell.row_no, cell.col_no))
    return replace(layout, pages=pages, blocks=blocks, table_cells=cells, issues=issues)


def _facts_without(facts: Facts, fault: _Fault) -> Facts:
    """Removes facts by id. If ids are repeated, the first of several facts stays."""
    taken: set[str] = set()

    def stays(fact_id: str) -> bool:
        if fact_id in fault.facts or (fault.repeated and fact_id in taken):
            return False
        taken.add(fact_id)
        return True

    achievements = tuple(fact for fact in facts.achievements if stays(fact.achievement_id))
    shortfalls = tuple(fact for fact in facts.shortfalls if stays(fact.shortfall_id))
    counts = tuple(fact for fact in facts.counts if stays(fact.count_id))
    products = tuple(fact for fact in facts.products if stays(fact.product_id))
    phases = tuple(_phase_without(fact, stays) for fact in facts.phases if stays(fact.phase_id))
    contacts = tuple(fact for fact in facts.contacts if stays(fact.contact_id))

    def link(table: str, column: str, own: str, target: str | None) -> str | None:
        return target if target in taken and (f"{table}.{column}", own) not in fault.links else None

    mentions = tuple(
        mention
        for mention in facts.mentions
        if mention.fact_id in taken and (mention.fact_id, mention.entity_id) not in fault.mentions
    )
    funds = tuple(fund for fund in facts.funds if ("document_funds", fund.fund_id) not in fault.places)
    if fault.repeated:
        funds = _first_of(funds, lambda fund: fund.fund_id)
    issues = tuple(issue for issue in facts.issues if ("issues", issue.page or 0) not in fault.on_pages)
    mentioned = {mention.entity_id for mention in mentions}
    return replace(
        facts,
        achievements=tuple(
            replace(fact, repeat_of=link("achievements", "repeat_of", fact.achievement_id, fact.repeat_of))
            for fact in achievements
        ),
        shortfalls=shortfalls,
        counts=tuple(
            replace(
                fact,
                achievement_id=link("counts", "achievement_id", fact.count_id, fact.achievement_id),
                whole_id=link("counts", "whole_id", fact.count_id, fact.whole_id),
                compares_with=link("counts", "compares_with", fact.count_id, fact.compares_with),
                repeat_of=link("counts", "repeat_of", fact.count_id, fact.repeat_of),
            )
            for fact in counts
        ),
        products=tuple(
            replace(fact, repeat_of=link("products", "repeat_of", fact.product_id, fact.repeat_of)) for fact in products
        ),
        entities=tuple(entity for entity in facts.entities if entity.entity_id in mentioned),
        mentions=mentions,
        funds=funds,
        phases=phases,
        contacts=contacts,
        issues=issues,
    )


def _phase_without(phase: Phase, stays: Callable[[str], bool]) -> Phase:
    areas = tuple(area for area_id, area in area_ids(phase) if stays(area_id))
    return replace(phase, priority_areas=_first_of(areas, lambda area: area.position))


def _first_of(items: Sequence[T], key: Callable[[T], object]) -> tuple[T, ...]:
    first: dict[object, T] = {}
    for item in items:
        first.setdefault(key(item), item)
    return tuple(first.values())
