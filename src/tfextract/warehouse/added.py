"""Builds the row and the evidence of a fact that a person added, from the printed sentence that the person names."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from tfextract.sheets import CellError
from tfextract.sheets.columns import FactKind, settings_of
from tfextract.sheets.reviews import PRINTED
from tfextract.sheets.table import number

RULE_ID = "review.add"


@dataclass(frozen=True, slots=True)
class StoredBlock:
    """A row of the table `blocks`. The box is on the page where the block starts."""

    block_no: int
    page: int
    text: str
    heading: str | None
    heading_path: Sequence[str]
    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class AddedFact:
    """`row` and `evidence` are by column. The evidence is one row with the box of its block."""

    fact_id: str
    sentence: str
    printed: str
    row: dict[str, object]
    evidence: dict[str, object]


def same_words(sentence: str, text: str) -> tuple[int, int] | None:
    """The span of the sentence's words in the text, ignoring white space and case."""
    words = sentence.split()
    if not words:
        return None
    match = re.search(r"\s+".join(map(re.escape, words)), text, re.IGNORECASE)
    return None if match is None else match.span()


def add_fact(
    blocks: Sequence[StoredBlock], kind: FactKind, text: str | None, sentence: str, page: int | None, document_id: str
) -> AddedFact:
    """Raises CellError if the sentence is not printed, or the values do not make a fact."""
    values = settings_of(kind, text, PRINTED[kind])
    block, (start, end) = _place(blocks, sentence, page)
    quote = block.text[start:end]
    printed = str(values.get(PRINTED[kind]) or "")
    if printed and same_words(printed, quote) is None:
        raise CellError("new_value", f"{PRINTED[kind]}={printed} is not printed in the sentence")
    key = "\x1f".join(("added", document_id, kind, printed, " ".join(quote.casefold().split())))
    fact_id = hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:16]
    row: dict[str, object] = {
        "document_id": document_id,
        "page": block.page,
        "theme": block.heading,
        "confidence": 1.0,
        "review": "added",
    }
    if kind is FactKind.COUNT:
        row |= {"count_id": fact_id, "quote": quote, "label": quote, "kind": "count", "qualifier": "exact"}
        row |= {
            "headline": False,
            "unit": values.get("currency"),
            "value": values.get("value") or number(printed, "new_value"),
        }
        if {"period_start", "period_end"} & set(values):
            row["period_source"] = "person"
        row["claim_source"] = "person" if values.get("claim") else "none"
    elif kind is FactKind.ACHIEVEMENT:
        row |= {"achievement_id": fact_id, "text": quote, "heading_path": list(block.heading_path)}
    else:
        row |= {"product_id": fact_id, "items": [], "product_type": "publication", "product_class": "publication"}
    row |= values
    evidence: dict[str, object] = {
        "fact_id": fact_id, "document_id": document_id, "page": block.page, "block_no": block.block_no,
        "x0": block.x0, "top": block.top, "x1": block.x1, "bottom": block.bottom,
        "char_start": start, "char_end": end, "quote": quote, "rule_id": RULE_ID,
    }  # fmt: skip
    return AddedFact(fact_id, quote, printed, row, evidence)


def _place(blocks: Sequence[StoredBlock], sentence: str, page: int | None) -> tuple[StoredBlock, tuple[int, int]]:
    results = [(block, span) for block in blocks if (span := same_words(sentence, block.text)) is not None]
    on_page = [place for place in results if page in (None, place[0].page)]
    if not results:
        raise CellError("sentence", "the sentence is not in the document: copy it as it is printed (table blocks)")
    return (on_page or results)[0]
