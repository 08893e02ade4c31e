"""Recognises pages that are not prose: indexes and tables of contents here, other lists elsewhere.

Their lines become rows without cells, because their numbers are pages and not results. Several weighted features
decide, and no single one is enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tfextract.layout.drafts import Draft
from tfextract.layout.fragments import Fragment, as_printed
from tfextract.layout.name_lists import mark_names
from tfextract.layout.references import mark_references
from tfextract.layout.scales import mark_axes
from tfextract.model import BlockRole

RUNNING = (BlockRole.HEADER, BlockRole.FOOTER, BlockRole.TABLE)
PAGE = r"\d{1,3}(?:\s?[-–—]\s?\d{1,3})?[fn]{0,2}"
PAGES = re.compile(rf"{PAGE}(?:[,;]\s?{PAGE})*[,;.]?")
# "water, drinking, 12, 15–17", "water 12": the term, the separator, the pages.
INDEX_ENTRY = re.compile(
    rf"(?P<term>(?![$€£]).*?[^\W\d_][)”’\"']?)(?P<comma>[,:;]?)\s+(?:pp?\.\s?)?(?P<pages>{PAGES.pattern})"
)
INDEX_HEADING = re.compile(
    r"(?:(?:general|subject|name|author|keyword|topic|thematic|alphabetical|a\s?[-–]\s?z)\s+)?index(?:\s+of\s+(?:names|terms|subjects|topics|people|places))?",
    re.I,
)
CONTENTS_HEADING = re.compile(
    r"(?:table\s+of\s+|list\s+of\s+)?contents?|(?:what['’]s\s+)?inside(?:\s+this\s+(?:issue|report))?|in\s+this\s+(?:issue|report)",
    re.I,
)
# For an index: the smallest `_index_score`, the fewest entries, the fewest below a heading, and their share of the
# lines.
INDEX_SCORE, INDEX_ENTRIES, FEW_ENTRIES, INDEX_SHARE = 3.0, 8, 5, 0.5
SEE = re.compile(r"see(?:\s+also)?\s", re.I)
TERM_WORDS, TITLE_WORDS = 9, 16
ALPHABETICAL = 0.8
CONTENTS_ENTRIES, CONTENTS_PAGES, RISING = 4, 10, 0.8
# The share of entries whose number may not be a page of the document: an excerpt keeps the full contents page.
OUTSIDE = 0.1
# The largest height difference of two lines on one level, in type sizes.
LEVEL = 0.45


@dataclass(frozen=True, slots=True)
class Listed:
    """A line with page numbers in it or beside it. `comma`: a comma separates them."""

    fragments: tuple[Fragment, ...]
    term: str
    pages: tuple[int, ...]
    comma: bool = False
    several: bool = False

    @property
    def left(self) -> float:
        return min(fragment.box.x0 for fragment in self.fragments)


@dataclass(frozen=True, slots=True)
class _PageOfFile:
    """A page of the `count` in its file. `last` is the largest printed page number."""

    page: int
    count: int
    last: int

    @property
    def is_at_back(self) -> bool:
        return 2 * self.page > self.count


def mark_listings(pages: Mapping[int, Sequence[Draft]], last: int) -> tuple[str, ...]:
    """Assigns the role TABLE to indexes, tables of contents, lists of names or works, and axes.

    `pages` are the drafts of each page, `last` the largest possible page number. Returns the titles in the tables of
    contents.
    """
    titles: list[str] = []
    mark_references(pages)
    goes_on = False
    for page, drafts in pages.items():
        main = [draft for draft in drafts if draft.role not in RUNNING]
        goes_on = _mark_index(main, _PageOfFile(page, max(pages), last), goes_on=goes_on)
        if not goes_on and page <= CONTENTS_PAGES:
            titles += _mark_contents(main, last)
        main = [draft for draft in main if draft.role is not BlockRole.TABLE]
        mark_axes(main)
        mark_names(main)
    return tuple(titles)


def _printed(fragment: Fragment) -> str:
    return " ".join(word.text for word in as_printed(fragment))


def _on_level(fragment: Fragment, other: Fragment) -> bool:
    return abs(fragment.baseline - other.baseline) < LEVEL * max(fragment.size, other.size)


def _page_numbers(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", text))


def _index_entries(lines: Sequence[Fragment]) -> Iterator[Listed]:
    """The lines that end in page numbers, which are in the line or separate on its right."""
    alone = [line for line in lines if PAGES.fullmatch(_printed(line))]
    above: Fragment | None = None
    for line in lines:
        text = _printed(line)
        match = INDEX_ENTRY.fullmatch(text)
        if match is not None and len(match["term"].split()) <= TERM_WORDS:
            term, pages, comma = match["term"], match["pages"], bool(match["comma"])
            opening = above if above is not None and _continues_entry(above, line) else line
            term = term if opening is line else _printed(opening)
            yield Listed((opening, line), term, _page_numbers(pages), comma, not pages.strip(",;.").isdigit())
        elif not any(char.isdigit() for char in text) and len(text.split()) <= TERM_WORDS:
            number = _number_beside(line, alone, lines)
            if number is not None:
                pages = _printed(number)
                several = not pages.strip(",;.").isdigit()
                yield Listed((line, number), text, _page_numbers(pages), text.endswith(","), several)
        above = line if match is None else None


def _continues_entry(above: Fragment, line: Fragment) -> bool:
    """Whether the line is the indented continuation of an entry: "apples and their keepers in / the upper valley,
    3"."""
    under = 0 < line.baseline - above.baseline < 2 * line.size
    indent = line.box.x0 - above.box.x0
    return under and 0.3 * line.size < indent < 4 * line.size and len(_printed(above)) > 1


