"""Glyphs in content stream order → words and line fragments."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from tfextract.layout.glyphs import Glyph
from tfextract.layout.marked_content import NO_MARK, Mark, prevailing
from tfextract.layout.word_parts import RAISED, split_label, split_raised
from tfextract.model import Box

# A gap this wide, in type sizes, parts two words; one this wide parts two fragments (a column, a table cell).
WORD_GAP = 0.18
FRAGMENT_GAP = 1.9
# A fake bold prints each glyph again with this shift at most, in type sizes; "ll" in a narrow face is .22 apart.
FAKE_BOLD_SHIFT = 0.12

# Bullets that PDFs really hold: general and private-use dots, Wingdings letters mapped to U+F0xx, squares, arrows.
# Word's second level is a lone "o" of Courier.
BULLET = (
    r"(?:[•●○◦▪▫■□◆◇▶►▸➢➤➔→✓✔✗✘❖❑❒»›▹▷★☆➜➡⇒⬤⦁⚫✦█▌▐▬◼◻◾◽⬛⬜☐☑☒✅"
    r"\u2023\u2043\u2219\u27a4\uf0a7\uf0b7\uf0d8\uf0fc\uf076\uf0a8\uf075\uf06e\uf071·]|o(?!\S))"
)
MARKER = re.compile(
    rf"(?P<marker>{BULLET}|[–—‒-]|\(?(?:[ivx]{{1,4}}|[a-z]|\d{{1,3}})\)|\d{{1,3}}\.(?:\d{{1,2}}\.?)?|[a-z]\.|\*)(?=\s|$)"
)
# What a mark without a letter of its own is given as.
DRAWN_MARK = "•"
DECIMAL = re.compile(r"\d+\.\d+")


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    box: Box
    baseline: float
    size: float
    bold: bool
    italic: bool
    color: int
    raised: bool = False
    mark: Mark = NO_MARK
    face: str = ""
    # Its last hyphen only breaks the word.
    soft: bool = False

    @property
    def element(self) -> int | None:
        return self.mark.element


@dataclass(frozen=True, slots=True)
class Fragment:
    """Words on one baseline without a wide gap between them; `marker` is the list mark that belongs to it."""

    words: tuple[Word, ...]
    box: Box
    baseline: float
    size: float
    marker: str | None = None
    marker_box: Box | None = None

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def mark(self) -> Mark:
        """That of most of its letters."""
        return prevailing([word.mark for word in self.words], [len(word.text) for word in self.words])

    @property
    def element(self) -> int | None:
        return self.mark.element


def printed_once(glyphs: Iterable[Glyph]) -> Iterator[Glyph]:
    """Glyphs without the second printing of a fake bold."""
    seen: dict[tuple[str, int], list[tuple[float, float]]] = {}
    before: Glyph | None = None
    for glyph in glyphs:
        # The letters of a ligature ("ff") come one after the other with one and the same box.
        ligature = before is not None and before.box == glyph.box
        before = glyph
        if glyph.text.isspace() or ligature:
            yield glyph
            continue
        # A shadow stands a fraction of a point lower, which may round to the next one.
        level = round(glyph.baseline)
        near = (place for row in (level - 1, level, level + 1) for place in seen.get((glyph.text, row), ()))
        shift = FAKE_BOLD_SHIFT * glyph.size
        if any(abs(glyph.box.x0 - x) < shift and abs(glyph.baseline - y) < shift for x, y in near):
            continue
        seen.setdefault((glyph.text, level), []).append((glyph.box.x0, glyph.baseline))
        yield glyph


# Ligatures, and the mathematical letters that Word sets formulas and some designers set headings in.
FOLDED = (("\ufb00", "\ufb06"), ("\U0001d400", "\U0001d7ff"))


def _clean(text: str) -> str:
    """Letters that are other letters in another dress as plain ones; what has a meaning of its own (½, ², ™) stays."""
    parts = []
    for char in text:
        if unicodedata.category(char) in ("Cc", "Cf"):
            continue
        parts.append(unicodedata.normalize("NFKC", char) if _is_folded(char) else char)
    return "".join(parts)


def _is_folded(char: str) -> bool:
    return any(first <= char <= last for first, last in FOLDED)


def _is_blank(glyph: Glyph) -> bool:
    return glyph.text.isspace() or glyph.text in ("\u200b", "\ufeff", "")


def _same_line(last: Glyph, glyph: Glyph) -> bool:
    drop = abs(glyph.baseline - last.baseline)
    # A raised or lowered mark (a footnote number, CO₂) is smaller and stands close by.
    small, large = sorted((glyph.size, last.size))
    gap = glyph.box.x0 - last.box.x1
    if small < (RAISED if gap < 0.3 * large else 0.8) * large and drop < 0.6 * large and gap < 0.7 * large:
        overlap = glyph.box.shared_height(last.box)
        return overlap > 0.3 * min(glyph.box.height, last.box.height)
    return drop <= 0.25 * small


def _parts_words(last: Glyph, glyph: Glyph, gap: float) -> bool:
    """Whether the blank that pdfium adds before the glyph is one: it adds one where the baseline moves ("tCO₂e")."""
    level = abs(glyph.baseline - last.baseline) < 0.1 * max(glyph.size, last.size)
    return glyph.spaced and (level or gap > 0.5 * WORD_GAP * min(glyph.size, last.size))


@dataclass(slots=True)
class _Run:
    """Words of glyphs on one line; `blanks[i]` is set where a printed blank, not only a gap, stands before word i."""

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
            size = min(last.size, glyph.size)
            gap = glyph.box.x0 - last.box.x1
            if not _same_line(last, glyph) or gap > FRAGMENT_GAP * max(last.size, glyph.size) or gap < -1.5 * size:
                yield run
                run = _Run([], [])
                run.start_word(blank=False)
            elif gap > WORD_GAP * size or ((blank or _parts_words(last, glyph, gap)) and gap > -0.2 * size):
                run.start_word(blank)
        run.words[-1].append(glyph)
        last, blank = glyph, False
    if run.words:
        yield run


# Of a letter-spaced line this share of the words found by gaps have one or two letters.
LETTER_SPACED = 0.5


# Letter-spaced digits ("2 , 4 0 0", "4 8 %") are one number where their signs show it, or their gaps are no wider.
SPACED_NUMBER = re.compile(r"[~<>+]?[$€£¥]?(?:\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?:[%+xkKmMbB]|[mb]n)*")
DIGIT_GAP = 0.45


def _is_spaced_number(run: _Run) -> bool:
    """Single glyphs, evenly spaced, that make one number; the figures of an axis ("1 2 3 4") stand further apart."""
    flat = [glyph for word in run.words for glyph in word]
    text = "".join(glyph.text for glyph in flat)
    if len(run.words) < 3 or len(run.words) < len(flat) or not SPACED_NUMBER.fullmatch(text):
        return False
    gaps = [b.box.x0 - a.box.x1 for a, b in pairwise(flat)]
    return max(gaps) < DIGIT_GAP * flat[0].size or (not text.isdigit() and max(gaps) < 2.5 * max(min(gaps), 1.0))


def _is_letter_spaced(run: _Run) -> bool:
    letters = [glyph.text for word in run.words for glyph in word]
    if len(run.words) < 4:
        return False
    if sum(text.isalpha() for text in letters) < 0.8 * len(letters):
        # "3 , 9 0 0  b o a t s" is letter-spaced where every word is one glyph, and a word of letters is among them.
        return "".join(letters)[-3:].isalpha() and len(run.words) > 0.8 * len(letters)
    return sum(len(word) <= 2 for word in run.words) >= LETTER_SPACED * len(run.words)


def _tightened(run: _Run) -> list[list[Glyph]]:
    """The words of a letter-spaced line ("P r o g r e s s  m a d e"), parted where its gaps are wide for it."""
    if _is_spaced_number(run):
        return [[glyph for word in run.words for glyph in word]]
    if not _is_letter_spaced(run):
        return run.words
    flat = [glyph for word in run.words for glyph in word]
    gaps = sorted(glyph.box.x0 - last.box.x1 for last, glyph in pairwise(flat))
    usual = gaps[len(gaps) // 2]
    blanks = sum(run.blanks)
    # Every letter has its blank, or none has: then only the width of the gap parts words.
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
    """ "capacity -building" as one word: a hyphen from another font, or a justified line, has air before it.

    Only between small letters ("Development - Guidance" has a dash), and never for air after the hyphen alone
    ("short- and long-term").
    """
    joined = [words[0]]
    for place, word in enumerate(words[1:], start=1):
        text = "".join(glyph.text for glyph in word)
        last, following = joined[-1][-1], words[place + 1][0].text if place + 1 < len(words) else ""
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


def _word(glyphs: list[Glyph], baseline: float, size: float) -> Word | None:
    text = _clean("".join(glyph.text for glyph in glyphs))
    if not text:
        return None
    box = Box.around(glyph.box for glyph in glyphs)
    first = glyphs[0]
    raised = first.size < RAISED * size and baseline - first.baseline > 0.15 * size
    bold = sum(glyph.bold for glyph in glyphs) * 2 > len(glyphs)
    # A hyphen or a full stop may stand in an element of its own.
    mark = prevailing([glyph.mark for glyph in glyphs])
    return Word(
        text, box, first.baseline, first.size, bold, first.italic, first.color, raised, mark,
        face=first.face, soft=glyphs[-1].mark.soft,
    )  # fmt: skip


def _is_nameless_mark(groups: list[list[Glyph]]) -> bool:
    """A bullet from a symbol font without names comes as a control character, apart from the text that follows."""
    first = groups[0]
    if len(first) != 1 or unicodedata.category(first[0].text[:1] or " ") != "Cc":
        return False
    return len(groups) == 1 or groups[1][0].box.x0 - first[0].box.x1 > 0.4 * first[0].size


def _fragment(run: _Run) -> Fragment | None:
    flat = [glyph for word in run.words for glyph in word]
    if not flat:
        return None
    # The line's own size and baseline are those of most of its glyphs, not of a raised mark or a drop cap.
    weights: dict[tuple[float, float], int] = {}
    for glyph in flat:
        key = (round(glyph.size, 1), round(glyph.baseline, 1))
        weights[key] = weights.get(key, 0) + 1
    size, baseline = max(weights, key=lambda key: weights[key])
    words = []
    groups = _hyphened(_tightened(run))
    if _is_nameless_mark(groups):
        groups = [[replace(groups[0][0], text=DRAWN_MARK)], *groups[1:]]
    for group in groups:
        for part in (part for label in split_label(group) for part in split_raised(label, size, baseline)):
            word = _word(part, baseline, size)
            if word is not None:
                words.append(word)
    if not words:
        return None
    return Fragment(tuple(words), around(words), baseline, size)


# White, in type sizes, between a lone letter and the text it marks.
LETTER_MARK_GAP = 0.4
SCALE_WORD = re.compile(r"(?:million|billion|trillion|thousand|hundred|crore|lakh|mn|bn|m|k)s?\b|[%+x×]", re.IGNORECASE)


def _is_figure_before(mark: Word, first: Word) -> bool:
    """Whether a decimal number is no section's: "37.6 million trees", "7.4 MILLION", a figure larger than its label."""
    if not first.text[:1].isupper() or SCALE_WORD.match(first.text):
        return True
    return mark.size > 1.15 * first.size


