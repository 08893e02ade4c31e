"""Compares what was set with what was read: items, their order, their headings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tests.layout.generator import Item, Made
from tfextract.model import Block, BlockRole, Layout

ASIDE = (BlockRole.HEADER, BlockRole.FOOTER)


@dataclass(frozen=True, slots=True)
class Loss:
    seed: int
    kind: str
    set: str
    read: str


@dataclass(frozen=True, slots=True)
class Recovery:
    """Counts over one document. An item is found if a block has exactly its text and its role.

    `pairs` are neighbours of one thread that were both found, `in_order` those read in the order they were set.
    `headed` counts the found items with the heading that they were set under. `strays` are body blocks without an
    item.
    """

    items: int
    recovered: int
    pairs: int
    in_order: int
    headed: int
    strays: int
    losses: tuple[Loss, ...]


def _match(items: Iterable[Item], blocks: list[Block]) -> list[Block | None]:
    """Each item's block; two items of one text take two blocks, in reading order."""
    free = [block for block in blocks if block.role not in ASIDE]
    found: list[Block | None] = []
    for item in items:
        fits = [block for block in free if block.text in item.texts]
        exact = [block for block in fits if block.role is item.role]
        block = next(iter(exact or fits), None)
        found.append(block)
        if block is not None:
            free.remove(block)
    return found


def _nearest(item: Item, blocks: Iterable[Block]) -> str:
    words = set(item.texts[0].split())
    best = max(blocks, key=lambda block: len(words & set(block.text.split())), default=None)
    return "" if best is None else f"[{best.role.value}] {best.text}"


def compare(made: Made, layout: Layout) -> Recovery:
    blocks = list(layout.blocks)
    found = _match(made.items, blocks)
    losses: list[Loss] = []
    recovered = headed = pairs = in_order = 0
    before: dict[str, Block] = {}
    for item, block in zip(made.items, found, strict=True):
        if block is None:
            losses.append(Loss(made.seed, f"text {item.kind}", item.texts[0], _nearest(item, blocks)))
            continue
        if block.role is item.role:
            recovered += 1
        else:
            losses.append(Loss(made.seed, f"role {item.kind} → {block.role.value}", item.texts[0], block.text))
        if item.heading is None or block.heading == item.heading:
            headed += 1
        else:
            losses.append(
                Loss(made.seed, f"heading {item.kind}", f"{item.heading} > {item.texts[0]}", str(block.heading))
            )
        last = before.get(item.thread)
        if last is not None:
            pairs += 1
            in_order += last.block_no < block.block_no
            if last.block_no >= block.block_no:
                losses.append(Loss(made.seed, f"order {item.kind}", f"{last.text} >> {block.text}", ""))
        before[item.thread] = block
    used = {block.block_no for block in found if block is not None}
    strays = [block for block in blocks if block.block_no not in used and block.role not in ASIDE]
    return Recovery(len(found), recovered, pairs, in_order, headed, len(strays), tuple(losses))
