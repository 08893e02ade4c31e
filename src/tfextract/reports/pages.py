"""Renders reports as self-contained HTML files. Escapes all words of PDFs, so that none is markup."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from tfextract.layout.crops import PagePart
from tfextract.model import Box
from tfextract.reports import words
from tfextract.reports.completeness import counted, pages_text
from tfextract.reports.document import is_sure
from tfextract.reports.regions import Sight
from tfextract.terminal import hidden_removed

# The content policy of the file: the browser shows its content, runs no script, and fetches and sends nothing.
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


@dataclass(frozen=True, slots=True)
class ReportPictures:
    """Parts of pages as WebP (b"" if there is none), and the view for each fact."""

    parts: tuple[PagePart, ...] = ()
    images: tuple[bytes, ...] = ()
    sights: Mapping[str, Sight] | None = None

    def of(self, fact_id: str) -> Sight | None:
        sight = (self.sights or {}).get(fact_id)
        return sight if sight is not None and self.images[sight.region] else None

    def kept(self) -> list[tuple[int, Box, str]]:
        """(number, box, data URI) of existing pictures."""
        return [
            (at, part.box, f"data:image/webp;base64,{base64.b64encode(image).decode('ascii')}")
            for at, (part, image) in enumerate(zip(self.parts, self.images, strict=True))
            if image
        ]


def _shown(value: object) -> object:
    """Shows NULL as "not determined", and removes direction marks."""
    if value is None:
        return words.NOT_STATED
    if isinstance(value, str) and not isinstance(value, Markup):
        return hidden_removed(value)
    return value


def render(template: str, filters: Mapping[str, Callable[..., object]] | None = None, **given: object) -> str:
    """`filters` apply only to this template."""
    made = _environment()
    made.filters |= filters or {}
    return made.get_template(template).render(policy=POLICY, **given)


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "number": words.number,
        "amount": words.amount,
        "day": words.day,
        "points": _points,
        "pages_told": _pages,
        "short": words.shortened,
    }
    made.globals |= {
        "counted": counted,
        "period": words.period,
        "stances": words.SHORTFALL_KINDS,
        "classes": words.CLASSES,
        "bases": words.BASES,
        "statuses": words.STATUSES,
        "is_sure": is_sure,
        "not_stated": words.NOT_STATED,
    }
    return made


def _points(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _pages(pages: Sequence[int]) -> str:
    return pages_text(pages) if pages else ""
