"""Which names stand in which fact, in which role, and which countries a fact inherits from its heading."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tfextract.extract.names import NameSpan, find_names
from tfextract.extract.text import Passage
from tfextract.model import Achievement, Block, Count, Entity, EntityKind, Evidence, Mention, MentionRole, Product

_LIST = r"(?:[A-Z][\w’'.-]*(?:\s+[\w’'.-]+){0,4},?\s+(?:and\s+|or\s+)?){0,6}"
_WITH = r"(?:partnership|collaboration|cooperation|together|jointly|partnered|collaborated)\s+with"
_HELPED = r"(?:capacity\s+of|supported|assisted|helped|enabled|trained)"
ROLES: tuple[tuple[MentionRole, re.Pattern[str]], ...] = (
    (MentionRole.DONOR, re.compile(rf"\b(?:funded|financed|paid\s+for)\s+by\s+(?:the\s+)?{_LIST}$")),
    (MentionRole.PARTNER, re.compile(rf"\b(?:{_WITH}|support\s+(?:of|from))\s+(?:the\s+)?{_LIST}$")),
    (MentionRole.BENEFICIARY, re.compile(rf"\b(?i:{_HELPED})\s+(?:the\s+)?{_LIST}$")),
    (MentionRole.LOCATION, re.compile(rf"\b(?:in|across|throughout|within|from|at|between)\s+(?:the\s+)?{_LIST}$")),
)
DONOR_VERB = re.compile(
    r"\s+(?:has\s+|have\s+)?(?:since\s+)?(?:pledged|donated|contributed|granted|gave|provided\s+(?:funding|[$€£]))\b"
)
PLACES = (EntityKind.COUNTRY, EntityKind.REGION)


def _role(text: str, name: NameSpan, *, in_title: bool) -> MentionRole | None:
    if in_title:
        return MentionRole.IN_TITLE
    head, tail = text[max(0, name.start - 160) : name.start], text[name.end :]
    if DONOR_VERB.match(tail):
        return MentionRole.DONOR
    role = next((role for role, pattern in ROLES if pattern.search(head)), None)
    if role is MentionRole.LOCATION and name.entity.kind not in PLACES:
        return None
    return role


class _Names:
    """Names of a text, read once however many facts stand in it; the parse is the one the other rules use."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.docs = {passage.block.text: passage.doc for passage in passages}
        self.known: dict[str, tuple[NameSpan, ...]] = {}

    def of(self, text: str) -> tuple[NameSpan, ...]:
        if text not in self.known:
            self.known[text] = find_names(text, self.docs.get(text))
        return self.known[text]


def find_mentions(
    achievements: Sequence[Achievement],
    counts: Sequence[Count],
    products: Sequence[Product],
    passages: Sequence[Passage],
) -> tuple[tuple[Entity, ...], tuple[Mention, ...]]:
    by_no = {passage.block.block_no: passage.block for passage in passages}
    names = _Names(passages)
    entities: dict[str, Entity] = {}
    mentions: dict[tuple[str, str, bool], Mention] = {}
    facts: list[tuple[str, tuple[Evidence, ...], bool]] = [
        *((fact.achievement_id, fact.evidence, False) for fact in achievements),
        *((fact.count_id, fact.evidence, False) for fact in counts),
        *((fact.product_id, fact.evidence, True) for fact in products),
    ]
    for fact_id, rows, in_title in facts:
        block = by_no[rows[0].block_no]
        for name, mention in _of_fact(fact_id, rows, block, names, in_title=in_title):
            entities[name.entity_id] = name
            mentions.setdefault((fact_id, name.entity_id, mention.inherited), mention)
    return tuple(sorted(entities.values(), key=lambda found: found.entity_id)), tuple(mentions.values())


def _of_fact(
    fact_id: str, rows: tuple[Evidence, ...], block: Block, names: _Names, *, in_title: bool
) -> list[tuple[Entity, Mention]]:
    start, end, page = rows[0].start, rows[-1].end, rows[0].page
    found = [
        (
            name.entity,
            Mention(
                fact_id,
                name.entity.entity_id,
                page,
                block.text[name.start : name.end],
                _role(block.text, name, in_title=in_title),
            ),
        )
        for name in names.of(block.text)
        if start <= name.start and name.end <= end
    ]
    if not any(entity.kind is EntityKind.COUNTRY for entity, _ in found) and block.heading is not None:
        found += [
            (
                name.entity,
                Mention(
                    fact_id,
                    name.entity.entity_id,
                    page,
                    block.heading[name.start : name.end],
                    MentionRole.LOCATION,
                    True,
                ),
            )
            for name in names.of(block.heading)
            if name.entity.kind is EntityKind.COUNTRY
        ]
    return found
