"""`tfextract search`: finds words on all pages."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

import typer
from rich.style import Style
from rich.text import Text

from tfextract import output
from tfextract.cli.options import WarehouseOption, warehouse_of
from tfextract.settings import load_settings
from tfextract.terminal import screen, visible, write

if TYPE_CHECKING:
    from tfextract.warehouse.search import Hit

commands = typer.Typer()


class SearchFormat(StrEnum):
    TEXT = "text"
    CSV = "csv"
    JSON = "json"


@commands.command()
def search(
    words: Annotated[list[str], typer.Argument(help='Words that all must be there; "several in a row" as one.')],
    document: Annotated[str | None, typer.Option("--document", help="Id, or a part of the file's name.")] = None,
    most: Annotated[int, typer.Option("--most", min=1, max=10_000, help="Show so many places.")] = 50,
    form: Annotated[SearchFormat, typer.Option("--format")] = SearchFormat.TEXT,
    warehouse: WarehouseOption = None,
) -> None:
    """Find all pages that contain the words, in facts and in all other text. Case and accents do not matter."""
    from tfextract.warehouse.search import search as job

    place = warehouse_of(warehouse, load_settings())
    # An argument that contains blanks was quoted in the shell, so it is a phrase.
    query = " ".join(f'"{word}"' if " " in word and '"' not in word else word for word in words)
    result = job(place, query, document, limit=most)
    if form is not SearchFormat.TEXT:
        columns = ("file_name", "document_id", "page", "kind", "fact_id", "snippet")
        output.write_rows(columns, [[getattr(hit, name) for name in columns] for hit in result.hits], form.value)
        return
    _show(result.hits)
    more = result.places - len(result.hits)
    write(
        f"{_many(result.places, 'place')} on {_many(result.pages, 'page')} of {_many(result.documents, 'document')}"
        + (f"; {more} not shown: --most {result.places}" if more else "")
    )


def _show(hits: Sequence[Hit]) -> None:
    console = screen()
    before = None
    for hit in hits:
        if hit.document_id != before:
            console.print(Text(visible(hit.file_name), style="bold"))
            before = hit.document_id
        link = Style(link=f"file://{quote(hit.path)}#page={hit.page}") if hit.path else Style()
        line = Text.assemble("  ", (f"page {hit.page}", link), f"  {hit.kind}  ")
        if hit.fact_id is not None:
            line.append(f"{visible(hit.fact_id)[:8]}  ", style="dim")
        console.print(line + _lit(hit), soft_wrap=True)


def _lit(hit: Hit) -> Text:
    """The found words are bold. Control characters are escaped."""
    text, at = Text(), 0
    for low, high in hit.matches:
        text.append(visible(hit.snippet[at:low]))
        text.append(visible(hit.snippet[low:high]), style="bold reverse")
        at = high
    return text.append(visible(hit.snippet[at:]))


def _many(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
