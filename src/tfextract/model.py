"""The plain data that passes between the stages.

Boxes are in PDF points with the origin at the top left of the page as it is displayed; pages count from 1; char
spans are half open and count in the text of their block.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class FileStatus(StrEnum):
    READ = "read"
    PARTIAL = "partial"
    NO_TEXT = "no_text"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    NOT_PDF = "not_pdf"
    EMPTY = "empty"
    FAILED = "failed"
    DUPLICATE = "duplicate"
    MISSING = "missing"
    SUPERSEDED = "superseded"

    @property
    def with_a_loss(self) -> FileStatus:
        """The status of a file that lost something more."""
        return FileStatus.PARTIAL if self is FileStatus.READ else self


class PageStatus(StrEnum):
    READ = "read"
    EMPTY = "empty"
    IMAGE_ONLY = "image_only"
    OUTLINED = "outlined"
    GARBLED = "garbled"
    FAILED = "failed"


class OcrPages(StrEnum):
    """Which pages OCR may read. UNREAD: pages without text. ALL: also pages with a noisy OCR layer."""

    ALL = "all"
    UNREAD = "unread"
    NONE = "none"


class EncoderUse(StrEnum):
    """Which candidates the sentence encoder judges: those whose features leave it open, all, or none."""

    UNSURE = "unsure"
    ALL = "all"
    NONE = "none"


class TextSource(StrEnum):
    TEXT_LAYER = "text_layer"
    OCR = "ocr"
    NONE = "none"


class BlockRole(StrEnum):
    HEADING = "heading"
    LIST_ITEM = "list_item"
    PARAGRAPH = "paragraph"
    CALLOUT = "callout"
    TABLE = "table"
    CAPTION = "caption"
    FOOTNOTE = "footnote"
    HEADER = "header"
    FOOTER = "footer"


# Not frozen: there are more boxes than letters, and creating a frozen one takes three times as long. None is changed.
@dataclass(slots=True, unsafe_hash=True)
class Box:
    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def shared_width(self, other: Box) -> float:
        """The horizontal overlap of the two. Negative: the gap between them."""
        return min(self.x1, other.x1) - max(self.x0, other.x0)

    def shared_height(self, other: Box) -> float:
        """The vertical overlap, like `shared_width`."""
        return min(self.bottom, other.bottom) - max(self.top, other.top)

    def union(self, other: Box) -> Box:
        return Box(
            min(self.x0, other.x0),
            min(self.top, other.top),
            max(self.x1, other.x1),
            max(self.bottom, other.bottom),
        )

    @staticmethod
    def around(boxes: Iterable[Box]) -> Box:
        """The smallest box around them all. Needs at least one."""
        every = list(boxes)
        if len(every) == 1:
            return every[0]
        return Box(
            min([box.x0 for box in every]),
            min([box.top for box in every]),
            max([box.x1 for box in every]),
            max([box.bottom for box in every]),
        )


@dataclass(frozen=True, slots=True)
class Piece:
    """A word, or the part of a word on one line: `block.text[start:end]` is printed in `box`.

    `line` counts the printed lines of the block from 0. Where a line end splits a word, each side is a piece; the
    hyphen that was printed only for the line end is inside the box but not in the text.
    """

    start: int
    end: int
    page: int
    line: int
    box: Box
    size: float
    bold: bool = False
    italic: bool = False
    color: int = 0


@dataclass(frozen=True, slots=True)
class Link:
    page: int
    box: Box
    uri: str


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, list item, paragraph …. It is one block even if it continues in the next column or page.

    `block_no` counts through the document in reading order; `page` and `box` are those of its start.
    `level` is the rank of a heading (1 is highest) or the depth of a list item (1 is outermost), else 0.
    `heading_path` runs from the outermost heading to `heading`; a heading's own text is not in its path.
    `lead_in_no` is the block_no of the sentence ending in a colon that introduces a list item.
    """

    block_no: int
    page: int
    role: BlockRole
    text: str
    box: Box
    pieces: tuple[Piece, ...]
    heading: str | None = None
    heading_path: tuple[str, ...] = ()
    level: int = 0
    marker: str | None = None
    lead_in_no: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    page: int
    width: float
    height: float
    status: PageStatus
    text_source: TextSource
    page_label: str | None = None
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell with words. Tables count through the document, rows and columns through their table, from 1.

    A table that continues on the next page is one table. The place of a cell in the text: `block.text[start:end] ==
    text` in the block `block_no`. A cell of a header row has no headers, a cell of the label column no `row_header`.
    """

    page: int
    table_no: int
    row_no: int
    col_no: int
    text: str
    row_header: str | None = None
    col_header: str | None = None
    block_no: int | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """Something that could not be read or needs a person. `page` is None if it concerns the whole file."""

    code: str
    message: str
    file_name: str
    document_id: str | None = None
    page: int | None = None


# A document with one of these issues lacks something that is printed, so its status is partial. PASSING_CODES mark what
# was given up because a process was killed, or memory or time ran out.
PASSING_CODES = frozenset(("page_given_up", "extraction_given_up"))
LOSS_CODES = PASSING_CODES | frozenset(
    "page_failed layout_incomplete tables_not_read extraction_failed sideways_text portfolio xfa_form "
    "file_cut_short".split()
)


@dataclass(frozen=True, slots=True)
class Layout:
    """The layout of one PDF. `metadata` is the PDF's info dictionary, with the keys of the file."""

    pages: tuple[Page, ...]
    blocks: tuple[Block, ...]
    table_cells: tuple[TableCell, ...] = ()
    issues: tuple[Issue, ...] = ()
    metadata: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """One line box of a fact: `block.text[start:end] == quote`, and the words inside `box` are the quote's."""

    page: int
    block_no: int
    box: Box
    start: int
    end: int
    quote: str
    rule_id: str


