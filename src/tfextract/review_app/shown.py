"""Prepares a page for display: each fact with its mark, verdict and boxes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from tfextract.model import Box
from tfextract.reports.document import is_sure
from tfextract.review_app.editing import essentials
from tfextract.review_app.verdicts import Given, Verdict, Verdicts
from tfextract.sheets import CellError
from tfextract.sheets.columns import as_written
from tfextract.warehouse.added import StoredBlock, add_fact
from tfextract.warehouse.fact_tables import MARKED, REVIEWED
from tfextract.warehouse.pages import Shown, ShownFact

LETTERS = {"achievement": "A", "count": "C", "product": "P", "shortfall": "S", "other": "O"}
NAMES = {**{kind: table.name for kind, table in MARKED.items()}, "other": "other"}
MAX_FACTS = 200
_A4_WIDE = 595.0
# Margins in points around the words, so that the frame of a number is inside that of its statement.
_MARGINS = {"achievement": 3.0, "shortfall": 3.0, "product": 1.8, "count": 0.6, "other": 3.0}


@dataclass(frozen=True, slots=True)
class Item:
    """A fact in the list. `mark` (A1, C2 …) is also on its box. `verdict` is None if nobody decided.

    `tag` is the place of its mark on the page: left, top, width and height in points. `again` are those of the boxes
    that an item before it has too: a heading of a table, a sentence with two numbers.
    """

    fact: ShownFact
    mark: str
    verdict: Verdict | None
    boxes: tuple[Box, ...]
    tag: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    again: frozenset[Box] = frozenset()

    @property
    def reviewable(self) -> bool:
        return self.fact.kind in REVIEWED

    @property
    def unsure(self) -> bool:
        """As in the report of the document: worth a look first."""
        return self.fact.confidence is not None and not is_sure(self.fact.confidence)

    @property
    def state(self) -> str:
        if self.verdict is None:
            return "undecided" if self.reviewable else "bare"
        return self.verdict.word

    @property
    def edits(self) -> Mapping[str, str]:
        return {} if self.verdict is None else self.verdict.edits

    @property
    def heading(self) -> str:
        """A short name of a count. Other facts need none."""
        if self.fact.kind != "count":
            return self.edits.get("title", self.fact.words)
        columns = self.fact.columns
        value = self.edits.get("value", as_written(columns.get("value")))
        unit = self.edits.get("unit", as_written(columns.get("unit")))
        printed = as_written(columns.get("value_printed"))
        qualifier = self.edits.get("qualifier", as_written(columns.get("qualifier")))
        text = "" if qualifier in ("", "exact") else qualifier.replace("_", " ")
        shown = grouped(value) if "value" in self.edits or not printed else printed
        if unit == "%":
            # 45 of a column of percentages, but 45 percent and one in three.
            shown, unit = f"{shown}%" if shown[-1:].isdigit() else shown, ""
        # USD 73 million has its unit in the printed number, $73 million a sign of it.
        reported = unit in shown or (unit == columns.get("currency") and not shown[:1].isdigit())
        return " ".join(part for part in (text, shown, "" if reported else unit) if part)

    @property
    def essentials(self) -> tuple[tuple[str, str, bool], ...]:
        return tuple(essentials(self.fact, self.edits))


@dataclass(frozen=True, slots=True)
class Filter:
    """The filter of the list. `kind`: '' for all. `sure`: '' or `unsure`. `state`: '', `undecided`, `decided` or
    `rejected`."""

    kind: str = ""
    sure: str = ""
    state: str = ""
    start: int = 0

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Filter:
        kind, sure, state, start = (given.get(name, "") for name in ("kind", "sure", "state", "start"))
        return cls(
            kind if kind in LETTERS else "",
            sure if sure == "unsure" else "",
            state if state in ("undecided", "decided", "rejected") else "",
            int(start) if start.isascii() and start.isdigit() and len(start) < 7 else 0,
        )

    @property
    def query(self) -> str:
        """The filter as a query string, with its question mark."""
        given = {
            name: value for name, value in (("kind", self.kind), ("sure", self.sure), ("state", self.state)) if value
        }
        if self.start:
            given["start"] = str(self.start)
        return f"?{urlencode(given)}" if given else ""

    def from_start(self, start: int) -> Filter:
        return Filter(self.kind, self.sure, self.state, start)

    def takes(self, item: Item) -> bool:
        if self.kind and item.fact.kind != self.kind:
            return False
        if self.sure and not item.unsure:
            return False
        states = {
            "": True,
            "undecided": item.reviewable and item.verdict is None,
            "decided": item.verdict is not None,
            "rejected": item.state == "rejected",
        }
        return states[self.state]


@dataclass(frozen=True, slots=True)
class Addition:
    """A fact that a person added and that is not in the warehouse. `trouble` is the reason if it cannot be added."""

    given: Given
    page: int | None
    boxes: tuple[Box, ...]
    trouble: str | None


def items_of(shown: Shown, verdicts: Verdicts, document_id: str, page: int, wide: float = _A4_WIDE) -> tuple[Item, ...]:
    """Items in page order. `wide` is the page width in points."""
    known = verdicts.of(document_id)
    counted: dict[str, int] = {}
    tags = _Tags(max(1.0, wide / _A4_WIDE))
    items = []
    for fact in shown.facts(document_id, page):
        counted[fact.kind] = counted.get(fact.kind, 0) + 1
        mark = f"{LETTERS[fact.kind]}{counted[fact.kind]}"
        boxes = _around(fact)
        items.append(Item(fact, mark, _verdict(fact, known), boxes, tags.place(fact.kind, mark, boxes)))
    return tuple(items)


def drawn_once(items: Sequence[Item]) -> tuple[Item, ...]:
    """With what of their boxes is drawn for an item before them; of those that are shown together."""
    drawn: set[Box] = set()
    made = []
    for item in items:
        made.append(replace(item, again=frozenset(drawn.intersection(item.boxes))))
        drawn.update(item.boxes)
    return tuple(made)


class _Tags:
    """Places the marks on a page so that none covers another: beside the first line, for a number after its last line.

    A wide page is scaled down, so its marks must be larger.
    """

    def __init__(self, scale: float) -> None:
        self._scale = scale
        self._rows: dict[int, list[tuple[float, float]]] = {}

    def place(self, kind: str, mark: str, boxes: Sequence[Box]) -> tuple[float, float, float, float]:
        width, height = self._scale * (3.0 + 4.2 * len(mark)), self._scale * 8.0
        if not boxes:
            return (0.0, 0.0, width, height)
        if kind == "count" and _in_a_row(boxes):
            # Upon its number it would lie on that of the next row as well.
            left, top = boxes[-1].x1, (boxes[-1].top + boxes[-1].bottom - height) / 2
        elif kind == "count":
            left, top = boxes[-1].x1 - width, boxes[-1].bottom - height / 2
        else:
            left, top = max(0.0, boxes[0].x0 - width), boxes[0].top
            # A statement that starts inside a line would have its mark on the words before it.
            if len(boxes) > 1 and boxes[1].x0 < boxes[0].x0 - 10:
                left, top = boxes[0].x0, boxes[0].top - 0.7 * height
        # Rows of half a mark's height are enough to find colliding marks.
        rows = range(int(top // 4), int((top + height) // 4) + 1)
        taken = sorted(span for row in rows for span in self._rows.get(row, ()))
        for low, high in taken:
            if low < left + width and left < high:
                left = high + 0.5
        for row in rows:
            self._rows.setdefault(row, []).append((left, left + width))
        return (left, top, width, height)


def _in_a_row(boxes: Sequence[Box]) -> bool:
    """Whether the last box is a cell of a table, with the words of its row before it."""
    last = boxes[-1]
    return any(
        box.shared_height(last) > 0.5 * min(box.height, last.height) and last.x0 - box.x1 > last.height
        for box in boxes[:-1]
    )


def _verdict(fact: ShownFact, known: Mapping[str, Verdict]) -> Verdict | None:
    verdict = known.get(fact.fact_id)
    if verdict is not None:
        return verdict
    # The verdict was withdrawn, which the next publish shows.
    if fact.rejected or fact.review not in (None, "added"):
        return None
    return Verdict("added", waits=False) if fact.review == "added" else None


def _around(fact: ShownFact) -> tuple[Box, ...]:
    margin = _MARGINS[fact.kind]
    return tuple(Box(b.x0 - margin, b.top - margin, b.x1 + margin, b.bottom + margin) for b in fact.boxes)


def additions_of(shown: Shown, verdicts: Verdicts, document_id: str) -> tuple[Addition, ...]:
    waiting = verdicts.to_add(document_id)
    if not waiting:
        return ()
    blocks = shown.blocks(document_id)
    return tuple(_addition(one, blocks) for one in waiting)


def _addition(given: Given, blocks: Sequence[StoredBlock]) -> Addition:
    review_line = given.review
    try:
        added = add_fact(
            blocks,
            review_line.fact_kind,
            review_line.new_value,
            review_line.sentence,
            review_line.page,
            review_line.document_id,
        )
    except CellError as error:
        return Addition(given, review_line.page, (), str(error))
    line = added.evidence
    box = Box(*(float(str(line[name])) for name in ("x0", "top", "x1", "bottom")))
    trouble = None if given.published is None else given.published.message
    return Addition(given, int(str(line["page"])), (box,), trouble)


def grouped(value: str) -> str:
    """1234567 → 1,234,567."""
    whole, point, rest = value.partition(".")
    return f"{int(whole):,}{point}{rest}" if whole.isascii() and whole.isdigit() else value


def undecided_of(items: Iterable[Item]) -> int:
    return sum(item.reviewable and item.verdict is None for item in items)
