"""Decides whether a line continues the previous block, by its type, leading, edges and tags."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tfextract.layout.drafts import Draft
from tfextract.layout.fragments import Fragment
from tfextract.layout.patterns import OPEN_ENDS, OPENING, SENTENCE_END
from tfextract.layout.tagging import Tagging, ends_sentence

# The largest leading (baseline to baseline) of two lines of one block, in type sizes.
LEADING_MIN, LEADING_MAX = 0.7, 2.1


def _all_bold(fragment: Fragment) -> bool:
    return all(word.bold for word in fragment.words)


def _sizes_agree(last: Fragment, line: Fragment) -> bool:
    """Whether the sizes are similar, or one line also has a word in the other's size (a call-out's large figure)."""
    small, large = sorted((last.size, line.size))
    if small > 0.88 * large:
        return True
    sizes = {round(word.size, 1) for word in last.words} & {round(word.size, 1) for word in line.words}
    return bool(sizes)


def _style_breaks(draft: Draft, line: Fragment) -> bool:
    """Whether the style changes: a single bold or coloured line above plain text is a heading, not a first line."""
    last = draft.fragments[-1]
    if _all_bold(last) != _all_bold(line):
        if _all_bold(line) and last.text.endswith(SENTENCE_END) and line.words[0].text[:1].isupper():
            return True
        whole = all(_all_bold(fragment) for fragment in draft.fragments)
        mixed = any(word.bold for word in line.words) or (not whole and any(word.bold for word in last.words))
        return whole != _all_bold(line) and not mixed
    if _is_left_open(last):
        return False
    return last.words[-1].color != line.words[0].color and _all_bold(line) and not draft.marker


def _is_left_open(last: Fragment) -> bool:
    return last.text.endswith((",", "&", "-")) or last.words[-1].text.casefold() in OPEN_ENDS


Leadings = Mapping[float, float]


@dataclass(frozen=True, slots=True)
class TextColumn:
    """The column of a line: the right edge of its run of lines, and the next line of that run."""

    right: float
    after: Fragment | None

    def has_room(self, line: Fragment, after: Fragment) -> bool:
        """Whether the first word of `after` fits at the end of `line`. Then the break between the two is intended."""
        return self.right - line.box.x1 > after.words[0].box.width + 0.6 * line.size


def _in_one_run(last: Fragment, line: Fragment) -> bool:
    step = line.baseline - last.baseline
    overlap = last.box.shared_width(line.box)
    return last.size == line.size and 0 < step < LEADING_MAX * line.size and overlap > 0


def columns_of(fragments: Sequence[Fragment]) -> list[TextColumn]:
    """The column of each fragment: runs of lines of one type, each below the previous one."""
    runs: list[list[Fragment]] = []
    for fragment in fragments:
        if runs and _in_one_run(runs[-1][-1], fragment):
            runs[-1].append(fragment)
        else:
            runs.append([fragment])
    columns = []
    for run in runs:
        right = max(fragment.box.x1 for fragment in run)
        columns += [TextColumn(right, after) for after in [*run[1:], None]]
    return columns


def usual_leadings(fragments: Sequence[Fragment]) -> Leadings:
    """Type size → the line step inside sentences, if a page has at least three such steps.

    Designed reports may set 20 point type with 35 points of leading. Without the page's usual leading each line would
    look like a paragraph.
    """
    steps: dict[float, Counter[float]] = {}
    for last, line in pairwise(fragments):
        step = line.baseline - last.baseline
        goes_on = not last.text.endswith(SENTENCE_END) and line.marker is None and line.words[0].text[:1].islower()
        flush = abs(last.box.x0 - line.box.x0) < 0.3 * line.size
        if goes_on and flush and last.size == line.size and 0 < step < 3 * line.size:
            steps.setdefault(line.size, Counter())[round(step * 2) / 2] += 1
    return {size: tally.most_common(1)[0][0] for size, tally in steps.items() if tally.total() >= 3}


def _leading_breaks(draft: Draft, line: Fragment, leadings: Leadings) -> bool:
    last = draft.fragments[-1]
    step = line.baseline - last.baseline
    large = max(word.size for word in last.words + line.words)
    if not LEADING_MIN * min(last.size, line.size) <= step <= LEADING_MAX * large:
        return True
    steps = [b.baseline - a.baseline for a, b in pairwise(draft.fragments) if not beside(a, b)]
    if steps and max(w.size for w in last.words) <= 1.1 * last.size and large <= 1.1 * line.size:
        return step > 1.22 * min(steps) + 0.5
    usual = leadings.get(line.size, 0.0) if last.size == line.size else 0.0
    return step > max(1.65 * large, 1.1 * usual)


# Left edges this close, in type sizes, are equal.
SAME_EDGE = 0.35


def _leaves_item(draft: Draft, line: Fragment, column: TextColumn) -> bool:
    """Whether the line leaves the list item. All lines of an item are aligned with its text, or all with its mark."""
    first, last = draft.fragments[0], draft.fragments[-1]
    assert first.marker_box is not None
    # Text left of the mark does not belong to the item.
    if line.box.x0 < first.marker_box.x0 - 0.6 * line.size:
        return True
    edges = (first.box.x0, first.marker_box.x0) if len(draft.lines) == 1 else (last.box.x0,)
    # A wide mark ("10.", a bullet with a tab) moves the first line's text to the right of the next lines.
    between = first.marker_box.x0 < line.box.x0 < first.box.x0 and not last.text.endswith(SENTENCE_END)
    if not (between and len(draft.lines) == 1) and all(
        abs(line.box.x0 - edge) > SAME_EDGE * line.size for edge in edges
    ):
        return True
    under_text = line.box.x0 > first.marker_box.x0 + SAME_EDGE * line.size
    return under_text and _opens_indented(last, line, column, first.marker_box.x0)


def _opens_indented(last: Fragment, line: Fragment, column: TextColumn, margin: float) -> bool:
    """Whether it is the first line of a paragraph that has the same indent as the item above by chance.

    Only the next line shows it: in a paragraph it returns to the margin, after a lead-in it has a list mark there.
    """
    after = column.after
    first = line.words[0].text[:1]
    if after is None or not (first.isupper() or first.isdigit()):
        return False
    over = last.text.endswith(SENTENCE_END) or column.has_room(last, line)
    if after.marker_box is not None:
        lead_in = line.text.endswith(":") and after.marker_box.x0 < margin + SAME_EDGE * line.size
        return lead_in and (over or line.words[0].text.casefold() in OPENING)
    if after.box.x0 > margin + SAME_EDGE * line.size or line.text.endswith(SENTENCE_END):
        return False
    return after.words[0].text[:1].islower() or (over and not column.has_room(line, after))


def _indent_breaks(draft: Draft, line: Fragment, column: TextColumn) -> bool:
    first, last = draft.fragments[0], draft.fragments[-1]
    if draft.marker is not None and first.marker_box is not None:
        return _leaves_item(draft, line, column)
    if not last.text.endswith(SENTENCE_END) or line.box.x0 <= last.box.x0 + 0.9 * line.size:
        return False
    # A centred line after a long one looks indented. After a short line, only a return to the margin shows an indent.
    back = column.after is not None and abs(_left(column.after) - last.box.x0) < SAME_EDGE * line.size
    if last.box.x1 > line.box.x0 + 4 * line.size or back:
        return abs(last.box.x0 - first.box.x0) < 2.5 * line.size
    return False


def _left(line: Fragment) -> float:
    return line.box.x0 if line.marker_box is None else line.marker_box.x0


def _ends_short(draft: Draft, line: Fragment) -> bool:
    """Whether a sentence ends on a line that had room for the next word: a new paragraph without extra space."""
    last = draft.fragments[-1]
    if not last.text.endswith(SENTENCE_END) or not line.words[0].text[:1].isupper():
        return False
    right = max(fragment.box.x1 for fragment in [*draft.fragments, line])
    room = right - last.box.x1
    return room > line.words[0].box.width + 3.0 * line.size and abs(line.box.x0 - draft.box.x0) < 1.5 * line.size


def beside(last: Fragment, line: Fragment) -> bool:
    """Whether it is the rest of the same line, after a tab or the wide gap of a justified line."""
    gap = line.box.x0 - last.box.x1
    return abs(line.baseline - last.baseline) < 0.3 * line.size and 0 <= gap < 3.5 * line.size


def _opens_callout(line: Fragment) -> bool:
    """Whether a large figure has its label beside it, with most letters of the line in the label's type."""
    first = line.words[0]
    return first.size > 1.3 * line.size and any(char.isdigit() for char in first.text)


