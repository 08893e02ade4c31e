"""What all pages of the application share: the warehouse, the sheets, the pictures, the templates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from tfextract.review_app.guard import Keys
from tfextract.review_app.pictures import PictureCache
from tfextract.review_app.verdicts import Verdicts, VerdictSheets
from tfextract.settings import Settings
from tfextract.terminal import IN_LINES
from tfextract.warehouse.pages import Shown
from tfextract.warehouse.search import Hit


@dataclass(frozen=True, slots=True)
class Site:
    warehouse: Path
    settings: Settings
    by: str
    keys: Keys
    sheets: VerdictSheets
    pictures: PictureCache
    templates: Environment

    @contextmanager
    def snapshot(self) -> Iterator[tuple[Shown, Verdicts]]:
        """The present published file and the decisions in the sheets. Open only during a request."""
        with Shown(self.warehouse) as shown:
            yield shown, self.sheets.verdicts(shown.reviews())

    def page(
        self, request: Request, name: str, verdicts: Verdicts | None, status: int = 200, **given: object
    ) -> Response:
        template = self.templates.get_template(name)
        return HTMLResponse(
            template.render(
                site=self,
                verdicts=verdicts,
                path=request.url.path,
                asked=request.query_params.get("q", "")[:200],
                **given,
            ),
            status,
        )


def number_of(text: str) -> int:
    """A list position from the address, 0 if it has none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def templates() -> Environment:
    made = Environment(
        loader=PackageLoader("tfextract.review_app"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["lit"] = _lit
    made.filters["as_it_is"] = escape
    made.filters["points"] = _points
    made.filters["percent"] = _percent
    made.filters["plural"] = _plural
    made.filters["groupby_document"] = _by_document
    return made


def _shown(value: object) -> object:
    """Removes direction marks and invisible characters of PDFs."""
    return IN_LINES.sub("", value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _lit(hit: Hit) -> Markup:
    """The snippet with the found words marked."""
    parts, at = [], 0
    for low, high in hit.matches:
        parts += [_plain(hit.snippet[at:low]), Markup("<mark>"), _plain(hit.snippet[low:high]), Markup("</mark>")]
        at = high
    return Markup("").join([*parts, _plain(hit.snippet[at:])])


def _plain(text: str) -> Markup:
    return escape(_shown(text))


def _by_document(hits: Iterable[Hit]) -> list[tuple[tuple[str, str, str | None], list[Hit]]]:
    """Groups hits by document. They are sorted by document."""
    return [(key, list(own)) for key, own in groupby(hits, lambda hit: (hit.document_id, hit.file_name, hit.title))]


def _points(number: float) -> str:
    return f"{number:.1f}"


def _percent(share: float) -> str:
    return f"{share:.0%}"


def _plural(number: int, word: str, many: str = "") -> str:
    return f"{number:,} {word if number == 1 else many or f'{word}s'}"
