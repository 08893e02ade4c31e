"""The description of a document from its own pages: title, publisher, language, year of results, date."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from tfextract.extract.contacts import find_contacts
from tfextract.extract.describe.language import language_of
from tfextract.extract.describe.publisher import Imprint, publisher_of
from tfextract.extract.describe.running import Running, running_of
from tfextract.extract.describe.title import title_of
from tfextract.extract.describe.year import published_on, report_year
from tfextract.extract.evidence import Ids
from tfextract.extract.text import CODE
from tfextract.faults import Faults
from tfextract.model import Block, BlockRole, Document, Layout

__all__ = ["describe"]

R = TypeVar("R")


def describe(document: Document, layout: Layout, faults: Faults | None = None) -> Document:
    """The document with these fields. Blocks on which a field raises are left out for that field, and reported to
    `faults`."""
    reported = Faults(document.file_name, document.document_id) if faults is None else faults
    metadata, name = dict(layout.metadata), document.file_name

    def read(field: str, blocks: Sequence[Block], run: Callable[[Sequence[Block]], R]) -> R | None:
        return reported.spare(CODE, f"{field}: not read from a passage", blocks, lambda block: block.page, run).result

    whole = layout.blocks
    blocks = [b for b in whole if b.role not in (BlockRole.HEADER, BlockRole.FOOTER)]
    running = read("running lines", whole, lambda some: running_of(replace(layout, blocks=tuple(some)))) or Running()
    title = read("title", whole, lambda some: title_of(some, running, metadata, name))
    contacts = read("publisher", blocks, lambda some: find_contacts(some, Ids(document.document_id))) or ()
    links = [link.uri for page in layout.pages for link in page.links]
    imprint = Imprint(title, running, contacts, metadata, links)
    return replace(
        document,
        title=title,
        publisher=read("publisher", whole, lambda some: publisher_of(some, imprint)),
        language=read("language", blocks, language_of),
        report_year=read("year", blocks, lambda some: report_year(title, running.titles, some, metadata, name)),
        published_on=read("date", blocks, published_on),
    )
