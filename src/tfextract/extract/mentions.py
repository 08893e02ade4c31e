"""Which names a fact mentions, in which role, and which countries it inherits from its heading or lead-in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tfextract.extract.names import NameSpan, find_names, short_names
from tfextract.extract.text import Passage
from tfextract.model import Achievement, Count, Entity, EntityKind, Evidence, Mention, MentionRole, Product
from tfextract.rules import first_match

BEFORE, AFTER = 220, 80
Fact = tuple[str, tuple[Evidence, ...], bool]


def _role(text: str, name: NameSpan) -> MentionRole | None:
    masked = f"{text[max(0, name.start - BEFORE) : name.start]}NAME{text[name.end : name.end + AFTER]}"
    matched = first_match("mention_role", masked, name.entity.kind.value)
    return None if matched is None else MentionRole(matched[0].value or "")


class _Names:
    """Names by text, found once however many facts a text has, with the parse that the other kinds use."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.docs = {passage.block.text: passage.doc for passage in passages}
        self.shorts = short_names(self.docs)
        self.goals = any("SDG" in text or "Sustainable Development Goal" in text for text in self.docs)
        self.known: dict[str, tuple[NameSpan, ...]] = {}

    def of(self, text: str) -> tuple[NameSpan, ...]:
        if text not in self.known:
            self.known[text] = find_names(text, self.docs.get(text), self.shorts, bare_goals=self.goals)
        return self.known[text]


def find_mentions(
    achievements: Sequence[Achievement],
    counts: Sequence[Count],
    products: Sequence[Product],
    passages: Sequence[Passage],
) -> tuple[tuple[Entity, ...], tuple[Mention, ...]]:
    by_no = {passage.block.block_no: passage for passage in passages}
    names = _Names(passages)
    entities: dict[str, Entity] = {}
    mentions: dict[tuple[str, str], Mention] = {}
    facts: list[Fact] = [
        *((fact.achievement_id, fact.evidence, False) for fact in achievements),
        *((fact.count_id, fact.evidence, False) for fact in counts),
        *((fact.product_id, fact.evidence, True) for fact in products),
    ]
    for fact in facts:
        for entity, mention in _of_fact(fact, by_no[fact[1][0].block_no], names):
            entities[entity.entity_id] = entity
            key = (mention.fact_id, entity.entity_id)
            if key not in mentions or (mentions[key].role is None and mention.role is not None):
                mentions[key] = mention
    return tuple(sorted(entities.values(), key=lambda entity: entity.entity_id)), tuple(mentions.values())


def _of_fact(fact: Fact, passage: Passage, names: _Names) -> Iterator[tuple[Entity, Mention]]:
    fact_id, rows, in_title = fact
    text = passage.block.text
    own_country = False
    for name in names.of(text):
        row = next((row for row in rows if row.start <= name.start < row.end), None)
        if row is None or name.end > rows[-1].end:
            continue
        own_country = own_country or name.entity.kind is EntityKind.COUNTRY
        role = MentionRole.IN_TITLE if in_title else _role(text, name)
        yield name.entity, Mention(fact_id, name.entity.entity_id, row.page, text[name.start : name.end], role)
    if not own_country:
        yield from _inherited(fact_id, rows[0].page, passage, names)


def _inherited(fact_id: str, page: int, passage: Passage, names: _Names) -> Iterator[tuple[Entity, Mention]]:
    """The countries of the lead-in, else of the nearest heading that names any: the statements below are about them."""
    above = [passage.placed.lead_in or "", *reversed(passage.block.heading_path)]
    for text in above:
        name_spans = [name for name in names.of(text) if name.entity.kind is EntityKind.COUNTRY] if text else []
        for name in name_spans:
            quote = text[name.start : name.end]
            yield name.entity, Mention(fact_id, name.entity.entity_id, page, quote, MentionRole.LOCATION, True)
        if name_spans:
            return
