"""The title of a document: from lines of its cover, the PDF's metadata, or running lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePath

from tfextract.extract.describe.addresses import Hosts, hosts_of, spelled
from tfextract.extract.describe.bodies import says_body
from tfextract.extract.describe.cover import (
    FIRST_PAGES,
    NUMBERED,
    CoverLine,
    cover_lines,
    names_kind,
    only_kind,
    titled,
)
from tfextract.extract.describe.running import HOST, YEAR, Running
from tfextract.extract.describe.weighing import DescriptionCandidate, chosen, shared
from tfextract.extract.evidence import folded
from tfextract.extract.names import is_known_name
from tfextract.extract.numbers import find_numbers
from tfextract.extract.products.types import type_of_phrase
from tfextract.extract.statement_features import Features
from tfextract.model import Block, BlockRole, CountKind
from tfextract.rules import first_match

METADATA_HEAD = re.compile(r"^microsoft\s+word\s*-\s*", re.I)
METADATA_TAIL = re.compile(r"\.(?:docx?|pptx?|xlsx?|indd|pdf)$|\s+-\s+final\s+draft$", re.I)
SCREEN_NAME = re.compile(
    r"\.(?:docx?|indd|pdf|pptx?|xlsx?|qxd|cdr|ai)\b|^untitled|^slide\s?\d|^layout\s?\d|^(?:microsoft\s+word\s*-|print)\b|\bdraft\b|\bv\d|\bfinal\W*\d*$|\bdt\.?\s\d|^\W*unspecified",
    re.I,
)
SHORT, LONG = 2, 16
# Sizes that differ by at most this share are the same style.
SAME_SIZE = 0.06
# A newsletter's name is on at least this share of its pages.
CONSTANT = 0.4
MAX_PARTS = 3
ENOUGH_AGREES = 0.5


@dataclass(frozen=True, slots=True)
class Witnesses:
    """What supports a title beside the lines themselves.

    `early` is the text of the first pages without headings, empty if a heading is the same as the metadata's title.
    `later` is the text after the first page.
    """

    metadata: str | None
    running: tuple[str, ...]
    early: str
    later: str
    hosts: Hosts


def title_of(blocks: Sequence[Block], running: Running, metadata: Mapping[str, str], file_name: str) -> str | None:
    """The most probable candidate, else a title from the file name."""
    return chosen("title", title_candidates(blocks, running, metadata)) or _of_file_name(file_name)


def title_candidates(
    blocks: Sequence[Block], running: Running, metadata: Mapping[str, str]
) -> tuple[DescriptionCandidate, ...]:
    """`blocks` are those of all pages, with heads and feet."""
    given = of_metadata(metadata)
    titles = running.titles
    plain = [block for block in blocks if block.page <= FIRST_PAGES and block.role is not BlockRole.HEADING]
    headings = [block for block in blocks if block.page <= FIRST_PAGES and block.role is BlockRole.HEADING]
    headed = any(folded(block.text) == folded(given or "") for block in headings)
    early = "" if headed else " ".join(folded(block.text) for block in plain)
    later = " ".join(folded(block.text) for block in blocks if block.page > 1)
    witnesses = Witnesses(given, titles, f" {early} ", f" {later} ", hosts_of(block.text for block in blocks))
    candidates: dict[tuple[str, str], DescriptionCandidate] = {}

    def add(text: str, features: Features, printed: str | None = None) -> None:
        """`printed` is the text with lines that count for the features but are left out of the title."""
        whole = printed or text
        candidates.setdefault((text, whole), DescriptionCandidate(text, features | _of_text(whole, witnesses)))

    inside = {"inside": 1.0} if running.within else {}
    lines = cover_lines(blocks, running)
    for parts in _joins(lines):
        titled_parts = [parts[0], *(part for part in parts[1:] if _may_go_on(part.text))]
        add(_text_of(titled_parts), inside | _of_parts(parts), _text_of(parts))
    if given is not None:
        add(given, {"from.metadata": 1.0} | ({"inside.metadata": 1.0} if inside else {}))
    for text, features in _of_running(running, pages=max((block.page for block in blocks), default=1)):
        add(text, features)
    tops = [line for line in lines if line.size >= 1.0]
    if tops and titles and shared(tops[0].text, titles[0]) < ENOUGH_AGREES and not names_kind(tops[0].text):
        add(_joined(tops[0].text, titles[0]), inside | _of_parts(tops[:1]) | {"joined.running": 1.0})
    return tuple(candidates.values())


def _of_running(running: Running, pages: int) -> Iterator[tuple[str, Features]]:
    """Candidates from running lines: titles of reports, the part beside a name, a newsletter's name."""
    inside = {"inside.running": 1.0} if running.within else {}
    for at, title in enumerate(running.titles[:3]):
        yield title, {"from.running": 1.0, "running.first": float(at == 0)} | inside
    for at, line in enumerate(running.lines):
        if line.title is not None:
            continue
        # "Lake Fund | Our wells": the name is first, then the title.
        if len(line.parts) == 2:
            yield line.parts[1], {"from.beside": 1.0} | inside
        if len(line.pages) >= max(2, CONSTANT * pages) and not HOST.search(line.text):
            yield line.text, {"from.constant": 1.0, "constant.first": float(at == 0)}


def _joins(lines: Sequence[CoverLine]) -> Iterator[tuple[CoverLine, ...]]:
    """Lines alone, with the next one or two of their page, and with a later line that names the kind of report."""
    for at, line in enumerate(lines):
        run = [other for other in lines[at : at + MAX_PARTS] if other.block.page == line.block.page]
        for count in range(1, len(run) + 1):
            yield tuple(run[:count])
        for other in lines[at + 2 :]:
            if other.block.page == line.block.page and names_kind(other.text) != names_kind(line.text):
                yield (line, other)


