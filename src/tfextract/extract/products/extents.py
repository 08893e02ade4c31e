"""Where a title begins and ends: joined titles are split, lists, subtitles and names before a dash are added."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from tfextract.extract.products.named import distinctive, is_coined, is_known, names_body
from tfextract.extract.products.spans import DATE_WORD, TitleSpan
from tfextract.extract.products.types import (
    ACRONYM_TAIL,
    HEAD_PREPOSITION,
    YEAR,
    names_other,
    type_of_phrase,
    type_of_title,
    type_table,
)

CUT = re.compile(r"\s(?:of|in|at|to|from|and|or)(?:\s(?:[Tt]he|its|their|our))?\s(?:[A-Z][\w-]*[’']s\s(?=[A-Z]))?")
ON_THE = re.compile(r"\son\s(?:the\s)?")
LIST_ON = re.compile(
    r"(?:,\s+[A-Z][\w’-]+(?:\s+[A-Z][\w’-]+){0,2}){1,4},?\s+and\s+[A-Z][\w’-]*(?:\s+(?:(?:of|for|and)\s+)?[A-Z][\w’-]*)*"
)
# "Left Dry: Mills and Water", "Full Mills, Full Plates was printed".
_CAPITALS = r"[A-Z][\w’'-]*(?:\s(?:(?:of|and|in|for|the|on|to|a|an|with|from|at|by)\s){0,2}[A-Z][\w’'-]*){1,14}"
SUBTITLE = re.compile(rf"(?::|\s[–—])\s(?P<more>{_CAPITALS})")
SECOND_HALF = re.compile(rf",\s(?P<more>{_CAPITALS})(?=\s(?:was|is|has|were|came|shows|describes|sets|looks)\b)")
DATED = re.compile(rf"\s(?:in|on|by)(?:\s(?:{DATE_WORD.pattern}))+$")
NAME_BEFORE = re.compile(
    r"(?:^|\s)(?P<name>[A-Z][\w’'&-]*(?:\s(?:(?:of|in|and|for|the|on)\s)?[A-Z][\w’'&-]*){1,8})(?:\s[-–—]|:)\s$"
)
FEWEST_ALONE = 2
# "an Access, Voice and Justice Roadmap": a list at the start of a title.
LIST_BEFORE = re.compile(
    r"(?i:an?|the|our|its|their|new)\s+(?P<list>(?:[A-Z][\w’-]+(?:\s[A-Z][\w’-]+)?,\s+){1,4}(?:and\s+|&\s+)?)$"
)


def without_partner(span: TitleSpan) -> TitleSpan:
    """The second of two coined names joined by "with" or "into": the words that follow are about that one."""
    cut = re.search(r"\s(?:with|into|to|from|via|through)\s(?=\S+$)", span.text)
    if cut is None or not (
        is_coined(span.text[: cut.start()].rsplit(" ", 1)[-1]) and is_coined(span.text[cut.end() :])
    ):
        return span
    return replace(span, start=span.start + cut.end(), text=span.text[cut.end() :])


def split_joined(span: TitleSpan) -> tuple[TitleSpan, ...]:
    """The titles joined by "and" in a span: each with a type word ("the Well Atlas and the Mill Atlas"), or coined."""
    for cut in re.finditer(r"\sand\s(?:(?:the|an?|its|our|their)\s)?", span.text):
        first, second = span.text[: cut.start()], span.text[cut.end() :]
        # "Strategy and Action Plan" is one; "the Annual Report and a Strategic Plan" are two.
        bare = YEAR.sub("", ACRONYM_TAIL.sub("", second)).strip().casefold()
        joined = cut[0].strip() == "and"
        kind = type_of_phrase(second) if joined else type_of_title(second)
        typed = type_of_phrase(first) is not None and kind is not None and not (joined and bare in type_table().types)
        coined = " " not in first and is_coined(second) and (is_coined(first) or second.startswith(first))
        if typed or coined:
            start = span.start + cut.end()
            return (
                replace(span, end=span.start + cut.start(), text=first),
                *split_joined(replace(span, start=start, text=second)),
            )
    return (span,)


def over_list(text: str, end: int, words: str) -> int:
    """The end of a title that continues with a list: "Strategy for Maternal, Newborn and Child Health"."""
    if HEAD_PREPOSITION.search(words) is None:
        return end
    more = LIST_ON.match(text, end)
    if more is None or any(type_of_phrase(part) is not None for part in re.split(r",|\band\b", more[0])):
        return end
    return more.end()


def over_subtitle(text: str, end: int) -> int:
    """The end of a title with a subtitle after a colon or dash, or a second half after a comma if a verb follows."""
    more = SUBTITLE.match(text, end)
    if more is not None:
        dated = DATED.search(more["more"])
        if dated is not None:
            return more.start("more") + dated.start()
        listed = LIST_ON.match(text, more.end("more"))
        return more.end("more") if listed is None else listed.end()
    more = SECOND_HALF.match(text, end)
    apart = more is None or is_known(more["more"]) or names_body(more["more"])
    return end if more is None or apart else more.end("more")


def before_list(text: str, sentence: int, start: int) -> int:
    """The start of a title that begins with a list, if the last part of the list is at `start`."""
    match = LIST_BEFORE.search(text[sentence:start])
    return start if match is None else sentence + match.start("list")


def before_dash(text: str, sentence: int, start: int, words: str) -> int:
    """The start of a title with a name before a dash or colon: "Mills in Ruritania - Landscape Report"."""
    match = NAME_BEFORE.search(text[sentence:start]) if distinctive(words) < FEWEST_ALONE else None
    return start if match is None else sentence + match.start("name")


def readings(span: TitleSpan) -> Iterator[tuple[int, str]]:
    """The start and text of the whole span, then of its parts after the name of an organisation or post."""
    if not any(is_known(span.text[: cut.start()]) for cut in ON_THE.finditer(span.text)):
        yield span.start, span.text
    for cut in ON_THE.finditer(span.text):
        # "in Uganda on the Weir Guidelines"
        if is_known(span.text[: cut.start()]):
            yield span.start + cut.end(), span.text[cut.end() :]
    for cut in CUT.finditer(span.text):
        if names_other(span.text[: cut.start()]) or cut[0].strip().casefold() in ("and the", "or the"):
            yield span.start + cut.end(), span.text[cut.end() :]
