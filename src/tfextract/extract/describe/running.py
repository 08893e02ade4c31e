"""Running lines, at the head and foot of the pages: the publisher, the report's title, and the page number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from tfextract.model import Block, BlockRole, Layout
from tfextract.rules import first_match

YEAR = re.compile(r"(?<![\d/-])(?:19|20)\d\d(?![\d/]\d{3})")
HOST = re.compile(r"@|\bwww\.|https?:|\b[\w-]+\.(?:org|com|net|int|edu|gov|eu|info|ngo)\b", re.I)
# In owners and sources at the foot: "© Crown copyright 2017", 'World Bank (2021), "Poverty Brief".'
_CITES = re.compile(r"©|\(c\)|\bcopyright\b|(?:19|20)\d\d\),|[“”\"]|\bsource:|\w{3,}\.$", re.I)
# Between the parts of a line. "2022 – 2023" is one period, not two parts.
PART_SEPARATOR = re.compile(r"\s*[|•·]\s*|(?<!\d)\s+[–—]\s+|\s+[–—]\s+(?!\d)")
PAGE_NUMBER = re.compile(r"^(?:page\s+)?(\d{1,3})(?=\s|$)|(?<=\s)(?:page\s+)?(\d{1,3})$", re.I)
# Below and above these shares of a page's height are its foot and head.
FOOT, HEAD = 0.94, 0.06
MAX_WORDS = 30
# In a file of at most this many pages a foot need not be printed twice.
FEW_PAGES = 2


@dataclass(frozen=True, slots=True)
class RunningLine:
    """A line with the `pages` that print it; `parts` are separated by strokes and dots, page numbers left out."""

    text: str
    parts: tuple[str, ...]
    pages: tuple[int, ...]

    @property
    def title(self) -> str | None:
        """The part that names the report: by its kind, or with a year."""
        return next((part for part in self.parts if names_report(part)), None)


@dataclass(frozen=True, slots=True)
class Running:
    """`lines` with the most pages first; `first_number` is the page number printed on the file's first page."""

    lines: tuple[RunningLine, ...] = ()
    first_number: int | None = None

    @property
    def within(self) -> bool:
        """Whether the file is an excerpt of a longer document, so that its first heading is a section's."""
        return self.first_number is not None and self.first_number > 1

    @property
    def titles(self) -> tuple[str, ...]:
        return tuple(line.title for line in self.lines if line.title is not None)


def names_report(part: str) -> bool:
    dated = first_match("cover_date", part)
    if HOST.search(part) or _CITES.search(part) or (dated is not None and len(part) < len(dated[1][0]) + 8):
        return False
    words = [word for word in re.findall(r"[^\W\d_]+", part) if len(word) > 1]
    return first_match("report_line", part) is not None or (YEAR.search(part) is not None and len(words) > 1)


def bare_line(text: str) -> str:
    return PAGE_NUMBER.sub("", text).strip(" |•·–—-")


def _at_edge(block: Block, height: float, body: float) -> bool:
    """Whether it is a short line of small type in the margin. The layout finds only heads and feet that many pages
    repeat."""
    small = max((piece.size for piece in block.pieces), default=body) < body
    short = len(block.text.split()) <= MAX_WORDS / 2 and not block.text.rstrip().endswith((".", "!", "?", ":"))
    outside = block.box.top > FOOT * height or block.box.bottom < HEAD * height
    return small and short and outside and block.role in (BlockRole.PARAGRAPH, BlockRole.FOOTNOTE, BlockRole.CAPTION)


def running_of(layout: Layout) -> Running:
    heights = {page.page: page.height for page in layout.pages}
    body = median([piece.size for block in layout.blocks for piece in block.pieces] or [0.0])
    pages: dict[str, set[int]] = {}
    shown: dict[str, str] = {}
    for block in layout.blocks:
        margin = block.role in (BlockRole.HEADER, BlockRole.FOOTER)
        height = heights.get(block.page)
        if not margin and (height is None or not _at_edge(block, height, body)):
            continue
        text = bare_line(block.text)
        if not any(char.isalpha() for char in text) or len(text.split()) > MAX_WORDS:
            continue
        key = text.casefold()
        shown.setdefault(key, text)
        visited = pages.setdefault(key, set())
        foot = height is not None and block.box.top > FOOT * height and len(layout.pages) <= FEW_PAGES
        # A kicker at the head of one page is no running line: a negative page needs a second page with that line.
        visited.add(block.page if margin or foot else -block.page)
    lines = [
        RunningLine(shown[key], _parts(shown[key]), tuple(sorted({abs(page) for page in visited})))
        for key, visited in pages.items()
        if len(visited) > 1 or any(page > 0 for page in visited)
    ]
    return Running(tuple(sorted(lines, key=lambda line: -len(line.pages))), _first_number(layout.blocks))


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part for part in map(_bare_end, PART_SEPARATOR.split(text)) if any(char.isalpha() for char in part))


def _bare_end(part: str) -> str:
    return part.strip(" |•·–—-,")


def _first_number(blocks: Sequence[Block]) -> int | None:
    """The page number in a head or foot of the first page, if the second page (where there is one) has the next one."""
    printed: dict[int, set[int]] = {1: set(), 2: set()}
    for block in blocks:
        if block.page in printed and block.role in (BlockRole.HEADER, BlockRole.FOOTER):
            match = PAGE_NUMBER.search(block.text.strip())
            if match is not None:
                printed[block.page].add(int(match[1] or match[2]))
    second = any(block.page == 2 for block in blocks)
    for number in sorted(printed[1]):
        if not second or number + 1 in printed[2]:
            return number
    return None