@dataclass(frozen=True, slots=True)
class Habit:
    """Properties of all lines of a page: the usual leadings, and how reliable its tags are."""

    leadings: Leadings
    tagging: Tagging | None = None

    def one_piece(self, draft: Draft, line: Fragment) -> bool | None:
        """The decision by tags, None if the geometry decides. A title whose line ends with "for" continues, and the
        cells of a row are read together.
        """
        last = draft.fragments[-1]
        tagged = None if self.tagging is None else self.tagging.one_piece(last, line)
        one_row = beside(last, line) and min(len(last.words), len(line.words)) < ROW_WORDS
        return None if tagged is False and (one_row or (_is_left_open(last) and _is_under(last, line))) else tagged


def _is_under(last: Fragment, line: Fragment) -> bool:
    """Whether the line is flush or centred below the last one, in the same size."""
    left, middle = line.box.x0 - last.box.x0, (line.box.x0 + line.box.x1 - last.box.x0 - last.box.x1) / 2
    return last.size == line.size and min(abs(left), abs(middle)) < SAME_EDGE * line.size


# If one of two parts of a line has fewer words, they are cells of a row, or a number with its text.
ROW_WORDS = 4
# The largest line step inside a tagged element, in type sizes. A larger step separates two texts.
TAGGED_LEADING = 2.6


def _reads_on(last: Fragment, line: Fragment) -> bool:
    """Whether the geometry allows two lines of one element to be joined. One element may contain a heading with its
    text, lines with manual breaks, or two paragraphs of a list item.
    """
    step, large = line.baseline - last.baseline, max(last.size, line.size)
    under = 0 < step < TAGGED_LEADING * large and last.box.shared_width(line.box) > 0
    alike = _sizes_agree(last, line) and _all_bold(last) == _all_bold(line)
    return under and alike and not ends_sentence(last)


def goes_on(draft: Draft, line: Fragment, habit: Habit, column: TextColumn) -> bool:
    """Whether the line continues the draft that was written before it."""
    last = draft.fragments[-1]
    if line.marker is not None:
        return False
    one_piece = habit.one_piece(draft, line)
    if one_piece is not False and (beside(last, line) or (one_piece and _reads_on(last, line))):
        return True
    return one_piece is not False and _is_set_on(draft, line, habit.leadings, column)


def _is_set_on(draft: Draft, line: Fragment, leadings: Leadings, column: TextColumn) -> bool:
    """Whether the line has the type and position of the draft's next line."""
    last = draft.fragments[-1]
    overlap = last.box.shared_width(line.box)
    if overlap < 0.3 * min(last.box.width, line.box.width):
        return False
    if not _sizes_agree(last, line) or _style_breaks(draft, line) or _opens_callout(line):
        return False
    if _leading_breaks(draft, line, leadings) or _ends_short(draft, line):
        return False
    return not _indent_breaks(draft, line, column)
