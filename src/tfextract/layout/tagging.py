"""Checks whether two lines belong to one tagged element, and how reliable the page's tags are.

Geometry is certain about some neighbours: a line that continues a sentence belongs to the one above. A line far below,
in another type or with a bullet does not. If the tags of a page cut sentences (an element for every line), they are not
used to split lines. If they span such gaps (one element for the page), they are not used to join lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from tfextract.layout.elements import CELLS, ITEMS, StructureTree
from tfextract.layout.fragments import Fragment
from tfextract.layout.list_marks import BULLET

# The share of certain neighbours that the tags may contradict. This many agreeing pairs are added, so that on a page
# with few pairs the tags are used unless they are clearly wrong.
MAX_AGAINST, AGREEING = 0.1, 5
# The smallest share of letters in pieces (paragraphs, cells). With less, the tags are leftovers.
MIN_COVERED = 0.4
_SENTENCE_ENDS = re.compile(r"[.!?][”\"’)]*$")
# Roles that contain one list item or one cell.
HOLDERS = ITEMS | CELLS
# The fewest words of a line of running text.
RUNNING_WORDS = 4


@dataclass(frozen=True, slots=True)
class Tagging:
    """`joins`: lines of one element can be joined. `parts`: lines of two elements can be separated."""

    tree: StructureTree
    joins: bool
    parts: bool

    def one_piece(self, last: Fragment, line: Fragment) -> bool | None:
        """Whether the two are one piece. None if the tags do not decide or are not reliable."""
        same = _same_piece(self.tree, last, line)
        if same is None:
            return None
        believed = self.joins if same else self.parts and self._are_two(last, line)
        return same if believed else None

    def _are_two(self, last: Fragment, line: Fragment) -> bool:
        """Whether more than an element's end separates them: designers often make each line of a heading or address a
        paragraph of one style.
        """
        if _goes_on_within_sentence(last, line):
            return False
        above, below = (self.tree.elements[number] for number in (last.element, line.element) if number is not None)
        items = [self.tree.within(element.number, HOLDERS) for element in (above, below)]
        return above.style != below.style or items[0] != items[1] or ends_sentence(last)


def measure_tagging(tree: StructureTree | None, fragments: Sequence[Fragment]) -> Tagging | None:
    """`fragments` of one page in content order. None if few or none are tagged."""
    if tree is None or not fragments:
        return None
    letters = sum(len(fragment.text) for fragment in fragments)
    covered = sum(len(fragment.text) for fragment in fragments if _piece(tree, fragment) is not None)
    if covered < MIN_COVERED * letters:
        return None
    within = separated = apart = joined = 0
    for last, line in pairwise(fragments):
        same = _same_piece(tree, last, line)
        if same is None:
            continue
        if _goes_on_within_sentence(last, line):
            within += 1
            separated += not same
        elif _is_apart(last, line):
            apart += 1
            joined += same
    return Tagging(tree, joins=_agrees(joined, apart), parts=_agrees(separated, within))


def _agrees(against: int, count: int) -> bool:
    return against <= MAX_AGAINST * (count + AGREEING)


def _piece(tree: StructureTree, fragment: Fragment) -> int | None:
    number = fragment.element
    return number if number is not None and tree.elements[number].is_piece else None


def _same_piece(tree: StructureTree, last: Fragment, line: Fragment) -> bool | None:
    above, below = _piece(tree, last), _piece(tree, line)
    return None if above is None or below is None else above == below


def ends_sentence(line: Fragment) -> bool:
    """A colon or semicolon may end a paragraph, or only a line of it."""
    return _SENTENCE_ENDS.search(line.text) is not None


def _goes_on_within_sentence(last: Fragment, line: Fragment) -> bool:
    """Whether `line` is flush below `last` in the same type, and continues with a lower-case letter."""
    step = line.baseline - last.baseline
    flush = abs(last.box.x0 - line.box.x0) < 0.3 * line.size and last.size == line.size
    running = len(last.words) >= RUNNING_WORDS and not ends_sentence(last)
    return flush and running and 0 < step < 1.6 * line.size and line.marker is None and line.words[0].text[:1].islower()


def _is_apart(last: Fragment, line: Fragment) -> bool:
    small, large = sorted((last.size, line.size))
    far = abs(line.baseline - last.baseline) > 3 * large and last.box.shared_width(line.box) > 0
    return far or small < 0.75 * large or (line.marker is not None and re.match(BULLET, line.marker) is not None)
