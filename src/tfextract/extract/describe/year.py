"""The year of a document's results, and the day it was published."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date

from tfextract.model import Block, BlockRole
from tfextract.rules import captures, first_match

FIRST_PAGES = 2
# A prospectus asks for support of future work: its year is not one of results.
PROSPECTUS = re.compile(r"\bprospectus\b", re.I)
YEAR = re.compile(r"(?<![\d/-])(?:19|20)\d\d(?![\d/])")
RANGE = re.compile(r"(?<![\d/-])(?P<first>(?:19|20)\d\d)\s?[-–—/]\s?(?P<last>(?:19|20)\d\d|\d\d)(?![\d/-])")
MONTHS = "January February March April May June July August September October November December".split()
SHORT_LINE = 90
# A report dated up to this month that mentions mostly the year before is about that year.
EARLY = 6


def cover_date(blocks: Sequence[Block]) -> tuple[int, int, int | None] | None:
    """(year, month, day) of the first date in a short block of the first page."""
    for block in blocks:
        if block.page == 1 and len(block.text) <= SHORT_LINE:
            matched = first_match("cover_date", block.text)
            if matched is not None and not re.search(r"[a-z]\.$", block.text):
                given = dict(captures(matched[1]))
                day = given.get("day") or given.get("day_after")
                return int(given["year"]), MONTHS.index(given["month"]) + 1, int(day) if day else None
    return None


def published_on(blocks: Sequence[Block]) -> date | None:
    hit = cover_date(blocks)
    if hit is None or hit[2] is None:
        return None
    try:
        return date(hit[0], hit[1], hit[2])
    except ValueError:
        return None


def report_year(
    title: str | None,
    running: Sequence[str],
    blocks: Sequence[Block],
    metadata: dict[str, str],
    file_name: str,
) -> int | None:
    """The year in which the period of the results ends: 2016 for 2015/16, and for the year ended 31 March 2016.

    It is taken from the first of these that has one:
    - the year beside the word report, a fiscal year or a quarter in the title or in `running` (the titles at the head
      and foot of the pages); a period on the cover; the year beside the word report on the first pages or in the file
      name
    - any year in the title, the date on the cover, any year in the file name
    - the last year that the text mentions, if the file was made in that year or the next

    A prospectus has only a year of the first kind.
    """
    name = re.sub(r"[-_.]", " ", file_name)
    printed = [block for block in blocks if block.role is not BlockRole.TABLE]
    first = [block.text for block in printed if block.page <= FIRST_PAGES]
    cover = [text for block in printed if block.page == 1 and len(text := block.text) <= SHORT_LINE]
    reported = _beside_report([title or ""], running) or _dated_period(cover) or _beside_report([*first, name], ())
    if reported is not None or PROSPECTUS.search(f"{title} {name}"):
        return reported
    titled = _years(title or "")
    if titled:
        return titled[-1]
    mentioned = Counter(int(year) for block in blocks for year in YEAR.findall(block.text))
    dated = cover_date(blocks)
    if dated is not None:
        before = mentioned[dated[0] - 1] > 2 * mentioned[dated[0]] and dated[1] <= EARLY
        return dated[0] - 1 if before else dated[0]
    if _years(name):
        return _years(name)[-1]
    # A file merged from others may have no creation date, only that of the last change.
    given = [metadata.get(key, "") for key in ("CreationDate", "ModDate")]
    made = next((match for match in (re.search(r"(?:19|20)\d\d", text) for text in given) if match is not None), None)
    if made is None or not mentioned:
        return None
    past = [year for year in mentioned if year <= int(made[0])]
    last = max(past, default=0)
    return last if int(made[0]) - last <= 1 else None


def _years(text: str) -> list[int]:
    """The years of a line. "2015/16" or "2015-2016" gives the second year; a longer range ("2022-2025") gives none."""
    spans, rest = [], text
    for match in RANGE.finditer(text):
        last = _ended(match["first"], match["last"])
        if last - int(match["first"]) == 1:
            spans.append((match.start(), last))
        rest = rest[: match.start()] + " " * len(match[0]) + rest[match.end() :]
    spans += [(match.start(), int(match[0])) for match in YEAR.finditer(rest)]
    return [year for _, year in sorted(spans)]


def _ended(first: str, last: str) -> int:
    return int(first[: 4 - len(last)] + last)


def _dated_period(cover: Sequence[str]) -> int | None:
    """The year in which a period on the cover ends: "27 April 2014–25 April 2015"."""
    for text in cover:
        matched = first_match("report_period", text)
        if matched is not None:
            return int(dict(captures(matched[1]))["year"])
    return None


def _beside_report(texts: Sequence[str], running: Sequence[str]) -> int | None:
    """The first year beside the word report; in a line of `running` any year counts."""
    for text in [*texts, *running]:
        matched = first_match("report_year", text)
        if matched is not None:
            year = next(iter(dict(captures(matched[1])).values()))
            return int(year) if len(year) == 4 else 2000 + int(year)
        if text in running and _years(text):
            return _years(text)[-1]
    return None