def _without_own_marker(fragment: Fragment) -> Fragment:
    """ "• Text" as a fragment "Text" whose marker is "•"."""
    found = MARKER.match(fragment.words[0].text)
    if found is None or found.end() != len(fragment.words[0].text) or len(fragment.words) < 2:
        return fragment
    mark, rest = fragment.words[0], fragment.words[1:]
    # "o Item" has the white of a tab; in Portuguese "o" is an article.
    if mark.text == "o" and rest[0].box.x0 - mark.box.x1 < LETTER_MARK_GAP * mark.size:
        return fragment
    if DECIMAL.fullmatch(mark.text) and _is_figure_before(mark, rest[0]):
        return fragment
    return replace(fragment, words=rest, box=around(rest), marker=found["marker"], marker_box=fragment.words[0].box)


def _host(mark: Fragment, fragments: list[Fragment]) -> int | None:
    """Index of the fragment to the right of a list mark that was written apart from it."""
    best, best_gap = None, 4.0 * mark.size
    for index, other in enumerate(fragments):
        if other is mark or other.marker is not None:
            continue
        if DECIMAL.fullmatch(mark.text) and _is_figure_before(mark.words[0], other.words[0]):
            continue
        middle = (mark.box.top + mark.box.bottom) / 2
        gap = other.box.x0 - mark.box.x1
        near = abs(other.baseline - mark.baseline) < 0.45 * max(other.size, mark.size)
        if (near or other.box.top < middle < other.box.bottom) and -0.5 < gap < best_gap:
            best, best_gap = index, gap
    return best


