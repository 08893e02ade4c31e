"""Words and line fragments. A fragment is words on one baseline without a wide gap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from tfextract.layout.marked_content import NO_MARK, ContentMark, prevailing
from tfextract.model import Box


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
    mark: ContentMark = NO_MARK
    face: str = ""
    # Its last hyphen only splits the word at the line end.
    soft: bool = False

    @property
    def element(self) -> int | None:
        return self.mark.element


# Without slots, because cached properties are stored on the fragment.
@dataclass(frozen=True)
class Fragment:
    """Words on one baseline without a wide gap. `marker` is its list mark."""

    words: tuple[Word, ...]
    box: Box
    baseline: float
    size: float
    marker: str | None = None
    marker_box: Box | None = None

    @cached_property
    def text(self) -> str:
        return " ".join([word.text for word in self.words])

    @cached_property
    def weights(self) -> dict[tuple[float, bool, int], int]:
        """Number of letters by (size, bold, colour), in order of appearance."""
        results: dict[tuple[float, bool, int], int] = {}
        for word in self.words:
            kind = (round(word.size, 1), word.bold, word.color)
            results[kind] = results.get(kind, 0) + len(word.text)
        return results

    @cached_property
    def mark(self) -> ContentMark:
        """The mark of most of its letters."""
        return prevailing([word.mark for word in self.words], [len(word.text) for word in self.words])

    @property
    def element(self) -> int | None:
        return self.mark.element


def as_printed(fragment: Fragment) -> tuple[Word, ...]:
    """The words including the list mark: in a cell "–" is a value and "1." a number."""
    if fragment.marker is None or fragment.marker_box is None:
        return fragment.words
    first = fragment.words[0]
    return (replace(first, text=fragment.marker, box=fragment.marker_box), *fragment.words)


def around(words: Sequence[Word]) -> Box:
    """The box around the words. Needs at least one."""
    return Box.around(word.box for word in words)
