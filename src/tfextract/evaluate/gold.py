"""Reads gold files: pages that a careful reader annotated. Refuses malformed ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from tfextract.errors import UserError, reason


@dataclass(frozen=True, slots=True)
class GoldCount:
    value: float
    kind: str
    qualifier: str
    unit: str
    quote: str
    value_high: float | None
    units: tuple[str, ...]
    claims: tuple[str, ...]
    basis: str | None
    optional: bool


@dataclass(frozen=True, slots=True)
class GoldProduct:
    titles: tuple[str, ...]
    types: tuple[str, ...]
    optional: bool


@dataclass(frozen=True, slots=True)
class GoldAchievement:
    """Every one of `themes` is right. None among them: no heading says what the statement is about."""

    text: str
    themes: tuple[str | None, ...]
    optional: bool

    @property
    def theme(self) -> str | None:
        return self.themes[0]


@dataclass(frozen=True, slots=True)
class GoldHeading:
    text: str
    level: int
    optional: bool


@dataclass(frozen=True, slots=True)
class GoldShortfall:
    text: str
    stance: str
    theme: str | None
    optional: bool


@dataclass(frozen=True, slots=True)
class GoldValue:
    """A figure of a table's row. `value` has the scale that the table states. Percentages have none."""

    column: str
    value: float
    unit: str | None


@dataclass(frozen=True, slots=True)
class GoldIndicatorRow:
    indicator: str
    values: tuple[GoldValue, ...]


@dataclass(frozen=True, slots=True)
class GoldPage:
    """`headings`, `shortfalls` and `indicator_rows` are None if they were not annotated."""

    page: int
    counts: tuple[GoldCount, ...]
    products: tuple[GoldProduct, ...]
    achievements: tuple[GoldAchievement, ...]
    headings: tuple[GoldHeading, ...] | None = None
    shortfalls: tuple[GoldShortfall, ...] | None = None
    indicator_rows: tuple[GoldIndicatorRow, ...] | None = None


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """`report_year` is None if the results are not of one year. `asks_year` is false for early gold files, which lack
    the field."""

    slug: str
    sha256: str
    publisher: str
    title: str
    language: str
    pages: tuple[GoldPage, ...]
    source: Path
    report_year: int | None = None
    asks_year: bool = False


class _Entry(BaseModel):
    """An object of a gold file. Annotators may add other fields. The known ones are validated."""

    model_config = ConfigDict(strict=True, extra="ignore")


class _CountEntry(_Entry):
    value: float
    kind: str
    qualifier: str
    quote: str
    value_high: float | None = None
    unit: str | None = None
    unit_alts: list[str] = []
    claim: str | None = None
    claim_alts: list[str] = []
    basis: str | None = None
    optional: bool = False

    def made(self) -> GoldCount:
        unit = self.unit or ""
        return GoldCount(
            value=self.value,
            kind=self.kind,
            qualifier=self.qualifier,
            unit=unit,
            quote=self.quote,
            value_high=self.value_high,
            units=(unit, *self.unit_alts),
            claims=() if self.claim is None else (self.claim, *self.claim_alts),
            basis=self.basis,
            optional=self.optional,
        )


class _ProductEntry(_Entry):
    title: str
    title_alts: list[str] = []
    product_type: str
    type_alts: list[str] = []
    optional: bool = False

    def made(self) -> GoldProduct:
        return GoldProduct((self.title, *self.title_alts), (self.product_type, *self.type_alts), self.optional)


class _AchievementEntry(_Entry):
    text: str
    theme: str | None = None
    theme_alts: list[str | None] = []
    optional: bool = False

    def made(self) -> GoldAchievement:
        return GoldAchievement(self.text, (self.theme, *self.theme_alts), self.optional)


class _HeadingEntry(_Entry):
    text: str
    level: int
    optional: bool = False

    def made(self) -> GoldHeading:
        return GoldHeading(self.text, self.level, self.optional)


class _ShortfallEntry(_Entry):
    text: str
    stance: str
    theme: str | None = None
    optional: bool = False

    def made(self) -> GoldShortfall:
        return GoldShortfall(self.text, self.stance, self.theme, self.optional)


class _ValueEntry(_Entry):
    """`value` is None for a cell without a figure ("n/a")."""

    column: str
    value: float | None = None
    unit: str | None = None


class _IndicatorRowEntry(_Entry):
    indicator: str
    values: list[_ValueEntry]

    def made(self) -> GoldIndicatorRow:
        values = (GoldValue(one.column, one.value, one.unit) for one in self.values if one.value is not None)
        return GoldIndicatorRow(self.indicator, tuple(values))


class _PageEntry(_Entry):
    page: int
    counts: list[_CountEntry] = []
    products: list[_ProductEntry] = []
    achievements: list[_AchievementEntry] = []
    headings: list[_HeadingEntry] | None = None
    shortfalls: list[_ShortfallEntry] | None = None
    indicator_rows: list[_IndicatorRowEntry] | None = None

    def made(self) -> GoldPage:
        headings, shortfalls, rows = self.headings, self.shortfalls, self.indicator_rows
        return GoldPage(
            self.page,
            tuple(one.made() for one in self.counts),
            tuple(one.made() for one in self.products),
            tuple(one.made() for one in self.achievements),
            None if headings is None else tuple(one.made() for one in headings),
            None if shortfalls is None else tuple(one.made() for one in shortfalls),
            None if rows is None else tuple(one.made() for one in rows),
        )


class _DocumentEntry(_Entry):
    slug: str
    sha256: str
    publisher: str
    title: str
    language: str
    report_year: int | None = None


class _File(_Entry):
    document: _DocumentEntry
    pages: list[_PageEntry]


_KINDS = {"list": "a list", "string": "a text", "float": "a number", "int": "a whole number", "bool": "true or false"}


def _document(path: Path) -> GoldDocument:
    try:
        read = _File.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise UserError(_wrong(path, error)) from error
    except OSError as error:
        raise UserError(f"{path} cannot be opened: {reason(error)}") from error
    about = read.document
    return GoldDocument(
        slug=about.slug,
        sha256=about.sha256,
        publisher=about.publisher,
        title=about.title,
        language=about.language,
        pages=tuple(page.made() for page in read.pages),
        source=path,
        report_year=about.report_year,
        asks_year="report_year" in about.model_fields_set,
    )


def _wrong(path: Path, error: ValidationError) -> str:
    """The first error, with its place counted from 1: `report.json, pages 2, counts 1`."""
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        return f"{path} cannot be read as a gold file: {first['msg'].removeprefix('Invalid JSON: ')}"
    if not first["loc"] or first["loc"] in (("document",), ("pages",)):
        return f"{path}: a gold file is an object with 'document' and 'pages'"
    *above, field = first["loc"]
    where = path.name
    for part in above:
        where += f" {part + 1}" if isinstance(part, int) else f", {part}"
    if isinstance(field, int):
        return f"{where} {field + 1} must be an object with its fields"
    if first["type"] == "missing":
        return f"{where}: the field '{field}' is missing"
    return f"{where}: the field '{field}' must be {_KINDS.get(first['type'].split('_')[0], 'as the guidelines say')}"


def load_gold(paths: Iterable[Path]) -> tuple[GoldDocument, ...]:
    """Loads gold files, and the *.json of folders, by name. Raises UserError if one is malformed or none is found."""
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            files += sorted(path.glob("*.json"))
        elif path.is_file():
            files.append(path)
        else:
            raise UserError(f"{path} does not exist: name a gold file or a folder of them")
    if not files:
        raise UserError("no gold file (*.json) was found there")
    return tuple(_document(file) for file in files)