def _number_beside(line: Fragment, numbers: Sequence[Fragment], lines: Sequence[Fragment]) -> Fragment | None:
    """The page numbers directly on the right of the term."""
    right = [other for other in numbers if _on_level(line, other) and other.box.x0 > line.box.x1]
    first = min(right, key=lambda other: other.box.x0, default=None)
    if first is None:
        return None
    separated = any(_on_level(line, other) and line.box.x1 <= other.box.x0 < first.box.x0 for other in lines)
    return None if separated else first


def _columns(entries: Sequence[Listed]) -> list[list[Listed]]:
    """The entries by left edge, from the top, without the indented sub-entries."""
    columns: list[list[Listed]] = []
    for entry in sorted(entries, key=lambda entry: entry.left):
        size = entry.fragments[0].size
        if columns and entry.left - columns[-1][0].left < 5 * size:
            if entry.left - columns[-1][0].left < 0.3 * size:
                columns[-1].append(entry)
        else:
            columns.append([entry])
    return [sorted(column, key=lambda entry: entry.fragments[0].baseline) for column in columns]


def in_alphabet(columns: Sequence[Sequence[str]]) -> float:
    """The share of steps in a list that are in alphabetical order. 0 if the list hardly moves in the alphabet."""
    letters = [[name.lstrip("“\"'‘(").casefold()[:1] for name in column] for column in columns]
    steps = [(first, then) for column in letters for first, then in pairwise(column)]
    if len({letter for column in letters for letter in column}) < 4 or not steps:
        return 0.0
    return sum(first <= then for first, then in steps) / len(steps)


def _index_score(entries: Sequence[Listed], sheet: _PageOfFile, *, headed: bool, goes_on: bool) -> float:
    columns = [[entry.term for entry in column] for column in _columns(entries)]
    outside = sum(max(entry.pages) > sheet.last for entry in entries)
    several = sum(entry.several for entry in entries)
    score = 2.0 if headed else 1.5 if goes_on else 0.0
    score += 1.5 if in_alphabet(columns) >= ALPHABETICAL else -0.5
    score += 1.0 if 2 * sum(entry.comma for entry in entries) > len(entries) else 0.0
    score += 1.0 if several >= 0.1 * len(entries) and several >= 2 else 0.0
    score += 0.5 if sheet.is_at_back else -1.0
    return score - (1.0 if outside > OUTSIDE * len(entries) else 0.0)


def _mark_index(drafts: Sequence[Draft], sheet: _PageOfFile, *, goes_on: bool) -> bool:
    """Whether the page has an index. `goes_on`: the previous page ends with one."""
    lines = [fragment for draft in drafts for fragment in draft.fragments]
    lines = [line for line in lines if SEE.match(line.text) is None]
    headed = any(INDEX_HEADING.fullmatch(draft.text.strip()) for draft in drafts)
    threshold = FEW_ENTRIES if headed or goes_on else INDEX_ENTRIES
    if len(lines) < threshold:
        return False
    entries = list(_index_entries(lines))
    taken = {id(fragment) for entry in entries for fragment in entry.fragments}
    if len(entries) < threshold or len(taken) < INDEX_SHARE * len(lines):
        return False
    if _index_score(entries, sheet, headed=headed, goes_on=goes_on) < INDEX_SCORE:
        return False
    for draft in drafts:
        rows = [f for f in draft.fragments if id(f) in taken or PAGES.fullmatch(_printed(f)) or SEE.match(f.text)]
        if len(draft.text.strip()) == 1 or 2 * len(rows) >= len(draft.lines):
            draft.role = BlockRole.TABLE
    return True


