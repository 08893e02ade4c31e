"""Draft blocks: lines that a reader sees as one piece, before they have a role."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from tfextract.layout.fragments import Fragment, around, as_printed
from tfextract.model import BlockRole, Box


@dataclass(slots=True)
class Draft:
    """An unfinished block: its lines on one page. Lines of the next column or page are added later."""

    page: int
    lines: list[tuple[int, Fragment]] = field(default_factory=list)
    role: BlockRole = BlockRole.PARAGRAPH
    level: int = 0
    # A run-in heading, which is set as the first words of its paragraph.
    run_in: bool = False
    # The drawn box that contains it.
    frame: int | None = None
    # The text that ends right before this one and began above headings that are between its parts.
    resumes: Draft | None = None

    @property
    def fragments(self) -> list[Fragment]:
        return [fragment for _, fragment in self.lines]

    @property
    def marker(self) -> str | None:
        return self.lines[0][1].marker

    @property
    def box(self) -> Box:
        """The box on the page where the block starts."""
        first = self.lines[0][0]
        return Box.around([fragment.box for page, fragment in self.lines if page == first])

    @property
    def text(self) -> str:
        return " ".join([fragment.text for _, fragment in self.lines])

    def weights(self) -> Counter[tuple[float, bool, int]]:
        """Number of letters by (size, bold, colour)."""
        tally: Counter[tuple[float, bool, int]] = Counter()
        for fragment in self.fragments:
            for kind, letters in fragment.weights.items():
                tally[kind] += letters
        return tally

    @property
    def size(self) -> float:
        return self.weights().most_common(1)[0][0][0]

    @property
    def color(self) -> int:
        """The colour of most letters, 0xRRGGBB."""
        return self.weights().most_common(1)[0][0][2]

    @property
    def bold(self) -> bool:
        weights = self.weights()
        return sum(n for (_, bold, _), n in weights.items() if bold) > 0.9 * weights.total()


def with_mark(line: Fragment) -> Fragment:
    """The fragment with its list mark as the first word again."""
    words = as_printed(line)
    return replace(line, words=words, box=around(words), marker=None, marker_box=None)
