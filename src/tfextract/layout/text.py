"""The text of a block as printed, each word with its place: split words joined, real hyphens kept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from tfextract.layout.blocks import Draft
from tfextract.layout.lines import Word
from tfextract.model import Box, Piece

HYPHENS = ("-", "\u2010", "\u00ad")
TOKEN = re.compile(r"[A-Za-zÀ-ÿ]+(?:[-\u2010][A-Za-zÀ-ÿ]+)*")
# Before these a hyphen at the line end is the word's own: "sub-regional", "co-operation", "non-profit".
HYPHEN_PREFIXES = {
    "all", "anti", "bi", "co", "cross", "e", "ex", "high", "inter", "intra", "long", "low", "macro", "mid", "micro",
    "multi", "non", "off", "on", "one", "post", "pre", "pro", "quasi", "re", "self", "semi", "short", "so", "socio",
    "sub", "trans", "two", "three", "un", "well",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """How often each word stands unbroken in the document, case folded: the witness for joining split words."""

    words: Counter[str]

    @classmethod
    def of(cls, drafts: Iterable[Draft]) -> Vocabulary:
        words: Counter[str] = Counter()
        for draft in drafts:
            for fragment in draft.fragments:
                text = fragment.text
                for found in TOKEN.finditer(text):
                    if found.end() < len(text) - 1:
                        words[found[0].casefold()] += 1
        return cls(words)


def keeps_hyphen(before: str, after: str, vocabulary: Vocabulary) -> bool:
    """Whether "before-" at a line end and "after" on the next are one hyphenated word, not one split word."""
    left = re.split(r"[^\w]", before)[-1].casefold()
    right = (re.match(r"[A-Za-zÀ-ÿ]*", after) or [""])[0].casefold()
    if not left.isalpha() or not right or not after[:1].islower():
        return True
    counts = vocabulary.words
    joined, hyphenated = counts[left + right], counts[f"{left}-{right}"]
    if joined or hyphenated:
        return hyphenated > joined
    if left in HYPHEN_PREFIXES:
        return True
    return counts[left] > 0 and counts[right] > 0 and len(left) > 2 and len(right) > 3


def set_text(draft: Draft, vocabulary: Vocabulary) -> tuple[str, tuple[Piece, ...]]:
    text = ""
    pieces: list[Piece] = []
    open_word = False
    for line_no, (page, fragment) in enumerate(draft.lines):
        for place, word in enumerate(fragment.words):
            if word.raised and len(word.text) < 4 and word.text.strip("0123456789,*†‡") == "" and pieces:
                continue
            printed = word.text.replace("\u00ad", "")
            ends_line = place == len(fragment.words) - 1 and line_no < len(draft.lines) - 1
            following = draft.lines[line_no + 1][1].words[0].text if ends_line else ""
            split = ends_line and word.text.endswith(HYPHENS) and len(word.text) > 1
            if split:
                soft = word.soft or word.text.endswith("\u00ad")
                if soft or not keeps_hyphen(word.text[:-1], following, vocabulary):
                    printed = printed.rstrip("-\u2010")
            if not printed:
                continue
            if text and not open_word:
                text += " "
            pieces.append(_piece(word, page, line_no, len(text), len(text) + len(printed)))
            text += printed
            open_word = split
    return text, tuple(pieces)


def _piece(word: Word, page: int, line: int, start: int, end: int) -> Piece:
    return Piece(start, end, page, line, _inked(word), word.size, word.bold, word.italic, word.color)


def _inked(word: Word) -> Box:
    """From the height of capitals to the depth of descenders: a font's full box reaches into the next line."""
    return Box(word.box.x0, word.baseline - 0.76 * word.size, word.box.x1, word.baseline + 0.22 * word.size)
