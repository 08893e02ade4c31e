"""Groups fragments in stream order into draft blocks: lines that a reader sees as one piece."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from tfextract.layout.continuation import Habit, TextColumn, beside, columns_of, goes_on, usual_leadings
from tfextract.layout.drafts import Draft, with_mark
from tfextract.layout.fragments import Fragment, around
from tfextract.layout.frames import frame_of
from tfextract.layout.list_marks import BULLET
from tfextract.layout.patterns import SENTENCE_END
from tfextract.layout.tagging import Tagging
from tfextract.layout.tiles import part_tiles
from tfextract.model import BlockRole, Box

DASHES = ("-", "–", "—", "‒")


def _is_justified(last: Fragment, line: Fragment) -> bool:
    """Whether the gap between two parts of a line is as wide as their word gaps, and not a tab."""
    if not beside(last, line) or last.size != line.size:
        return False
    gaps = [b.box.x0 - a.box.x1 for words in (last.words, line.words) for a, b in pairwise(words)]
    return not gaps or line.box.x0 - last.box.x1 < 2.5 * max(gaps)


def _one_line(last: Fragment, line: Fragment) -> Fragment:
    words = (*last.words, *line.words)
    return replace(last, words=words, box=around(words))


def _within_sentence(draft: Draft, line: Fragment) -> bool:
    """Whether a list mark is only at the line start by chance: "(b)" or a dash in running text after a full line.

    A list item is aligned with its list's text or with the previous mark, and comes after a line that ended.
    """
    last = draft.fragments[-1]
    if line.marker is None or line.marker_box is None or re.match(BULLET, line.marker) or last.marker is not None:
        return False
    if last.text.endswith((".", ":", "!", "?")) or abs(line.marker_box.x0 - last.box.x0) > 0.3 * line.size:
        return False
    if draft.marker is not None and len(draft.lines) == 1:
        return False
    step = line.baseline - last.baseline
    right = max(fragment.box.x1 for fragment in [*draft.fragments, line])
    full = right - last.box.x1 < line.marker_box.width + 4.0 * line.size
    dash = line.marker in DASHES and line.words[0].text[:1].islower()
    return 0 < step < 1.5 * line.size and last.size == line.size and (full or dash)


# How many blocks back to search for the last line of an interleaved column.
REACH_BACK = 6


def _interleaved(drafts: Sequence[Draft], line: Fragment, habit: Habit, column: TextColumn) -> Draft | None:
    """The block that the line continues, if the page was written line by line across its columns.

    Only for running text: the line above is long, its sentence is not over, and type and left edge are the same. Table
    cells and labels in a grid never meet this.
    """
    for draft in reversed(drafts[-REACH_BACK:-1]):
        last = draft.fragments[-1]
        flush = abs(last.box.x0 - line.box.x0) < 0.2 * line.size or (
            draft.marker is not None and len(draft.lines) == 1 and abs(draft.fragments[0].box.x0 - line.box.x0) < 1.0
        )
        running = len(last.words) >= 4 and not last.text.endswith(SENTENCE_END)
        if flush and running and last.size == line.size and goes_on(draft, line, habit, column):
            return draft
    return None


def cut_blocks(
    page: int, fragments: list[Fragment], frames: Sequence[Box] = (), tagging: Tagging | None = None
) -> list[Draft]:
    """Draft blocks in stream order. Each is inside one frame or outside all frames. Tiles become call-outs."""
    drafts: list[Draft] = []
    for part in part_tiles(fragments):
        if part.tile:
            frame = frame_of(Box.around(line.box for line in part.fragments), frames)
            drafts.append(Draft(page, [(page, line) for line in part.fragments], BlockRole.CALLOUT, frame=frame))
            continue
        for frame, group in groupby(part.fragments, key=lambda fragment: frame_of(fragment.box, frames)):
            cut = _cut(page, list(group), tagging)
            for draft in cut:
                draft.frame = frame
            drafts += cut
    return drafts


def _cut(page: int, fragments: list[Fragment], tagging: Tagging | None) -> list[Draft]:
    habit = Habit(usual_leadings(fragments), tagging)
    drafts: list[Draft] = []
    for fragment, column in zip(fragments, columns_of(fragments), strict=True):
        line = fragment
        if drafts and _within_sentence(drafts[-1], line):
            line = with_mark(line)
        home = drafts[-1] if drafts and goes_on(drafts[-1], line, habit, column) else None
        if home is None and line.marker is None:
            home = _interleaved(drafts, line, habit, column)
        if home is None:
            drafts.append(Draft(page, [(page, line)]))
        elif _is_justified(home.fragments[-1], line):
            home.lines[-1] = (page, _one_line(home.fragments[-1], line))
        else:
            home.lines.append((page, line))
    return _with_inline_enumerations(drafts)


# First mark of an enumeration → its second mark.
SECOND_MARKS = {"(a)": "(b)", "a)": "b)", "(i)": "(ii)", "i)": "ii)", "(1)": "(2)", "1)": "2)"}


def _with_inline_enumerations(drafts: list[Draft]) -> list[Draft]:
    """ "… fell because of:" and, by chance at the start of the next line, "(a) larger budgets; (b) better access": the
    second mark inside the line shows that the first one does not start a list.
    """
    joined: list[Draft] = []
    for draft in drafts:
        second = SECOND_MARKS.get(draft.marker or "")
        if joined and second is not None and f" {second} " in draft.text:
            above, first = joined[-1].fragments[-1], draft.fragments[0]
            under = 0 < first.baseline - above.baseline < 1.6 * first.size and above.size == first.size
            if under and not above.text.endswith("."):
                joined[-1].lines += [(draft.lines[0][0], with_mark(first)), *draft.lines[1:]]
                continue
        joined.append(draft)
    return joined