class CountKind(StrEnum):
    COUNT = "count"
    MONEY = "money"
    PERCENT = "percent"
    RATIO = "ratio"
    MEASURE = "measure"


class Qualifier(StrEnum):
    EXACT = "exact"
    AT_LEAST = "at_least"
    OVER = "over"
    APPROX = "approx"
    UP_TO = "up_to"
    UNDER = "under"


class Claim(StrEnum):
    ACHIEVED = "achieved"
    TARGET = "target"
    BASELINE = "baseline"
    CHANGE = "change"
    WHOLE = "whole"
    CONTEXT = "context"
    SCALE = "scale"


class ClaimSource(StrEnum):
    """What decided a count's claim: words, grammar or a table column (rule), the learned model, a person, or
    nothing."""

    RULE = "rule"
    MODEL = "model"
    PERSON = "person"
    NONE = "none"


class Basis(StrEnum):
    CUMULATIVE = "cumulative"
    IN_PERIOD = "in_period"
    AT_DATE = "at_date"
    RATE = "rate"


class PeriodSource(StrEnum):
    SENTENCE = "sentence"
    HEADING = "heading"
    DOCUMENT = "document"
    PERSON = "person"


class MoneyRole(StrEnum):
    PLEDGE = "pledge"
    CONTRIBUTION = "contribution"
    COMMITMENT = "commitment"
    DISBURSEMENT = "disbursement"
    EXPENDITURE = "expenditure"
    BUDGET = "budget"
    LEVERAGED = "leveraged"
    BALANCE = "balance"
    OTHER = "other"


class ResultLevel(StrEnum):
    OUTPUT = "output"
    OUTCOME = "outcome"
    IMPACT = "impact"


class ShortfallKind(StrEnum):
    """The kind of shortfall that a statement reports."""

    LATE = "late"
    MISSED = "missed"
    REDUCED = "reduced"
    NOT_ACHIEVED = "not_achieved"
    RATING = "rating"


class ProductClass(StrEnum):
    PUBLICATION = "publication"
    GUIDE_OR_TOOL = "guide_or_tool"
    TRAINING = "training"
    PLATFORM_OR_DATA = "platform_or_data"
    MEDIA = "media"
    WEB = "web"
    EVENT_RECORD = "event_record"
    POLICY_OR_LAW = "policy_or_law"


class ProductRole(StrEnum):
    PRODUCED = "produced"
    SUPPORTED = "supported"
    CITED = "cited"
    SELF = "self"


class ProductState(StrEnum):
    RELEASED = "released"
    PLANNED = "planned"


class EntityKind(StrEnum):
    COUNTRY = "country"
    REGION = "region"
    ORGANISATION = "organisation"
    AGREEMENT = "agreement"
    GOAL = "goal"


class MentionRole(StrEnum):
    LOCATION = "location"
    BENEFICIARY = "beneficiary"
    DONOR = "donor"
    PARTNER = "partner"
    IN_TITLE = "in_title"