def _may_go_on(text: str) -> bool:
    """ "Phase I: USD 2 million a year" under a title is what the work costs, "© 2017" who owns it."""
    return "©" not in text and not any(number.kind is CountKind.MONEY for number in find_numbers(text))


def _text_of(parts: Sequence[CoverLine]) -> str:
    """The lines joined. A line with only the kind goes behind a larger one: "Final Report" above "Mending Lakes"."""
    ordered = list(parts)
    if len(ordered) == 2 and only_kind(ordered[0].text) and not only_kind(ordered[1].text) and _smaller(ordered):
        ordered.reverse()
    text = ordered[0].text
    for before, part in pairwise(ordered):
        text = f"{text} {part.text}" if _one_line(before, part) else _joined(text, part.text)
    return text


def _smaller(parts: Sequence[CoverLine]) -> bool:
    return parts[1].size > parts[0].size


def _one_line(first: CoverLine, second: CoverLine) -> bool:
    """Whether two lines of one style are one broken line: the first is open, or the second begins in lower case."""
    return same_style(first, second) and (second.text[:1].islower() or first.text[-1:] in ",&-")


def same_style(first: CoverLine, second: CoverLine) -> bool:
    near = abs(first.size - second.size) <= SAME_SIZE * max(first.size, second.size)
    one, other = first.block.pieces, second.block.pieces
    return near and bool(one and other) and one[0].bold == other[0].bold and one[0].color == other[0].color


def _joined(first: str, second: str) -> str:
    return f"{first.strip()}{' ' if first.rstrip().endswith((':', '–', '-')) else ': '}{second.strip()}"


def _of_parts(parts: Sequence[CoverLine]) -> Features:
    top, first = max(parts, key=lambda part: part.size), parts[0]
    features: Features = {
        f"page.{first.block.page}": 1.0,
        f"role.{first.block.role}": 1.0,
        "size": top.size,
        "size.largest": float(top.size >= 1.0),
        "stands.first": float(first.place == 0),
        "cut": float(parts[-1].continues),
        "cut.kind": float(parts[-1].kind_next and not any(names_kind(part.text) for part in parts)),
        "numbered": float(NUMBERED.search(first.text) is not None),
        "text.under": float(parts[-1].text_under),
    }
    if len(parts) == 1:
        return features
    second = parts[1]
    features |= {
        f"parts.{len(parts)}": 1.0,
        "joined.smallest": min(part.size for part in parts) / top.size,
        "joined.same_style": float(all(same_style(parts[0], part) for part in parts[1:])),
        "joined.kind": float(names_kind(first.text) != names_kind(second.text)),
        "joined.complete": float(len(parts) > 1 and any(_is_complete(part, top) for part in parts)),
        "joined.apart": float(second.place - first.place > 1),
        "joined.section": float(not first.text_under and second.text_under),
        "joined.name": float(any(says_body(titled(part.text)) or is_known_name(titled(part.text)) for part in parts)),
        "joined.far": float(first.gap_to(second) > 3),
        "joined.role": float(first.block.role is not second.block.role),
        "joined.sentence": float(any(part.is_text and len(part.text.split()) > LONG for part in parts)),
    }
    return features


def _is_complete(line: CoverLine, top: CoverLine) -> bool:
    """ "Lake Fund Annual Report 2014" in the largest type: whether the line is a title without the others."""
    return line is top and names_kind(line.text) and YEAR.search(line.text) is not None and len(line.text.split()) > 3


def _of_text(text: str, witnesses: Witnesses) -> Features:
    words = text.split()
    name = titled(text)
    known = is_known_name(name) or bool(spelled(name, witnesses.hosts))
    features: Features = {
        "kind": float(names_kind(text)),
        "kind.only": float(only_kind(text)),
        "product": float(type_of_phrase(text) is not None),
        "year": float(YEAR.search(text) is not None),
        "name.alone": float(known),
        "body.alone": float(says_body(name)),
        "short": float(len(words) <= SHORT),
        "word": float(len(words) == 1),
        "long": float(len(words) > LONG),
        "sentence": float(text.rstrip().endswith((".", "!")) and len(words) > 5),
        "repeated": float(len(words) > 1 and f" {folded(text)} " in witnesses.later),
        "metadata": 0.0 if witnesses.metadata is None else shared(text, witnesses.metadata),
        "metadata.has": float(
            witnesses.metadata is not None and f" {folded(witnesses.metadata)} " in f" {folded(text)} "
        ),
        "metadata.printed": float(
            witnesses.metadata is not None
            and folded(text) == folded(witnesses.metadata)
            and f" {folded(text)} " in witnesses.early
        ),
        "running": max((shared(text, line) for line in witnesses.running), default=0.0),
        "dated": float(first_match("cover_date", text) is not None),
    }
    return {name: value for name, value in features.items() if value}


def of_metadata(metadata: Mapping[str, str]) -> str | None:
    """The title in the PDF's metadata, unless it is a file name or a program's default."""
    given = METADATA_HEAD.sub("", metadata.get("Title", "").strip())
    given = METADATA_TAIL.sub("", given).strip()
    usable = len(given.split()) > 1 and not SCREEN_NAME.search(given) and "_" not in given
    return given if usable else None


def _of_file_name(file_name: str) -> str | None:
    """A title from a file name of words with a kind of report or product ("lake-fund-annual-report-2016.pdf")."""
    name = re.sub(r"[-_.\s]+", " ", PurePath(file_name).stem).strip()
    words = [word for word in name.split() if word.isalpha()]
    kind = names_kind(name) or any(type_of_phrase(word) is not None for word in words)
    return name[:1].upper() + name[1:] if len(words) > 1 and kind else None