def read_fragments(glyphs: Iterable[Glyph], dots: Sequence[Box] = ()) -> list[Fragment]:
    """Fragments in the order of the content stream, list marks joined to the fragment they stand before.

    `dots` are boxes of small drawn shapes, of which some may be bullets.
    """
    found = [_fragment(run) for run in _runs(printed_once(glyphs))]
    fragments = [_without_own_marker(fragment) for fragment in found if fragment is not None]
    marks = [f for f in fragments if f.marker is None and len(f.words) == 1 and MARKER.fullmatch(f.words[0].text)]
    dropped: set[int] = set()
    for mark in marks:
        place = _host(mark, fragments)
        if place is not None:
            host = fragments[place]
            fragments[place] = replace(host, marker=mark.text, marker_box=mark.box)
            dropped.add(id(mark))
        elif mark.text == DRAWN_MARK:
            # A bullet that stands before nothing says nothing.
            dropped.add(id(mark))
    kept = [fragment for fragment in fragments if id(fragment) not in dropped and not _is_icon(fragment)]
    return _with_drawn_marks(_parted_at_columns(kept), dots)


# As many lines that start at one left edge make it a column's.
EDGE_LINES = 4
# A gutter may be as narrow as this, in type sizes; justified lines have such gaps too, but not before a column's edge.
NARROW_GUTTER = 0.8


