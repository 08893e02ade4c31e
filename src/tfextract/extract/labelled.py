"""Figures after their label: "Harbours where boats were mended: 14", "Number of millers taught by the fund: 310"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tfextract.extract.numbers import NumberSpan
from tfextract.model import Block, BlockRole, CountKind

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

MAX_WORDS = 16
LABEL = re.compile(
    r"(?P<lead>(?:the\s+)?(?:total\s+)?(?:number|no\.|count|total)\s+of\s+(?:the\s+)?)?(?P<label>[^\d:;]{3,120}?):\s*$",
    re.IGNORECASE,
)
# Only the number follows the label, then perhaps a note or the next figure of a row.
CLOSES = re.compile(r"\s*(?:[.;,]?\s*$|[(;|·•])")
# Tags of the words that end the name of what is counted: "boats built by …", "harbours where …".
NAME_ENDS = ("VBN", "VBD", "VBG", "VBP", "VBZ", "WRB", "WDT", "WP")


def labelled(block: Block, number: NumberSpan, doc: Doc) -> tuple[int, int] | None:
    """The span of the label's noun phrase. None if the label has no plural noun ("Phone: 62", "Level: 3")."""
    if (
        block.role not in (BlockRole.LIST_ITEM, BlockRole.PARAGRAPH, BlockRole.CALLOUT)
        or number.kind is not CountKind.COUNT
    ):
        return None
    start = max(block.text.rfind(mark, 0, number.qualifier_start) + 1 for mark in ";|·•")
    before = LABEL.fullmatch(block.text[start : number.qualifier_start].lstrip())
    if (
        before is None
        or CLOSES.match(block.text, number.qualifier_end) is None
        or len(before["label"].split()) > MAX_WORDS
    ):
        return None
    first = block.text.index(before["label"], start)
    words = [token for token in doc if first <= token.idx < first + len(before["label"])]
    plural = next((at for at, token in enumerate(words) if token.tag_ in ("NNS", "NNPS")), None)
    if plural is None:
        return None
    last = next((at for at in range(plural + 1, len(words)) if _ends_name(words[at])), len(words))
    return words[0].idx, words[last - 1].idx + len(words[last - 1])


def _ends_name(token: Token) -> bool:
    return (
        token.tag_ in NAME_ENDS
        or (token.is_punct and token.text != "&")
        or (token.tag_ == "IN" and token.lower_ not in ("of", "on"))
    )
