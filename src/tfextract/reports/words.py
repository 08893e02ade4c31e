"""Turns codes and values of the warehouse into words for readers of reports."""

from __future__ import annotations

import re
from datetime import date

from tfextract.warehouse.documents import DocumentFigure

NOT_STATED = "not stated"
_QUALIFIERS = {"over": "over", "at_least": "at least", "approx": "about", "up_to": "up to", "under": "under"}
CLAIMS = {
    "achieved": "achieved",
    "target": "target",
    "baseline": "baseline",
    "change": "change",
    "whole": "total of a share",
    "context": "context",
    "scale": "scale",
    None: f"claim {NOT_STATED}",
}
CLASSES = {
    "publication": "Publications",
    "guide_or_tool": "Guides and tools",
    "training": "Training",
    "platform_or_data": "Platforms and data",
    "media": "Media",
    "web": "Web pages",
    "event_record": "Records of events",
    "policy_or_law": "Policies and laws",
}
SHORTFALL_KINDS = {
    "late": "late",
    "missed": "target missed",
    "reduced": "reduced",
    "not_achieved": "not achieved",
    "rating": "low rating",
}

BASES = {
    "cumulative": "counted since the start",
    "in_period": "counted in each period",
    "at_date": "as it stands on the day",
    "rate": "a rate",
}
STATUSES = {
    "point": "point of the series",
    "part": "part of the sum",
    "repeat": "repeated",
    "rounded": "rounded",
    "stale": "repeats an earlier figure",
    "restated": "restated later",
    "contradiction": "contradicts itself: a person must decide",
    "falls": "falls below an earlier point: a person must decide",
    "undated": "without a date",
}


def spoken(printed: str, qualifier: str, kind: str) -> str:
    """ "over 94", "about USD 3 million", "45%": the printed number with its qualifier."""
    if kind == "percent" and not re.search(r"%|per\s?cent", printed, re.I):
        printed = f"{printed}%"
    return " ".join(part for part in (_QUALIFIERS.get(qualifier, ""), printed) if part)


def caption(figure: DocumentFigure) -> str:
    """What a figure counts, without the number if the words start with it."""
    words = " ".join((figure.label or figure.quote).split())
    lead = r"(?:(?:more|fewer|less)\s+than\s+|at\s+least\s+|over\s+|about\s+|some\s+|nearly\s+|up\s+to\s+)?"
    rest = re.sub(rf"^{lead}{re.escape(figure.printed)}(?:\s*%|\s+per\s?cent\b)?(?=\s)", "", words, flags=re.I).strip()
    return rest if len(rest) > 2 else words


def number(value: float | None) -> str:
    if value is None:
        return NOT_STATED
    if float(value).is_integer() and abs(value) < 1e15:
        return f"{int(value):,}"
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def period(start: date | None, end: date | None, year: int | None = None) -> str:
    if start is not None and end is not None:
        if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31):
            return str(start.year) if start.year == end.year else f"{start.year}–{end.year}"
        return f"{day(start)} – {day(end)}"
    if year is not None:
        return str(year)
    if end is not None:
        return f"until {day(end)}"
    return f"since {day(start)}" if start is not None else NOT_STATED


def day(when: date) -> str:
    return f"{when.day} {when:%B %Y}"
