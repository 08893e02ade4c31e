"""Turns drafts into blocks with their heading paths and the lead-in of their list."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from tfextract.layout.drafts import Draft
from tfextract.layout.hyphens import Vocabulary
from tfextract.layout.list_marks import BULLET
from tfextract.layout.text import set_text
from tfextract.model import Block, BlockRole, Piece

ASIDE = (BlockRole.HEADER, BlockRole.FOOTER, BlockRole.FOOTNOTE, BlockRole.CAPTION)


@dataclass(slots=True)
class Outline:
    """The headings above the present position, outermost first."""

    path: list[tuple[int, str]] = field(default_factory=list)
    lead_in_no: int | None = None
    # The depth of the list item that the innermost heading starts. It governs only that item.
    item: int | None = None

    def close(self, level: int) -> None:
        """Ends the headings of this level and below."""
        while self.path and self.path[-1][0] >= level:
            self.path.pop()

    def enter(self, level: int, text: str) -> None:
        self.close(level)
        self.path.append((level, text))
        self.lead_in_no = None

    def leave_item(self, draft: Draft) -> None:
        """The heading that opens a list item does not govern the next item."""
        within = draft.role is BlockRole.LIST_ITEM and self.item is not None and draft.level > self.item
        if self.item is not None and not within:
            self.path.pop()
            self.item = None

    def leave_frame(self, kept: list[tuple[int, str]], *, band: bool) -> None:
        """The headings in a box do not govern text outside. Those in a band, a box with only headings, do."""
        if not band and self.path != kept:
            self.resume(kept)

    def resume(self, path: list[tuple[int, str]]) -> None:
        """Returns to these headings: those outside a box, or those of a text that went on below others."""
        self.path = list(path)
        self.lead_in_no = self.item = None

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(text for _, text in self.path)


def set_blocks(drafts: Iterable[Draft]) -> list[tuple[Draft, Block]]:
    """The blocks in order, each with its draft. A draft without printed letters has no block."""
    drafts = list(drafts)
    vocabulary = Vocabulary.of(drafts)
    outline = Outline()
    blocks: list[tuple[Draft, Block]] = []
    frame: tuple[int, int] | None = None
    kept: list[tuple[int, str]] = []
    bands = _bands(drafts)
    opened = False
    # By the identity of a draft, because drafts with equal lines are different texts.
    paths: dict[int, list[tuple[int, str]]] = {}
    for draft in drafts:
        text, pieces = set_text(draft, vocabulary)
        if not text:
            continue
        held = None if draft.frame is None else (draft.page, draft.frame)
        elsewhere = held != frame and draft.role not in ASIDE
        if elsewhere and frame is not None:
            outline.leave_frame(kept, band=frame in bands)
        if draft.resumes is not None and id(draft.resumes) in paths:
            outline.resume(paths[id(draft.resumes)])
        if elsewhere:
            frame, kept = held, list(outline.path)
        if draft.role not in ASIDE:
            # Numbered paragraphs continue under a heading that starts one of them. Bulleted items do not.
            if opened and draft.role is BlockRole.LIST_ITEM and re.match(BULLET, draft.marker or ""):
                outline.item = draft.level
            else:
                outline.leave_item(draft)
            opened = draft.run_in
        if draft.role is BlockRole.HEADING:
            outline.close(draft.level)
        block = _block(len(blocks) + 1, draft, text, pieces, outline)
        blocks.append((draft, block))
        paths[id(draft)] = list(outline.path)
        if block.role is BlockRole.HEADING:
            outline.enter(block.level, text)
        elif block.role not in ASIDE and block.role is not BlockRole.LIST_ITEM:
            outline.lead_in_no = block.block_no if text.rstrip().endswith(":") else None
    return blocks


def _bands(drafts: Iterable[Draft]) -> set[tuple[int, int]]:
    """(page, number) of the frames that contain only headings."""
    roles: dict[tuple[int, int], set[BlockRole]] = defaultdict(set)
    for draft in drafts:
        if draft.frame is not None and draft.role not in ASIDE:
            roles[(draft.page, draft.frame)].add(draft.role)
    return {frame for frame, block_roles in roles.items() if block_roles == {BlockRole.HEADING}}


def _block(number: int, draft: Draft, text: str, pieces: tuple[Piece, ...], outline: Outline) -> Block:
    aside = draft.role in (BlockRole.HEADER, BlockRole.FOOTER)
    path = () if aside else outline.texts
    lead_in = outline.lead_in_no if draft.role is BlockRole.LIST_ITEM else None
    return Block(
        block_no=number,
        page=draft.page,
        role=draft.role,
        text=text,
        box=draft.box,
        pieces=pieces,
        heading=path[-1] if path else None,
        heading_path=path,
        level=draft.level,
        marker=draft.marker,
        lead_in_no=lead_in,
    )
