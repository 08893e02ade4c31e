"""Pages that are no prose: a back-of-book index, a list of contents, recognised by their form.

Their lines become rows without cells: the numbers in them are pages, not results. Each sign is weighed; no single one
makes or breaks a listing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tfextract.layout.blocks import Draft
from tfextract.layout.lines import Fragment, as_printed
from tfextract.layout.name_lists import mark_names
from tfextract.layout.references import mark_axes, mark_references
from tfextract.model import BlockRole

RUNNING = (BlockRole.HEADER, BlockRole.FOOTER, BlockRole.TABLE)
PAGE = r"\d{1,3}(?:\s?[-–—]\s?\d{1,3})?[fn]{0,2}"
PAGES = re.compile(rf"{PAGE}(?:[,;]\s?{PAGE})*[,;.]?")
# "water, drinking, 12, 15–17", "water 12": the term, what parts it from its pages, the pages.
INDEX_ENTRY = re.compile(rf"(?P<term>(?![$€£]).*?[^\W\d_][)”’\"']?)(?P<comma>[,:;]?)\s+(?P<pages>{PAGES.pattern})")
INDEX_HEADING = re.compile(
    r"(?:(?:general|subject|name|author|keyword|topic|thematic|alphabetical|a\s?[-–]\s?z)\s+)?index(?:\s+of\s+\w+)?",
    re.I,
)
CONTENTS_HEADING = re.compile(
    r"(?:table\s+of\s+|list\s+of\s+)?contents?|(?:what['’]s\s+)?inside(?:\s+this\s+(?:issue|report))?|in\s+this\s+(?:issue|report)",
    re.I,
)
# What an index needs to be one, against the weights in `_index_score`; how many entries, in how many of its lines.
INDEX_SCORE, INDEX_ENTRIES, INDEX_SHARE = 3.0, 8, 0.5
TERM_WORDS = 9
ALPHABETICAL = 0.8
CONTENTS_ENTRIES, CONTENTS_PAGES, RISING = 4, 10, 0.8
# In what part of the entries a number may be no page of the document: an excerpt keeps the contents of the whole.
OUTSIDE = 0.1
# Of two lines on one level, in type sizes.
LEVEL = 0.45


@dataclass(frozen=True, slots=True)
class Listed:
    """A line with the page numbers beside or within it; `comma` is whether a comma parts them."""

    fragments: tuple[Fragment, ...]
    term: str
    pages: tuple[int, ...]
    comma: bool = False
    several: bool = False

    @property
    def left(self) -> float:
        return min(fragment.box.x0 for fragment in self.fragments)


def mark_listings(pages: Mapping[int, Sequence[Draft]], last: int) -> tuple[str, ...]:
    """Gives what stands in an index, list of contents, of names or of works, or along an axis the role TABLE.

    `pages` are the drafts of each page, `last` the greatest number a page of the document can have. Returns the titles
    of the lists of contents.
    """
    titles: list[str] = []
    mark_references(pages)
    before = False
    for page, drafts in pages.items():
        main = [draft for draft in drafts if draft.role not in RUNNING]
        before = _mark_index(main, page, last, before)
        if not before and page <= CONTENTS_PAGES:
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
    """The lines that end in page numbers, the numbers in the line or apart at its right."""
    alone = [line for line in lines if PAGES.fullmatch(_printed(line))]
    for line in lines:
        text = _printed(line)
        found = INDEX_ENTRY.fullmatch(text)
        if found is not None and len(found["term"].split()) <= TERM_WORDS:
            several = not found["pages"].strip(",;.").isdigit()
            yield Listed((line,), found["term"], _page_numbers(found["pages"]), bool(found["comma"]), several)
        elif not any(char.isdigit() for char in text) and len(text.split()) <= TERM_WORDS:
            right = [other for other in alone if _on_level(line, other) and other.box.x0 > line.box.x1]
            first = min(right, key=lambda other: other.box.x0, default=None)
            between = (
                o for o in lines if first is not None and o is not line and o is not first and _on_level(o, line)
            )
            if first is not None and not any(line.box.x1 <= o.box.x0 < first.box.x0 for o in between):
                pages = _printed(first)
                several = not pages.strip(",;.").isdigit()
                yield Listed((line, first), text, _page_numbers(pages), text.endswith(","), several)


def _columns(entries: Sequence[Listed]) -> list[list[Listed]]:
    """The entries by left edge, from the top; sub-entries are indented and left out."""
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
    """In what part of its steps a list of names goes on in the alphabet; 0 where it hardly moves in it."""
    letters = [[name.lstrip("“\"'‘(").casefold()[:1] for name in column] for column in columns]
    steps = [(first, then) for column in letters for first, then in pairwise(column)]
    if len({letter for column in letters for letter in column}) < 4 or not steps:
        return 0.0
    return sum(first <= then for first, then in steps) / len(steps)


def _index_score(entries: Sequence[Listed], last: int, *, headed: bool, goes_on: bool, back: bool) -> float:
    columns = [[entry.term for entry in column] for column in _columns(entries)]
    outside = sum(max(entry.pages) > last for entry in entries)
    several = sum(entry.several for entry in entries)
    score = 2.0 if headed else 1.5 if goes_on else 0.0
    score += 1.5 if in_alphabet(columns) >= ALPHABETICAL else -0.5
    score += 1.0 if 2 * sum(entry.comma for entry in entries) > len(entries) else 0.0
    score += 1.0 if several >= 0.1 * len(entries) and several >= 2 else 0.0
    score += 0.5 if back else -1.0
    return score - (1.0 if outside > OUTSIDE * len(entries) else 0.0)


def _mark_index(drafts: Sequence[Draft], page: int, last: int, goes_on: bool) -> bool:
    lines = [fragment for draft in drafts for fragment in draft.fragments]
    if len(lines) < INDEX_ENTRIES:
        return False
    entries = list(_index_entries(lines))
    taken = {id(fragment) for entry in entries for fragment in entry.fragments}
    if len(entries) < INDEX_ENTRIES or len(taken) < INDEX_SHARE * len(lines):
        return False
    headed = any(INDEX_HEADING.fullmatch(draft.text.strip()) for draft in drafts)
    back = 3 * page > last
    if _index_score(entries, last, headed=headed, goes_on=goes_on, back=back) < INDEX_SCORE:
        return False
    for draft in drafts:
        rows = [f for f in draft.fragments if id(f) in taken or PAGES.fullmatch(_printed(f))]
        letter = len(draft.text.strip()) == 1
        if letter or 2 * len(rows) >= len(draft.lines):
            draft.role = BlockRole.TABLE
    return True


def _is_contents_heading(text: str) -> bool:
    return CONTENTS_HEADING.fullmatch(text.strip().rstrip(":")) is not None


CONTENTS_START = re.compile(
    r"(?:p(?:age|\.)?\s*)?(?P<page>\d{1,3})[.:]?\s+(?P<term>[^\W\d_“\"'‘(].*|[“\"'‘(].*|\d[^,]*\s[^\W\d_].*)"
)
CONTENTS_END = re.compile(r"(?P<term>.*[^\W\d_][)”’\"'?!:]?)[,.]?\s+(?:p(?:age|\.)?\s*)?(?P<page>\d{1,3})")


def _contents_entries(lines: Sequence[Fragment]) -> list[Listed]:
    """The lines with one page number, before the title or behind it, in the line or apart on its level."""
    found = []
    alone = [line for line in lines if re.fullmatch(r"\d{1,3}", _printed(line))]
    for line in lines:
        text = _printed(line)
        if line in alone:
            beside = [o for o in lines if o is not line and o not in alone and _near_level(o, line)]
            title = min(beside, key=lambda o: _apart(o, line), default=None)
            if title is not None and re.search(r"[^\W\d_]{2}", title.text):
                found.append(Listed((title, line), _printed(title), (int(text),)))
        else:
            entry = CONTENTS_END.fullmatch(text) or CONTENTS_START.fullmatch(text)
            if entry is not None and len(entry["term"].split()) <= 16:
                found.append(Listed((line,), entry["term"], (int(entry["page"]),)))
    return found


def _near_level(line: Fragment, number: Fragment) -> bool:
    return line.box.shared_height(number.box) > 0.5 * min(line.box.height, number.box.height)


def _apart(line: Fragment, number: Fragment) -> float:
    return max(line.box.x0 - number.box.x1, number.box.x0 - line.box.x1, 0.0)


def _rises(entries: Sequence[Listed]) -> bool:
    """Whether the page numbers rise down their columns; a line of the foreword may stand among them."""
    columns = [[entry.pages[0] for entry in column] for column in _number_columns(entries)]
    steps = [first <= then for column in columns for first, then in pairwise(column)]
    return bool(steps) and sum(steps) >= RISING * len(steps)


def _mark_contents(drafts: Sequence[Draft], last: int) -> list[str]:
    lines = [fragment for draft in drafts for fragment in draft.fragments]
    headed = any(_is_contents_heading(text) for text in (*(d.text for d in drafts), *(line.text for line in lines)))
    # Without the heading a page of figures with their labels may look the same.
    entries = _contents_entries(lines) if headed else []
    outside = sum(entry.pages[0] > last for entry in entries) > OUTSIDE * len(entries)
    if len(entries) < (2 if outside else 1) * CONTENTS_ENTRIES or not _rises(entries):
        return []
    taken = {id(fragment) for entry in entries for fragment in entry.fragments}
    for draft in drafts:
        if _is_contents_heading(draft.text):
            continue
        if 2 * sum(id(fragment) in taken for fragment in draft.fragments) >= len(draft.lines):
            draft.role = BlockRole.TABLE
    return [entry.term for entry in entries]


def _number_columns(entries: Sequence[Listed]) -> list[list[Listed]]:
    """The entries by where their page numbers stand, from the top."""
    columns: list[list[Listed]] = []
    for entry in sorted(entries, key=lambda entry: entry.fragments[-1].box.x0):
        number = entry.fragments[-1]
        if columns and number.box.x0 - columns[-1][-1].fragments[-1].box.x0 < 2.5 * number.size:
            columns[-1].append(entry)
        else:
            columns.append([entry])
    return [sorted(column, key=lambda entry: entry.fragments[-1].baseline) for column in columns]
