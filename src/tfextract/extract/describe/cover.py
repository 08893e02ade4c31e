"""The lines of a cover that may be its title, or a part of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from tfextract.extract.describe.running import Running, bare_line
from tfextract.extract.products.types import singular, type_table, words_of
from tfextract.model import Block, BlockRole
from tfextract.rules import first_match

FIRST_PAGES = 2
# Where the words of a letterspaced line ("2 0 1 5 A N N U A L") are joined.
JOINED_WORDS = re.compile(
    r"(?<=\d)(?=[A-Za-z])|(?<=[A-Za-z])(?=(?:REPORT|REVIEW|ACCOUNTS|SUMMARY|BRIEF)\b)|(?<=ANNUAL)"
)
LETTERSPACED = re.compile(r"(?<!\S)(?:\S\s){3,}\S(?!\S)")
CONTENTS = re.compile(r"^\W*(?:table\s+of\s+)?contents\W*$|^\W*in\s+this\s+(?:issue|report)\W*$", re.I)
# "Table 1.", "4 A letter from our president": numbered parts of a document.
NUMBERED = re.compile(
    r"^\W*(?:(?:table|figure|fig|box|chart|annex|chapter|section|page)\W+)?\d{1,3}(?!\d|\s*(?:years|days|things|ways|steps)\b)(?:[.:\s]|$)",
    re.I,
)
MAX_WORDS, FEWEST_LETTERS = 40, 4
# Longer lines are running text, unless they are set larger.
LINE_WORDS = 25
# The most lines of a page that are candidates: the largest. Lines that name a kind of report come on top.
MAX_LINES = 12
# A sentence set this much larger than the text may be a title: "Mending lakes, together."
LARGER = 1.2
# A first page of at most this many words is a cover with little on it: the next page is read as well.
FEW_WORDS = 40
TEXT_WORDS = 14
LINE_ROLES = (BlockRole.HEADING, BlockRole.CALLOUT, BlockRole.PARAGRAPH, BlockRole.HEADER, BlockRole.CAPTION)


@dataclass(frozen=True, slots=True)
class CoverLine:
    """`size` is relative to the largest type of the page's lines, `place` counts them from 0 in reading order.

    `text_under`: running text follows, as after a section's heading. `continues`: the next line has the same size and
    follows at once. `kind_next`: the next line of the cover names a kind of report.
    """

    block: Block
    text: str
    size: float
    place: int
    text_under: bool
    continues: bool
    kind_next: bool

    @property
    def is_text(self) -> bool:
        return self.block.role in (BlockRole.PARAGRAPH, BlockRole.CAPTION)

    def gap_to(self, other: CoverLine) -> float:
        """The vertical gap between them in heights of the larger type; negative if they are side by side."""
        upper, lower = sorted((self.block.box, other.block.box), key=lambda box: box.top)
        return (lower.top - upper.bottom) / max(size_of(self.block), size_of(other.block), 1.0)


def printed(text: str) -> str:
    """The text with letterspaced words joined; their bounds are guessed from digits and known words."""
    return LETTERSPACED.sub(lambda match: " ".join(JOINED_WORDS.split(match[0].replace(" ", ""))).strip(), text)


def size_of(block: Block) -> float:
    return max((piece.size for piece in block.pieces), default=0.0)


def may_title(block: Block) -> bool:
    text = printed(block.text)
    letters = sum(char.isalpha() for char in text)
    if letters < FEWEST_LETTERS or len(text.split()) > MAX_WORDS or first_match("not_title", text) is not None:
        return False
    bare = re.sub(r"[\W\d_]+", " ", text).strip()
    dated = first_match("cover_date", text)
    return bool(bare) and not (dated is not None and len(text) < len(dated[1][0]) + 8) and "@" not in text


def cover_lines(blocks: Sequence[Block], running: Running) -> tuple[CoverLine, ...]:
    """The cover lines of the first page, and of the second if the first has few words; without small running lines."""
    edges = {line.text.casefold() for line in running.lines}
    body = median([size_of(block) for block in blocks] or [0.0])
    blocks = [block for block in blocks if size_of(block) > body or bare_line(block.text).casefold() not in edges]
    results: list[CoverLine] = []
    words = 0
    for page in range(1, FIRST_PAGES + 1):
        if words > FEW_WORDS:
            break
        here = [block for block in blocks if block.page == page]
        if page > 1 and any(CONTENTS.match(block.text) for block in here):
            break
        results += _lines_of(here, body)
        words += sum(len(block.text.split()) for block in here)
    return tuple(results)


def _lines_of(blocks: Sequence[Block], body: float) -> list[CoverLine]:
    """The cover lines of one page, up to a table of contents."""
    contents = next((at for at, block in enumerate(blocks) if CONTENTS.match(block.text)), len(blocks))
    blocks = blocks[:contents]
    lines = [block for block in blocks if block.role in LINE_ROLES and may_title(block)]
    lines = [block for block in lines if size_of(block) > LARGER * body or not _is_running_text(block)]
    largest = max((size_of(block) for block in lines), default=1.0) or 1.0
    by_size = sorted(lines, key=lambda block: (-size_of(block), block.role is not BlockRole.HEADING))
    kept = {id(block) for block in by_size[:MAX_LINES]}
    kept |= {id(block) for block in lines if names_kind(printed(block.text)) and len(block.text.split()) <= LINE_WORDS}
    chosen = [block for block in lines if id(block) in kept]
    order = {id(block): at for at, block in enumerate(blocks)}
    made = []
    for place, block in enumerate(chosen):
        at = order[id(block)]
        after = blocks[at + 1] if at + 1 < len(blocks) else None
        text = after is not None and after.role in (BlockRole.PARAGRAPH, BlockRole.LIST_ITEM)
        under = after is not None and text and len(after.text.split()) > TEXT_WORDS
        alike = after is not None and after in chosen and abs(size_of(after) - size_of(block)) < 0.5
        kind = place + 1 < len(chosen) and names_kind(printed(chosen[place + 1].text))
        made.append(CoverLine(block, printed(block.text).strip(), size_of(block) / largest, place, under, alike, kind))
    return made


def _is_running_text(block: Block) -> bool:
    if block.role in (BlockRole.HEADING, BlockRole.HEADER):
        return False
    sentence = block.role is BlockRole.PARAGRAPH and block.text.rstrip().endswith((".", "!", "?", ":", ";"))
    return sentence or len(block.text.split()) > LINE_WORDS


def names_kind(text: str) -> bool:
    return first_match("report_line", text) is not None


def only_kind(text: str) -> bool:
    """Whether a line says only the kind of report, without a year: "Event Summary"."""
    table = type_table()
    known = table.plain | table.others | table.types.keys() | {"summary", "of", "and", "for", "the"}
    return all(singular(word) in known or word in known for word in words_of(text)) and not re.search(r"\d{4}", text)


def titled(text: str) -> str:
    """A line in capitals as a name is written: gazetteers have "Lake Fund", not "LAKE FUND"."""
    small = {"of", "the", "and", "for", "on", "in"}
    if not text.isupper():
        return text
    return " ".join(word.lower() if word.casefold() in small else word.capitalize() for word in text.split())
