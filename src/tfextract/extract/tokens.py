"""Tokens of a parse by character offset, found by binary search."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_STARTS = "tfextract.starts"


def starts_of(doc: Doc) -> list[int]:
    """The character offset of each token; cached in the document's user data."""
    starts: list[int] | None = doc.user_data.get(_STARTS)
    if starts is None:
        starts = doc.user_data[_STARTS] = doc.to_array("IDX").tolist()
    return starts


def number_from(doc: Doc, offset: int) -> int:
    """The index of the first token that starts at or after the offset; `len(doc)` where none does."""
    return bisect_left(starts_of(doc), offset)


def token_from(doc: Doc, offset: int) -> Token | None:
    """The first token that starts at or after the offset."""
    at = number_from(doc, offset)
    return doc[at] if at < len(doc) else None


def token_starting(doc: Doc, offset: int) -> Token | None:
    token = token_from(doc, offset)
    return token if token is not None and token.idx == offset else None
