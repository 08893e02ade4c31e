"""Names at the head and foot of the pages, where the publisher is printed beside the title."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tfextract.extract.describe.running import YEAR, Running, RunningLine, names_report
from tfextract.extract.gazetteer import fold, load_gazetteer
from tfextract.extract.products.spans import OPENERS
from tfextract.extract.products.types import type_of_phrase
from tfextract.model import Block, BlockRole, EntityKind
from tfextract.rules import first_match

SMALL = frozenset("of the and for on in &".split())
OF = re.compile(r"\b(?:of|at|by|from)\s+(?:the\s+)?([A-Z][\w&’'.-]*(?:\s+(?:of\s+|for\s+|and\s+)?[A-Z][\w&’'.-]*)*)$")


def body_text_of(blocks: Sequence[Block], running: Running) -> str:
    """The text of all blocks without the running lines."""
    edges = {line.text for line in running.lines}
    margins = (BlockRole.HEADER, BlockRole.FOOTER)
    return " ".join(block.text for block in blocks if block.role not in margins and block.text not in edges)


def headed(running: Running, body_text: str) -> dict[str, str]:
    """Names in the running lines: "firm" beside or in a report's title, "alone", or "constant".

    Firm names and names alone also occur in the text. A constant one does not, but it precedes the other part on all
    lines with that part: names of sections would change.
    """
    names: dict[str, str] = {}
    for line in running.lines:
        beside = len(line.parts) == 2
        for part in line.parts:
            if names_report(part):
                name = name_in_report(part, body_text)
            elif beside and part != line.parts[0] and line.title is None:
                continue
            else:
                name = part if _is_proper(part, body_text) and not _is_place(part) else None
            if name is None and beside and part == line.parts[0] and _is_constant(line, running, body_text):
                names.setdefault(part, "constant")
            if name is not None:
                firm = names_report(part) or line.title is not None
                names.setdefault(name, "firm" if firm or (beside and len(name.split()) > 1) else "alone")
    return names


def _is_constant(line: RunningLine, running: Running, body_text: str) -> bool:
    first, second = line.parts
    words = [word for word in first.split() if word not in SMALL]
    if not 1 < len(words) <= 6 or not all(word[:1].isupper() for word in words) or words[0].casefold() in OPENERS:
        return False
    others = {other.parts[0] for other in running.lines if len(other.parts) == 2 and other.parts[1] == second}
    plain = re.search(rf"(?<!\w){re.escape(first.lower())}(?!\w)", body_text.lower()) is not None
    return others == {first} and not plain and not names_report(first) and type_of_phrase(first) is None


def name_in_report(part: str, body_text: str) -> str | None:
    """The owner of a report: the name before its kind or year ("Lake Fund Annual Report 2019"), or after "of"."""
    cuts = [match.start() for match in (YEAR.search(part), _kind(part)) if match is not None]
    head = re.sub(r"^the\s+", "", part[: min(cuts, default=0)], flags=re.I).split()
    for length in range(len(head), 0, -1):
        name = " ".join(head[:length]).strip(" ,:’'")
        if _is_proper(name, body_text) and not _is_place(name):
            return name
    for match in OF.finditer(YEAR.sub("", part).strip()):
        if _is_proper(match[1], body_text) and not _is_place(match[1]):
            return match[1]
    return None


def _kind(part: str) -> re.Match[str] | None:
    matched = first_match("report_line", part)
    return None if matched is None else matched[1]


def _is_proper(name: str, body_text: str) -> bool:
    """Whether the text has the name with its capitals, and nowhere in lower case."""
    if not name[:1].isalnum() or not any(char.isupper() for char in name) or type_of_phrase(name) is not None:
        return False
    word = re.escape(name)
    return (
        re.search(rf"(?<!\w){word}(?!\w)", body_text) is not None
        and re.search(rf"(?<!\w){re.escape(name.lower())}(?!\w)", body_text) is None
    )


def _is_place(name: str) -> bool:
    known = load_gazetteer().known.get(fold(name))
    return known is not None and known.kind is not EntityKind.ORGANISATION
