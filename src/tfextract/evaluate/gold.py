"""Gold files: pages that a careful reader annotated, read strictly."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tfextract.errors import UserError


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
    text: str
    theme: str | None
    optional: bool


@dataclass(frozen=True, slots=True)
class GoldHeading:
    text: str
    level: int
    optional: bool


@dataclass(frozen=True, slots=True)
class GoldPage:
    """`headings` is None where the page was not annotated with them."""

    page: int
    counts: tuple[GoldCount, ...]
    products: tuple[GoldProduct, ...]
    achievements: tuple[GoldAchievement, ...]
    headings: tuple[GoldHeading, ...] | None = None


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """`report_year` is None where the results are of no one year; the first gold files do not speak of it at all, and
    `asks_year` is false for them."""

    slug: str
    sha256: str
    publisher: str
    title: str
    language: str
    pages: tuple[GoldPage, ...]
    source: Path
    report_year: int | None = None
    asks_year: bool = False


@dataclass(frozen=True, slots=True)
class _Item:
    """One JSON object of a gold file, asked for its fields by name; says file and field where one is wrong."""

    fields: dict[str, object]
    where: str

    def text(self, name: str) -> str:
        value = self.fields.get(name)
        if not isinstance(value, str):
            raise UserError(f"{self.where}: the field '{name}' must be a text")
        return value

    def text_or_none(self, name: str) -> str | None:
        return None if self.fields.get(name) is None else self.text(name)

    def number(self, name: str) -> float:
        value = self.fields.get(name)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise UserError(f"{self.where}: the field '{name}' must be a number")
        return float(value)

    def texts(self, name: str) -> tuple[str, ...]:
        value = self.fields.get(name, [])
        if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
            raise UserError(f"{self.where}: the field '{name}' must be a list of texts")
        return tuple(value)

    def flag(self, name: str) -> bool:
        return self.fields.get(name) is True

    def items(self, name: str) -> tuple[_Item, ...]:
        value = self.fields.get(name, [])
        if not isinstance(value, list) or not all(isinstance(record, dict) for record in value):
            raise UserError(f"{self.where}: the field '{name}' must be a list of objects")
        return tuple(_Item(record, f"{self.where}, {name} {at}") for at, record in enumerate(value, start=1))


def _count(item: _Item) -> GoldCount:
    unit = item.text_or_none("unit") or ""
    claim = item.text_or_none("claim")
    return GoldCount(
        value=item.number("value"),
        kind=item.text("kind"),
        qualifier=item.text("qualifier"),
        unit=unit,
        quote=item.text("quote"),
        value_high=None if item.fields.get("value_high") is None else item.number("value_high"),
        units=(unit, *item.texts("unit_alts")),
        claims=() if claim is None else (claim, *item.texts("claim_alts")),
        basis=item.text_or_none("basis"),
        optional=item.flag("optional"),
    )


def _page(item: _Item) -> GoldPage:
    return GoldPage(
        int(item.number("page")),
        tuple(_count(count) for count in item.items("counts")),
        tuple(
            GoldProduct(
                (product.text("title"), *product.texts("title_alts")),
                (product.text("product_type"), *product.texts("type_alts")),
                product.flag("optional"),
            )
            for product in item.items("products")
        ),
        tuple(
            GoldAchievement(found.text("text"), found.text_or_none("theme"), found.flag("optional"))
            for found in item.items("achievements")
        ),
        tuple(
            GoldHeading(heading.text("text"), int(heading.number("level")), heading.flag("optional"))
            for heading in item.items("headings")
        )
        if "headings" in item.fields
        else None,
    )


def _document(path: Path) -> GoldDocument:
    try:
        data = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UserError(f"{path} cannot be read as a gold file: {error}") from error
    if not isinstance(data, dict) or not isinstance(data.get("document"), dict):
        raise UserError(f"{path}: a gold file is an object with 'document' and 'pages'")
    about, whole = _Item(data["document"], f"{path.name}, document"), _Item(data, path.name)
    pages = tuple(_page(page) for page in whole.items("pages"))
    return GoldDocument(
        slug=about.text("slug"),
        sha256=about.text("sha256"),
        publisher=about.text("publisher"),
        title=about.text("title"),
        language=about.text("language"),
        pages=pages,
        source=path,
        report_year=None if about.fields.get("report_year") is None else int(about.number("report_year")),
        asks_year="report_year" in about.fields,
    )


def load_gold(paths: Iterable[Path]) -> tuple[GoldDocument, ...]:
    """Gold files, and the *.json of folders, by name. Raises UserError where one is malformed or none is found."""
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
