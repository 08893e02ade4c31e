"""Builds the text of a block with the place of each word. Joins split words and keeps real hyphens."""

from __future__ import annotations

from tfextract.layout.drafts import Draft
from tfextract.layout.fragments import Word
from tfextract.layout.hyphens import HYPHENS, Vocabulary, keeps_hyphen
from tfextract.model import Box, Piece


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
            range_goes_on = ends_line and printed.endswith("–") and printed[-2:-1].isdigit() and following[:1].isdigit()
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
            open_word = split or range_goes_on
    return text, tuple(pieces)


def _piece(word: Word, page: int, line: int, start: int, end: int) -> Piece:
    return Piece(start, end, page, line, _inked(word), word.size, word.bold, word.italic, word.color)


def _inked(word: Word) -> Box:
    """The box from capital height to descender depth. A font's full box overlaps the next line."""
    return Box(word.box.x0, word.baseline - 0.76 * word.size, word.box.x1, word.baseline + 0.22 * word.size)
