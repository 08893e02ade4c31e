"""Turns codes and values of the warehouse into words for readers of reports."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from tfextract.model import CountKind
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


def spoken(printed: str, qualifier: str, kind: str, unit: str | None = None) -> str:
    """ "over 94", "about USD 3 million", "45%": the number as printed, with its qualifier.

    Percent or a currency that a table prints only in its header is added.
    """
    if kind == CountKind.PERCENT and printed[-1:].isdigit():
        printed = f"{printed}%"
    if kind == CountKind.MONEY and unit and not re.search(r"[^\W\d_]|[$€£¥]", printed):
        printed = f"{unit} {printed}"
    return " ".join(part for part in (_QUALIFIERS.get(qualifier, ""), printed) if part)


def label_words(figure: DocumentFigure) -> str:
    """The label, or the quote where there is none, on one line."""
    return " ".join((figure.label or figure.quote).split())


def caption(figure: DocumentFigure) -> str:
    """The label of a figure, without the number at its start, or at its end after a colon."""
    words = label_words(figure)
    printed = rf"{re.escape(figure.printed)}(?:\s*%|\s+per\s?cent\b)?"
    lead = r"(?:(?:more|fewer|less)\s+than\s+|at\s+least\s+|over\s+|about\s+|some\s+|nearly\s+|up\s+to\s+)?"
    rest = re.sub(rf"^{lead}{printed}(?=\s)", "", words, flags=re.I).strip()
    rest = re.sub(rf"\s*:\s*\(?{printed}\)?$", "", rest, flags=re.I)
    return rest if len(rest) > 2 else words


def counted_thing(figure: DocumentFigure) -> str:
    """The unit, for a figure beside its sentence; "" if the printed number includes it."""
    if figure.unit is None or figure.kind == CountKind.MONEY or figure.unit == "%":
        return ""
    return re.sub(r"^\W+", "", figure.unit)


def apart(figures: Iterable[DocumentFigure]) -> tuple[DocumentFigure, ...]:
    """The figures, each with its own label where one block prints several large ones, number before words.

    "40 wells 12 pumps" is the label of both numbers: what one counts ends where the next begins.
    """
    figures = tuple(figures)
    together: dict[tuple[int, str], list[DocumentFigure]] = defaultdict(list)
    for figure in figures:
        if figure.headline and figure.label is not None:
            together[figure.page, figure.label].append(figure)
    own: dict[str, str] = {}
    for (_, label), several in together.items():
        starts = {figure.fact_id: _start(label, figure.printed) for figure in several}
        places = sorted(set(starts.values()))
        if len(several) > 1 and len(places) == len(several) and places[0] == 0:
            ends = dict(zip(places, (*places[1:], len(label)), strict=True))
            own |= {id_: label[start : ends[start]].strip(" ,;·|–—") for id_, start in starts.items()}
    return tuple(replace(figure, label=own.get(figure.fact_id, figure.label)) for figure in figures)


def _start(label: str, printed: str) -> int:
    found = re.search(rf"(?<!\w){re.escape(printed)}(?!\w)", label)
    return -1 if found is None else found.start()


def shortened(text: str, limit: int) -> str:
    """Cut behind a word where it is longer, with an ellipsis and no comma before it."""
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    # A number that is cut is another number.
    if " " in kept and not text[limit - 1].isspace():
        kept = kept[: kept.rindex(" ")]
    return f"{kept.rstrip(' ,;:.–—-(')}…"


def number(value: float | None) -> str:
    if value is None:
        return NOT_STATED
    if float(value).is_integer() and abs(value) < 1e15:
        return f"{int(value):,}"
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def amount(value: float | None, kind: str, unit: str | None) -> str:
    """ "USD 35,000,000", "45%", "1,000": with what kind of number it is."""
    text = number(value)
    if value is None:
        return text
    if kind == CountKind.PERCENT:
        return f"{text}%"
    return f"{unit} {text}" if kind == CountKind.MONEY and unit else text


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
