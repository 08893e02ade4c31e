"""Evidence: spans of a block as line boxes. Ids of facts, which stay the same when rules change."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache

from tfextract.model import Block, Box, Evidence, Piece

ID_LENGTH = 16


def whole_words(block: Block, start: int, end: int) -> tuple[int, int]:
    """The span widened to whole printed words: a box cannot end within a word."""
    touched = [piece for piece in block.pieces if piece.start < end and piece.end > start]
    if not touched:
        return start, end
    return min(start, touched[0].start), max(end, touched[-1].end)


def evidence_of(block: Block, start: int, end: int, rule_id: str) -> tuple[Evidence, ...]:
    """One row for each printed line that the span touches; the quotes joined by blanks give the whole."""
    lines: dict[tuple[int, int], list[Piece]] = {}
    for piece in block.pieces:
        if piece.start < end and piece.end > start:
            lines.setdefault((piece.page, piece.line), []).append(piece)
    rows = []
    for (page, _), pieces in lines.items():
        box = Box.around(piece.box for piece in pieces)
        first, last = pieces[0].start, pieces[-1].end
        rows.append(Evidence(page, block.block_no, box, first, last, block.text[first:last], rule_id))
    return tuple(rows)


def printed_lines(block: Block) -> tuple[tuple[int, int], ...]:
    """Start and end in the block's text of each printed line."""
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    for piece in block.pieces:
        start, _ = spans.get((piece.page, piece.line), (piece.start, piece.end))
        spans[piece.page, piece.line] = (start, piece.end)
    return tuple(spans.values())


def page_of(block: Block, start: int, end: int) -> int:
    """The page that holds most of the span's words."""
    pages = Counter(piece.page for piece in block.pieces if piece.start < end and piece.end > start)
    return pages.most_common(1)[0][0] if pages else block.page


_NO_WORD = re.compile(r"\W+")


# Headings and names are folded many times.
@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    return _NO_WORD.sub(" ", text.casefold()).strip()


@dataclass(slots=True)
class Ids:
    """Gives fact ids. The ordinal distinguishes equal facts in equal sentences of one page."""

    document_id: str
    ordinals: Counter[tuple[str, ...]] = field(default_factory=Counter)

    def give(self, kind: str, page: int, statement: str, printed: str = "") -> str:
        key = (self.document_id, kind, str(page), printed, folded(statement))
        self.ordinals[key] += 1
        digest = hashlib.sha256("\x1f".join((*key, str(self.ordinals[key]))).encode())
        return digest.hexdigest()[:ID_LENGTH]
