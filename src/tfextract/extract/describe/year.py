"""The year a document's results are of, and the day it came out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date

from tfextract.model import Block
from tfextract.rules import captures, first_match

FIRST_PAGES = 2
YEAR = re.compile(r"(?<![\d/-])(?:19|20)\d\d(?![\d/])")
MONTHS = "January February March April May June July August September October November December".split()
SHORT_LINE = 90
# A report dated up to this month that speaks mostly of the year before is of that year.
EARLY = 6


def cover_date(blocks: Sequence[Block]) -> tuple[int, int, int | None] | None:
    """(year, month, day) of the first date on the first page that stands in a short line of its own."""
    for block in blocks:
        if block.page == 1 and len(block.text) <= SHORT_LINE:
            found = first_match("cover_date", block.text)
            if found is not None and not re.search(r"[a-z]\.$", block.text):
                given = dict(captures(found[1]))
                day = given.get("day") or given.get("day_after")
                return int(given["year"]), MONTHS.index(given["month"]) + 1, int(day) if day else None
    return None


def published_on(blocks: Sequence[Block]) -> date | None:
    found = cover_date(blocks)
    if found is None or found[2] is None:
        return None
    try:
        return date(found[0], found[1], found[2])
    except ValueError:
        return None


def report_year(
    title: str | None,
    running: Sequence[str],
    blocks: Sequence[Block],
    metadata: dict[str, str],
    file_name: str,
) -> int | None:
    """In this order: the year beside the word report in the title, in `running` (the titles at head and foot of the
    pages), beside the word report on the first pages, in the title, on the cover, in the file's name;

    else the last year the text speaks of, where the file was made in that year or the next.
    """
    name = re.sub(r"[-_.]", " ", file_name)
    first = [block.text for block in blocks if block.page <= FIRST_PAGES]
    reported = _beside_report([title or ""], running) or _beside_report([*first, name], ())
    if reported is not None:
        return reported
    titled = YEAR.findall(title or "")
    if titled:
        return int(titled[-1])
    spoken = Counter(int(year) for block in blocks for year in YEAR.findall(block.text))
    dated = cover_date(blocks)
    if dated is not None:
        before = spoken[dated[0] - 1] > 2 * spoken[dated[0]] and dated[1] <= EARLY
        return dated[0] - 1 if before else dated[0]
    named = YEAR.findall(name)
    if named:
        return int(named[-1])
    made = re.search(r"(?:19|20)\d\d", metadata.get("CreationDate", ""))
    if made is None or not spoken:
        return None
    past = [year for year in spoken if year <= int(made[0])]
    last = max(past, default=0)
    return last if int(made[0]) - last <= 1 else None


def _beside_report(texts: Sequence[str], running: Sequence[str]) -> int | None:
    """The first year that stands beside the word report; one of `running` is a report's by where it stands."""
    for text in [*texts, *running]:
        found = first_match("report_year", text)
        if found is not None:
            year = next(iter(dict(captures(found[1])).values()))
            return int(year) if len(year) == 4 else 2000 + int(year)
        if text in running and YEAR.search(text):
            return int(YEAR.findall(text)[-1])
    return None
