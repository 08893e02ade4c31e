"""Fragments in stream order → draft blocks: runs of lines that a reader sees as one piece."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from tfextract.layout.lines import Fragment
from tfextract.model import BlockRole, Box

# Leading (baseline to baseline), in type sizes, within which two lines can belong together at all.
LEADING_MIN, LEADING_MAX = 0.7, 2.1
SENTENCE_END = (".", "!", "?", ":", ";", "”", '."')


@dataclass(slots=True)
class Draft:
    """A block in the making: its lines on one page, later joined by those of the next column or page."""

    page: int
    lines: list[tuple[int, Fragment]] = field(default_factory=list)
    role: BlockRole = BlockRole.PARAGRAPH
    level: int = 0

    @property
    def fragments(self) -> list[Fragment]:
        return [fragment for _, fragment in self.lines]

    @property
    def marker(self) -> str | None:
        return self.lines[0][1].marker

    @property
    def box(self) -> Box:
        """On the page where the block starts."""
        first = self.lines[0][0]
        boxes = [fragment.box for page, fragment in self.lines if page == first]
        box = boxes[0]
        for other in boxes[1:]:
            box = box.union(other)
        return box

    @property
    def text(self) -> str:
        return " ".join(fragment.text for fragment in self.fragments)

    def weights(self) -> Counter[tuple[float, bool, int]]:
        """How many letters stand in each (size, bold, colour)."""
        found: Counter[tuple[float, bool, int]] = Counter()
        for fragment in self.fragments:
            for word in fragment.words:
                found[(round(word.size, 1), word.bold, word.color)] += len(word.text)
        return found

    @property
    def size(self) -> float:
        return self.weights().most_common(1)[0][0][0]

    @property
    def bold(self) -> bool:
        weights = self.weights()
        return sum(n for (_, bold, _), n in weights.items() if bold) > 0.9 * weights.total()


def _all_bold(fragment: Fragment) -> bool:
    return all(word.bold for word in fragment.words)


def _sizes_agree(last: Fragment, line: Fragment) -> bool:
    """Alike in size, or a line in which a word of the other's size stands too (a call-out's big figure)."""
    small, large = sorted((last.size, line.size))
    if small > 0.88 * large:
        return True
    sizes = {round(word.size, 1) for word in last.words} & {round(word.size, 1) for word in line.words}
    return bool(sizes)


def _style_breaks(draft: Draft, line: Fragment) -> bool:
    """A bold or coloured line alone above plain text is a heading, not the paragraph's first line."""
    last = draft.fragments[-1]
    if _all_bold(last) != _all_bold(line):
        whole = all(_all_bold(fragment) for fragment in draft.fragments)
        mixed = any(word.bold for word in line.words) or (not whole and any(word.bold for word in last.words))
        return whole != _all_bold(line) and not mixed
    return last.words[-1].color != line.words[0].color and _all_bold(line) and not draft.marker


def _leading_breaks(draft: Draft, line: Fragment) -> bool:
    last = draft.fragments[-1]
    step = line.baseline - last.baseline
    large = max(word.size for word in last.words + line.words)
    if not LEADING_MIN * min(last.size, line.size) <= step <= LEADING_MAX * large:
        return True
    steps = [b.baseline - a.baseline for a, b in zip(draft.fragments, draft.fragments[1:], strict=False)]
    if steps and max(w.size for w in last.words) <= 1.1 * last.size and large <= 1.1 * line.size:
        return step > 1.22 * min(steps) + 0.5
    return step > 1.65 * large


def _indent_breaks(draft: Draft, line: Fragment) -> bool:
    first, last = draft.fragments[0], draft.fragments[-1]
    if draft.marker is not None and first.marker_box is not None:
        # A list item's lines hang under its text or under its mark; what stands left of the mark is not the item.
        if line.box.x0 < first.marker_box.x0 - 0.6 * line.size:
            return True
        hangs = first.box.x0 - first.marker_box.x0 > 0.5 * line.size
        under_mark = len(draft.lines) > 1 and line.box.x0 < first.box.x0 - 0.5 * line.size
        if hangs and under_mark and draft.fragments[1].box.x0 > first.box.x0 - 0.5 * line.size:
            return True
    sentence_over = last.text.endswith(SENTENCE_END)
    if sentence_over and line.box.x0 > last.box.x0 + 0.9 * line.size and last.box.x1 > line.box.x0 + 4 * line.size:
        return abs(last.box.x0 - first.box.x0) < 2.5 * line.size and draft.marker is None
    return False


def _ends_short(draft: Draft, line: Fragment) -> bool:
    """A sentence ends on a line where the next line's first word had room: a new paragraph without extra space."""
    last = draft.fragments[-1]
    if not last.text.endswith(SENTENCE_END) or not line.words[0].text[:1].isupper():
        return False
    right = max(fragment.box.x1 for fragment in [*draft.fragments, line])
    room = right - last.box.x1
    return room > line.words[0].box.width + 3.0 * line.size and abs(line.box.x0 - draft.box.x0) < 1.5 * line.size


def _beside(last: Fragment, line: Fragment) -> bool:
    """The rest of the same printed line: a tab or the white of a justified line stands between them."""
    gap = line.box.x0 - last.box.x1
    return abs(line.baseline - last.baseline) < 0.3 * line.size and 0 <= gap < 3.5 * line.size


def _goes_on(draft: Draft, line: Fragment) -> bool:
    last = draft.fragments[-1]
    if line.marker is not None:
        return False
    if _beside(last, line):
        return True
    overlap = min(last.box.x1, line.box.x1) - max(last.box.x0, line.box.x0)
    if overlap < 0.3 * min(last.box.width, line.box.width):
        return False
    if not _sizes_agree(last, line) or _style_breaks(draft, line):
        return False
    return not (_leading_breaks(draft, line) or _indent_breaks(draft, line) or _ends_short(draft, line))


def cut_blocks(page: int, fragments: list[Fragment]) -> list[Draft]:
    """Draft blocks in stream order."""
    drafts: list[Draft] = []
    for fragment in fragments:
        if drafts and _goes_on(drafts[-1], fragment):
            drafts[-1].lines.append((page, fragment))
        else:
            drafts.append(Draft(page, [(page, fragment)]))
    return drafts


def _same_column(a: Box, b: Box) -> bool:
    overlap = min(a.x1, b.x1) - max(a.x0, b.x0)
    return overlap > 0.5 * min(a.width, b.width)


def mend_order(drafts: list[Draft]) -> list[Draft]:
    """Stream order, with blocks that were written late put back above what stands under them in their column."""
    ordered: list[Draft] = []
    for draft in drafts:
        box = draft.box
        place = len(ordered)
        for index, other in enumerate(ordered):
            under = other.box
            if _same_column(box, under) and box.bottom <= under.top + 0.3 * draft.size:
                place = index
                break
        ordered.insert(place, draft)
    return ordered
