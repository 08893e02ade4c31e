"""Tokens of a parse by the place of their letters, found without looking at every token before them."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_STARTS = "tfextract.starts"


def starts_of(doc: Doc) -> list[int]:
    """The offset of each token in the document's text, kept with the document."""
    starts: list[int] | None = doc.user_data.get(_STARTS)
    if starts is None:
        starts = doc.user_data[_STARTS] = doc.to_array("IDX").tolist()
    return starts


def number_from(doc: Doc, offset: int) -> int:
    """The number of the first token that starts at the offset or behind it; that of all tokens where none does."""
    return bisect_left(starts_of(doc), offset)


def token_from(doc: Doc, offset: int) -> Token | None:
    """The first token that starts at the offset or behind it."""
    at = number_from(doc, offset)
    return doc[at] if at < len(doc) else None


def token_starting(doc: Doc, offset: int) -> Token | None:
    token = token_from(doc, offset)
    return token if token is not None and token.idx == offset else None
