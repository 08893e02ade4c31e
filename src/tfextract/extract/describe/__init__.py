"""What a document says of itself: title, publisher, language, the year its results are of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import py3langid as langid

from tfextract.extract.contacts import find_contacts
from tfextract.extract.describe.publisher import publisher_of
from tfextract.extract.describe.running import running_of
from tfextract.extract.describe.title import title_of
from tfextract.extract.describe.year import published_on, report_year
from tfextract.extract.evidence import Ids
from tfextract.model import Block, BlockRole, Document, Layout

__all__ = ["describe"]

ENOUGH_LETTERS = 60
LANGUAGE_SAMPLE = 20_000


def _language(blocks: Sequence[Block]) -> str | None:
    text = " ".join(block.text for block in blocks)[:LANGUAGE_SAMPLE]
    if sum(char.isalpha() for char in text) < ENOUGH_LETTERS:
        return None
    return str(langid.classify(text)[0])


def load_languages() -> None:
    """Once, before any text: py3langid unpacks its model into a temporary file larger than a reader may write."""
    langid.classify("")


def describe(document: Document, layout: Layout) -> Document:
    blocks = [b for b in layout.blocks if b.role not in (BlockRole.HEADER, BlockRole.FOOTER)]
    metadata = dict(layout.metadata)
    running = running_of(layout)
    title = title_of(blocks, running, metadata, document.file_name)
    contacts = find_contacts(blocks, Ids(document.document_id))
    return replace(
        document,
        title=title,
        publisher=publisher_of(layout.blocks, running, contacts, metadata, title),
        language=_language(blocks),
        report_year=report_year(title, running.titles, blocks, metadata, document.file_name),
        published_on=published_on(blocks),
    )
