"""Which section a block is in: results, products, plans, recommendations, background or accounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tfextract.model import Block, BlockRole
from tfextract.rules import first_match

ASIDE = (BlockRole.HEADER, BlockRole.FOOTER, BlockRole.FOOTNOTE, BlockRole.CAPTION)


class Section(StrEnum):
    ACHIEVEMENTS = "achievements"
    PRODUCTS = "products"
    PLANS = "plans"
    RECOMMENDATIONS = "recommendations"
    BACKGROUND = "background"
    ACCOUNTS = "accounts"


@dataclass(frozen=True, slots=True)
class Placed:
    """A block with its section; `lead_in` is the sentence that introduces its list.

    `headed` is true if a heading precedes it on the same page. `reached` is true if its section comes from a lead-in
    further up, above other headings.
    """

    block: Block
    section: Section | None
    lead_in: str | None
    headed: bool
    reached: bool = False


def section_of(text: str, where: str) -> Section | None:
    matched = first_match("section", text, where)
    return None if matched is None else Section(matched[0].value or "")


@dataclass(slots=True)
class _Reach:
    """A lead-in right before a heading gives its section to all headings of that level and below."""

    section: Section
    level: int


def _last_sentence(text: str) -> str:
    cut = max(text.rfind(". "), text.rfind("! "), text.rfind("? "))
    return text[cut + 1 :].strip() if cut >= 0 else text


def place(blocks: Sequence[Block]) -> tuple[Placed, ...]:
    lead_ins = {block.block_no: _last_sentence(block.text) for block in blocks}
    by_heading: dict[tuple[str, ...], Section | None] = {}
    placed: list[Placed] = []
    reach: _Reach | None = None
    pending: Section | None = None
    headed_page = 0
    for block in blocks:
        headed = headed_page == block.page
        if block.role is BlockRole.HEADING:
            headed_page = block.page
            if pending is not None:
                reach, pending = _Reach(pending, block.level), None
            elif reach is not None and block.level < reach.level:
                reach = None
            placed.append(Placed(block, None, None, headed))
            continue
        lead_in = lead_ins.get(block.lead_in_no) if block.lead_in_no is not None else None
        section = section_of(lead_in, "lead_in") if lead_in else None
        if section is None:
            section = _of_headings(block.heading_path, by_heading)
        # A call-out is beside the running text, not under the lead-in before it.
        reached = section is None and reach is not None and block.role is not BlockRole.CALLOUT
        if reached and reach is not None:
            section = reach.section
        placed.append(Placed(block, section, lead_in, headed, reached))
        if block.role not in ASIDE:
            # Only a lead-in with a heading right after it applies beyond its own list.
            opens = block.role is BlockRole.PARAGRAPH and block.text.rstrip().endswith(":")
            pending = section_of(lead_ins[block.block_no], "lead_in") if opens else None
    return tuple(placed)


def _of_headings(path: tuple[str, ...], known: dict[tuple[str, ...], Section | None]) -> Section | None:
    """The section of the nearest heading that names one."""
    if path not in known:
        section: Section | None = None
        for heading in reversed(path):
            section = section_of(heading, "heading")
            if section is not None:
                break
        known[path] = section
    return known[path]
