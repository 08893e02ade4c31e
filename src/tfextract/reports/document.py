"""Prepares a document for its report: plain data in display order, for the templates."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from tfextract.model import Claim, CountKind, ProductRole, ProductState
from tfextract.reports import words
from tfextract.reports.completeness import Completeness, completeness, counted
from tfextract.warehouse.documents import (
    AboutDocument,
    DocumentFigure,
    ReportedCountry,
    ReportedDocument,
    ReportedPledge,
    ReportedProduct,
    ReportedShortfall,
    ReportedStatement,
    ReportedTarget,
)

T = TypeVar("T")
TILES = 8
_RESULTS = frozenset((Claim.ACHIEVED, Claim.CHANGE))
# Below this confidence a person should check the page before using a line.
UNSURE = 0.6
# Below it a figure is rather wrong than right, and no headline.
HEADLINE = 0.5


def best(items: Sequence[T], limit: int, value: Callable[[T], float]) -> tuple[T, ...]:
    """The items of the highest value, in the order given."""
    kept = sorted(items, key=lambda item: -value(item))[:limit]
    return tuple(item for item in items if item in kept)


@dataclass(frozen=True, slots=True)
class Number:
    """A figure ready for display: "over 94", "knowledge products", "achieved"."""

    fact_id: str
    page: int
    wording: str
    caption: str
    claim: str
    period: str
    confidence: float
    review: str | None


@dataclass(frozen=True, slots=True)
class Result:
    statement: ReportedStatement
    numbers: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Theme:
    """`name` is None for results without a heading. `again` counts repeated ones, `left_out` those not shown."""

    name: str | None
    results: tuple[Result, ...]
    again: int
    left_out: int = 0

    def sure(self) -> Theme:
        """With its sure results alone, the others among those left out."""
        kept = tuple(result for result in self.results if is_sure(result.statement.confidence, result.statement.review))
        return replace(self, results=kept, left_out=self.left_out + len(self.results) - len(kept))

    def surest(self, limit: int) -> tuple[Result, ...]:
        """The most certain ones, in document order."""
        return best(self.results, limit, lambda result: result.statement.confidence)


@dataclass(frozen=True, slots=True)
class ProductGroup:
    name: str
    products: tuple[ReportedProduct, ...]
    left_out: int = 0

    @property
    def size(self) -> int:
        return len(self.products) + self.left_out


@dataclass(frozen=True, slots=True)
class DocumentReport:
    """`others` are figures outside the listed results and tiles. `left_out` counts the lines of a section that are not
    shown.
    """

    about: AboutDocument
    complete: Completeness
    tiles: tuple[Number, ...]
    themes: tuple[Theme, ...]
    others: tuple[Number, ...]
    groups: tuple[ProductGroup, ...]
    other_products: tuple[ReportedProduct, ...]
    countries: tuple[ReportedCountry, ...]
    targets: tuple[ReportedTarget, ...]
    shortfalls: tuple[ReportedShortfall, ...]
    pledges: tuple[ReportedPledge, ...]
    summary: tuple[str, ...]
    left_out: Mapping[str, int] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        shown = (self.tiles, self.themes, self.others, self.groups, self.other_products, self.targets, self.shortfalls)
        return not any(shown)

    @property
    def title(self) -> str:
        return self.about.title or self.about.file_name

    @property
    def results(self) -> int:
        return sum(len(theme.results) for theme in self.themes)

    @property
    def target_columns(self) -> tuple[str, ...]:
        """Of "baseline" and "actual" those that any target has: a column that says nothing is none."""
        columns = (
            ("baseline", [target.baseline for target in self.targets]),
            ("actual", [target.actual for target in self.targets]),
        )
        return tuple(name for name, values in columns if any(value is not None for value in values))

    @property
    def largest_theme(self) -> int:
        return max((country.results for country in self.countries), default=1)


def document_report(reported: ReportedDocument) -> DocumentReport:
    reported = replace(reported, figures=words.apart(reported.figures))
    tiles = _tiles(reported.figures)
    themes = _themes(reported)
    shown = {result.statement.fact_id for theme in themes for result in theme.results}
    aimed = {id_ for target in reported.targets for id_ in (target.fact_id, target.actual_id)}
    tiled = {tile.fact_id for tile in tiles}
    others = tuple(
        _number(figure)
        for figure in reported.figures
        if figure.repeated_statement is None and figure.statement not in shown and figure.fact_id not in tiled | aimed
    )
    own = [product for product in reported.products if product.repeated_statement is None]
    made = [
        product for product in own if product.role == ProductRole.PRODUCED and product.state != ProductState.PLANNED
    ]
    rest = [product for product in own if product not in made and product.role != ProductRole.SELF]
    report = DocumentReport(
        reported.about,
        completeness(reported),
        tiles,
        themes,
        others,
        _groups(made),
        tuple(rest),
        reported.countries,
        reported.targets,
        reported.shortfalls,
        reported.pledges,
        (),
    )
    return _with_summary(report, len(made))


def _with_summary(report: DocumentReport, made: int) -> DocumentReport:
    named = sum(theme.name is not None for theme in report.themes)
    phrases = [counted(report.results, "result")]
    if named:
        phrases[0] += f" under {counted(named, 'heading')}"
    named_alone = len(report.other_products)
    phrases.append(counted(made, "product") if made or not named_alone else f"{counted(named_alone, 'product')} named")
    phrases.append(counted(len(report.countries), "country", "countries"))
    phrases.append(counted(len(report.targets), "target"))
    phrases.append(counted(len(report.shortfalls), "shortfall"))
    return replace(report, summary=tuple(phrases))


def _tiles(figures: Sequence[DocumentFigure]) -> tuple[Number, ...]:
    """Figures printed large that rather state a result than not; of many the surest, in the order of the pages."""
    large = [
        figure
        for figure in figures
        if figure.headline
        and figure.claim in _RESULTS
        and figure.repeated_statement is None
        and (figure.review is not None or figure.confidence >= HEADLINE)
        and not _numbers_a_part(figure)
    ]
    return tuple(_number(figure) for figure in best(large, TILES, lambda figure: figure.confidence))


def _numbers_a_part(figure: DocumentFigure) -> bool:
    """Whether it may be the number of a chapter or a step ("2.1 Mills", "Stage 3") and not an amount."""
    if figure.kind != CountKind.COUNT:
        return False
    text = words.label_words(figure).casefold()
    return figure.in_heading or text == f"{figure.unit or ''} {figure.printed}".strip().casefold()


def is_sure(confidence: float, review: str | None = None) -> bool:
    """Whether a line may be printed without a note that it is unsure."""
    return review is not None or confidence >= UNSURE


def _number(figure: DocumentFigure, caption: str | None = None) -> Number:
    """`caption` replaces its label if that is printed beside it already."""
    when = words.period(figure.period_start, figure.period_end)
    if figure.as_of is not None and when == words.NOT_STATED:
        when = words.day(figure.as_of)
    text = words.spoken(figure.printed, figure.qualifier, figure.kind, figure.unit)
    return Number(
        figure.fact_id,
        figure.page,
        text,
        words.caption(figure) if caption is None else caption,
        words.CLAIMS.get(figure.claim, f"claim {words.NOT_STATED}"),
        when,
        figure.confidence,
        figure.review,
    )


def _themes(reported: ReportedDocument) -> tuple[Theme, ...]:
    """In the order in which the document comes to them, those without a heading last."""
    texts = {statement.fact_id: " ".join(statement.text.split()) for statement in reported.statements}
    within: dict[str, list[Number]] = defaultdict(list)
    for figure in reported.figures:
        if figure.statement is not None and figure.repeated_statement is None:
            beside = words.label_words(figure) in texts.get(figure.statement, "")
            number = _number(figure, words.counted_thing(figure) if beside else None)
            within[figure.statement].append(number)
    by_theme: dict[str | None, list[Result]] = defaultdict(list)
    again: Counter[str | None] = Counter()
    for statement in reported.statements:
        if statement.repeated_statement is not None:
            again[statement.theme] += 1
        else:
            by_theme[statement.theme].append(Result(statement, tuple(within[statement.fact_id])))
    ordered = sorted(by_theme, key=lambda theme: theme is None)
    return tuple(Theme(name, tuple(by_theme[name]), again[name]) for name in ordered)


def _groups(products: Iterable[ReportedProduct]) -> tuple[ProductGroup, ...]:
    by_class: dict[str, list[ReportedProduct]] = defaultdict(list)
    for product in products:
        by_class[product.product_class].append(product)
    return tuple(ProductGroup(name, tuple(by_class[key])) for key, name in words.CLASSES.items() if key in by_class)
