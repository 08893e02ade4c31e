"""An invented programme in several documents, small enough to know every right answer.

The Lighthouse Fund reports on 2014 and 2015 and the Beacon Trust on 2015. There is also a file of each kind of trouble.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

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
    Issue,
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
    TextSource,
)
from tfextract.warehouse import Change

from .samples import source_file

COUNTRIES = {"KEN": "Kenya", "PER": "Peru", "NOR": "Norway"}


@dataclass
class Sheet:
    """A document in the making: every fact gets a block of its own words, and that as its evidence."""

    name: str
    publisher: str | None
    year: int | None
    blocks: list[Block] = field(default_factory=list)
    achievements: list[Achievement] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)
    products: list[Product] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    phases: list[Phase] = field(default_factory=list)
    funds: list[Fund] = field(default_factory=list)

    @property
    def document_id(self) -> str:
        return self.name.ljust(16, "0")

    def _printed(self, text: str) -> tuple[Evidence, ...]:
        number = len(self.blocks) + 1
        box = Box(50, 10.0 * number, 300, 10.0 * number + 9)
        self.blocks.append(Block(number, 1, BlockRole.PARAGRAPH, text, box, (), "Results", ("Results",)))
        return (Evidence(1, number, box, 0, len(text), text, "rule.test"),)

    def achievement(self, key: str, text: str, **more: object) -> str:
        found = Achievement(f"{self.name}-{key}", 1, text, self._printed(text), 0.9, "Results", ("Results",))
        self.achievements.append(replace(found, **more))  # type: ignore[arg-type]
        return found.achievement_id

    def count(self, key: str, value: float, unit: str | None, claim: Claim | None, **more: object) -> str:
        words = f"{value:g} {unit} ({key})"
        found = Count(
            f"{self.name}-{key}", 1, value, f"{value:g}", CountKind.COUNT, Qualifier.EXACT, words,
            self._printed(words), 0.8, unit=unit, claim=claim, label=words,
        )  # fmt: skip
        self.counts.append(replace(found, **more))  # type: ignore[arg-type]
        return found.count_id

    def product(self, key: str, title: str, kind: ProductClass, **more: object) -> str:
        found = Product(
            f"{self.name}-{key}", 1, title, "report", kind, self._printed(title), 0.9, ProductRole.PRODUCED,
            ProductState.RELEASED,
        )  # fmt: skip
        self.products.append(replace(found, **more))  # type: ignore[arg-type]
        return found.product_id

    def mention(self, fact_id: str, country: str, role: MentionRole | None, *, inherited: bool = False) -> None:
        self.mentions.append(Mention(fact_id, f"country:{country}", 1, COUNTRIES[country], role, inherited))

    def phase(self, name: str, start: int, end: int | None, amount: float, frequency: str) -> None:
        words = f"{name}: USD {amount:.0f}, {frequency}"
        self.phases.append(
            Phase(
                f"{self.name}-{name}", "lighthouse-fund", name, self._printed(words), start, end, amount, "USD",
                frequency,
            )
        )  # fmt: skip

    def read(self, *, status: FileStatus = FileStatus.READ, supersedes: str | None = None) -> ReadDocument:
        period = (date(self.year, 1, 1), date(self.year, 12, 31)) if self.year is not None else (None, None)
        document = Document(
            self.document_id, self.document_id * 4, f"{self.name}.pdf", 2, status, title=f"Report {self.name}",
            publisher=self.publisher, language="en", report_year=self.year, period_start=period[0],
            period_end=period[1], supersedes=supersedes,
        )  # fmt: skip
        pages = (
            Page(1, 595.0, 842.0, PageStatus.READ, TextSource.TEXT_LAYER),
            Page(2, 595.0, 842.0, PageStatus.IMAGE_ONLY, TextSource.NONE),
        )
        used = {mention.entity_id for mention in self.mentions}
        entities = tuple(
            Entity(f"country:{code}", EntityKind.COUNTRY, name, code)
            for code, name in COUNTRIES.items()
            if f"country:{code}" in used
        )
        facts = Facts(
            achievements=tuple(self.achievements), counts=tuple(self.counts), products=tuple(self.products),
            entities=entities, mentions=tuple(self.mentions), funds=tuple(self.funds), phases=tuple(self.phases),
            issues=(Issue("image_only", "page 2 is a picture: have it read by OCR", f"{self.name}.pdf", None, 2),),
        )  # fmt: skip
        return ReadDocument(document, Layout(pages, tuple(self.blocks)), facts)


def _in_year(year: int) -> dict[str, object]:
    return {
        "basis": Basis.IN_PERIOD,
        "period_start": date(year, 1, 1),
        "period_end": date(year, 12, 31),
        "period_source": PeriodSource.SENTENCE,
    }


def lighthouse_2014() -> Sheet:
    sheet = Sheet("lh2014", "Lighthouse Fund", 2014, funds=[Fund("lighthouse-fund", "The Lighthouse Fund")])
    trained = sheet.achievement("a1", "The Fund trained 120 harbour pilots in Kenya and Peru.")
    sheet.achievement("a2", "A sea chart was drawn for every harbour.", result_level=ResultLevel.OUTCOME)
    sheet.count(
        "pilots",
        120,
        "harbour pilots",
        Claim.ACHIEVED,
        achievement_id=trained,
        headline=True,
        label="trained 120 harbour pilots",
        **_in_year(2014),
    )
    sheet.count("world", 2e9, "women", Claim.CONTEXT, headline=True)
    sheet.count("again", 120, "harbour pilots", Claim.ACHIEVED, repeat_of="lh2014-pilots", headline=True)
    sheet.product("p1", "Handbook on Night Navigation", ProductClass.GUIDE_OR_TOOL, languages=("en", "fr"))
    sheet.mention(trained, "KEN", MentionRole.LOCATION)
    sheet.mention("lh2014-pilots", "KEN", MentionRole.LOCATION)
    sheet.mention("lh2014-pilots", "PER", MentionRole.LOCATION)
    sheet.phase("Phase one", 2013, 2015, 3e6, "year")
    return sheet


def lighthouse_2015() -> Sheet:
    sheet = Sheet("lh2015", "Lighthouse Fund", 2015, funds=[Fund("lighthouse-fund", "The Lighthouse Fund")])
    trained = sheet.achievement("a1", "The Fund trained 150 harbour pilots in Kenya, 60 of them women.")
    sheet.achievement("a2", "A sea chart was drawn for every harbour.", result_level=ResultLevel.OUTCOME)
    sheet.achievement("a3", "A sea chart was drawn for every harbour!", repeat_of="lh2015-a2")
    whole = sheet.count("pilots", 150, "harbour pilots", Claim.ACHIEVED, achievement_id=trained, headline=True,
                        label="trained 150 harbour pilots", **_in_year(2015))  # fmt: skip
    sheet.count("women", 60, "harbour pilots", Claim.ACHIEVED, achievement_id=trained, whole_id=whole, dimension="sex",
                dimension_value="women")  # fmt: skip
    sheet.count("goal", 200, "harbour pilots", Claim.TARGET, compares_with=whole, period_start=date(2015, 1, 1),
                period_end=date(2015, 12, 31), period_source=PeriodSource.SENTENCE)  # fmt: skip
    sheet.count("before", 120, "harbour pilots", Claim.BASELINE, compares_with=whole)
    lamps = sheet.achievement("a4", "The Fund lit 45 lamps; 40 were planned.")
    sheet.count("lamps", 45, "lamps", Claim.ACHIEVED, achievement_id=lamps, qualifier=Qualifier.OVER)
    sheet.count("planned-lamps", 40, "lamps", Claim.TARGET, achievement_id=lamps)
    sheet.count("wrecks", 4, "wrecks", Claim.ACHIEVED)
    sheet.count("wrecks-limit", 10, "wrecks", Claim.TARGET, qualifier=Qualifier.UNDER, compares_with="lh2015-wrecks")
    sheet.count("next", 500, "harbour pilots", Claim.TARGET, headline=True)
    sheet.count("spent", 2.5e6, "USD", Claim.ACHIEVED, kind=CountKind.MONEY, currency="USD",
                money_role=MoneyRole.EXPENDITURE, **_in_year(2015))  # fmt: skip
    sheet.count("share", 45, "ship owners", Claim.ACHIEVED, kind=CountKind.PERCENT, dimension="sex",
                dimension_value="women")  # fmt: skip
    sheet.count("share-men", 55, "ship owners", Claim.ACHIEVED, kind=CountKind.PERCENT, dimension="sex",
                dimension_value="men")  # fmt: skip
    crew = sheet.achievement("a5", "30 women and 70 men joined the crews.")
    sheet.count("crew-w", 30, "crew", Claim.ACHIEVED, achievement_id=crew, dimension="sex", dimension_value="women")
    sheet.count("crew-m", 70, "crew", Claim.ACHIEVED, achievement_id=crew, dimension="sex", dimension_value="men")
    sheet.count("growth", 25, "harbour pilots", Claim.CHANGE, kind=CountKind.PERCENT, headline=True)
    sheet.product("p1", "Handbook on Night Navigation", ProductClass.GUIDE_OR_TOOL, languages=("en", "fr"))
    sheet.product("p2", "Papers: Tides, Winds and Ice", ProductClass.PUBLICATION, items=("Tides", "Winds", "Ice"))
    sheet.product("p3", "Atlas of Reefs", ProductClass.PUBLICATION, role=ProductRole.CITED)
    sheet.product("p4", "Film on Fog", ProductClass.MEDIA, state=ProductState.PLANNED)
    kenya = sheet.product("p5", "Report on Ports of Kenya", ProductClass.PUBLICATION, languages=("en",))
    sheet.mention(trained, "KEN", MentionRole.LOCATION)
    sheet.mention(whole, "KEN", MentionRole.LOCATION)
    sheet.mention(lamps, "NOR", MentionRole.DONOR)
    sheet.mention(kenya, "KEN", MentionRole.IN_TITLE)
    sheet.phase("Phase one", 2013, 2015, 3e6, "year")
    sheet.phase("Phase two", 2016, 2020, 10e6, "total")
    return sheet


def beacon_2015() -> Sheet:
    sheet = Sheet("beacon", "Beacon Trust", 2015)
    trained = sheet.achievement("a1", "The Trust taught 80 keepers in Peru.", result_level=ResultLevel.OUTPUT)
    sheet.count("keepers", 80, "keepers", Claim.ACHIEVED, achievement_id=trained, headline=True, **_in_year(2015))
    sheet.achievement("a2", "A sea chart was drawn for every harbour.")
    sheet.mention(trained, "PER", None, inherited=True)
    return sheet


def draft_2015() -> Sheet:
    """A first version that the final report replaces: no view may have anything of it."""
    sheet = Sheet("draft", "Lighthouse Fund", 2015)
    statement = sheet.achievement("a1", "The Fund trained 9,999 harbour pilots in Kenya.")
    sheet.count("pilots", 9999, "harbour pilots", Claim.ACHIEVED, achievement_id=statement, headline=True)
    sheet.count("goal", 1, "harbour pilots", Claim.TARGET)
    sheet.count("women", 99, "pilots", Claim.ACHIEVED, kind=CountKind.PERCENT, dimension="sex", dimension_value="women")
    sheet.product("p1", "Draft Manual", ProductClass.PUBLICATION)
    sheet.mention(statement, "KEN", MentionRole.LOCATION)
    sheet.phase("Phase nought", 2010, 2012, 5e6, "year")
    return sheet


def documents() -> Iterator[ReadDocument]:
    yield lighthouse_2014().read()
    yield lighthouse_2015().read(supersedes="draft".ljust(16, "0"))
    yield beacon_2015().read()
    yield draft_2015().read()


def world() -> Change:
    reads = tuple(documents())
    files = [source_file(read.document.file_name.removesuffix(".pdf")) for read in reads]
    sealed = source_file("sealed", FileStatus.ENCRYPTED)
    issue = Issue("encrypted", "the file is encrypted: save it without its password", "sealed.pdf")
    return Change((*files, sealed), reads, (issue,))
