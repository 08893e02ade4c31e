"""Splits glyphs in content stream order into runs of words on one line, by the gaps between them.

A run is a list of words, each a list of its glyphs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tfextract.layout.glyphs import Glyph
from tfextract.layout.word_parts import RAISED
from tfextract.model import Box

# The smallest gap between two words, in type sizes, and between two fragments (columns, table cells).
WORD_GAP = 0.18
FRAGMENT_GAP = 1.9
# Fake bold prints each glyph twice with at most this shift, in type sizes. "ll" in a narrow face is .22 apart.
FAKE_BOLD_SHIFT = 0.12


def printed_once(glyphs: Iterable[Glyph]) -> Iterator[Glyph]:
    """The glyphs without the second print of fake bold."""
    visited: dict[str, dict[int, list[tuple[float, float]]]] = {}
    before: Box | None = None
    for glyph in glyphs:
        box, text = glyph.box, glyph.text
        # The letters of a ligature ("ff") follow each other with the same box.
        ligature = before is not None and before.x0 == box.x0 and before == box
        before = box
        if ligature or text.isspace():
            yield glyph
            continue
        level = round(glyph.baseline)
        levels = visited.setdefault(text, {})
        if levels and _is_again(glyph, level, levels):
            continue
        levels.setdefault(level, []).append((box.x0, glyph.baseline))
        yield glyph


def _is_again(glyph: Glyph, level: int, levels: Mapping[int, Sequence[tuple[float, float]]]) -> bool:
    """`levels` are earlier positions of the same character by rounded baseline."""
    x0, baseline, shift = glyph.box.x0, glyph.baseline, FAKE_BOLD_SHIFT * glyph.size
    # A shadow is a fraction of a point lower, which may round to the next value.
    for row in (level - 1, level, level + 1):
        for x, y in levels.get(row, ()):
            if abs(x0 - x) < shift and abs(baseline - y) < shift:
                return True
    return False


_NOTHING = frozenset(("\u200b", "\ufeff", ""))


def _is_blank(glyph: Glyph) -> bool:
    return glyph.text.isspace() or glyph.text in _NOTHING


def _same_line(last: Glyph, glyph: Glyph) -> bool:
    drop = abs(glyph.baseline - last.baseline)
    if glyph.size == last.size > 0:
        return drop <= 0.25 * last.size
    # A raised or lowered mark (a footnote number, CO₂) is smaller and close by.
    small, large = sorted((glyph.size, last.size))
    gap = glyph.box.x0 - last.box.x1
    if small < (RAISED if gap < 0.3 * large else 0.8) * large and drop < 0.6 * large and gap < 0.7 * large:
        overlap = glyph.box.shared_height(last.box)
        return overlap > 0.3 * min(glyph.box.height, last.box.height)
    return drop <= 0.25 * small


def _parts_words(last: Glyph, glyph: Glyph, gap: float) -> bool:
    """Whether a blank before the glyph is real: pdfium also inserts one where the baseline moves ("tCO₂e")."""
    if not glyph.spaced:
        return False
    level = abs(glyph.baseline - last.baseline) < 0.1 * max(glyph.size, last.size)
    return level or gap > 0.5 * WORD_GAP * min(glyph.size, last.size)


@dataclass(slots=True)
class _Run:
    """Words of glyphs on one line. `blanks[i]` is set if a printed blank, not only a gap, is before word i."""

    words: list[list[Glyph]]
    blanks: list[bool]

    def start_word(self, blank: bool) -> None:
        self.words.append([])
        self.blanks.append(blank)


def _runs(glyphs: Iterable[Glyph]) -> Iterator[_Run]:
    run = _Run([], [])
    last: Glyph | None = None
    blank = False
    for glyph in glyphs:
        if _is_blank(glyph):
            blank = True
            continue
        if last is None:
            run.start_word(blank=False)
        else:
            small, large = last.size, glyph.size
            if small > large:
                small, large = large, small
            gap = glyph.box.x0 - last.box.x1
            if not _same_line(last, glyph) or gap > FRAGMENT_GAP * large or gap < -1.5 * small:
                yield run
                run = _Run([], [])
                run.start_word(blank=False)
            elif gap > WORD_GAP * small or ((blank or _parts_words(last, glyph, gap)) and gap > -0.2 * small):
                run.start_word(blank)
        run.words[-1].append(glyph)
        last, blank = glyph, False
    if run.words:
        yield run


# In a letter-spaced line, this share of the words between gaps has one or two letters.
LETTER_SPACED = 0.5
# Letter-spaced digits ("2 , 4 0 0", "4 8 %") are one number if their signs show it or their gaps are not wider.
SPACED_NUMBER = re.compile(r"[~<>+]?[$€£¥]?(?:\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?:[%+xkKmMbB]|[mb]n)*")
DIGIT_GAP = 0.45


def _is_spaced_number(run: _Run) -> bool:
    """Whether single, evenly spaced glyphs are one number. The figures of an axis ("1 2 3 4") are further apart."""
    if len(run.words) < 3 or any(len(word) > 1 for word in run.words):
        return False
    flat = [glyph for word in run.words for glyph in word]
    text = "".join([glyph.text for glyph in flat])
    if not SPACED_NUMBER.fullmatch(text):
        return False
    gaps = [b.box.x0 - a.box.x1 for a, b in pairwise(flat)]
    return max(gaps) < DIGIT_GAP * flat[0].size or (not text.isdigit() and max(gaps) < 2.5 * max(min(gaps), 1.0))


def _is_letter_spaced(run: _Run) -> bool:
    count = len(run.words)
    if count < 4:
        return False
    lengths = [len(word) for word in run.words]
    short = sum([length <= 2 for length in lengths]) >= LETTER_SPACED * count
    if not short and count <= 0.8 * sum(lengths):
        return False
    letters = [glyph.text for word in run.words for glyph in word]
    if sum(text.isalpha() for text in letters) < 0.8 * len(letters):
        # "3 , 9 0 0  b o a t s" is letter-spaced if every word is one glyph and some are letters.
        return "".join(letters)[-3:].isalpha() and count > 0.8 * len(letters)
    return short


def _tightened(run: _Run) -> list[list[Glyph]]:
    """The words of a letter-spaced line ("P r o g r e s s  m a d e"), split at gaps that are wide for the line."""
    if _is_spaced_number(run):
        return [[glyph for word in run.words for glyph in word]]
    if not _is_letter_spaced(run):
        return run.words
    flat = [glyph for word in run.words for glyph in word]
    gaps = sorted(glyph.box.x0 - last.box.x1 for last, glyph in pairwise(flat))
    usual = gaps[len(gaps) // 2]
    blanks = sum(run.blanks)
    # If every letter or no letter is followed by a blank, only the width of the gaps separates words.
    by_blank = 0 < blanks < 0.5 * len(run.words)
    words = [list(run.words[0])]
    for word, blank in zip(run.words[1:], run.blanks[1:], strict=True):
        gap = word[0].box.x0 - words[-1][-1].box.x1
        wide = gap > max(1.7 * usual, usual + 0.15 * word[0].size)
        if (blank and by_blank) or wide:
            words.append(list(word))
        else:
            words[-1].extend(word)
    return words


def _hyphened(words: list[list[Glyph]]) -> list[list[Glyph]]:
    """Joins "capacity -building": a hyphen from another font or in a justified line has a gap before it.

    Only between lower-case letters ("Development - Guidance" has a dash), and not if the only gap is after the hyphen
    ("short- and long-term").
    """
    joined = [words[0]]
    for place, word in enumerate(words[1:], start=1):
        last = joined[-1][-1]
        if last.text != "-" and not word[0].text.startswith("-"):
            joined.append(word)
            continue
        text = "".join(glyph.text for glyph in word)
        following = words[place + 1][0].text if place + 1 < len(words) else ""
        gap = (word[0].box.x0 - last.box.x1) / last.size
        close = gap < 2 * WORD_GAP
        ends_line = text == "-" and not following and gap < WORD_GAP and last.text.islower()
        between = text.startswith("-") and last.text.islower() and (text[1:2] or following).islower()
        after_hyphen = len(joined[-1]) > 1 and last.text == "-" and words[place - 1][0] is last
        if close and (ends_line or between or (after_hyphen and word[0].text.islower())):
            joined[-1] = [*joined[-1], *word]
        else:
            joined.append(word)
    return joined


def read_runs(glyphs: Iterable[Glyph]) -> Iterator[list[list[Glyph]]]:
    """The non-empty runs of a page in stream order."""
    for run in _runs(printed_once(glyphs)):
        yield _hyphened(_tightened(run))
