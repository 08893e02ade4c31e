"""Generates documents from their number: the same number gives the same facts."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from pathlib import Path

from tfextract.model import (
    Achievement,
    Basis,
    Block,
    BlockRole,
    Box,
    Claim,
    Count,
    CountKind,
    Document,
    Entity,
    EntityKind,
    Evidence,
    Facts,
    FileStatus,
    Fund,
    Layout,
    Mention,
    MentionRole,
    MoneyRole,
    Page,
    PageStatus,
    PeriodSource,
    Phase,
    Product,
    ProductClass,
    ProductRole,
    ProductState,
    Qualifier,
    ReadDocument,
    ResultLevel,
    SourceFile,
    TextSource,
)

PUBLISHERS = 1000
COUNTRIES = 200
FUNDS = 500
FACTS_PER_PAGE = 20
UNITS = "farmers teachers nurses wells schools hectares households villages pilots bridges clinics seedlings".split()
DONE = "trained reached built planted restored equipped vaccinated connected".split()
THEMES = "Health Water Education Climate Trade Justice".split()
CLASSES = tuple(ProductClass)
CLAIMS = (*(Claim.ACHIEVED,) * 12, Claim.TARGET, Claim.BASELINE, Claim.CHANGE, Claim.CONTEXT, Claim.CONTEXT, None)
ROLES = (MentionRole.LOCATION, MentionRole.LOCATION, MentionRole.BENEFICIARY, MentionRole.DONOR, None)
MODIFIED = datetime(2026, 1, 1, tzinfo=UTC)


class _Maker:
    """One document in the making. Half of its facts are counts, three in ten achievements, the others products."""

    def __init__(self, number: int, version: int) -> None:
        self.number, self.version = number, version
        self.draw = random.Random(number)
        self.year = 2010 + number // PUBLISHERS % 15
        self.document_id = f"{number:016x}"
        self.blocks: list[Block] = []
        self.achievements: list[Achievement] = []
        self.counts: list[Count] = []
        self.products: list[Product] = []
        self.mentions: list[Mention] = []

    def block(self, text: str, page: int, theme: str) -> Block:
        box = Box(50.0, 30.0, 500.0, 60.0)
        made = Block(len(self.blocks) + 1, page, BlockRole.PARAGRAPH, text, box, (), theme, (theme,))
        self.blocks.append(made)
        return made

    def achievement(self, place: int) -> None:
        """A statement with one or two figures."""
        draw, page = self.draw, 1 + place // FACTS_PER_PAGE
        theme, unit, done = draw.choice(THEMES), draw.choice(UNITS), draw.choice(DONE)
        value = draw.randrange(2, 90_000) + self.version
        code = draw.randrange(COUNTRIES)
        text = (
            f"The programme {done} {value} {unit} in Country {code} with partner {draw.randrange(10**6)} of the region."
        )
        block = self.block(text, page, theme)
        id_ = f"{self.document_id}a{place:05}"
        whole = (Evidence(page, block.block_no, block.box, 0, len(text), text, "invented.statement"),)
        level = draw.choice((ResultLevel.OUTPUT, ResultLevel.OUTCOME, None))
        self.achievements.append(Achievement(id_, page, text, whole, 0.9, theme, (theme,), result_level=level))
        self.mentions.append(Mention(id_, f"country:C{code}", page, f"Country {code}", draw.choice(ROLES)))
        self.mentions.append(Mention(f"{self.document_id}c{place + 1:05}", f"country:C{code}", page, f"Country {code}",
                                     draw.choice(ROLES)))  # fmt: skip
        self.count(place + 1, block, f"{value} {unit}", float(value), unit, theme, id_)

    def count(
        self, place: int, block: Block, words: str, value: float, unit: str, theme: str, statement: str | None
    ) -> None:
        draw = self.draw
        claim = draw.choice(CLAIMS)
        start = block.text.index(words)
        evidence = Evidence(block.page, block.block_no, block.box, start, start + len(words), words, "invented.count")
        money = draw.random() < 0.1
        women = draw.random() < 0.05
        basis = draw.choice((Basis.IN_PERIOD, Basis.CUMULATIVE, None))
        dated = basis is Basis.IN_PERIOD
        self.counts.append(
            Count(
                f"{self.document_id}c{place:05}",
                block.page,
                value,
                words.split(maxsplit=1)[0],
                CountKind.MONEY if money else CountKind.COUNT,
                Qualifier.EXACT,
                block.text,
                (evidence,),
                0.5 + draw.random() / 2,
                unit="USD" if money else unit,
                currency="USD" if money else None,
                claim=claim,
                basis=basis,
                period_start=date(self.year, 1, 1) if dated else None,
                period_end=date(self.year, 12, 31) if dated else None,
                period_source=PeriodSource.DOCUMENT if dated else None,
                label=f"{draw.choice(DONE)} {words}",
                theme=theme,
                achievement_id=statement,
                dimension="sex" if women else None,
                dimension_value="women" if women else None,
                money_role=MoneyRole.EXPENDITURE if money else None,
                headline=draw.random() < 0.05,
            )
        )

    def figure(self, place: int) -> None:
        """A figure outside of any statement."""
        unit, value = self.draw.choice(UNITS), self.draw.randrange(2, 90_000)
        words = f"{value} {unit}"
        block = self.block(f"There are {words} in the region, as counted by office {self.draw.randrange(10**5)}.",
                           1 + place // FACTS_PER_PAGE, self.draw.choice(THEMES))  # fmt: skip
        self.count(place, block, words, float(value), unit, "Context", None)

    def product(self, place: int) -> None:
        draw, page = self.draw, 1 + place // FACTS_PER_PAGE
        title = f"Report on {draw.choice(UNITS)} and {draw.choice(UNITS)} in region {draw.randrange(10**6)}"
        block = self.block(title, page, "Publications")
        line = Evidence(page, block.block_no, block.box, 0, len(title), title, "invented.title")
        role = ProductRole.CITED if draw.random() < 0.2 else ProductRole.PRODUCED
        languages = draw.choice(((), ("en",), ("en", "fr")))
        self.products.append(
            Product(f"{self.document_id}p{place:05}", page, title, "report", draw.choice(CLASSES), (line,), 0.9, role,
                    ProductState.RELEASED, languages, theme="Publications")
        )  # fmt: skip


def invented_document(number: int, facts: int, version: int = 0) -> ReadDocument:
    """A document with exactly that many facts, one row of evidence each; another `version` has other figures."""
    maker = _Maker(number, version)
    # A phase is a fact as well; every hundredth document has one.
    fund = Fund(f"fund-{number % FUNDS}", f"Fund {number % FUNDS}")
    phases = _phase(maker, fund) if number % 100 == 0 else ()
    place = len(phases)
    while place < facts:
        kind = place % 10
        if kind in (0, 3, 6) and place + 2 <= facts:
            maker.achievement(place)
            place += 2
        elif kind in (2, 5):
            maker.figure(place)
            place += 1
        else:
            maker.product(place)
            place += 1
    pages = tuple(
        Page(page, 595.0, 842.0, PageStatus.READ, TextSource.TEXT_LAYER)
        for page in range(1, 2 + facts // FACTS_PER_PAGE)
    )
    named = {mention.entity_id for mention in maker.mentions}
    entities = tuple(
        Entity(id_, EntityKind.COUNTRY, f"Country {id_[9:]}", id_.removeprefix("country:")) for id_ in sorted(named)
    )
    document = Document(
        maker.document_id, maker.document_id * 4, f"report-{number:06}.pdf", len(pages), FileStatus.READ,
        title=f"Report {number} of Fund {number % FUNDS}", publisher=f"Publisher {number % PUBLISHERS}", language="en",
        report_year=maker.year, period_start=date(maker.year, 1, 1), period_end=date(maker.year, 12, 31),
    )  # fmt: skip
    reported = Facts(
        achievements=tuple(maker.achievements), counts=tuple(maker.counts), products=tuple(maker.products),
        entities=entities, mentions=tuple(maker.mentions), funds=(fund,), phases=phases,
    )  # fmt: skip
    return ReadDocument(document, Layout(pages, tuple(maker.blocks)), reported)


def _phase(maker: _Maker, fund: Fund) -> tuple[Phase, ...]:
    name = f"Phase {maker.year}"
    words = f"{name}: USD 2 million a year"
    block = maker.block(words, 1, "Funding")
    line = Evidence(1, block.block_no, block.box, 0, len(words), words, "invented.phase")
    phase_id = f"{maker.document_id}h"
    return (Phase(phase_id, fund.fund_id, name, (line,), maker.year, maker.year + 2, 2e6, "USD", "year"),)


def source_of(read: ReadDocument) -> SourceFile:
    document = read.document
    path = Path("/raw", document.file_name)
    return SourceFile(str(path), document.file_name, 1_000_000, MODIFIED, FileStatus.READ, document.document_id)
