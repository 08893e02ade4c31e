"""Splits words into pieces of a fixed vocabulary, like BERT's uncased models (WordPiece)."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

UNKNOWN, START, STOP = "[UNK]", "[CLS]", "[SEP]"
LONGEST = 100
# More distinct words than the reports of a year have.
MAX_CACHED = 200_000
INNER = "##"
# Ranges of Chinese characters. Each character is a word.
IDEOGRAPHS = ((0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F))


@dataclass(frozen=True, slots=True)
class WordPieces:
    """`number` of each piece. A piece that continues a word begins with "##"."""

    number: Mapping[str, int]
    cache: dict[str, tuple[int, ...]] = field(default_factory=dict, compare=False)

    def cut(self, text: str) -> list[int]:
        """The numbers of the text's pieces. A word that the vocabulary cannot build is one unknown piece."""
        results: list[int] = []
        # White space always separates words, so each run without white space is split once and cached.
        for segment in text.split():
            pieces = self.cache.get(segment)
            if pieces is None:
                if len(self.cache) > MAX_CACHED:
                    self.cache.clear()
                pieces = tuple(piece for word in words(segment) for piece in self._of_word(word))
                self.cache[segment] = pieces
            results.extend(pieces)
        return results

    def _of_word(self, word: str) -> tuple[int, ...]:
        unknown = (self.number[UNKNOWN],)
        if len(word) > LONGEST:
            return unknown
        pieces: list[int] = []
        at = 0
        while at < len(word):
            lead = INNER if at else ""
            end = next((end for end in range(len(word), at, -1) if lead + word[at:end] in self.number), None)
            if end is None:
                return unknown
            pieces.append(self.number[lead + word[at:end]])
            at = end
        return tuple(pieces)


def read_word_pieces(path: Path) -> WordPieces:
    """One piece a line, numbered from 0."""
    return WordPieces({piece: at for at, piece in enumerate(path.read_text("utf-8").split("\n")) if piece})


def words(text: str) -> list[str]:
    """Words in lower case without accents. Each punctuation mark is a word."""
    plain = unicodedata.normalize("NFD", "".join(_spaced(char) for char in text))
    marked = (char for char in plain.lower() if unicodedata.category(char) != "Mn")
    return "".join(f" {char} " if _is_own_piece(char) else char for char in marked).split()


def _spaced(char: str) -> str:
    """Replaces white space by blanks, and removes control characters."""
    if char.isspace():
        return " "
    return "" if char in "\0\ufffd" or unicodedata.category(char).startswith("C") else char


def _is_own_piece(char: str) -> bool:
    if unicodedata.category(char).startswith("P") or (char.isascii() and not char.isalnum() and char.isprintable()):
        return True
    return any(first <= ord(char) <= last for first, last in IDEOGRAPHS)
