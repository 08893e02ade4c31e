"""The programme's own structure: its fund, its phases with pledge, years and frequency, their priority areas."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence

from tfextract.extract.evidence import ID_LENGTH, evidence_of, folded
from tfextract.extract.numbers import NumberRole, NumberSpan, find_numbers
from tfextract.model import Block, BlockRole, CountKind, Fund, Phase, PriorityArea
from tfextract.rules import captures, first_match, rules_of

PHASE_ROLES = (BlockRole.HEADING, BlockRole.PARAGRAPH, BlockRole.LIST_ITEM, BlockRole.CALLOUT)
AREA_ROLES = (BlockRole.PARAGRAPH, BlockRole.LIST_ITEM)
AREA_WORDS = 45
# A fund named in passing may be somebody else's. The document's own is in its title, in a heading of the first page,
# or is named at least this often.
MENTIONS_OF_OWN_FUND = 4


def find_funds(blocks: Sequence[Block], title: str | None) -> tuple[Fund, ...]:
    """The document's own fund: named in its title or a heading of the first page, or often enough in its text."""
    named: Counter[str] = Counter()
    headed: Counter[str] = Counter()
    for block in blocks:
        for rule in rules_of("fund"):
            for match in rule.matches(block.text):
                name = " ".join(re.sub(r"^(?:The|In|A|Our|This)\s+", "", match["name"]).split())
                named[name] += 1
                first = block.role is BlockRole.HEADING and block.page == 1
                headed[name] += first or folded(name) in folded(title or "")
    if headed.total():
        name = headed.most_common(1)[0][0]
    elif named and named.most_common(1)[0][1] >= MENTIONS_OF_OWN_FUND:
        name = named.most_common(1)[0][0]
    else:
        return ()
    return (Fund(folded(name).replace(" ", "-"), name),)


def _money(text: str) -> NumberSpan | None:
    quantities = (number for number in find_numbers(text) if number.role is NumberRole.QUANTITY)
    return next((number for number in quantities if number.kind is CountKind.MONEY), None)


def _areas(blocks: Sequence[Block], at: int) -> tuple[PriorityArea, ...]:
    """The short texts under a phase's heading, up to the next heading or page."""
    phase = blocks[at]
    areas: list[PriorityArea] = []
    for block in blocks[at + 1 :]:
        if block.role is BlockRole.HEADING or block.page != phase.page:
            break
        text = block.text.strip()
        if block.role not in AREA_ROLES or len(text.split()) > AREA_WORDS or text.endswith((".", ":")):
            continue
        evidence = evidence_of(block, 0, len(block.text), "programme.priority_area")
        areas.append(PriorityArea(len(areas) + 1, block.text, evidence))
    return tuple(areas)


def _announced(blocks: Sequence[Block], at: int) -> bool:
    """Whether one of the twelve blocks before says that priority areas follow."""
    return any(first_match("priority_lead_in", block.text) for block in blocks[max(0, at - 12) : at])


def find_phases(blocks: Sequence[Block], document_id: str, funds: Sequence[Fund]) -> tuple[Phase, ...]:
    if not funds:
        return ()
    phases: list[Phase] = []
    for at, block in enumerate(blocks):
        matched = first_match("phase", block.text) if block.role in PHASE_ROLES else None
        if matched is None:
            continue
        rule, match = matched
        years = first_match("phase_years", match["rest"])
        money = _money(block.text)
        if years is None and money is None:
            continue
        frequency = first_match("frequency", match["rest"])
        span = {} if years is None else dict(captures(years[1]))
        if span.get("end", "9999") < span.get("start", ""):
            # "2014 – 2011" is a misprint or no range of years. The years are not determined.
            span = {}
        name = " ".join(match["name"].split())
        key = "\x1f".join((document_id, "phase", folded(name), span.get("start", "")))
        phases.append(
            Phase(
                phase_id=hashlib.sha256(key.encode()).hexdigest()[:ID_LENGTH],
                fund_id=funds[0].fund_id,
                name=name,
                evidence=evidence_of(block, 0, len(block.text), rule.id),
                start_year=int(span["start"]) if "start" in span else None,
                end_year=int(span["end"]) if "end" in span else None,
                amount=None if money is None else money.value,
                currency=None if money is None else money.currency,
                frequency=None if frequency is None else frequency[0].value,
                priority_areas=_areas(blocks, at) if _announced(blocks, at) else (),
            )
        )
    return tuple({phase.phase_id: phase for phase in reversed(phases)}.values())[::-1]