def _parted_at_columns(fragments: list[Fragment]) -> list[Fragment]:
    """Fragments that run over a narrow gutter into the next column, cut at its left edge."""
    lefts = [f.box.x0 if f.marker_box is None else f.marker_box.x0 for f in fragments if len(f.words) >= 3]
    lefts += [word.box.x0 for f in fragments for last, word in pairwise(f.words) if _is_wide(last, word, f.size)]
    edges = Counter(round(x) for x in lefts)
    columns = {x for x in edges if edges[x - 1] + edges[x] + edges[x + 1] >= EDGE_LINES}
    parted = []
    for fragment in fragments:
        starts = [0]
        for at, (last, word) in enumerate(pairwise(fragment.words), start=1):
            # Two words or fewer before the gap are a number or mark with its tab, not a column's line.
            if _is_wide(last, word, fragment.size) and at - starts[-1] > 2 and round(word.box.x0) in columns:
                starts.append(at)
        if len(starts) == 1:
            parted.append(fragment)
            continue
        pieces = [fragment.words[a:b] for a, b in zip(starts, [*starts[1:], None], strict=True)]
        parted.append(replace(fragment, words=pieces[0], box=around(pieces[0])))
        parted += [_without_own_marker(Fragment(p, around(p), p[0].baseline, p[0].size)) for p in pieces[1:]]
    return parted


def _is_wide(last: Word, word: Word, size: float) -> bool:
    return word.box.x0 - last.box.x1 > NARROW_GUTTER * size


def as_printed(fragment: Fragment) -> tuple[Word, ...]:
    """The words with what was taken for a list mark among them: in a cell "–" is a value and "1." a number."""
    if fragment.marker is None or fragment.marker_box is None:
        return fragment.words
    first = fragment.words[0]
    return (replace(first, text=fragment.marker, box=fragment.marker_box), *fragment.words)


def around(words: Sequence[Word]) -> Box:
    """The box that holds the words, of which there is at least one."""
    return Box.around(word.box for word in words)


def _with_drawn_marks(fragments: list[Fragment], dots: Sequence[Box]) -> list[Fragment]:
    """Drawn bullets stand close before the line they mark, and alike: a dot that does so by chance is none."""
    lines = {dot: next((i for i, line in enumerate(fragments) if _marks(dot, line)), None) for dot in dots}
    marked = list(fragments)
    for dot, place in lines.items():
        if place is None or marked[place].marker is not None:
            continue
        line = fragments[place]
        kin = (other for other in dots if abs(other.width - dot.width) < 0.5 and abs(other.top - dot.top) > 1.0)
        in_column = any(abs(other.x0 - dot.x0) < 1.0 for other in kin)
        if in_column or _at_like_gap(dot, line, fragments, lines) or _in_margin(dot, line, fragments):
            marked[place] = replace(line, marker=DRAWN_MARK, marker_box=dot)
    return marked


def _at_like_gap(dot: Box, line: Fragment, fragments: Sequence[Fragment], lines: Mapping[Box, int | None]) -> bool:
    """Whether another dot of that size stands as far before its line: an item alone in its column."""
    for other, place in lines.items():
        alike = abs(other.width - dot.width) < 0.3 and abs(other.height - dot.height) < 0.3
        if other is dot or place is None or not alike:
            continue
        if abs((fragments[place].box.x0 - other.x1) - (line.box.x0 - dot.x1)) < 0.6:
            return True
    return False


def _in_margin(dot: Box, line: Fragment, fragments: Sequence[Fragment]) -> bool:
    """Whether the dot stands at the left edge of two lines of the same type near by, the only item of its page."""
    flush = [f for f in fragments if abs(f.box.x0 - dot.x0) < 0.6 and f.size == line.size]
    return sum(abs(f.baseline - line.baseline) < 4 * line.size for f in flush) >= 2


def _marks(dot: Box, line: Fragment) -> bool:
    gap = line.box.x0 - dot.x1
    middle = (dot.top + dot.bottom) / 2
    level = line.baseline - 0.9 * line.size < middle < line.baseline + 0.15 * line.size
    small = dot.height < 0.75 * line.size
    worded = any(char.isalpha() for char in line.text)
    return line.marker is None and worded and level and small and 0.1 * line.size < gap < 2.5 * line.size


def _is_icon(fragment: Fragment) -> bool:
    """Letters of an icon font stand in the private use area and say nothing once printed alone."""
    return fragment.marker is None and all(
        unicodedata.category(char) == "Co" for word in fragment.words for char in word.text
    )