@dataclass(frozen=True, slots=True)
class Count:
    """A number in the text, with what it counts and its claim. None means not determined."""

    count_id: str
    page: int
    value: float
    value_printed: str
    kind: CountKind
    qualifier: Qualifier
    quote: str
    evidence: tuple[Evidence, ...]
    confidence: float
    value_high: float | None = None
    unit: str | None = None
    currency: str | None = None
    claim: Claim | None = None
    claim_source: ClaimSource | None = None
    claim_by: str | None = None
    basis: Basis | None = None
    per: str | None = None
    as_of: date | None = None
    period_start: date | None = None
    period_end: date | None = None
    period_source: PeriodSource | None = None
    label: str | None = None
    theme: str | None = None
    achievement_id: str | None = None
    whole_id: str | None = None
    dimension: str | None = None
    dimension_value: str | None = None
    compares_with: str | None = None
    repeat_of: str | None = None
    money_role: MoneyRole | None = None
    headline: bool = False
    contributions: str | None = None


@dataclass(frozen=True, slots=True)
class Product:
    product_id: str
    page: int
    title: str
    product_type: str
    product_class: ProductClass
    evidence: tuple[Evidence, ...]
    confidence: float
    role: ProductRole | None = None
    state: ProductState | None = None
    languages: tuple[str, ...] = ()
    url: str | None = None
    items: tuple[str, ...] = ()
    theme: str | None = None
    repeat_of: str | None = None
    contributions: str | None = None


@dataclass(frozen=True, slots=True)
class Achievement:
    achievement_id: str
    page: int
    text: str
    evidence: tuple[Evidence, ...]
    confidence: float
    theme: str | None = None
    heading_path: tuple[str, ...] = ()
    lead_in: str | None = None
    context_before: str | None = None
    result_level: ResultLevel | None = None
    repeat_of: str | None = None
    contributions: str | None = None


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A statement that something was late, missed, reduced or not achieved, or was rated so. It is never also an
    achievement."""

    shortfall_id: str
    page: int
    text: str
    stance: ShortfallKind
    evidence: tuple[Evidence, ...]
    confidence: float
    theme: str | None = None
    heading_path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entity:
    """`entity_id` is the kind and the code (`country:KEN`), or the kind and the folded name if there is no code."""

    entity_id: str
    kind: EntityKind
    name: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    fact_id: str
    entity_id: str
    page: int
    quote: str
    role: MentionRole | None = None
    inherited: bool = False


@dataclass(frozen=True, slots=True)
class Fund:
    fund_id: str
    name: str


@dataclass(frozen=True, slots=True)
class PriorityArea:
    position: int
    text: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Phase:
    phase_id: str
    fund_id: str
    name: str
    evidence: tuple[Evidence, ...]
    start_year: int | None = None
    end_year: int | None = None
    amount: float | None = None
    currency: str | None = None
    frequency: str | None = None
    priority_areas: tuple[PriorityArea, ...] = ()


@dataclass(frozen=True, slots=True)
class Contact:
    contact_id: str
    page: int
    evidence: tuple[Evidence, ...]
    organisation: str | None = None
    address: str | None = None
    phone: str | None = None
    email: str | None = None
    website: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """`report_year` is the year of the results, not of publication: the year in which their period ends, 2016 for
    2015/16."""

    document_id: str
    sha256: str
    file_name: str
    page_count: int
    status: FileStatus
    title: str | None = None
    publisher: str | None = None
    language: str | None = None
    report_year: int | None = None
    period_start: date | None = None
    period_end: date | None = None
    published_on: date | None = None
    source_uri: str | None = None
    supersedes: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of one document."""

    achievements: tuple[Achievement, ...] = ()
    shortfalls: tuple[Shortfall, ...] = ()
    counts: tuple[Count, ...] = ()
    products: tuple[Product, ...] = ()
    entities: tuple[Entity, ...] = ()
    mentions: tuple[Mention, ...] = ()
    funds: tuple[Fund, ...] = ()
    phases: tuple[Phase, ...] = ()
    contacts: tuple[Contact, ...] = ()
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """One document on its way to the warehouse, with all that was read from it."""

    document: Document
    layout: Layout
    facts: Facts = field(default_factory=Facts)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A path in an ingested folder. Two paths may hold the same document. Times are UTC.

    `attempts` counts consecutive readings that were given up for a reason that may pass, None if the last one ended
    otherwise. `path` may be the address of an object in a store, and `etag` is the store's tag for its bytes.
    """

    path: str
    file_name: str
    size: int
    modified_at: datetime
    status: FileStatus
    document_id: str | None = None
    sha256: str | None = None
    attempts: int | None = None
    etag: str | None = None
