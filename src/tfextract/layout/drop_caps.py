"""Joins drop caps, the large first letters of paragraphs, with their words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from tfextract.layout.figures import body_size
from tfextract.layout.fragments import Fragment, Word, around
from tfextract.model import Box

# A single letter of at least this many body type sizes starts a paragraph.
DROP = 1.7
# In sizes of the letter: the largest distance to the first line on its right, and between the tops of both.
ASIDE, LEVEL = 0.45, 0.45
CAPITAL = 0.72
# Letters that are words, and frequent first words that start with such a letter.
WORDS = frozenset("AIO")
OPENINGS = frozenset(
    "about according across after against all already also although am amid among an and another any are around as at "
    "if in into is it its of on once one only other our out over".split()
)


def set_drop_caps(fragments: Sequence[Fragment]) -> list[Fragment]:
    """The fragments with each drop cap joined to the first word of its line, in that line's type."""
    size = body_size(fragments)
    if not any(_is_drop_cap(fragment.words[0], size) for fragment in fragments):
        return list(fragments)
    vocabulary = Counter(word.text.strip(".,;:").casefold() for fragment in fragments for word in fragment.words)
    lines = [_joined(line, vocabulary) if _opens_with_cap(line, size) else line for line in fragments]
    gone: set[int] = set()
    for at, cap in enumerate(lines):
        if len(cap.words) > 1 or cap.marker is not None or not _is_drop_cap(cap.words[0], size):
            continue
        host = _first_line(cap.words[0], lines)
        host = _on_its_line(cap.words[0], lines) if host is None and cap.text.isalpha() else host
        if host is not None:
            line = lines[host]
            lines[host] = _joined(replace(line, words=(cap.words[0], *line.words)), vocabulary)
            gone.add(at)
    return [line for at, line in enumerate(lines) if at not in gone]


def _is_drop_cap(word: Word, size: float) -> bool:
    letter = word.text.lstrip("“\"‘'")
    return word.size >= DROP * size and len(letter) == 1 and (letter.isupper() or letter.isdigit())


def _opens_with_cap(line: Fragment, size: float) -> bool:
    """Whether a line starts with a drop cap, hanging or standing, directly before text of the body type."""
    if len(line.words) < 3 or line.marker is not None or not _is_drop_cap(line.words[0], size):
        return False
    cap, first = line.words[0], line.words[1]
    if cap.text.isdigit() and not first.text[:1].isdigit():
        return False
    return first.size * DROP <= cap.size and first.box.x0 - cap.box.x1 < ASIDE * cap.size


def _first_line(cap: Word, lines: Sequence[Fragment]) -> int | None:
    """The line on the right of a separate letter, level with its top, and with another line below."""
    head = cap.baseline - CAPITAL * cap.size
    beside = [
        at
        for at, line in enumerate(lines)
        if line.marker is None
        and len(line.words) > 1
        and line.size * DROP <= cap.size
        and -0.1 * cap.size < line.words[0].box.x0 - cap.box.x1 < ASIDE * cap.size
        and head - LEVEL * line.size < line.baseline - CAPITAL * line.size < cap.baseline
    ]
    if len(beside) < 2:
        return None
    first = min(beside, key=lambda at: lines[at].baseline)
    if cap.text.isdigit() and not lines[first].words[0].text[:1].isdigit():
        return None
    level = abs(lines[first].baseline - CAPITAL * lines[first].size - head) < LEVEL * cap.size
    return first if level else None


def _on_its_line(cap: Word, lines: Sequence[Fragment]) -> int | None:
    """The index of the line that has a separate letter on its baseline."""
    for at, line in enumerate(lines):
        gap = line.words[0].box.x0 - cap.box.x1
        smaller = line.marker is None and len(line.words) > 2 and line.size * DROP <= cap.size
        if smaller and abs(line.baseline - cap.baseline) < 0.2 * line.size and abs(gap) < ASIDE * line.size:
            return at
    return None


def _joined(line: Fragment, vocabulary: Counter[str]) -> Fragment:
    cap, first = line.words[0], line.words[1]
    letter = cap.text.lstrip("“\"‘'")
    whole = (letter + first.text).strip(".,;:").casefold()
    # "A fund" or "As": a letter that is also a word is joined if the whole is a known word and the rest is not.
    rest = first.text.strip(".,;:").casefold()
    known = (whole in OPENINGS or vocabulary[whole] > 0) and vocabulary[rest] <= 1
    alone = letter in WORDS and not known and len(rest) > 1
    flat = Box(cap.box.x0, first.box.top, cap.box.x1, first.box.bottom)
    plain = replace(first, text=cap.text, box=flat)
    if alone:
        words = (plain, *line.words[1:])
    else:
        words = (replace(first, text=cap.text + first.text, box=flat.union(first.box)), *line.words[2:])
    return replace(line, words=words, box=around(words), size=first.size, baseline=first.baseline)
