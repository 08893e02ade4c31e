"""The title of a document: the largest type of its cover that is no section, masthead or date, with its second line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath

from tfextract.extract.describe.running import Running
from tfextract.extract.evidence import folded
from tfextract.extract.names import is_known_name
from tfextract.extract.products.types import singular, type_of_phrase, type_table, words_of
from tfextract.model import Block, BlockRole
from tfextract.rules import first_match

FIRST_PAGES = 2
# "2 0 1 5 A N N U A L": letters set apart one by one.
JOINED_WORDS = re.compile(
    r"(?<=\d)(?=[A-Za-z])|(?<=[A-Za-z])(?=(?:REPORT|REVIEW|ACCOUNTS|SUMMARY|BRIEF)\b)|(?<=ANNUAL)"
)
LETTERSPACED = re.compile(r"(?<!\S)(?:\S\s){3,}\S(?!\S)")
SCREEN_NAME = re.compile(
    r"\.(?:docx?|indd|pdf|pptx?|qxd|cdr|ai)\b|^untitled|^slide\s?\d|^(?:microsoft\s+word\s*-|print)\b|\bdraft\b|\bv\d|\bfinal\W*\d*$|\bdt\.?\s\d|^\W*unspecified",
    re.I,
)
MOST_WORDS = 40
# A title this much of a page's largest type may stand in type this much smaller.
PART_OF_LARGEST = 0.55
FEWEST_LETTERS = 4


def printed(text: str) -> str:
    """Letters that were set apart joined again; words of such a line are told by runs of digits and letters."""
    return LETTERSPACED.sub(lambda match: " ".join(JOINED_WORDS.split(match[0].replace(" ", ""))).strip(), text)


def size_of(block: Block) -> float:
    return max((piece.size for piece in block.pieces), default=0.0)


def _may_title(block: Block) -> bool:
    text = printed(block.text)
    letters = sum(char.isalpha() for char in text)
    if letters < FEWEST_LETTERS or len(text.split()) > MOST_WORDS or first_match("not_title", text) is not None:
        return False
    bare = re.sub(r"[\W\d_]+", " ", text).strip()
    dated = first_match("cover_date", text)
    return bool(bare) and not (dated is not None and len(text) < len(dated[1][0]) + 8) and "@" not in text


def title_of(blocks: Sequence[Block], running: Running, metadata: dict[str, str], file_name: str) -> str | None:
    """The cover’s where it says what kind of report it is, else the one at the head or foot of the pages, else that of
    the PDF’s metadata where the page prints it too, else the largest heading, the metadata or the file’s name.

    The first heading of a file whose first page is numbered above 1 is a section’s, and counts as the weakest of them.
    """
    heading = _of_first_pages(blocks)
    given = _of_metadata(metadata)
    footed = next(iter(running.titles), None)
    if running.within:
        return footed or given or _beside_name(running) or heading or _of_file_name(file_name)
    if heading is not None and _names_kind(heading):
        return heading
    if footed is not None:
        return footed if heading is None or _says(footed, heading) else _joined(heading, footed)
    early = " ".join(block.text for block in blocks if block.page <= FIRST_PAGES)
    if given is not None and _says(early, given):
        return given if heading is None or not _says(heading, given) else heading
    return heading or given or _of_file_name(file_name)


def _of_first_pages(blocks: Sequence[Block]) -> str | None:
    for page in range(1, FIRST_PAGES + 1):
        found = _of_page([block for block in blocks if block.page == page], cover=page == 1)
        if found is not None:
            return found
    return None


def _beside_name(running: Running) -> str | None:
    """ "Lake Fund | Our wells": the name stands first, then what it speaks of."""
    return next((line.parts[1] for line in running.lines if len(line.parts) == 2), None)


def _says(text: str, other: str) -> bool:
    return f" {folded(other)} " in f" {folded(text)} "


def _joined(first: str, second: str) -> str:
    return f"{first.strip()}{' ' if first.rstrip().endswith((':', '–', '-')) else ': '}{second.strip()}"


def _of_page(blocks: Sequence[Block], *, cover: bool) -> str | None:
    headings = [block for block in blocks if block.role is BlockRole.HEADING and _may_title(block)]
    if not headings or (not cover and not any(_names_kind(block.text) for block in headings)):
        return None
    bodies = [block for block in headings if is_known_name(_titled(block.text))]
    headings = [block for block in headings if block not in bodies] or headings
    top = max(headings, key=lambda block: (size_of(block), -block.level, -block.block_no))
    beside = _second_line(top, headings, blocks)
    above = next((block for block in bodies if block.block_no == top.block_no - 1), None)
    if beside is None and above is not None and _names_kind(top.text):
        beside = above
    if beside is None:
        return printed(top.text)
    first, second = sorted((top, beside), key=lambda block: block.block_no)
    if second is top and _is_generic(top.text):
        first, second = beside, top
    return _joined(printed(first.text), printed(second.text))


def _second_line(top: Block, headings: Sequence[Block], blocks: Sequence[Block]) -> Block | None:
    """The line that says which report it is, or the one right under the title set as large as a second line is."""
    if not _names_kind(top.text):
        kinds = [
            b for b in blocks if b is not top and len(b.text.split()) < MOST_WORDS / 2 and _names_kind(printed(b.text))
        ]
        short = [
            block for block in kinds if block.role in (BlockRole.HEADING, BlockRole.CALLOUT) or _stands_alone(block)
        ]
        if short:
            return min(short, key=lambda block: abs(block.block_no - top.block_no))
    at = [block.block_no for block in headings].index(top.block_no)
    others = [block for block in headings if block is not top]
    if _is_generic(top.text) and others:
        return max(others, key=lambda block: (size_of(block), -abs(block.block_no - top.block_no)))
    after = headings[at + 1] if at + 1 < len(headings) else None
    if after is not None and after.block_no == top.block_no + 1 and size_of(after) >= PART_OF_LARGEST * size_of(top):
        return after
    return None


def _stands_alone(block: Block) -> bool:
    return not re.search(r"[.!?]\s|\b(?:is|are|was|were|the present)\b", block.text)


def _names_kind(text: str) -> bool:
    return first_match("report_line", text) is not None


def _is_generic(text: str) -> bool:
    """Whether a line says only what kind of report it is, and of no year: "Event Summary"."""
    table = type_table()
    known = table.plain | table.others | table.types.keys() | {"summary", "of", "and", "for", "the"}
    return all(singular(word) in known or word in known for word in words_of(text)) and not re.search(r"\d{4}", text)


def _titled(text: str) -> str:
    """A line all in capitals as a name is written: gazetteers know "Lake Fund", not "LAKE FUND"."""
    small = {"of", "the", "and", "for", "on", "in"}
    if not text.isupper():
        return text
    return " ".join(word.lower() if word.casefold() in small else word.capitalize() for word in text.split())


def _of_metadata(metadata: dict[str, str]) -> str | None:
    given = re.sub(r"^microsoft\s+word\s*-\s*", "", metadata.get("Title", "").strip(), flags=re.I)
    given = re.sub(r"\.(?:docx?|pptx?|indd|pdf)$", "", given, flags=re.I).strip()
    told = len(given.split()) > 1 and not SCREEN_NAME.search(given) and "_" not in given
    return given if told else None


def _of_file_name(file_name: str) -> str | None:
    """A name of words ("lake-fund-annual-report-2016.pdf"), where it says what kind of report or product it is."""
    name = re.sub(r"[-_.\s]+", " ", PurePath(file_name).stem).strip()
    words = [word for word in name.split() if word.isalpha()]
    kind = _names_kind(name) or any(type_of_phrase(word) is not None for word in words)
    return name[:1].upper() + name[1:] if len(words) > 1 and kind else None