def _is_contents_heading(text: str) -> bool:
    return CONTENTS_HEADING.fullmatch(text.strip().rstrip(":")) is not None


CONTENTS_START = re.compile(
    r"(?:p(?:age|\.)?\s*)?(?P<page>\d{1,3})[.:]?\s+(?P<term>[^\W\d_“\"'‘(].*|[“\"'‘(].*|\d[^,]*\s[^\W\d_].*)"
)
CONTENTS_END = re.compile(r"(?P<term>.*[^\W\d_][)”’\"'?!:]?)[,.]?\s+(?:p(?:age|\.)?\s*)?(?P<page>\d{1,3})")


def _contents_entries(lines: Sequence[Fragment]) -> list[Listed]:
    """The lines with one page number before or after the title, in the line or separate on its level."""
    numbers = [line for line in lines if re.fullmatch(r"\d{1,3}", _printed(line))]
    alone = {id(number) for number in numbers}
    texts = [line for line in lines if id(line) not in alone and re.search(r"[^\W\d_]{2}", line.text)]
    listeds = []
    for number in numbers:
        beside = [line for line in texts if _near_level(line, number)]
        if beside:
            title = min(beside, key=lambda line: _apart(line, number))
            listeds.append(Listed((title, number), _printed(title), (int(_printed(number)),)))
    titled = {id(entry.fragments[0]) for entry in listeds}
    for line in texts:
        text = _printed(line)
        entry = CONTENTS_END.fullmatch(text) or CONTENTS_START.fullmatch(text)
        if entry is not None and id(line) not in titled and len(entry["term"].split()) <= TITLE_WORDS:
            listeds.append(Listed((line,), entry["term"], (int(entry["page"]),)))
    return listeds


def _near_level(line: Fragment, number: Fragment) -> bool:
    return line.box.shared_height(number.box) > 0.5 * min(line.box.height, number.box.height)


def _apart(line: Fragment, number: Fragment) -> float:
    return max(line.box.x0 - number.box.x1, number.box.x0 - line.box.x1, 0.0)


def _rises(entries: Sequence[Listed]) -> bool:
    """Whether the page numbers increase down their columns. A line of the foreword may be among them."""
    columns = [[entry.pages[0] for entry in column] for column in _number_columns(entries)]
    steps = [first <= then for column in columns for first, then in pairwise(column)]
    return bool(steps) and sum(steps) >= RISING * len(steps)


def _mark_contents(drafts: Sequence[Draft], last: int) -> list[str]:
    lines = [fragment for draft in drafts for fragment in draft.fragments]
    headed = any(_is_contents_heading(text) for text in (*(d.text for d in drafts), *(line.text for line in lines)))
    # Without a heading, a page of figures and labels may look the same.
    entries = _contents_entries(lines) if headed else []
    outside = sum(entry.pages[0] > last for entry in entries) > OUTSIDE * len(entries)
    if len(entries) < CONTENTS_ENTRIES + outside or not _rises(entries):
        return []
    taken = {id(fragment) for entry in entries for fragment in entry.fragments}
    for draft in drafts:
        if _is_contents_heading(draft.text):
            continue
        if 2 * sum(id(fragment) in taken for fragment in draft.fragments) >= len(draft.lines):
            draft.role = BlockRole.TABLE
    return [entry.term for entry in entries]


def _number_columns(entries: Sequence[Listed]) -> list[list[Listed]]:
    """The entries by the position of their page numbers, from the top."""
    columns: list[list[Listed]] = []
    for entry in sorted(entries, key=lambda entry: entry.fragments[-1].box.x0):
        number = entry.fragments[-1]
        if columns and number.box.x0 - columns[-1][-1].fragments[-1].box.x0 < 2.5 * number.size:
            columns[-1].append(entry)
        else:
            columns.append([entry])
    return [sorted(column, key=lambda entry: entry.fragments[-1].baseline) for column in columns]
